"""Rides on demand of ours have one price, for whoever rides; they are sold where and as long as the service says, with what was promised."""
from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec.structs import replace as changed

from backend.contract.fares import FareOperator, FareRide
from backend.contract.following import FollowedLeg, FollowedPlace, FollowedRide
from backend.contract.quotes import NotSellable, SoldKind
from backend.contract.rides import Promised, RideLoad
from backend.contract.trips import LegMode
from backend.following.reading import request_of
from backend.pricing.driving import price_minor
from backend.pricing.errors import LegNotSellable
from backend.pricing.prices import PricesUnusable, RideFare
from backend.pricing.telling import quote_message
from payments.cancelling import FeeStep
from tests.backend.live.conftest import EIGHT
from tests.backend.pricing.driven_world import ALONE, KEY, WITH_VANS, elm, sale, shop_with, wish_at
from tests.backend.pricing.test_prices import read
from tests.backend.pricing.test_service import lines, planned
from tests.worlds.town import at

HALF_PAST = EIGHT + timedelta(minutes=30)
FARE = RideFare(KEY, "town", 200, 50, 100)
EVERY_RIGHT = ("companion", "old")


@pytest.fixture
def shop(clock, tmp_path):
    found = shop_with(clock, tmp_path)
    yield found
    found.live.close()


def leg(begin=0.0, end=3900.0, depart_at=HALF_PAST, load=ALONE, zone=KEY, **more) -> FollowedLeg:
    start, goal = FollowedPlace(*at(begin, 10), "Home"), FollowedPlace(*at(end, 10), "Work")
    return FollowedLeg(LegMode.ON_DEMAND, start, goal, depart_at, depart_at + timedelta(minutes=30), ride=FollowedRide(zone, load), **more)


async def offered(shop, *legs, entitlements=(), at=EIGHT):
    """As it is sold: what is wished of the service is what it promises."""
    sales = [sale(wish) for wish in shop.pricing.vans.wishes(legs, at)]
    return await shop.pricing.offer(legs, entitlements, None, at, rides=sales)


async def test_a_ride_is_a_fare_for_the_way_and_is_told_with_its_promise(shop):
    offer = await offered(shop, leg())
    assert lines(offer) == [(0, "booking_fee", "us.", 30, 30), (1, "fare", "town", 395, 395)]  # 2.00 + 3.9 km
    (sold,) = offer.legs
    promised = Promised(HALF_PAST + timedelta(minutes=4), HALF_PAST + timedelta(minutes=14), HALF_PAST + timedelta(minutes=12))
    assert (sold.kind, sold.own, sold.payee, sold.covers) == (SoldKind.ON_DEMAND, True, "operator_payable:town", (0,))
    assert (sold.starts_at, sold.ends_at, sold.ride.promised) == (promised.pickup_from, promised.arrive_by, promised)
    assert (sold.from_name, sold.to_name, sold.facts["zone"], sold.resource_id) == ("Home", "Work", KEY, None)
    (told,) = quote_message("q", offer).legs
    assert (told.promised, [step.fee_minor for step in told.fees]) == (promised, [0, 100])
    assert offer.quote.terms["1"]["ride"]["pickupFrom"] == promised.pickup_from.isoformat()


async def test_another_promise_is_another_bargain(shop):
    wishes = shop.pricing.vans.wishes((leg(),), EIGHT)
    offers = [await shop.pricing.offer((leg(),), (), None, EIGHT, rides=[sale(wishes[0], timedelta(minutes=wait))]) for wait in (4, 4, 5)]
    first, same, other = (offer.quote.terms_fingerprint for offer in offers)
    assert first == same != other


@pytest.mark.parametrize(("load", "price"), [
    (RideLoad(1), 395), (RideLoad(0, wheelchairs=1), 395), (RideLoad(1, guide_dogs=1), 395), (RideLoad(2), 495), (RideLoad(1, wheelchairs=1), 495),
    (RideLoad(2, 1, 2, 1), 795),
])  # fmt: skip
def test_a_wheelchair_is_a_person_and_a_dog_rides_for_nothing(load, price):
    assert price_minor(FARE, load, 3900.4) == price


async def test_of_several_one_has_the_right_and_none_the_cap(shop):
    alone, both = await offered(shop, leg(), entitlements=EVERY_RIGHT), await offered(shop, leg(load=RideLoad(2)), entitlements=EVERY_RIGHT)
    assert [offer.legs[0].price_minor for offer in (alone, both)] == [0, 100]  # a companion rides for nothing, the other one does not
    assert [offer.legs[0].scheme_id for offer in (alone, both)] == ["town_day", None]
    assert both.rights_saved_minor == 395


async def test_a_train_and_a_van_are_one_price(shop):
    tram = planned(shop)
    legs = (*request_of(tram).legs, leg(3900, 0, EIGHT + timedelta(hours=1)))
    offer = await offered(shop, *legs)
    assert [(one.kind, one.price_minor) for one in offer.legs] == [(SoldKind.TRANSIT, 250), (SoldKind.ON_DEMAND, 350)]  # the cap of the day is 6.00
    assert offer.quote.total_minor == 250 + 350 + 30


# Where and when


def refused(shop, *legs, at=EIGHT) -> NotSellable:
    with pytest.raises(LegNotSellable) as caught:
        shop.pricing.vans.wishes(legs, at)
    assert caught.value.detail.count(". ") == 1  # what it is, and what to do
    return caught.value.reason


