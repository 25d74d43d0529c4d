"""Hiding more on a photo than was found: at once on what is shown, and kept for when it is hidden anew."""
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_photos import PhotoArea, RequestPhotoState
from backend.database.base import now
from backend.pictures.service import Area, Hidden, NotHidden
from backend.requests.photos.models import RequestPhoto
from backend.requests.photos.refusals import AreaEmpty, HidingUnavailable, PhotoChanged, TooManyAreas
from backend.requests.photos.working import ask, place_of

if TYPE_CHECKING:
    from backend.requests.photos.service import Photos

MOST_AREAS_KEPT = 60
# Begins the transaction of the request when it is called, not before.
Begin = Callable[[], Awaitable[AsyncSession]]


@dataclass(frozen=True)
class Prepared:
    """What is to be kept if the photo is still at that version. hidden: the picture, None where the outbox makes it."""

    version: int
    areas: list[Any]
    hidden: Hidden | None
    by_hand: bool = False


async def prepare(photos: "Photos", photo: RequestPhoto, areas: Sequence[PhotoArea], by_hand: bool = False) -> Prepared | None:
    """Outside of any transaction: nobody waits for it while the picture is made. None: all of it is hidden already.

    by_hand: one that the programs failed on is made of its original. Raises AreaEmpty, TooManyAreas, NoPhoto, HidingUnavailable.
    """
    fresh = list_fresh(photo.areas, areas)
    if not fresh:
        return None
    kept = [*photo.areas, *(list(area) for area in fresh)]
    if photo.state == RequestPhotoState.HIDDEN.value:
        return Prepared(photo.version, kept, await covered(photos, photos.opened(photo, "picture"), fresh))
    if by_hand and photo.state == RequestPhotoState.FAILED.value:
        every = [Area(*area) for area in kept]
        return Prepared(photo.version, kept, await covered(photos, photos.opened(photo, "original"), every), by_hand=True)
    return Prepared(photo.version, kept, None)


async def covered(photos: "Photos", jpeg: bytes, areas: Sequence[Area]) -> Hidden:
    """Raises HidingUnavailable."""
    try:
        return await photos.hider.cover(jpeg, areas)
    except NotHidden as error:
        raise HidingUnavailable("The photo could not be changed just now. Send it again in a moment; nothing was lost.") from error


async def keep(photos: "Photos", session: AsyncSession, photo: RequestPhoto, prepared: Prepared | None) -> None:
    """photo: locked. Raises PhotoChanged."""
    if prepared is None:
        return
    if photo.version != prepared.version:
        raise PhotoChanged("The photo has changed meanwhile. Look at it again, then hide what is left.")
    photo.areas = prepared.areas
    if prepared.hidden is None:
        await again(session, photo)
        return
    hidden = prepared.hidden
    photo.picture = photos.vault.seal(hidden.jpeg, place_of(photo.id, "picture"))
    photo.width, photo.height, photo.dhash, photo.hidden_at = hidden.width, hidden.height, hidden.dhash, photo.hidden_at or now()
    if prepared.by_hand:
        photo.state, photo.doubtful = RequestPhotoState.HIDDEN.value, 1
    await session.flush()


def list_fresh(kept: Sequence[Any], areas: Sequence[PhotoArea]) -> list[Area]:
    """Those that were not told before; told twice is as good as once. Raises AreaEmpty, TooManyAreas."""
    if any(area.left >= area.right or area.top >= area.bottom for area in areas):
        raise AreaEmpty("Each area needs `left` below `right` and `top` below `bottom`.", "areas")
    known = {tuple(area) for area in kept}
    fresh = [Area(area.left, area.top, area.right, area.bottom) for area in areas]
    fresh = [area for area in dict.fromkeys(fresh) if tuple(area) not in known]
    if len(kept) + len(fresh) > MOST_AREAS_KEPT:
        raise TooManyAreas(f"At most {MOST_AREAS_KEPT} areas are kept for a photo. Take it away, and send another one.", "areas")
    return fresh


async def show(session: AsyncSession, photo: RequestPhoto, areas: Sequence[PhotoArea]) -> None:
    """It is made anew from its original, and stands with those who answer until somebody has looked at what came of it.

    photo: locked, and hidden by the programs. Raises AreaEmpty, TooManyAreas.
    """
    fresh = list_fresh(photo.shown, areas)
    if fresh:
        photo.shown = [*photo.shown, *(list(area) for area in fresh)]
        await again(session, photo)


async def again(session: AsyncSession, photo: RequestPhoto) -> None:
    photo.round, photo.state, photo.released_at, photo.released_by = photo.round + 1, RequestPhotoState.QUARANTINED.value, None, None
    await session.flush()
    await ask(session, photo)


async def remove(session: AsyncSession, photo: RequestPhoto) -> None:
    photo.state, photo.original, photo.picture, photo.released_at = RequestPhotoState.REMOVED.value, None, None, None
    await session.flush()
