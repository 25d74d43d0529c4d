"""The search: nothing broken, nobody lost, never worse, the same for the same seed, and as good as the best that is known of small instances."""
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from routing.dispatch.rides.model import Dispatch, Plan
from routing.dispatch.rides.verifier import verify
from routing.dispatch.search.fewest import improved_with_fewest
from routing.dispatch.search.search import improved
from tests.oracle.rides.checker import broken, distance, unserved
from tests.oracle.rides.instances import read
from tests.routing.dispatch.search.instances import dispatch_of, nodes_of
from tests.routing.dispatch.search.worlds import world

# Optimal (Cordeau, Operations Research 54, 2006; Ropke, Cordeau and Laporte, Networks 49, 2007).
OPTIMAL = {"a2-16": 294.25, "b2-16": 309.41}


def driven(plan: Plan) -> set[int]:
    return set((plan.stop // 2)[plan.stop >= 0].tolist())


def test_a_better_plan_breaks_nothing_and_loses_nobody():
    better = more = 0
    for seed in range(300, 340):
        dispatch, waiting = world(seed, rides=8, vehicles=3)
        found = improved(dispatch, waiting, seed, 60)
        new = replace(dispatch, plan=found.plan)
        assert verify(new, dispatch.plan) == [], seed
        assert driven(dispatch.plan) <= driven(found.plan), seed
        assert set(waiting) - driven(found.plan) == set(found.unserved), seed
        assert found.cost_ticks == new.cost_ticks(), seed
        if len(found.unserved) == len(waiting):
            assert new.cost_ticks() <= dispatch.cost_ticks(), seed
            better += new.cost_ticks() < dispatch.cost_ticks()
        more += len(found.unserved) < len(waiting)
    assert better
    assert more


def test_versions_grow_only_where_a_route_is_another_one():
    dispatch, waiting = world(301, rides=8, vehicles=3)
    plan = improved(dispatch, waiting, 1, 60).plan
    for vehicle, (old, new) in enumerate(zip(dispatch.plan.routes(), plan.routes())):
        assert plan.version[vehicle] == dispatch.plan.version[vehicle] + (not np.array_equal(old, new))


def test_the_same_seed_finds_the_same_and_another_one_something_else():
    dispatch, waiting = world(7, rides=40, vehicles=4, fixed=False)
    waiting = sorted({*waiting, 0})
    plans = [improved(dispatch, waiting, seed, 300).plan for seed in (1, 1, 2)]
    assert np.array_equal(plans[0].stop, plans[1].stop)
    assert np.array_equal(plans[0].first, plans[1].first)
    assert not np.array_equal(plans[0].stop, plans[2].stop)


def test_a_route_that_cannot_be_kept_any_more_gives_up_who_may_still_move():
    """Everybody whom it does not serve afterwards is named."""
    for seed in range(400, 420):
        dispatch, waiting = world(seed, rides=8, vehicles=3)
        slow = replace(dispatch, travel_ticks=np.ascontiguousarray(dispatch.travel_ticks * 2))
        found = improved(slow, waiting, seed, 60)
        lost = (driven(dispatch.plan) | set(waiting)) - driven(found.plan)
        assert lost == set(found.unserved), seed
        for vehicle, route in enumerate(found.plan.routes()):
            kept = np.array_equal(route, dispatch.plan.route(vehicle))
            assert kept or not [one for one in verify(replace(slow, plan=found.plan)) if one.vehicle == vehicle], seed


def test_nothing_to_do_is_done():
    dispatch, _ = world(3, rides=1, vehicles=1, fixed=False)
    found = improved(dispatch, [], 1, 10)
    assert (found.unserved, found.plan.stop.tolist()) == ((), dispatch.plan.stop.tolist())


def judged(asked, dispatch: Dispatch, plan: Plan) -> float:
    """Distance of a plan, which the checker passes and the verifier too."""
    assert verify(replace(dispatch, plan=plan)) == []
    routes = nodes_of(asked, plan)
    assert broken(asked, routes) == []
    assert unserved(asked, routes) == []
    return distance(asked, routes)


@pytest.mark.parametrize("name", OPTIMAL)
def test_the_best_that_there_is_is_found(shared_data, name):
    asked = read(shared_data / "dial_a_ride", name)
    dispatch = dispatch_of(asked)
    found = improved(dispatch, range(len(dispatch.rides)), 1, 2000)
    assert judged(asked, dispatch, found.plan) == pytest.approx(OPTIMAL[name], abs=0.01)


def test_with_more_steps_it_gets_better(shared_data):
    asked = read(shared_data / "dial_a_ride", "a4-48")
    dispatch = dispatch_of(asked)
    costs = [judged(asked, dispatch, improved(dispatch, range(48), 2, steps).plan) for steps in (10, 200, 1500)]
    assert all(later < earlier for earlier, later in pairwise(costs))
    assert costs[-1] < 668.82 * 1.04


def test_vehicles_are_spared_before_ways(shared_data):
    """lc101 needs ten vehicles of the twenty-five."""
    asked = read(shared_data / "dial_a_ride", "lc101")
    dispatch = dispatch_of(asked)
    found = improved_with_fewest(dispatch, range(len(dispatch.rides)), 1, lambda steps: steps / 2000)
    assert judged(asked, dispatch, found.plan) == pytest.approx(828.94, abs=0.01)
    assert sum(len(route) > 0 for route in found.plan.routes()) == 10