def test_what_cannot_be_booked_says_why(shop):
    assert refused(shop, leg(), at=HALF_PAST - timedelta(minutes=14)) is NotSellable.TOO_LATE
    assert refused(shop, leg(), at=HALF_PAST - timedelta(hours=24, minutes=1)) is NotSellable.TOO_EARLY
    assert refused(shop, leg(depart_at=EIGHT)) is NotSellable.LEFT
    assert refused(shop, leg(depart_at=EIGHT + timedelta(hours=15))) is NotSellable.NO_OFFER  # at 23:00 none drives
    assert refused(shop, leg(zone="oak")) is NotSellable.NO_OFFER
    assert refused(shop, leg(load=RideLoad(0))) is NotSellable.NO_OFFER
    assert refused(shop, changed(leg(), mode=LegMode.TAXI)) is NotSellable.NO_OFFER
    assert [wish.ready_at for wish in shop.pricing.vans.wishes((leg(),), HALF_PAST - timedelta(minutes=15))] == [HALF_PAST]


def test_it_drives_only_within_its_zone(clock, tmp_path):
    shop = shop_with(clock, tmp_path, elm(area=(-100, 2000)))
    assert refused(shop, leg()) is NotSellable.NO_OFFER
    assert len(shop.pricing.vans.wishes((leg(end=1900),), EIGHT)) == 1
    shop.live.close()


def test_a_stop_is_where_the_timetable_has_it_and_nobody_is_set_down_after_the_last_drop_off(shop):
    elsewhere = FollowedPlace(*at(0, 10), "My stop", stop_id="east")
    (wish,) = shop.pricing.vans.wishes((changed(leg(), to=elsewhere, arrive_at=EIGHT + timedelta(hours=20)),), EIGHT)
    assert ((wish.end.lat, wish.end.lon), wish.end.name) == (at(3900, 10), "East")
    assert wish.be_there_by == EIGHT + timedelta(hours=14)


async def test_the_price_is_good_until_it_can_be_booked_and_no_longer(shop):
    at = HALF_PAST - timedelta(minutes=16)
    offer = await offered(shop, leg(), at=at)
    assert (offer.legs[0].book_until, offer.quote.valid_until) == (HALF_PAST - timedelta(minutes=15), at + timedelta(minutes=1))


async def test_where_nobody_names_a_price_nothing_is_sold(clock, tmp_path):
    shop = shop_with(clock, tmp_path, prices=WITH_VANS.replace('zones = ["elm"]', 'zones = ["oak"]'))
    with pytest.raises(LegNotSellable) as caught:
        await offered(shop, leg())
    assert caught.value.reason is NotSellable.NO_SELLER
    shop.live.close()


def test_what_was_promised_is_promised_again_where_the_van_can():
    ride = sale(wish_at(EIGHT))
    later = replace(ride, pickup_from=ride.pickup_from + timedelta(minutes=3), arrive_by=ride.arrive_by - timedelta(minutes=1))
    assert later.as_shown(ride.promised) == ride
    too_late = replace(ride, pickup_from=ride.pickup_to + timedelta(seconds=1))
    assert too_late.as_shown(ride.promised) == too_late
    assert later.as_shown(None) == later
    narrow = ride.wish.within(ride.promised)
    assert (narrow.ready_at, narrow.be_there_by) == (ride.pickup_from, ride.arrive_by)


# As it is written, and told


def test_fares_of_services_are_read_with_who_is_paid(tmp_path):
    prices = read(tmp_path, WITH_VANS)
    seller = prices.find_seller(SoldKind.ON_DEMAND, KEY)
    assert prices.ride_fares == {KEY: FARE}
    assert (seller.operator_id, seller.kind, seller.tax_rate_bp, seller.cap.scheme_id) == ("town", SoldKind.ON_DEMAND, 700, "town_day")
    assert seller.ladder.steps == (FeeStep(1800, 0, 0), FeeStep(0, 100, 0))
    without = read(tmp_path, WITH_VANS.replace('fees = [{ before_min = 30 }, { before_min = 0, amount = "1.00" }]\n', ""))
    assert without.find_seller(SoldKind.ON_DEMAND, KEY).ladder.steps == (FeeStep(3600, 0, 0), FeeStep(0, 0, 5000))


@pytest.mark.parametrize(("before", "after", "told"), [
    ('operator = "town"\nbase', 'operator = "towm"\nbase', "no operator towm"),
    ('zones = ["elm"]', 'zones = ["elm", "elm"]', "elm stands twice"),
    ('zones = ["elm"]', "zones = []", "zones"),
    ('base = "2.00"\n', "", "base"),
    ('per_km = "0.50"', 'per_km = "-0.50"', "below zero"),
    ("per_further_person", "per_wheelchair", "per_wheelchair"),
    ('kind = "taxi"\ntaxis = ["Elm Taxis"]', 'kind = "on_demand"', "on_demand has tables"),
])  # fmt: skip
def test_a_mistake_is_told(tmp_path, before, after, told):
    assert before in WITH_VANS
    with pytest.raises(PricesUnusable, match=told):
        read(tmp_path, WITH_VANS.replace(before, after, 1))


def test_everybody_can_read_what_it_costs(shop):
    told = shop.pricing.published.response
    assert told.rides == (FareRide(KEY, "town", 200, 50, 100),)
    assert FareOperator("town", "Town Lines", SoldKind.TRANSIT) in told.operators
