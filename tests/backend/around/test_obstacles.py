"""What people report in the way, as a map is told of it."""
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from backend.around.area import MOST
from backend.contract.around import LiveLayer
from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.trips.obstacles import Reported, ReportedObstacles
from routing.limits import Attribute
from tests.backend.around.world import NOW, WHOLE_TOWN, ZONE
from tests.worlds.town import at


def one(number: int = 1, x: float = 1250, **more) -> Reported:
    plain = Reported(UUID(int=number), ObstacleKind.BINS, *at(x, 0), ObstacleState.REPORTED, NOW - timedelta(minutes=5), NOW + timedelta(hours=12))
    return replace(plain, **more)


def ask(world, *obstacles: Reported, within=WHOLE_TOWN):
    world.live.swap(replace(world.live.view, obstacles=ReportedObstacles(obstacles)))
    return world.ask(LiveLayer.OBSTACLES, within=within)


def test_it_says_what_when_and_how_sure(world):
    sure = one(2, 2250, state=ObstacleState.CONFIRMED, kind=ObstacleKind.ICE, wall=int(Attribute.WIDTH))
    first, second = sorted(ask(world, one(), sure).obstacles, key=lambda told: told.id)
    assert (first.id, first.kind, first.state, first.blocks) == (UUID(int=1), ObstacleKind.BINS, ObstacleState.REPORTED, False)
    assert (first.last_seen, first.until) == (NOW - timedelta(minutes=5), NOW + timedelta(hours=12))
    assert first.last_seen.utcoffset() == NOW.astimezone(ZONE).utcoffset(), "in the time of the city"
    assert (second.kind, second.state, second.blocks) == (ObstacleKind.ICE, ObstacleState.CONFIRMED, True)


def test_one_that_stops_everybody_blocks_too(world):
    assert ask(world, one(wall=0)).obstacles[0].blocks is True


@pytest.mark.parametrize(("until", "told"), [(timedelta(0), 0), (timedelta(seconds=1), 1)])
def test_what_is_over_by_the_clock_is_not_told(world, until, told):
    assert len(ask(world, one(until=NOW + until)).obstacles) == told


def test_it_ends_while_nobody_speaks(world):
    assert len(ask(world, one(until=NOW + timedelta(minutes=1))).obstacles) == 1
    world.wait(timedelta(minutes=1))
    assert world.ask(LiveLayer.OBSTACLES).obstacles == ()


def test_only_those_in_the_area_nearest_to_its_middle_first(world):
    found = ask(world, one(1, 100), one(2, 800), one(3, 480), one(4, 3000), within=(0, -100, 1000, 100))
    assert [told.id.int for told in found.obstacles] == [3, 2, 1]
    assert found.omitted == 0


def test_of_too_many_the_rest_is_counted(world):
    found = ask(world, *(one(number, 500 + number) for number in range(1, MOST + 8)))
    assert (len(found.obstacles), found.omitted) == (MOST, 7)


def test_where_nothing_is_reported_nothing_is_told(world):
    assert ask(world).obstacles == ()
    assert world.ask(LiveLayer.LIFTS).obstacles == ()
