"""One price for a whole trip: what rides cost together, who pays less, what a cap leaves, and why something cannot be bought."""
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace as changed

from backend.contract.quotes import NotSellable, SoldKind
from backend.contract.trips import LegMode, Place, PlanRequest, TripMode
from backend.following.reading import request_of
from backend.pricing.errors import LegNotSellable
from backend.pricing.service import around
from backend.pricing.telling import quote_message
from payments.caps import CappedLeg, CapScheme, payable
from payments.quote import OURS, LineKind, fingerprint
from tests.backend.live.conftest import EIGHT
from tests.backend.live.messages import added, as_sent, trips
from tests.backend.live.test_service import DAY, TRIPS
from tests.backend.pricing.world import PRICES, Shop, read_fares
from tests.worlds.town import at

ACCOUNT = UUID(int=7)


def planned(shop, modes=(TripMode.WALK, TripMode.TRANSIT), begin=0.0, end=3900.0, depart_at=EIGHT, **more):
    """The first way that is not made on foot all the way, or the first of all."""
    request = PlanRequest(Place(*at(begin, 10), "Home"), Place(*at(end, 10), "Work"), depart_at=depart_at, modes=modes, window_min=0, **more)
    found = shop.planner.plan(request).itineraries
    return next((one for one in found if any(leg.mode is not LegMode.WALK for leg in one.legs)), found[0])


def lines(offer):
    return [(line.leg_no, line.kind.value, line.payee_id, line.list_minor, line.shown_minor) for line in offer.quote.lines]


async def test_a_tram_ride_is_a_fare_and_our_fee(shop):
    offer = await shop.offer(planned(shop))
    assert lines(offer) == [(0, "booking_fee", OURS, 30, 30), (1, "fare", "town", 250, 250)]
    assert offer.quote.total_minor == 280
    (leg,) = offer.legs
    assert (leg.operator_id, leg.operator_name, leg.kind, leg.price_minor, leg.covers) == ("town", "Town Lines", SoldKind.TRANSIT, 250, (1,))
    assert (leg.from_name, leg.to_name, leg.starts_at, leg.own) == ("West", "East", EIGHT + timedelta(minutes=15), False)
    (ride,) = leg.facts["rides"]
    assert ride == {"tripId": "E495", "serviceDay": "2026-11-24", "fromStopId": "west", "toStopId": "east"}
    assert leg.facts["from"]["stopId"] == "west"


async def test_what_a_traveller_sees(shop):
    message = quote_message("q1", await shop.offer(planned(shop)))
    assert (message.quote_id, message.currency, message.decimals, message.total_minor, message.saved_minor) == ("q1", "EUR", 2, 280, 0)
    assert [(line.leg, line.payee_name, line.tax_minor) for line in message.lines] == [(0, "Allways", 5), (1, "Town Lines", 16)]
    assert message.tax_minor == 21
    (leg,) = message.legs
    assert [(leg.starts_at - step.until, step.fee_minor) for step in leg.fees] == [(timedelta(hours=1), 0), (timedelta(0), 125)]
    assert message.valid_until == EIGHT + timedelta(minutes=5)


async def test_a_change_costs_nothing_and_is_one_ticket(shop):
    there, on = planned(shop, end=2600), planned(shop, begin=2600, depart_at=EIGHT + timedelta(minutes=40))
    offer = await shop.offer(there, on)
    assert len(offer.legs) == 1
    assert (offer.legs[0].covers, offer.legs[0].price_minor) == ((1, 4), 250)
    message = quote_message("q", offer)
    assert (message.lines[1].list_minor, message.saved_minor) == (500, 250)
    assert [(ride["fromStopId"], ride["toStopId"]) for ride in offer.legs[0].facts["rides"]] == [("west", "bridge"), ("bridge", "east")]


async def test_rides_too_far_apart_are_two_tickets(shop):
    there, back = planned(shop), planned(shop, begin=3900, end=0, depart_at=EIGHT + timedelta(hours=3))
    offer = await shop.offer(there, back)
    assert [(leg.leg_no, leg.price_minor, leg.through) for leg in offer.legs] == [(1, 250, ()), (2, 250, ())]


