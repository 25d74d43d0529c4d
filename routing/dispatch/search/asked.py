"""A `Dispatch` as the search reads it, and what it found as a `Plan`: only rides still to be driven, only places that matter, times from nought."""
from dataclasses import dataclass

import numpy as np

from routing.dispatch.rides.model import Dispatch, Plan
from routing.dispatch.search.bounds import close
from routing.dispatch.search.changing import take_out
from routing.dispatch.search.problem import FAR, Problem, Routes, empty_routes

NEIGHBOURS = 48
# Of stops in one route; room for more is made where a plan has longer ones.
STOPS = 128


@dataclass(frozen=True)
class Asked:
    """rows: int64[n], which ride of the dispatch each ride of the problem is. routes: those of the plan, all possible; waiting: who has no place."""

    dispatch: Dispatch
    rows: np.ndarray
    problem: Problem
    routes: Routes
    waiting: np.ndarray

    @classmethod
    def of(cls, dispatch: Dispatch, waiting: np.ndarray) -> "Asked":
        """waiting: rides without a vehicle that are to have one. A route that is not possible as it is loses all that may still move."""
        stop = dispatch.plan.stop
        rows = np.unique(np.concatenate((stop[stop >= 0] // 2, waiting))).astype(np.int64)
        problem = problem_of(dispatch, rows)
        routes = routes_of(dispatch, rows, problem)
        problem.promised[:] = routes.vehicle >= 0
        return cls(dispatch, rows, problem, routes, np.flatnonzero(routes.vehicle < 0).astype(np.int32))

    def plan(self, stops: np.ndarray, length: np.ndarray) -> Plan:
        """The plan with these routes; versions grow by one where a route is another one."""
        n, m, plan = len(self.rows), len(length), self.dispatch.plan
        for v in range(m):
            nodes = stops[v, 1 : length[v] - 1].astype(np.int64)
            rows = 2 * self.rows[nodes % n] + (nodes >= n) if n else nodes
            route = np.where(nodes < 2 * n, rows, 2 * n + 2 * m - 1 - nodes)
            if not self.problem.shut[v] and not np.array_equal(route, plan.route(v)):
                plan = plan.with_route(v, route)
        return plan


def problem_of(dispatch: Dispatch, rows: np.ndarray) -> Problem:
    rides, fleet, plan = dispatch.rides, dispatch.fleet, dispatch.plan
    n, m = len(rows), len(fleet)
    travel, place = travel_of(dispatch, rows)
    earliest, latest, service = times_of(dispatch, rows)
    picked, bound = np.zeros(n, np.bool_), bound_of(plan, rows)
    picked[np.searchsorted(rows, plan.aboard_ride)] = True
    tighten(earliest, latest, service[:n] + rides.longest_ride[rows].astype(np.int64), ~picked)
    aboard = np.zeros((m, rides.load.shape[1]), np.int32)
    np.add.at(aboard, plan.aboard_vehicle, rides.load[plan.aboard_ride])
    return Problem(
        place=place,
        earliest=np.maximum(earliest, 0).astype(np.int32),
        latest=np.clip(latest, -1, FAR - 1).astype(np.int32),
        service=service.astype(np.int32),
        limit=np.minimum(rides.longest_ride[rows], FAR).astype(np.int32),
        load=rides.load[rows].astype(np.int32),
        room=rooms_of(dispatch),
        aboard=aboard,
        picked=picked,
        promised=np.zeros(n, np.bool_),
        bound=bound,
        fixed=plan.fixed.astype(np.int32),
        longest=np.minimum(fleet.longest_route, FAR).astype(np.int32),
        travel=travel,
        shut=np.zeros(m, np.bool_),
        paused=fleet.break_vehicle,
        near=near_of(travel, place[:n], place[n : 2 * n]),
    )


def times_of(dispatch: Dispatch, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(earliest, latest, service) int64 of each node, from the first moment a vehicle may leave."""
    fleet, stops = dispatch.fleet, dispatch.stops
    m, pauses = len(fleet), len(fleet.break_vehicle)
    begin = int(fleet.start_at.min()) if m else 0

    def column(of_stops: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        breaks = of_stops[len(of_stops) - 1 - np.arange(pauses)]
        return np.concatenate((of_stops[2 * rows], of_stops[2 * rows + 1], starts, ends, breaks)).astype(np.int64)

    none = np.zeros(m, np.int64)
    earliest, service = column(stops.earliest, fleet.start_at, fleet.start_at) - begin, column(stops.service, none, none)
    latest = column(stops.latest, np.full(m, FAR + begin), fleet.end_by) - begin
    if max(earliest.max(initial=0), service.max(initial=0)) >= FAR:
        raise ValueError(f"a dispatch spans less than {FAR} ticks")
    return earliest, latest, service


def tighten(earliest: np.ndarray, latest: np.ndarray, longest: np.ndarray, both: np.ndarray) -> None:
    """What the longest ride says of one end given the window of the other, so that places out of time are passed over early. both: has both ends."""
    n = len(longest)
    earliest[:n] = np.where(both, np.maximum(earliest[:n], earliest[n : 2 * n] - longest), earliest[:n])
    latest[n : 2 * n] = np.where(both, np.minimum(latest[n : 2 * n], latest[:n] + longest), latest[n : 2 * n])


def travel_of(dispatch: Dispatch, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(travel between the places that matter and, last, to an end anywhere; place of each node), int32."""
    fleet, stops = dispatch.fleet, dispatch.stops
    breaks = fleet.break_place
    wanted = np.concatenate((stops.place[2 * rows], stops.place[2 * rows + 1], fleet.start_place, fleet.end_place, breaks))
    places = np.unique(wanted[wanted >= 0])
    travel = np.zeros((len(places) + 1, len(places) + 1), np.int32)
    travel[:-1, :-1] = np.minimum(dispatch.travel_ticks[np.ix_(places, places)], FAR)
    place = np.where(wanted >= 0, np.searchsorted(places, wanted), len(places)).astype(np.int32)
    return travel, place


def bound_of(plan: Plan, rows: np.ndarray) -> np.ndarray:
    """int32[n], the vehicle of riders on board and of those whose pickup is fixed, -1 for all others."""
    bound = np.full(len(rows), -1, np.int32)
    for v, route in enumerate(plan.routes()):
        held = route[: plan.fixed[v]]
        bound[np.searchsorted(rows, held[held >= 0] // 2)] = v
    bound[np.searchsorted(rows, plan.aboard_ride)] = plan.aboard_vehicle
    return bound


def rooms_of(dispatch: Dispatch) -> np.ndarray:
    """int32[m, c, k]: vehicles with fewer configurations than others have their first one several times."""
    fleet = dispatch.fleet
    held = [fleet.configurations(v) for v in range(len(fleet))]
    most = max((len(rooms) for rooms in held), default=1)
    return np.array([np.concatenate((rooms, np.repeat(rooms[:1], most - len(rooms), axis=0))) for rooms in held], np.int32).reshape(
        len(fleet), most, dispatch.rides.load.shape[1]
    )


def near_of(travel: np.ndarray, pickup: np.ndarray, dropoff: np.ndarray) -> np.ndarray:
    """Of each ride those whose ends are nearest to one of its own."""
    n = len(pickup)
    ends = np.concatenate((pickup, dropoff))
    least = np.full((n, n), FAR, np.int32)
    for mine in (pickup, dropoff):
        to_all = travel[np.ix_(mine, ends)]
        least = np.minimum(least, np.minimum(to_all[:, :n], to_all[:, n:]))
    np.fill_diagonal(least, FAR)
    return np.argsort(least, axis=1, kind="stable")[:, : min(NEIGHBOURS, max(0, n - 1))].astype(np.int32)


def routes_of(dispatch: Dispatch, rows: np.ndarray, problem: Problem) -> Routes:
    plan, n, m = dispatch.plan, len(rows), len(dispatch.fleet)
    longest = max((len(route) for route in plan.routes()), default=0)
    routes = empty_routes(problem, 2 + min(2 * n + len(dispatch.fleet.break_vehicle), max(STOPS, longest + STOPS // 4)))
    for v, route in enumerate(plan.routes()):
        ride = np.searchsorted(rows, np.maximum(route, 0) // 2)
        nodes = np.where(route < 0, 2 * n + 2 * m - 1 - route, ride + n * (route % 2))
        routes.length[v] = len(route) + 2
        routes.stops[v, : len(route) + 2] = [2 * n + v, *nodes.tolist(), 2 * n + m + v]
        if not close(problem, routes, v):
            loosen(problem, routes, v)
    return routes


def loosen(problem: Problem, routes: Routes, v: int) -> None:
    """A vehicle that cannot keep what it has keeps what it must; where not even that is possible, it is left alone altogether."""
    n, stops, length = len(problem.limit), routes.stops[v].copy(), int(routes.length[v])
    for node in stops[problem.fixed[v] + 1 : length - 1]:
        if n <= node < 2 * n and problem.bound[node - n] < 0:
            take_out(problem, routes, node - n)
    if not close(problem, routes, v):
        problem.shut[v] = True
        routes.stops[v], routes.length[v] = stops, length
        close(problem, routes, v)
