"""What happens on a day: each event is a pure function from one dispatch to the next, and leaves nobody without a word.

`at` is now, and no vehicle's start is before it unless the vehicle is on its way (`advance`). Each answer (`Mended`) says who keeps the promise, who
has to be told of another, and who is left to people. Whoever calls tells the riders, and makes a task with a deadline of everybody who is stranded.
"""
from dataclasses import replace

import numpy as np

from routing.dispatch.rides.advance import under_way, with_aboard
from routing.dispatch.rides.model import Dispatch, Ride
from routing.dispatch.rides.promise import Promise, Terms
from routing.dispatch.rides.repair import Mended, mend, on_board, taken_off, with_row
from routing.dispatch.rides.schedule import find_schedule


def served(dispatch: Dispatch, vehicle: int, at: int, terms: Terms) -> Mended:
    """A driver says that the next stop is done: who was there is in, or out, since `at`. Raises ValueError where there is no next stop."""
    route = dispatch.plan.route(vehicle).tolist()
    if not route:
        raise ValueError("the vehicle has no stop to be served")
    stop, aboard = route[0], {ride: (of, since) for ride, of, since in on_board(dispatch)}
    if stop >= 0 and stop % 2:
        del aboard[stop // 2]
    elif stop >= 0:
        aboard[stop // 2] = (vehicle, at)
    plan = with_aboard(dispatch.plan.with_route(vehicle, route[1:], 0), aboard)
    fleet = dispatch.fleet.changed(vehicle, start_place=int(dispatch.stops.place[stop]), start_at=at)
    return mend(replace(dispatch, fleet=fleet, plan=plan), at, terms)


def elapsed(dispatch: Dispatch, now: int, terms: Terms) -> Mended:
    """Time passes, and only drivers say what is done (`served`): who should have left is on the way, who is not there yet is so much later."""
    for vehicle in range(len(dispatch.fleet)):
        start_at, schedule = int(dispatch.fleet.start_at[vehicle]), find_schedule(dispatch, vehicle)
        if schedule is None or start_at > now:
            continue
        if not under_way(schedule, 0, now):
            dispatch = replace(dispatch, fleet=dispatch.fleet.changed(vehicle, start_at=now))
            continue
        if not dispatch.plan.fixed[vehicle]:
            start_at = max(start_at, schedule.leave_at)
            dispatch = replace(dispatch, plan=dispatch.plan.with_route(vehicle, dispatch.plan.route(vehicle), 1))
        start_at += max(0, now - int(schedule.begin[0]))
        dispatch = replace(dispatch, fleet=dispatch.fleet.changed(vehicle, start_at=start_at))
    return mend(dispatch, now, terms)


def cancelled(dispatch: Dispatch, ride: int, at: int, terms: Terms) -> Mended:
    """A rider who waits does not come. Raises ValueError for one on board, who has to be let out somewhere."""
    if any(ride == other for other, _, _ in on_board(dispatch)):
        raise ValueError("a rider on board cannot cancel the ride")
    return mend(taken_off(dispatch, [ride]), at, terms)


def no_show(dispatch: Dispatch, ride: int, at: int, terms: Terms) -> Mended:
    """Nobody was at the pickup, which may have been taken for done; the vehicle has waited until now."""
    vehicle = dispatch.plan.vehicle_of(ride)
    if vehicle >= 0 and dispatch.fleet.start_place[vehicle] == dispatch.rides.pickup_place[ride]:  # thought to have left by now
        dispatch = replace(dispatch, plan=dispatch.plan.with_route(vehicle, dispatch.plan.route(vehicle), 0))
    dispatch = taken_off(dispatch, [ride])
    if vehicle >= 0 and not dispatch.plan.fixed[vehicle]:
        dispatch = replace(dispatch, fleet=dispatch.fleet.changed(vehicle, start_at=max(int(dispatch.fleet.start_at[vehicle]), at)))
    return mend(dispatch, at, terms)


def delayed(dispatch: Dispatch, vehicle: int, start_at: int, at: int, terms: Terms) -> Mended:
    """A vehicle leaves, or left, its start at another time than it was thought to: traffic, a long boarding."""
    return mend(replace(dispatch, fleet=dispatch.fleet.changed(vehicle, start_at=start_at)), at, terms)


def broken_down(dispatch: Dispatch, vehicle: int, place: int, at: int, terms: Terms) -> Mended:
    """A vehicle stands at a place and drives no more today. Who is on board is fetched from there, before all who wait for it."""
    aboard = {ride: (of, since) for ride, of, since in on_board(dispatch)}
    inside = sorted((ride for ride, (of, _) in aboard.items() if of == vehicle), key=lambda ride: (int(dispatch.rides.latest_dropoff[ride]), ride))
    waiting = sorted({int(stop) // 2 for stop in dispatch.plan.route(vehicle) if stop >= 0} - set(inside))
    for ride in inside:
        row = dispatch.rides.ride(ride)
        dispatch = with_row(dispatch, ride, replace(row, pickup_place=place, earliest_pickup=at, latest_pickup=max(at, row.latest_dropoff)))
    plan = with_aboard(dispatch.plan.with_route(vehicle, [], 0), {ride: where for ride, where in aboard.items() if ride not in inside})
    # a shift that ended before it begins takes nobody
    fleet = dispatch.fleet.changed(vehicle, start_place=place, start_at=at, end_by=-1)
    by_hour = sorted(waiting, key=lambda ride: (int(dispatch.rides.latest_pickup[ride]), ride))
    return fetching(mend(replace(dispatch, fleet=fleet, plan=plan), at, terms, [*inside, *by_hour]), inside, terms)


def fetching(mended: Mended, inside: list[int], terms: Terms) -> Mended:
    """Whoever is fetched in time is told from when to when the other vehicle comes."""
    dispatch, fetched = mended.dispatch, list[tuple[int, Promise]]()
    for ride in (ride for ride in mended.kept if ride in inside):
        vehicle, row = dispatch.plan.vehicle_of(ride), dispatch.rides.ride(ride)
        schedule = find_schedule(dispatch, vehicle)
        assert schedule is not None
        comes = int(schedule.begin[dispatch.plan.route(vehicle).tolist().index(2 * ride)])
        told = replace(row, earliest_pickup=comes, latest_pickup=min(row.latest_pickup, comes + terms.window))
        dispatch = with_row(dispatch, ride, told)
        fetched.append((ride, windows(told)))
    return replace(mended, dispatch=dispatch, kept=tuple(ride for ride in mended.kept if ride not in inside), fetched=tuple(fetched))


def late_connection(dispatch: Dispatch, ride: int, ready_at: int, at: int, terms: Terms) -> Mended:
    """A rider can be at the pickup only later, because the train is late.

    The vehicle waits where all other promises allow it: within what was promised, else so much later as the rider is. If not, another one comes.
    """
    vehicle, was = dispatch.plan.vehicle_of(ride), dispatch.rides.ride(ride)
    late = max(0, ready_at - was.earliest_pickup)
    if not late or vehicle < 0:
        return Mended(dispatch)
    strict = replace(was, earliest_pickup=ready_at)
    moved = replace(strict, latest_pickup=max(was.latest_pickup, ready_at + terms.window), latest_dropoff=was.latest_dropoff + late)
    for wish in (strict, moved):
        waits = with_row(dispatch, ride, wish)
        if wish.latest_pickup >= ready_at and find_schedule(waits, vehicle) is not None:
            return Mended(waits, kept=(ride,)) if wish is strict else Mended(waits, later=((ride, windows(moved)),))
    freed = mend(taken_off(dispatch, [ride]), at, terms)
    placed = mend(with_row(freed.dispatch, ride, strict), at, terms, [ride])
    if ride not in placed.kept:
        again = mend(with_row(freed.dispatch, ride, moved), at, terms, [ride])
        placed = replace(again, kept=(), later=((ride, windows(moved)),)) if ride in again.kept else again
    return replace(
        placed, kept=freed.kept + placed.kept, later=freed.later + placed.later, stranded=freed.stranded + placed.stranded,
        late_breaks=freed.late_breaks + placed.late_breaks, overtime=freed.overtime + placed.overtime,
    )  # fmt: skip


def windows(ride: Ride) -> Promise:
    return Promise(ride.earliest_pickup, ride.latest_pickup, ride.latest_dropoff)


def closed(dispatch: Dispatch, travel_ticks: np.ndarray, at: int, terms: Terms) -> Mended:
    """Ways are longer or gone, as a bridge is closed; where they are shorter nothing needs mending."""
    return mend(replace(dispatch, travel_ticks=travel_ticks), at, terms)
