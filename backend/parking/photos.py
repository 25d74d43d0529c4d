"""Pictures of listings: taken in as those of obstacles are, and shown to others once the staff has seen that nobody can be known by them."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.listings import PhotoDecision, PhotoState, WaitingPhoto, WaitingPhotosResponse
from backend.database.changes import announce
from backend.database.sealing import SealBroken, Vault
from backend.parking.models import ListingPicture, ParkingListing, ParkingSpot
from backend.parking.seeding import TOPIC
from backend.service.errors import NotFound

NONE_SUCH = "There is no such picture."


def where(picture_id: UUID) -> str:
    """What a sealed picture is bound to."""
    return f"listing_picture/sealed/{picture_id}"


async def put(session: AsyncSession, vault: Vault, listing: ParkingListing, number: int, picture: bytes) -> None:
    """In place of the one with this number. It waits for the staff. Raises NotSetUp."""
    await session.execute(delete(ListingPicture).where(ListingPicture.listing_id == listing.id, ListingPicture.number == number))
    key = uuid7()
    session.add(ListingPicture(id=key, listing_id=listing.id, number=number, sealed=vault.seal(picture, where(key))))
    await announce(session, TOPIC, str(listing.site_id))


async def remove(session: AsyncSession, listing: ParkingListing, number: int) -> None:
    """Raises NotFound."""
    gone = await session.execute(delete(ListingPicture).where(ListingPicture.listing_id == listing.id, ListingPicture.number == number))
    if not gone.rowcount:
        raise NotFound(NONE_SUCH)
    await announce(session, TOPIC, str(listing.site_id))


async def of_host(session: AsyncSession, vault: Vault, listing: ParkingListing, number: int) -> bytes:
    """As its host sees it, shown or not. Raises NotFound."""
    mine = select(ListingPicture).where(ListingPicture.listing_id == listing.id, ListingPicture.number == number)
    return opened(vault, (await session.scalars(mine)).first())


async def of_space(session: AsyncSession, vault: Vault, space_id: UUID, picture_id: UUID) -> bytes:
    """As everybody sees it. Raises NotFound."""
    listing = select(ParkingListing.id).join(ParkingSpot, ParkingSpot.site_id == ParkingListing.site_id).where(ParkingSpot.id == space_id)
    shown = select(ListingPicture).where(ListingPicture.id == picture_id, ListingPicture.state == PhotoState.SHOWN)
    return opened(vault, (await session.scalars(shown.where(ListingPicture.listing_id.in_(listing)))).first())


async def of_staff(session: AsyncSession, vault: Vault, picture_id: UUID) -> bytes:
    """Raises NotFound."""
    return opened(vault, await session.get(ListingPicture, picture_id))


def opened(vault: Vault, row: ListingPicture | None) -> bytes:
    if row is None:
        raise NotFound(NONE_SUCH)
    try:
        return vault.open(row.sealed, where(row.id))
    except SealBroken as error:
        raise NotFound(NONE_SUCH) from error


async def list_waiting(session: AsyncSession, most: int) -> WaitingPhotosResponse:
    waiting = ListingPicture.state == PhotoState.WAITING
    columns = select(ListingPicture.id, ParkingSpot.id, ListingPicture.created_at).where(waiting)
    of_listing = columns.join(ParkingListing, ParkingListing.id == ListingPicture.listing_id)
    listed = of_listing.join(ParkingSpot, ParkingSpot.site_id == ParkingListing.site_id)
    rows = await session.execute(listed.order_by(ListingPicture.created_at, ListingPicture.id).limit(most))
    total = await session.scalar(select(func.count()).select_from(ListingPicture).where(waiting)) or 0
    return WaitingPhotosResponse(tuple(WaitingPhoto(*row) for row in rows), total)


async def decide(session: AsyncSession, picture_id: UUID, said: PhotoDecision, now: datetime) -> None:
    """May be said again otherwise. Raises NotFound."""
    row = await session.get(ListingPicture, picture_id, with_for_update=True)
    if row is None:
        raise NotFound(NONE_SUCH)
    row.state, row.reason, row.decided_at = PhotoState.SHOWN if said.show else PhotoState.REFUSED, said.reason, now
    site = await session.scalar(select(ParkingListing.site_id).where(ParkingListing.id == row.listing_id))
    await announce(session, TOPIC, str(site))
