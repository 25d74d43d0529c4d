"""A cap of 5.00 a day, rides at 2.80: whatever is bought, given back and used in whatever order, what stays is paid for."""
import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from backend.bookings import answers, cancelling
from backend.bookings.cancelling import CancellationChanged
from backend.bookings.models import Booking, BookingLeg, CapKept, Transfer
from backend.contract.receipts import LineEnd
from backend.ledger.receipt import Issuer, make_receipt
from backend.ledger.receipt_sheet import ReceiptSheet
from backend.ledger.rows import books_of
from backend.ledger.sheet import plain_text
from payments import events
from payments.cancelling import Broken, FeeStep, Ladder
from payments.caps import CappedLeg as Counted
from payments.caps import CapScheme, cheapest
from payments.states import BookingState, LegState

FREE = Ladder((FeeStep(0, 0, 0),))
DAY = timedelta(days=1)


@pytest.fixture
def capped(world):
    """On one service day, far enough from its ends at any time of the day."""
    world.shop.cap, world.shop.ladder, world.shop.fee_minor = CapScheme("city", "eur", day_minor=500), FREE, 0
    world.shop.prices = {"tram": 280, "bike": 280, "bus": 280}
    return world


def noon(world, days: int = 1) -> timedelta:
    at = world.clock()
    return at.replace(hour=12, minute=0, second=0, microsecond=0) + days * DAY - at


async def buy(world, *names: str, days: int = 1):
    """A trip for nothing needs no card."""
    booking_id = await world.held(*names, starts_in=noon(world, days))
    if (await world.payment(booking_id)).shown_minor:
        await world.pay(booking_id)
        await world.look(booking_id)
        await world.work()
    assert await world.state(booking_id) == BookingState.CONFIRMED
    return booking_id


async def give_back(world, booking_id, *leg_nos):
    async with world.database.writing() as session:
        shown = await cancelling.quote(session, world.desk, await world.rows(booking_id), leg_nos or None)
    async with world.database.writing() as session:
        await cancelling.cancel(session, world.desk, booking_id, shown.quote_id)
    await world.work()
    return shown


async def paid(world) -> int:
    """What is due of all that was bought as things stand, were all that is open used."""
    async with world.database.reading() as session:
        legs = await session.scalars(select(BookingLeg).where(BookingLeg.state.in_(("confirmed", "used", "cancelled", "disrupted"))))
        return sum(leg.price_minor if leg.state == LegState.CONFIRMED else leg.due_minor for leg in legs)


async def worth(world) -> int:
    async with world.database.reading() as session:
        legs = await session.scalars(select(BookingLeg).where(BookingLeg.state.in_(("confirmed", "used"))))
        return cheapest(world.shop.cap, [Counted(str(leg.id), leg.service_day, leg.base_minor, leg.base_minor) for leg in legs]).total_minor


async def test_nobody_rides_for_nothing_by_giving_back_what_filled_the_cap(capped):
    bought = [await buy(capped, name) for name in ("tram", "bike", "bus")]
    assert [(await capped.rows(one)).booking.shown_minor for one in bought] == [280, 220, 0]
    first = await give_back(capped, bought[0])
    assert (first.priced.refund_minor, first.priced.kept_minor) == (0, 280)
    assert {one.booking_id: one.amount_minor for one in first.dearer} == {bought[1]: 60, bought[2]: 220}
    assert [one.what for one in first.priced.consequences] == [Broken.CAP]
    told = answers.cancellation_answer(first, await capped.rows(bought[0]))
    assert (told.refund_minor, told.kept_minor, sum(one.minor for one in told.dearer)) == (0, 280, 280)
    second = await give_back(capped, bought[1])
    assert second.priced.refund_minor == 220
    assert await paid(capped) == 280
    await capped.apply(bought[2], events.Used(1))
    await capped.quiesce()
    assert {await capped.state(one) for one in bought} == {BookingState.SETTLED}
    earned = Counter()
    for booking_id in bought:
        for account, amount in await postings(capped, booking_id):
            earned[account] += amount
    assert {account: amount for account, amount in earned.items() if "payable" in account and amount} == {"operator_payable:bus": -280}
    assert await capped.proof() == []


async def postings(world, booking_id):
    async with world.database.reading() as session:
        books, _ = await books_of(session, [await session.get_one(Booking, booking_id)])
    return [(posting.account, posting.amount_minor) for journal in books.journals for posting in journal.postings]


async def test_a_receipt_names_whoever_what_is_kept_is_paid_to(capped):
    bought = [await buy(capped, name) for name in ("tram", "bike", "bus")]
    await give_back(capped, bought[0])
    async with capped.database.reading() as session:
        receipt = await make_receipt(session, await session.get_one(Booking, bought[0]), Issuer("Town", ZoneInfo("UTC")), capped.clock())
    lines = {line.payee: (line.amount_minor, line.end) for line in receipt.lines}
    assert lines == {"Tram": (0, LineEnd.CANCELLED), "Bike": (60, LineEnd.KEPT), "Bus": (220, LineEnd.KEPT)}
    assert (receipt.total_minor, sum(line.tax_minor for line in receipt.lines)) == (280, 18)  # 7 % within 2.80
    assert "given back" in plain_text(ReceiptSheet(receipt, "en").sheet())


