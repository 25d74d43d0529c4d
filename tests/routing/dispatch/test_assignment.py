"""Scarce spaces: as good as trying everything, never where there is no pair, never more than there is room."""
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from routing.dispatch.assignment import MOST_COST, Pairs, assign, greedy


def pairs(drivers: int, room: list[int], *rows: tuple[int, int, int]) -> Pairs:
    columns = np.array(rows, np.int32).reshape(-1, 3).T
    return Pairs(drivers, *columns, np.array(room, np.int32))


@some.composite
def worlds(draw) -> Pairs:
    drivers, sites = draw(some.integers(0, 4)), draw(some.integers(0, 3))
    room = draw(some.lists(some.integers(0, 2), min_size=sites, max_size=sites))
    rows = [(driver, site, draw(some.integers(0, 9))) for driver, site in product(range(drivers), range(sites)) if draw(some.booleans())]
    return pairs(drivers, room, *rows)


def by_trying_everything(world: Pairs) -> tuple[int, int]:
    """Most served, and the least that this costs."""
    costs = {(int(d), int(s)): int(c) for d, s, c in zip(world.driver, world.site, world.cost)}
    best = (0, 0)
    for sites in product(range(-1, len(world.room)), repeat=world.drivers):
        taken = [(driver, site) for driver, site in enumerate(sites) if site >= 0]
        fits = all(pair in costs for pair in taken) and all(sites.count(site) <= room for site, room in enumerate(world.room))
        if fits:
            best = max(best, (len(taken), -sum(costs[pair] for pair in taken)))
    return best[0], -best[1]


def check(world: Pairs, site: np.ndarray, cost: int) -> None:
    costs = {(int(d), int(s)): int(c) for d, s, c in zip(world.driver, world.site, world.cost)}
    taken = [(driver, int(one)) for driver, one in enumerate(site) if one >= 0]
    assert all(pair in costs for pair in taken)
    assert cost == sum(costs[pair] for pair in taken)
    assert (np.bincount(site[site >= 0], minlength=len(world.room)) <= world.room).all()


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_nobody_could_do_better(world):
    found = assign(world)
    check(world, found.site, found.cost)
    assert (found.served, found.cost) == by_trying_everything(world)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_first_come_first_served_is_a_way_too_and_never_better(world):
    first, best = greedy(world), assign(world)
    check(world, first.site, first.cost)
    assert (best.served, -best.cost) >= (first.served, -first.cost)


def test_who_comes_first_does_not_take_the_only_space_of_another():
    """The first could walk two minutes more; for the second there is nothing else."""
    world = pairs(2, [1, 1], (0, 0, 100), (0, 1, 220), (1, 0, 90))
    assert greedy(world).site.tolist() == [0, -1]
    assert assign(world).site.tolist() == [1, 0]


def test_somebody_more_is_served_at_any_price():
    world = pairs(2, [1, 1], (0, 0, 0), (0, 1, MOST_COST), (1, 0, MOST_COST))
    assert assign(world).site.tolist() == [1, 0]


def test_a_thousand_drivers_are_served_together():
    dice = np.random.default_rng(7)
    drivers, sites, near = 1000, 60, 12
    driver = np.repeat(np.arange(drivers), near)
    site = np.concatenate([dice.choice(sites, near, replace=False) for _ in range(drivers)])
    world = Pairs(drivers, driver, site, dice.integers(30, 1500, drivers * near), dice.integers(5, 25, sites))
    best, first = assign(world), greedy(world)
    check(world, best.site, best.cost)
    assert best.served >= first.served
    assert best.served == min(drivers, int(world.room.sum()))


@pytest.mark.parametrize(
    "row, words", [((2, 0, 1), "driver"), ((0, 1, 1), "site"), ((0, 0, -1), "cost"), ((0, 0, MOST_COST + 1), "cost"), ((-1, 0, 1), "driver")]
)
def test_pairs_that_make_no_sense_are_refused(row, words):
    with pytest.raises(ValueError, match=words):
        pairs(2, [1], row)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        Pairs(1, np.zeros(2, np.int32), np.zeros(1, np.int32), np.zeros(1, np.int32), np.ones(1, np.int32))
