"""Our strict reader beside a library that knows all of CBOR."""
import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing import cbor

simple = st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=80)
values = st.recursive(simple, lambda inner: st.lists(inner, max_size=30) | st.dictionaries(st.integers(0, 300), inner, max_size=30), max_leaves=40)


def depth(value) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(values.filter(lambda value: depth(value) <= cbor.MOST_DEPTH))
def test_what_is_written_is_what_the_library_writes_and_reads(value):
    written = cbor.encode(value)
    assert written == cbor2.dumps(value, canonical=True)
    assert cbor.decode(written) == value == cbor2.loads(written)


@given(st.binary(max_size=60))
def test_any_bytes_are_the_one_form_of_a_value_or_refused(encoded):
    try:
        value = cbor.decode(encoded)
    except cbor.CborError:
        return
    assert cbor.encode(value) == encoded


@pytest.mark.parametrize(
    "written, what",
    [
        ("", "nothing"),
        ("1817", "23 in two bytes"),
        ("190017", "23 in three bytes"),
        ("0000", "something after"),
        ("a2010201 03".replace(" ", ""), "a key twice"),
        ("a202010101", "keys out of order"),
        ("a1616101", "a key of text"),
        ("9f00ff", "a list without an end"),
        ("5f4100ff", "bytes in pieces"),
        ("c11a00000000", "a tag"),
        ("d81c8200d81d00", "a value that holds itself"),
        ("d82363612b2b", "a pattern"),
        ("f4", "a bool"),
        ("f90000", "a float"),
        ("61ff", "text that is no UTF-8"),
        ("9bffffffffffffffff", "a list of 2**64"),
        ("5b7fffffffffffffff00", "bytes without end"),
        ("bb00ffffffffffffff", "a map without end"),
        ("81" * 1000 + "00", "a thousand lists in each other"),
    ],
)
def test_everything_else_is_refused(written, what):
    with pytest.raises(cbor.CborError):
        cbor.decode(bytes.fromhex(written))


@pytest.mark.parametrize("value", [None, True, 1.5, {"a": {1}}, 2**64, -(2**64) - 1])
def test_what_has_no_place_is_not_written(value):
    with pytest.raises(TypeError):
        cbor.encode(value)
