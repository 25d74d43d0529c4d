"""Earliest and latest times beside a linear programme that knows nothing of routes, only of what each time asks of another."""
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from routing.dispatch.rides.model import NEVER, Dispatch
from routing.dispatch.rides.schedule import find_schedule
from tests.routing.dispatch.rides.worlds import Ride, Vehicle, dispatch, line, random_ride, random_travel, random_vehicle

FAR = 100_000


def programme(world: Dispatch, sign: int) -> list[int] | None:
    """All times of vehicle 0 as early (1) or as late (-1) as can be, the end included; None where there are none."""
    route, fleet, rides = world.plan.route(0).tolist(), world.fleet, world.rides
    m, rows, least = len(route), [], []

    def at_least(to: int, since: int, ticks: int) -> None:
        row = np.zeros(m + 2)
        row[since] += 1
        row[to] -= 1
        rows.append(row)
        least.append(-ticks)

    here, served, bounds = int(fleet.start_place[0]), 0, [(int(fleet.start_at[0]), FAR)]
    for point, stop in enumerate(route, 1):
        ride = stop // 2
        if stop < 0:
            row = -1 - stop
            place, service, window = fleet.break_place[row], fleet.break_length[row], (fleet.break_earliest[row], fleet.break_latest[row])
        elif stop % 2:
            place, service = rides.dropoff_place[ride], rides.dropoff_service[ride]
            window = rides.earliest_dropoff[ride], rides.latest_dropoff[ride]
            at_least(1 + route.index(stop - 1), point, -int(rides.longest_ride[ride]) - int(rides.pickup_service[ride]))
        else:
            place, service, window = rides.pickup_place[ride], rides.pickup_service[ride], (rides.earliest_pickup[ride], rides.latest_pickup[ride])
        at_least(point, point - 1, served + int(world.travel_ticks[here, place]))
        here, served = int(place), int(service)
        bounds.append((int(window[0]), min(FAR, int(window[1]))))
    end = int(fleet.end_place[0])
    at_least(m + 1, m, served + (int(world.travel_ticks[here, end]) if end >= 0 else 0))
    if fleet.longest_route[0] < NEVER:
        at_least(0, m + 1, -int(fleet.longest_route[0]))
    bounds.append((0, min(FAR, int(fleet.end_by[0]))))
    found = linprog(sign * np.ones(m + 2), np.array(rows), least, bounds=bounds)
    return [round(time) for time in found.x[1:]] if found.status == 0 else None


@pytest.mark.parametrize("metric", [True, False])
def test_times_are_those_of_a_linear_programme(metric):
    rng = np.random.default_rng(5)
    seen = {True: 0, False: 0}
    for _ in range(120):
        travel = random_travel(rng, 7, metric)
        rides = [random_ride(rng, travel) for _ in range(int(rng.integers(1, 5)))]
        stops = rng.permutation(np.repeat(np.arange(len(rides)), 2)).tolist()
        route = [2 * ride + (ride in stops[:k]) for k, ride in enumerate(stops)]
        vehicle = random_vehicle(rng, 7)
        route = [-1, *route] if vehicle.breaks else route
        world = dispatch(travel, [vehicle], rides, [route])
        schedule, soon, late = find_schedule(world, 0), programme(world, 1), programme(world, -1)
        seen[schedule is not None] += 1
        assert (schedule is None) == (soon is None)
        if schedule is not None:
            assert [*schedule.begin.tolist(), schedule.end_at] == soon
            assert schedule.slack.tolist() == [there - here for here, there in zip(soon[:-1], late[:-1])]
    assert min(seen.values()) > 10


def test_a_pickup_waits_as_long_as_the_longest_ride_needs_it():
    """Dropped off at 1000 at the earliest and on board for 400 at most: picked up at 600 though the van could be there at 100."""
    ride = Ride(1, 2, 0, 900, 2000, (1, 0), longest_ride=400, earliest_dropoff=1000)
    schedule = find_schedule(dispatch(line(0, 100, 300), [Vehicle(0, ((4, 0),))], [ride], [[0, 1]]), 0)
    assert schedule.begin.tolist() == [600, 1000]
    assert schedule.leave_at == 500
    assert schedule.slack.tolist() == [300, 300]


def test_a_limit_that_pushes_itself_has_no_times():
    """The second rider gets in for a minute while the first sits in the van: 160 ticks on board are the least, 150 the most."""
    first = Ride(0, 1, 0, 900, 2000, (1, 0), longest_ride=150)
    second = Ride(0, 1, 500, 900, 2000, (1, 0), longest_ride=150)
    world = dispatch(line(0, 100), [Vehicle(0, ((4, 0),))], [first, second], [[0, 2, 1, 3]])
    assert find_schedule(world, 0).begin.tolist() == [450, 500, 600, 600]
    slow = dispatch(line(0, 100), [Vehicle(0, ((4, 0),))], [first, replace(second, pickup_service=60)], [[0, 2, 1, 3]])
    assert find_schedule(slow, 0) is None
