"""A day in the village: every leg is a journey of the engine, by bus or with one's own vehicle all day. See tests/routing/door/village.py."""
import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from routing.limits import Limits
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.tours.day import Day, Errand, Why
from routing.tours.planned import PlannedWays, VehicleLeftBehind
from routing.tours.search import best_day
from tests.routing.door.village import EAST, NORTH, WEST, A, B, C, at, point, village
from tests.routing.tours.made_up import tried
from tests.routing.transit.towns import trip

W, E, MIDDLE = point(WEST), point(EAST), Point(0.0, point((7990.0, 0.0)).lon, "Middle")
TRIPS = [
    trip(f"{A} at 8:10, {B} at 8:20, {C} at 8:25"), trip(f"{A} at 9:10, {B} at 9:20, {C} at 9:25"),
    trip(f"{C} at 9:40, {B} at 9:45, {A} at 9:55"), trip(f"{C} at 10:40, {B} at 10:45, {A} at 10:55"),
]  # fmt: skip
ASKED = Query(W, W, at(8), window_s=7200)


def second(hour: int, minute: int = 0) -> int:
    return int(at(hour, minute).timestamp())


def said(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, at(8).tzinfo):%H:%M:%S}"


@pytest.fixture(scope="module")
def busy(tmp_path_factory):
    return village(tmp_path_factory.mktemp("village"), TRIPS)


def two_errands() -> Day:
    """At the east end until half past nine, in the middle from nine o'clock."""
    return Day((Errand(((second(9), second(12)),), 600), Errand(((second(8), second(9, 30)),), 300)), second(8), second(12), 0)


def test_the_bus_decides_the_order_and_every_leg_is_a_journey_of_the_engine(busy):
    ways = PlannedWays(busy, [W, MIDDLE, E, W], ASKED)
    found = best_day(two_errands(), ways)
    assert found.tour.order == (1, 0)
    assert not found.left_out
    legs = [*(visit.way for visit in found.tour.visits), found.tour.last]
    places = [W, E, MIDDLE, W]
    for (start, goal), way in zip(itertools.pairwise(places), legs):
        made = way.journey
        asked = replace(ASKED, origin=start, destination=goal, at=datetime.fromtimestamp(way.departure_s, UTC))
        again = plan(busy, asked)
        assert min(journey.arrival_s for journey in again.journeys) == made.journey.arrival_s
        assert made.plan.origin.timestamp() + made.journey.arrival_s == way.arrival_s
    assert (said(legs[0].departure_s), said(legs[0].arrival_s)) == ("08:01:40", "08:33:20")
    assert said(found.tour.end_s) == "11:03:20"


@pytest.mark.parametrize("opens", [(8, 8, 8), (9, 8, 9), (8, 10, 9)])
def test_no_order_of_real_journeys_does_more_or_the_same_sooner(busy, opens):
    errands = tuple(Errand(((second(hour), second(hour) + 4500),), 600, must=number < 2) for number, hour in enumerate(opens))
    day = Day(errands, second(8), second(12), 0)
    ways = PlannedWays(busy, [W, MIDDLE, E, point(NORTH), W], ASKED)
    found, every = best_day(day, ways), tried(day, ways)
    assert found.tour.key(day)[:2] == min(tour.key(day) for tour in every)[:2]
    assert found.tour.end_s <= day.latest_end_s


def test_a_way_is_asked_for_once(busy):
    ways = PlannedWays(busy, [W, E], ASKED)
    first = ways.leaving(0, 1, second(8))
    assert ways.leaving(0, 1, second(8)) is first
    assert ways.leaving(0, 1, first.departure_s) is first
    assert ways.calls == 1
    last = ways.arriving(0, 1, second(9))
    assert ways.arriving(0, 1, last.arrival_s) is last
    assert ways.calls == 2


def test_at_home_one_is_there_already(busy):
    ways = PlannedWays(busy, [W, W, E], ASKED)
    found = best_day(Day((Errand((), 600),), second(8), second(12)), ways)
    assert found.tour.visits[0].way.journey is None
    assert ways.calls <= 3


def test_the_bicycle_goes_along_all_day(busy):
    ways = PlannedWays(busy, [W, MIDDLE, E, W], replace(ASKED, modes=frozenset({TripMode.BIKE, TripMode.WALK})))
    tour = best_day(two_errands(), ways).tour
    assert {way.journey.journey.kind for way in (*(visit.way for visit in tour.visits), tour.last)} == {"BIKE"}


@pytest.mark.parametrize("modes", [{TripMode.BIKE, TripMode.TRANSIT}, {TripMode.CAR, TripMode.BIKE}, {TripMode.PARK_RIDE}, {TripMode.CAR_PARK}])
def test_no_vehicle_is_left_behind(busy, modes):
    with pytest.raises(VehicleLeftBehind):
        PlannedWays(busy, [W, E], replace(ASKED, modes=frozenset(modes)))


def test_who_cannot_get_there_is_told_so(busy):
    ways = PlannedWays(busy, [W, E, W], replace(ASKED, modes=frozenset({TripMode.WALK}), limits=Limits(), max_walk_m=300.0))
    found = best_day(Day((Errand((), 0),), second(8), second(12)), ways)
    assert [one.why for one in found.left_out] == [Why.NO_WAY]
