"""What a person has to see to, and by when: made in the transaction in which it came about. What nobody has seen to by then is
mailed to those on duty (`task_letters.py`) and stands where the staff look after work that was given up (`GET /v1/staff/outbox`), beside what the
desk shows as overdue."""
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.database import Database
from backend.outbox.entries import Entry, enqueue
from backend.outbox.worker import GiveUp
from backend.rides.models import RideTask, TaskKind
from backend.rides.task_letters import ring

DUE = timedelta(minutes=2)
OVERDUE = "ride.task_due"


async def make(
    session: AsyncSession, kind: TaskKind, reason: str, zone_id: UUID, at: datetime, ride_id: UUID | None = None, shift_id: UUID | None = None
) -> RideTask:
    """The open task about the same ride or vehicle, or a new one."""
    same = select(RideTask).where(RideTask.kind == kind, RideTask.ride_id == ride_id, RideTask.shift_id == shift_id, RideTask.done_at.is_(None))
    known = await session.scalar(same.limit(1))
    if known is not None:
        return known
    row = RideTask(id=uuid7(), zone_id=zone_id, kind=kind, reason=reason, ride_id=ride_id, shift_id=shift_id, due_at=at + DUE)
    session.add(row)
    await session.flush()
    await enqueue(session, OVERDUE, {"taskId": str(row.id)}, f"{OVERDUE}:{row.id}", row.due_at)
    return row


async def close(session: AsyncSession, kind: TaskKind, note: str, at: datetime, shift_id: UUID, reason: str) -> None:
    """What came about by itself leaves nothing to be done."""
    of = (RideTask.kind == kind) & (RideTask.shift_id == shift_id) & (RideTask.reason == reason) & RideTask.done_at.is_(None)
    await session.execute(update(RideTask).where(of).values(done_at=at, note=note))


async def overdue(database: Database, entry: Entry) -> None:
    """At its hour. Raises GiveUp where nobody has done it."""
    async with database.writing() as session:
        row = await session.get(RideTask, UUID(entry.payload["taskId"]))
        if row is None or row.done_at is not None:
            return
        await ring(session, row, row.due_at)
    raise GiveUp(f"ride_task_overdue_{row.kind}")
