"""How long is kept what was told: notices a quarter of a year, letters as long as their links count. What was stopped stays stopped."""
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.database.counting import count_changed
from backend.requests.telling.models import RequestLetter, RequestNotice
from backend.requests.telling.stopping import VALID

KEPT = timedelta(days=90)
PURGED_AT_ONCE = 1000


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many rows it was."""
    old = select(RequestNotice.id).where(RequestNotice.at < now() - KEPT).limit(PURGED_AT_ONCE)
    gone = await count_changed(session, delete(RequestNotice).where(RequestNotice.id.in_(old)))
    over = select(RequestLetter.id).where(RequestLetter.sent_at < now() - VALID, RequestLetter.stopped_at.is_(None)).limit(PURGED_AT_ONCE)
    return gone + await count_changed(session, delete(RequestLetter).where(RequestLetter.id.in_(over)))
