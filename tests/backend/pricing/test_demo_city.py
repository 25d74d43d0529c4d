"""Trips all over the demonstration city: every ride has a price, what is bought is what was shown, and a day costs no more than its cap."""
import random
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from backend.contract.trips import LegMode, Place, PlanRequest
from backend.live.service import LiveCity
from backend.pricing.fares import open_fares
from backend.service.errors import ServiceError
from payments.caps import CappedLeg, CapScheme, payable
from payments.quote import LineKind
from routing.city import City
from routing.snapshot import Snapshot
from tests.backend.pricing.world import Shop

TRIPS = 30
ACCOUNT = UUID(int=1)


def tuesday(today: date) -> date:
    """One that is no holiday there: those are a hundred days after the first day and later."""
    return today + timedelta(days=(1 - today.weekday()) % 7 or 7)


@pytest.fixture(scope="module")
def shop(demo_folder):
    return Shop(LiveCity(Snapshot.of(City.open(demo_folder))), open_fares(demo_folder))


@pytest.fixture(scope="module")
def ways(shop):
    """Itineraries with rides, between places anywhere."""
    chance, found = random.Random(6), []
    south, west, north, east = shop.live.snapshot.city.manifest.bbox
    begin = datetime.combine(tuesday(datetime.now(UTC).date()), time(6), UTC)
    while len(found) < TRIPS:
        ends = (Place(chance.uniform(south, north), chance.uniform(west, east)) for _ in range(2))
        try:
            answer = shop.planner.plan(PlanRequest(*ends, depart_at=begin + timedelta(minutes=chance.randrange(840))))
        except ServiceError:
            continue
        found += [one for one in answer.itineraries if any(leg.route for leg in one.legs)][:2]
    return found


def test_every_way_with_rides_has_a_price(ways):
    assert {way.price.currency for way in ways} == {"EUR"}
    assert {way.price.not_counted for way in ways} == {()}
    assert len({way.price.amount_minor for way in ways}) > 1


async def test_what_is_bought_is_what_was_shown_and_children_pay_less(shop, ways):
    at = min(way.depart_at for way in ways) - timedelta(hours=1)
    for way in ways:
        grown, child, companion = [await shop.offer(way, entitlements=held, at=at) for held in ((), ("child",), ("companion",))]
        assert grown.quote.total_minor == min(way.price.amount_minor, 720 * len(grown.legs)) + way.price.booking_fee_minor
        assert child.quote.total_minor <= grown.quote.total_minor
        assert companion.quote.total_minor == 30
        assert {leg.operator_id for leg in grown.legs} <= {"city", "river"}
        rides = [number for number, leg in enumerate(way.legs) if leg.mode not in (LegMode.WALK, LegMode.BIKE)]
        assert sorted(number for leg in grown.legs for number in leg.covers) == rides


async def test_a_day_costs_no_more_than_its_cap_whatever_is_bought_first(shop, ways):
    at, scheme = min(way.depart_at for way in ways) - timedelta(hours=1), CapScheme("city_day", "eur", 720, 2800)
    chance = random.Random(7)
    for _ in range(3):
        chance.shuffle(ways)
        bought: list[CappedLeg] = []

        async def had(period, bought=bought):
            return tuple(bought)

        for number, way in enumerate(ways[:12]):
            offer = await shop.offer(way, account_id=ACCOUNT, at=at, had=had)
            assert all(line.shown_minor >= 0 for line in offer.quote.lines if line.kind is LineKind.FARE)
            bought += [CappedLeg(f"{number}:{leg.leg_no}", leg.service_day, leg.base_minor, leg.price_minor) for leg in offer.legs]
        assert len({leg.service_day for leg in bought}) == 1
        assert sum(leg.shown_minor for leg in bought) == payable(scheme, bought) == min(720, sum(leg.base_minor for leg in bought))
