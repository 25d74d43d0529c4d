"""Offers of taxis and free spaces of car parks reach the next answer, and are let go when they are too old."""
import json
from datetime import timedelta

import pytest

from backend.contract.feeds import FeedKind
from backend.contract.trips import LegMode, TripMode
from tests.backend.live.conftest import EIGHT
from tests.backend.live.messages import FRESH_S, feed
from tests.backend.live.test_service import ask
from tests.worlds.town import at

TAXIS, PARKING = feed("taxis", FeedKind.TAXI_JSON), feed("parking", FeedKind.PARKAPI)
FARE = {"currency": "EUR", "baseMinor": 400, "perKmMinor": 200, "perMinMinor": 0, "minMinor": 700}


def taxis(*zones: tuple[str, float, float, int | None]) -> dict[str, bytes]:
    """Zones along Main Street: id, from and to in metres, seconds of waiting."""
    told = []
    for id_, west, east, wait_s in zones:
        ring = [at(x, y)[::-1] for x, y in ((west, -100), (east, -100), (east, 400), (west, 400), (west, -100))]
        wait = {} if wait_s is None else {"waitS": wait_s}
        operator = {"name": "Elm Taxis", "phone": "+49 6221 19410"}
        zone = {"id": id_, "geometry": {"type": "Polygon", "coordinates": [ring]}, "fare": FARE, "operator": operator, **wait}
        told.append({**zone, "bookUrl": "https://taxi.example/book"})
    return {"message": json.dumps({"version": 1, "lastUpdated": EIGHT.isoformat(), "zones": told}).encode()}


def spaces(free: int, status: str = "OPEN", purpose: str = "CAR") -> dict[str, bytes]:
    """Of the one car park of the town."""
    lat, lon = at(2000, 20)
    site = {
        "id": 1, "name": "Elm Garage", "lat": str(lat), "lon": str(lon), "purpose": purpose, "capacity": 80, "realtime_free_capacity": free,
        "has_realtime_data": True, "realtime_opening_status": status, "realtime_data_updated_at": EIGHT.isoformat(),
    }  # fmt: skip
    return {"message": json.dumps({"items": [site]}).encode()}


def legs(answer, mode: LegMode):
    return [leg for itinerary in answer.itineraries for leg in itinerary.legs if leg.mode is mode]


async def test_a_taxi_tells_who_drives_when_to_order_and_what_it_costs(live, clock):
    assert legs(ask(live, (TripMode.TAXI,)), LegMode.TAXI) == []
    await live.apply(TAXIS, taxis(("centre", -50, 1000, 300), ("town", -50, 4100, 60)), EIGHT)
    clock.moment = EIGHT + timedelta(seconds=40)
    (leg,) = legs(ask(live, (TripMode.TAXI,)), LegMode.TAXI)
    taxi = leg.taxi
    assert (taxi.operator, taxi.phone, taxi.book_url) == ("Elm Taxis", "+49 6221 19410", "https://taxi.example/book")
    assert (taxi.wait_s, taxi.order_at, leg.depart_at) == (300, EIGHT, EIGHT + timedelta(minutes=5))
    assert (taxi.price.amount_minor, taxi.price.currency) == (400 + -(-round(leg.distance_m) * 200 // 1000), "EUR")
    assert (taxi.source.feed, taxi.source.age_s) == ("taxis", 40)


async def test_a_wait_that_nobody_tells_is_null_and_ten_minutes_are_counted_on(live):
    await live.apply(TAXIS, taxis(("town", -50, 4100, None)), EIGHT)
    (leg,) = legs(ask(live, (TripMode.TAXI,)), LegMode.TAXI)
    assert (leg.taxi.wait_s, leg.depart_at - leg.taxi.order_at) == (None, timedelta(minutes=10))


async def test_outside_of_the_zones_and_from_a_feed_that_is_too_old_no_taxi_is_offered(live, clock):
    await live.apply(TAXIS, taxis(("centre", 1000, 2000, 300)), EIGHT)
    assert legs(ask(live, (TripMode.TAXI,)), LegMode.TAXI) == []
    assert legs(ask(live, (TripMode.TAXI,), begin=1500.0), LegMode.TAXI) != []
    clock.moment = EIGHT + timedelta(seconds=FRESH_S + 1)
    await live.let_go()
    assert legs(ask(live, (TripMode.TAXI,), begin=1500.0), LegMode.TAXI) == []


async def test_a_car_is_left_where_there_is_room_and_a_full_car_park_is_why_not(live):
    (plain,) = legs(ask(live, (TripMode.CAR_PARK,), end=2100.0), LegMode.CAR)
    assert plain.car_park is None
    await live.apply(PARKING, spaces(12), EIGHT)
    answer = ask(live, (TripMode.CAR_PARK,), end=2100.0)
    (leg,) = legs(answer, LegMode.CAR)
    assert (leg.car_park.name, leg.car_park.free, leg.car_park.capacity, leg.car_park.source.feed) == ("Elm Garage", 12, 80, "parking")
    assert answer.itineraries[0].legs[-1].mode is LegMode.WALK


@pytest.mark.parametrize("told", [spaces(0), spaces(12, "CLOSED")])
async def test_a_full_car_park_is_passed_by_and_named_as_the_reason(live, told):
    await live.apply(PARKING, told, EIGHT)
    answer = ask(live, (TripMode.CAR_PARK,), end=2100.0)
    assert legs(answer, LegMode.CAR) == []
    (way,) = answer.left_out
    assert [(reason.code, reason.text) for reason in way.reasons] == [("car_park_full", "The car park is full or closed.")]


async def test_a_full_bike_park_beside_it_says_nothing_of_the_car_park(live):
    await live.apply(PARKING, spaces(0, purpose="BIKE"), EIGHT)
    (leg,) = legs(ask(live, (TripMode.CAR_PARK,), end=2100.0), LegMode.CAR)
    assert leg.car_park is None