@pytest.mark.parametrize("entitlements, shown, concessions", [
    (("child",), 120, ("child",)),
    (("old",), 200, ("SENIOR",)),
    (("old", "child"), 120, ("child",)),
    (("companion",), 0, ("companion",)),
    (("companion", "child"), 0, ("companion",)),
    (("unheard_of",), 250, ()),
    ((), 250, ()),
])  # fmt: skip
async def test_the_lowest_price_somebody_has_a_right_to(shop, entitlements, shown, concessions):
    offer = await shop.offer(planned(shop), entitlements=entitlements)
    fare = next(line for line in offer.quote.lines if line.kind is LineKind.FARE)
    assert (fare.list_minor, fare.shown_minor, fare.concession_ids) == (250, shown, concessions)
    assert offer.legs[0].price_minor == shown
    words = {"SENIOR": "old"}
    assert offer.legs[0].rights == tuple(words.get(name, name) for name in concessions), "what made it cheaper, and no other right"


async def test_the_same_question_gives_the_same_bytes(shop):
    one, other = [await shop.offer(planned(shop), entitlements=held) for held in (("child", "old"), ("old", "child", "old"))]
    assert (one.fare_snapshot_id, one.quote.fingerprint) == (other.fare_snapshot_id, other.quote.fingerprint)
    assert fingerprint([line._asdict() for line in one.quote.lines]) == fingerprint([line._asdict() for line in other.quote.lines])


async def test_other_tables_are_another_snapshot(live, tmp_path):
    shops = [Shop(live, read_fares(tmp_path / str(number), prices)) for number, prices in enumerate((PRICES, PRICES.replace('"6.00"', '"6.50"')))]
    one, other = [await shop.offer(planned(shop)) for shop in shops]
    assert one.quote.fingerprint == other.quote.fingerprint
    assert one.fare_snapshot_id != other.fare_snapshot_id


async def test_the_timetable_decides_and_not_what_the_client_says(shop):
    """Else somebody could call a ride in the evening one of the morning."""
    legs = [changed(leg, depart_at=leg.depart_at + timedelta(minutes=3), arrive_at=leg.arrive_at + timedelta(minutes=3))
            if leg.trip_id else leg for leg in request_of(planned(shop)).legs]  # fmt: skip
    offer = await shop.pricing.offer(legs, (), None, EIGHT)
    assert offer.legs[0].starts_at == EIGHT + timedelta(minutes=15)


async def test_what_was_had_before_counts_for_the_cap(shop):
    asked = []

    async def had(period):
        asked.append(period)
        return (CappedLeg("a", DAY, 250, 250), CappedLeg("b", DAY, 250, 250))

    offer = await shop.offer(planned(shop), account_id=ACCOUNT, had=had)
    assert [(kind, shown) for _, kind, _, _, shown in lines(offer)] == [("booking_fee", 30), ("cap_credit", -150), ("fare", 250)]
    leg = offer.legs[0]
    assert (leg.price_minor, leg.base_minor, leg.scheme_id, leg.service_day) == (100, 250, "town_day", DAY)
    (period,) = asked
    assert (period.account_id, period.scheme_id) == (ACCOUNT, "town_day")
    assert (period.first, period.last) == (DAY.replace(day=1), DAY.replace(day=30))
    assert quote_message("q", offer).saved_minor == 150


def test_a_week_across_the_end_of_a_month_asks_about_both_months():
    monday, tuesday = DAY.replace(day=30), DAY.replace(month=12, day=1)
    assert around([monday]) == around([tuesday, monday]) == (DAY.replace(day=1), DAY.replace(month=12, day=31))


async def test_nobody_is_asked_about_a_trip_without_an_account(shop):
    async def had(period):
        raise AssertionError("asked about nobody")

    assert (await shop.offer(planned(shop), had=had)).quote.total_minor == 280


async def test_day_after_day_in_any_order_no_more_than_the_cap(shop):
    """What is shown leg by leg, whichever trip is quoted first, is what the cap makes of all of them."""
    turns = ((0, 0), (3900, 3), (0, 6), (3900, 9))
    ways = [planned(shop, begin=begin, end=3900 - begin, depart_at=EIGHT + timedelta(hours=hours)) for begin, hours in turns]
    scheme = CapScheme("town_day", "eur", 600)
    totals = set()
    for turn in range(len(ways)):
        bought: list[CappedLeg] = []

        async def had(period, bought=bought):
            return tuple(bought)

        for number, way in enumerate(ways[turn:] + ways[:turn]):
            leg = (await shop.offer(way, account_id=ACCOUNT, had=had)).legs[0]
            bought.append(CappedLeg(str(number), leg.service_day, leg.base_minor, leg.price_minor))
        assert sum(leg.shown_minor for leg in bought) == payable(scheme, bought) == 600
        totals.add(payable(scheme, bought))
    assert totals == {600}


def refused(reason, leg):
    def check(error):
        return (error.reason, error.leg) == (reason, leg)

    return check


