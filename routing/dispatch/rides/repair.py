"""New places for whoever has lost the old one, and routes that can be driven again.

In this order: whoever can keep the promise keeps it, by whichever vehicle. Whoever cannot is brought as soon as possible, within the patience of the
terms, and has to be told anew. Whoever is left is handed back with the reason: that is a task for people, never an entry that vanishes.
"""
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.dispatch.rides.advance import with_aboard
from routing.dispatch.rides.insertion import cheapest_insertion, inserted
from routing.dispatch.rides.model import NEVER, Dispatch, Ride
from routing.dispatch.rides.promise import Promise, Terms, promise_of, promised, why_none
from routing.dispatch.rides.relax import as_soon_as_can_be
from routing.dispatch.rides.schedule import find_schedule

# Nobody who is late already waits longer for the sake of the wheel.
SOON = 1000


@dataclass(frozen=True)
class Stranded:
    """Nobody can bring this ride; reason: as `why_none` says."""

    ride: int
    reason: str


@dataclass(frozen=True)
class Mended:
    """A dispatch in which every route can be driven, and what it took.

    kept        rides that were placed anew within their promise
    fetched     those who sat in a vehicle that drives no more, within their promise too, and when another comes for them
    later       rides whose promise could not be kept, and the new one
    stranded    rides that are in no route any more
    late_breaks, overtime   breaks that begin later than they should, and vehicles that come home later
    """

    dispatch: Dispatch
    kept: tuple[int, ...] = ()
    fetched: tuple[tuple[int, Promise], ...] = ()
    later: tuple[tuple[int, Promise], ...] = ()
    stranded: tuple[Stranded, ...] = ()
    late_breaks: tuple[int, ...] = ()
    overtime: tuple[int, ...] = ()


def mend(dispatch: Dispatch, at: int, terms: Terms, homeless: Sequence[int] = ()) -> Mended:
    """Lighten every route that cannot be driven, and place whoever lost a place, those in `homeless` first and the others by their hour."""
    lost: list[int] = []
    so_far = Mended(dispatch)
    for vehicle in range(len(dispatch.fleet)):
        dispatch, taken = lightened(so_far.dispatch, vehicle)
        lost += taken
        so_far = replace(so_far, dispatch=dispatch)
        if find_schedule(dispatch, vehicle) is None and len(dispatch.plan.route(vehicle)):
            eased = as_soon_as_can_be(dispatch, vehicle, terms)
            so_far = replace(
                so_far, dispatch=taken_off(eased.dispatch, eased.unreachable), later=so_far.later + eased.later,
                stranded=so_far.stranded + tuple(Stranded(ride, "no_way") for ride in eased.unreachable),
                late_breaks=so_far.late_breaks + eased.late_breaks, overtime=so_far.overtime + eased.overtime,
            )  # fmt: skip
    rides = so_far.dispatch.rides
    for ride in [*homeless, *sorted(lost, key=lambda ride: (int(rides.latest_pickup[ride]), ride))]:
        so_far = placed_anew(so_far, ride, at, terms)
    return so_far


def placed_anew(so_far: Mended, ride: int, at: int, terms: Terms) -> Mended:
    dispatch = so_far.dispatch
    place = cheapest_insertion(dispatch, ride, terms.driving, terms.riding)
    if place is not None:
        return replace(so_far, dispatch=replace(dispatch, plan=inserted(dispatch.plan, ride, place)), kept=(*so_far.kept, ride))
    wish = patient(dispatch, ride, at, terms)
    loose = with_row(dispatch, ride, wish)
    place = cheapest_insertion(loose, ride, terms.driving, terms.riding + SOON)
    if place is None:
        return replace(so_far, stranded=(*so_far.stranded, Stranded(ride, why_none(loose, wish))))
    promise = promise_of(wish, place, terms)
    told = with_row(dispatch, ride, promised(wish, promise))
    return replace(so_far, dispatch=replace(told, plan=inserted(told.plan, ride, place)), later=(*so_far.later, (ride, promise)))


def patient(dispatch: Dispatch, ride: int, at: int, terms: Terms) -> Ride:
    """What somebody who has lost the vehicle would still take: everything later by the patience, and no ride too long that is the way itself."""
    wish = dispatch.rides.ride(ride)
    direct = min(int(dispatch.travel_ticks[wish.pickup_place, wish.dropoff_place]), NEVER)
    return replace(
        wish,
        earliest_pickup=max(wish.earliest_pickup, at),
        latest_pickup=min(NEVER, max(wish.latest_pickup, at) + terms.patience),
        latest_dropoff=min(NEVER, max(wish.latest_dropoff, at + direct) + terms.patience),
        longest_ride=min(NEVER, max(wish.longest_ride, direct + terms.leeway)),
    )


def with_row(dispatch: Dispatch, row: int, ride: Ride) -> Dispatch:
    values = {name: value for name, value in vars(ride).items() if name != "load"}
    return replace(dispatch, rides=dispatch.rides.changed(row, **values))


def lightened(dispatch: Dispatch, vehicle: int) -> tuple[Dispatch, list[int]]:
    """Without as few waiting riders as it takes until the route can be driven; all of them where that is not enough."""
    taken: list[int] = []
    while find_schedule(dispatch, vehicle) is None:
        waiting = [int(stop) // 2 for stop in dispatch.plan.route(vehicle) if stop >= 0 and stop % 2 == 0]
        if not waiting:
            break
        without = [(taken_off(dispatch, [ride]), ride) for ride in waiting]
        can = [(lighter, ride) for lighter, ride in without if find_schedule(lighter, vehicle) is not None]
        # Nobody's leaving is enough: the last in turn goes, who has the most time to be placed elsewhere.
        dispatch, ride = min(can, key=lambda one: one[0].driven_ticks(vehicle)) if can else without[-1]
        taken.append(ride)
    return dispatch, taken


def taken_off(dispatch: Dispatch, rides: Collection[int]) -> Dispatch:
    """Without some rides in any route. A vehicle on its way to one of them is there before it can be sent elsewhere."""
    gone = {2 * ride + end for ride in rides for end in (0, 1)}
    fleet, plan = dispatch.fleet, dispatch.plan
    for vehicle in np.unique(np.searchsorted(plan.first, np.flatnonzero(np.isin(plan.stop, list(gone))), side="right") - 1).tolist():
        route, held = plan.route(vehicle).tolist(), int(plan.fixed[vehicle])
        if held and route[0] in gone:
            there = int(dispatch.stops.place[route[0]])
            way = int(dispatch.travel_ticks[fleet.start_place[vehicle], there])
            if way < NEVER:
                fleet = fleet.changed(vehicle, start_place=there, start_at=int(fleet.start_at[vehicle]) + way)
        plan = plan.with_route(vehicle, [stop for stop in route if stop not in gone], sum(stop not in gone for stop in route[:held]))
    aboard = {ride: (vehicle, since) for ride, vehicle, since in on_board(dispatch) if ride not in rides}
    return replace(dispatch, fleet=fleet, plan=with_aboard(plan, aboard))


def on_board(dispatch: Dispatch) -> list[tuple[int, int, int]]:
    """Ride, vehicle, since when."""
    plan = dispatch.plan
    return [*zip(plan.aboard_ride.tolist(), plan.aboard_vehicle.tolist(), plan.aboard_since.tolist())]
