"""What time brings about: reminders at 80 % of a clock, clocks that run out, rings that nobody answers. Found in the rows, so nothing is forgotten.

Each has a transaction of its own that holds its row: of several processes one does it, and the others find nothing left to do.
"""
import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Select, func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies import noting, paging
from backend.bodies.categories import Names
from backend.bodies.clocks import RUNNING, hours_of
from backend.bodies.models import Paging, RequestClock
from backend.bodies.noting import Requests
from backend.bodies.standing import Standing, Tables
from backend.bodies.table import BodyTold
from backend.bodies.words import ClockKind
from backend.database.base import now
from backend.database.database import Database
from backend.requests.models import Request
from backend.service.errors import ServiceError

EVERY_S = 5.0
AT_ONCE = 100
AGAIN_SHARE = 0.5  # of its length, until it goes up once more
PUT_OFF = timedelta(hours=1)
Row = TypeVar("Row", RequestClock, Paging)
log = structlog.get_logger("allways.bodies")


@dataclass(frozen=True)
class Ticking:
    standing: Standing
    requests: Requests
    database: Database
    clock: Callable[[], datetime] = now

    async def run(self, every_s: float = EVERY_S) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.sweep()
            except (SQLAlchemyError, OSError) as error:
                log.warning("clocks_not_swept", error=type(error).__name__)
            await asyncio.sleep(every_s * random.uniform(0.75, 1.25))

    async def sweep(self) -> int:
        """How many clocks and rings had something to be done."""
        at = self.clock()
        clocks = select(RequestClock.id).where(RUNNING, RequestClock.next_at <= at).order_by(RequestClock.next_at)
        pages = select(Paging.id).where(paging.RINGING, Paging.answer_by <= at).order_by(Paging.answer_by)
        return await self.each(clocks, self.tick) + await self.each(pages, self.ring_next)

    async def each(self, find: Select[tuple[UUID]], act: Callable[[AsyncSession, UUID, datetime], Awaitable[bool]]) -> int:
        async with self.database.reading() as session:
            due = list(await session.scalars(find.limit(AT_ONCE)))
        done = 0
        for row_id in due:
            try:
                async with self.database.writing() as session:
                    done += await act(session, row_id, self.clock())
            except ServiceError as refusal:
                log.warning("clock_refused", code=refusal.code)
                await self.put_off(row_id)
        return done

    async def put_off(self, row_id: UUID) -> None:
        """What the law of requests refuses now is tried again later, and keeps nothing else waiting."""
        later = self.clock() + PUT_OFF
        async with self.database.writing() as session:
            await session.execute(update(RequestClock).where(RequestClock.id == row_id, RequestClock.next_at.is_not(None)).values(next_at=later))
            await session.execute(update(Paging).where(Paging.id == row_id, paging.RINGING).values(answer_by=later))

    async def tick(self, session: AsyncSession, clock_id: UUID, at: datetime) -> bool:
        clock = await held(session, RequestClock, clock_id)
        if clock is None or clock.stopped_at is not None or clock.next_at is None or clock.next_at > at or clock.due_at is None:
            return False
        tables = await self.standing.read(session)
        if clock.due_at > at:
            clock.reminded_at, clock.next_at = at, clock.due_at
            await session.flush()
            await noting.ran_out_soon(session, self.requests, clock.request_id, ClockKind(clock.kind), at)
        else:
            await self.go_up(session, tables, clock, at)
        return True

    async def go_up(self, session: AsyncSession, tables: Tables, clock: RequestClock, at: datetime) -> None:
        """To the level above the highest that any clock of this request has reached; once all know, only the staff is reminded."""
        clock.breached_at = clock.breached_at or clock.due_at
        body = tables.body(clock.body_id)
        highest = await session.scalar(select(func.max(RequestClock.level)).where(RequestClock.request_id == clock.request_id)) or 0
        above = chain(tables, body)
        kind = ClockKind(clock.kind)
        if kind is ClockKind.DELIVERY or highest >= len(above):
            clock.next_at = None
            await session.flush()
            await noting.remind(session, self.requests, clock.request_id, "late", at, clock=noting.WORDS["en"][kind])
            return
        clock.level = highest + 1
        again_s = max(1, math.ceil(clock.length_s * AGAIN_SHARE))
        clock.next_at = hours_of(clock, body).add(at, again_s) if clock.level < len(above) else None
        await session.flush()
        await noting.went_up(session, self.requests, clock.request_id, kind, above[highest], at)

    async def ring_next(self, session: AsyncSession, page_id: UUID, at: datetime) -> bool:
        page = await held(session, Paging, page_id)
        if page is None or page.ended_at is not None or page.answer_by > at:
            return False
        await paging.go_on(session, await self.standing.read(session), self.requests, page, at)
        return True


async def held(session: AsyncSession, model: type[Row], row_id: UUID) -> Row | None:
    """The row, and before it its request, in the order in which whoever changes a request takes them. None where somebody has it just now."""
    mine = select(model.request_id).where(model.id == row_id).scalar_subquery()
    request_id = await session.scalar(select(Request.id).where(Request.id == mine).with_for_update(skip_locked=True))
    return None if request_id is None else await session.get(model, row_id, with_for_update=True)


def chain(tables: Tables, body: BodyTold) -> list[Names]:
    """Whom it goes up to: the levels of the body, then the body above it and its levels, and so on."""
    found = list(body.levels)
    while body.escalates_to is not None:
        body = tables.table.bodies[body.escalates_to]
        found += [{"en": body.name}, *body.levels]
    return found
