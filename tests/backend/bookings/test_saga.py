"""A whole trip from its price to its receipt, and all the ways in which it ends otherwise."""
from datetime import timedelta

import pytest

from backend.bookings import cancelling
from backend.operators.operator import Standing
from payments import events
from payments.states import BookingState, LegState, PaymentState, RefundState


async def test_what_is_used_is_paid_and_nothing_else(world):
    booking_id = await world.confirmed("tram", "bike")
    assert await world.tickets(booking_id) == ["live", "live"]
    await world.apply(booking_id, events.Used(1))
    await world.apply(booking_id, events.Disrupted(2))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, found.booking.outcome) == (BookingState.SETTLED, "used")
    assert found.payment.captured_minor == 280 + 50
    assert world.operators.get("bike").held == 0
    assert await world.notices(booking_id) == {"confirmed", "disrupted", "receipt"}
    assert await world.proof() == []


async def test_nothing_is_asked_of_operators_before_the_money_is_held(world):
    booking_id = await world.held("tram")
    assert world.operators.get("tram").asked == []
    assert await world.state(booking_id) == BookingState.HELD
    assert (await world.payment(booking_id)).intent_id


async def test_one_refusal_releases_all(world):
    names = ("tram", "bike", "bus")
    for refuses in names:
        world.operators.get(refuses).answer = Standing.REFUSED
        booking_id = await world.held(*names)
        await world.pay(booking_id)
        await world.look(booking_id)
        await world.quiesce()
        found = await world.rows(booking_id)
        told = found.booking.state, found.booking.outcome, found.booking.reason
        assert told == (BookingState.RELEASED, "not_booked", "operator_refused"), refuses
        assert found.payment.state == PaymentState.VOIDED
        assert all(leg.state == LegState.RELEASED for leg in found.legs)
        assert sum(operator.held for operator in world.operators.all.values()) == 0
        assert await world.tickets(booking_id) == []
        world.operators.get(refuses).answer = Standing.CONFIRMED
    assert await world.proof() == []


@pytest.mark.parametrize("k", [0, 1])
async def test_a_silent_operator_is_waited_for_and_then_all_is_released(world, k):
    silent = world.operators.get(("tram", "bike")[k])
    silent.answer = None
    booking_id = await world.held("tram", "bike")
    await world.pay(booking_id)
    await world.look(booking_id)
    await world.work()
    assert await world.state(booking_id) == BookingState.CONFIRMING
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, found.booking.reason) == (BookingState.RELEASED, "operator_silent")
    assert await world.proof() == []


async def test_an_answer_that_is_lost_is_asked_for_again(world):
    world.operators.get("tram").lost_answers = 2
    booking_id = await world.held("tram")
    await world.pay(booking_id)
    await world.look(booking_id)
    await world.work()
    await world.advance(timedelta(seconds=10))
    await world.work()
    await world.advance(timedelta(seconds=10))
    await world.work()
    assert await world.state(booking_id) == BookingState.CONFIRMED
    assert world.operators.get("tram").held == 1


async def test_a_hold_that_nobody_pays_runs_out_and_its_payment_is_let_go(world):
    booking_id = await world.held("tram")
    await world.advance(timedelta(minutes=11))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, found.booking.reason) == (BookingState.RELEASED, "hold_expired")
    seen = await world.paying.gateway.read_intent(found.payment.intent_id)
    assert seen.report == "voided"
    assert await world.proof() == []


async def test_a_hold_that_was_paid_unseen_is_booked_when_it_runs_out(world):
    booking_id = await world.held("tram")
    await world.pay(booking_id)
    await world.advance(timedelta(minutes=11))
    await world.bookings.timers.sweep()
    await world.work()
    assert await world.state(booking_id) == BookingState.CONFIRMED


async def test_a_bank_that_is_still_asking_gets_five_minutes_more_once(world):
    booking_id = await world.held("tram")
    await world.pay(booking_id, "pm_card_threeDSecure2Required")
    await world.advance(timedelta(minutes=11))
    await world.bookings.timers.sweep()
    assert await world.state(booking_id) == BookingState.HELD
    await world.advance(timedelta(minutes=5))
    await world.quiesce()
    assert await world.state(booking_id) == BookingState.RELEASED


async def test_who_gives_up_pays_nothing(world):
    booking_id = await world.held("tram")
    await world.apply(booking_id, events.Abandoned())
    await world.quiesce()
    assert await world.state(booking_id) == BookingState.RELEASED
    assert (await world.payment(booking_id)).state == PaymentState.VOIDED


