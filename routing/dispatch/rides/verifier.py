"""Looks at a whole plan once more and says in words what is broken.

Nothing here is shared with the insertion or its timing: routes are walked as lists, and times are the longest ways through all that one of them asks
of another (Bellman & Ford), without any order that could be clever. Slow beside the kernels, exact, and asked before any plan is taken over.
"""
from dataclasses import dataclass

from routing.dispatch.rides.model import NEVER, Dispatch, Plan


@dataclass(frozen=True)
class Broken:
    """What is not kept. vehicle or ride -1: of no single one."""

    vehicle: int
    ride: int
    words: str


@dataclass(frozen=True)
class Need:
    """The time at `to` is at least that at `since` and `ticks` more; words: what is broken where it cannot be."""

    since: int
    to: int
    ticks: int
    ride: int
    words: str


def verify(dispatch: Dispatch, before: Plan | None = None) -> list[Broken]:
    """All that is broken in a plan, none in a good one. before: the plan that it replaces, of the same rides and fleet."""
    broken = misplaced(dispatch)
    if before is not None:
        broken += changed(dispatch, before)
    if broken:
        return broken
    for vehicle in range(len(dispatch.fleet)):
        broken += overfull(dispatch, vehicle) + untimely(dispatch, vehicle)
    return broken


