"""Stops where a ride on demand may begin or end, with the streets beside them."""
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from routing.door.hubs import kerbside
from routing.flex.model import OnDemand
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.reach import Places
from routing.streets.snap import Snap
from routing.transit.model import Transit


@dataclass(frozen=True)
class Kerbs:
    """k stops with a street for cars beside them.

    stops    int32[k], rows of Transit.stop_id; extra_s int32[k], seconds on foot between stop and street
    in_area  bool[areas, k], which of them each area of OnDemand holds
    """

    network: StreetNetwork
    stops: np.ndarray
    snaps: list[Snap]
    extra_s: np.ndarray
    in_area: np.ndarray
    places: Places

    @cached_property
    def among_ms(self) -> np.ndarray:
        """int32[k, k], by car from each to each; worked out when somebody first gets in at a stop."""
        return self.network.durations(Mode.CAR, self.snaps, self.snaps)

    def row_of(self, stop: int) -> int:
        return int(np.flatnonzero(self.stops == stop)[0])


def find_kerbs(network: StreetNetwork, on_demand: OnDemand, transit: Transit, walk_speed_mps: float) -> Kerbs:
    """Of the stops in a group, and of the served ones that a shape holds."""
    inside = np.zeros((len(on_demand.areas), len(transit.stop_lat)), bool)
    served = np.unique(transit.pattern_stop)
    for row, area in enumerate(on_demand.areas):
        inside[row, list(area.stops)] = True
        if area.shape is not None:
            inside[row, served] |= shapely.intersects_xy(area.shape, transit.stop_lon[served], transit.stop_lat[served])
    stops, snaps, extra_s = kerbside(network, transit, np.flatnonzero(inside.any(axis=0)), Mode.CAR, walk_speed_mps)
    return Kerbs(network, stops, snaps, extra_s, inside[:, stops], network.places(Mode.CAR, snaps))
