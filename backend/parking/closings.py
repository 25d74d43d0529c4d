"""Times when the staff has shut a car park: nothing of it is let then."""
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.closings import ClosingsResponse, KnownClosing, SiteClosing
from backend.database.changes import announce
from backend.parking.models import ParkingClosing
from backend.parking.seeding import TOPIC
from backend.service.errors import NotFound

MOST_LISTED = 500


async def load_closings(session: AsyncSession, at: datetime, only: Collection[UUID] | None) -> dict[UUID, tuple[tuple[datetime, datetime], ...]]:
    """Of each site, those that are not over."""
    columns = select(ParkingClosing.site_id, ParkingClosing.starts_at, ParkingClosing.ends_at).where(ParkingClosing.ends_at > at)
    listed = columns if only is None else columns.where(ParkingClosing.site_id.in_(only))
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for site_id, starts_at, ends_at in await session.execute(listed.order_by(ParkingClosing.starts_at)):
        found[site_id].append((starts_at, ends_at))
    return {site_id: tuple(times) for site_id, times in found.items()}


async def close(session: AsyncSession, site_id: UUID, asked: SiteClosing) -> UUID:
    """The same closing once, however often it is asked for."""
    same = select(ParkingClosing.id).where(
        ParkingClosing.site_id == site_id, ParkingClosing.starts_at == asked.starts_at, ParkingClosing.ends_at == asked.ends_at
    )
    known = await session.scalar(same)
    if known is not None:
        return known
    row = ParkingClosing(site_id=site_id, starts_at=asked.starts_at, ends_at=asked.ends_at, reason=asked.reason)
    session.add(row)
    await session.flush()
    await announce(session, TOPIC, str(site_id))
    return row.id


async def list_closings(session: AsyncSession, at: datetime) -> ClosingsResponse:
    listed = select(ParkingClosing).where(ParkingClosing.ends_at > at).order_by(ParkingClosing.starts_at).limit(MOST_LISTED)
    return ClosingsResponse(
        tuple(KnownClosing(one.id, one.site_id, one.starts_at, one.ends_at, one.reason) for one in await session.scalars(listed))
    )


async def reopen(session: AsyncSession, closing_id: UUID) -> None:
    """Who was given another space keeps it. Raises NotFound."""
    row = await session.scalar(select(ParkingClosing).where(ParkingClosing.id == closing_id))
    if row is None:
        raise NotFound("There is no such closing. GET /v1/staff/parking/closings lists them.")
    await session.execute(delete(ParkingClosing).where(ParkingClosing.id == closing_id))
    await announce(session, TOPIC, str(row.site_id))
