"""Shared vehicles and taxis are sold by what is live: for what was shown, from whoever says so now, and not for less than they take."""
from datetime import timedelta

import pytest
from msgspec.structs import replace as changed

from backend.contract.quotes import NotSellable, SoldKind
from backend.contract.trips import TripMode
from backend.following.reading import request_of
from backend.live.service import LiveCity
from backend.pricing.errors import LegNotSellable, MixedCurrency, OperatorSilent
from backend.pricing.telling import quote_message
from routing.snapshot import Snapshot
from tests.backend.live.conftest import EIGHT
from tests.backend.live.messages import sharing
from tests.backend.live.test_service import BIKES
from tests.backend.live.test_taxis_and_car_parks import FARE, TAXIS, taxis
from tests.backend.pricing.test_service import lines, planned
from tests.backend.pricing.world import PRICES, Shop, read_fares


async def bikes(shop):
    await shop.live.apply(BIKES, sharing(EIGHT, ("west", 0, 3, 3), ("east", 3900, 3, 3)), EIGHT)
    return planned(shop, (TripMode.WALK, TripMode.SHARED_BIKE))


async def test_a_shared_bike_costs_what_was_shown(shop):
    way = await bikes(shop)
    row, leg = next((row, leg) for row, leg in enumerate(way.legs) if leg.rental)
    offer = await shop.offer(way)
    assert lines(offer)[1] == (1, "fare", "bikes", leg.rental.price.amount_minor, leg.rental.price.amount_minor)
    sold = offer.legs[0]
    assert (sold.kind, sold.covers, sold.scheme_id) == (SoldKind.RENTAL, (row,), None)
    assert (sold.facts["systemId"], sold.facts["vehicleTypeId"], sold.facts["from"]["stationId"]) == ("elm", "bike", "west")


async def test_a_ride_that_claims_to_be_quicker_than_any_costs_what_it_takes(shop):
    way = await bikes(shop)
    honest = await shop.offer(way)
    sent = [changed(leg, arrive_at=leg.depart_at + timedelta(minutes=1), geometry="") if leg.rental else leg for leg in request_of(way).legs]
    sent = sent[: next(row for row, leg in enumerate(sent) if leg.rental) + 1]
    told = await shop.pricing.offer(sent, (), None, EIGHT)
    assert abs(told.legs[0].price_minor - honest.legs[0].price_minor) <= 10


async def test_a_system_that_is_silent_and_one_without_a_vehicle(shop):
    way = await bikes(shop)
    silent = Shop(LiveCity(Snapshot.of(shop.live.snapshot.city), now=shop.live.now), shop.fares)
    with pytest.raises(OperatorSilent) as caught:
        await silent.offer(way)
    assert (caught.value.status, caught.value.code, caught.value.headers) == (503, "operator_silent", {"Retry-After": "10"})
    await shop.live.apply(BIKES, sharing(EIGHT + timedelta(seconds=1), ("west", 0, 0, 6), ("east", 3900, 3, 3)), EIGHT + timedelta(seconds=1))
    with pytest.raises(LegNotSellable) as nothing:
        await shop.offer(way)
    assert nothing.value.reason is NotSellable.NO_OFFER


async def test_a_taxi_costs_what_was_shown_where_its_operator_agrees(shop, tmp_path):
    await shop.live.apply(TAXIS, taxis(("town", -50, 4100, 60)), EIGHT)
    way = planned(shop, (TripMode.TAXI,))
    (shown,) = [leg.taxi.price.amount_minor for leg in way.legs if leg.taxi]
    offer = await shop.offer(way)
    assert (offer.legs[0].kind, offer.legs[0].price_minor, offer.quote.total_minor) == (SoldKind.TAXI, shown, shown + 30)
    asking = Shop(shop.live, read_fares(tmp_path / "other", PRICES.replace("agreed_price = true", "agreed_price = false")))
    with pytest.raises(LegNotSellable) as caught:
        await asking.offer(way)
    assert caught.value.reason is NotSellable.PRICE_NOT_FIXED


async def test_a_trip_in_two_currencies_is_no_one_price(shop):
    told = taxis(("town", -50, 4100, 60))
    told["message"] = told["message"].replace(b'"EUR"', b'"CHF"')
    await shop.live.apply(TAXIS, told, EIGHT)
    with pytest.raises(MixedCurrency) as caught:
        await shop.offer(planned(shop, (TripMode.TAXI,)), planned(shop, begin=3900, end=0, depart_at=EIGHT + timedelta(hours=1)))
    assert (caught.value.status, caught.value.code) == (422, "mixed_currency")


async def test_a_whole_trip_by_tram_bike_and_taxi_adds_up(shop):
    await shop.live.apply(TAXIS, taxis(("town", -50, 4100, 60)), EIGHT)
    ways = [
        await bikes(shop), planned(shop, begin=3900, end=0, depart_at=EIGHT + timedelta(hours=1)),
        planned(shop, (TripMode.TAXI,), depart_at=EIGHT + timedelta(hours=2)),
    ]  # fmt: skip
    offer = await shop.offer(*ways)
    message = quote_message("q", offer)
    assert [leg.operator_id for leg in offer.legs] == ["bikes", "town", "taxis"]
    assert sum(line.shown_minor for line in message.lines) == message.total_minor == sum(leg.price_minor for leg in message.legs) + 30
    assert sum(line.tax_minor for line in message.lines) == message.tax_minor
    assert FARE["currency"] == message.currency

