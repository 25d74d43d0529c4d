"""The cheapest place, judged in constant time, is the one that trying every place with the slow verifier finds."""
from dataclasses import replace

import numpy as np
import pytest

from routing.dispatch.rides.schedule import find_schedule
from routing.dispatch.rides.verifier import verify
from routing.dispatch.search.asked import Asked
from routing.dispatch.search.bounds import close
from routing.dispatch.search.changing import put_in, take_out
from routing.dispatch.search.insertion import NOWHERE, cheapest
from tests.routing.dispatch.search.worlds import with_ride, world


@pytest.mark.parametrize("block", range(4))
def test_the_cheapest_place_is_found_and_only_where_there_is_one(block):
    judged = possible = 0
    for seed in range(12 * block, 12 * block + 12):
        dispatch, waiting = world(seed)
        asked = Asked.of(dispatch, np.array(waiting, np.int64))
        for ride in waiting:
            for vehicle in range(len(dispatch.fleet)):
                ways = [one.driven_ticks(vehicle) for one in with_ride(dispatch, vehicle, ride) if not verify(one)]
                row = int(np.searchsorted(asked.rows, ride))
                cost, i, j = cheapest(asked.problem, asked.routes, vehicle, row, NOWHERE)
                judged += 1
                possible += bool(ways)
                assert (cost < NOWHERE) == bool(ways), (seed, ride, vehicle)
                if ways:
                    assert cost == min(ways) - dispatch.driven_ticks(vehicle), (seed, ride, vehicle)
                    put_and_take(asked, dispatch, vehicle, row, i, j)
    assert 0 < possible < judged


def put_and_take(asked: Asked, dispatch, vehicle: int, row: int, i: int, j: int) -> None:
    """With the ride in it the route is one that the verifier passes, and its bounds are what they would be from the beginning."""
    assert put_in(asked.problem, asked.routes, vehicle, row, i, j)
    size = asked.routes.length[vehicle] + 1
    bounds = asked.routes.bounds[vehicle, :size, :size].copy()
    assert close(asked.problem, asked.routes, vehicle)
    assert np.array_equal(bounds, asked.routes.bounds[vehicle, :size, :size])
    plan = asked.plan(asked.routes.stops, asked.routes.length)
    assert verify(replace(dispatch, plan=plan), dispatch.plan) == []
    take_out(asked.problem, asked.routes, row)
    assert close(asked.problem, asked.routes, vehicle)


@pytest.mark.parametrize("block", range(2))
def test_earliest_times_and_room_to_move_are_those_of_the_schedule(block):
    for seed in range(100 + 15 * block, 115 + 15 * block):
        dispatch, _ = world(seed)
        asked = Asked.of(dispatch, np.zeros(0, np.int64))
        begin = int(dispatch.fleet.start_at.min())
        for vehicle in range(len(dispatch.fleet)):
            schedule = find_schedule(dispatch, vehicle)
            length, bounds = int(asked.routes.length[vehicle]), asked.routes.bounds[vehicle]
            soonest = -bounds[2:length, 0]
            assert (soonest + begin).tolist() == schedule.begin.tolist(), seed
            assert (bounds[0, 2:length] - soonest).tolist() == schedule.slack.tolist(), seed


@pytest.mark.parametrize("block", range(2))
def test_where_a_detour_is_quicker_than_the_way_nothing_impossible_is_taken(block):
    taken = 0
    for seed in range(200 + 15 * block, 215 + 15 * block):
        dispatch, waiting = world(seed)
        rough = replace(dispatch, travel_ticks=with_slow_ways(dispatch.travel_ticks, seed))
        if verify(rough):
            continue
        asked = Asked.of(rough, np.array(waiting, np.int64))
        for row in np.flatnonzero(asked.routes.vehicle < 0).tolist():
            for vehicle in range(len(rough.fleet)):
                cost, i, j = cheapest(asked.problem, asked.routes, vehicle, row, NOWHERE)
                if cost < NOWHERE:
                    taken += 1
                    put_and_take(asked, rough, vehicle, row, i, j)
    assert taken


def with_slow_ways(travel: np.ndarray, seed: int) -> np.ndarray:
    dice = np.random.default_rng(seed)
    slower = travel + np.where(dice.random(travel.shape) < 0.2, dice.integers(0, 30, travel.shape), 0)
    return np.ascontiguousarray(slower, np.int32)
