"""Keys of those who file with us. What is filed with a key belongs to nobody here: who it was that told them, we never learn."""
import secrets
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.open311 import NewOpen311Key, Open311KeyGiven, Open311KeyTold
from backend.database.base import now
from backend.open311.errors import KEY_REFUSED, KeyRefused
from backend.open311.models import Open311Key
from backend.service.errors import NotFound, RateLimited
from backend.service.limits import Buckets
from backend.service.policies import RateClass

PREFIX = "aw_311_"
CHARACTERS = len(PREFIX) + 43
NO_KEY = "There is no such key, or it was ended already. GET /v1/admin/open311-keys lists them."


@dataclass(frozen=True)
class Filer:
    """Who files, and how often they may."""

    key_id: UUID
    per_minute: int


class KeyLimits:
    """How often each key files, in the memory of each worker process."""

    def __init__(self) -> None:
        self._buckets: dict[int, Buckets] = {}

    def check(self, filer: Filer) -> None:
        """Raises RateLimited."""
        buckets = self._buckets.setdefault(filer.per_minute, Buckets({RateClass.REPORT: filer.per_minute}))
        wait_s = buckets.wait_s(filer.key_id.hex, RateClass.REPORT)
        if wait_s > 0:
            seconds = str(int(wait_s) + 1)
            raise RateLimited(f"Too many requests with this api_key. Wait {seconds} s and send it again.", headers={"Retry-After": seconds})


async def get_filer(session: AsyncSession, key: str) -> Filer:
    """Raises KeyRefused."""
    if len(key) != CHARACTERS or not key.startswith(PREFIX):
        raise KeyRefused(KEY_REFUSED)
    asked = select(Open311Key).where(Open311Key.key_hash == hashed(key), Open311Key.ended_at.is_(None))
    row = (await session.scalars(asked)).one_or_none()
    if row is None:
        raise KeyRefused(KEY_REFUSED)
    return Filer(row.id, row.per_minute)


async def issue(session: AsyncSession, asked: NewOpen311Key) -> Open311KeyGiven:
    """The key is shown once: only its hash is kept."""
    key = PREFIX + secrets.token_urlsafe(32)
    row = Open311Key(id=uuid7(), name=asked.name, key_hash=hashed(key), per_minute=asked.per_minute)
    session.add(row)
    return Open311KeyGiven(str(row.id), row.name, row.per_minute, key)


async def list_keys(session: AsyncSession) -> list[Open311KeyTold]:
    """The last one comes first."""
    rows = await session.scalars(select(Open311Key).order_by(Open311Key.id.desc()))
    return [Open311KeyTold(str(row.id), row.name, row.per_minute, row.created_at, row.ended_at) for row in rows]


async def end(session: AsyncSession, key_id: UUID) -> None:
    """At once. What was filed with it stays. Raises NotFound."""
    ended = update(Open311Key).where(Open311Key.id == key_id, Open311Key.ended_at.is_(None)).values(ended_at=now())
    if (await session.execute(ended.returning(Open311Key.id))).first() is None:
        raise NotFound(NO_KEY)


def hashed(key: str) -> bytes:
    """A random key of 256 bits needs no salt and no slow hash."""
    return sha256(key.encode("utf-8", "replace")).digest()
