"""The urgent lane: those on duty are rung for one after the other, in order and round again, until a human answers.

Each ring is a row and an entry of the outbox in the same transaction, so that it happens once in all processes.
"""
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies import noting
from backend.bodies.models import Duty, Paging
from backend.bodies.noting import Requests
from backend.bodies.standing import Tables
from backend.outbox.entries import enqueue

PAGE = "bodies.page"
ANSWER_WITHIN = timedelta(minutes=10)
RINGING = Paging.ended_at.is_(None)


@dataclass(frozen=True)
class OnDuty:
    """accounts: in the order in which they are rung. alarm: the address of the body for that."""

    accounts: tuple[UUID, ...]
    alarm: str

    @property
    def count(self) -> int:
        return len(self.accounts) + bool(self.alarm)

    def nth(self, number: int) -> UUID | None:
        """Who is rung as the `number`th, from 1, round and round; None: the address of the body."""
        at = (number - 1) % max(1, self.count)
        return self.accounts[at] if at < len(self.accounts) else None


async def on_duty(session: AsyncSession, tables: Tables, body_id: UUID) -> OnDuty:
    accounts = await session.scalars(select(Duty.account_id).where(Duty.body_id == body_id).order_by(Duty.rank))
    return OnDuty(tuple(accounts), tables.body(body_id).alarm)


async def begin(session: AsyncSession, request_id: UUID, body_id: UUID, tables: Tables, at: datetime) -> None:
    """Also after a transfer: then those of the new body are rung for."""
    await end(session, request_id, at, answered=False)
    await ring(session, tables, request_id, body_id, 1, at)


async def ring(session: AsyncSession, tables: Tables, request_id: UUID, body_id: UUID, turn: int, at: datetime) -> OnDuty:
    """turn: the `turn`th of those on duty at this body, from 1."""
    duty = await on_duty(session, tables, body_id)
    last = await session.scalar(select(func.max(Paging.page_no)).where(Paging.request_id == request_id))
    page = Paging(
        request_id=request_id, page_no=(last or 0) + 1, turn=turn, body_id=body_id, account_id=duty.nth(turn), paged_at=at,
        answer_by=at + ANSWER_WITHIN,
    )  # fmt: skip
    session.add(page)
    await session.flush()
    await enqueue(session, PAGE, {"pagingId": str(page.id)}, f"{PAGE}:{page.id}", at)
    return duty


async def go_on(session: AsyncSession, tables: Tables, requests: Requests, page: Paging, at: datetime) -> None:
    """Nobody answered in time: the next one."""
    page.ended_at = at
    await session.flush()
    duty = await ring(session, tables, page.request_id, page.body_id, page.turn + 1, at)
    number = page.turn % max(1, duty.count) + 1
    word = "nobody" if duty.count == 0 else "rang" if duty.nth(number) else "rang_office"
    await noting.remind(session, requests, page.request_id, word, at, number=str(number), count=str(len(duty.accounts)))


async def end(session: AsyncSession, request_id: UUID, at: datetime, answered: bool) -> None:
    await session.execute(update(Paging).where(Paging.request_id == request_id, RINGING).values(ended_at=at, answered=answered))
