"""Areas in which a ride may not begin, end or pass, as GBFS 3.0 says in geofencing_zones."""
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry


class Act(StrEnum):
    START, END, THROUGH = "start", "end", "through"


EVERY_ACT = frozenset(Act)


@dataclass(frozen=True)
class Zone:
    """An area, longitude before latitude, and what is allowed in it."""

    area: BaseGeometry
    allowed: frozenset[Act]


@dataclass(frozen=True)
class Zones:
    """Of overlapping zones the first one rules; `elsewhere` is allowed outside of all."""

    zones: tuple[Zone, ...] = ()
    elsewhere: frozenset[Act] = EVERY_ACT

    def allow(self, act: Act, lat: ArrayLike, lon: ArrayLike) -> np.ndarray:
        """bool[n]: whether the act is allowed at each point, degrees."""
        north, east = np.asarray(lat, np.float64), np.asarray(lon, np.float64)
        allowed = np.full(len(north), act in self.elsewhere)
        open_ = np.ones(len(north), bool)
        for zone in self.zones:
            inside = open_ & shapely.contains_xy(zone.area, east, north)
            allowed[inside] = act in zone.allowed
            open_ &= ~inside
        return allowed

    def forbid_somewhere(self, act: Act) -> bool:
        return act not in self.elsewhere or any(act not in zone.allowed for zone in self.zones)


NO_ZONES = Zones()
