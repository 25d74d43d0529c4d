"""Two who do the same thing at once, and two who do opposite things: one of them wins, and the books are right."""
import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from backend.bookings.selling import AlreadyBooked
from backend.outbox.worker import Worker
from backend.paying.gateway import IntentOrder
from payments import events
from payments.states import BookingState, Cause, Refused
from tests.backend.bookings.world import PACE

PACE_LOCK = timedelta(seconds=PACE.lock_s + 1)
HOLD = timedelta(minutes=10)


async def book(world) -> UUID:
    return await world.book(await world.quote("tram"))


async def paid(world) -> UUID:
    booking_id = await world.held("tram")
    await world.pay(booking_id)
    await world.look(booking_id)
    return booking_id


async def asked(world) -> UUID:
    booking_id = await paid(world)
    await race(world, "operator.confirm", one=True)
    return booking_id


async def used(world) -> UUID:
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Used(1))
    return booking_id


async def given_up(world) -> UUID:
    booking_id = await world.held("tram")
    await world.apply(booking_id, events.Abandoned())
    return booking_id


async def given_back(world) -> UUID:
    booking_id = await world.confirmed("tram", "bike")
    await world.apply(booking_id, events.Cancelled(1, 0))
    return booking_id


async def owed(world) -> UUID:
    booking_id = await world.confirmed("tram", starts_in=timedelta(days=8))
    await world.work()
    await world.apply(booking_id, events.Disrupted(1))
    return booking_id


async def race(world, kind: str, one: bool = False) -> None:
    """The lock of the first worker runs out while it is at work, and a second one takes the same."""
    handlers = {f"booking.{kind}": world.handlers[f"booking.{kind}"]}
    first, second = Worker(world.database, handlers, PACE, world.clock), Worker(world.database, handlers, PACE, world.clock)
    [slow] = await first.claim(8)
    if one:
        await first.handle(slow)
        return
    world.clock.ahead += PACE_LOCK
    [quick] = await second.claim(8)
    assert slow.id == quick.id
    await asyncio.gather(first.handle(slow), second.handle(quick), return_exceptions=True)


@pytest.mark.parametrize("kind, so_far", [
    ("intent.create", book), ("operator.confirm", paid), ("ticket.issue", asked), ("intent.capture", used), ("intent.void", given_up),
    ("operator.release", given_back), ("refund.create", owed),
])  # fmt: skip
async def test_two_workers_with_the_same_work_record_it_once(world, kind, so_far):
    booking_id = await so_far(world)
    await race(world, kind)
    await world.quiesce()
    assert await world.proof() == []
    assert len(world.control.effects("payment_intent")) == 1
    assert len(world.control.effects("refund")) == len((await world.rows(booking_id)).refunds)


async def test_a_hold_that_runs_out_while_it_is_paid_ends_in_one_way(world):
    for _ in range(4):
        booking_id = await world.held("tram")
        await world.pay(booking_id)
        world.clock.ahead += HOLD
        await asyncio.gather(world.look(booking_id), world.bookings.timers.sweep())
        await world.quiesce()
        assert await world.state(booking_id) in (BookingState.CONFIRMED, BookingState.RELEASED)
        assert await world.proof() == []


async def test_a_leg_is_used_or_given_back_and_not_both(world):
    booking_id = await world.confirmed("tram")
    happened = [events.Used(1), events.Cancelled(1, 0), events.Used(1, by=Cause.API), events.Cancelled(1, 0)]
    outcomes = await asyncio.gather(*(world.apply(booking_id, one) for one in happened), return_exceptions=True)
    assert sum(outcome is None for outcome in outcomes) == 1
    assert all(outcome is None or isinstance(outcome, Refused) for outcome in outcomes)
    await world.quiesce()
    assert await world.state(booking_id) == BookingState.SETTLED
    assert await world.proof() == []


async def test_giving_back_while_the_money_is_taken(world):
    booking_id = await world.confirmed("tram", "bike")
    await asyncio.gather(world.apply(booking_id, events.CaptureWindowEnds()), world.apply(booking_id, events.Cancelled(2, 0)))
    await world.work()
    await world.apply(booking_id, events.Used(1))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert found.payment.captured_minor - sum(refund.amount_minor for refund in found.refunds) == 330
    assert await world.proof() == []


async def test_what_is_seen_comes_many_times_in_any_order(world):
    booking_id = await world.held("tram")
    made = await world.paying.gateway.read_intent((await world.payment(booking_id)).intent_id)
    await world.pay(booking_id)
    held = await world.paying.gateway.read_intent(made.intent_id)
    await asyncio.gather(*(world.tell(one) for one in (held, made, held, made, held)))
    await world.work()
    assert await world.state(booking_id) == BookingState.CONFIRMED
    assert [kind for kind, _ in world.operators.get("tram").asked] == ["confirm"]


async def test_one_quote_is_bought_once_by_many_at_once(world):
    quote = await world.quote("tram")
    outcomes = await asyncio.gather(*(world.book(quote) for _ in range(20)), return_exceptions=True)
    made = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    others = [outcome for outcome in outcomes if isinstance(outcome, AlreadyBooked)]
    assert (len(made), len(others)) == (1, 19)
    assert {other.booking_id for other in others} == set(made)


@pytest.mark.parametrize("stray", ["pm_card_visa", None])
async def test_a_second_payment_for_the_same_booking_is_let_go(world, stray):
    booking_id = await world.held("tram")
    order = IntentOrder(str(booking_id), 330, "eur")
    second = await world.paying.gateway.create_intent(order, "some other row")
    if stray:
        second = await world.paying.gateway.confirm(second.intent_id, stray, "http://localhost/pay", False, "confirm:stray")
    await world.tell(second)
    await world.work()
    assert (await world.paying.gateway.read_intent(second.intent_id)).report == "voided"
    assert await world.state(booking_id) == BookingState.HELD
