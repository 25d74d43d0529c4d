from dataclasses import replace

import numpy as np
import pytest

from routing.dispatch.rides.model import Break, Dispatch, Fleet, Plan, Ride, Rides, Vehicle
from tests.routing.dispatch.rides.worlds import FOLDING, dispatch, line

RIDE = Ride(0, 1, 0, 100, 400, (1, 0), longest_ride=200, pickup_service=10)


def world(**changes) -> Dispatch:
    vans = [Vehicle(0, FOLDING, breaks=(Break(2, 50, 60, 30),)), Vehicle(1, ((2, 0),), end_place=0)]
    return replace(dispatch(line(0, 100, 200), vans, [RIDE, RIDE], [[0, 1, -1], [2, 3]]), **changes)


def test_stops_mean_the_same_when_rides_are_added_behind():
    before = world()
    after = replace(before, rides=before.rides.with_ride(replace(RIDE, pickup_place=2)))
    for stop in before.plan.stop.tolist():
        for then, now in zip(before.stops, after.stops):
            assert np.array_equal(then[stop], now[stop])
    assert after.stops.place[4] == 2


def test_what_is_driven_counts_the_way_home():
    assert world().driven_ticks(0) == 100 + 100
    assert world().driven_ticks(1) == 100 + 100 + 100
    assert world(plan=Plan.of([[], []])).cost_ticks() == 100
    assert world().cost_ticks() == 500


def test_who_is_on_board_has_a_time_instead_of_a_longest_ride():
    one = np.array([0], np.int32)
    aboard = world(plan=replace(Plan.of([[1, -1], [2, 3]]), aboard_ride=one, aboard_vehicle=one, aboard_since=np.array([30], np.int32)))
    assert aboard.stops.latest[1] == 230
    assert aboard.stops.longest[1] > 10**9
    assert world().stops.latest[1] == 400
    assert world().stops.longest[1] == 200


def test_one_changed_route_leaves_the_others_and_the_old_plan_alone():
    plan = world().plan
    other = plan.with_route(0, [-1], fixed=1)
    assert [route.tolist() for route in other.routes()] == [[-1], [2, 3]]
    assert [route.tolist() for route in plan.routes()] == [[0, 1, -1], [2, 3]]
    assert (other.version.tolist(), other.fixed.tolist(), plan.version.tolist()) == ([1, 0], [1, 0], [0, 0])
    assert [other.vehicle_of(ride) for ride in (0, 1)] == [-1, 1]


def test_a_row_is_the_ride_that_was_put_in():
    assert Rides.of([RIDE], 2).with_ride(replace(RIDE, load=(0, 1))).ride(1) == replace(RIDE, load=(0, 1))
    assert Rides.of([RIDE], 2).changed(0, latest_pickup=70).ride(0) == replace(RIDE, latest_pickup=70)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Rides.of([RIDE], 3),
        lambda: Rides.of([replace(RIDE, load=(-1, 0))], 2),
        lambda: Fleet.of([Vehicle(0, ((1,),))], 2),
        lambda: Fleet.of([Vehicle(0, ())], 2),
        lambda: replace(world().rides, latest_pickup=np.zeros(2, np.int64)),
        lambda: replace(world().plan, fixed=np.array([9, 0], np.int32)),
        lambda: world(travel_ticks=np.zeros((3, 3), np.int64)),
        lambda: world(plan=Plan.of([[]])),
        lambda: world(rides=world().rides.changed(0, dropoff_place=3)),
        lambda: world(fleet=world().fleet.changed(0, start_place=-1)),
        lambda: world(plan=Plan.of([[4], []])).stops,
        lambda: world(plan=Plan.of([[-2], []])).stops,
    ],
)
def test_tables_that_do_not_fit_are_refused(make):
    with pytest.raises(ValueError):
        make()
