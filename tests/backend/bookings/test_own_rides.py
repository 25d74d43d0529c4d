"""Rides in vans of our own are bought like all else: with the plans, prices, promises and the dispatcher that really sell them, on both databases."""
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from msgspec.structs import replace as changed
from sqlalchemy import select

from backend.bookings import cancelling, quoting
from backend.bookings.models import ResourceHold, Ticket
from backend.bookings.selling import QuoteChanged
from backend.contract.quotes import NotSellable, QuoteRequest, SoldKind
from backend.contract.rides import RideState
from backend.contract.trips import TripMode
from backend.following.reading import request_of
from backend.paying.refusals import ProviderRefused
from backend.pricing.errors import LegNotSellable
from backend.rides.models import Ride
from backend.rides.service import Rides
from payments import events
from payments.states import BookingState, LegState
from tests.backend.bookings.test_claims import tell_all
from tests.backend.bookings.world import StubOperators, open_world
from tests.backend.live.conftest import EIGHT
from tests.backend.live.test_taxis_and_car_parks import TAXIS, taxis
from tests.backend.pricing.driven_world import shop_with
from tests.backend.pricing.test_service import planned
from tests.backend.rides.world import ONE, Hands, Town

DAY = EIGHT.date()
NINE = EIGHT + timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def town(database, sandbox, control, tmp_path):
    """Elmstead at eight: the tram, taxis, and one van with one seat."""
    async with open_world(database, sandbox, control) as world:
        world.clock.ahead = EIGHT - world.clock()
        shop = shop_with(world.clock, tmp_path)
        rides = Rides.of(database, shop.live, world.clock)
        fleet = Town(database, rides, Hands())
        await fleet.add_zone()
        await fleet.add_van(ONE, DAY, (6, 22), (0.0, 0.0))
        await rides.boards.look()
        await shop.live.apply(TAXIS, taxis(("town", -50, 4100, 60)), EIGHT)
        shop.planner.rides = rides.boards
        world.shop, world.operators, world.fleet, world.town_shop = shop.pricing, StubOperators("town", "taxis"), fleet, shop
        desk = replace(world.desk, rides=rides.selling, schemes=shop.pricing.find_cap)
        world.bookings = replace(world.bookings, pricing=shop.pricing, operators=world.operators, desk=desk)
        world.paying.obey(world.bookings.booked)
        yield world
        shop.live.close()


def driven(world, depart_at=NINE, begin=0.0, end=3900.0):
    return request_of(planned(world.town_shop, (TripMode.ON_DEMAND,), begin, end, depart_at)).legs


async def quote(world, *legs, actor=None):
    at, asked = world.clock(), QuoteRequest(legs)
    async with world.database.writing() as session:
        actor = actor or world.actor
        offer = await quoting.price(session, world.shop, actor.id, asked, at, world.desk.spaces, world.desk.rides)
        return quoting.shown(await quoting.keep(session, actor.id, asked, offer, at))


async def pay(world, booking_id, card="pm_card_visa"):
    await world.work()
    await world.pay(booking_id, card)
    await world.look(booking_id)
    await world.work()


async def ride_of(world, booking_id) -> Ride:
    leg = next(leg for leg in (await world.rows(booking_id)).legs if leg.kind == SoldKind.ON_DEMAND)
    async with world.database.reading() as session:
        return (await session.scalars(select(Ride).where(Ride.leg_id == leg.id))).one()


async def is_free(world, legs) -> bool:
    """Whether somebody else could have exactly this ride."""
    try:
        return bool(await quote(world, *legs, actor=await world.person()))
    except LegNotSellable as refused:
        if refused.reason is not NotSellable.FULL:
            raise
        return False


