"""Nothing older than its deadline: bookings that wait for something that should have come, and work that is long due."""
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Booking
from backend.outbox.entries import WAITING
from backend.outbox.models import OutboxEntry
from payments.proof import Finding
from payments.states import BookingState

CHECK = 11
GRACE = timedelta(minutes=2)
LONGEST_END = timedelta(minutes=15)
LONGEST_DUE = timedelta(hours=1)
MOST = 200
WORDS = {
    BookingState.HELD: "held beyond its time", BookingState.CONFIRMING: "not confirmed by its time",
    BookingState.RELEASING: "being released for too long", BookingState.SETTLING: "being settled for too long",
}  # fmt: skip


async def late(session: AsyncSession, at: datetime) -> list[Finding]:
    """What is over its time at a moment, the oldest first and some hundreds at most: more of them say nothing new."""
    ending = Booking.state.in_([BookingState.RELEASING, BookingState.SETTLING])
    stuck = or_(
        and_(Booking.state == BookingState.HELD, Booking.hold_until < at - GRACE),
        and_(Booking.state == BookingState.CONFIRMING, Booking.confirm_by < at - GRACE),
        and_(ending, Booking.state_since < at - LONGEST_END),
    )
    bookings = await session.execute(select(Booking.id, Booking.state).where(stuck).order_by(Booking.id).limit(MOST))
    due = select(OutboxEntry.id, OutboxEntry.kind).where(WAITING, OutboxEntry.next_at < at - LONGEST_DUE).order_by(OutboxEntry.next_at).limit(MOST)
    found = [Finding(CHECK, str(booking_id), 0, WORDS[BookingState(state)]) for booking_id, state in bookings]
    return found + [Finding(CHECK, str(entry_id), 0, f"{kind}: due for over an hour") for entry_id, kind in await session.execute(due)]
