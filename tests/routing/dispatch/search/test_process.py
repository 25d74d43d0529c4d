"""The search in a process of its own: the same answers as in this one, and a child that dies or is too slow costs nothing."""
import os
from dataclasses import replace
from threading import Timer

import numpy as np
import pytest

from routing.dispatch.search.process import GIVES_WAY, SearchProcess
from routing.dispatch.search.reoptimise import reoptimise
from tests.routing.dispatch.rides.chaos import Day
from tests.routing.dispatch.search.worlds import world

PATIENCE = 240.0
FOREVER = 10**9


@pytest.fixture(scope="module")
def process():
    with SearchProcess() as started:
        assert started.is_ready(PATIENCE)
        yield started


@pytest.fixture(scope="module")
def asked():
    dispatch, waiting = world(301, rides=8, vehicles=3)
    return dispatch, tuple(waiting)


def test_it_answers_as_one_would_here(process, asked):
    dispatch, waiting = asked
    assert process.is_ready(PATIENCE)
    there, here = process.propose(dispatch, 1, 60, PATIENCE, waiting=waiting), reoptimise(dispatch, 1, 60, waiting=waiting)
    assert there is not None
    assert np.array_equal(there.plan.stop, here.plan.stop)
    assert (there.unserved, there.cost_ticks) == (here.unserved, here.cost_ticks)


def test_quotes_go_first(process):
    assert process.is_ready(PATIENCE)
    ours, its = (os.getpriority(os.PRIO_PROCESS, number) for number in (0, process.child.pid))
    assert its == min(19, ours + GIVES_WAY)


def test_too_slow_is_ended_and_the_next_question_is_answered(process, asked):
    dispatch, waiting = asked
    assert process.is_ready(PATIENCE)
    before = process.child.pid
    assert process.propose(dispatch, 1, FOREVER, 0.05, waiting=waiting) is None
    assert process.child.pid != before
    assert process.is_ready(PATIENCE)
    assert process.propose(dispatch, 1, 20, PATIENCE, waiting=waiting) is not None


def test_a_killed_child_costs_nothing(process, asked):
    dispatch, waiting = asked
    assert process.is_ready(PATIENCE)
    process.child.kill()
    process.child.wait()
    assert process.propose(dispatch, 1, 20, PATIENCE, waiting=waiting) is None
    assert process.is_ready(PATIENCE)
    assert process.propose(dispatch, 1, 20, PATIENCE, waiting=waiting) is not None


def test_a_day_goes_on_whose_search_is_killed_at_work(process):
    """What happens meanwhile happens; the next answer is taken over, or not, like any other."""
    day = Day(11)
    day.live(30)
    assert process.is_ready(PATIENCE)
    child = process.child
    killing = Timer(0.05, child.kill)
    killing.start()
    assert process.propose(day.world, 1, FOREVER, PATIENCE) is None
    assert child.poll() is not None
    day.live(20)
    assert process.is_ready(PATIENCE)
    snapshot = day.world
    proposal = process.propose(snapshot, 2, 20, PATIENCE)
    assert proposal is not None
    day.live(3)
    day.take_over(snapshot, proposal)
    day.live(10)
    day.end()
    assert day.served


def test_a_question_that_makes_no_sense_costs_nothing(process, asked):
    dispatch, waiting = asked
    assert process.is_ready(PATIENCE)
    far = replace(dispatch, rides=dispatch.rides.changed(1, earliest_pickup=2**30))
    assert process.propose(far, 1, 20, PATIENCE, waiting=waiting) is None
    assert process.is_ready(PATIENCE)
