"""Forgetting: codes and plates a day after a stay, vehicles, pictures and what gates told after 90 days, what hosts were asked and what was wished
for at an event a day after it."""
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.keeping import IN_FULL
from backend.bookings.models import Booking, BookingLeg
from backend.database.base import now
from backend.reservations.gathering_models import GatheringWish, ParkingGathering
from backend.reservations.incidents import Incident, IncidentPhoto, IncidentState
from backend.reservations.models import GateMark, GateMiss, ParkingRequest, ParkingReservation

DAY, INSIDE_KEPT = timedelta(days=1), timedelta(days=30)
AT_ONCE = 500


async def purge(session: AsyncSession) -> int:
    """A part at a time; how many rows it was."""
    moment = now()
    gone = await purge_rows(session, GateMiss, GateMiss.created_at < moment - DAY)
    gone += await purge_rows(session, GateMark, GateMark.at < moment - IN_FULL)
    gone += await purge_rows(session, ParkingRequest, ParkingRequest.ends_at < moment - DAY)
    gone += await purge_rows(session, IncidentPhoto, IncidentPhoto.created_at < moment - IN_FULL)
    over = select(ParkingGathering.id).where(ParkingGathering.ends_at < moment - DAY)
    gone += await purge_rows(session, GatheringWish, GatheringWish.gathering_id.in_(over))
    gone += await purge_rows(session, ParkingGathering, ParkingGathering.ends_at < moment - IN_FULL)
    row = ParkingReservation
    is_out = or_(row.entered_at.is_(None), row.left_at.is_not(None), row.over_at < moment - INSIDE_KEPT)
    gone += await empty(session, row.entry_code.is_not(None) & (row.over_at < moment - DAY) & is_out, entry_code=None, plate=None)
    return gone + await empty(session, (row.vehicle != {}) & (row.over_at < moment - IN_FULL), vehicle={}, fit={})


async def purge_rows(session: AsyncSession, model, condition: ColumnElement[bool]) -> int:
    old = select(model.id).where(condition).limit(AT_ONCE)
    return (await session.execute(delete(model).where(model.id.in_(old)))).rowcount


async def empty(session: AsyncSession, condition: ColumnElement[bool], **values) -> int:
    old = list(await session.scalars(select(ParkingReservation.id).where(condition).limit(AT_ONCE)))
    if old:
        await session.execute(update(ParkingReservation).where(ParkingReservation.id.in_(old)).values(**values))
    return len(old)


async def is_looked_at(session: AsyncSession, account_id: UUID) -> bool:
    """Whether a person of ours has something to decide for them."""
    waiting = select(Incident.id).where(Incident.leg_id.in_(legs_of(account_id)), Incident.state == IncidentState.UNDECIDED)
    return await session.scalar(waiting.limit(1)) is not None


async def forget(session: AsyncSession, account_id: UUID) -> None:
    """Pictures go with the account."""
    told = select(Incident.id).where(Incident.leg_id.in_(legs_of(account_id)))
    await session.execute(delete(IncidentPhoto).where(IncidentPhoto.incident_id.in_(told)))


def legs_of(account_id: UUID) -> Select[tuple[UUID]]:
    return select(BookingLeg.id).join(Booking, Booking.id == BookingLeg.booking_id).where(Booking.account_id == account_id)
