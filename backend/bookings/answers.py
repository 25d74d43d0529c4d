"""Bookings as messages."""
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import Booking, BookingLeg, BookingNotice
from backend.bookings.cancelling import Shown
from backend.bookings.issued import Ticket
from backend.bookings.owed import LegClaim
from backend.bookings.paid import Refund
from backend.bookings.rows import Rows, load
from backend.contract import bookings as messages
from backend.contract.bookings import (
    BookedLeg,
    BookedPayment,
    BookedRefund,
    BookedTicket,
    BookingResponse,
    BookingsResponse,
    BookingSummary,
)
from backend.contract.cancellations import (
    Broken,
    CancellationFee,
    CancellationQuoteResponse,
    Consequence,
    DearerLeg,
)
from backend.contract.debts import BookedClaim, ClaimCause, ClaimState
from backend.contract.payments import CardRefusal
from backend.contract.quotes import CaptureMode, SoldKind
from backend.identity.actor import Actor, scope
from backend.service.errors import NotFound
from payments.money import decimals
from payments.states import PaymentState

PAGE = 50


class NoSuchBooking(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such booking of yours. GET /v1/bookings lists them.")


async def get(session: AsyncSession, actor: Actor, booking_id: UUID, lock: bool = False) -> Rows:
    """Raises NotFound, also for one of somebody else."""
    if await session.scalar(select(Booking.id).where(Booking.id == booking_id, scope(actor, Booking))) is None:
        raise NoSuchBooking
    return await load(session, booking_id, lock=lock)


def etag_of(booking: Booking) -> str:
    return f'"{booking.version}"'


async def whole(session: AsyncSession, found: Rows) -> BookingResponse:
    booking = found.booking
    told = select(BookingNotice).where(BookingNotice.booking_id == booking.id).order_by(BookingNotice.created_at, BookingNotice.id)
    claims = select(LegClaim).where(LegClaim.booking_id == booking.id).order_by(LegClaim.created_at)
    return BookingResponse(
        id=str(booking.id),
        quote_id=str(booking.quote_id),
        state=messages.BookingState(booking.state),
        currency=booking.currency.upper(),
        decimals=decimals(booking.currency),
        total_minor=booking.shown_minor,
        fee_minor=booking.fee_shown_minor,
        due_minor=booking.due_minor,
        owed_minor=booking.claim_minor,
        capture_mode=CaptureMode(booking.capture_mode),
        created_at=booking.created_at,
        hold_until=booking.hold_until,
        confirm_by=booking.confirm_by if booking.state == messages.BookingState.CONFIRMING else None,
        legs=tuple(leg_answer(leg, found.tickets.get(leg.id)) for leg in found.legs),
        payment=payment_answer(found),
        notices=tuple(messages.BookingNotice(messages.NoticeCode(row.code), row.leg_no, row.created_at) for row in await session.scalars(told)),
        outcome=messages.Outcome(booking.outcome) if booking.outcome else None,
        claims=tuple(claim_answer(row) for row in await session.scalars(claims)),
        substitute_of=str(booking.substitute_of) if booking.substitute_of else None,
        substitutes=tuple(map(str, await session.scalars(select(Booking.id).where(Booking.substitute_of == booking.id).order_by(Booking.id)))),
        extends=str(booking.extends) if booking.extends else None,
        overstay_of=str(booking.overstay_of) if booking.overstay_of else None,
    )


def leg_answer(leg: BookingLeg, ticket: Ticket | None) -> BookedLeg:
    return BookedLeg(
        leg.leg_no, leg.operator_id, leg.operator_name, SoldKind(leg.kind), leg.from_name, leg.to_name, leg.starts_at, leg.ends_at, leg.price_minor,
        leg.due_minor, messages.BookedLegState(leg.state), tuple(leg.covers), ticket_answer(ticket) if ticket else None,
    )  # fmt: skip


def ticket_answer(ticket: Ticket) -> BookedTicket:
    return BookedTicket(str(ticket.id), messages.BookedTicketState(ticket.state), ticket.valid_from, ticket.valid_until)


def payment_answer(found: Rows) -> BookedPayment:
    payment = found.payment
    held = payment.shown_minor if payment.state in (PaymentState.AUTHORISED, PaymentState.CAPTURING) else 0
    return BookedPayment(
        messages.PaymentState(payment.state), held, payment.captured_minor, sum(refund.amount_minor for refund in found.refunds),
        tuple(refund_answer(refund) for refund in found.refunds), CardRefusal(payment.refusal) if payment.refusal else None,
    )  # fmt: skip


def refund_answer(refund: Refund) -> BookedRefund:
    cause, state = messages.RefundCause(refund.cause), messages.RefundState(refund.state)
    return BookedRefund(str(refund.id), refund.leg_no, refund.amount_minor, cause, state, refund.created_at)


def claim_answer(row: LegClaim) -> BookedClaim:
    return BookedClaim(str(row.id), row.leg_no, ClaimCause(row.cause), ClaimState(row.state), row.created_at, row.due_at, row.due_minor)


async def page(session: AsyncSession, actor: Actor, before: UUID | None) -> BookingsResponse:
    mine = select(Booking).where(scope(actor, Booking)).order_by(Booking.id.desc()).limit(PAGE + 1)
    found = list(await session.scalars(mine if before is None else mine.where(Booking.id < before)))
    shown = found[:PAGE]
    legs = await legs_of(session, [booking.id for booking in shown])
    following = str(shown[-1].id) if len(found) > PAGE else None
    return BookingsResponse(tuple(summary(booking, legs[booking.id]) for booking in shown), following)


async def legs_of(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, list[BookingLeg]]:
    legs: dict[UUID, list[BookingLeg]] = {booking_id: [] for booking_id in ids}
    for leg in await session.scalars(select(BookingLeg).where(BookingLeg.booking_id.in_(legs)).order_by(BookingLeg.leg_no)):
        legs[leg.booking_id].append(leg)
    return legs


def summary(booking: Booking, legs: Sequence[BookingLeg]) -> BookingSummary:
    ends = sorted(legs, key=lambda leg: (leg.starts_at, leg.leg_no))
    return BookingSummary(
        str(booking.id), messages.BookingState(booking.state), booking.currency.upper(), decimals(booking.currency), booking.shown_minor,
        booking.due_minor, ends[0].starts_at, max(leg.ends_at for leg in legs), ends[0].from_name, ends[-1].to_name,
        messages.Outcome(booking.outcome) if booking.outcome else None, booking.created_at,
    )  # fmt: skip


def cancellation_answer(shown: Shown, found: Rows) -> CancellationQuoteResponse:
    priced, currency = shown.priced, found.booking.currency
    dearer = tuple(DearerLeg(str(one.booking_id), one.leg_no, one.amount_minor) for one in shown.dearer)
    fees = tuple(CancellationFee(no, found.leg(no).price_minor, fee) for no, fee in sorted(priced.fees.items()))
    broken = tuple(Consequence(Broken(one.what.value), one.leg_nos) for one in priced.consequences)
    return CancellationQuoteResponse(
        str(shown.quote_id), currency.upper(), decimals(currency), fees, priced.fee_minor, priced.refund_minor, broken, priced.valid_until,
        priced.kept_minor, dearer,
    )  # fmt: skip
