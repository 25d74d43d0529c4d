"""Encoded polylines with six decimals, taken apart and put together. Source: Google, "Encoded Polyline Algorithm Format"."""
from collections.abc import Sequence

import numpy as np

from backend.motis.messages import MotisPolyline
from backend.trips.polyline import E7_PER_UNIT, encode_lines

PRECISION = 6
NO_LINE = MotisPolyline("", PRECISION, 0)
Points = list[tuple[int, int]]  # millionths of a degree, latitude first


def decode(text: str) -> Points:
    """Of a line that we encoded."""
    values, value, shift = [], 0, 0
    for letter in text.encode():
        chunk = letter - 63
        value |= (chunk & 31) << shift
        shift += 5
        if chunk < 32:
            values.append(~(value >> 1) if value & 1 else value >> 1)
            value, shift = 0, 0
    lat = lon = 0
    points = []
    for up, across in zip(values[::2], values[1::2]):
        lat, lon = lat + up, lon + across
        points.append((lat, lon))
    return points


def polylines(lines: Sequence[Points]) -> list[MotisPolyline]:
    columns = [np.array(line, np.int64).reshape(-1, 2).T * E7_PER_UNIT for line in lines]
    texts = encode_lines([(lat, lon) for lat, lon in columns])
    return [MotisPolyline(text, PRECISION, len(line)) for text, line in zip(texts, lines)]


def cut(line: Points, starts: Sequence[tuple[int, int]]) -> list[Points]:
    """The parts of a line that begin at these points of it, each up to the next; a start that is not on the line takes where the last one began."""
    at, firsts = 0, []
    for start in starts:
        at = next((i for i in range(at, len(line)) if line[i] == start), at)
        firsts.append(at)
    ends = [*firsts[1:], len(line) - 1]
    return [line[first : end + 1] for first, end in zip(firsts, ends)]


def millionths(degrees: float) -> int:
    """As lines are rounded: halves up, from the seventh decimal."""
    return (round(degrees * 1e7) + E7_PER_UNIT // 2) // E7_PER_UNIT
