"""A vehicle that cannot be in time for those on board goes on all the same, as soon as it can, and everybody is told when that is."""
from dataclasses import dataclass, replace

from routing.dispatch.rides.model import NEVER, Dispatch
from routing.dispatch.rides.promise import Promise, Terms
from routing.dispatch.rides.schedule import find_schedule


@dataclass(frozen=True)
class Eased:
    """The dispatch with the times that can be kept as the new limits of one vehicle.

    unreachable   rides on board to whose places no street leads any more
    late_breaks   also those that are taken where the vehicle is, since their place cannot be reached
    """

    dispatch: Dispatch
    later: tuple[tuple[int, Promise], ...]
    unreachable: tuple[int, ...]
    late_breaks: tuple[int, ...]
    overtime: tuple[int, ...]


def as_soon_as_can_be(dispatch: Dispatch, vehicle: int, terms: Terms) -> Eased:
    """Only riders on board and breaks are left in the route."""
    unreachable, astray = cut_off(dispatch, vehicle)
    gone = {2 * ride + 1 for ride in unreachable}
    route = [int(stop) for stop in dispatch.plan.route(vehicle) if stop not in gone]
    held = sum(stop not in gone for stop in dispatch.plan.route(vehicle)[: dispatch.plan.fixed[vehicle]].tolist())
    places = dispatch.fleet.break_place.copy()
    places[list(astray)] = list(astray.values())
    dispatch = replace(dispatch, fleet=replace(dispatch.fleet, break_place=places))
    tried = loosened(replace(dispatch, plan=dispatch.plan.with_route(vehicle, route, held)), vehicle)
    schedule = find_schedule(tried, vehicle)
    if schedule is None:  # its end cannot be reached: it stays where its last stop is
        tried = replace(tried, fleet=tried.fleet.changed(vehicle, end_place=-1))
        schedule = find_schedule(tried, vehicle)
        assert schedule is not None
    rides, fleet = dispatch.rides, tried.fleet
    later, late_breaks = [], []
    since = dict(zip(dispatch.plan.aboard_ride.tolist(), dispatch.plan.aboard_since.tolist()))
    for stop, at in zip(route, schedule.begin.tolist()):
        if stop < 0:
            row = -1 - stop
            latest = fleet.break_latest.copy()
            latest[row] = max(at, int(dispatch.fleet.break_latest[row]))
            fleet = replace(fleet, break_latest=latest)
            late_breaks += [row] if row in astray or at > dispatch.fleet.break_latest[row] else []
        elif at > dispatch.stops.latest[stop]:
            ride, by = stop // 2, at + terms.leeway
            later.append((ride, Promise(int(rides.earliest_pickup[ride]), int(rides.latest_pickup[ride]), by)))
            rides = rides.changed(ride, latest_dropoff=by, longest_ride=max(int(rides.longest_ride[ride]), by - since[ride]))
    late = schedule.end_at > dispatch.fleet.end_by[vehicle]
    fleet = fleet.changed(vehicle, end_by=max(schedule.end_at, int(dispatch.fleet.end_by[vehicle])), longest_route=NEVER)
    eased = replace(tried, rides=rides, fleet=fleet)
    return Eased(eased, tuple(later), tuple(unreachable), tuple(late_breaks), (vehicle,) if late else ())


def cut_off(dispatch: Dispatch, vehicle: int) -> tuple[list[int], dict[int, int]]:
    """Rides of the route whose places cannot be reached any more; breaks of which that is so, and where the vehicle is then."""
    place, travel = dispatch.stops.place, dispatch.travel_ticks
    here, rides, breaks = int(dispatch.fleet.start_place[vehicle]), [], {}
    for stop in dispatch.plan.route(vehicle).tolist():
        if travel[here, place[stop]] < NEVER:
            here = int(place[stop])
        elif stop < 0:
            breaks[-1 - stop] = here
        else:
            rides.append(stop // 2)
    return rides, breaks


def loosened(dispatch: Dispatch, vehicle: int) -> Dispatch:
    """Without a latest time anywhere in the route."""
    route = dispatch.plan.route(vehicle)
    rides, breaks = route[route >= 0] // 2, -1 - route[route < 0]
    latest, longest, paused = dispatch.rides.latest_dropoff.copy(), dispatch.rides.longest_ride.copy(), dispatch.fleet.break_latest.copy()
    latest[rides], longest[rides], paused[breaks] = NEVER, NEVER, NEVER
    fleet = replace(dispatch.fleet, break_latest=paused).changed(vehicle, end_by=NEVER, longest_route=NEVER)
    return replace(dispatch, rides=replace(dispatch.rides, latest_dropoff=latest, longest_ride=longest), fleet=fleet)
