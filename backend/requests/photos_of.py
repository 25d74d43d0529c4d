"""Which photos of a request somebody may look at. What they show is decided with the photos."""
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_photos import RequestPhotoState
from backend.requests.models import Request
from backend.requests.photos import rows
from backend.requests.seeing import Seen


async def list_photos(session: AsyncSession, row: Request, seen: Seen, staff: bool) -> tuple[UUID, ...]:
    """Of those joined with it too. Whoever sent it, and the staff, see what is hidden so far; everybody else what is for everybody."""
    found = await rows.list_of(session, [row.id])
    if not seen.whole and not staff:
        return ()
    theirs = [(photo, rows.standing(photo, of), seen.mine and of.id == row.id) for photo, of in found]
    return tuple(photo.id for photo, stands, own in theirs if stands.is_for(own) or (staff and stands.state is RequestPhotoState.HIDDEN))
