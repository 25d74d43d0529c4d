"""Days on which no webhook arrives: what the workers, the timers and the payment service say is enough, and the books close to the last unit."""
from dataclasses import replace
from datetime import timedelta

import pytest

from backend.ledger.fees import book_fees
from backend.ledger.proving import prove_books
from backend.operators.operator import Standing
from backend.paying.gateway import RefundOrder
from backend.paying.reconciling import LOOK_WORK
from payments import events
from payments.states import BookingState
from tests.backend.bookings.world import open_world
from tests.backend.sandbox.conftest import Control


@pytest.fixture
async def city(database, sandbox):
    async with open_world(database, sandbox, Control(sandbox.url)) as world:
        yield world


async def close_of_day(city):
    """Everything done that is to be done, the fees of the payment service booked, and the books held against it."""
    await city.quiesce()
    await city.advance(timedelta(days=2))
    await city.quiesce()
    await book_fees(city.database, city.paying.gateway, city.clock() - timedelta(days=30))
    proof = await prove_books(city.database, city.clock(), await city.paying.gateway.balance_transactions())
    # Payments are looked at again by the real clock, which stands still beside that of the city: that work is left undone there.
    return replace(proof, findings=tuple(finding for finding in proof.findings if not finding.words.startswith(f"{LOOK_WORK}:")))


async def test_the_books_close_without_a_single_webhook(city):
    whole = await city.confirmed("tram", "bike")
    await city.apply(whole, events.Used(1), events.Used(2))
    part = await city.confirmed("tram", "bike", "bus")
    await city.apply(part, events.Used(1), events.Cancelled(2, 100), events.Disrupted(3))
    nothing = await city.confirmed("bus")
    await city.apply(nothing, events.Disrupted(1))
    city.operators.get("bike").answer = Standing.REFUSED
    refused = await city.held("tram", "bike")
    await city.pay(refused)
    await city.look(refused)
    await city.held("bus")  # and nobody pays
    proof = await close_of_day(city)
    assert proof.findings == ()
    assert (proof.bookings, proof.asked) == (5, True)
    states = [await city.state(booking_id) for booking_id in (whole, part, nothing, refused)]
    assert states == [BookingState.SETTLED, BookingState.SETTLED, BookingState.SETTLED, BookingState.RELEASED]


async def test_a_claim_that_is_upheld_after_all_was_settled_closes_too(city):
    booking_id = await city.confirmed("tram", "bike")
    await city.apply(booking_id, events.Used(1), events.Used(2))
    await city.quiesce()
    await city.apply(booking_id, events.ClaimUpheld(2, 0))
    assert (await close_of_day(city)).findings == ()
    assert (await city.payment(booking_id)).refunded_minor == 350


async def test_a_payment_that_is_disputed_is_booked_as_it_stands(city, sandbox):
    booking_id = await city.confirmed("tram")
    await city.apply(booking_id, events.Used(1))
    await city.quiesce()
    payment = await city.payment(booking_id)
    opened = city.control(f"charges/{payment.charge_id}/dispute", {"reason": "fraudulent"})
    found = (await close_of_day(city)).findings
    assert [(one.check, one.row.partition(":")[0]) for one in found] == [(3, "dispute")]
    dispute_id = found[0].row.partition(":")[2]
    assert dispute_id in str(opened)
    await city.tell(await city.paying.gateway.read_dispute(dispute_id))
    assert (await close_of_day(city)).findings == ()
    city.control(f"disputes/{dispute_id}/won")
    await city.tell(await city.paying.gateway.read_dispute(dispute_id))
    assert (await close_of_day(city)).findings == ()


async def test_a_refund_by_hand_stays_a_difference_until_somebody_books_it(city):
    booking_id = await city.confirmed("tram")
    await city.apply(booking_id, events.Used(1))
    await city.quiesce()
    by_hand = await city.paying.gateway.refund(RefundOrder((await city.payment(booking_id)).intent_id, 50, "eur"), "by-hand")
    proof = await close_of_day(city)
    assert [(one.check, one.row, one.difference_minor) for one in proof.findings] == [(3, f"refund:{by_hand.refund_id}", 50)]
