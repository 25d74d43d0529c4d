"""Writing down what is to be done outside, and looking at what is left."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.database.changes import announce
from backend.outbox.models import OutboxEntry

TOPIC = "outbox"
TABLE = OutboxEntry.__table__
INSERT = {
    dialect: insert(TABLE).on_conflict_do_nothing(index_elements=["key"]).returning(TABLE.c.id)
    for dialect, insert in (("postgresql", postgresql_insert), ("sqlite", sqlite_insert))
}
PURGED_AT_ONCE = 1000
WAITING = OutboxEntry.done_at.is_(None) & OutboxEntry.dead_at.is_(None)


@dataclass(frozen=True)
class Entry:
    """A claimed entry, as its handler sees it. `attempt` is 1 at first; the handler may see the same entry again and must then do no harm."""

    id: UUID
    lock_id: UUID
    kind: str
    key: str
    payload: Mapping[str, Any]
    attempt: int


@dataclass(frozen=True)
class New:
    """What is to be done; see `enqueue`."""

    kind: str
    payload: Mapping[str, Any]
    key: str


@dataclass(frozen=True)
class Left:
    """How many wait, how many of those are at work, how many were given up; since when the one due longest is due."""

    waiting: int
    at_work: int
    dead: int
    due_since: datetime | None


async def enqueue(session: AsyncSession, kind: str, payload: Mapping[str, Any], key: str, at: datetime | None = None) -> bool:
    """To be done by the worker once this transaction is kept, not before `at`. False when an entry of this key stands already: it is done once."""
    return await enqueue_all(session, [New(kind, payload, key)], at) == 1


async def enqueue_all(session: AsyncSession, wanted: Sequence[New], at: datetime | None = None) -> int:
    """As `enqueue`, several at once; how many did not stand already."""
    if not wanted:
        return 0
    moment = at or now()
    entries = [{"id": uuid7(), "kind": one.kind, "key": one.key, "payload": dict(one.payload), "next_at": moment} for one in wanted]
    added = await session.execute(INSERT[session.get_bind().dialect.name], entries)
    number = len(added.all())
    if number:
        await announce(session, TOPIC)
    return number


async def claim(session: AsyncSession, kinds: frozenset[str], most: int, moment: datetime, until: datetime) -> list[OutboxEntry]:
    """Up to `most` entries that are due, locked until then. Two workers never get the same one: each skips what the other is just taking."""
    due = select(OutboxEntry).where(WAITING, OutboxEntry.next_at <= moment, OutboxEntry.kind.in_(kinds)).order_by(OutboxEntry.next_at).limit(most)
    entries = list(await session.scalars(due.with_for_update(skip_locked=True)))
    for entry in entries:
        entry.lock_id, entry.next_at, entry.attempts = uuid4(), until, entry.attempts + 1
    return entries


async def next_due(session: AsyncSession, kinds: frozenset[str]) -> datetime | None:
    return await session.scalar(select(func.min(OutboxEntry.next_at)).where(WAITING, OutboxEntry.kind.in_(kinds)))


async def settle(session: AsyncSession, entry: Entry, **values: Any) -> bool:
    """Ends a claim. False when the lock has gone to somebody else meanwhile; then nothing is changed."""
    mine = update(OutboxEntry).where(OutboxEntry.id == entry.id, OutboxEntry.lock_id == entry.lock_id)
    return (await session.execute(mine.values(lock_id=None, **values))).rowcount == 1


async def count_left(session: AsyncSession) -> Left:
    dead = await session.scalar(select(func.count()).where(OutboxEntry.dead_at.is_not(None)))
    waiting, at_work = (await session.execute(select(func.count(), func.count(OutboxEntry.lock_id)).where(WAITING))).one()
    due = select(func.min(OutboxEntry.next_at)).where(WAITING, OutboxEntry.lock_id.is_(None), OutboxEntry.next_at <= now())
    return Left(waiting, at_work, dead or 0, await session.scalar(due))


async def list_dead(session: AsyncSession, most: int) -> list[OutboxEntry]:
    """The ones given up last come first."""
    return list(await session.scalars(select(OutboxEntry).where(OutboxEntry.dead_at.is_not(None)).order_by(OutboxEntry.dead_at.desc()).limit(most)))


async def revive(session: AsyncSession, entry_id: UUID) -> bool:
    """A dead entry is tried again, as if for the first time. False when there is no such dead entry."""
    dead = update(OutboxEntry).where(OutboxEntry.id == entry_id, OutboxEntry.dead_at.is_not(None))
    revived = (await session.execute(dead.values(dead_at=None, attempts=0, next_at=now()))).rowcount == 1
    if revived:
        await announce(session, TOPIC)
    return revived


async def purge(session: AsyncSession, older_than: timedelta) -> int:
    """Forgets entries done longer ago, a part at a time; how many it was."""
    old = select(OutboxEntry.id).where(OutboxEntry.done_at < now() - older_than).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(OutboxEntry).where(OutboxEntry.id.in_(old)))).rowcount