async def test_a_leg_given_back_costs_what_was_shown(world):
    booking_id = await world.confirmed("tram", "bike", starts_in=timedelta(minutes=30))
    async with world.database.writing() as session:
        shown = await cancelling.quote(session, world.desk, await world.rows(booking_id), [1])
    assert (shown.priced.fee_minor, shown.priced.refund_minor) == (100, 180)
    async with world.database.writing() as session:
        await cancelling.cancel(session, world.desk, booking_id, shown.quote_id)
    assert await world.tickets(booking_id) == ["killed", "live"]
    await world.apply(booking_id, events.Used(2))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert found.payment.captured_minor == 100 + 350 + 50
    assert found.booking.state == BookingState.SETTLED
    assert await world.proof() == []


async def test_what_was_taken_early_and_not_used_goes_back(world):
    """A trip so far ahead that the card's hold would not last: taken at once, given back in part."""
    booking_id = await world.confirmed("tram", "bike", starts_in=timedelta(days=8))
    await world.work()
    assert (await world.payment(booking_id)).captured_minor == 680
    await world.apply(booking_id, events.Used(1))
    await world.apply(booking_id, events.Disrupted(2))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert found.booking.state == BookingState.SETTLED
    assert [(refund.amount_minor, refund.cause, refund.state) for refund in found.refunds] == [(350, "disruption", RefundState.SUCCEEDED)]
    assert found.payment.refunded_minor == 350
    assert await world.proof() == []


async def test_a_refund_that_comes_back_later_is_a_debt_with_an_owner(world):
    booking_id = await world.confirmed("tram", "bike", starts_in=timedelta(days=8), card="pm_card_refundFail")
    await world.work()
    await world.apply(booking_id, events.Used(1))
    await world.apply(booking_id, events.Disrupted(2))
    await world.quiesce()
    await world.advance(timedelta(hours=2))
    refund = (await world.rows(booking_id)).refunds[0]
    await world.tell(await world.paying.gateway.read_refund(refund.provider_id))
    found = await world.rows(booking_id)
    assert (found.refunds[0].state, found.refunds[0].owner) == (RefundState.FAILED, "staff")
    assert found.refunds[0].due_at
    assert await world.proof() == []


async def test_nobody_came_and_the_time_is_over(world):
    booking_id = await world.confirmed("tram", starts_in=timedelta(minutes=5))
    await world.advance(timedelta(minutes=56))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, found.legs[0].state) == (BookingState.SETTLED, LegState.USED)
    assert await world.tickets(booking_id) == ["expired"]
    assert found.payment.captured_minor == 330


async def test_a_lost_payment_kills_open_tickets_and_keeps_what_was_used_as_a_claim(world):
    booking_id = await world.confirmed("tram", "bike")
    await world.apply(booking_id, events.Used(1))
    intent_id = (await world.payment(booking_id)).intent_id
    world.control(f"payment_intents/{intent_id}/cancel")
    await world.look(booking_id)
    await world.quiesce()
    found = await world.rows(booking_id)
    assert await world.tickets(booking_id) == ["used", "killed"]
    assert (found.booking.state, found.booking.claim_minor) == (BookingState.SETTLED, 330)
    assert world.operators.get("bike").held == 0
    assert "payment_lost" in await world.notices(booking_id)
    assert await world.proof() == []


async def test_a_claim_after_the_end_gives_the_price_back_and_the_operator_bears_it(world):
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Used(1))
    await world.quiesce()
    await world.apply(booking_id, events.ClaimUpheld(1, 0))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, found.refunds[0].amount_minor, found.refunds[0].cause) == (BookingState.SETTLED, 280, "claim")
    assert await world.proof() == []


async def test_a_late_confirmation_without_tombstones_is_found_and_released(world):
    tram = world.operators.get("tram")
    tram.answer, tram.tombstones = None, False
    booking_id = await world.held("tram")
    await world.pay(booking_id)
    await world.look(booking_id)
    await world.quiesce()
    assert await world.state(booking_id) == BookingState.RELEASED
    ref = str((await world.rows(booking_id)).legs[0].id)
    tram.orders[ref] = Standing.CONFIRMED
    await world.advance(timedelta(minutes=20))
    await world.work()
    assert tram.held == 0


async def test_a_free_trip_needs_no_card(world):
    world.shop.prices["tram"], world.shop.fee_minor = 0, 0
    booking_id = await world.held("tram")
    assert await world.state(booking_id) == BookingState.CONFIRMED
    assert await world.tickets(booking_id) == ["live"]
    assert (await world.payment(booking_id)).intent_id is None
