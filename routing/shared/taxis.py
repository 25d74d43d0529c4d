"""Where taxis are offered, and how long one waits for them there."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

# Where nobody says how long one waits, so much is counted on.
UNTOLD_WAIT_S = 600
# Getting in and saying where to; paying and getting out.
TAXI_IN_S, TAXI_OUT_S = 30, 60


@dataclass(frozen=True)
class TaxiZone:
    """An area, longitude before latitude, in which one may get into a taxi.

    key     names it in answers, e.g. `taxis:centre`
    wait_s  from the order until the taxi comes; None: nobody says
    """

    key: str
    area: BaseGeometry
    wait_s: int | None

    @property
    def counted_s(self) -> int:
        """The wait that is counted on."""
        return UNTOLD_WAIT_S if self.wait_s is None else self.wait_s


def first_zones(zones: Sequence[TaxiZone], lat: ArrayLike, lon: ArrayLike) -> np.ndarray:
    """int32[n]: of one source the first zone, as it orders them, that holds each point (degrees); -1 none."""
    points = shapely.points(np.asarray(lon, np.float64), np.asarray(lat, np.float64))
    found = np.full(len(points), len(zones), np.int32)
    point, zone = shapely.STRtree([zone.area for zone in zones]).query(points, predicate="intersects")
    np.minimum.at(found, point, zone.astype(np.int32))
    return np.where(found < len(zones), found, -1).astype(np.int32)


def find_zones(sources: Iterable[Sequence[TaxiZone]], lat: ArrayLike, lon: ArrayLike) -> list[TaxiZone | None]:
    """For each point where one may get in the zone that counts there: the first one of a source, and of several sources the soonest taxi."""
    best: list[TaxiZone | None] = [None] * len(np.asarray(lat))
    for zones in sources:
        for point, row in enumerate(first_zones(zones, lat, lon).tolist()):
            known = best[point]
            if row >= 0 and (known is None or zones[row].counted_s < known.counted_s):
                best[point] = zones[row]
    return best
