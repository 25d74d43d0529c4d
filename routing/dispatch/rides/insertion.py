"""The cheapest place for one more ride in all routes of a plan, exact.

Every pair of places in every route is looked at (Jaw et al., Transportation Research B 20, 1986), and most are seen to be vain in a few steps:
- what a vehicle can reach at the earliest, windows alone considered, is a lower bound with every other limit too; so is the latest of what follows;
- time runs on from the new pickup, stop by stop, until somebody would come too late, no seat is left, or the ride is longer than it may be;
- what is dearer than the best so far need not be timed.
Bounds look along the part of a route that stays as it is, never across the gap that a new stop opens: so they hold without the triangle inequality.
What is left is timed with all limits (`timing.earliest`).
"""
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from routing.dispatch.rides.model import Dispatch, Plan, Stops
from routing.dispatch.rides.timing import earliest, legs
from routing.jit import njit, njit_inline

NOTHING = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Insertion:
    """Where a ride goes: so many stops of the route as it is come before its pickup and before its dropoff."""

    vehicle: int
    pickup_after: int
    dropoff_after: int
    pickup_at: int
    dropoff_at: int
    added_ticks: int


class Asked(NamedTuple):
    """A row of rides that no route has; what a tick at the wheel costs, and one until the rider is there."""

    stops: Stops
    travel_ticks: np.ndarray
    ride: int
    driving: int
    riding: int


class Routes(NamedTuple):
    """Columns of `Plan` and `Fleet`."""

    first: np.ndarray
    stop: np.ndarray
    fixed: np.ndarray
    start_place: np.ndarray
    start_at: np.ndarray
    end_place: np.ndarray
    end_by: np.ndarray
    longest_route: np.ndarray
    room_first: np.ndarray
    room: np.ndarray


class Scratch(NamedTuple):
    """Of the route that is looked at, by position: earliest and latest times by windows alone, int64; the load behind it, int64[positions, kinds];
    ticks to the next. Of a candidate: its stops int32, ticks to the next, times. `where` int64, a row for each of stops."""

    soon: np.ndarray
    late: np.ndarray
    load: np.ndarray
    leg: np.ndarray
    candidate: np.ndarray
    candidate_leg: np.ndarray
    begin: np.ndarray
    where: np.ndarray


def cheapest_insertion(dispatch: Dispatch, ride: int, driving: int = 1, riding: int = 0) -> Insertion | None:
    """Where to put a ride; None where no vehicle can. The first of several that cost the same. Arguments as in `Asked`."""
    fleet, plan, best = dispatch.fleet, dispatch.plan, np.zeros(7, np.int64)
    most = int(np.diff(plan.first).max(initial=0))
    columns = (fleet.start_place, fleet.start_at, fleet.end_place, fleet.end_by, fleet.longest_route, fleet.room_first, fleet.room)
    soon, late, leg, new_leg, begin = (np.empty(most + 4, np.int64) for _ in range(5))
    load, where = np.zeros((most + 1, fleet.room.shape[1]), np.int64), np.zeros(len(dispatch.stops.place), np.int64)
    scratch = Scratch(soon, late, load, leg, np.empty(most + 2, np.int32), new_leg, begin, where)
    asked = Asked(dispatch.stops, dispatch.travel_ticks, ride, driving, riding)
    cheapest(asked, Routes(plan.first, plan.stop, plan.fixed, *columns), scratch, best)
    cost, vehicle, before, until, added, pickup_at, dropoff_at = best.tolist()
    return None if cost == NOTHING else Insertion(vehicle, before, until, pickup_at, dropoff_at, added)


def inserted(plan: Plan, ride: int, place: Insertion) -> Plan:
    route = plan.route(place.vehicle).tolist()
    before, until = place.pickup_after, place.dropoff_after
    return plan.with_route(place.vehicle, [*route[:before], 2 * ride, *route[before:until], 2 * ride + 1, *route[until:]])


@njit
def cheapest(asked, routes, scratch, best):
    """Fill best int64[7]: cost (NOTHING: no way), vehicle, stops before the pickup, before the dropoff, ticks added, when picked up, when there."""
    best[0] = NOTHING
    stops, s = asked.stops, scratch
    nothing = np.zeros(routes.room.shape[1], np.int64)
    for v in range(routes.fixed.size):
        if fits(routes.room[routes.room_first[v] : routes.room_first[v + 1]], nothing, stops.load[2 * asked.ride]):
            route = routes.stop[routes.first[v] : routes.first[v + 1]]
            legs(stops.place, route, routes.start_place[v], routes.end_place[v], asked.travel_ticks, s.leg)
            if bounds(stops, route, s.leg, routes.start_at[v], routes.end_by[v], s.soon, s.late, s.load):
                into_route(asked, routes, v, route, s, best)


@njit_inline
def fits(rooms, load, more):
    """Does some configuration int16[c, k] hold two loads together?"""
    for c in range(rooms.shape[0]):
        good = True
        for kind in range(rooms.shape[1]):
            good = good and load[kind] + more[kind] <= rooms[c, kind]
        if good:
            return True
    return False


