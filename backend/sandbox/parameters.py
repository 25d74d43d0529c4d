"""Parameters against the SDK's own types: unknown names, missing ones and wrong values are refused before any work."""

import json
import re
from functools import cache
from pathlib import Path

from backend.sandbox.errors import bad_call

TABLE = Path(__file__).with_name("parameters.json")
LONGEST = 5_000
MOST_METADATA = 50
INTEGER = re.compile(r"^-?[0-9]{1,15}$")
NOT_HERE = object()


@cache
def table() -> dict:
    return json.loads(TABLE.read_text(encoding="utf-8"))


def api_version() -> str:
    return table()["api_version"]


def check(params: dict, shape: str, reads: frozenset[str]) -> dict:
    """The parameters with integers and truth values read. Raises BadCall.

    reads: the top-level names that the sandbox acts on; another that Stripe knows is refused too, for it would be dropped in silence.
    """
    checked = check_shape(params, shape, "")
    for name in checked:
        if name != "expand" and name not in reads:
            raise bad_call(f"Stripe knows the parameter {name}, the sandbox does not act on it.", "sandbox_parameter_unsupported", name)
    return checked


def check_shape(params: dict, shape: str, where: str) -> dict:
    members = table()["shapes"][shape]
    checked = {}
    for name, value in params.items():
        path = f"{where}[{name}]" if where else name
        if name not in members:
            raise bad_call(f"Received unknown parameter: {path}", "parameter_unknown", path)
        checked[name] = check_value(value, members[name][0], path)
    for name, (_, needed) in members.items():
        if needed and name not in params:
            path = f"{where}[{name}]" if where else name
            raise bad_call(f"Missing required param: {path}.", "parameter_missing", path)
    return checked


def check_value(value, kind: str, path: str):
    choices = choices_of(kind)
    words = [choice[1:] for choice in choices if choice.startswith("=")]
    if isinstance(value, str):
        found = read_text(value, choices, words)
        if found is not NOT_HERE:
            return found
    for choice in choices:
        if choice.startswith("[") and isinstance(value, dict) and all(key.isascii() and key.isdecimal() for key in value):
            return [check_value(value[key], choice[1:-1], f"{path}[{key}]") for key in sorted(value, key=int)]
        if choice in ("map", "any") and isinstance(value, dict):
            return check_map(value, path) if choice == "map" else value
        if choice in table()["shapes"] and isinstance(value, dict):
            return check_shape(value, choice, path)
    if words:
        raise bad_call(f"Invalid {path}: must be one of {', '.join(word for word in words if word)}.", "parameter_invalid", path)
    integer = "int" in choices
    raise bad_call(f"Invalid {'integer' if integer else 'value'} for {path}.", "parameter_invalid_integer" if integer else "parameter_invalid", path)


@cache
def choices_of(kind: str) -> tuple[str, ...]:
    """The choices of a type; a list's own choices stay inside its brackets."""
    found, depth, start = [], 0, 0
    for at, sign in enumerate(kind + "|"):
        depth += (sign == "[") - (sign == "]")
        if sign == "|" and not depth:
            found.append(kind[start:at])
            start = at + 1
    return tuple(found)


def read_text(value: str, choices: tuple[str, ...], words: list[str]):
    """The value as one of the choices, or NOT_HERE. Where words are listed only they count, though the SDK's type lets any text through."""
    if value in words:
        return value
    if "int" in choices and INTEGER.match(value):
        return int(value)
    if "bool" in choices and value in ("true", "false"):
        return value == "true"
    if "float" in choices and re.match(r"^-?[0-9]{1,12}(\.[0-9]{1,6})?$", value):
        return float(value)
    if "str" in choices and not any(words) and len(value) <= LONGEST:
        return value
    return value if "any" in choices else NOT_HERE


def check_map(value: dict, path: str) -> dict:
    """Metadata: at most 50 keys of 40 characters with texts of 500."""
    if len(value) > MOST_METADATA:
        raise bad_call(f"{path} may have up to 50 keys.", "parameter_invalid", path)
    for key, text in value.items():
        if not isinstance(text, str) or len(key) > 40 or len(text) > 500:
            raise bad_call(f"{path}: a key has up to 40 characters, a value is a text of up to 500.", "parameter_invalid", path)
    return value
