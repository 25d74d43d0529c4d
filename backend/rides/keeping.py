"""Forgetting: where somebody rode, who called and who drove 90 days after the day, questions of searches after a week, where a van was after its
shift."""
from datetime import timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.keeping import IN_FULL
from backend.database.base import now
from backend.rides.models import DrivenEvent, Ride, RideDay, RideDecision, RideShift, RideTask

SNAPSHOTS_KEPT, SEEN_KEPT = timedelta(days=7), timedelta(hours=1)  # the latter after a shift that nobody ended
AT_ONCE = 500
EMPTY_RIDE = {
    "account_id": None, "load": [], "from_name": "", "from_lat": 0.0, "from_lon": 0.0, "to_name": "", "to_lat": 0.0, "to_lon": 0.0, "caller": None,
}  # fmt: skip


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many rows it was. Plans go with their decisions, and rides and shifts stay, of nobody and without places."""
    moment = now()
    old = (moment - IN_FULL).date()
    gone = await emptied(session, Ride, or_(Ride.from_name != "", Ride.load != []) & (Ride.day < old), **EMPTY_RIDE)
    gone += await emptied(session, RideTask, (RideTask.note != "") & (RideTask.created_at < moment - IN_FULL), note="")
    asked = RideDecision.snapshot.is_not(None) & (RideDecision.created_at < moment - SNAPSHOTS_KEPT)
    gone += await emptied(session, RideDecision, asked, snapshot=None)
    seen = RideShift.lat.is_not(None) & (RideShift.ends_at < moment - SEEN_KEPT)
    gone += await emptied(session, RideShift, seen, lat=None, lon=None, seen_at=None)
    gone += await emptied(session, RideShift, RideShift.driver_id.is_not(None) & (RideShift.day < old), driver_id=None)
    said = select(DrivenEvent.id).where(DrivenEvent.created_at < moment - IN_FULL).limit(AT_ONCE)
    gone += (await session.execute(delete(DrivenEvent).where(DrivenEvent.id.in_(said)))).rowcount
    days = select(RideDay.id).where(RideDay.day < old).limit(AT_ONCE)
    return gone + (await session.execute(delete(RideDay).where(RideDay.id.in_(days)))).rowcount


async def emptied(session: AsyncSession, table, condition, **values) -> int:
    old = list(await session.scalars(select(table.id).where(condition).limit(AT_ONCE)))
    if old:
        await session.execute(update(table).where(table.id.in_(old)).values(**values))
    return len(old)
