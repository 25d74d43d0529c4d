"""A shared vehicle or a taxi between two rides: off one vehicle of the timetable, on foot to a bike, by bike to where another one leaves.

The stops that rides reach are the starting points of the same sweeps for which the origin is one in `hire.py` and `taxi.py`; a second search of the
timetable goes on from every stop that they get one to. Only a way that is there sooner than all others is looked for, which bounds all of it.
"""
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from routing.door.access import Access, on_foot
from routing.door.between_taxi import Driven, drive_on
from routing.door.choice import NEEDS, TRANSFER_COST_S, Between, Candidate
from routing.door.closure import INF
from routing.door.hire import Doors, Hire, degrees_of, soonest, to_stops, within_range
from routing.door.hubs import Hubs
from routing.door.ridden import LONGEST_S, Searches, by_cab, walk_between_rides_s
from routing.door.taxi import WORTH_A_TAXI_S, kerb_zones
from routing.query import TripMode
from routing.shared.standing import Standing
from routing.streets.graph import Mode
from routing.transit.journeys import TransitJourney
from routing.transit.search_api import Ends, Options, TransitSearch
from routing.walks import Walks

# To arrive by a time: how far back it is looked where no other way says when one would have to leave, and how often a later one is tried.
LOOK_BACK_S = 3 * 3600
LATER_S, MOST_LATER = 60, 4


@dataclass(frozen=True)
class Part:
    """How one gets from a stop where a ride ended to one where another begins: where from, in how many seconds, how many ms of them on foot."""

    vehicle: Hire | Driven
    from_stop: int
    takes_s: int
    on_foot_ms: int


@dataclass(frozen=True)
class Reached:
    """When a vehicle gets one to each stop, in seconds of leaving, and how."""

    times: Ends
    part: Callable[[int], Part]


def between_rides(searches: Searches, kind: TripMode, others: Sequence[Candidate]) -> list[Candidate]:
    """The way that is there before all of `others` for which a person needs no more vehicles (that leaves after them, to arrive by a time).

    A taxi has to be worth it.
    """
    worth_s = WORTH_A_TAXI_S if kind is TripMode.TAXI else 0
    rivals = [other for other in others if NEEDS[other.kind] <= NEEDS[kind]]
    walkable = Mode.FOOT in searches.start.snaps and Mode.FOOT in searches.end.snaps
    if not walkable or searches.query.max_rides < 2:
        return []
    if not searches.query.arrive_by:
        before_s = min((rival.arrival_s - worth_s for rival in rivals), default=searches.at_s + LONGEST_S)
        found = leaving(searches, kind, searches.at_s, before_s)
        return [] if found is None else [found]
    departs_s = max((rival.departure_s + worth_s for rival in rivals), default=searches.at_s - LOOK_BACK_S)
    last = None
    for _ in range(MOST_LATER):
        found = leaving(searches, kind, departs_s + LATER_S, searches.at_s + 1)
        if found is None:
            break
        last, departs_s = found, found.departure_s
    return [] if last is None else [last]


def leaving(searches: Searches, kind: TripMode, departs_s: int, before_s: int) -> Candidate | None:
    """Leaving at or after a second of the day, there before another."""
    query, speed = searches.query, searches.query.walk_speed_mps
    search = searches.snapshot.search_on(searches.day, speed)
    searches.hubs = searches.snapshot.hubs_at(speed)
    options = Options(query.max_rides - 1, query.change_s, before_s - departs_s - 1)
    access = on_foot(searches.network, searches.start, False, speed)
    if options.max_duration_s < 1 or not len(access.times.stop) or not len(search.tt.trip_row):
        return None
    ridden_s = search.arrivals(access.times, departs_s, options)
    ready_s = np.where(ridden_s < INF, ridden_s - departs_s, INF).astype(np.int32)
    reached = by_taxi(searches, search.walks, ready_s, departs_s) if kind is TripMode.TAXI else by_shared(searches, kind, search.walks, ready_s)
    if reached is None:
        return None
    onward = Options(query.max_rides - 1, query.change_s, options.max_duration_s, walk_access=False)
    for second in reversed(search.earliest(reached.times, searches.egress.times, departs_s, before_s - departs_s, onward)):
        part = reached.part(int(reached.times.stop[second.access_index]))
        found = put_together(searches, kind, search, access, part, second)
        if found is not None:
            return found
    return None


