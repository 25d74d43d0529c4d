"""A booking's rows, locked in one order, and the value that the law of `payments` speaks of."""
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import Booking, BookingLeg, ResourceHold
from backend.bookings.issued import Ticket
from backend.bookings.owed import CapKept
from backend.bookings.paid import Payment, Purpose, Refund
from payments import states
from payments.states import BookingState, CaptureMode, Fault, LegState, PaymentState, RefundState, TicketState


def to_read_or_lock(query: Select) -> tuple[Select, Select]:
    """Written once, for every change reads all of them: to put a query together takes a tenth of the time that it takes to ask it."""
    query = query.execution_options(populate_existing=True)
    return query, query.with_for_update()


BOOKING = to_read_or_lock(select(Booking).where(Booking.id == bindparam("booking_id")))
PAYMENT = to_read_or_lock(select(Payment).where(Payment.booking_id == bindparam("booking_id"), Payment.purpose == Purpose.TRIP))
LEGS = to_read_or_lock(select(BookingLeg).where(BookingLeg.booking_id == bindparam("booking_id")).order_by(BookingLeg.leg_no))
TICKETS = to_read_or_lock(select(Ticket).where(Ticket.booking_id == bindparam("booking_id")).order_by(Ticket.id))
REFUNDS = to_read_or_lock(select(Refund).where(Refund.payment_id == bindparam("payment_id")).order_by(Refund.serial))
KEPT = to_read_or_lock(
    select(CapKept).where(CapKept.leg_id.in_(bindparam("leg_ids", expanding=True)), CapKept.amount_minor > 0).order_by(CapKept.id)
)  # fmt: skip


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

    async def rows(query: tuple[Select, Select], **of) -> Sequence:
        return (await session.scalars(query[lock], of)).all()

    found = await rows(BOOKING, booking_id=booking_id)
    if not found:
        raise NoSuchBooking
    payment = (await rows(PAYMENT, booking_id=booking_id))[0]
    legs = await rows(LEGS, booking_id=booking_id)
    tickets = await rows(TICKETS, booking_id=booking_id)
    refunds = await rows(REFUNDS, payment_id=payment.id)
    kept: dict[UUID, list[CapKept]] = {}
    given_back = [leg.id for leg in legs if leg.state == LegState.CANCELLED and leg.scheme_id is not None]
    if given_back:
        for row in await rows(KEPT, leg_ids=given_back):
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
