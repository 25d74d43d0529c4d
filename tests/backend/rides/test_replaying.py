"""Decisions about better plans are kept so that they come out again, and what was changed afterwards is found out."""
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.rides.coding import encode_question
from backend.rides.models import DecisionKind, RideDecision
from backend.rides.replaying import compacted, decision_of, facts_of, judge_all
from routing.dispatch.rides.model import Dispatch
from routing.dispatch.rides.schedule import find_schedule
from routing.dispatch.rides.verifier import verify
from routing.dispatch.search.holding import held
from routing.dispatch.search.reoptimise import reoptimise
from routing.dispatch.search.swap import Outcome, digest_of, swapped
from tests.backend.rides.world import DAY, KEY
from tests.routing.dispatch.search.worlds import world


def wider(dispatch: Dispatch, more: int) -> Dispatch:
    """The same with places that nobody wants, in front of the others."""
    size = len(dispatch.travel_ticks)
    travel = np.full((size + more, size + more), 7, np.int32)
    travel[more:, more:] = dispatch.travel_ticks
    rides, fleet = dispatch.rides, dispatch.fleet
    rides = replace(rides, pickup_place=rides.pickup_place + np.int32(more), dropoff_place=rides.dropoff_place + np.int32(more))
    end_place = np.where(fleet.end_place < 0, fleet.end_place, fleet.end_place + more).astype(np.int32)
    fleet = replace(fleet, start_place=fleet.start_place + np.int32(more), break_place=fleet.break_place + np.int32(more), end_place=end_place)
    return replace(dispatch, rides=rides, fleet=fleet, travel_ticks=travel)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 500), st.integers(0, 5))
def test_what_is_asked_about_is_the_same_with_fewer_places(seed, more):
    dispatch, _ = world(seed, rides=6, vehicles=2)
    small = compacted(wider(dispatch, more))
    assert len(small.travel_ticks) <= len(dispatch.travel_ticks) + 1
    assert small.cost_ticks() == dispatch.cost_ticks()
    assert verify(small) == verify(dispatch)
    for vehicle in range(len(dispatch.fleet)):
        one, other = find_schedule(dispatch, vehicle), find_schedule(small, vehicle)
        assert (one is None) == (other is None)
        if one is not None:
            assert np.array_equal(one.begin, other.begin)


def test_stops_that_are_left_for_soon_stay():
    dispatch, _ = world(301, rides=8, vehicles=3)
    locked = held(dispatch, 10**6)
    assert locked.plan.fixed.tolist() == np.diff(dispatch.plan.first).tolist()
    assert held(dispatch, -1).plan.fixed.tolist() == dispatch.plan.fixed.tolist()
    assert verify(locked) == []


def searched(seed: int):
    """A question and what came of it."""
    dispatch, waiting = world(seed, rides=8, vehicles=3)
    asked = compacted(dispatch)
    proposal = reoptimise(asked, seed, 40)
    _, decision = swapped(asked, asked, proposal)
    return asked, decision, waiting


@pytest.mark.parametrize("seed", [1, 301])
def test_a_decision_is_written_and_read(seed):
    asked, decision, _ = searched(seed)
    row = RideDecision(digest=decision.snapshot, facts=facts_of(decision))
    assert decision_of(row) == decision
    assert decision.snapshot == digest_of(asked)


async def test_what_was_changed_afterwards_is_found_out(town, database_url):
    board = await town.board()
    asked, decision, _ = searched(301)
    snapshot = encode_question(replace(board, dispatch=asked, times=SimpleNamespace(snaps=range(len(asked.travel_ticks)))))
    async with town.database.writing() as session:
        row, _ = await town.rides.days.get(session, town.zone_id, DAY)
        told = {"day_id": row.id, "before": 0, "after": 0, "digest": decision.snapshot}
        session.add(RideDecision(kind=DecisionKind.SWAPPED, facts=facts_of(decision), snapshot=snapshot, **told))
        other = facts_of(replace(decision, seed=decision.seed + 1, routes=((0, 0, (1, 0)),)))
        session.add(RideDecision(kind=DecisionKind.KEPT, facts=other, snapshot=snapshot, **told))
        session.add(RideDecision(kind=DecisionKind.KEPT, facts=facts_of(replace(decision, outcome=Outcome.LATE, routes=())), **told))
    right, wrong = await judge_all(database_url, KEY, DAY)
    assert (right.zone, right.day, right.wrong) == (KEY, DAY, ())
    assert "the search finds other routes" in wrong.wrong
    assert await judge_all(database_url, "elsewhere") == []
