"""Photos of requests: taken in, hidden, shown, taken away."""
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.request_photos import PhotoArea, PhotoPhase, RequestPhotosResponse, RequestPhotoState
from backend.contract.request_photos import RequestPhoto as PhotoTold
from backend.contract.request_words import RequestState
from backend.database.database import Database
from backend.database.sealing import SealBroken, Vault, open_vault
from backend.identity.actor import Actor
from backend.outbox.worker import Handler
from backend.pictures.darkroom import Darkroom
from backend.pictures.service import Hider
from backend.requests.holding import hold
from backend.requests.keys import mark_of
from backend.requests.models import Request
from backend.requests.photos import more, rows
from backend.requests.photos.models import RequestPhoto
from backend.requests.photos.more import Begin
from backend.requests.photos.refusals import NoPhoto, TooManyPhotos
from backend.requests.photos.seen import MOST_PHOTOS
from backend.requests.photos.staff import PhotoDesk
from backend.requests.photos.working import KIND, HidingWork, ask, place_of
from backend.requests.refusals import NoRequest
from backend.requests.seeing import is_of, is_public
from backend.service.settings import Settings

__all__ = ["PhotoDesk", "Photos", "Picture"]
# Whoever sends one now shows how it was left.
ANSWERED = frozenset({RequestState.RESOLVED, RequestState.REJECTED, RequestState.CLOSED})


@dataclass(frozen=True)
class Picture:
    """for_all: everybody may see it, so it may be kept for a while on the way."""

    jpeg: bytes
    for_all: bool