async def test_what_was_kept_comes_back_with_what_it_was_kept_for(capped):
    """Of a trip that is settled already, and whose operator was paid."""
    bought = [await buy(capped, name) for name in ("tram", "bus")]
    await give_back(capped, bought[0])
    await capped.quiesce()
    assert await capped.state(bought[0]) == BookingState.SETTLED
    assert (await capped.rows(bought[0])).booking.due_minor == 60
    last = await give_back(capped, bought[1])
    assert (last.priced.refund_minor, last.priced.kept_minor) == (280, 0)
    await capped.quiesce()
    found = await capped.rows(bought[0])
    assert (found.booking.state, found.booking.due_minor) == (BookingState.SETTLED, 0)
    assert [(refund.amount_minor, refund.cause) for refund in found.refunds] == [(60, "cap")]
    assert await capped.proof() == []


async def test_what_an_operator_takes_away_gives_back_what_was_kept_for_it(capped):
    bought = [await buy(capped, name) for name in ("tram", "bike", "bus")]
    await give_back(capped, bought[0])
    await capped.apply(bought[2], events.Disrupted(1))
    await capped.quiesce()
    assert (await capped.rows(bought[0])).booking.due_minor == 60  # for the bike, which is shown at 2.20
    assert await paid(capped) == 280
    assert await capped.proof() == []


async def test_a_trip_that_is_given_up_unpaid_leaves_nothing_kept(capped):
    first = await buy(capped, "tram")
    held = await capped.held("bike", starts_in=noon(capped))
    await give_back(capped, first)
    assert (await capped.rows(first)).booking.due_minor == 60
    await capped.apply(held, events.Abandoned())
    await capped.quiesce()
    found = await capped.rows(first)
    assert (found.booking.state, found.booking.due_minor, found.payment.refund_ordered_minor) == (BookingState.SETTLED, 0, 60)
    assert await capped.proof() == []


async def test_what_was_bought_since_the_price_was_shown_is_told_first(capped):
    first = await buy(capped, "tram")
    async with capped.database.writing() as session:
        shown = await cancelling.quote(session, capped.desk, await capped.rows(first), None)
    assert shown.priced.refund_minor == 280
    await buy(capped, "bike")
    with pytest.raises(CancellationChanged):
        async with capped.database.writing() as session:
            await cancelling.cancel(session, capped.desk, first, shown.quote_id)
    assert await paid(capped) == 500


async def test_whoever_runs_what_stays_is_paid_for_it(capped):
    """By transfer: of the first booking's money to the operator of the second."""
    made = await capped.paying.gateway.v1.accounts.create_async({"type": "express", "country": "DE"}, {"idempotency_key": "bike"})
    capped.bookings = replace(capped.bookings, desk=replace(capped.desk, destination={"bike": made.id}.get))
    capped.paying.obey(capped.bookings.booked)
    first = await buy(capped, "tram")
    await buy(capped, "bike")
    await give_back(capped, first)
    await capped.quiesce()
    async with capped.database.reading() as session:
        rows = list(await session.scalars(select(Transfer)))
        (kept,) = await session.scalars(select(CapKept))
    assert [(row.payee_id, row.account, row.amount_minor, row.kept_id) for row in rows] == [("bike", "operator_payable:bike", 60, kept.id)]


async def test_in_any_order_all_together_cost_what_stays(capped):
    """Bought, given back, used and abandoned at random."""
    chance = random.Random(20261129)
    for _ in range(2):
        open_trips = []
        for _ in range(9):
            what = chance.random()
            if what < 0.55 or not open_trips:
                names = chance.sample(("tram", "bike", "bus"), chance.choice((1, 1, 2)))
                open_trips.append(await buy(capped, *names, days=chance.choice((1, 2))))
            elif what < 0.85:
                booking_id = open_trips.pop(chance.randrange(len(open_trips)))
                legs = [leg.leg_no for leg in (await capped.rows(booking_id)).legs]
                going = chance.sample(legs, chance.randint(1, len(legs)))
                await give_back(capped, booking_id, *going)
            else:
                await capped.apply(open_trips.pop(0), events.Used(1))
            assert await paid(capped) == await worth(capped)
    await capped.quiesce()
    assert await paid(capped) == await worth(capped)
    assert await capped.proof() == []


async def test_two_that_are_given_back_at_once_count_for_each_other(capped):
    bought = [await buy(capped, name) for name in ("tram", "bike", "bus")]

    async def shown(booking_id):
        async with capped.database.writing() as session:
            return (await cancelling.quote(session, capped.desk, await capped.rows(booking_id), None)).quote_id

    async def cancel(booking_id, quote_id):
        async with capped.database.writing() as session:
            await cancelling.cancel(session, capped.desk, booking_id, quote_id)

    quotes = [await shown(one) for one in bought[:2]]
    await asyncio.gather(*(cancel(one, quote) for one, quote in zip(bought, quotes)))
    await capped.work()
    assert await paid(capped) == 280
