"""What the staff does with photos: each act with its reason, looks at originals included, and nobody in a case of their own."""
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_photos import PhotoAct, PhotoArea, PhotoPhase, RequestPhotoState, StaffPhoto, StaffPhotoAct, StaffPhotosResponse
from backend.database.base import now
from backend.identity.actor import Actor
from backend.requests.models import Request
from backend.requests.photos import more, rows
from backend.requests.photos.models import RequestPhoto, RequestPhotoAct
from backend.requests.photos.more import Begin
from backend.requests.photos.refusals import NoPhoto, NotHiddenYet, OriginalGone, OwnCase
from backend.requests.refusals import NoRequest
from backend.requests.seeing import is_of

if TYPE_CHECKING:
    from backend.requests.photos.service import Photos


class PhotoDesk:
    def __init__(self, photos: "Photos"):
        self.photos = photos

    async def waiting(self, session: AsyncSession, most: int) -> StaffPhotosResponse:
        """Those in doubt, and those that could not be hidden."""
        found, total = await rows.list_waiting(session, most)
        return StaffPhotosResponse(await self.told(session, found), total)

    async def list_of(self, session: AsyncSession, code: str) -> StaffPhotosResponse:
        """All of a request. Raises NoRequest."""
        request = await rows.find_request(session, code)
        if request is None:
            raise NoRequest
        found = await rows.list_of(session, [request.id])
        return StaffPhotosResponse(await self.told(session, found), len(found))

    async def check(self, code: str) -> None:
        """Before anything is done with what was sent. Raises NoRequest."""
        async with self.photos.database.reading() as session:
            if await rows.find_request(session, code) is None:
                raise NoRequest

    async def add(self, session: AsyncSession, actor: Actor, code: str, jpeg: bytes, key: str) -> StaffPhoto:
        """That it was put right; its id is the proof a request is closed with. Raises NoRequest, TooManyPhotos, PhotosNotSetUp."""
        request = await rows.find_request(session, code, lock=True)
        if request is None:
            raise NoRequest
        photo = await self.photos.keep(session, request, jpeg, key, PhotoPhase.AFTER, by_staff=True)
        return (await self.told(session, [(photo, request)]))[0]

    async def picture(self, session: AsyncSession, photo_id: UUID) -> bytes:
        """With faces and plates hidden. Raises NoPhoto."""
        photo, _ = await rows.get(session, photo_id)
        return self.photos.opened(photo, "picture")

    async def original(self, session: AsyncSession, actor: Actor, photo_id: UUID, reason: str) -> bytes:
        """As it was sent, without metadata. The look is kept. Raises NoPhoto, OwnCase."""
        photo, _ = await self.get(session, actor, photo_id)
        jpeg = self.photos.opened(photo, "original")
        await note(session, actor, photo, PhotoAct.LOOKED, reason)
        return jpeg

    async def redact(self, begin: Begin, actor: Actor, photo_id: UUID, areas: Sequence[PhotoArea], reason: str) -> StaffPhoto:
        """More is hidden at once. On one that the programs failed on, it is hidden by hand, and seen by nobody outside before it is released.

        Raises NoPhoto, OwnCase, AreaEmpty, TooManyAreas, PhotoChanged, HidingUnavailable.
        """
        async with self.photos.database.reading() as session:
            photo, _ = await self.get(session, actor, photo_id)
        prepared = await more.prepare(self.photos, photo, areas, by_hand=True)
        session = await begin()
        photo, request = await self.get(session, actor, photo_id, lock=True)
        await more.keep(self.photos, session, photo, prepared)
        await note(session, actor, photo, PhotoAct.REDACTED, reason)
        return (await self.told(session, [(photo, request)]))[0]

    async def show(self, session: AsyncSession, actor: Actor, photo_id: UUID, areas: Sequence[PhotoArea], reason: str) -> StaffPhoto:
        """What was taken for a plate and is none, such as a sign, is shown again; faces and what people hid stay hidden, whatever is asked.

        Until it is made anew nobody sees it, then those who answer, until it is released. Raises NoPhoto, OwnCase, NotHiddenYet, OriginalGone,
        AreaEmpty, TooManyAreas.
        """
        photo, request = await self.get(session, actor, photo_id, lock=True)
        if photo.state != RequestPhotoState.HIDDEN.value or photo.detector is None:
            raise NotHiddenYet("The programs have hidden nothing on it (yet). Wait until they have; what was hidden by hand stays hidden.")
        if photo.original is None:
            raise OriginalGone("What it was made of is destroyed already, so what is hidden stays hidden.")
        await more.show(session, photo, areas)
        await note(session, actor, photo, PhotoAct.SHOWN, reason)
        return (await self.told(session, [(photo, request)]))[0]

    async def release(self, session: AsyncSession, actor: Actor, photo_id: UUID, reason: str) -> StaffPhoto:
        """Somebody has looked and found nobody on it: it is seen by all who may see its request. Raises NoPhoto, OwnCase, NotHiddenYet."""
        photo, request = await self.get(session, actor, photo_id, lock=True)
        if photo.state != RequestPhotoState.HIDDEN.value:
            raise NotHiddenYet("Faces and plates are not hidden on it yet. Hide them by hand, or wait until it is done.")
        photo.released_at, photo.released_by = now(), actor.account_id
        await note(session, actor, photo, PhotoAct.RELEASED, reason)
        return (await self.told(session, [(photo, request)]))[0]

    async def remove(self, session: AsyncSession, actor: Actor, photo_id: UUID, reason: str) -> None:
        """Raises NoPhoto, OwnCase."""
        photo, _ = await self.get(session, actor, photo_id, lock=True)
        await more.remove(session, photo)
        await note(session, actor, photo, PhotoAct.REMOVED, reason)

    async def get(self, session: AsyncSession, actor: Actor, photo_id: UUID, lock: bool = False) -> tuple[RequestPhoto, Request]:
        """Raises NoPhoto, OwnCase."""
        photo, request = await rows.get(session, photo_id, lock=lock)
        if photo.state == RequestPhotoState.REMOVED.value:
            raise NoPhoto
        if is_of(request, actor):
            raise OwnCase
        return photo, request

    async def told(self, session: AsyncSession, found: Sequence[tuple[RequestPhoto, Request]]) -> tuple[StaffPhoto, ...]:
        acts = await rows.list_acts(session, [photo.id for photo, _ in found])
        kept = await rows.with_original(session, [photo.id for photo, _ in found])
        return tuple(
            StaffPhoto(
                request.code, rows.told(photo, request, own_request=False), photo.id in kept,
                tuple(StaffPhotoAct(PhotoAct(act.act), act.reason, act.by, act.created_at.replace(microsecond=0)) for act in acts.get(photo.id, ())),
            )
            for photo, request in found
        )  # fmt: skip


async def note(session: AsyncSession, actor: Actor, photo: RequestPhoto, act: PhotoAct, reason: str) -> None:
    session.add(RequestPhotoAct(photo_id=photo.id, request_id=photo.request_id, by=actor.account_id, act=act.value, reason=reason))
    await session.flush()
