"""What others see of bookings and tell them: objects of the payment service, events of operators."""
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import quoting, rows
from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.desk import Desk
from backend.bookings.effects import PREFIX, kind_of, resume_transfers
from backend.bookings.offered import Quote
from backend.bookings.owed import Dispute
from backend.bookings.paid import Payment, Purpose, Refund
from backend.contract.operators import OperatorEventKind
from backend.ledger.posting import post
from backend.operators.events import OperatorSaid
from backend.outbox.entries import enqueue
from backend.paying import failures
from backend.paying.bookings import OpenThings, PayingBooking, PayLine, Quarantined
from backend.paying.seen import TRIP, DisputeSeen, DisputeState, IntentSeen, ObjectSeen, RefundSeen
from payments import events, journals
from payments.journals import What
from payments.states import BookingState, Cause, EffectKind, LegState, PaymentState, RefundState, Refused, Report

NOT_FINAL = (PaymentState.CREATED, PaymentState.AUTHORISED, PaymentState.VOIDING, PaymentState.CAPTURING)
OVER = (Report.VOIDED, Report.CAPTURED)
NOT_PAID = (Report.CREATED, Report.ACTION_NEEDED)


class TryLater(Exception):
    """It was told before the booking is so far. The same is right in a moment."""

    code = "booking_not_ready"


@dataclass(frozen=True)
class Paid:
    """Bookings as the payment gateway sees them."""

    desk: Desk

    async def find(self, session: AsyncSession, booking_id: UUID) -> PayingBooking | None:
        query = (
            select(Booking, Payment, Quote)
            .join(Payment, Payment.booking_id == Booking.id)
            .join(Quote, Quote.id == Booking.quote_id)
            .where(Booking.id == booking_id, Payment.purpose == Purpose.TRIP)
        )
        row = (await session.execute(query)).first()
        if row is None or row.Booking.account_id is None:
            return None
        booking, payment = row.Booking, row.Payment
        shown = quoting.shown(row.Quote).lines if row.Quote.shown else ()
        return PayingBooking(
            booking.id, booking.account_id, BookingState(booking.state), PaymentState(payment.state), booking.currency, payment.shown_minor,
            tuple(PayLine(line.payee_name, line.kind, line.shown_minor) for line in shown), booking.hold_until, payment.intent_id,
        )  # fmt: skip

    async def list_open(self, session: AsyncSession) -> OpenThings:
        intents = await session.scalars(select(Payment.intent_id).where(Payment.state.in_(NOT_FINAL), Payment.intent_id.is_not(None)))
        refunds = await session.scalars(select(Refund.provider_id).where(Refund.state == RefundState.SENT, Refund.provider_id.is_not(None)))
        return OpenThings([one for one in intents if one], [one for one in refunds if one])

    async def on_seen(self, session: AsyncSession, seen: ObjectSeen) -> bool:
        thing = seen.thing
        if isinstance(thing, IntentSeen):
            return await self.on_intent(session, thing)
        if isinstance(thing, RefundSeen):
            return await self.on_refund(session, thing)
        return await self.on_dispute(session, thing) if isinstance(thing, DisputeSeen) else False

    async def on_intent(self, session: AsyncSession, seen: IntentSeen) -> bool:
        payment = await self.payment_of(session, seen)
        if payment is None or seen.purpose != TRIP or (seen.live != payment.live and payment.intent_id is not None):
            return False
        if payment.intent_id not in (None, seen.intent_id):
            return await self.on_stray(session, payment, seen)
        found = await rows.load(session, payment.booking_id)
        if seen.currency != payment.currency:
            await self.desk.page(session, found, "not_the_currency")
            raise Quarantined
        version = found.booking.version
        payment.refusal = seen.failure.reason if seen.failure and seen.report in NOT_PAID else None
        if payment.refusal and await self.too_many_cards(session, found):
            await self.desk.try_to(session, payment.booking_id, events.Abandoned(Cause.WEBHOOK, "card_refused"))
        await self.desk.try_to(session, payment.booking_id, events.Reported(seen.report, seen.amount_minor), seen=seen)
        return found.booking.version != version

    async def too_many_cards(self, session: AsyncSession, found: rows.Rows) -> bool:
        """The payment is ended then, as its page may be open in a browser where only the payment service sees cards fail."""
        account_id = found.booking.account_id
        return found.booking.state == BookingState.HELD and account_id is not None and await failures.wait_of(session, account_id) > 0

    async def payment_of(self, session: AsyncSession, seen: IntentSeen) -> Payment | None:
        known = await session.scalar(select(Payment).where(Payment.intent_id == seen.intent_id))
        booking_id = uuid_of(seen.booking_id)
        if known is not None or booking_id is None:
            return known
        return await session.scalar(select(Payment).where(Payment.booking_id == booking_id, Payment.purpose == Purpose.TRIP))

    async def on_stray(self, session: AsyncSession, payment: Payment, seen: IntentSeen) -> bool:
        """A second one for the same booking, which nobody was given: it is let go."""
        if seen.report in OVER:
            return False
        payload = {"bookingId": str(payment.booking_id), "no": 0, "amountMinor": 0, "about": "", "intentId": seen.intent_id}
        return await enqueue(session, kind_of(EffectKind.INTENT_VOID), payload, f"{payment.booking_id}:stray:{seen.intent_id}"[:200])

    async def on_refund(self, session: AsyncSession, seen: RefundSeen) -> bool:
        """Merged by its own id. One that was made by the payment service itself, or by hand, is none of ours."""
        row_id = uuid_of(seen.row_id)
        ours = Refund.provider_id == seen.refund_id if row_id is None else Refund.id == row_id
        row = await session.scalar(select(Refund).where(ours))
        return row is not None and await merge_refund(self.desk, session, row.id, seen, Cause.WEBHOOK)

    async def on_dispute(self, session: AsyncSession, seen: DisputeSeen) -> bool:
        payment = await session.scalar(select(Payment).where(Payment.intent_id == seen.intent_id)) if seen.intent_id else None
        if payment is None:
            return False
        found, what = await rows.load(session, payment.booking_id), What(payment.currency, str(payment.booking_id))
        row = await session.scalar(select(Dispute).where(Dispute.provider_id == seen.dispute_id))
        if row is None:
            row = Dispute(payment_id=payment.id, provider_id=seen.dispute_id, state=DisputeState.OPEN, amount_minor=seen.amount_minor)
            session.add(row)
            await post(session, journals.dispute_opened(seen.dispute_id, seen.amount_minor, seen.fee_minor, what))
            await self.desk.page(session, found, "payment_disputed")
        elif row.state in (seen.state, DisputeState.WON, DisputeState.LOST):
            return False
        if seen.state is not DisputeState.OPEN:
            await self.end_dispute(session, found, row, seen.state)
        await session.flush()
        return True

    async def end_dispute(self, session: AsyncSession, found: rows.Rows, row: Dispute, state: DisputeState) -> None:
        """What operators are to get was kept back meanwhile. After a lost one people decide about it."""
        row.state = state
        ended = journals.dispute_won if state is DisputeState.WON else journals.dispute_lost
        await post(session, ended(row.provider_id, row.amount_minor, What(found.payment.currency, str(found.booking.id))))
        if state is DisputeState.WON:
            await resume_transfers(session, found, row.id)
        else:
            await self.desk.page(session, found, "dispute_lost")


