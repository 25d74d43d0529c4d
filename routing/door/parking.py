"""Leaving one's own car in a car park and walking on to the destination: of all car parks of a city the one that costs least.

One sweep of the hierarchy by car from the origin, one on foot to the destination, exact and without a radius.
"""
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from routing.atlas import PlaceKind, Places
from routing.door.choice import WALK_COST
from routing.door.closure import INF
from routing.door.ends import CAR_PARK_S, End
from routing.door.hire import whole
from routing.door.hubs import SITE_SNAP_M
from routing.shared.standing import off_street_ms
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.reach import Places as Ready
from routing.streets.snap import Snap

CAR_PARKS = (PlaceKind.PARKING, PlaceKind.PARK_RIDE)
# Of car parks (rows of Places), with the seconds of driving there and of walking on: bool[n] nobody is sent there, float64[n] seconds of doubt.
Room = Callable[[np.ndarray, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Sites:
    """Every car park with a street for cars and one for walkers beside it.

    place        int32[n], rows of Places
    car, foot    the streets, ready to be searched
    off_foot_ms  int32[n], on foot between the street for walking and the car park
    """

    place: np.ndarray
    car: Ready
    foot: Ready
    off_foot_ms: np.ndarray


@dataclass(frozen=True)
class Parked:
    """A car park (row of Places), the streets beside it, and the whole seconds of driving there and of walking on."""

    place: int
    car: Snap
    foot: Snap
    drive_s: int
    walk_s: int

    @property
    def duration_s(self) -> int:
        return self.drive_s + CAR_PARK_S + self.walk_s


def find_sites(network: StreetNetwork, places: Places, walk_speed_mps: float) -> Sites:
    rows, cars, feet = [], [], []
    for row in np.flatnonzero(np.isin(places.kind, CAR_PARKS)).tolist():
        lat, lon = places.lat_e7[row] / 1e7, places.lon_e7[row] / 1e7
        car, foot = network.find_snap(lat, lon, Mode.CAR, SITE_SNAP_M), network.find_snap(lat, lon, Mode.FOOT, SITE_SNAP_M)
        if car is not None and foot is not None:
            rows.append(row)
            cars.append(car)
            feet.append(foot)
    ready = network.places(Mode.CAR, cars), network.places(Mode.FOOT, feet)
    return Sites(np.array(rows, np.int32), *ready, off_street_ms(list(feet), walk_speed_mps))


def find_parked(
    sites: Sites, network: StreetNetwork, start: End, end: End, walk_speed_mps: float, room: Room, max_walk_m: float | None
) -> Parked | None:
    """None where no car park with room can be driven to and walked from within the limit."""
    if not len(sites.place):
        return None
    driven = network.near_places(Mode.CAR, start.snaps[Mode.CAR], sites.car, False).astype(np.int64)
    walked = network.near_places(Mode.FOOT, end.snaps[Mode.FOOT], sites.foot, True).astype(np.int64)
    drive_ms = whole(driven + start.beeline_ms(Mode.CAR, walk_speed_mps))
    walk_ms = whole(walked + sites.off_foot_ms + end.beeline_ms(Mode.FOOT, walk_speed_mps))
    none, doubt_s = room(sites.place, drive_ms / 1000, walk_ms / 1000)
    can = (driven < INF) & (walked < INF) & ~none
    if max_walk_m is not None:
        can &= walk_ms <= max_walk_m / walk_speed_mps * 1000
    if not can.any():
        return None
    cost_ms = drive_ms + (1 + WALK_COST) * walk_ms + 1000 * doubt_s
    best = int(np.where(can, cost_ms, np.inf).argmin())
    car, foot = sites.car.snaps[best], sites.foot.snaps[best]
    assert car is not None
    assert foot is not None
    return Parked(int(sites.place[best]), car, foot, int(drive_ms[best]) // 1000, int(walk_ms[best]) // 1000)
