"""What a step of a booking means for the one that it belongs to: a substitute tells whose place it takes, or asks for another one; the pass of a
stay that goes on counts from its beginning; an overstay that nobody pays is for people.
"""
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.effects import TOPIC, kind_of, notice
from backend.bookings.issued import Ticket
from backend.bookings.writing import Change
from backend.database.changes import announce
from backend.outbox.entries import enqueue
from payments.states import BookingState, EffectKind

FELL_THROUGH = frozenset({BookingState.RELEASING, BookingState.RELEASED})


async def follow_up(session: AsyncSession, change: Change) -> None:
    row = change.rows.booking
    confirmed = change.entered is BookingState.CONFIRMED
    fell_through = change.entered in FELL_THROUGH and change.before.state not in FELL_THROUGH
    if confirmed and row.substitute_of is not None:
        for leg_no in row.substitute_legs:
            await notice(session, row.substitute_of, "substituted", leg_no, change.at)
        await touch(session, row.substitute_of, change.at)
    if confirmed and row.extends is not None:
        await one_pass(session, change)
    if fell_through and row.substitute_of is not None:
        await find_another(session, row, change.at)
    if fell_through and row.overstay_of is not None:
        payload = {"bookingId": str(row.id), "no": 0, "amountMinor": row.shown_minor, "about": "overstay_unpaid"}
        await enqueue(session, kind_of(EffectKind.PAGE), payload, f"{row.id}:overstay_unpaid", change.at)


async def one_pass(session: AsyncSession, change: Change) -> None:
    """Whoever is inside gets out and in again by the pass that lasts longest."""
    for leg in change.rows.legs:
        ticket = change.rows.tickets.get(leg.id)
        before = select(func.min(Ticket.valid_from)).join(BookingLeg, BookingLeg.id == Ticket.leg_id)
        begins = await session.scalar(before.where(BookingLeg.booking_id == change.rows.booking.extends, BookingLeg.resource_id == leg.resource_id))
        if ticket is not None and begins is not None:
            ticket.valid_from = min(ticket.valid_from, begins)
    await session.flush()


async def find_another(session: AsyncSession, row: Booking, at: datetime) -> None:
    """For each leg by itself: what was one way for several did not work out."""
    for leg_no in row.substitute_legs:
        payload = {"bookingId": str(row.substitute_of), "no": leg_no, "amountMinor": 0, "about": ""}
        await enqueue(session, kind_of(EffectKind.SUBSTITUTE_FIND), payload, f"{row.substitute_of}:substitute:{leg_no}:after:{row.id}", at)


async def touch(session: AsyncSession, booking_id: UUID, at: datetime) -> None:
    """Whoever waits for news of a booking hears of it. A booking is locked after those that belong to it."""
    await session.execute(update(Booking).where(Booking.id == booking_id).values(version=Booking.version + 1, updated_at=at))
    await announce(session, TOPIC, str(booking_id))
