"""A ride on demand in an answer: who drives, how and until when it is booked, when it comes, what is known of its price."""
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import shapely

from backend.city.service import describe
from backend.contract.trips import LegMode, TripMode
from backend.live.service import LiveCity
from routing.flex.model import Area, Booking, OnDemand, OnDemandRide, Operated
from routing.flex.rules import BookingRule, BookingType
from routing.snapshot import Snapshot
from tests.backend.live.conftest import EIGHT, Clock
from tests.backend.live.test_service import ask
from tests.worlds.town import TIMEZONE, at, open_town

MODES = (TripMode.WALK, TripMode.TRANSIT, TripMode.ON_DEMAND)
RULE = BookingRule(BookingType.SAME_DAY, notice_min=30, notice_max=120)
HOURS = (6 * 3600, 22 * 3600)


def town_with(rule: BookingRule | None = RULE, **run) -> OnDemand:
    south, west, north, east = (*at(-100, -100), *at(4100, 400))
    told = Booking(rule, message="Shared rides.", pickup_message="Ring us.", booking_url="https://vans.example/book", info_url="https://vans.example")
    operated = Operated(**{"operator": "Vans", "line": "D1", "timezone": TIMEZONE, "weekdays": 127, "phone": "555 3", **run})
    ride = OnDemandRide(0, 0, 0, HOURS, HOURS, 0, -1, (1.0, 120.0), (1.0, 420.0))
    return OnDemand((Area("zone", "Whole town", shapely.box(west, south, east, north)),), (told,), (operated,), (ride,))


def asked(now: datetime = EIGHT, on_demand: OnDemand | None = None, **more):
    clock = Clock()
    clock.moment = now
    city = replace(open_town().live.snapshot.city, on_demand=on_demand or town_with())
    live = LiveCity(Snapshot.of(city), now=clock)
    try:
        return ask(live, more.pop("modes", (TripMode.ON_DEMAND,)), **more)
    finally:
        live.close()


def on_demand(answer):
    return [leg for itinerary in answer.itineraries for leg in itinerary.legs if leg.mode is LegMode.ON_DEMAND]


def test_it_tells_who_drives_how_to_book_and_when_it_comes():
    (leg,) = on_demand(asked(EIGHT - timedelta(minutes=45)))
    ride = leg.on_demand
    assert (ride.operator, ride.line, ride.zone, ride.drop_off_zone) == ("Vans", "D1", "Whole town", "Whole town")
    assert (ride.message, ride.phone, ride.booking_url, ride.info_url) == ("Ring us.", "555 3", "https://vans.example/book", "https://vans.example")
    assert (leg.depart_at, ride.pickup_from, ride.pickup_until) == (EIGHT, EIGHT, EIGHT + timedelta(minutes=5))
    assert (ride.book_until, ride.book_from) == (EIGHT - timedelta(minutes=30), None)
    assert leg.arrive_at - ride.expected_arrive_at == timedelta(minutes=5)
    assert (ride.hours_from.hour, ride.hours_until.hour) == (6, 22)
    assert ride.book_until.utcoffset() == timedelta(hours=1)
    assert (ride.wheelchair, ride.wheelchair_places) == (None, None)


def test_what_it_is_too_late_to_book_leaves_later_and_what_it_is_too_early_for_says_from_when():
    (leg,) = on_demand(asked(EIGHT))
    assert leg.depart_at == EIGHT + timedelta(minutes=30)
    (leg,) = on_demand(asked(EIGHT - timedelta(hours=5)))
    assert (leg.on_demand.book_from, leg.on_demand.book_until) == (EIGHT - timedelta(hours=2), EIGHT - timedelta(minutes=30))


def test_where_nobody_says_until_when_there_is_no_time():
    (leg,) = on_demand(asked(on_demand=town_with(None)))
    assert (leg.on_demand.book_until, leg.on_demand.book_from) == (None, None)


@pytest.mark.parametrize(("known", "told"), [(0, None), (1, True), (2, False)])
def test_whether_it_takes_a_wheelchair(known, told):
    (leg,) = on_demand(asked(on_demand=town_with(wheelchair=known, wheelchair_places=2)))
    assert (leg.on_demand.wheelchair, leg.on_demand.wheelchair_places) == (told, 2)


def test_its_price_is_not_known_and_said_not_to_be():
    (itinerary,) = [one for one in asked().itineraries if one.legs[0].mode is LegMode.ON_DEMAND]
    assert itinerary.price is None or 0 in itinerary.price.not_counted
    assert itinerary.transfers == 0


def test_that_nothing_leads_back_is_a_part_of_the_way():
    hours = 6 * 3600, 8 * 3600 + 2400
    (itinerary,) = [one for one in asked(EIGHT - timedelta(hours=1), morning(hours)).itineraries if one.legs[0].mode is LegMode.ON_DEMAND]
    assert itinerary.no_way_back is not None
    assert (itinerary.no_way_back.next_at, itinerary.no_way_back.taxi) == (EIGHT + timedelta(hours=22), False)
    (itinerary,) = [one for one in asked(EIGHT - timedelta(hours=1)).itineraries if one.legs[0].mode is LegMode.ON_DEMAND]
    assert itinerary.no_way_back is None


def morning(hours: tuple[int, int]) -> OnDemand:
    known = town_with()
    return replace(known, rides=tuple(replace(ride, pickup_s=hours, drop_off_s=hours) for ride in known.rides))


def test_the_city_says_that_it_has_such_rides():
    city = open_town().live.snapshot.city
    assert TripMode.ON_DEMAND not in describe(city).modes
    assert TripMode.ON_DEMAND in describe(replace(city, on_demand=town_with())).modes
