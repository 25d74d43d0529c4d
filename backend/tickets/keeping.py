"""What is forgotten, and when: looks by number after a day, all else of a ticket ninety days after it is over."""
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Ticket
from backend.database.base import now
from backend.tickets.models import Inspection, NumberLookup, TicketIssue, TicketNumber

LOOK_KEPT, TICKET_KEPT = timedelta(days=1), timedelta(days=90)
PURGED_AT_ONCE = 500


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many rows it was."""
    gone = await purge_rows(session, NumberLookup, NumberLookup.created_at < now() - LOOK_KEPT)
    over = select(Ticket.id).where(Ticket.valid_until < now() - TICKET_KEPT)
    for model in (Inspection, TicketIssue, TicketNumber):
        gone += await purge_rows(session, model, model.ticket_id.in_(over))
    return gone


async def purge_rows(session: AsyncSession, model, condition) -> int:
    old = select(model.id).where(condition).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(model).where(model.id.in_(old)))).rowcount
