"""OR-Tools from a plan of ours: never worse, nothing fixed is moved, who is on board stays, seats fold."""
from dataclasses import replace

import numpy as np

from routing.dispatch.rides.model import Dispatch, Fleet, Plan, Ride, Rides, Vehicle
from routing.dispatch.rides.verifier import verify
from routing.dispatch.search.or_tools import from_nothing, lines_of, polished
from routing.dispatch.search.reoptimise import reoptimise
from routing.dispatch.search.search import Found, improved
from tests.routing.dispatch.search.worlds import world

# Much more than such small questions take, so that a busy machine makes no difference.
BUDGET_S = 0.4


def as_it_is(dispatch: Dispatch, waiting) -> Found:
    return Found(dispatch.plan, tuple(waiting), dispatch.cost_ticks(), 0)


def test_from_our_plan_nothing_breaks():
    better = 0
    for seed in range(600, 606):
        dispatch, waiting = world(seed, rides=8, vehicles=3)
        found = polished(dispatch, waiting, as_it_is(dispatch, waiting), BUDGET_S)
        new = replace(dispatch, plan=found.plan)
        assert verify(new, dispatch.plan) == [], seed
        assert found.cost_ticks == new.cost_ticks(), seed
        assert len(found.unserved) <= len(waiting), seed
        better += (len(found.unserved), found.cost_ticks) < (len(waiting), dispatch.cost_ticks())
    assert better


def test_what_it_finds_by_itself_is_possible():
    found = 0
    for seed in range(620, 623):
        dispatch, _ = world(seed, rides=8, vehicles=3, fixed=False)
        idle = replace(dispatch, plan=Plan.idle(dispatch.fleet))
        answer = from_nothing(idle, range(8), BUDGET_S)
        if answer is not None:
            found += 1
            assert verify(replace(idle, plan=answer.plan)) == [], seed
            assert len(improved(idle, range(8), 1, 300).unserved) <= len(answer.unserved), seed
    assert found


def test_seats_fold_for_it_too():
    """Two wheelchairs and two seats fit, two wheelchairs and three do not."""
    fleet = Fleet.of([Vehicle(0, ((8, 0), (5, 1), (2, 2)))], 2)
    travel = np.array([[0, 5], [5, 0]], np.int32)
    for seats, served in ((2, 2), (3, 1)):
        rides = Rides.of([Ride(0, 1, 0, 0, 5, (0, 2)), Ride(0, 1, 0, 0, 5, (seats, 0))], 2)
        dispatch = Dispatch(rides, fleet, travel, Plan.idle(fleet))
        found = from_nothing(dispatch, range(2), BUDGET_S)
        assert found is not None
        assert 2 - len(found.unserved) == served


def test_lines_above_which_no_load_may_be():
    assert set(lines_of(np.array([[8, 0], [5, 1], [2, 2]]))) == {((1, 0), 8), ((0, 1), 2), ((1, 3), 8), ((2, 6), 16)}
    assert lines_of(np.array([[4]])) == [((1,), 4)]


def test_a_reoptimisation_has_both():
    dispatch, waiting = world(301, rides=8, vehicles=3)
    one = reoptimise(dispatch, 1, 20, waiting=tuple(waiting))
    both = reoptimise(dispatch, 1, 20, BUDGET_S, tuple(waiting))
    assert (len(both.unserved), both.cost_ticks) <= (len(one.unserved), one.cost_ticks)
    assert verify(replace(dispatch, plan=both.plan), dispatch.plan) == []
