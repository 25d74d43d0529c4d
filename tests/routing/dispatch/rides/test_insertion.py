"""The kernel beside a twin that tries every pair of places and lets the verifier judge each."""
from dataclasses import replace

import numpy as np
import pytest

from routing.dispatch.rides.insertion import Insertion, cheapest_insertion, inserted
from routing.dispatch.rides.model import Dispatch
from routing.dispatch.rides.schedule import find_schedule
from routing.dispatch.rides.verifier import verify
from tests.routing.dispatch.rides.worlds import FOLDING, Break, Ride, Vehicle, dispatch, line, random_ride, random_world


def slow_best(world: Dispatch, ride: int, riding: int) -> int | None:
    """What the cheapest way costs."""
    costs = []
    for vehicle, route in enumerate(world.plan.routes()):
        if find_schedule(world, vehicle) is None:
            continue
        for before in range(int(world.plan.fixed[vehicle]), len(route) + 1):
            for until in range(before, len(route) + 1):
                tried = replace(world, plan=inserted(world.plan, ride, Insertion(vehicle, before, until, 0, 0, 0)))
                if not verify(tried):
                    there = find_schedule(tried, vehicle).begin[until + 1]
                    costs.append(tried.cost_ticks() - world.cost_ticks() + riding * (int(there) - int(world.rides.earliest_pickup[ride])))
    return min(costs, default=None)


@pytest.mark.parametrize("metric", [True, False])
def test_no_place_is_cheaper_than_the_one_that_is_found(metric):
    rng = np.random.default_rng(11)
    seen = {True: 0, False: 0}
    for turn in range(14):
        world, riding = random_world(rng, 7, 2, metric), turn % 3
        ride = len(world.rides)
        if turn % 2:
            world = replace(world, plan=replace(world.plan, fixed=np.minimum(1, np.diff(world.plan.first)).astype(np.int32)))
        world = replace(world, rides=world.rides.with_ride(random_ride(rng, world.travel_ticks)))
        found, expected = cheapest_insertion(world, ride, 1, riding), slow_best(world, ride, riding)
        seen[found is not None] += 1
        assert (found is None) == (expected is None)
        if found is not None:
            tried = replace(world, plan=inserted(world.plan, ride, found))
            assert verify(tried, before=world.plan) == []
            assert found.added_ticks == tried.cost_ticks() - world.cost_ticks()
            assert found.added_ticks + riding * (found.dropoff_at - int(world.rides.earliest_pickup[ride])) == expected
            begin = find_schedule(tried, found.vehicle).begin
            assert [found.pickup_at, found.dropoff_at] == begin[[found.pickup_after, found.dropoff_after + 1]].tolist()
    assert min(seen.values()) > 0


def test_seats_fold_for_a_wheelchair_and_nobody_is_left_standing():
    """Three people sit; with a wheelchair there are two seats, so it is picked up when one has got out."""
    sitting = [Ride(0, place, 0, 900, 9000, (1, 0)) for place in (1, 3, 3)]
    van = dispatch(line(0, 100, 200, 300), [Vehicle(0, FOLDING)], sitting, [[0, 2, 4, 1, 3, 5]])
    world = replace(van, rides=van.rides.with_ride(Ride(0, 2, 0, 900, 9000, (0, 1))))
    assert verify(world) == []
    found = cheapest_insertion(world, 3)
    assert verify(replace(world, plan=inserted(world.plan, 3, found))) == []
    assert (found.pickup_after, found.added_ticks) == (4, 200)
    blocked = replace(world, plan=replace(world.plan, fixed=np.array([4], np.int32)), rides=world.rides.changed(3, latest_pickup=50))
    assert cheapest_insertion(blocked, 3) is None


def test_nobody_sits_through_a_break():
    van = Vehicle(0, FOLDING, breaks=(Break(1, 150, 300, 600),))
    world = dispatch(line(0, 100, 200), [van], [Ride(0, 2, 0, 5000, 9000, (1, 0))])
    found = cheapest_insertion(world, 0, driving=0, riding=1)
    assert (found.pickup_after, found.dropoff_after, found.dropoff_at) == (0, 0, 200)
    late = replace(world, rides=world.rides.changed(0, earliest_pickup=120))
    found = cheapest_insertion(late, 0)
    assert (found.pickup_after, found.dropoff_after) == (1, 1)


def test_the_same_question_has_the_same_answer_and_changes_nothing():
    rng = np.random.default_rng(3)
    world = random_world(rng, 8, 3)
    asked = replace(world, rides=world.rides.with_ride(random_ride(rng, world.travel_ticks)))
    before = world.plan.stop.copy()
    assert cheapest_insertion(asked, len(world.rides)) == cheapest_insertion(asked, len(world.rides))
    assert np.array_equal(asked.plan.stop, before)
