"""How long offers are kept: long enough to learn from."""
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.requests.duplicates.models import DuplicateOffer

KEPT = timedelta(days=365)
PURGED_AT_ONCE = 500


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many it was."""
    old = select(DuplicateOffer.id).where(DuplicateOffer.created_at < now() - KEPT).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(DuplicateOffer).where(DuplicateOffer.id.in_(old)))).rowcount
