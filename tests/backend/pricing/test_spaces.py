"""A space to park in is a leg of the trip: one price for the way there and the time there."""
from dataclasses import replace
from datetime import timedelta

import pytest

from backend.contract.parking import FitVerdict, SpaceFit, SpaceTerms, Vehicle
from backend.contract.quotes import NotSellable, SoldKind
from backend.contract.trips import LegMode, TripMode
from backend.pricing.errors import LegNotSellable, SpaceNotSellable
from backend.pricing.spaces import SpaceForSale
from backend.pricing.telling import quote_message
from tests.backend.pricing.test_service import EIGHT, planned

TERMS = SpaceTerms(10, 15, 100, 500, 3000, 0, 30, True, True)
SPACE = SpaceForSale(
    "bay 7", "site 1", (), "Back Street", 49.4, 8.6, EIGHT, EIGHT + timedelta(hours=3), Vehicle(), SpaceFit(FitVerdict.FITS), "eur", 400, "tariff 1",
    TERMS, "garages", "Elm Garages", "operator_payable:garages",
)  # fmt: skip


async def test_a_space_and_a_ride_are_one_price(shop):
    offer = await shop.offer(planned(shop), spaces=[SPACE])
    parked, ridden = (next(leg for leg in offer.legs if (leg.kind is SoldKind.PARKING) is parks) for parks in (True, False))
    assert (parked.own, parked.resource_id, parked.payee, parked.price_minor) == (True, "bay 7", "operator_payable:garages", 400)
    assert (ridden.own, ridden.payee, ridden.space) == (False, None, None)
    alone = await shop.offer(planned(shop))
    assert offer.quote.total_minor == alone.quote.total_minor + 400
    shown = quote_message("q", offer)
    [leg] = [leg for leg in shown.legs if leg.parking is not None]
    assert (leg.parking, leg.covers, leg.from_name) == (0, (), "Back Street")
    assert [(step.until, step.fee_minor) for step in leg.fees] == [(EIGHT - timedelta(minutes=30), 0)]


async def test_a_space_alone_needs_no_trip(shop):
    offer = await shop.pricing.offer((), (), None, EIGHT, spaces=[SPACE])
    assert [(leg.leg_no, leg.kind, leg.price_minor) for leg in offer.legs] == [(1, SoldKind.PARKING, 400)]


async def test_a_car_to_the_space_costs_nothing_by_itself(shop):
    way = planned(shop, (TripMode.CAR,))
    with pytest.raises(LegNotSellable) as caught:
        await shop.offer(way)
    assert caught.value.reason is NotSellable.PARKING
    offer = await shop.offer(way, spaces=[SPACE])
    assert LegMode.CAR in {leg.mode for leg in way.legs}
    assert [leg.kind for leg in offer.legs] == [SoldKind.PARKING]


async def test_other_terms_or_another_tariff_are_another_offer(shop):
    async def terms_of(space):
        return (await shop.pricing.offer((), (), None, EIGHT, spaces=[space])).quote.terms_fingerprint

    first = await terms_of(SPACE)
    assert await terms_of(replace(SPACE, operator_name="Garages of Elmstead")) == first
    for other in ({"tariff_id": "tariff 2"}, {"terms": replace_terms(overstay_fee_minor=600)}, {"space_id": "bay 8"}):
        assert await terms_of(replace(SPACE, **other)) != first


def replace_terms(**more) -> SpaceTerms:
    return SpaceTerms(**{name: getattr(TERMS, name) for name in TERMS.__struct_fields__} | more)


@pytest.mark.parametrize("wrong, reason", [
    ({"price_minor": None}, NotSellable.FARE_UNKNOWN), ({"currency": "usd"}, NotSellable.NO_SELLER), ({"ends_at": EIGHT}, NotSellable.LEFT),
])  # fmt: skip
async def test_what_cannot_be_sold_says_which_and_why(shop, wrong, reason):
    with pytest.raises(SpaceNotSellable) as caught:
        await shop.pricing.offer((), (), None, EIGHT, spaces=[SPACE, replace(SPACE, **wrong)])
    assert (caught.value.field, caught.value.more) == ("parking[1]", {"leg": None, "parking": 1, "reason": reason.value})


async def test_a_host_is_paid_and_not_named(shop):
    let = replace(SPACE, operator_id=None, operator_name="Private space", payee="host_payable:holly", tax_rate_bp=0)
    offer = await shop.pricing.offer((), (), None, EIGHT, spaces=[let])
    assert (offer.legs[0].operator_id, offer.legs[0].payee) == ("host-site 1", "host_payable:holly")
    assert "holly" not in str(quote_message("q", offer))
