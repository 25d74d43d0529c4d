"""One step of a booking, written back: the rows that changed, in the order in which the database lets them change."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings import books, holding
from backend.bookings.booked import BookingLeg, HoldState
from backend.bookings.issued import Ticket
from backend.bookings.offered import QuoteLine
from backend.bookings.owed import CapKept
from backend.bookings.paid import Refund, RefundCause, Transfer, TransferState
from backend.bookings.rows import Rows, list_holds
from backend.contract.quotes import SoldKind
from backend.ledger.posting import post
from payments import deadlines, events, states
from payments.quote import LineKind
from payments.states import BookingState, Fault, LegState, RefundState, TicketState

BEFORE_START, AFTER_END = timedelta(minutes=30), timedelta(minutes=30)  # how long a ticket is good around its leg
STAFF = "staff"
FAILED_DUE = timedelta(days=3)
LOWERS = (events.ClaimUpheld, events.KeptFreed, events.LeftEarly)  # what is due for a leg, also after it was booked as earned
FREES = frozenset({LegState.RELEASED, LegState.CANCELLED, LegState.DISRUPTED})


@dataclass
class Change:
    """One step: the value before and after, what caused it, and when. refunds: rows it made, by serial."""

    rows: Rows
    before: states.Booking
    after: states.Booking
    event: events.Event | None
    at: datetime
    promises: tuple[timedelta, ...] = ()
    refunds: dict[int, Refund] = field(default_factory=dict)

    @property
    def entered(self) -> BookingState | None:
        return self.after.state if self.event is None or self.after.state is not self.before.state else None


async def write(session: AsyncSession, change: Change) -> None:
    """Tickets die before the money goes and live after it came; holds are freed after their legs ended; refunds after their capture."""
    await end_tickets(session, change)
    await write_legs(session, change)
    await write_payment(session, change)
    await issue_tickets(session, change)
    await write_refunds(session, change)
    await write_booking(session, change)
    await session.flush()


async def end_tickets(session: AsyncSession, change: Change) -> None:
    for leg, now in zip(change.rows.legs, change.after.legs):
        ticket = change.rows.tickets.get(leg.id)
        if ticket is None or ticket.state == now.ticket:
            continue
        ticket.state = now.ticket
        if now.ticket is TicketState.KILLED:
            ticket.killed_at, ticket.kill_reason = change.at, reason_of(now)
    await session.flush()


def reason_of(leg: states.Leg) -> str:
    return {Fault.US: "payment_lost", Fault.OPERATOR: "disrupted"}.get(leg.fault, "cancelled")


async def write_legs(session: AsyncSession, change: Change) -> None:
    for leg, then, now in zip(change.rows.legs, change.before.legs, change.after.legs):
        leg.state, leg.due_minor, leg.fault = now.state, now.due_minor, now.fault
        if now.state is LegState.CANCELLED and then.state is not now.state:
            leg.fee_minor = now.due_minor - now.kept_minor
        await write_kept(session, leg, then, now)
    await session.flush()
    ended = {leg.id for leg, now in zip(change.rows.legs, change.after.legs) if now.state in FREES}
    kept = {leg.id for leg, now in zip(change.rows.legs, change.after.legs) if now.state is LegState.CONFIRMED}
    for hold in await list_holds(session, change.rows.legs):
        if hold.leg_id in ended:
            hold.state = HoldState.FREED
        elif hold.leg_id in kept:
            hold.state = HoldState.CONFIRMED


async def write_kept(session: AsyncSession, leg: BookingLeg, then: states.Leg, now: states.Leg) -> None:
    for one in now.kept:
        if one not in then.kept:
            row = CapKept(id=UUID(one.kept_id), leg_id=leg.id, for_leg_id=UUID(one.for_leg_id), account=one.account, amount_minor=one.amount_minor)
            session.add(row)
    for one in then.kept:
        if one not in now.kept:
            freed = await session.get_one(CapKept, UUID(one.kept_id))
            freed.for_leg_id, freed.amount_minor = None, 0


async def write_payment(session: AsyncSession, change: Change) -> None:
    """What was taken by hand counts as ordered: the amounts rise from captured to shown, whoever took them."""
    row, now = change.rows.payment, change.after.payment
    row.state = now.state
    if now.state in states.MONEY_HELD:
        row.authorised_minor = now.shown_minor
    row.capture_minor = max(now.ordered_minor, now.captured_minor)
    row.captured_minor = now.captured_minor
    await session.flush()
    for journal in books.of_payment(change.rows, change.before, change.after):
        await post(session, journal, change.at)


async def issue_tickets(session: AsyncSession, change: Change) -> None:
    for leg, then, now in zip(change.rows.legs, change.before.legs, change.after.legs):
        if now.ticket is TicketState.LIVE and then.ticket is TicketState.NONE:
            ticket = Ticket(
                id=uuid7(), booking_id=leg.booking_id, leg_id=leg.id, payment_id=change.rows.payment.id, state=TicketState.LIVE,
                **(await good_for(session, leg)),
            )  # fmt: skip
            session.add(ticket)
            change.rows.tickets[leg.id] = ticket


async def good_for(session: AsyncSession, leg: BookingLeg) -> dict[str, datetime]:
    """From when to when a ticket is."""
    if leg.own and leg.kind != SoldKind.ON_DEMAND:
        begins, ends = await holding.pass_window(session, leg)
    else:
        begins, ends = leg.starts_at - BEFORE_START, leg.ends_at + AFTER_END
    return {"valid_from": begins, "valid_until": ends}


async def write_refunds(session: AsyncSession, change: Change) -> None:
    rows, what = change.rows, books.what_of(change.rows)
    for row, then, now in zip(rows.refunds, change.before.refunds, change.after.refunds):
        if now.state is not then.state:
            was_sent = row.sent_at is not None
            move_refund(change, row, now.state)
            for journal in books.of_refund(row, then.state, now.state, was_sent, {}, what):
                await post(session, journal, change.at)
    for now in change.after.refunds[len(change.before.refunds) :]:
        row = Refund(
            id=uuid7(), payment_id=rows.payment.id, leg_no=claimed_leg(change), serial=now.serial, amount_minor=now.amount_minor,
            cause=cause_of(change), state=now.state,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        rows.refunds.append(row)
        change.refunds[now.serial] = row
        for journal in books.of_refund(row, None, now.state, False, await borne_by(session, change, now.amount_minor), what):
            await post(session, journal, change.at)


def move_refund(change: Change, row: Refund, state: RefundState) -> None:
    payment = change.rows.payment
    if state is RefundState.SUCCEEDED:
        payment.refunded_minor += row.amount_minor
    elif row.state == RefundState.SUCCEEDED:
        payment.refunded_minor -= row.amount_minor
    row.state = state
    if state in (RefundState.SENT, RefundState.SUCCEEDED):
        row.sent_at = row.sent_at or change.at
    if state is RefundState.FAILED:
        row.owner, row.due_at = STAFF, change.at + FAILED_DUE


def claimed_leg(change: Change) -> int:
    return change.event.leg_no if isinstance(change.event, LOWERS) else 0


def cause_of(change: Change) -> RefundCause:
    """Of a refund for the whole trip: the first that applies."""
    faults = {leg.fault for leg in change.after.legs}
    if isinstance(change.event, events.ClaimUpheld):
        return RefundCause.CLAIM
    if isinstance(change.event, events.KeptFreed):
        return RefundCause.CAP
    if isinstance(change.event, events.LeftEarly):
        return RefundCause.EARLY_LEAVE
    if Fault.OPERATOR in faults:
        return RefundCause.DISRUPTION
    if any(leg.state is LegState.USED and leg.due_minor < leg.price_minor for leg in change.after.legs):
        return RefundCause.EARLY_LEAVE
    return RefundCause.CANCEL if Fault.TRAVELLER in faults else RefundCause.CAPTURE_SURPLUS


async def borne_by(session: AsyncSession, change: Change, amount_minor: int) -> dict[str, int]:
    """Before the trip is settled, what was taken and not earned. Afterwards its operator, who was paid already or will be paid less."""
    if not change.after.reopened or not isinstance(change.event, LOWERS):
        return {books.PREPAID: amount_minor}
    leg, freed = change.rows.leg(change.event.leg_no), freed_by(change)
    of_row = Transfer.kept_id == (UUID(freed.kept_id) if freed else None)
    sent = await session.scalar(select(Transfer.id).where(Transfer.leg_id == leg.id, Transfer.state == TransferState.SENT, of_row))
    payee = freed.account if freed else leg.payee
    bearer = books.receivable_of(payee) if sent else payee
    return {bearer: amount_minor} if freed else books.given_back(leg, amount_minor, bearer)


def freed_by(change: Change) -> states.Kept | None:
    """What was kept for another leg and comes back in this step."""
    if not isinstance(change.event, events.KeptFreed):
        return None
    kept_id = change.event.kept_id
    return next(one for leg in change.before.legs for one in leg.kept if one.kept_id == kept_id)


async def write_booking(session: AsyncSession, change: Change) -> None:
    row, now, at = change.rows.booking, change.after, change.at
    fee = now.fee_minor if any(leg.state is LegState.USED or leg.fault is Fault.TRAVELLER for leg in now.legs) else 0
    row.due_minor, row.fee_due_minor, row.claim_minor, row.waived_minor = now.due_minor, fee, now.claim_minor, now.waived_minor
    row.extended, row.reopened, row.updated_at = now.extended, now.reopened, at
    row.hold_until = held_until(change) if now.state is BookingState.HELD else None
    if change.entered:
        enter(change)
    if isinstance(change.event, LOWERS):
        freed = freed_by(change)
        for journal in books.of_lowered(change.rows, change.rows.leg(change.event.leg_no), change.before, now, freed.account if freed else None):
            await post(session, journal, at)
    if isinstance(change.event, events.ClaimSettled):
        await post(session, books.of_debt(change.rows, change.before.claim_minor - now.claim_minor, change.event.written_off), at)
    if change.entered is BookingState.SETTLED:
        for journal in books.of_settling(change.rows, change.before, now, await fee_tax(session, change.rows)):
            await post(session, journal, at)
        earned = update(CapKept).where(CapKept.leg_id.in_([leg.id for leg in change.rows.legs]), CapKept.earned_minor.is_(None))
        await session.execute(earned.values(earned_minor=CapKept.amount_minor))


def held_until(change: Change) -> datetime | None:
    """As it was when it was booked, which is longer for some; once more for the bank."""
    more = change.after.extended and not change.before.extended
    until = change.rows.booking.hold_until
    return until + deadlines.MORE_FOR_THE_BANK if more and until else until


def enter(change: Change) -> None:
    """Deadlines and outcome of a state that was just reached."""
    row, at, state = change.rows.booking, change.at, change.after.state
    row.state, row.state_since = state, at
    if state is BookingState.CONFIRMING:
        row.confirm_by = deadlines.confirm_by(at, change.promises)
    if state is BookingState.CONFIRMED:
        held_until = change.rows.payment.capture_by
        last = change.rows.ends_at
        row.settle_by = deadlines.settle_by(last, held_until) if held_until else last + deadlines.AFTER_LAST_LEG
    if state is BookingState.RELEASED:
        row.outcome = "not_booked"
    if state is BookingState.SETTLED:
        row.settled_at = row.settled_at or at
        row.outcome = "used" if any(leg.state is LegState.USED for leg in change.after.legs) else "given_back"


async def fee_tax(session: AsyncSession, rows: Rows) -> books.FeeTax:
    found = select(QuoteLine.tax_rate_bp, QuoteLine.tax_minor).where(
        QuoteLine.quote_id == rows.booking.quote_id, QuoteLine.kind == LineKind.BOOKING_FEE
    )
    line = (await session.execute(found)).first()
    return books.FeeTax(line.tax_rate_bp, line.tax_minor) if line else books.FeeTax()

