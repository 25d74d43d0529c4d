"""The afternoon of drivers: nobody parks where there is no room, what is held is there, and it is the same every time."""
import numpy as np
import pytest

from benchmarks.afternoon import bounds
from benchmarks.afternoon.day import BUSY, make_day
from benchmarks.afternoon.drivers import NOTHING, WAYS, Holds
from benchmarks.afternoon.report import Outcome
from benchmarks.afternoon.search import Afternoon
from benchmarks.afternoon.town import Town

DRIVERS = 150


@pytest.fixture(scope="module")
def town() -> Town:
    """Three car parks in a row, two driveways, two ways in; full enough that somebody finds no space."""
    room = np.array([30, 60, 90, 1, 1], np.int32)
    at = np.array([0.0, 400.0, 900.0, 200.0, 300.0])
    ways_in, goals = np.array([-900.0, 1500.0]), np.array([0.0, 100.0, 500.0])
    metres = np.abs(np.concatenate((ways_in, at))[:, None] - at[None, :])
    return Town(room, np.array([0.85, 0.8, 0.5]), metres / 5, metres, np.abs(at[:, None] - goals[None, :]) / 1.2)


def even(published, minute, at):
    return np.where(published[-1][1] >= 3, 0.9, 0.1)


def afternoon(town: Town, way, seed: int = 1) -> Afternoon:
    run = Afternoon(town, make_day(town, BUSY, seed, DRIVERS), [way] * DRIVERS, even, seed)
    run.run()
    return run


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_everybody_parks_and_never_more_than_there_is_room(town, way):
    run = afternoon(town, way)
    for site in range(len(town.room)):
        stays = [(one.parked, one.parked + one.stay_min) for one in run.drivers if one.place == site]
        assert all(sum(start <= moment < end for start, end in stays) <= town.room[site] for moment, _ in stays)
    assert all(one.parked > one.enters and one.place >= 0 for one in run.drivers)


def test_who_holds_a_space_in_a_car_park_finds_it(town):
    way = next(way for way in WAYS if way.holds is Holds.SOLD and not way.driveways)
    held = [one for one in afternoon(town, way).drivers if one.reserved >= 0]
    assert len(held) > DRIVERS / 4  # the town is full for the others
    assert not any(one.tried for one in held)
    assert all(one.place == one.reserved for one in held)


def test_without_information_somebody_searches_and_the_same_ones_every_time(town):
    first, again = (Outcome.of(town, afternoon(town, NOTHING).drivers) for _ in range(2))
    assert first.searched.sum() > 0
    assert np.array_equal(first.to_parked, again.to_parked)


def test_whoever_knows_more_searches_less(town):
    by_counts = next(way for way in WAYS if not way.reserves and not way.ahead_min and way is not NOTHING)
    nothing, counts = (Outcome.of(town, afternoon(town, way).drivers) for way in (NOTHING, by_counts))
    assert counts.searched.mean() < nothing.searched.mean()


def test_nobody_gets_to_the_door_before_those_who_find_room_everywhere(town):
    days = [make_day(town, BUSY, seed, DRIVERS) for seed in (1, 2)]
    near, quick, first = bounds.straight(town, days).values()
    for way in (NOTHING, WAYS[1]):
        drivers = [one for seed in (1, 2) for one in afternoon(town, way, seed).drivers]
        found = Outcome.of(town, drivers)
        assert (found.to_door >= quick.to_door - 1e-9).all()
        assert (found.to_parked >= first.to_parked - 1e-9).all()
        assert (found.walked >= near.walked - 1e-9).all()
