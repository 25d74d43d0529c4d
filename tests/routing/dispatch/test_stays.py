"""Stays of different times: never more at once than there are places, nobody left out who has room somewhere, never worse than in turn."""
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from routing.dispatch.assignment import Pairs, assign
from routing.dispatch.stays import Stays, assign_stays, bunches, in_turn
from tests.routing.dispatch.test_assignment import pairs


def stays(world: Pairs, *spans: tuple[int, int], held=()) -> Stays:
    start, end = np.array(spans, np.int64).reshape(-1, 2).T
    return Stays(world, start, end, held or [()] * len(world.room))


@some.composite
def spans(draw) -> tuple[int, int]:
    start = draw(some.integers(0, 8))
    return start, start + draw(some.integers(1, 6))


@some.composite
def worlds(draw) -> Stays:
    drivers, sites = draw(some.integers(0, 5)), draw(some.integers(0, 3))
    room = draw(some.lists(some.integers(0, 2), min_size=sites, max_size=sites))
    rows = [(driver, site, draw(some.integers(0, 9))) for driver, site in product(range(drivers), range(sites)) if draw(some.booleans())]
    held = [draw(some.lists(spans(), max_size=2)) for _ in range(sites)]
    return stays(pairs(drivers, room, *rows), *(draw(spans()) for _ in range(drivers)), held=held)


def most_at_once(taken: list[tuple[int, int]]) -> int:
    return max((sum(start <= minute < end for start, end in taken) for minute in range(15)), default=0)


def taken_at(world: Stays, chosen, site: int) -> list[tuple[int, int]]:
    mine = [(int(world.start[driver]), int(world.end[driver])) for driver, one in enumerate(chosen) if one == site]
    return [*world.held[site], *mine]


def fits(world: Stays, chosen, site: int, driver: int) -> bool:
    """Whether one more may stay there, looked at minute by minute."""
    start, end = int(world.start[driver]), int(world.end[driver])
    busy = max(sum(since <= minute < until for since, until in taken_at(world, chosen, site)) for minute in range(start, end))
    return busy < world.pairs.room[site]


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_never_too_many_at_once_and_nobody_is_left_out_who_has_room(world):
    found, turn = assign_stays(world), in_turn(world)
    may = set(zip(world.pairs.driver.tolist(), world.pairs.site.tolist()))
    for way in (found, turn):
        assert all((driver, site) in may for driver, site in enumerate(way.site.tolist()) if site >= 0)
        for site, room in enumerate(world.pairs.room.tolist()):
            mine = set(np.flatnonzero(way.site == site).tolist())
            assert not mine or most_at_once(taken_at(world, way.site, site)) <= max(room, most_at_once(list(world.held[site])))
        assert not [pair for pair in may if way.site[pair[0]] < 0 and fits(world, way.site, pair[1], pair[0])]
    assert (found.served, -found.cost) >= (turn.served, -turn.cost)


@settings(max_examples=40, deadline=None)
@given(worlds())
def test_where_all_come_at_one_time_nobody_could_do_better(world):
    same = stays(world.pairs, *[(3, 9)] * world.pairs.drivers)
    best, found = assign(world.pairs), assign_stays(same)
    assert (found.served, found.cost) == (best.served, best.cost)


def test_who_leaves_before_another_comes_is_not_in_the_way():
    """One place each; the near one serves a morning and an evening, so nobody walks far."""
    world = stays(pairs(2, [1, 1], (0, 0, 1), (0, 1, 9), (1, 0, 1), (1, 1, 9)), (0, 60), (60, 120))
    assert assign_stays(world).site.tolist() == [0, 0]
    assert [rows.tolist() for rows in bunches(world)] == [[0], [1]]


def test_a_long_stay_does_not_shut_out_all_the_short_ones():
    """Two places, one of them held in the evening: a long stay finds one, short ones find two."""
    rows = [(driver, 0, 1) for driver in range(3)]
    world = stays(pairs(3, [2], *rows), (0, 120), (0, 60), (0, 60), held=[[(60, 120)]])
    assert assign_stays(world).served == 2


def test_the_only_space_that_suits_one_is_left_to_him():
    world = stays(pairs(2, [1, 1], (0, 0, 1), (0, 1, 5), (1, 0, 1)), (0, 60), (30, 90))
    assert assign_stays(world).site.tolist() == [1, 0]
    assert in_turn(world).site.tolist() == [0, -1]


def test_what_makes_no_sense_is_refused():
    world = pairs(1, [1], (0, 0, 1))
    for start, end, held in (([], [], [()]), ([0], [9], []), ([9], [9], [()])):
        with pytest.raises(ValueError, match=r"stay|site"):
            Stays(world, np.array(start, np.int64), np.array(end, np.int64), held)
