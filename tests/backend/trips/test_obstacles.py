"""What people report is told of the ways that pass it, unless it leads whoever asks around."""
import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import numpy as np
import pytest

from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.contract.trips import LegMode
from backend.trips.obstacles import BESIDE_M, MOST_TOLD, Reported, ReportedObstacles, on_way
from routing.earth import METRES_PER_DEGREE
from routing.limits import Attribute, Limits
from tests.worlds.town import at

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
NARROW = Limits(min_width_m=0.9)


def reported(x: float, y: float = 0, number: int = 1, kind=ObstacleKind.BINS, wall: int | None = None, until=NOON + timedelta(hours=2)) -> Reported:
    return Reported(UUID(int=number), kind, *at(x, y), ObstacleState.REPORTED, NOON - timedelta(minutes=20), until, wall)


def street(*points: tuple[float, float]):
    lat, lon = np.array([at(*point) for point in points]).T
    return lat, lon


def told(obstacles, *lines, limits=None, now=NOON):
    return on_way(ReportedObstacles(obstacles), lines, limits, now, UTC)


def test_within_twelve_metres_and_where_along_the_way():
    line = street((0, 0), (100, 0), (100, 100))
    found = told([reported(100, 50, 1), reported(40, 11, 2), reported(40, 14, 3), reported(400, 0, 4)], (0, LegMode.WALK, line))
    assert [one.id.int for one in found] == [2, 1], "in the order in which they are passed; one is too far beside, one behind the end"
    assert [one.at_m for one in found] == [pytest.approx(40, abs=0.5), pytest.approx(150, abs=1)]
    assert found[0].last_seen == NOON - timedelta(minutes=20)


def test_once_on_the_first_leg_that_passes_it():
    found = told([reported(50)], (1, LegMode.BIKE, street((0, 0), (100, 0))), (3, LegMode.WALK, street((40, 0), (60, 0))))
    assert [(one.id.int, one.leg) for one in found] == [(1, 1)]


@pytest.mark.parametrize("mode", [LegMode.CAR, LegMode.TAXI, LegMode.BUS])
def test_whoever_is_driven_is_not_warned(mode):
    assert told([reported(50)], (0, mode, street((0, 0), (100, 0)))) == ()


@pytest.mark.parametrize("wall, limits, warned", [
    (None, None, True), (None, NARROW, True), (int(Attribute.WIDTH), None, True), (int(Attribute.WIDTH), NARROW, False),
    (int(Attribute.KERB), NARROW, True), (0, None, False), (0, NARROW, False),
])  # fmt: skip
def test_whom_it_leads_around_is_not_warned_of_it(wall, limits, warned):
    assert bool(told([reported(50, wall=wall)], (0, LegMode.WALK, street((0, 0), (100, 0))), limits=limits)) is warned


def test_what_is_over_is_not_told():
    line = (0, LegMode.WALK, street((0, 0), (100, 0)))
    assert told([reported(50)], line, now=NOON + timedelta(hours=2)) == ()
    assert len(told([reported(50)], line, now=NOON + timedelta(minutes=119))) == 1


def test_twenty_at_most_the_first_of_the_way():
    found = told([reported(number * 3, 0, number) for number in range(1, 40)], (0, LegMode.WALK, street((0, 0), (200, 0))))
    assert [one.id.int for one in found] == list(range(1, MOST_TOLD + 1))


def test_a_way_without_length_and_a_city_without_obstacles():
    assert told([reported(0)], (0, LegMode.WALK, street((0, 0)))) == ()
    assert told([], (0, LegMode.WALK, street((0, 0), (100, 0)))) == ()


def test_the_same_as_going_through_all_of_them():
    chance = random.Random(7)
    for _ in range(40):
        line = street(*((chance.uniform(0, 900), chance.uniform(0, 900)) for _ in range(chance.randint(2, 6))))
        obstacles = [reported(chance.uniform(0, 900), chance.uniform(0, 900), number) for number in range(150)]
        found = {passed.obstacle.id for passed in ReportedObstacles(obstacles).along(*line)}
        away_m = {one.id: distance_m(one, line) for one in obstacles}
        sure = {name for name, metres in away_m.items() if abs(metres - BESIDE_M) > 0.1}
        assert found & sure == {name for name in sure if away_m[name] < BESIDE_M}


def distance_m(one: Reported, line) -> float:
    east = np.cos(np.radians(one.lat))
    points = [np.array([(lon - one.lon) * east, lat - one.lat]) * METRES_PER_DEGREE for lat, lon in zip(*line)]
    best = np.inf
    for begin, end in pairwise(points):
        along = end - begin
        share = np.clip(-begin @ along / (along @ along), 0, 1)
        best = min(best, float(np.hypot(*(begin + share * along))))
    return best
