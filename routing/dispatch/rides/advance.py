"""Time passes: what is done by now is history, who got in is on board, and where a vehicle is on its way to is fixed.

A vehicle waits where it is for as long as it can, and may be sent elsewhere until it leaves. One without stops stays where it is. This is for what is
foreseen and simulated; where drivers say what is done, see `events.served` and `events.elapsed`.
"""
from dataclasses import dataclass, replace

import numpy as np

from routing.dispatch.rides.model import Dispatch, Plan
from routing.dispatch.rides.schedule import Schedule, find_schedule


@dataclass(frozen=True)
class Done:
    """A stop at which service began by now."""

    vehicle: int
    stop: int
    at: int


@dataclass(frozen=True)
class Advanced:
    dispatch: Dispatch
    done: tuple[Done, ...]


def advance(dispatch: Dispatch, now: int) -> Advanced:
    """The same at a later moment, as if everybody kept to the times foreseen. Raises ValueError where a route has none: it has to be mended first."""
    fleet, plan, done = dispatch.fleet, dispatch.plan, []
    start_place, start_at = fleet.start_place.copy(), fleet.start_at.copy()
    changed: list[tuple[int, np.ndarray, int]] = []
    for vehicle in range(len(fleet)):
        if start_at[vehicle] > now:
            continue
        route = plan.route(vehicle)
        if not len(route):
            start_at[vehicle] = now
            continue
        schedule = find_schedule(dispatch, vehicle)
        if schedule is None:
            raise ValueError(f"vehicle {vehicle} cannot keep to its route")
        passed = int(np.searchsorted(schedule.begin, now, side="right"))
        if passed:
            start_place[vehicle] = dispatch.stops.place[route[passed - 1]]
            start_at[vehicle] = schedule.begin[passed - 1] + dispatch.stops.service[route[passed - 1]]
        held = 1 if not passed and plan.fixed[vehicle] else int(under_way(schedule, passed, now))
        if held and (passed or not plan.fixed[vehicle]):
            start_at[vehicle] = schedule.begin[passed] - schedule.leg[passed]
        elif not held:
            start_at[vehicle] = max(int(start_at[vehicle]), now)
        if passed or held != plan.fixed[vehicle]:
            changed.append((vehicle, route[passed:], held if held else 0))
        done += [Done(vehicle, int(stop), int(at)) for stop, at in zip(route[:passed], schedule.begin[:passed])]
    for vehicle, left, held in changed:
        plan = plan.with_route(vehicle, left, held)
    moved = replace(fleet, start_place=start_place, start_at=start_at)
    return Advanced(replace(dispatch, fleet=moved, plan=boarded(dispatch, plan, done)), tuple(done))


def under_way(schedule: Schedule, passed: int, now: int) -> bool:
    """Has it left for the next stop?"""
    return passed < len(schedule.begin) and now >= schedule.begin[passed] - schedule.leg[passed]


def boarded(dispatch: Dispatch, plan: Plan, done: list[Done]) -> Plan:
    """The plan with those on board who have got in and not yet out."""
    if not done:
        return plan
    service = dispatch.stops.service
    aboard = {int(ride): (int(v), int(since)) for ride, v, since in zip(plan.aboard_ride, plan.aboard_vehicle, plan.aboard_since)}
    for one in sorted(done, key=lambda one: one.at):
        if one.stop >= 0 and one.stop % 2 == 0:
            aboard[one.stop // 2] = (one.vehicle, one.at + int(service[one.stop]))
    for one in done:
        if one.stop >= 0 and one.stop % 2:
            del aboard[one.stop // 2]
    return with_aboard(plan, aboard)


def with_aboard(plan: Plan, aboard: dict[int, tuple[int, int]]) -> Plan:
    """aboard: ride → vehicle, since when."""
    rows = np.array([(ride, *where) for ride, where in sorted(aboard.items())], np.int32).reshape(len(aboard), 3)
    ride, vehicle, since = (np.ascontiguousarray(column) for column in rows.T)
    return replace(plan, aboard_ride=ride, aboard_vehicle=vehicle, aboard_since=since)
