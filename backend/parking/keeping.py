"""What of parking is forgotten, and what an account that lets has to wait for before it goes."""
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import HoldState, ResourceHold
from backend.contract.listings import ListingState
from backend.database.base import now
from backend.database.changes import announce
from backend.parking.models import ParkingListing, ParkingSite, ParkingSpot, SpotException
from backend.parking.seeding import TOPIC

AFTER_END = timedelta(days=30)
AT_ONCE = 200


async def purge(session: AsyncSession) -> int:
    """Listings thirty days after their end and after their last booking; exceptions that are over. How many rows it was."""
    before = now() - AFTER_END
    ended = select(ParkingListing.id, ParkingListing.site_id).where(ParkingListing.state == ListingState.ENDED, ParkingListing.updated_at < before)
    gone = [listing for listing, site in (await session.execute(ended.limit(AT_ONCE))).all() if not await is_held(session, [site], before)]
    await session.execute(delete(ParkingListing).where(ParkingListing.id.in_(gone)))
    over = select(SpotException.id).where(SpotException.ends_at < before).limit(AT_ONCE)
    return len(gone) + (await session.execute(delete(SpotException).where(SpotException.id.in_(over)))).rowcount


async def is_held(session: AsyncSession, sites: Sequence[UUID], after: datetime) -> bool:
    """Somebody has one of their spots at a moment or later."""
    spots = [str(spot) for spot in await session.scalars(select(ParkingSpot.id).where(ParkingSpot.site_id.in_(sites)))]
    held = ResourceHold.resource_id.in_(spots), ResourceHold.ends_at > after, ResourceHold.state != HoldState.FREED
    return bool(spots) and await session.scalar(select(ResourceHold.id).where(*held).limit(1)) is not None


async def is_letting(session: AsyncSession, account_id: UUID) -> bool:
    """Somebody has booked a space of this account and is still to come, or there."""
    sites = await session.scalars(select(ParkingListing.site_id).where(ParkingListing.account_id == account_id))
    return await is_held(session, list(sites), now())


async def end_all(session: AsyncSession, account_id: UUID) -> None:
    """Of an account that goes: its listings go with it, their sites are found by nobody."""
    sites = list(await session.scalars(select(ParkingListing.site_id).where(ParkingListing.account_id == account_id)))
    await session.execute(update(ParkingSite).where(ParkingSite.id.in_(sites)).values(ended_at=now()))
    for site in sites:
        await announce(session, TOPIC, str(site))
