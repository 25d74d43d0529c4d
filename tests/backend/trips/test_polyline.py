"""Encoded polylines against the rule as it is written down, one number after the other."""
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.trips.polyline import encode_lines

DEGREES = st.tuples(st.integers(-900_000_000, 900_000_000), st.integers(-1_800_000_000, 1_800_000_000))


def slow_number(value: int) -> str:
    """Left-shift, invert when negative, five bits at a time from the right, 0x20 where more follow, plus 63."""
    value = ~(value << 1) if value < 0 else value << 1
    letters = ""
    while value >= 0x20:
        letters += chr((0x20 | (value & 0x1F)) + 63)
        value >>= 5
    return letters + chr(value + 63)


def slow_line(points: list[tuple[int, int]]) -> str:
    letters, before = "", (0, 0)
    for point in points:
        here = tuple((e7 + 5) // 10 for e7 in point)
        letters += "".join(slow_number(now - then) for now, then in zip(here, before))
        before = here
    return letters


def decoded(text: str) -> list[tuple[float, float]]:
    values, value, shift = [], 0, 0
    for letter in text:
        bits = ord(letter) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    return [(lat / 1e6, lon / 1e6) for lat, lon in zip(np.cumsum(values[::2]).tolist(), np.cumsum(values[1::2]).tolist())]


def arrays(points: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(points, np.int32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


@given(st.lists(st.lists(DEGREES, max_size=12), max_size=6))
def test_lines_agree_with_the_slow_rule(lines):
    assert encode_lines([arrays(line) for line in lines]) == [slow_line(line) for line in lines]


@given(st.lists(DEGREES, min_size=1, max_size=20))
def test_decoding_gives_the_points_to_six_decimals(points):
    found = decoded(encode_lines([arrays(points)])[0])
    assert np.allclose(found, np.array(points) / 1e7, rtol=0, atol=0.51e-6)


def test_the_example_of_the_published_text():
    """Its points with five decimals, here taken as six."""
    points = [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]
    scaled = [(round(lat * 1e6), round(lon * 1e6)) for lat, lon in points]
    assert encode_lines([arrays(scaled)]) == ["_p~iF~ps|U_ulLnnqC_mqNvxq`@"]
