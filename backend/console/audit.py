"""The log of who looked and who changed: each entry is chained to the one before, and the database refuses to change one."""
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.models import Account
from backend.console.models import MAX_REASON, AuditEntry
from backend.console.sessions import Visitor
from backend.database.base import now

LOCK = 7_311_027
LOOK = "look"
# Whoever looks again within this time has looked once.
SAME_LOOK = timedelta(minutes=30)
START = bytes(32)
READ_AT_ONCE = 1000


@dataclass(frozen=True)
class Told:
    """An entry as it is shown; email is None where the account is gone."""

    at: datetime
    email: str | None
    role: str
    action: str
    kind: str
    object_id: str
    reason: str


async def write(session: AsyncSession, visitor: Visitor, action: str, kind: str, object_id: str, reason: str = "") -> None:
    """In the transaction of what is done, so that neither stands without the other."""
    await append(session, visitor.account_id, visitor.role.value, action, kind, object_id, reason)


async def has_looked(session: AsyncSession, visitor: Visitor, kind: str, object_id: str) -> bool:
    mine = (AuditEntry.actor_id == visitor.account_id, AuditEntry.action == LOOK, AuditEntry.created_at > now() - SAME_LOOK)
    same = select(AuditEntry.id).where(*mine, AuditEntry.kind == kind, AuditEntry.object_id == object_id).limit(1)
    return await session.scalar(same) is not None


async def note_look(session: AsyncSession, visitor: Visitor, kind: str, object_id: str) -> None:
    if not await has_looked(session, visitor, kind, object_id):
        await write(session, visitor, LOOK, kind, object_id)


async def append(session: AsyncSession, actor_id: UUID, role: str, action: str, kind: str, object_id: str, reason: str = "") -> None:
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(LOCK)))
    last = (await session.execute(select(AuditEntry.seq, AuditEntry.hash).order_by(AuditEntry.seq.desc()).limit(1))).first()
    row = AuditEntry(
        id=uuid7(), seq=last.seq + 1 if last else 1, actor_id=actor_id, role=role, action=action, kind=kind, object_id=object_id,
        reason=reason[:MAX_REASON], hash_prev=last.hash if last else START, created_at=now(),
    )  # fmt: skip
    row.hash = digest(row)
    session.add(row)
    await session.flush()


def digest(row: Any) -> bytes:
    """row: an entry, or a row with its columns."""
    said = [row.seq, row.created_at.isoformat(), str(row.actor_id), row.role, row.action, row.kind, row.object_id, row.reason]
    return sha256(row.hash_prev + json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()).digest()


async def first_broken(session: AsyncSession) -> int | None:
    """The number of the first entry that is not what it was, or does not follow the one before; None: all of them hold."""
    expected, before = 1, START
    async for row in every(session):
        if row.seq != expected or row.hash_prev != before or row.hash != digest(row):
            return expected
        expected, before = expected + 1, row.hash
    return None


async def every(session: AsyncSession) -> AsyncIterator[Any]:
    """Rows with the columns of an entry, the first one first; a part at a time, so that the log may be long."""
    after, table = 0, AuditEntry.__table__
    while rows := (await session.execute(select(table).where(table.c.seq > after).order_by(table.c.seq).limit(READ_AT_ONCE))).all():
        for row in rows:
            yield row
        after = rows[-1].seq


async def list_entries(session: AsyncSession, actor_id: UUID | None, object_id: str, most: int, page: int = 0) -> tuple[list[Told], int]:
    """The newest first, and how many there are. actor_id: of one person only; object_id: '' for all."""
    which = [AuditEntry.actor_id == actor_id] if actor_id else []
    if object_id:
        which.append(AuditEntry.object_id == object_id)
    shown = select(AuditEntry, Account.email).outerjoin(Account, Account.id == AuditEntry.actor_id).where(*which)
    rows = (await session.execute(shown.order_by(AuditEntry.seq.desc()).limit(most).offset(page * most))).all()
    total = await session.scalar(select(func.count()).select_from(AuditEntry).where(*which)) or 0
    return [Told(row.created_at, email, row.role, row.action, row.kind, row.object_id, row.reason) for row, email in rows], total
