"""A proposal is taken over only if it breaks nothing, fits what holds now and is better; each decision can be played again."""
from dataclasses import replace

import numpy as np
import pytest

from routing.dispatch.rides.schedule import find_schedule
from routing.dispatch.rides.verifier import verify
from routing.dispatch.search.reoptimise import Proposal, reoptimise
from routing.dispatch.search.swap import Outcome, digest_of, late, replayed, swapped
from tests.routing.dispatch.search.worlds import world

STEPS = 60
LATEST = ("latest_pickup", "latest_dropoff")


@pytest.fixture(scope="module")
def better():
    """A dispatch and a proposal that saves travel on it, and lets somebody wait longer than the plan does."""
    for seed in range(500, 560):
        dispatch, _ = world(seed, rides=8, vehicles=3)
        proposal = reoptimise(dispatch, 1, STEPS)
        if proposal.cost_ticks < dispatch.cost_ticks() and tightened(dispatch, proposal):
            return dispatch, proposal
    raise AssertionError("no world has anything to gain")


def tightened(dispatch, proposal: Proposal) -> list:
    """The same with a promise that the plan keeps and the proposal does not."""
    before, after = (times(replace(dispatch, plan=plan)) for plan in (dispatch.plan, proposal.plan))
    later = [(stop, at) for stop, at in before.items() if stop >= 0 and after[stop] > at]
    worlds = [replace(dispatch, rides=dispatch.rides.changed(stop // 2, **{LATEST[stop % 2]: at})) for stop, at in later]
    return [one for one in worlds if not verify(one)]


def times(dispatch) -> dict[int, int]:
    found = {}
    for vehicle, route in enumerate(dispatch.plan.routes()):
        schedule = find_schedule(dispatch, vehicle)
        assert schedule is not None
        found.update(zip(route.tolist(), schedule.begin.tolist()))
    return found


def touched(dispatch, proposal: Proposal) -> list[int]:
    return [v for v, route in enumerate(dispatch.plan.routes()) if not np.array_equal(route, proposal.plan.route(v))]


def test_what_is_better_is_taken_and_recorded(better):
    dispatch, proposal = better
    new, decision = swapped(dispatch, dispatch, proposal)
    assert decision.outcome is Outcome.TAKEN
    assert decision.saved_ticks == dispatch.cost_ticks() - new.cost_ticks() > 0
    assert verify(new, dispatch.plan) == []
    assert [vehicle for vehicle, _, _ in decision.routes] == touched(dispatch, proposal)
    assert (new.plan.version - dispatch.plan.version).tolist() == [int(v in touched(dispatch, proposal)) for v in range(3)]


def test_a_vehicle_that_moved_on_keeps_its_plan(better):
    dispatch, proposal = better
    vehicle = touched(dispatch, proposal)[0]
    now = replace(dispatch, plan=dispatch.plan.with_route(vehicle, dispatch.plan.route(vehicle)))
    held, decision = swapped(now, dispatch, proposal)
    assert held is now
    assert decision.outcome is Outcome.MOVED_ON
    assert str(vehicle) in decision.words


def test_other_vehicles_may_move_on(better):
    dispatch, proposal = better
    others = [v for v in range(3) if v not in touched(dispatch, proposal)]
    now = dispatch
    for vehicle in others:
        now = replace(now, plan=now.plan.with_route(vehicle, now.plan.route(vehicle)))
    assert swapped(now, dispatch, proposal)[1].outcome is Outcome.TAKEN


def test_a_promise_made_meanwhile_holds(better):
    """The same versions, but a rider was promised an arrival that only the old plan keeps."""
    dispatch, proposal = better
    now = tightened(dispatch, proposal)[0]
    held, decision = swapped(now, dispatch, proposal)
    assert held is now
    assert decision.outcome is Outcome.BROKEN
    assert decision.words


def test_nothing_better_changes_nothing(better):
    dispatch, proposal = better
    new, _ = swapped(dispatch, dispatch, proposal)
    again = reoptimise(new, 2, 1)
    if again.cost_ticks == new.cost_ticks():
        held, decision = swapped(new, new, again)
        assert held is new
        assert decision.outcome is Outcome.NOTHING_BETTER
    worse = replace(proposal, plan=dispatch.plan)
    assert swapped(new, new, replace(worse, plan=replace(dispatch.plan, version=new.plan.version)))[1].outcome is Outcome.NOTHING_BETTER


def test_decisions_play_again(better):
    dispatch, proposal = better
    _, decision = swapped(dispatch, dispatch, proposal)
    assert replayed(decision, dispatch) == []
    assert replayed(late(dispatch, 1, STEPS, 0.0), dispatch) == []
    other = replace(dispatch, rides=dispatch.rides.changed(1, latest_pickup=int(dispatch.rides.latest_pickup[1]) + 1))
    assert replayed(decision, other) == ["the snapshot is another one"]
    assert replayed(replace(decision, routes=decision.routes[:-1]), dispatch) != []


def test_the_digest_sees_every_column(better):
    dispatch, _ = better
    same = replace(dispatch, travel_ticks=dispatch.travel_ticks.copy())
    travel = dispatch.travel_ticks.copy()
    travel[0, 1] += 1
    others = [
        replace(dispatch, travel_ticks=travel), replace(dispatch, fleet=dispatch.fleet.changed(0, start_at=1)),
        replace(dispatch, plan=dispatch.plan.with_route(0, dispatch.plan.route(0))),
    ]  # fmt: skip
    assert digest_of(same) == digest_of(dispatch)
    assert len({digest_of(one) for one in (dispatch, *others)}) == 4
