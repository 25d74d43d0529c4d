"""What a report is about is filled in from the ride, the stop or the space one is at, and only while one is there."""
from datetime import timedelta
from types import SimpleNamespace

import msgspec
import pytest

from backend.contract.request_words import PlaceKind
from backend.contract.requests import RequestContext
from mobile.asking import Ask, Spot
from mobile.requests.about import PLACES, about_now, context_of, id_of
from mobile.screens.underway.state import Trip
from mobile.store.reports import About
from signing.codes import CodeKind
from tests.mobile.share.trip import START, a_trip


@pytest.fixture(scope="module")
def trip():
    return Trip(a_trip(), Ask(Spot("Home", 49.41, 8.69), Spot("Work", 49.42, 8.70)))


def a_stay(exact=True, left=None, hours=2):
    space = SimpleNamespace(space_id="s1", exact=exact, address="Chapel Row 22", name="Bay 7", lat=49.41, lon=8.69)
    return SimpleNamespace(space=space, enter_from=START, grace_until=START + timedelta(hours=hours), left_at=left)


def test_whoever_rides_reports_the_vehicle_and_whoever_waits_the_stop(trip):
    ride = next(leg for leg in trip.itinerary.legs if leg.route)
    aboard = about_now(trip, (), ride.depart_at + (ride.arrive_at - ride.depart_at) / 2)
    assert (aboard.kind, aboard.id, aboard.moves, aboard.line) == (CodeKind.VEHICLE, ride.trip_id, True, ride.route.short_name)
    waiting = about_now(trip, (), ride.depart_at - timedelta(seconds=1))
    if ride.from_.stop_id and ride is not trip.itinerary.legs[0]:
        assert (waiting.kind, waiting.id, waiting.name) == (CodeKind.STOP, ride.from_.stop_id, ride.from_.name)


def test_whoever_parks_reports_the_space_they_may_use_now():
    noon = START + timedelta(hours=1)
    assert about_now(None, (a_stay(),), noon) == About(CodeKind.BAY, "s1", "Chapel Row 22", 49.41, 8.69)
    for stay in (a_stay(exact=False), a_stay(left=noon), a_stay(hours=0)):
        assert about_now(None, (stay,), noon) is None
    assert about_now(None, (), noon) is None


@pytest.mark.parametrize(("kind", "field", "place"), [
    (CodeKind.VEHICLE, "trip_id", PlaceKind.VEHICLE), (CodeKind.STOP, "stop_id", PlaceKind.STOP), (CodeKind.BAY, "bay_id", PlaceKind.BAY),
    (CodeKind.LIFT, "lift_id", PlaceKind.LIFT),
])  # fmt: skip
def test_the_city_is_told_what_it_is_about(kind, field, place):
    told = context_of(About(kind, "x-1", "Lift of platform B", 49.41, 8.69, line="12" * 40), START)
    assert (getattr(told, field), len(told.line), PLACES[kind]) == ("x-1", 40, place)
    assert msgspec.json.decode(msgspec.json.encode(told), type=RequestContext) == told


def test_an_id_that_the_city_would_not_take_is_left_out():
    for wrong in ("", "x" * 101, "Süd", "a\nb"):
        assert id_of(About(CodeKind.STOP, wrong, "Süd", 49.41, 8.69)) is None
    assert context_of(About(CodeKind.PLACE, "p", "Market", 49.41, 8.69), START) is None
    assert context_of(None, START) is None
