"""Forgetting: prices that nobody bought after a day; where people went, 90 days after their trip."""
from datetime import timedelta

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.offered import Quote, QuoteLine
from backend.bookings.owed import LegClaim
from backend.database.base import now

UNBOUGHT, IN_FULL = timedelta(days=1), timedelta(days=90)
AT_ONCE = 500


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many rows it was."""
    return await purge_unbought(session) + await empty_old(session)


async def purge_unbought(session: AsyncSession) -> int:
    other = aliased(Quote)
    bought = exists().where(Booking.quote_id == Quote.id)
    replaced = exists().where(other.replaces == Quote.id)
    old = select(Quote.id).where(Quote.valid_until < now() - UNBOUGHT, ~bought, ~replaced).limit(AT_ONCE)
    return (await session.execute(delete(Quote).where(Quote.id.in_(old)))).rowcount


async def empty_old(session: AsyncSession) -> int:
    """Amounts stay for the books; places, times within facts and rights do not."""
    old = (
        select(BookingLeg.booking_id)
        .where(BookingLeg.facts != {}, BookingLeg.ends_at < now() - IN_FULL)
        .distinct()
        .limit(AT_ONCE)
    )
    ids = list(await session.scalars(old))
    if not ids:
        return 0
    await session.execute(update(BookingLeg).where(BookingLeg.booking_id.in_(ids)).values(from_name="", to_name="", facts={}, rights=[]))
    await session.execute(update(LegClaim).where(LegClaim.booking_id.in_(ids)).values(words=""))
    quotes = select(Booking.quote_id).where(Booking.id.in_(ids))
    await session.execute(update(Quote).where(Quote.id.in_(quotes)).values(asked={}, shown={}))
    await session.execute(update(QuoteLine).where(QuoteLine.quote_id.in_(quotes)).values(concession_ids=[]))
    return len(ids)
