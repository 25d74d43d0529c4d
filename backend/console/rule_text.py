"""One rule or test put into the plain table (TOML), changed in it or taken out; all the rest stays as it was written, comments too.

What comes out is read again and compared with what was meant, so that a table written in an unusual way is refused and not spoiled.
"""
import json
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from backend.bodies.lines import HEADER, Lines

RULES, TESTS = "rules", "tests"
NOT_SINGLY = "the table is not written entry by entry"


class Unusual(ValueError):
    """The table is written in a way in which a single entry cannot be changed here; the text of it can."""


def with_entry(text: str, name: str, entry: Mapping[str, Any], index: int | None = None) -> str:
    """name: `rules` or `tests`. index: in place of that entry, from 0; None: behind the last one. Raises Unusual."""
    lines, begins = text.splitlines(), Lines(text).of.get(name, [])
    made = written(name, entry)
    told = read(text)
    entries = listed(told, name)
    if index is not None:
        begin, end = span(lines, name, begins, index)
        entries[index] = entry
        changed = [*lines[:begin], *made, *lines[end:]]
    elif begins:
        _, end = span(lines, name, begins, len(begins) - 1)
        entries.append(entry)
        changed = [*lines[:end], "", *made, *lines[end:]]
    else:
        entries.append(entry)
        changed = [*lines, *([""] if lines and lines[-1].strip() else []), *made]
    return checked("\n".join(changed) + "\n", {**told, name: entries})


def without_entry(text: str, name: str, index: int) -> str:
    """Raises Unusual."""
    lines, begins = text.splitlines(), Lines(text).of.get(name, [])
    begin, end = span(lines, name, begins, index)
    told = read(text)
    entries = [one for at, one in enumerate(listed(told, name)) if at != index]
    blank = end < len(lines) and not lines[end].strip() and (begin == 0 or not lines[begin - 1].strip())
    changed = [*lines[:begin], *lines[end + blank :]]
    wanted = {**told, name: entries} if entries else {key: value for key, value in told.items() if key != name}
    return checked("\n".join(changed) + "\n", wanted)


def listed(told: Mapping[str, Any], name: str) -> list[Any]:
    """Raises Unusual."""
    entries = told.get(name, [])
    if not isinstance(entries, list):
        raise Unusual(NOT_SINGLY)
    return list(entries)


def read(text: str) -> dict[str, Any]:
    """Raises Unusual."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unusual(str(error)) from error


def checked(text: str, wanted: Mapping[str, Any]) -> str:
    """Raises Unusual where the text does not say what was meant."""
    if read(text) != wanted:
        raise Unusual(NOT_SINGLY)
    return text


def span(lines: Sequence[str], name: str, begins: Sequence[int], index: int) -> tuple[int, int]:
    """From the header of an entry to behind its last key; what is written above the next header belongs to that. Raises Unusual."""
    if not 0 <= index < len(begins):
        raise Unusual(NOT_SINGLY)
    begin = end = begins[index] - 1
    for number in range(begin + 1, len(lines)):
        found = HEADER.match(lines[number])
        if found and not found.group(2).startswith(f"{name}."):
            break
        if lines[number].strip() and not lines[number].lstrip().startswith("#"):
            end = number
    return begin, end + 1


def written(name: str, entry: Mapping[str, Any]) -> list[str]:
    """Its lines."""
    return [f"[[{name}]]", *(f"{key} = {value_of(value)}" for key, value in entry.items())]


def value_of(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {value_of(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(value_of, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
