"""Passes of devices: given to anybody who asks, valid for thirty days from their last use, kept as hashes only."""
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.idempotency.records import forget
from backend.identity.actor import Actor, ActorKind, scope
from backend.identity.models import Device

PREFIX = "aw_dt_"
TOKEN_BYTES = 32
TOKEN_CHARACTERS = len(PREFIX) + 43
VALID = timedelta(days=30)
# A pass in daily use costs one write a day.
RENEWED_AFTER = timedelta(days=1)
PURGED_AT_ONCE = 1000
# Asked by nearly every request, so it is put together once.
OF_TOKEN = select(Device.id, Device.expires_at).where(Device.token_hash == bindparam("hashed"), Device.expires_at > bindparam("moment"))


@dataclass(frozen=True)
class Pass:
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class Known:
    """A device that was recognised; `stale` when its pass should be renewed."""

    actor: Actor
    stale: bool


async def issue(session: AsyncSession) -> Pass:
    given = Pass(PREFIX + secrets.token_urlsafe(TOKEN_BYTES), now() + VALID)
    session.add(Device(token_hash=hashed(given.token), expires_at=given.expires_at))
    return given


async def find(session: AsyncSession, token: str) -> Known | None:
    """None for anything but the token of a pass that is still valid."""
    if len(token) != TOKEN_CHARACTERS or not token.startswith(PREFIX):
        return None
    moment = now()
    row = (await session.execute(OF_TOKEN, {"hashed": hashed(token), "moment": moment})).first()
    return None if row is None else Known(Actor(ActorKind.DEVICE, row.id), row.expires_at < moment + VALID - RENEWED_AFTER)


async def renew(session: AsyncSession, actor: Actor) -> None:
    await session.execute(update(Device).where(scope(actor, Device)).values(expires_at=now() + VALID))


async def get_expiry(session: AsyncSession, actor: Actor) -> datetime:
    return (await session.scalars(select(Device.expires_at).where(scope(actor, Device)))).one()


async def end(session: AsyncSession, actor: Actor) -> None:
    """The pass, all rows of the device and the answers it got go."""
    await forget(session, actor.name)
    await session.execute(delete(Device).where(scope(actor, Device)))


async def purge(session: AsyncSession) -> int:
    """Passes that ran out, a part at a time; how many it was."""
    old = select(Device.id).where(Device.expires_at < now()).limit(PURGED_AT_ONCE)
    return (await session.execute(delete(Device).where(Device.id.in_(old)))).rowcount


def hashed(token: str) -> bytes:
    """A random token of 256 bits needs no salt and no slow hash."""
    return sha256(token.encode("utf-8", "replace")).digest()
