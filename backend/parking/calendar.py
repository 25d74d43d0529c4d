"""When a listing is open, what of it is booked, and times that its host takes out or adds. What is booked is never broken."""
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings.booked import HoldState, ResourceHold
from backend.contract.listings import BlockedResponse, CalendarBlock, ListingCalendar, NewBlock, Stretch
from backend.database.changes import announce
from backend.parking.models import ParkingListing, ParkingSpot, SpotException
from backend.parking.opening import open_between
from backend.parking.rows import load_sites
from backend.parking.seeding import TOPIC
from backend.service.errors import Conflict, NotFound, Unprocessable
from backend.service.moments import checked_moment

LONGEST, FARTHEST = timedelta(days=62), timedelta(days=400)
MOST_BLOCKS = 500
Cut = tuple[datetime, datetime]


class Booked(Conflict):
    """With what is booked, as `booked`."""

    code = "booked"

    def __init__(self, booked: Sequence[Stretch]):
        super().__init__("Some of this time is booked, and that stands. Block the rest with aroundBookings, or another time.", "startsAt")
        self.more = {"booked": [{"startsAt": one.starts_at.isoformat(), "endsAt": one.ends_at.isoformat()} for one in booked]}


class TooManyBlocks(Conflict):
    code = "too_many_blocks"


def check_span(start: datetime, end: datetime, longest: timedelta) -> None:
    """Raises OffsetMissing, TimeOutOfRange, Unprocessable."""
    checked_moment(start, "startsAt")
    checked_moment(end, "endsAt")
    if not timedelta() < end - start <= longest:
        raise Unprocessable(f"Give an end after the start, {longest.days} days later at most.", "endsAt")


async def show(session: AsyncSession, listing: ParkingListing, start: datetime, end: datetime) -> ListingCalendar:
    """Raises what check_span raises."""
    check_span(start, end, LONGEST)
    sites = await load_sites(session, start, {listing.site_id})
    opened = open_between(sites[0], start, end) if sites else ()
    return ListingCalendar(
        start, end, tuple(Stretch(*one) for one in opened), tuple(await list_booked(session, listing, start, end)),
        tuple(block_of(row) for row in await list_blocks(session, listing.id, start, end)),
    )  # fmt: skip


async def list_booked(session: AsyncSession, listing: ParkingListing, start: datetime, end: datetime) -> list[Stretch]:
    """Held ones too: whoever pays now will have booked."""
    spots = await session.scalars(select(ParkingSpot.id).where(ParkingSpot.site_id == listing.site_id))
    over = (ResourceHold.starts_at < end) & (ResourceHold.ends_at > start) & (ResourceHold.state != HoldState.FREED)
    held = select(ResourceHold.starts_at, ResourceHold.ends_at).where(ResourceHold.resource_id.in_([str(spot) for spot in spots]), over)
    return [Stretch(*row) for row in await session.execute(held.order_by(ResourceHold.starts_at))]


async def list_blocks(session: AsyncSession, listing_id: UUID, start: datetime, end: datetime) -> list[SpotException]:
    over = (SpotException.starts_at < end) & (SpotException.ends_at > start)
    listed = select(SpotException).where(SpotException.listing_id == listing_id, over)
    return list(await session.scalars(listed.order_by(SpotException.starts_at, SpotException.id)))


async def block(session: AsyncSession, listing: ParkingListing, told: NewBlock, now: datetime) -> BlockedResponse:
    """Raises Booked, TooManyBlocks, and what check_span raises."""
    check_span(told.starts_at, told.ends_at, LONGEST)
    if not now < told.ends_at <= now + FARTHEST:
        raise Unprocessable("Give a time that is not over and begins within a year.", "endsAt")
    booked = [] if told.opens else await list_booked(session, listing, told.starts_at, told.ends_at)
    if booked and not told.around_bookings:
        raise Booked(booked)
    pieces = without((told.starts_at, told.ends_at), booked)
    known = select(func.count()).where(SpotException.listing_id == listing.id, SpotException.ends_at > now)
    if (await session.scalar(known) or 0) + len(pieces) > MOST_BLOCKS:
        raise TooManyBlocks("There are too many exceptions. Remove some, or change the hours of the week.")
    rows = [SpotException(id=uuid7(), listing_id=listing.id, starts_at=start, ends_at=end, opens=told.opens) for start, end in pieces]
    session.add_all(rows)
    await session.flush()
    await announce(session, TOPIC, str(listing.site_id))
    return BlockedResponse(tuple(block_of(row) for row in rows), tuple(booked))


def without(whole: Cut, booked: Sequence[Stretch]) -> list[Cut]:
    """What of a time is left; booked: in their order."""
    left, begins = [], whole[0]
    for one in booked:
        if begins < one.starts_at:
            left.append((begins, one.starts_at))
        begins = max(begins, one.ends_at)
    return [*left, (begins, whole[1])] if begins < whole[1] else left


async def unblock(session: AsyncSession, listing: ParkingListing, block_id: UUID) -> None:
    """Raises NotFound. Time that was added and is booked by now stays booked."""
    gone = await session.execute(delete(SpotException).where(SpotException.id == block_id, SpotException.listing_id == listing.id))
    if not gone.rowcount:
        raise NotFound("There is no such exception. The calendar of the listing names them.")
    await announce(session, TOPIC, str(listing.site_id))


def block_of(row: SpotException) -> CalendarBlock:
    return CalendarBlock(row.id, row.starts_at, row.ends_at, row.opens)