async def merge_refund(desk: Desk, session: AsyncSession, refund_id: UUID, seen: RefundSeen, by: Cause) -> bool:
    """What the payment service says of a refund, in any order and any number of times."""
    found = await rows.load(session, await booking_of_refund(session, refund_id))
    row = next(refund for refund in found.refunds if refund.id == refund_id)
    row.provider_id = row.provider_id or seen.refund_id or None
    row.failure = seen.failure or row.failure
    happened: list[events.Event] = []
    if row.state == RefundState.ORDERED and seen.state in (RefundState.SENT, RefundState.SUCCEEDED):
        happened.append(events.RefundSent(row.serial))  # read from the payment service itself, whoever told that it is there
    if seen.state is RefundState.SUCCEEDED and row.state in (RefundState.ORDERED, RefundState.SENT):
        happened.append(events.RefundSucceeded(row.serial, by))
    if seen.state is RefundState.FAILED and row.state in (RefundState.ORDERED, RefundState.SENT, RefundState.SUCCEEDED):
        happened.append(events.RefundFailed(row.serial))
    if happened:
        await session.flush()
        await desk.try_to(session, found.booking.id, *happened)
    return bool(happened)


async def booking_of_refund(session: AsyncSession, refund_id: UUID) -> UUID:
    query = select(Payment.booking_id).join(Refund, Refund.payment_id == Payment.id).where(Refund.id == refund_id)
    return (await session.scalars(query)).one()


def uuid_of(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Told:
    """Bookings as operators see them."""

    desk: Desk

    async def is_ref_of(self, session: AsyncSession, operator_id: str, ref: str) -> bool:
        return await self.find_leg(session, operator_id, ref) is not None

    async def find_leg(self, session: AsyncSession, operator_id: str, ref: str) -> BookingLeg | None:
        return await session.scalar(select(BookingLeg).where(BookingLeg.operator_id == operator_id, BookingLeg.operator_ref == ref))

    async def on_operator_event(self, session: AsyncSession, said: OperatorSaid) -> None:
        """Raises TryLater for what comes before tickets are issued."""
        leg = await self.find_leg(session, said.operator_id, said.ref)
        if leg is None:
            return
        found = await rows.load(session, leg.booking_id)
        leg = found.leg(leg.leg_no)
        event = event_of(said.kind, leg)
        if said.kind is OperatorEventKind.CONFIRMED and leg.state in (LegState.RELEASING, LegState.RELEASED, LegState.CANCELLED, LegState.DISRUPTED):
            await look_at_operator(session, leg, said)
        if event is None:
            return
        if found.booking.state == BookingState.CONFIRMING and isinstance(event, events.Used | events.Disrupted):
            raise TryLater
        try:
            await self.desk.apply(session, leg.booking_id, event)
        except Refused:
            return  # used twice, or disrupted after it was given back: it changes nothing


def event_of(kind: OperatorEventKind, leg: BookingLeg) -> events.Event | None:
    """None: it says nothing new about a leg in this state."""
    if kind is OperatorEventKind.CONFIRMED:
        return events.OperatorConfirmed(leg.leg_no, Cause.OPERATOR)
    if kind is OperatorEventKind.USED:
        return events.Used(leg.leg_no)
    if leg.state == LegState.RELEASING:
        return events.LegReleased(leg.leg_no)
    if leg.state == LegState.CONFIRMED:  # whatever it calls it, it is not going to run
        return events.Disrupted(leg.leg_no)
    return events.OperatorRefused(leg.leg_no, Cause.OPERATOR) if leg.state == LegState.ASKED else None


async def look_at_operator(session: AsyncSession, leg: BookingLeg, said: OperatorSaid) -> None:
    """It confirmed what we let go: it is asked, and told so again."""
    payload = {"bookingId": str(leg.booking_id), "no": leg.leg_no}
    await enqueue(session, f"{PREFIX}operator.poll", payload, f"{leg.booking_id}:poll:{leg.leg_no}:told:{said.event_id}")
