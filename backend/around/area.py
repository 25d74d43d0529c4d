"""The part of the map that is asked for, and which of many places lie in it."""
import math
from dataclasses import dataclass

import numpy as np

from backend.service.degrees import check_degrees
from backend.service.errors import Unprocessable
from routing.earth import METRES_PER_DEGREE

WIDEST_M = 60_000
MOST = 300  # of each list of an answer


@dataclass(frozen=True)
class Area:
    """Degrees. It never crosses the date line."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def checked(cls, south: float, west: float, north: float, east: float) -> "Area":
        """Raises Unprocessable, which names the side."""
        check_degrees(south, west, ("south", "west"))
        check_degrees(north, east, ("north", "east"))
        area = cls(south, west, north, east)
        if north <= south:
            raise Unprocessable("`north` has to be more than `south`.", "north")
        if east <= west:
            raise Unprocessable("`east` has to be more than `west`. What lies on both sides of the date line is asked for side by side.", "east")
        for length_m, field in ((area.height_m, "north"), (area.width_m, "east")):
            if length_m > WIDEST_M:
                raise Unprocessable(f"This is more than {WIDEST_M // 1000} km across. Ask for a smaller part of the map.", field)
        return area

    @property
    def middle(self) -> tuple[float, float]:
        return (self.south + self.north) / 2, (self.west + self.east) / 2

    @property
    def shrinking(self) -> float:
        """Of a degree of longitude against one of latitude, in the middle."""
        return math.cos(math.radians(self.middle[0]))

    @property
    def height_m(self) -> float:
        return (self.north - self.south) * METRES_PER_DEGREE

    @property
    def width_m(self) -> float:
        return (self.east - self.west) * METRES_PER_DEGREE * self.shrinking

    def nearest(self, lat: np.ndarray, lon: np.ndarray, wanted: np.ndarray | None = None) -> tuple[list[int], int]:
        """Rows of what lies inside, nearest to the middle first, at most MOST, and how many more there are.

        lat, lon: float64[n], degrees; wanted: bool[n], the others are as if they were not there
        """
        inside = (lat >= self.south) & (lat <= self.north) & (lon >= self.west) & (lon <= self.east)
        rows = np.flatnonzero(inside if wanted is None else inside & wanted)
        middle_lat, middle_lon = self.middle
        return first_of(rows, np.hypot(lat[rows] - middle_lat, (lon[rows] - middle_lon) * self.shrinking))


def first_of(rows: np.ndarray, away: np.ndarray) -> tuple[list[int], int]:
    """At most MOST of the rows, the least away first, and how many are left over."""
    order = np.argsort(away, kind="stable")[:MOST]
    return rows[order].tolist(), len(rows) - len(order)


def degrees_of(things) -> tuple[np.ndarray, np.ndarray]:
    """float64 latitudes and longitudes of things that have `lat` and `lon`."""
    return np.array([thing.lat for thing in things], np.float64), np.array([thing.lon for thing in things], np.float64)
