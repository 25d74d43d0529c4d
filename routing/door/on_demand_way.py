"""A way with one ride on demand, before its legs are drawn."""
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from routing.door.access import Access
from routing.door.choice import TRANSFER_COST_S, Candidate
from routing.door.ridden import LONGEST_S, Searches, walk_between_rides_s
from routing.flex.running import Running, takes_s
from routing.query import TripMode
from routing.transit.journeys import TransitJourney
from routing.transit.search_api import Ends, Options

if TYPE_CHECKING:
    from routing.door.on_demand_sweep import Asking

ON_DEMAND_LINE = -2


@dataclass(frozen=True)
class Hop:
    """The ride. begin, end: stops (rows of Transit.stop_id) at whose kerb one gets in and out; -1: at the origin, at the destination.

    pickup_s, there_s   seconds of the plan: when one gets in, and when one is there for certain; driven_ms: what a car takes
    in_s, out_s         seconds on foot between those stops and the streets beside them
    """

    running: Running
    begin: int
    end: int
    pickup_s: int
    there_s: int
    driven_ms: int
    in_s: int = 0
    out_s: int = 0

    @property
    def expected_s(self) -> int:
        """When one is there on average."""
        at_s = self.pickup_s + int(takes_s(self.running.ride.mean, self.driven_ms))
        return min(max(at_s, self.running.drop_off_s[0]), self.there_s)

    def as_late_as(self, by_s: int) -> "Hop":
        """The same with a later pickup, there by a moment all the same."""
        pickup_s = max(self.pickup_s, self.running.latest_pickup_s(by_s, self.driven_ms))
        return replace(self, pickup_s=pickup_s, there_s=int(self.running.there_s(pickup_s, self.driven_ms)))


@dataclass(frozen=True)
class OnDemandWay:
    """A ride on demand, what is ridden before and after it by the timetable, and how one gets to the first stop and on from the last.

    access: None where nothing is ridden before
    """

    hop: Hop
    egress: Access
    first: TransitJourney | None = None
    second: TransitJourney | None = None
    access: Access | None = None


def as_candidate(asking: "Asking", way: OnDemandWay) -> Candidate:
    """With the ride as late as what comes after it allows."""
    searches, kerbs = asking.searches, asking.kerbs
    way = replace(way, hop=late_enough(asking, way))
    hop, second, first = way.hop, way.second, way.first
    walk_s = 0 if hop.begin < 0 or first is not None else int(asking.walk_s[kerbs.row_of(hop.begin)])
    arrival_s, departure_s, rides = hop.there_s, hop.pickup_s - walk_s, 1
    line: tuple[int, ...] = (ON_DEMAND_LINE,)
    if hop.end >= 0 and second is None:
        arrival_s += int(asking.onward_s[kerbs.row_of(hop.end)])
        walk_s += arrival_s - hop.there_s
    routes = searches.snapshot.transit.trip_route
    if second is not None:
        arrival_s, rides, line = int(second.arrival_s), 1 + second.boardings, (*line, *(int(routes[ride.trip]) for ride in second.rides))
        walk_s += between_s(searches, hop.end, second.rides[0].board_stop) + walk_between_rides_s(searches, second.rides)
        walk_s += -(-int(way.egress.times.on_foot()[second.egress_index]) // 1000)
    if first is not None and way.access is not None:
        departure_s, rides, line = int(first.departure_s), rides + first.boardings, (*(int(routes[ride.trip]) for ride in first.rides), *line)
        walk_s += between_s(searches, first.rides[-1].alight_stop, hop.begin) + walk_between_rides_s(searches, first.rides)
        walk_s += -(-int(way.access.times.on_foot()[first.access_index]) // 1000)
    return Candidate(TripMode.ON_DEMAND, departure_s, arrival_s, rides, walk_s, 0, line, on_demand=way)


def late_enough(asking: "Asking", way: OnDemandWay) -> Hop:
    """Who leaves now is picked up as soon as can be; who has to be somewhere by a time, or catches a ride, as late."""
    searches, hop = asking.searches, way.hop
    if way.second is not None:
        ride = way.second.rides[0]
        return hop.as_late_as(ride.departure_s - hop.out_s - between_s(searches, hop.end, ride.board_stop))
    if not searches.query.arrive_by:
        return hop
    return hop.as_late_as(searches.at_s - (int(asking.onward_s[asking.kerbs.row_of(hop.end)]) if hop.end >= 0 else 0))


def ridden_to(asking: "Asking", way: OnDemandWay, came_from: int) -> OnDemandWay | None:
    """With what is ridden to where the ride on demand begins, as late as it allows; came_from: the stop one walks there from.

    None where that takes more rides than asked for.
    """
    searches, query, hop = asking.searches, asking.searches.query, late_enough(asking, way)
    most = query.max_rides - 1 - (0 if way.second is None else way.second.boardings)
    if most < 1:
        return None
    by_s = hop.pickup_s - hop.in_s - between_s(searches, came_from, hop.begin)
    there = Ends(np.array([came_from], np.int32), np.zeros(1, np.int32))
    found = asking.search.latest(asking.access.times, there, by_s, options=Options(most, query.change_s, LONGEST_S, walk_egress=False))
    if not found:
        return None
    first = max(found, key=lambda journey: journey.departure_s - TRANSFER_COST_S * journey.boardings)
    return replace(way, hop=hop, first=first, access=asking.access)


def between_s(searches: Searches, one: int, other: int) -> int:
    """On foot from stop to stop: what the leg takes that `find_transfer` draws."""
    if one == other:
        return 0
    path = searches.snapshot.find_transfer(one, other, searches.query.walk_speed_mps)
    return 0 if path is None else -(-path.duration_ms // 1000)
