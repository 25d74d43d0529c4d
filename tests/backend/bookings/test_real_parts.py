"""The same with the real prices of a town and an operator that speaks TOMP over HTTP: nothing is stood in for."""
import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.accounts import consents
from backend.accounts.consents import ConsentMissing
from backend.accounts.purposes import PURPOSES
from backend.bookings import quoting
from backend.bookings.models import Booking
from backend.contract.consents import ConsentChange, ConsentLanguage, Purpose
from backend.contract.quotes import QuoteRequest
from backend.following.reading import request_of
from payments import events
from payments.states import BookingState, LegState
from tests.backend.bookings.world import StubOperators, open_world
from tests.backend.live.conftest import EIGHT
from tests.backend.operators.conftest import Control as OperatorControl
from tests.backend.operators.conftest import simulated, speak
from tests.backend.pricing.conftest import clock, live, shop
from tests.backend.pricing.test_service import planned
from tests.backend.pricing.world import PRICES, read_fares

__all__ = ["clock", "live", "shop", "simulated"]


@pytest.fixture
def operator(simulated):
    return OperatorControl(simulated.url)


@pytest.fixture
async def town(database, sandbox, control, shop, simulated):
    async with open_world(database, sandbox, control) as world:
        operators = StubOperators()
        operators.all["town"] = speak(simulated.url)
        world.clock.ahead = EIGHT - world.clock()
        world.shop, world.operators = shop.pricing, operators
        world.bookings = replace(world.bookings, pricing=shop.pricing, operators=operators)
        yield world


async def quote_of(world, shop, *entitlements: str):
    asked, at = QuoteRequest(request_of(planned(shop)).legs, entitlements), world.clock()
    async with world.database.writing() as session:
        offer = await quoting.price(session, world.shop, world.actor.id, asked, at)
        return quoting.shown(await quoting.keep(session, world.actor.id, asked, offer, at))


async def test_a_ride_is_bought_used_and_paid(town, shop, operator):
    quote = await quote_of(town, shop)
    booking_id = await town.book(quote)
    await town.work()
    await town.pay(booking_id)
    await town.look(booking_id)
    await town.work()
    found = await town.rows(booking_id)
    assert found.booking.state == BookingState.CONFIRMED
    assert operator.standing() == [str(found.legs[0].id)]
    await town.apply(booking_id, events.Used(1))
    await town.work()
    found = await town.rows(booking_id)
    assert (found.booking.state, found.payment.captured_minor) == (BookingState.SETTLED, 280)
    assert await town.proof() == []


async def test_a_ride_that_its_operator_does_not_run_is_followed_by_the_next_one_at_no_price(town, shop, operator):
    async def plan(request):
        return shop.planner.plan(request)

    town.bookings = replace(town.bookings, plan=plan)
    booking_id = await town.book(await quote_of(town, shop))
    await town.work()
    await town.pay(booking_id)
    await town.look(booking_id)
    await town.work()
    await town.apply(booking_id, events.Disrupted(1))
    await town.work()
    ride = (await town.rows(booking_id)).legs[0]
    async with town.database.reading() as session:
        instead = (await session.scalars(select(Booking.id).where(Booking.substitute_of == booking_id))).one()
    found = await town.rows(instead)
    assert (found.booking.state, found.booking.shown_minor, found.legs[0].cost_minor) == (BookingState.CONFIRMED, 0, 250)
    assert found.legs[0].facts["rides"] != ride.facts["rides"]
    assert found.legs[0].starts_at > ride.starts_at
    assert await town.proof() == []


async def test_an_answer_that_never_came_is_one_order_there_all_the_same(town, shop, operator):
    operator.fault("drop_after", "commit")
    booking_id = await town.book(await quote_of(town, shop))
    await town.work()
    await town.pay(booking_id)
    await town.look(booking_id)
    await town.work()
    assert await town.state(booking_id) == BookingState.CONFIRMING
    await town.advance(timedelta(seconds=5))
    await town.work()
    found = await town.rows(booking_id)
    assert (found.booking.state, found.legs[0].state) == (BookingState.CONFIRMED, LegState.CONFIRMED)
    assert operator.confirmations(str(found.legs[0].id)) == 1
    assert await town.proof() == []


async def test_what_one_has_had_before_counts_for_the_cap_of_the_day(town, shop):
    for _ in range(2):
        quote = await quote_of(town, shop)
        assert quote.total_minor == 280
        await town.book(quote)
    assert (await quote_of(town, shop)).total_minor == 130


async def agrees(world, given: bool = True) -> None:
    change = ConsentChange(Purpose.CONCESSION, given, PURPOSES[Purpose.CONCESSION].version, ConsentLanguage.EN)
    async with world.database.writing() as session:
        await consents.change(session, world.actor.id, change)


async def test_rights_are_part_of_what_is_bought(town, shop):
    await agrees(town)
    quote = await quote_of(town, shop, "child")
    booking_id = await town.book(quote)
    assert (await town.rows(booking_id)).booking.shown_minor == quote.total_minor == 150
    async with town.database.reading() as session:
        row = await quoting.get(session, town.actor, UUID(quote.quote_id))
        assert quoting.asked_for(row).entitlements == ("child",)


async def test_a_right_is_counted_only_with_consent_and_the_ordinary_price_needs_none(town, shop):
    with pytest.raises(ConsentMissing):
        await quote_of(town, shop, "companion")
    assert (await quote_of(town, shop)).total_minor == 280
    await agrees(town)
    assert (await quote_of(town, shop, "companion")).total_minor == 30


async def test_withdrawn_after_the_price_it_is_not_booked_any_more(town, shop):
    await agrees(town)
    quote, ordinary = await quote_of(town, shop, "child"), await quote_of(town, shop)
    await agrees(town, given=False)
    with pytest.raises(ConsentMissing):
        await town.book(quote)
    await town.book(ordinary)


async def test_who_withdraws_meanwhile_waits_until_the_price_is_written(town, shop, tmp_path):
    shop.pricing.fares = read_fares(tmp_path, PRICES.split("[[caps]]")[0])  # nothing is written before the price itself
    await agrees(town)
    asked, at = QuoteRequest(request_of(planned(shop)).legs, ("child",)), town.clock()
    async with town.database.writing() as session:
        offer = await quoting.price(session, town.shop, town.actor.id, asked, at)
        withdrawn = asyncio.create_task(agrees(town, given=False))
        await asyncio.sleep(0.3)
        await quoting.keep(session, town.actor.id, asked, offer, at)
    await withdrawn
    with pytest.raises(ConsentMissing):
        await quote_of(town, shop, "child")