async def test_a_ride_without_a_fare_cannot_be_bought(shop):
    ferry = planned(shop, begin=0, end=3900, depart_at=EIGHT + timedelta(hours=1, minutes=58))
    legs = request_of(ferry).legs
    (row,) = [row for row, leg in enumerate(legs) if leg.trip_id]
    sent = [changed(leg, trip_id="ferry", scheduled_depart_at=None) if leg.trip_id else leg for leg in legs]
    with pytest.raises(LegNotSellable, check=refused(NotSellable.FARE_UNKNOWN, row)) as caught:
        await shop.pricing.offer(sent, (), None, EIGHT)
    assert (caught.value.status, caught.value.code, caught.value.field) == (422, "leg_not_sellable", f"legs[{row}]")
    assert caught.value.more == {"leg": row, "reason": "fare_unknown"}


async def test_nobody_sells_what_no_seller_has(live, tmp_path):
    shop = Shop(live, read_fares(tmp_path, PRICES.replace('agencies = ["town"]', 'agencies = ["river"]')))
    with pytest.raises(LegNotSellable, check=refused(NotSellable.NO_SELLER, 1)):
        await shop.offer(planned(shop))


async def test_an_operator_that_cannot_be_asked_sells_nothing(shop):
    shop.pricing.is_bookable = lambda operator_id: operator_id != "town"
    with pytest.raises(LegNotSellable, check=refused(NotSellable.NO_SELLER, 1)):
        await shop.offer(planned(shop))


async def test_a_city_without_prices_sells_nothing(live, tmp_path):
    shop = Shop(live, replace(read_fares(tmp_path), prices=None))
    with pytest.raises(LegNotSellable, check=refused(NotSellable.NO_SELLER, None)):
        await shop.offer(planned(shop))


async def test_a_city_sells_in_its_own_currency_only(live, tmp_path):
    shop = Shop(live, read_fares(tmp_path, PRICES.replace('"EUR"', '"CHF"')))
    with pytest.raises(LegNotSellable, check=refused(NotSellable.NO_SELLER, 1)):
        await shop.offer(planned(shop))


async def test_on_foot_there_is_nothing_to_buy(shop):
    with pytest.raises(LegNotSellable, check=refused(NotSellable.NOTHING, None)):
        await shop.offer(planned(shop, (TripMode.WALK,), end=500))


async def test_a_car_park_cannot_be_booked_yet(shop):
    with pytest.raises(LegNotSellable, check=refused(NotSellable.PARKING, 0)):
        await shop.offer(planned(shop, (TripMode.CAR,)))


async def test_a_ride_that_has_left(shop):
    way = planned(shop)
    with pytest.raises(LegNotSellable, check=refused(NotSellable.LEFT, 1)):
        await shop.offer(way, at=EIGHT + timedelta(minutes=15))
    late = trips(EIGHT, DAY, late={"E495": 300})
    await shop.live.apply(TRIPS, late, EIGHT)
    assert (await shop.offer(way, at=EIGHT + timedelta(minutes=16))).quote.total_minor == 280


async def test_a_ride_that_no_timetable_has_costs_what_others_of_its_line_do(shop):
    stops = (("west", EIGHT + timedelta(minutes=4)), ("east", EIGHT + timedelta(minutes=12)))
    await shop.live.apply(TRIPS, as_sent(added(EIGHT, "more", *stops)), EIGHT)
    way = planned(shop)
    assert any(leg.added for leg in way.legs)
    offer = await shop.offer(way)
    assert (offer.quote.total_minor, offer.legs[0].starts_at) == (280, stops[0][1])
    assert way.price.amount_minor == 250


async def test_a_cancelled_ride_and_one_that_does_not_run_that_day(shop):
    way = planned(shop)
    sent = [changed(leg, service_day=DAY.replace(year=2027)) if leg.trip_id else leg for leg in request_of(way).legs]
    moved = [changed(leg, depart_at=leg.depart_at + timedelta(days=365), arrive_at=leg.arrive_at + timedelta(days=365),
                     scheduled_depart_at=None, scheduled_arrive_at=None) for leg in sent]  # fmt: skip
    with pytest.raises(LegNotSellable, check=refused(NotSellable.NO_OFFER, 1)):
        await shop.pricing.offer(moved, (), None, EIGHT)
    await shop.live.apply(TRIPS, trips(EIGHT, DAY, cancelled=("E495",)), EIGHT)
    with pytest.raises(LegNotSellable, check=refused(NotSellable.NO_OFFER, 1)):
        await shop.offer(way)
