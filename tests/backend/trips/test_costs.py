"""What each way of an answer costs, said only as far as it is known, and `cheapest` only where it is certain."""
from datetime import timedelta

import pytest

from backend.contract.comparing import Label
from backend.contract.trips import Itinerary, ItineraryPrice, Place, PlanRequest, TripMode
from backend.pricing.fares import NO_FARES
from backend.trips.costs import Costs, with_cheapest
from tests.backend.live.conftest import EIGHT, clock, live
from tests.backend.live.messages import sharing
from tests.backend.live.test_service import BIKES
from tests.backend.live.test_taxis_and_car_parks import TAXIS, taxis
from tests.backend.pricing.world import Shop, read_fares
from tests.worlds.town import at

__all__ = ["clock", "live"]
RIDE, TAXI, BIKE = (TripMode.WALK, TripMode.TRANSIT), (TripMode.TAXI,), (TripMode.WALK, TripMode.SHARED_BIKE)


@pytest.fixture
def shop(live, tmp_path):
    return Shop(live, read_fares(tmp_path))


def ask(shop, modes=RIDE, depart_at=EIGHT, window_min=0):
    ends = Place(*at(0, 10)), Place(*at(3900, 10))
    return shop.planner.plan(PlanRequest(*ends, depart_at=depart_at, modes=modes, window_min=window_min)).itineraries


def ridden(itineraries):
    return next(one for one in itineraries if any(leg.route for leg in one.legs))


def test_a_ride_costs_its_fare(shop):
    assert ridden(ask(shop)).price == ItineraryPrice(250, "EUR", False, booking_fee_minor=30)


def test_on_foot_nothing_is_said_and_without_fares_neither(shop, live):
    assert [one.price for one in ask(shop, (TripMode.WALK,))] == [None]
    assert ridden(ask(Shop(live, NO_FARES))).price is None


async def test_shared_bikes_and_taxis_are_estimated(shop):
    await shop.live.apply(BIKES, sharing(EIGHT, ("west", 0, 3, 3), ("east", 3900, 3, 3)), EIGHT)
    await shop.live.apply(TAXIS, taxis(("town", -50, 4100, 60)), EIGHT)
    for modes in (BIKE, TAXI):
        way = next(one for one in ask(shop, modes) if any(leg.rental or leg.taxi for leg in one.legs))
        (offered,) = [leg.rental or leg.taxi for leg in way.legs if leg.rental or leg.taxi]
        assert way.price == ItineraryPrice(offered.price.amount_minor, "EUR", True, booking_fee_minor=30)


async def test_the_cheapest_of_tram_bike_and_taxi(shop):
    await shop.live.apply(BIKES, sharing(EIGHT, ("west", 0, 3, 3), ("east", 3900, 3, 3)), EIGHT)
    await shop.live.apply(TAXIS, taxis(("town", -50, 4100, 60)), EIGHT)
    found = ask(shop, (*RIDE, TripMode.TAXI, TripMode.SHARED_BIKE))
    priced = [one for one in found if one.price]
    assert len({one.price.amount_minor for one in priced}) > 1
    (cheapest,) = [one for one in found if Label.CHEAPEST in one.labels]
    assert cheapest.price.amount_minor == min(one.price.amount_minor for one in priced)


def test_a_car_park_is_not_counted(shop):
    found = ask(shop, (TripMode.CAR_PARK,))
    assert {one.price for one in found} == {None}


def itinerary(*labels: Label) -> Itinerary:
    return Itinerary(EIGHT, EIGHT + timedelta(minutes=9), 540, 0, 0.0, 0.0, 0.0, (), labels=labels)


def euros(cents: int, *unknown: int, currency: str = "EUR") -> Costs:
    return Costs({currency: (cents, (9,))}, unknown, False)


NOTHING, UNKNOWN = Costs({}, (), False), Costs({}, (0,), False)


@pytest.mark.parametrize("costs, row", [
    ([euros(300), euros(250)], 1),
    ([euros(250), euros(250)], None),  # equally good
    ([euros(250)], None),
    ([euros(250), NOTHING, euros(300)], 0),  # what costs nothing is no price
    ([euros(250), UNKNOWN], None),  # it may be less
    ([euros(250), euros(300, 1)], 0),  # it is more, whatever the rest costs
    ([euros(250), euros(200, 1)], None),
    ([euros(250, 1), euros(300, 1)], None),
    ([euros(250), euros(200, currency="CHF")], None),
    ([NOTHING, UNKNOWN], None),
    ([], None),
])  # fmt: skip
def test_cheapest_is_said_where_it_is_certain(costs, row):
    told = with_cheapest([itinerary(Label.RECOMMENDED, Label.LEAST_WALKING) for _ in costs], costs)
    assert [number for number, one in enumerate(told) if Label.CHEAPEST in one.labels] == ([] if row is None else [row])
    if row is not None:
        assert told[row].labels == (Label.RECOMMENDED, Label.CHEAPEST, Label.LEAST_WALKING)


def test_in_two_currencies_one_is_told_and_the_other_is_not_counted():
    costs = Costs({"CHF": (400, (1,)), "EUR": (250, (2, 3))}, (5,), True)
    assert costs.price == ItineraryPrice(250, "EUR", True, (1, 5))

