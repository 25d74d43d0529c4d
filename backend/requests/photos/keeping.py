"""When originals are destroyed. What is left of a photo shows nobody and goes with its request."""
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_photos import RequestPhotoState
from backend.contract.request_words import RequestState
from backend.database.base import now
from backend.requests.models import Request
from backend.requests.photos.models import RequestPhoto

ORIGINAL_KEPT = timedelta(days=30)
PURGED_AT_ONCE = 200
OVER = (RequestState.CONFIRMED, RequestState.CLOSED, RequestState.REJECTED, RequestState.WITHDRAWN, RequestState.MERGED)


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many it was. What waits to be hidden is left: it is needed for that, and nobody sees it."""
    over = Request.state.in_(OVER) & (Request.state_since < now() - ORIGINAL_KEPT)
    nobody = Request.account_id.is_(None) & Request.device_id.is_(None) & (RequestPhoto.state == RequestPhotoState.HIDDEN.value)
    old = select(RequestPhoto.id).join(Request, Request.id == RequestPhoto.request_id).where(RequestPhoto.original.is_not(None), over | nobody)
    gone = update(RequestPhoto).where(RequestPhoto.id.in_(old.limit(PURGED_AT_ONCE))).values(original=None)
    return (await session.execute(gone)).rowcount
