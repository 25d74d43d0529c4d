"""Local plane, bearings, and a line with metres along it. Flat within a city: equirectangular about the first point, below 0.1 % off at 30 km."""
from bisect import bisect_right
from math import atan2, cos, degrees, hypot, radians
from typing import NamedTuple

EARTH_M = 6_371_008.8


class Plane:
    """(lat, lon) to (x east, y north) in metres from `origin`."""

    def __init__(self, origin: tuple[float, float]):
        self.lat, self.lon = origin
        self._x_m = radians(1) * EARTH_M * max(cos(radians(self.lat)), 1e-6)
        self._y_m = radians(1) * EARTH_M

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        return (lon - self.lon) * self._x_m, (lat - self.lat) * self._y_m


class Match(NamedTuple):
    """`x_m` is how far off the line, `s_m` where along it (to the centimetre, so that a threshold is not missed by a rounding error)."""

    x_m: float
    s_m: float


def bearing(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Degrees from north, clockwise."""
    return degrees(atan2(b[0] - a[0], b[1] - a[1])) % 360


def turned(before_deg: float, after_deg: float) -> float:
    """From one direction to another, -180 to 180; above zero to the right."""
    return (after_deg - before_deg + 180) % 360 - 180


def apart(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])


class Line:
    """A polyline; points that repeat the one before are left out."""

    def __init__(self, points: list[tuple[float, float]]):
        self.points = [p for i, p in enumerate(points) if i == 0 or apart(points[i - 1], p) > 1e-6] or points[:1]
        self.s = [0.0]
        for a, b in zip(self.points, self.points[1:]):
            self.s.append(self.s[-1] + apart(a, b))
        self.length_m = self.s[-1]

    def segment(self, s_m: float) -> int:
        return max(0, min(bisect_right(self.s, s_m) - 1, len(self.points) - 2))

    def at(self, s_m: float) -> tuple[float, float]:
        if len(self.points) == 1:
            return self.points[0]
        i = self.segment(s_m)
        (ax, ay), (bx, by) = self.points[i], self.points[i + 1]
        u = max(0.0, min(1.0, (s_m - self.s[i]) / (self.s[i + 1] - self.s[i])))
        return ax + u * (bx - ax), ay + u * (by - ay)

    def bearing_at(self, s_m: float, over_m: float = 5.0) -> float:
        """Where the line leads from `s_m` on, over a few metres so that a short kink does not count."""
        start, end = self.at(s_m), self.at(s_m + over_m)
        if apart(start, end) < 0.01:
            start = self.at(s_m - over_m)
        return bearing(start, end)

    def bearing_into(self, s_m: float, over_m: float = 5.0) -> float:
        """Where the line comes from when it gets to `s_m`."""
        start, end = self.at(s_m - over_m), self.at(s_m)
        return bearing(start, end) if apart(start, end) >= 0.01 else self.bearing_at(s_m)

    def nearest(self, p: tuple[float, float], low_m: float, high_m: float) -> Match:
        """The nearest place between two `s_m`; of equals the first."""
        low_m, high_m = max(0.0, low_m), min(self.length_m, high_m)
        if len(self.points) == 1 or high_m <= low_m:
            return Match(apart(p, self.at(low_m)), round(low_m, 2))
        best_m, best_s = float("inf"), low_m
        for i in range(self.segment(low_m), self.segment(high_m) + 1):
            (ax, ay), (bx, by) = self.points[i], self.points[i + 1]
            length = self.s[i + 1] - self.s[i]
            along = ((p[0] - ax) * (bx - ax) + (p[1] - ay) * (by - ay)) / length + self.s[i]
            along = max(low_m, self.s[i], min(high_m, self.s[i + 1], along))
            if (off := apart(p, self.at(along))) < best_m - 1e-9:
                best_m, best_s = off, along
        return Match(round(best_m, 2), round(best_s, 2))
