"""Form bodies with nested brackets, as Stripe's SDKs write them: `a[b][0][c]=d`, read with bounds."""

import re
from urllib.parse import parse_qsl

from backend.sandbox.errors import bad_call

MOST_FIELDS = 1_000
MOST_BYTES = 256 * 1024
DEEPEST = 8
NAME = re.compile(r"^([^\[\]]+)((?:\[[^\[\]]*\])*)$")


def read_form(text: str) -> dict:
    """Nested dicts of texts; a list is a dict that counts up from "0". Raises BadCall for names that are no names, that clash,
    or for too much of anything."""
    if len(text) > MOST_BYTES:
        raise bad_call("The parameters are longer than 256 KiB.", "parameter_invalid_string_too_long")
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=False, errors="strict", max_num_fields=MOST_FIELDS)
    except (ValueError, UnicodeDecodeError):
        raise bad_call("The parameters are no form in UTF-8 of at most 1000 fields.") from None
    form: dict = {}
    for name, value in pairs:
        put(form, split(name), value, name)
    return form


def split(name: str) -> list[str]:
    found = NAME.match(name)
    if not found:
        raise bad_call("A parameter's brackets do not close.", "parameter_unknown")
    steps = [found[1], *re.findall(r"\[([^\[\]]*)\]", found[2])]
    if len(steps) > DEEPEST:
        raise bad_call("A parameter is nested too deeply.", "parameter_unknown")
    return steps


def put(form: dict, steps: list[str], value: str, name: str) -> None:
    place = form
    for step in steps[:-1]:
        place = place.setdefault(step, {})
        if not isinstance(place, dict):
            raise bad_call("A parameter is given as a value and as an object.", "parameter_invalid", name)
    last = steps[-1] or str(len(place))
    if last in place:
        raise bad_call("A parameter is given twice.", "parameter_invalid", name)
    if "\x00" in value:
        raise bad_call("A parameter holds a NUL character.", "parameter_invalid", name)
    place[last] = value
