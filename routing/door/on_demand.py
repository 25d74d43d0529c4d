"""Trips with a ride on demand: all the way, to the first stop, on from the last one, or between two rides.

A ride may begin where its area holds the point of the trip, or at a stop of the area that one walks or rides to; likewise its end. What is counted on
is its safe duration: whoever changes from it does not miss the train. Only what can still be booked at the moment of asking is looked at.
"""
from collections.abc import Sequence

import numpy as np

from routing.door.access import closed_on_foot
from routing.door.choice import NEEDS, TRANSFER_COST_S, Candidate, cost_s
from routing.door.closure import INF
from routing.door.on_demand_sweep import Asking, Swept, hop_to, offers_of, sweep
from routing.door.on_demand_way import Hop, OnDemandWay, as_candidate, ridden_to
from routing.door.ridden import LONGEST_S, Searches
from routing.flex.running import NEVER_S, rides_around, takes_s
from routing.query import TripMode
from routing.streets.graph import Mode
from routing.transit.day import service_origin
from routing.transit.search_api import Ends, Options

# Nobody books a ride that saves less than this beside the best way without one, or beside walking what it rides.
WORTH_A_RIDE_S = 300
# To arrive by a time: how far back it is looked where no other way says when one would have to leave, and how often a later one is tried.
LOOK_BACK_S, MOST_LATER, STEP_S = 3 * 3600, 4, 60


def on_demand_candidates(searches: Searches, others: Sequence[Candidate]) -> list[Candidate]:
    """Ways with one ride on demand that are worth booking it. others: the ways without one."""
    asking = ask(searches)
    if asking is None:
        return []
    rivals = [other for other in others if NEEDS[other.kind] <= NEEDS[TripMode.ON_DEMAND]]
    best = min((cost_s(rival, searches.at_s, searches.query.arrive_by) for rival in rivals), default=float("inf"))
    if searches.query.arrive_by:
        found = arriving(asking, rivals)
    else:
        # What is there later costs too much already, however little of it is on foot.
        found = leaving(asking, searches.at_s, searches.at_s + int(min(LONGEST_S, best - WORTH_A_RIDE_S - TRANSFER_COST_S)) + 1)
    walk_s = min((rival.duration_s for rival in rivals if rival.kind is TripMode.WALK), default=INF)
    return [way for way in found if is_worth_it(way, cost_s(way, searches.at_s, searches.query.arrive_by), best, walk_s)]


def is_worth_it(way: Candidate, costs_s: float, best_s: float, walk_s: int) -> bool:
    """All the way it need not be quicker than the next bus, but, on average, than walking."""
    if way.rides > 1 or way.on_demand is None:
        return costs_s + WORTH_A_RIDE_S <= best_s
    hop = way.on_demand.hop
    return way.duration_s - (hop.there_s - hop.expected_s) + WORTH_A_RIDE_S <= walk_s


def ask(searches: Searches) -> Asking | None:
    query, snapshot, start, end = searches.query, searches.snapshot, searches.start, searches.end
    on_demand = snapshot.city.on_demand
    if TripMode.ON_DEMAND not in query.modes or not on_demand.rides or query.max_rides < 1:
        return None
    if Mode.FOOT not in start.snaps or Mode.FOOT not in end.snaps:
        return None
    span = (searches.at_s - LONGEST_S, searches.at_s) if query.arrive_by else (searches.at_s, searches.at_s + LONGEST_S)
    origin, wheelchair = service_origin(searches.day, snapshot.city.manifest.timezone), query.limits is not None and query.limits.wheelchair
    running = rides_around(on_demand, snapshot.city.transit, searches.day, origin, query.asked_at, wheelchair, span)
    if not running:
        return None
    return Asking(
        searches, snapshot.on_demand_kerbs(query.walk_speed_mps), offers_of(running), snapshot.search_on(searches.day, query.walk_speed_mps),
        on_demand.holding(start.point.lat, start.point.lon), on_demand.holding(end.point.lat, end.point.lon),
    )  # fmt: skip


def all_the_way_s(asking: Asking, departs_s: int) -> int | None:
    """When the first ride leaves that goes from the origin to the destination; None where none does."""
    pickups_s = [
        int(offer.like.picked_up_s(departs_s)) for offer in asking.offers
        if offer.like.ride.pickup in asking.origin_in and offer.to(asking.destination_in) is not None
        and offer.like.there_s(offer.like.picked_up_s(departs_s), asking.direct_ms) < NEVER_S
    ]  # fmt: skip
    return min(pickups_s, default=None)


def arriving(asking: Asking, rivals: list[Candidate]) -> list[Candidate]:
    """All the way as late as can be; of the others the last one found by leaving later and later."""
    searches, found = asking.searches, latest_all_the_way(asking)
    departs_s = max((rival.departure_s for rival in rivals), default=searches.at_s - LOOK_BACK_S)
    last: list[Candidate] = []
    for _ in range(MOST_LATER):
        later = [way for way in leaving(asking, departs_s + STEP_S, searches.at_s + 1) if by_stops(way) and way.arrival_s <= searches.at_s]
        if not later:
            break
        last = [max(later, key=lambda way: way.departure_s)]
        departs_s = last[0].departure_s
    return found + last


