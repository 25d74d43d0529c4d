"""Metres and degrees where the earth is as good as flat: between places of one city."""

import math

METRES_PER_DEGREE = 111_195


def flat_distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points (lat, lon)."""
    north, east = other[0] - one[0], (other[1] - one[1]) * math.cos(math.radians(one[0]))
    return math.hypot(north, east) * METRES_PER_DEGREE


def box_around(lat: float, lon: float, reach_m: float) -> tuple[float, float, float, float]:
    """South, west, north, east, so many metres to each side."""
    high = reach_m / METRES_PER_DEGREE
    wide = high / max(0.1, math.cos(math.radians(lat)))
    return lat - high, lon - wide, lat + high, lon + wide
