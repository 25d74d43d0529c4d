"""What a driver says, as a change of a plan: beside `routing.dispatch.rides.events`, for drivers who do not do what was foreseen. Pure.

What has happened has happened: who got in or out before somebody else is where they are, and the plan follows.
"""
from collections.abc import Iterable
from dataclasses import replace

from routing.dispatch.rides import events
from routing.dispatch.rides.model import Dispatch, Plan
from routing.dispatch.rides.promise import Terms
from routing.dispatch.rides.repair import Mended, mend, on_board, taken_off
from routing.dispatch.rides.schedule import find_schedule
from routing.dispatch.rides.verifier import Broken, verify


class NotHere(ValueError):
    """The vehicle has no such stop: the ride is over, or another drives it."""


def vehicle_of(dispatch: Dispatch, ride: int) -> int:
    """-1 where nobody drives it."""
    return dispatch.plan.vehicle_of(ride)


def is_aboard(dispatch: Dispatch, ride: int) -> bool:
    return any(ride == other for other, _, _ in on_board(dispatch))


def arrived(dispatch: Dispatch, vehicle: int, stop: int, at: int, terms: Terms) -> Mended:
    """The vehicle stands at a stop, whichever was the next one. Raises NotHere."""
    there = at_front(dispatch, vehicle, stop)
    route = there.plan.route(vehicle)
    fleet = there.fleet.changed(vehicle, start_place=int(there.stops.place[stop]), start_at=at)
    plan = there.plan.with_route(vehicle, route, max(1, int(there.plan.fixed[vehicle])))
    return mend(replace(there, fleet=fleet, plan=plan), at, terms)


def rested(dispatch: Dispatch, now: int) -> Dispatch:
    """Breaks that are over by the clock are done, though no driver says so."""
    for vehicle in range(len(dispatch.fleet)):
        while len(route := dispatch.plan.route(vehicle)) and route[0] < 0 and dispatch.fleet.start_at[vehicle] <= now:
            schedule, stop = find_schedule(dispatch, vehicle), int(route[0])
            over = now + 1 if schedule is None else int(schedule.begin[0]) + int(dispatch.stops.service[stop])
            if over > now:
                break
            fleet = dispatch.fleet.changed(vehicle, start_place=int(dispatch.stops.place[stop]), start_at=over)
            dispatch = replace(dispatch, fleet=fleet, plan=dispatch.plan.with_route(vehicle, route[1:], 0))
    return dispatch


def elapsed(dispatch: Dispatch, now: int, terms: Terms) -> Mended:
    """Time has passed (`board.set_off`), and only drivers say who is in and out: whoever is not there yet is so much later, at whatever cost. A break
    takes its time."""
    for vehicle in range(len(dispatch.fleet)):
        schedule, route = find_schedule(dispatch, vehicle), dispatch.plan.route(vehicle)
        if schedule is not None and len(route) and route[0] >= 0 and dispatch.plan.fixed[vehicle] and now > schedule.begin[0]:
            start_at = int(dispatch.fleet.start_at[vehicle]) + now - int(schedule.begin[0])
            dispatch = replace(dispatch, fleet=dispatch.fleet.changed(vehicle, start_at=start_at))
    return mend(dispatch, now, terms)


def served(dispatch: Dispatch, vehicle: int, stop: int, at: int, terms: Terms) -> Mended:
    """A stop is done, whichever was the next one. Told twice it is the same. Raises NotHere."""
    ride = stop // 2
    aboard = {row: of for row, of, _ in on_board(dispatch)}
    if stop >= 0 and stop % 2 == 0 and aboard.get(ride) == vehicle:
        return Mended(dispatch)
    if stop >= 0 and stop % 2 and ride not in aboard and vehicle_of(dispatch, ride) >= 0:  # nobody said that they got in
        dispatch = events.served(at_front(dispatch, vehicle, stop - 1), vehicle, at, terms).dispatch
    return made_fit(events.served(at_front(dispatch, vehicle, stop), vehicle, at, terms), vehicle, at, terms)


def rest_said(dispatch: Dispatch, vehicle: int, stop: int, at: int, terms: Terms) -> Mended:
    """A break is over, by a driver. One that the clock has ended meanwhile (`rested`) stays as it is."""
    return served(dispatch, vehicle, stop, at, terms) if stop in dispatch.plan.route(vehicle) else Mended(dispatch)


def at_front(dispatch: Dispatch, vehicle: int, stop: int) -> Dispatch:
    """With a stop as the next one of a vehicle. Raises NotHere."""
    route = dispatch.plan.route(vehicle).tolist()
    if stop not in route:
        raise NotHere(stop)
    if route[0] == stop:
        return dispatch
    return replace(dispatch, plan=dispatch.plan.with_route(vehicle, [stop, *(other for other in route if other != stop)], 0))


def made_fit(mended: Mended, vehicle: int, at: int, terms: Terms) -> Mended:
    """Where so many do not fit into the vehicle as are planned now, those who wait go in others, the last in turn first."""
    homeless: list[int] = []
    dispatch = mended.dispatch
    while faults(dispatch, [vehicle]):
        waiting = [int(stop) // 2 for stop in dispatch.plan.route(vehicle) if stop >= 0 and stop % 2 == 0]
        if not waiting:
            break
        homeless.append(waiting[-1])
        dispatch = taken_off(dispatch, [waiting[-1]])
    return joined(mended, mend(dispatch, at, terms, homeless[::-1])) if homeless else mended


def joined(first: Mended, then: Mended) -> Mended:
    """Two changes, one after the other. What the second says of somebody is what counts."""
    told = {ride for ride, _ in (*then.later, *then.fetched)} | {*then.kept, *(one.ride for one in then.stranded)}
    return replace(
        then, kept=tuple(ride for ride in first.kept if ride not in told) + then.kept,
        fetched=tuple(one for one in first.fetched if one[0] not in told) + then.fetched,
        later=tuple(one for one in first.later if one[0] not in told) + then.later,
        stranded=first.stranded + then.stranded, late_breaks=first.late_breaks + then.late_breaks, overtime=first.overtime + then.overtime,
    )  # fmt: skip


def faults(dispatch: Dispatch, vehicles: Iterable[int]) -> list[Broken]:
    among = set(vehicles)
    return [broken for broken in verify(dispatch) if broken.vehicle in among]


def new_faults(before: Dispatch, after: Dispatch) -> list[Broken]:
    """What a change has broken itself. Too many in a van because a driver let them in is a fault that stays until somebody gets out."""
    found = verify(after)
    if not found:
        return []
    known = {(broken.vehicle, broken.ride) for broken in verify(before)}
    return [broken for broken in found if (broken.vehicle, broken.ride) not in known]


def is_moved(before: Dispatch, after: Dispatch) -> bool:
    """Whether anybody has to know: not where vehicles that wait have only waited longer."""
    old, new = before.plan, after.plan
    if len(old.fixed) != len(new.fixed) or (old.version != new.version).any() or before.travel_ticks is not after.travel_ticks:
        return True
    names = ("earliest_pickup", "latest_pickup", "latest_dropoff", "longest_ride")
    if any((getattr(before.rides, name) != getattr(after.rides, name)).any() for name in names):
        return True
    return bool(((before.fleet.start_at != after.fleet.start_at) & driving(new)).any() or (before.fleet.end_by != after.fleet.end_by).any())


def driving(plan: Plan):
    """bool[v]: on its way to a stop."""
    return plan.fixed > 0