def by_stops(way: Candidate) -> bool:
    return way.on_demand is not None and max(way.on_demand.hop.begin, way.on_demand.hop.end) >= 0


def latest_all_the_way(asking: Asking) -> list[Candidate]:
    best: Hop | None = None
    for offer in asking.offers:
        ride = offer.to(asking.destination_in) if offer.like.ride.pickup in asking.origin_in else None
        if ride is None or asking.direct_ms >= NEVER_S:
            continue
        pickup_s = offer.like.latest_pickup_s(asking.searches.at_s, asking.direct_ms)
        there_s = int(offer.like.there_s(pickup_s, asking.direct_ms))
        if pickup_s >= offer.like.pickup_s[0] and there_s <= asking.searches.at_s and (best is None or pickup_s > best.pickup_s):
            best = Hop(ride, -1, -1, pickup_s, there_s, asking.direct_ms)
    return [] if best is None else [as_candidate(asking, OnDemandWay(best, asking.searches.egress))]


def leaving(asking: Asking, departs_s: int, late_s: int) -> list[Candidate]:
    """Leaving at or after a second of the plan; all the way whenever it is there, else, and where it is not sooner, before `late_s`."""
    query = asking.searches.query
    here_s = departs_s if asking.origin_in else None
    swept = sweep(asking, here_s, departs_s + asking.walk_s, departs_s + LONGEST_S)
    ways = []
    if swept.whole is not None:
        ways.append(OnDemandWay(swept.whole, asking.searches.egress))
        late_s = min(late_s, swept.whole.there_s - WORTH_A_RIDE_S)
    if late_s > departs_s:
        ways += onward(asking, swept, departs_s, late_s, None)
    rides = TripMode.TRANSIT in query.modes and query.max_rides > 1 and len(asking.search.tt.trip_row) and len(asking.access.times.stop)
    if rides and late_s > departs_s:
        ways += after_a_ride(asking, departs_s, late_s)
    found = [as_candidate(asking, way) for way in ways]
    return [way for way in found if within_walk(asking, way)]


def within_walk(asking: Asking, way: Candidate) -> bool:
    query = asking.searches.query
    return query.max_walk_m is None or way.walk_s * query.walk_speed_mps <= query.max_walk_m


def after_a_ride(asking: Asking, departs_s: int, before_s: int) -> list[OnDemandWay]:
    """On from the last stop, or between two rides."""
    query, search = asking.searches.query, asking.search
    longest_s = before_s - departs_s - min(int(takes_s(offer.like.ride.safe, 0)) for offer in asking.offers)
    if longest_s < 1:
        return []
    ridden_s = search.arrivals(asking.access.times, departs_s, Options(query.max_rides - 1, query.change_s, longest_s))
    ended = np.flatnonzero(ridden_s < INF).astype(np.int32)
    if not len(ended):
        return []
    ready_s, came_from = closed_on_foot(search.walks, ended, (ridden_s[ended] - departs_s).astype(np.int32))
    stops = asking.kerbs.stops
    at_kerb_s = np.where(ready_s[stops] < INF, ready_s[stops].astype(np.int64) + departs_s + asking.kerbs.extra_s, NEVER_S)
    swept = sweep(asking, None, at_kerb_s, before_s)
    ways = [] if swept.whole is None else [OnDemandWay(swept.whole, asking.searches.egress)]
    ways += onward(asking, swept, departs_s, before_s, ready_s)
    found = (ridden_to(asking, way, int(came_from[way.hop.begin])) for way in ways)
    return [way for way in found if way is not None]


def onward(asking: Asking, swept: Swept, departs_s: int, before_s: int, ridden: np.ndarray | None) -> list[OnDemandWay]:
    """From the kerbs where rides on demand end: on foot to the destination, or by transit. ridden: None where one comes from the origin."""
    worth = (swept.there_s < before_s) & (swept.there_s - swept.pickup_s + WORTH_A_RIDE_S <= (asking.walk_s if ridden is None else INF))
    can = np.flatnonzero(worth)
    if not len(can):
        return []
    found = []
    on_foot_s = swept.there_s[can] + asking.onward_s[can]
    nearest = int(on_foot_s.argmin())
    if on_foot_s[nearest] < before_s:
        found.append(OnDemandWay(hop_to(asking, swept, int(can[nearest])), asking.searches.egress))
    query, stops = asking.searches.query, asking.kerbs.stops
    rides = query.max_rides - (1 if ridden is None else 2)
    if rides < 1 or TripMode.TRANSIT not in query.modes or not len(asking.search.tt.trip_row):
        return found
    since_s = swept.there_s[can] + asking.kerbs.extra_s[can] - departs_s
    best_s, via = closed_on_foot(asking.search.walks, stops[can], since_s.astype(np.int32))
    reached = np.flatnonzero(best_s < before_s - departs_s).astype(np.int32)
    if not len(reached):
        return found
    options = Options(rides, query.change_s, before_s - departs_s, walk_access=False)
    times = Ends(reached, best_s[reached])
    for second in asking.search.earliest(times, asking.searches.egress.times, departs_s, before_s - departs_s, options):
        end = int(via[int(reached[second.access_index])])
        found.append(OnDemandWay(hop_to(asking, swept, asking.kerbs.row_of(end)), asking.searches.egress, second=second))
    return found
