"""Hiding as work of the outbox: done after the answer, again after a crash, and dropped where the photo has changed meanwhile."""
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_photos import RequestPhotoState
from backend.database.base import now
from backend.database.database import Database
from backend.database.sealing import SealBroken, Vault
from backend.outbox.entries import Entry, enqueue
from backend.outbox.worker import Finish, GiveUp
from backend.pictures.service import Area, Hidden, Hider, NotHidden
from backend.requests.photos.models import RequestPhoto
from backend.requests.photos.refusals import NoPhoto
from backend.requests.photos.rows import get
from backend.requests.telling.kinds import PHOTO_READY

KIND = "request.photo"
MOST_TRIES = 10
log = structlog.get_logger("allways.requests.photos")


def place_of(photo_id: UUID, column: str) -> str:
    """What a sealed picture is bound to."""
    return f"request_photo/{column}/{photo_id}"


async def ask(session: AsyncSession, photo: RequestPhoto) -> None:
    """That it is hidden, once what is written now is kept."""
    await enqueue(session, KIND, {"photoId": str(photo.id), "round": photo.round}, f"{KIND}:{photo.id}:{photo.round}")


class HidingWork:
    """The handler of the outbox."""

    def __init__(self, database: Database, vault: Vault, hider: Hider):
        self.database, self.vault, self.hider = database, vault, hider

    async def __call__(self, entry: Entry) -> Finish | None:
        photo_id, wanted = UUID(entry.payload["photoId"]), int(entry.payload["round"])
        try:
            async with self.database.reading() as session:
                photo, _ = await get(session, photo_id)
        except NoPhoto:
            return None
        if not waits(photo, wanted) or photo.original is None:
            return None
        try:
            jpeg = self.vault.open(photo.original, place_of(photo_id, "original"))
            hidden = await self.hider.hide(jpeg, [Area(*area) for area in photo.areas], [Area(*area) for area in photo.shown])
        except (NotHidden, SealBroken) as error:
            await self.failed(entry, photo_id, wanted, error)
            raise
        sealed = self.vault.seal(hidden.jpeg, place_of(photo_id, "picture"))
        return lambda session: keep(session, photo_id, wanted, sealed, hidden)

    async def failed(self, entry: Entry, photo_id: UUID, wanted: int, error: NotHidden | SealBroken) -> None:
        """It is tried again; in the end the staff sees to it. Raises GiveUp."""
        code = error.code if isinstance(error, NotHidden) else "seal_broken"
        if entry.attempt < MOST_TRIES and isinstance(error, NotHidden):
            return
        log.error("photo_not_hidden", code=code)
        async with self.database.writing() as session:
            photo, _ = await get(session, photo_id, lock=True)
            if waits(photo, wanted):
                photo.state = RequestPhotoState.FAILED.value
        raise GiveUp(code)


def waits(photo: RequestPhoto, wanted: int) -> bool:
    return photo.state == RequestPhotoState.QUARANTINED.value and photo.round == wanted


async def keep(session: AsyncSession, photo_id: UUID, wanted: int, sealed: bytes, hidden: Hidden) -> None:
    """In the transaction that marks the work done: either both stand or it is done again."""
    try:
        photo, _ = await get(session, photo_id, lock=True)
    except NoPhoto:
        return
    if waits(photo, wanted):
        photo.state, photo.picture, photo.hidden_at = RequestPhotoState.HIDDEN.value, sealed, now()
        describe(photo, hidden)
        if not photo.by_staff:  # once for all photos of a request
            await enqueue(session, PHOTO_READY, {"requestId": str(photo.request_id)}, f"{PHOTO_READY}:{photo.request_id}")


def describe(photo: RequestPhoto, hidden: Hidden) -> None:
    photo.width, photo.height, photo.dhash = hidden.width, hidden.height, hidden.dhash
    photo.faces, photo.plates = hidden.faces, hidden.plates
    # What a person had shown again, a person looks at once more before everybody sees it.
    photo.doubtful = max(hidden.doubtful, 1) if photo.shown else hidden.doubtful
    photo.detector, photo.params = hidden.detector, hidden.params
