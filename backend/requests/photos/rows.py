"""What is asked of the tables of photos."""
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from backend.contract.request_photos import PhotoPhase, RequestPhotoState
from backend.contract.request_photos import RequestPhoto as PhotoTold
from backend.identity.actor import Actor, scope
from backend.requests.keys import is_unguessable, mark_of
from backend.requests.models import Request
from backend.requests.photos.models import RequestPhoto, RequestPhotoAct
from backend.requests.photos.refusals import NoPhoto
from backend.requests.photos.seen import Standing
from backend.requests.seeing import is_public

DOUBTFUL = (RequestPhoto.state == RequestPhotoState.HIDDEN.value) & (RequestPhoto.doubtful > 0) & RequestPhoto.released_at.is_(None)
TO_LOOK_AT = DOUBTFUL | (RequestPhoto.state == RequestPhotoState.FAILED.value)
# Never shown in a list: they are megabytes.
PICTURES = (undefer(RequestPhoto.original), undefer(RequestPhoto.picture))


def sent_by(actor: Actor, key: str | None) -> ColumnElement[bool]:
    """Requests of whoever asks: sent with this pass or by this account, or under this key, which nobody else can know."""
    mine = scope(actor, Request)
    return or_(mine, Request.sent_name == mark_of(key)) if key is not None and is_unguessable(key) else mine


async def find_request(session: AsyncSession, code: str, *which: ColumnElement[bool], lock: bool = False) -> Request | None:
    asked = select(Request).where(Request.code == code, *which)
    return (await session.scalars(asked.with_for_update() if lock else asked)).one_or_none()


async def find_sent(session: AsyncSession, request_id: UUID, key: str) -> RequestPhoto | None:
    """The one that was sent under this name already."""
    asked = select(RequestPhoto).where(RequestPhoto.request_id == request_id, RequestPhoto.sent_key == mark_of(key))
    return (await session.scalars(asked)).one_or_none()


async def count(session: AsyncSession, request_id: UUID, phase: str) -> int:
    kept = (RequestPhoto.request_id == request_id) & (RequestPhoto.phase == phase) & (RequestPhoto.state != RequestPhotoState.REMOVED.value)
    return await session.scalar(select(func.count()).where(kept)) or 0


async def get(session: AsyncSession, photo_id: UUID, code: str | None = None, lock: bool = False) -> tuple[RequestPhoto, Request]:
    """With what was sealed. code: of its request, or of the one that is joined with. Raises NoPhoto."""
    asked = select(RequestPhoto, Request).join(Request, Request.id == RequestPhoto.request_id).where(RequestPhoto.id == photo_id).options(*PICTURES)
    if code is not None:
        into = select(Request.id).where(Request.code == code).scalar_subquery()
        asked = asked.where((Request.code == code) | (Request.merged_into == into))
    found = (await session.execute(asked.with_for_update(of=RequestPhoto) if lock else asked)).one_or_none()
    if found is None:
        raise NoPhoto
    return found[0], found[1]


async def list_of(session: AsyncSession, request_ids: Sequence[UUID]) -> list[tuple[RequestPhoto, Request]]:
    """Of these requests and of those joined with them, without those that were removed; what was sent first comes first."""
    theirs = Request.id.in_(request_ids) | Request.merged_into.in_(request_ids)
    asked = select(RequestPhoto, Request).join(Request, Request.id == RequestPhoto.request_id).where(theirs)
    rows = await session.execute(asked.where(RequestPhoto.state != RequestPhotoState.REMOVED.value).order_by(RequestPhoto.id))
    return [(photo, request) for photo, request in rows]


async def list_waiting(session: AsyncSession, most: int) -> tuple[list[tuple[RequestPhoto, Request]], int]:
    asked = select(RequestPhoto, Request).join(Request, Request.id == RequestPhoto.request_id).where(TO_LOOK_AT)
    rows = await session.execute(asked.order_by(RequestPhoto.id).limit(most))
    total = await session.scalar(select(func.count()).select_from(RequestPhoto).where(TO_LOOK_AT)) or 0
    return [(photo, request) for photo, request in rows], total


async def list_acts(session: AsyncSession, photo_ids: Sequence[UUID]) -> dict[UUID, list[RequestPhotoAct]]:
    found: dict[UUID, list[RequestPhotoAct]] = {}
    for act in await session.scalars(select(RequestPhotoAct).where(RequestPhotoAct.photo_id.in_(photo_ids)).order_by(RequestPhotoAct.id)):
        found.setdefault(act.photo_id, []).append(act)
    return found


async def with_original(session: AsyncSession, photo_ids: Sequence[UUID]) -> set[UUID]:
    """Those of them whose original is kept still."""
    kept = select(RequestPhoto.id).where(RequestPhoto.id.in_(photo_ids), RequestPhoto.original.is_not(None))
    return set(await session.scalars(kept))


def standing(photo: RequestPhoto, request: Request) -> Standing:
    released, opened = photo.released_at is not None, is_public(request)
    return Standing(RequestPhotoState(photo.state), photo.doubtful, released, photo.by_staff, opened, photo.for_body)


def told(photo: RequestPhoto, request: Request, own_request: bool) -> PhotoTold:
    mine, stands = own_request and not photo.by_staff, standing(photo, request)
    return PhotoTold(
        photo.id, PhotoPhase(photo.phase), stands.state, stands.seen_by, photo.width, photo.height, photo.faces, photo.plates,
        photo.doubtful, len(photo.areas), photo.created_at.replace(microsecond=0), mine,
    )  # fmt: skip