@njit
def bounds(stops, route, leg, start_at, end_by, soon, late, load):
    """Fill earliest and latest times of each position by windows alone, and the load behind it; False where not even those can be kept."""
    m, kinds = route.size, load.shape[1]
    load[0] = 0
    for k in range(m):  # whoever is dropped off without having been picked up is on board from the beginning
        for kind in range(kinds):
            load[0, kind] -= stops.load[route[k], kind]
    soon[0], late[m + 1] = start_at, end_by
    for k in range(1, m + 2):
        soon[k] = soon[k - 1] + leg[k - 1]
        if k > 1:
            soon[k] += stops.service[route[k - 2]]
        if k <= m:
            soon[k] = max(soon[k], stops.earliest[route[k - 1]])
            for kind in range(kinds):
                load[k, kind] = load[k - 1, kind] + stops.load[route[k - 1], kind]
    for k in range(m, -1, -1):
        late[k] = late[k + 1] - leg[k]
        if k > 0:
            late[k] = min(late[k] - stops.service[route[k - 1]], stops.latest[route[k - 1]])
        if soon[k] > late[k]:
            return False
    return soon[m + 1] <= end_by


@njit
def into_route(asked, routes, v, route, s, best):
    """All pairs of places in one route, beginning with the pickup."""
    stops, pickup = asked.stops, 2 * asked.ride
    rooms = routes.room[routes.room_first[v] : routes.room_first[v + 1]]
    for before in range(routes.fixed[v], route.size + 1):
        here, ready = routes.start_place[v], s.soon[before]
        if before > 0:
            here = stops.place[route[before - 1]]
            ready += stops.service[route[before - 1]]
        if ready > stops.latest[pickup]:
            return
        to_pickup = np.int64(asked.travel_ticks[here, stops.place[pickup]])
        if ready + to_pickup <= stops.latest[pickup] and fits(rooms, s.load[before], stops.load[pickup]):
            leaves = max(ready + to_pickup, np.int64(stops.earliest[pickup])) + stops.service[pickup]
            onward(asked, routes, v, route, rooms, s, best, before, leaves, to_pickup)


@njit
def onward(asked, routes, v, route, rooms, s, best, before, leaves, to_pickup):
    """All dropoffs behind one pickup. leaves: when the vehicle can leave the stop that it has come to, at first the pickup."""
    stops, pickup, dropoff = asked.stops, 2 * asked.ride, 2 * asked.ride + 1
    here, aboard_ticks, detour = stops.place[pickup], np.int64(0), to_pickup - s.leg[before]
    for until in range(before, route.size + 1):
        to_dropoff = np.int64(asked.travel_ticks[here, stops.place[dropoff]])
        at = max(leaves + to_dropoff, np.int64(stops.earliest[dropoff]))
        if at <= stops.latest[dropoff] and aboard_ticks + to_dropoff <= stops.longest[dropoff]:
            next_place = stops.place[route[until]] if until < route.size else routes.end_place[v]
            further = np.int64(asked.travel_ticks[stops.place[dropoff], next_place]) if next_place >= 0 else np.int64(0)
            added = detour + to_dropoff + further - (s.leg[until] if until > before else np.int64(0))
            cost = asked.driving * added + asked.riding * (at - stops.earliest[pickup])
            if cost < best[0] and at + stops.service[dropoff] + further <= s.late[until + 1]:
                exact(asked, routes, v, route, s, best, before, until, added)
        if until == route.size:
            return
        step = np.int64(asked.travel_ticks[here, stops.place[route[until]]])
        at = max(leaves + step, np.int64(stops.earliest[route[until]]))
        # nobody sits in a vehicle whose driver has a break
        if route[until] < 0 or at > s.late[until + 1] or not fits(rooms, s.load[until + 1], stops.load[pickup]):
            return
        aboard_ticks += step + stops.service[route[until]]
        if aboard_ticks > stops.longest[dropoff]:
            return
        if until == before:
            detour += step
        here, leaves = stops.place[route[until]], at + stops.service[route[until]]


@njit
def exact(asked, routes, v, route, s, best, before, until, added):
    """Time one candidate with all limits, and keep it where it is the best so far."""
    new, ride, begin = s.candidate[: route.size + 2], asked.ride, s.begin
    new[:before], new[before] = route[:before], 2 * ride
    new[before + 1 : until + 1], new[until + 1] = route[before:until], 2 * ride + 1
    new[until + 2 :] = route[until:]
    legs(asked.stops.place, new, routes.start_place[v], routes.end_place[v], asked.travel_ticks, s.candidate_leg)
    if earliest(asked.stops, new, s.candidate_leg, routes.start_at[v], routes.end_by[v], routes.longest_route[v], s.where, begin) >= 0:
        return
    cost = asked.driving * added + asked.riding * (begin[until + 2] - asked.stops.earliest[2 * ride])
    if cost < best[0]:
        best[0], best[1], best[2], best[3] = cost, v, before, until
        best[4], best[5], best[6] = added, begin[before + 1], begin[until + 2]
