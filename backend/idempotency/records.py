"""What was answered to a write, in the table: noted in the transaction of the work itself, so both are there or neither is."""
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.idempotency.models import MAX_STORED, IdempotencyRecord
from backend.service.errors import ServiceError, Unprocessable

KEPT = timedelta(hours=24)
QUOTA = 2000
PURGED_AT_ONCE = 1000
HEADERS_KEPT = ("content-type", "location", "etag")
# Every write comes through here: its statements are put together once, and speak of the table, which is less work than speaking of rows.
TABLE = IdempotencyRecord.__table__
LIVE = select(func.count()).where(TABLE.c.actor == bindparam("whose"), TABLE.c.expires_at > bindparam("moment"))
FINISH = update(TABLE).where(TABLE.c.actor == bindparam("whose"), TABLE.c.key == bindparam("which"))


class KeyReused(Unprocessable):
    code = "idempotency_key_reused"


class QuotaReached(ServiceError):
    status, code = 429, "idempotency_quota"


@dataclass(frozen=True)
class Asked:
    """A write: by whom, under which key, and what it says."""

    actor: str
    key: str
    request_hash: bytes


@dataclass(frozen=True)
class Given:
    """The answer it got. body None: it was too long to keep; `location` says where the outcome is."""

    status: int
    headers: dict[str, str]
    body: bytes | None


def hash_request(method: str, path: str, query: bytes, body: bytes) -> bytes:
    digest = sha256()
    for part in (method.encode(), path.encode(), query, body):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.digest()


async def begin(session: AsyncSession, asked: Asked) -> Given | None:
    """None when the work is to be done now, in this transaction; else what was answered before. Raises KeyReused, QuotaReached.

    Another process may be doing the same work: the unique key makes this one wait until that one has kept or undone it.
    """
    if await note(session, asked):
        await check_quota(session, asked.actor)
        return None
    mine = select(IdempotencyRecord).where(IdempotencyRecord.actor == asked.actor, IdempotencyRecord.key == asked.key)
    found = (await session.scalars(mine)).one()
    if found.request_hash != asked.request_hash:
        raise KeyReused("This Idempotency-Key was used for another request. Take a new one for a new request.")
    return Given(found.status, found.headers, found.body)


async def note(session: AsyncSession, asked: Asked) -> bool:
    """False when the key stands already. One that has run out is as good as none."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    moment = now()
    fresh = {"request_hash": asked.request_hash, "status": 0, "headers": {}, "body": None, "expires_at": moment + KEPT, "updated_at": moment}
    values = {"id": uuid7(), "actor": asked.actor, "key": asked.key, "created_at": moment, **fresh}
    noted = insert(TABLE).values(values)
    noted = noted.on_conflict_do_update(index_elements=["actor", "key"], set_=fresh, where=TABLE.c.expires_at <= moment)
    return (await session.execute(noted.returning(TABLE.c.id))).first() is not None


async def check_quota(session: AsyncSession, actor: str) -> None:
    if (await session.scalar(LIVE, {"whose": actor, "moment": now()}) or 0) > QUOTA:
        raise QuotaReached(f"More than {QUOTA} writes within a day. Wait until older ones are a day old.", headers={"Retry-After": "3600"})


async def finish(session: AsyncSession, asked: Asked, given: Given) -> None:
    """The answer goes beside the work."""
    body = given.body if given.body is not None and len(given.body) <= MAX_STORED else None
    headers = {name: given.headers[name] for name in HEADERS_KEPT if name in given.headers}
    kept = {"status": given.status, "headers": headers, "body": body}
    await session.execute(FINISH, {"whose": asked.actor, "which": asked.key, **kept})


async def forget(session: AsyncSession, actor: str) -> None:
    await session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.actor == actor))


async def purge(session: AsyncSession) -> int:
    """Records that ran out, a part at a time; how many it was."""
    old = select(IdempotencyRecord.id).where(IdempotencyRecord.expires_at <= now()).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.id.in_(old)))).rowcount
