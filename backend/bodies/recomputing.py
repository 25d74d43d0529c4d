"""After a new version of the tables: due dates of open clocks worked out anew, each change told. What ran out or stopped stays as it was."""
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies import noting
from backend.bodies.clocks import RUNNING, TOLD, next_dues, set_due
from backend.bodies.models import RequestClock
from backend.bodies.noting import Requests
from backend.bodies.standing import Standing
from backend.bodies.ticking import held
from backend.database.base import now
from backend.database.database import Database
from backend.outbox.entries import Entry

AT_ONCE = 50
LEAST_S = 60  # of a move that is worth a message


@dataclass(frozen=True)
class Recomputing:
    standing: Standing
    requests: Requests
    database: Database
    clock: Callable[[], datetime] = now

    async def handle(self, entry: Entry) -> None:
        """However many there are: a part at a time, each in a transaction of its own, and again from where it stopped."""
        while clocks := await self.outdated():
            for clock_id in clocks:
                async with self.database.writing() as session:
                    await self.renew(session, clock_id)

    async def outdated(self) -> list[UUID]:
        async with self.database.reading() as session:
            version = (await self.standing.read(session)).rules_version
            older = select(RequestClock.id).where(RUNNING, RequestClock.rules_version < version)
            return list(await session.scalars(older.order_by(RequestClock.id).limit(AT_ONCE)))

    async def renew(self, session: AsyncSession, clock_id: UUID) -> None:
        clock = await held(session, RequestClock, clock_id)
        if clock is None or clock.stopped_at is not None:
            return
        tables, before = await self.standing.read(session), clock.due_at
        body, at = tables.body(clock.body_id), self.clock()
        clock.rules_version = tables.rules_version
        if before is None or before <= at or not clock.working:
            return
        clock.holidays = body.holidays.version
        set_due(clock, body)
        await session.flush()
        if clock.kind in TOLD and clock.due_at is not None and math.fabs((clock.due_at - before).total_seconds()) >= LEAST_S:
            dues = await next_dues(session, [clock.request_id])
            await noting.moved(session, self.requests, clock.request_id, dues.get(clock.request_id), at)
