"""Legs with a shared vehicle: one to take, room to leave it, and another station where there is none."""
import pytest

from backend.contract.following import ActionKind, Advice, BreakCode, LegState
from backend.contract.trips import LegMode, TripMode
from backend.following.reading import request_of
from backend.following.trip import Heard
from tests.backend.following.bikes import alone, say_bikes, station
from tests.backend.following.test_look import look
from tests.backend.following.world import at, open_world

MODES = (TripMode.WALK, TripMode.SHARED_BIKE)
NEAR_W, NEAR_E, BEFORE_E = ("W", 300.0), ("E", 12_000.0), ("M", 11_000.0)


@pytest.fixture
def world(tmp_path):
    return open_world(tmp_path, [])


@pytest.fixture
def chosen(world):
    """On foot to station W, by bike to station E, on foot to work."""
    say(world)
    trip = world.reader.trip(request_of(world.planned(modes=MODES), modes=MODES))
    assert [leg.mode for leg in trip.legs] == [LegMode.WALK, LegMode.BIKE, LegMode.WALK]
    assert (trip.legs[1].hire.take, trip.legs[1].hire.leave) == ("W", "E")
    return trip


def say(world, bikes=5, docks=5, others=5):
    say_bikes(world, station(*NEAR_W, bikes, 5), station(*NEAR_E, 0, docks), station(*BEFORE_E, others, others))


def test_a_bike_and_a_dock_are_counted_by_the_feed(world, chosen):
    found = look(world, chosen, at(8)).state
    bike = found.legs[1]
    assert (bike.state, bike.vehicles, bike.docks, bike.live.feed) == (LegState.ON_TIME, 5, 5, "bikes")
    assert [look(world, chosen, moment).state.next.kind for moment in (at(8, 1), at(8, 10))] == [ActionKind.GO, ActionKind.RETURN]


def test_an_empty_station_is_told_before_somebody_walks_there(world, chosen):
    say(world, bikes=0)
    broken = look(world, chosen, at(8)).state.broken
    assert (broken.code, broken.leg, broken.text[:41]) == (BreakCode.NO_VEHICLE, 1, "There is no vehicle left at Station W. An")


def test_who_found_no_bike_does_not_ride_by_the_clock_alone(world, chosen):
    say(world, bikes=0)
    first = look(world, chosen, at(8, 3))
    later = look(world, chosen, at(8, 15), first.standing)
    assert (later.state.leg, later.state.aboard, later.state.broken.id) == (1, False, first.state.broken.id)
    on_it = look(world, chosen, at(8, 15), first.standing, Heard(leg=1, leg_at=at(8, 15)))
    assert (on_it.state.aboard, on_it.state.broken) == (True, None), "the app says that there was one after all"
    say(world, bikes=1)
    assert look(world, chosen, at(8, 4), first.standing).state.broken is None


def test_once_on_the_bike_an_empty_station_behind_does_not_matter(world, chosen):
    say(world, bikes=0)
    assert look(world, chosen, at(8, 15)).state.broken is None


def test_a_full_station_sends_who_rides_to_the_next_one_with_room(world, chosen):
    say(world, docks=0)
    found = look(world, chosen, at(8, 15))
    broken = found.state.broken
    assert (broken.code, broken.leg, found.state.legs[1].state) == (BreakCode.NO_DOCK, 1, LegState.NO_DOCK)
    first, *others = broken.alternative.legs
    assert (first.mode, first.to.name, first.rental.drop_off.station_id) == (LegMode.BIKE, "Station M", "M")
    assert first.from_.lon == pytest.approx(broken.alternative.legs[0].from_.lon)
    assert [leg.mode for leg in others] == [LegMode.WALK]
    assert broken.advice is Advice.TAKE


def test_before_the_ride_a_full_station_gives_a_way_with_another(world, chosen):
    say(world, docks=0)
    legs = look(world, chosen, at(7, 50)).state.broken.alternative.legs
    assert [leg.rental.drop_off.station_id for leg in legs if leg.rental] == ["M"]


def test_what_nobody_reports_is_not_said(world, chosen):
    world.show(world.live.snapshot.without("bikes"), "bikes", at(8), fleets={}, systems={})
    bike = look(world, chosen, at(8)).state
    assert (bike.broken, bike.legs[1].state, bike.legs[1].vehicles) == (None, LegState.SCHEDULED, None)


def test_a_system_that_reports_none_of_the_kind_has_none(world, chosen):
    say_bikes(world)
    assert look(world, chosen, at(8)).state.broken.code is BreakCode.NO_VEHICLE


def test_a_bike_on_the_street_is_gone_when_somebody_took_it(world):
    say_bikes(world, station(*NEAR_E, 0, 5), vehicles=(alone("b1", 300.0), alone("b2", 3000.0)))
    trip = world.reader.trip(request_of(world.planned(modes=MODES), modes=MODES))
    assert trip.legs[1].hire.take is None
    assert look(world, trip, at(8)).state.legs[1].vehicles == 1
    say_bikes(world, station(*NEAR_E, 0, 5), vehicles=(alone("b2", 3000.0),))
    assert look(world, trip, at(8)).state.broken.code is BreakCode.NO_VEHICLE


