"""JSON as it arrives when something has gone wrong, for every decoder that reads some."""
import copy
import gzip
import json
from typing import Any

from hypothesis import strategies as st

BODIES = {
    "nothing": b"", "spaces": b" \n\t", "a page": b"<!DOCTYPE html><html><body>Bad gateway</body></html>", "packed": gzip.compress(b"{}"),
    "a list": b"[]", "null": b"null", "a number": b"1", "cut short": b'{"version": "3.0", "data": {"sta', "not a number": b'{"data": NaN}',
    "too large a number": b'{"data": 1e999}', "half a surrogate": b'{"data": "\\ud800"}', "no UTF-8": b'{"data": "\xff\xfe"}',
    "deep lists": b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deep objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "too many lists": b'{"data":[' + b"[]," * 400_001 + b"[]]}", "too many numbers": b'{"data":[' + b"0," * 2_000_001 + b"0]}",
    "protobuf": b"\x0a\x0d\x0a\x032.0\x10\x00\x18\xc8\x9a\xab\xaa\x06", "endless digits": b'{"data":' + b"9" * 100_000 + b"}",
}  # fmt: skip

HOSTILE: list[Any] = [
    None, True, False, 0, -1, 2**63, -(2**70), 10**300, 1e308, -0.0, 0.5, "", " ", "NaN", "inf", "-1", "1e400", "x" * 1_000_000, "\x00", "a\x00b",
    "\u202egnp.exe", "\u200f\u200e", "\ud7ff\uffff", "javascript:alert(1)", "9999-12-31T23:59:59-14:00", "0001-01-01", "٣",
    [], [[]], [None], [1, "a"], {}, {"type": []}, {"type": {}}, {"type": "Point"}, [{}, {}], {"": {"": {}}}, [[[[[[1]]]]]],
]  # fmt: skip


def steps_into(value: Any, at: tuple = ()) -> list[tuple]:
    """The way to every part of a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(way for key, part in inner for way in steps_into(part, (*at, key)))]


@st.composite
def spoiled(draw, whole: dict[str, Any]) -> bytes:
    """A valid message of which some parts became something else, were doubled or are gone."""
    value = copy.deepcopy(whole)
    for _ in range(draw(st.integers(1, 4))):
        way = draw(st.sampled_from(steps_into(value)[1:] or [()]))
        if not way:
            break
        inside = value
        for key in way[:-1]:
            inside = inside[key]
        change = draw(st.sampled_from(["replace", "remove", "double"]))
        if change == "replace":
            inside[way[-1]] = copy.deepcopy(draw(st.sampled_from(HOSTILE)))
        elif change == "double" and isinstance(inside, list):
            inside.append(copy.deepcopy(inside[way[-1]]))
        else:
            del inside[way[-1]]
    return json.dumps(value).encode()


@st.composite
def damaged(draw, body: bytes) -> bytes:
    """A message in which some bytes are others."""
    changed = bytearray(body)
    for at in draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=6)):
        changed[at] = draw(st.integers(0, 255))
    return bytes(changed)
