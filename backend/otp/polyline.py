"""Encoded polylines with five decimals, as OpenTripPlanner sends them. Source: Google, "Encoded Polyline Algorithm Format"."""
from collections.abc import Iterable, Iterator

E7_PER_UNIT = 100  # 1e-7 degrees in one unit of the fifth decimal
SIX_PER_UNIT = 10


def encode(points: Iterable[tuple[int, int]]) -> str:
    """points: (latitude, longitude) in units of 1e-5 degrees."""
    letters, last = [], (0, 0)
    for point in points:
        for now, before in zip(point, last):
            rest = (now - before) << 1
            rest = ~rest if rest < 0 else rest
            while rest >= 32:
                letters.append(chr((32 | (rest & 31)) + 63))
                rest >>= 5
            letters.append(chr(rest + 63))
        last = point
    return "".join(letters)


def decode(text: str) -> Iterator[tuple[int, int]]:
    """Points in the units that the text was made of."""
    at, here = 0, [0, 0]
    while at < len(text):
        for axis in (0, 1):
            value = shift = 0
            more = True
            while more:
                letter = ord(text[at]) - 63
                at += 1
                value |= (letter & 31) << shift
                shift += 5
                more = letter >= 32
            here[axis] += ~(value >> 1) if value & 1 else value >> 1
        yield here[0], here[1]


def from_e7(lat_e7: Iterable[int], lon_e7: Iterable[int]) -> list[tuple[int, int]]:
    half = E7_PER_UNIT // 2
    return [((lat + half) // E7_PER_UNIT, (lon + half) // E7_PER_UNIT) for lat, lon in zip(lat_e7, lon_e7)]


def from_six_decimals(text: str) -> list[tuple[int, int]]:
    half = SIX_PER_UNIT // 2
    return [((lat + half) // SIX_PER_UNIT, (lon + half) // SIX_PER_UNIT) for lat, lon in decode(text)]
