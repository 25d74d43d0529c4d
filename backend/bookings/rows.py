"""A booking's rows, locked in one order, and the value that the law of `payments` speaks of."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import Booking, BookingLeg, ResourceHold
from backend.bookings.issued import Ticket
from backend.bookings.owed import CapKept
from backend.bookings.paid import Payment, Purpose, Refund
from payments import states
from payments.states import BookingState, CaptureMode, Fault, LegState, PaymentState, RefundState, TicketState


class NoSuchBooking(LookupError):
    """There is no booking with this id."""

    code = "no_such_booking"


@dataclass
class Rows:
    """legs, refunds: in the order of their numbers. tickets: the newest of each leg, by the leg's id. kept: of legs given back, by the leg's id."""

    booking: Booking
    payment: Payment
    legs: list[BookingLeg]
    refunds: list[Refund] = field(default_factory=list)
    tickets: dict[UUID, Ticket] = field(default_factory=dict)
    kept: dict[UUID, list[CapKept]] = field(default_factory=dict)

    def leg(self, leg_no: int) -> BookingLeg:
        return next(leg for leg in self.legs if leg.leg_no == leg_no)

    @property
    def ends_at(self):
        return max(leg.ends_at for leg in self.legs)


async def load(session: AsyncSession, booking_id: UUID, lock: bool = True) -> Rows:
    """Locks booking, payment, legs by number and tickets, in this order: whoever touches any of them holds the booking's row first.

    Raises NoSuchBooking.
    """

    async def rows(query) -> Sequence:
        query = query.execution_options(populate_existing=True)
        return (await session.scalars(query.with_for_update() if lock else query)).all()

    found = await rows(select(Booking).where(Booking.id == booking_id))
    if not found:
        raise NoSuchBooking
    payment = (await rows(select(Payment).where(Payment.booking_id == booking_id, Payment.purpose == Purpose.TRIP)))[0]
    legs = await rows(select(BookingLeg).where(BookingLeg.booking_id == booking_id).order_by(BookingLeg.leg_no))
    tickets = await rows(select(Ticket).where(Ticket.booking_id == booking_id).order_by(Ticket.id))
    refunds = await rows(select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.serial))
    kept: dict[UUID, list[CapKept]] = {}
    given_back = [leg.id for leg in legs if leg.state == LegState.CANCELLED and leg.scheme_id is not None]
    if given_back:
        for row in await rows(select(CapKept).where(CapKept.leg_id.in_(given_back), CapKept.amount_minor > 0).order_by(CapKept.id)):
            kept.setdefault(row.leg_id, []).append(row)
    return Rows(found[0], payment, list(legs), list(refunds), {ticket.leg_id: ticket for ticket in tickets}, kept)


def read(rows: Rows) -> states.Booking:
    booking, payment = rows.booking, rows.payment
    return states.Booking(
        legs=tuple(read_leg(leg, rows.tickets.get(leg.id), rows.kept.get(leg.id, ())) for leg in rows.legs),
        payment=states.Payment(payment.shown_minor, PaymentState(payment.state), payment.capture_minor, payment.captured_minor),
        state=BookingState(booking.state),
        refunds=tuple(states.Refund(refund.serial, refund.amount_minor, RefundState(refund.state)) for refund in rows.refunds),
        fee_minor=booking.fee_shown_minor,
        tender_minor=booking.tender_minor,
        capture_mode=CaptureMode(booking.capture_mode),
        extended=booking.extended,
        claim_minor=booking.claim_minor,
        waived_minor=booking.waived_minor,
        reopened=booking.reopened,
        waives=payment.shown_minor < booking.shown_minor,
    )


def read_leg(leg: BookingLeg, ticket: Ticket | None, kept: Sequence[CapKept] = ()) -> states.Leg:
    state = TicketState(ticket.state) if ticket else TicketState.NONE
    return states.Leg(
        leg.leg_no, leg.own, leg.price_minor, LegState(leg.state), leg.due_minor, Fault(leg.fault), state, leg.cost_minor,
        tuple(states.Kept(str(row.id), str(row.for_leg_id or ""), row.account, row.amount_minor) for row in kept),
    )  # fmt: skip


async def list_holds(session: AsyncSession, legs: Sequence[BookingLeg]) -> list[ResourceHold]:
    """Of the legs that are sold by us alone."""
    own = [leg.id for leg in legs if leg.own]
    return list(await session.scalars(select(ResourceHold).where(ResourceHold.leg_id.in_(own)))) if own else []
