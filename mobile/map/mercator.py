"""Web Mercator: the world is a square from 0 to 1, x to the east, y to the south."""

import math

TILE = 256  # dp along a side of a tile at its own zoom
EARTH_M = 40_075_016.686
MOST_LAT = 85.05112878


def to_world(lat: float, lon: float) -> tuple[float, float]:
    """Degrees to the square; latitudes beyond the square end at its edge."""
    lat = max(-MOST_LAT, min(MOST_LAT, lat))
    sine = math.sin(math.radians(lat))
    return (lon + 180) / 360, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def to_degrees(x: float, y: float) -> tuple[float, float]:
    """The square to (lat, lon)."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y)))), x * 360 - 180


def metres_per_dp(lat: float, zoom: float) -> float:
    return EARTH_M * math.cos(math.radians(lat)) / (TILE * 2**zoom)


def tiles_between(left: float, top: float, right: float, bottom: float, zoom: int) -> list[tuple[int, int, int]]:
    """(zoom, column, row) of the tiles that touch a box of the world, those in the middle first."""
    count = 1 << zoom
    columns = range(max(0, math.floor(left * count)), min(count - 1, math.floor(right * count)) + 1)
    rows = range(max(0, math.floor(top * count)), min(count - 1, math.floor(bottom * count)) + 1)
    middle = ((left + right) / 2 * count - 0.5, (top + bottom) / 2 * count - 0.5)
    found = [(zoom, column, row) for column in columns for row in rows]
    return sorted(found, key=lambda tile: (tile[1] - middle[0]) ** 2 + (tile[2] - middle[1]) ** 2)


def parent_of(tile: tuple[int, int, int]) -> tuple[int, int, int]:
    zoom, column, row = tile
    return zoom - 1, column >> 1, row >> 1


def covers(tile: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether two tiles of any zooms lie over each other."""
    if tile[0] > other[0]:
        tile, other = other, tile
    steps = other[0] - tile[0]
    return (other[1] >> steps, other[2] >> steps) == tile[1:]
