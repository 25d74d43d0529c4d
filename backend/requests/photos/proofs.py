"""Whether a photo that a change names is one that it may name."""
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_photos import RequestPhotoState
from backend.requests.changes import Change, Disputed, Resolve
from backend.requests.photos.models import RequestPhoto


async def are_there(session: AsyncSession, request_id: UUID, wanted: Change) -> bool:
    """Closing names one of the staff's, an objection one of whoever sent the request; both of this request, and not taken away."""
    if isinstance(wanted, Resolve):
        return wanted.proof is None or await is_there(session, request_id, wanted.proof, by_staff=True)
    if isinstance(wanted, Disputed):
        return wanted.photo_id is None or await is_there(session, request_id, wanted.photo_id, by_staff=False)
    return True


async def is_there(session: AsyncSession, request_id: UUID, photo_id: UUID, by_staff: bool) -> bool:
    this = (RequestPhoto.id == photo_id) & (RequestPhoto.request_id == request_id) & RequestPhoto.by_staff.is_(by_staff)
    return await session.scalar(select(RequestPhoto.id).where(this, RequestPhoto.state != RequestPhotoState.REMOVED.value)) is not None