def misplaced(dispatch: Dispatch) -> list[Broken]:
    """Rides and breaks that stand where they make no sense."""
    rides, plan, broken = len(dispatch.rides), dispatch.plan, []
    on_board = dict(zip(plan.aboard_ride.tolist(), plan.aboard_vehicle.tolist()))
    seen: dict[int, tuple[int, int]] = {}
    for vehicle, route in enumerate(stops_of(plan)):
        for position, stop in enumerate(route):
            if stop >= 2 * rides or -1 - stop >= len(dispatch.fleet.break_vehicle):
                broken.append(Broken(vehicle, -1, f"stop {stop} is of no ride and no break"))
            elif stop in seen:
                broken.append(Broken(vehicle, ride_of(stop), f"{named(stop)} stands twice"))
            elif stop < 0 and dispatch.fleet.break_vehicle[-1 - stop] != vehicle:
                broken.append(Broken(vehicle, -1, f"{named(stop)} is one of another vehicle"))
            seen.setdefault(stop, (vehicle, position))
    for ride in sorted({stop // 2 for stop in seen if 0 <= stop < 2 * rides} | set(on_board)):
        words = out_of_order(ride, seen.get(2 * ride), seen.get(2 * ride + 1), on_board.get(ride))
        if words:
            broken.append(Broken(seen.get(2 * ride + 1, (-1, 0))[0], ride, words))
    return broken


def out_of_order(ride: int, pickup: tuple[int, int] | None, dropoff: tuple[int, int] | None, on_board_of: int | None) -> str:
    """pickup, dropoff: vehicle and position."""
    if dropoff is None:
        return f"ride {ride} is picked up and never dropped off" if on_board_of is None else f"ride {ride} is on board and never dropped off"
    if on_board_of is not None:
        if pickup is not None:
            return f"ride {ride} is on board and picked up again"
        return "" if dropoff[0] == on_board_of else f"ride {ride} is on board of vehicle {on_board_of} and dropped off by another"
    if pickup is None:
        return f"ride {ride} is dropped off without having been picked up"
    if pickup[0] != dropoff[0]:
        return f"ride {ride} is picked up by one vehicle and dropped off by another"
    return "" if pickup[1] < dropoff[1] else f"ride {ride} is dropped off before it is picked up"


def changed(dispatch: Dispatch, before: Plan) -> list[Broken]:
    """What a new plan must not change: stops that a vehicle is on its way to, who is on board, who and which break is in the plan at all."""
    plan, broken = dispatch.plan, []
    old, new = stops_of(before), stops_of(plan)
    for vehicle, (was, now) in enumerate(zip(old, new)):
        held = int(before.fixed[vehicle])
        if was[:held] != now[:held] or plan.fixed[vehicle] != held:
            broken.append(Broken(vehicle, -1, f"the first {held} stops of vehicle {vehicle} are fixed and were changed"))
    left_out = {stop for route in old for stop in route} - {stop for route in new for stop in route}
    broken += [Broken(-1, ride_of(stop), f"{named(stop)} was left out") for stop in sorted(left_out)]
    aboard = [[*zip(p.aboard_ride.tolist(), p.aboard_vehicle.tolist(), p.aboard_since.tolist())] for p in (before, plan)]
    if sorted(aboard[0]) != sorted(aboard[1]):
        broken.append(Broken(-1, -1, "who is on board since when was changed"))
    return broken


def overfull(dispatch: Dispatch, vehicle: int) -> list[Broken]:
    """Stops behind which no configuration holds the load, and breaks with somebody on board."""
    route = stops_of(dispatch.plan)[vehicle]
    rooms = dispatch.fleet.configurations(vehicle).tolist()
    inside = {stop // 2 for stop in route if stop >= 0 and stop % 2 and stop - 1 not in route}
    broken = [] if fit(dispatch, inside, rooms) else [Broken(vehicle, -1, f"vehicle {vehicle} cannot hold those who are on board")]
    for stop in route:
        if stop < 0:
            if inside:
                broken.append(Broken(vehicle, min(inside), f"ride {min(inside)} is on board in {named(stop)}"))
            continue
        inside = inside - {stop // 2} if stop % 2 else inside | {stop // 2}
        if not fit(dispatch, inside, rooms):
            broken.append(Broken(vehicle, stop // 2, f"vehicle {vehicle} cannot hold the load behind {named(stop)}"))
    return broken


def fit(dispatch: Dispatch, inside: set[int], rooms: list[list[int]]) -> bool:
    load = [sum(column) for column in zip(*(dispatch.rides.load[ride].tolist() for ride in inside))]
    return not load or any(all(need <= room for need, room in zip(load, held)) for held in rooms)


def untimely(dispatch: Dispatch, vehicle: int) -> list[Broken]:
    """The first need of a route that cannot be met, or nothing. Points: 0 leaving, 1 … m the stops, m + 1 the end."""
    route, needs = stops_of(dispatch.plan)[vehicle], needs_of(dispatch, vehicle)
    if not route:  # who drives nobody goes home when the shift ends, by a clock that is not ours
        return []
    too_far = next((need for need in needs if need.ticks >= NEVER), None)
    if too_far is not None:
        return [Broken(vehicle, too_far.ride, too_far.words)]
    start_at, end = int(dispatch.fleet.start_at[vehicle]), len(route) + 1
    opens = [start_at, *(asked_at(dispatch, stop).earliest for stop in route), start_at]
    closes = [NEVER, *(asked_at(dispatch, stop).latest for stop in route), int(dispatch.fleet.end_by[vehicle])]
    times, pushed = list(opens), needs[0]
    for _ in range(end + 2):  # one more than there are points
        moved = [need for need in needs if raised(times, need)]
        pushed = next((need for need in moved if need.to < need.since), pushed)
        if not moved:
            break
    else:
        return [Broken(vehicle, pushed.ride, pushed.words)]
    for point in range(1, end + 1):
        if times[point] > closes[point]:
            stop = route[point - 1] if point < end else None
            what = f"the shift of vehicle {vehicle}" if stop is None else named(stop)
            return [Broken(vehicle, -1 if stop is None else ride_of(stop), f"{what} would be at {times[point]}, {closes[point]} at the latest")]
    return []


def raised(times: list[int], need: Need) -> bool:
    if times[need.to] >= times[need.since] + need.ticks:
        return False
    times[need.to] = times[need.since] + need.ticks
    return True


@dataclass(frozen=True)
class Asked:
    """What a stop asks for."""

    place: int
    earliest: int
    latest: int
    service: int


def asked_at(dispatch: Dispatch, stop: int) -> Asked:
    """Read from the rides and breaks themselves; of a rider on board the longest ride is a time of arrival."""
    rides, fleet, ride = dispatch.rides, dispatch.fleet, stop // 2
    if stop < 0:
        row = -1 - stop
        return Asked(*(int(column[row]) for column in (fleet.break_place, fleet.break_earliest, fleet.break_latest, fleet.break_length)))
    if stop % 2 == 0:
        return Asked(*(int(column[ride]) for column in (rides.pickup_place, rides.earliest_pickup, rides.latest_pickup, rides.pickup_service)))
    since = dict(zip(dispatch.plan.aboard_ride.tolist(), dispatch.plan.aboard_since.tolist())).get(ride, NEVER)
    latest = min(int(rides.latest_dropoff[ride]), since + int(rides.longest_ride[ride]))
    return Asked(int(rides.dropoff_place[ride]), int(rides.earliest_dropoff[ride]), latest, int(rides.dropoff_service[ride]))


def needs_of(dispatch: Dispatch, vehicle: int) -> list[Need]:
    route, fleet, rides = stops_of(dispatch.plan)[vehicle], dispatch.fleet, dispatch.rides
    end, here, spent, needs = int(fleet.end_place[vehicle]), int(fleet.start_place[vehicle]), 0, []
    for point, stop in enumerate(route, 1):
        asked = asked_at(dispatch, stop)
        way = int(dispatch.travel_ticks[here, asked.place])
        needs.append(Need(point - 1, point, NEVER if way >= NEVER else spent + way, ride_of(stop), f"no street leads to {named(stop)}"))
        here, spent = asked.place, asked.service
        if stop >= 0 and stop % 2 and stop - 1 in route and rides.longest_ride[stop // 2] < NEVER:
            pickup, longest = 1 + route.index(stop - 1), int(rides.longest_ride[stop // 2])
            words = f"ride {stop // 2} would be on board for longer than {longest}"
            # from the end of getting in
            needs.append(Need(point, pickup, -longest - int(rides.pickup_service[stop // 2]), stop // 2, words))
    way = int(dispatch.travel_ticks[here, end]) if end >= 0 else 0
    needs.append(Need(len(route), len(route) + 1, NEVER if way >= NEVER else spent + way, -1, f"no street leads vehicle {vehicle} to its end"))
    if fleet.longest_route[vehicle] < NEVER:
        longest = int(fleet.longest_route[vehicle])
        needs.append(Need(len(route) + 1, 0, -longest, -1, f"vehicle {vehicle} would be away for longer than {longest}"))
    return needs


def stops_of(plan: Plan) -> list[list[int]]:
    return [route.tolist() for route in plan.routes()]


def ride_of(stop: int) -> int:
    return stop // 2 if stop >= 0 else -1


def named(stop: int) -> str:
    if stop < 0:
        return f"break {-1 - stop}"
    return f"the {'dropoff' if stop % 2 else 'pickup'} of ride {stop // 2}"
