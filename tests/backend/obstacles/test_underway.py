"""An obstacle that is confirmed on the rest of a followed trip breaks it; one that others do not mind does not."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from msgspec import structs

from backend.contract.following import Advice, BreakCode, LegState
from backend.contract.limits import Limits as LimitsMessage
from backend.contract.obstacles import ObstacleKind
from backend.contract.trips import Place, PlanRequest, TripMode
from backend.following.reading import request_of
from backend.obstacles.models import Obstacle
from backend.obstacles.obeying import SOURCE
from backend.obstacles.places import edges_at
from backend.obstacles.standing import E7, closure_of
from routing.limits import Limits
from routing.snapshot import Snapshot
from tests.backend.following.test_look import look
from tests.backend.following.world import World
from tests.worlds.town import at, open_town

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
FOOT = (TripMode.WALK,)


@pytest.fixture
def town():
    return World(Snapshot.of(open_town().planner.snapshot.city))


@pytest.fixture
def walk(town):
    """Along Main Street, past 1250 m."""
    request = PlanRequest(Place(*at(600, 0), "Home"), Place(*at(1900, 0), "Work"), depart_at=NOON, modes=FOOT)
    return town.reader.trip(request_of(town.planner.plan(request).itineraries[0], modes=FOOT))


def stands(town, kind: ObstacleKind, x: float = 1250):
    lat, lon = at(x, 0)
    row = Obstacle(
        id="1", kind=kind.value, lat_e7=round(lat * E7), lon_e7=round(lon * E7), accuracy_m=0, by_staff=True, until=NOON + timedelta(hours=2),
    )  # fmt: skip
    wall = closure_of(row, edges_at(town.snapshot.city, kind, lat, lon, 0))
    town.live.swap(replace(town.live.view, snapshot=town.live.snapshot.with_closures([wall], SOURCE, NOON)))


def test_the_way_around_is_told(town, walk):
    stands(town, ObstacleKind.BLOCKED)
    found = look(town, walk, NOON)
    broken = found.state.broken
    assert (broken.code, broken.advice, found.state.legs[0].state) == (BreakCode.OBSTACLE, Advice.TAKE, LegState.OBSTACLE)
    assert broken.text.startswith("Something is in the way to Work: the way is blocked. Another way gets there at ")
    assert broken.live is None


def test_what_lies_behind_breaks_nothing(town, walk):
    stands(town, ObstacleKind.BLOCKED, 250)
    assert look(town, walk, NOON).state.broken is None


def test_it_is_told_to_those_whose_limits_ask(town, walk):
    stands(town, ObstacleKind.BINS)
    assert look(town, walk, NOON).state.broken is None
    narrow = replace(walk, limits=Limits(min_width_m=0.9))
    fault = town.assess(narrow, NOON).fault
    assert (fault.code, fault.lets_on) == (BreakCode.OBSTACLE, True), "there is a way around"
    assert town.assess(narrow, NOON).arrive_at - NOON > walk.legs[0].duration + timedelta(seconds=400), "and it takes longer"
    assert town.assess(replace(walk, limits=Limits(max_kerb_m=0.03)), NOON).fault is None


def test_who_said_their_limits_is_led_around_at_their_own_pace(town):
    limits = LimitsMessage(min_width_m=0.9, speed_m_s=0.9)
    request = PlanRequest(Place(*at(600, 0), "Home"), Place(*at(1900, 0), "Work"), depart_at=NOON, modes=FOOT, limits=limits)
    chosen = structs.replace(request_of(town.planner.plan(request).itineraries[0], modes=FOOT), limits=limits)
    trip = town.reader.trip(chosen)
    assert (trip.limits, trip.walk_speed_mps) == (Limits(min_width_m=0.9), 0.9)
    stands(town, ObstacleKind.BINS)
    broken = look(town, trip, NOON).state.broken
    assert broken.code is BreakCode.OBSTACLE
    assert broken.advice is Advice.KEEP, "no other way is better than the one around, at the pace of the traveller"
    assert "there at 12:32" in broken.text