class Photos:
    """Of one process and one event loop. desk: what the staff does with them. handlers: work of the outbox."""

    def __init__(self, database: Database, vault: Vault, hider: Hider | None = None):
        self.database, self.vault, self.darkroom, self.hider = database, vault, Darkroom(vault), hider or Hider()
        self.handlers: Mapping[str, Handler] = {KIND: HidingWork(database, vault, self.hider)}
        self.desk = PhotoDesk(self)

    @classmethod
    def open(cls, database: Database, settings: Settings) -> "Photos":
        return cls(database, open_vault(settings.column_key, database.url))

    async def find_sent(self, actor: Actor, code: str, key: str, sent_under: str | None = None) -> PhotoTold | None:
        """The one sent under this name before, found before anything is done with what came. Raises NoRequest."""
        async with self.database.reading() as session:
            request = await rows.find_request(session, code, rows.sent_by(actor, sent_under))
            if request is None:
                raise NoRequest
            photo = await rows.find_sent(session, request.id, key)
            return photo and rows.told(photo, request, own_request=True)

    async def add(self, session: AsyncSession, actor: Actor, code: str, jpeg: bytes, key: str, sent_under: str | None = None) -> PhotoTold:
        """Of whoever sent the request. jpeg: from the darkroom. sent_under: the key of the request.

        Raises NoRequest, TooManyPhotos, PhotosNotSetUp.
        """
        request = await rows.find_request(session, code, rows.sent_by(actor, sent_under), lock=True)
        if request is None:
            raise NoRequest
        phase = PhotoPhase.AFTER if RequestState(request.state) in ANSWERED else PhotoPhase.BEFORE
        return rows.told(await self.keep(session, request, jpeg, key, phase, by_staff=False), request, own_request=True)

    async def put(self, session: AsyncSession, request_id: UUID, jpeg: bytes, key: str, for_body: bool = False) -> None:
        """One that was sent elsewhere in the house, in place of one sent there before. What was taken away stays so, and one too many is left out.

        for_body: it was sent to those who answer alone. Raises PhotosNotSetUp.
        """
        request = await hold(session, request_id)
        before = None if request is None else await rows.find_sent(session, request_id, key)
        if request is not None and before is None:
            with suppress(TooManyPhotos):
                await self.keep(session, request, jpeg, key, PhotoPhase.BEFORE, by_staff=False, for_body=for_body)
        elif before is not None and before.state != RequestPhotoState.REMOVED.value and not await self.is_made_of(session, before.id, jpeg):
            before.original, before.picture, before.areas, before.shown = self.darkroom.seal(jpeg, place_of(before.id, "original")), None, [], []
            await more.again(session, before)

    async def is_made_of(self, session: AsyncSession, photo_id: UUID, jpeg: bytes) -> bool:
        """Whether it was made of this very picture, as one that is sent again was."""
        photo, _ = await rows.get(session, photo_id, lock=True)
        try:
            return photo.original is not None and self.vault.open(photo.original, place_of(photo_id, "original")) == jpeg
        except SealBroken:
            return False

    async def keep(
        self, session: AsyncSession, request: Request, jpeg: bytes, key: str, phase: PhotoPhase, by_staff: bool, for_body: bool = False
    ) -> RequestPhoto:
        """request: locked. Once under one name, whatever is sent again. Raises TooManyPhotos, PhotosNotSetUp."""
        if (before := await rows.find_sent(session, request.id, key)) is not None:
            return before
        if await rows.count(session, request.id, phase) >= MOST_PHOTOS[phase]:
            raise TooManyPhotos(f"A request has {MOST_PHOTOS[phase]} photos at most. Take one away before you send another.")
        photo_id = uuid7()
        sealed, state = self.darkroom.seal(jpeg, place_of(photo_id, "original")), RequestPhotoState.QUARANTINED.value
        photo = RequestPhoto(
            id=photo_id, request_id=request.id, sent_key=mark_of(key), phase=phase.value, state=state, by_staff=by_staff, original=sealed,
            for_body=for_body, areas=[], shown=[], round=1, width=0, height=0, faces=0, plates=0, doubtful=0,
        )  # fmt: skip
        session.add(photo)
        await session.flush()
        await ask(session, photo)
        return photo

    async def list_of(self, session: AsyncSession, actor: Actor, code: str) -> RequestPhotosResponse:
        """Those that whoever asks may see, and what has become of one's own. Raises NoRequest."""
        request = await rows.find_request(session, code)
        if request is None or not (is_public(request) or is_of(request, actor)):
            raise NoRequest
        shown = []
        for photo, of in await rows.list_of(session, [request.id]):
            own = is_of(of, actor)
            if rows.standing(photo, of).is_for(own) or (own and not photo.by_staff):
                shown.append(rows.told(photo, of, own))
        return RequestPhotosResponse(tuple(shown))

    async def public_ids(self, session: AsyncSession, request_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
        """Photos that everybody may see, by request, those of requests joined with it included; what was sent first comes first."""
        found: dict[UUID, list[UUID]] = {}
        for photo, of in await rows.list_of(session, request_ids):
            if rows.standing(photo, of).is_for(own_request=False):
                found.setdefault(of.id if of.id in request_ids else of.merged_into or of.id, []).append(photo.id)
        return found

    async def picture(self, session: AsyncSession, actor: Actor, code: str, photo_id: UUID) -> Picture:
        """With faces and plates hidden, for whoever may see it. Raises NoPhoto."""
        photo, request = await rows.get(session, photo_id, code)
        stands = rows.standing(photo, request)
        if not stands.is_for(is_of(request, actor)):
            raise NoPhoto
        return Picture(self.opened(photo, "picture"), stands.is_for(own_request=False))

    async def hide_more(self, begin: Begin, actor: Actor, code: str, photo_id: UUID, areas: Sequence[PhotoArea]) -> PhotoTold:
        """By whoever sent it. Raises NoPhoto, AreaEmpty, TooManyAreas, PhotoChanged, HidingUnavailable."""
        async with self.database.reading() as session:
            photo, _ = await self.own(session, actor, code, photo_id)
        prepared = await more.prepare(self, photo, areas)
        session = await begin()
        photo, request = await self.own(session, actor, code, photo_id, lock=True)
        await more.keep(self, session, photo, prepared)
        return rows.told(photo, request, own_request=True)

    async def remove(self, session: AsyncSession, actor: Actor, code: str, photo_id: UUID) -> None:
        """By whoever sent it. Raises NoPhoto."""
        photo, _ = await self.own(session, actor, code, photo_id, lock=True)
        await more.remove(session, photo)

    async def own(self, session: AsyncSession, actor: Actor, code: str, photo_id: UUID, lock: bool = False) -> tuple[RequestPhoto, Request]:
        """Raises NoPhoto."""
        photo, request = await rows.get(session, photo_id, code, lock)
        if photo.by_staff or not is_of(request, actor) or photo.state == RequestPhotoState.REMOVED.value:
            raise NoPhoto
        return photo, request

    def opened(self, photo: RequestPhoto, column: str) -> bytes:
        """A JPEG. Raises NoPhoto where there is none, or none that can be read any more."""
        sealed = getattr(photo, column)
        if sealed is None:
            raise NoPhoto
        try:
            return self.vault.open(sealed, place_of(photo.id, column))
        except SealBroken as error:
            raise NoPhoto from error