async def test_a_tram_a_van_and_a_taxi_are_one_trip(town):
    tram = request_of(planned(town.town_shop)).legs
    van = driven(town, begin=3900, end=0)
    taxi = request_of(planned(town.town_shop, (TripMode.TAXI,), depart_at=NINE + timedelta(hours=1))).legs
    shown = await quote(town, *tram, *van, *taxi)
    assert [leg.kind for leg in shown.legs] == [SoldKind.TRANSIT, SoldKind.ON_DEMAND, SoldKind.TAXI]
    booking_id = await town.book(shown)
    ride = await ride_of(town, booking_id)
    promised = shown.legs[1].promised
    assert (ride.state, ride.pickup_from, ride.pickup_to, ride.arrive_by) == (RideState.HELD, *(
        moment.astimezone(UTC) for moment in (promised.pickup_from, promised.pickup_to, promised.arrive_by)
    ))  # fmt: skip
    assert not await is_free(town, van)

    await pay(town, booking_id)
    found = await town.rows(booking_id)
    assert (found.booking.state, (await ride_of(town, booking_id)).state) == (BookingState.CONFIRMED, RideState.BOOKED)
    assert [leg.own for leg in found.legs] == [False, True, False]
    leg = found.legs[1]
    async with town.database.reading() as session:
        assert list(await session.scalars(select(ResourceHold.id))) == []
        ticket = (await session.scalars(select(Ticket).where(Ticket.leg_id == leg.id))).one()
    assert (ticket.valid_from, ticket.valid_until) == (promised.pickup_from - 30 * MINUTE, promised.arrive_by + 30 * MINUTE)

    async with town.database.writing() as session:
        priced = await cancelling.quote(session, town.desk, found, [leg.leg_no])
        assert priced.priced.fee_minor == 0
        await cancelling.cancel(session, town.desk, booking_id, priced.quote_id)
    assert (await town.rows(booking_id)).legs[1].state == LegState.CANCELLED
    assert (await ride_of(town, booking_id)).state == RideState.CANCELLED
    assert await is_free(town, van)
    await town.apply(booking_id, events.Used(1), events.Used(3))
    await town.work()
    assert await town.state(booking_id) == BookingState.SETTLED
    assert await town.proof() == []


async def test_what_is_not_paid_gives_its_place_back(town):
    van = driven(town)
    booking_id = await town.book(await quote(town, *van))
    assert not await is_free(town, van)
    await town.advance(11 * MINUTE)
    await town.bookings.timers.sweep()
    await town.work()
    assert ((await town.rows(booking_id)).booking.reason, (await ride_of(town, booking_id)).state) == ("hold_expired", RideState.RELEASED)
    assert await is_free(town, van)

    refused = await town.book(await quote(town, *van))
    await town.work()
    await town.paying.customers.ensure(town.actor.id)
    for _ in range(5):
        with pytest.raises(ProviderRefused):
            await town.pay(refused, "pm_card_visa_chargeDeclined")
        await tell_all(town, refused)
    await town.work()
    assert "card_refused" in await town.notices(refused)
    assert (await ride_of(town, refused)).state == RideState.RELEASED
    assert await is_free(town, van)
    assert await town.proof() == []


async def test_what_was_promised_is_bought_as_it_was_shown_or_shown_anew(town):
    van, other = driven(town), await town.person()
    patient = [changed(leg, arrive_at=leg.arrive_at + 40 * MINUTE) for leg in van]
    mine, theirs = await quote(town, *van), await quote(town, *patient, actor=other)
    await town.advance(2 * MINUTE)
    ride, shown = await ride_of(town, await town.book(mine)), mine.legs[0].promised
    assert (ride.pickup_from, ride.pickup_to, ride.arrive_by) == (shown.pickup_from, shown.pickup_to, shown.arrive_by)
    assert not await is_free(town, van)
    with pytest.raises(QuoteChanged) as anew:
        await town.book(theirs, other)
    promised = anew.value.offer.legs[0].ride.promised
    assert promised != theirs.legs[0].promised
    assert promised.arrive_by <= patient[0].arrive_at


async def test_it_is_paid_by_when_it_has_to_be_booked(town):
    """A quarter of an hour before; the planner offers only what leaves time to pay."""
    van = driven(town, EIGHT + MINUTE)
    pickup = van[0].depart_at
    await town.advance(pickup - 16 * MINUTE - town.clock())
    shown = await quote(town, *van)
    assert shown.valid_until == pickup - 15 * MINUTE
    booking_id = await town.book(shown)
    assert (await town.rows(booking_id)).booking.hold_until == pickup - 15 * MINUTE
    await town.advance(MINUTE + timedelta(seconds=1))
    await town.bookings.timers.sweep()
    assert (await ride_of(town, booking_id)).state == RideState.RELEASED
    with pytest.raises(LegNotSellable) as late:
        await quote(town, *van)
    assert late.value.reason is NotSellable.TOO_LATE
    assert late.value.detail.endswith("Plan again for a later one.")