def by_taxi(searches: Searches, walks: Walks, ready_s: np.ndarray, departs_s: int) -> Reached | None:
    hubs = searches.hubs
    assert hubs is not None
    zones = kerb_zones(searches.snapshot.taxis.values(), searches.snapshot.transit, hubs)
    driven = drive_on(searches.network, hubs, walks, zones, ready_s, departs_s, None if searches.query.arrive_by else searches.at_s)
    return None if driven is None else Reached(driven.times, lambda stop: Part(*driven.of(stop)))


def by_shared(searches: Searches, kind: TripMode, walks: Walks, ready_s: np.ndarray) -> Reached | None:
    standings, hubs = searches.standings(kind), searches.hubs
    assert hubs is not None
    return ride_on(standings, hubs, walks, ready_s) if standings else None


def ride_on(standings: list[Standing], hubs: Hubs, walks: Walks, ready_s: np.ndarray) -> Reached | None:
    """To every stop from those where rides end, int32[n_stops] seconds; INF: no ride ends there."""
    ready_ms = np.where(ready_s < INF, ready_s.astype(np.int64) * 1000, INF).clip(max=INF).astype(np.int32)
    rows, from_stop = [], []
    for standing in standings:
        walked, stops = standing.walking.reach_from_stops(Mode.FOOT, ready_ms, standing.foot_places)
        walked = np.where(walked < INF, walked.astype(np.int64) + standing.off_foot_ms, INF)
        found = to_stops(standing, hubs, walks, walked, 0.0)
        seconds, on_foot_ms, take = found[:3]
        rode = np.where(take >= 0, ready_ms[stops[take]], 0)
        found = seconds, np.where(seconds < INF, on_foot_ms - rode, INF), *found[2:]
        rows.append(within_range(standing, found, *degrees_of(hubs.kerbs(standing.fleet.mode)[1])))
        from_stop.append(stops)
    access = soonest(standings, [Doors([], np.zeros(0, np.int64))] * len(rows), rows)
    if access is None or access.hires is None:
        return None
    times, hires = access.times, access.hires
    row_of = {stop: row for row, stop in enumerate(times.stop.tolist())}

    def part(stop: int) -> Part:
        hire, row = hires.of(stop), row_of[stop]
        came_from = int(from_stop[int(hires.fleet[stop])][hire.take])
        return Part(hire, came_from, int(times.seconds[row]) - int(ready_s[came_from]), int(times.on_foot()[row]))

    return Reached(times, part)


def put_together(
    searches: Searches, kind: TripMode, search: TransitSearch, access: Access, part: Part, second: TransitJourney
) -> Candidate | None:  # fmt: skip
    """With the first ride as late as the second allows; None where both are more rides, or more metres on foot, than asked for."""
    query, most = searches.query, searches.query.max_rides - second.boardings
    if most < 1:
        return None
    there, by_s = Ends(np.array([part.from_stop], np.int32), np.zeros(1, np.int32)), second.rides[0].departure_s - part.takes_s
    firsts = search.latest(access.times, there, by_s, options=Options(most, query.change_s, LONGEST_S, walk_egress=False))
    if not firsts:
        return None
    first = max(firsts, key=lambda journey: journey.departure_s - TRANSFER_COST_S * journey.boardings)
    walk_ms = part.on_foot_ms + int(access.times.on_foot()[first.access_index]) + int(searches.egress.times.on_foot()[second.egress_index])
    walk_s = -(-walk_ms // 1000) + walk_between_rides_s(searches, first.rides) + walk_between_rides_s(searches, second.rides)
    if query.max_walk_m is not None and walk_s * query.walk_speed_mps > query.max_walk_m:
        return None
    routes, taxi = searches.snapshot.transit.trip_route, part.vehicle.zone if isinstance(part.vehicle, Driven) else None
    lines = [tuple(int(routes[ride.trip]) for ride in rides) for rides in (first.rides, second.rides)]
    return Candidate(
        kind=kind, departure_s=int(first.departure_s), arrival_s=int(second.arrival_s), rides=first.boardings + second.boardings, walk_s=walk_s,
        drive_s=0, line=(*lines[0], *by_cab(taxi), *lines[1]), between=Between(first, access, part.vehicle, second, searches.egress),
    )  # fmt: skip
