"""Ways from the origin to stops and from stops to the destination, as lists of stops and seconds, one kind after the other."""
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from routing.door.closure import INF, walk_on
from routing.door.ends import BIKE_PARK_S, CAR_PARK_S, DROP_OFF_S, End
from routing.door.hubs import Hubs
from routing.door.room import room_everywhere
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.transit.search_api import Ends
from routing.walks import Walks

if TYPE_CHECKING:
    from routing.door.hire import Hires
    from routing.door.parking import Room
    from routing.door.taxi import Cabs
    from routing.shared.taxis import TaxiZone


@dataclass(frozen=True)
class Access:
    """A list of stops with the way to each, which is the quickest one.

    via_stop      int32[n_stops], stop at whose kerb the bike or car is left, -1 none; None: nothing is left at a kerb
    site_of_stop  int32[n_stops], row of Hubs.site_places where the car is left; None: no car park is used
    hires         with which shared vehicle; None: with none
    cab, cabs     the zone whose taxi comes to the origin; those that come to the stops. None: no taxi is taken
    """

    mode: Mode
    times: Ends
    via_stop: np.ndarray | None = None
    site_of_stop: np.ndarray | None = None
    hires: "Hires | None" = None
    cab: "TaxiZone | None" = None
    cabs: "Cabs | None" = None


def on_foot(network: StreetNetwork, end: End, towards: bool, walk_speed_mps: float) -> Access:
    """Every stop on foot, without limit. towards: from the stops to the point (egress)."""
    stops, milliseconds = network.near_stops(Mode.FOOT, end.snaps[Mode.FOOT], towards)
    total = milliseconds.astype(np.int64) + end.beeline_ms(Mode.FOOT, walk_speed_mps)
    seconds, walk_ms = np.minimum((total + 999) // 1000, INF).astype(np.int32), np.minimum(total, INF).astype(np.int32)
    return Access(Mode.FOOT, Ends(stops.astype(np.int32), seconds, walk_ms))


# A bike is left, and a driver let go, for a ride only where that saves at least this share of going all the way; else one would go on.
# A car park is another matter: it may be worth as long a drive as the destination, where nobody can park.
WORTH_LEAVING = 0.2
# From a park and ride site to the destination, about: by it goes how likely room is for whoever wants to arrive by a time.
RIDE_S = 1800


def worth_leaving_ms(network: StreetNetwork, start: End, end: End, mode: Mode) -> int:
    """The longest way to where a vehicle is left; INF where one cannot go all the way in it."""
    if mode not in start.snaps or mode not in end.snaps:
        return INF
    direct_ms = int(network.durations(mode, [start.snaps[mode]], [end.snaps[mode]])[0, 0])
    return INF if direct_ms >= INF else round((1 - WORTH_LEAVING) * direct_ms)


def by_bike(network: StreetNetwork, hubs: Hubs, walks: Walks, end: End, walk_speed_mps: float, longest_ms: int = INF) -> Access:
    """Ride to the street at a stop, at most longest_ms, lock the bike, and walk on without limit."""
    return by_vehicle(network, hubs, BIKE_PARK_S, Mode.BIKE, walks, end, walk_speed_mps, longest_ms)


def by_lift(network: StreetNetwork, hubs: Hubs, walks: Walks, end: End, walk_speed_mps: float, longest_ms: int = INF) -> Access:
    """Be driven to the street at a stop (kiss and ride), at most longest_ms, and walk on without limit."""
    return by_vehicle(network, hubs, DROP_OFF_S, Mode.CAR, walks, end, walk_speed_mps, longest_ms)


def by_vehicle(
    network: StreetNetwork, hubs: Hubs, parking_s: int, mode: Mode, walks: Walks, end: End, walk_speed_mps: float, longest_ms: int
) -> Access:
    stops, _, extra_s = hubs.kerbs(mode)
    ridden_ms = network.near_places(mode, end.snaps[mode], hubs.kerb_places(mode), False).astype(np.int64) + end.beeline_ms(mode, walk_speed_mps)
    to_kerb_s = np.where(ridden_ms < min(INF, longest_ms + 1), (ridden_ms + 999) // 1000 + parking_s, INF).astype(np.int32)
    can = np.flatnonzero(to_kerb_s < INF)
    best_s, via = closed_on_foot(walks, stops[can], to_kerb_s[can] + extra_s[can])
    reached = np.flatnonzero(best_s < INF).astype(np.int32)
    kerb_s = np.zeros(len(best_s), np.int32)
    kerb_s[stops[can]] = to_kerb_s[can]
    on_foot_s = best_s[reached] - kerb_s[via[reached]]
    return Access(mode, Ends(reached, best_s[reached], np.minimum(on_foot_s.astype(np.int64) * 1000, INF).astype(np.int32)), via_stop=via)


def by_car_park(network: StreetNetwork, hubs: Hubs, end: End, walk_speed_mps: float, room: "Room" = room_everywhere) -> Access | None:
    """Drive to a park and ride site and walk from there to any stop; None where there is no site with room."""
    if not len(hubs.site_places):
        return None
    driven_ms = network.durations(Mode.CAR, [end.snaps[Mode.CAR]], hubs.site_car_snaps)[0].astype(np.int64) + end.beeline_ms(Mode.CAR, walk_speed_mps)
    none, doubt_s = room(hubs.site_places, driven_ms / 1000, np.full(len(driven_ms), RIDE_S))
    if none.all():
        return None
    driven_s = np.where((driven_ms < INF) & ~none, (driven_ms + 999) // 1000 + CAR_PARK_S, INF)
    total = np.minimum(driven_s[:, None] + hubs.site_walk_s.astype(np.int64), INF)
    # A moment longer to where there will be room; among those of which nothing is known the quickest.
    site = np.where(total < INF, total + np.rint(doubt_s).astype(np.int64)[:, None], INF).argmin(axis=0)
    best_s = total[site, np.arange(total.shape[1])]
    reached = np.flatnonzero(best_s < INF).astype(np.int32)
    walk_ms = np.minimum(hubs.site_walk_s[site[reached], reached].astype(np.int64) * 1000, INF).astype(np.int32)
    return Access(Mode.CAR, Ends(reached, best_s[reached].astype(np.int32), walk_ms), site_of_stop=site.astype(np.int32))


def closed_on_foot(walks: Walks, stops: np.ndarray, seconds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int32[n_stops] seconds to every stop when one may walk on from the given ones, and the stop walked from."""
    n_vertices, n_stops = len(walks.first) - 1, len(walks.alight_vertex)
    best_s, best_via = np.empty(n_stops, np.int32), np.empty(n_stops, np.int32)
    scratch = np.empty(n_vertices, np.int32), np.empty(n_vertices, np.int32), np.empty(len(walks.head) + len(stops) + 8, np.int64)
    walk_on(
        walks.first, walks.head, walks.weight_ms, walks.alight_vertex, walks.board_first, walks.board_stop,
        stops.astype(np.int32), seconds.astype(np.int32), *scratch, best_s, best_via,
    )  # fmt: skip
    return best_s, best_via
