"""Staying signed in: a session per device, bound to a key that never leaves it, with tokens that change at every refresh.

A refresh token is used once. The one before is good for thirty seconds more, and only until what it gave is used: an answer may get lost.
Any other use means that two have it, and one of them stole it: then the session ends. Source: RFC 9700, 4.14.2.
"""
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.keys import signed_refresh
from backend.accounts.models import HASH_BYTES, Account, AccountSession, SessionToken
from backend.accounts.secrets import encode, hashed, new_secret
from backend.contract.accounts import Role
from backend.database.base import now
from backend.database.counting import count_changed
from backend.identity.actor import Actor, scope

ACCESS, REFRESH = "aw_at_", "aw_rt_"
TOKEN_CHARACTERS = len(ACCESS) + 43
ACCESS_VALID = timedelta(minutes=15)
IDLE = timedelta(days=30)
LONGEST = timedelta(days=180)
GRACE = timedelta(seconds=30)
# Answers lost in a row within the grace; more is no network but somebody trying.
MOST_LOST = 5
MOST_SESSIONS = 20
PER_HOUR = 30
# Of a session that is over, so that its devices hear why; of a token, so that a copy of it is noticed.
KEPT = timedelta(days=30)
PURGED_AT_ONCE = 1000


@dataclass(frozen=True)
class Tokens:
    session_id: UUID
    access: str = field(repr=False)
    access_expires_at: datetime
    refresh: str = field(repr=False)
    nonce: str = field(repr=False)
    refresh_expires_at: datetime


class Refusal(StrEnum):
    """unknown: no token of ours, or one long gone · ended: of a session that is over · key: not signed by its device · stolen: two have it
    often: far more than a token that lasts a quarter of an hour asks for."""

    UNKNOWN = "unknown"
    ENDED = "ended"
    KEY = "key"
    STOLEN = "stolen"
    OFTEN = "often"


@dataclass(frozen=True)
class Refused:
    why: Refusal
    session_id: UUID | None = None


async def begin(session: AsyncSession, account_id: UUID, device_name: str, device_key: bytes, by_passkey: bool = False) -> Tokens:
    """A new session, of somebody who just proved who they are. Where there are MOST_SESSIONS, the one seen longest ago makes room."""
    moment = now()
    mine = (AccountSession.account_id == account_id, *is_live(moment))
    longest_ago = select(AccountSession.id).where(*mine).order_by(AccountSession.last_day.desc(), AccountSession.id.desc()).offset(MOST_SESSIONS - 1)
    await end(session, list(await session.scalars(longest_ago)))
    row = AccountSession(
        id=uuid7(), account_id=account_id, device_name=device_name, device_key=device_key, created_at=moment, last_day=day_of(moment),
        expires_at=moment + IDLE, proved_at=moment, by_passkey=by_passkey,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    await note_use(session, account_id, row.last_day)
    return give(session, row, None, moment)


async def note_use(session: AsyncSession, account_id: UUID, day: datetime) -> None:
    """Once a day, whatever the devices."""
    earlier = or_(Account.last_day.is_(None), Account.last_day < day)
    await session.execute(update(Account).where(Account.id == account_id, earlier).values(last_day=day, unused_told_at=None))


def give(session: AsyncSession, row: AccountSession, parent_id: UUID | None, moment: datetime) -> Tokens:
    nonce = secrets.token_bytes(HASH_BYTES)
    access_until = min(moment + ACCESS_VALID, row.expires_at)
    given = Tokens(row.id, ACCESS + new_secret(), access_until, REFRESH + new_secret(), encode(nonce), row.expires_at)
    session.add(SessionToken(
        session_id=row.id, parent_id=parent_id, access_hash=hashed(given.access), access_expires_at=access_until,
        refresh_hash=hashed(given.refresh), nonce=nonce,
    ))  # fmt: skip
    return given


async def refresh(session: AsyncSession, token: str, signature: bytes) -> Tokens | Refused:
    """A refusal is no exception: what it changed has to be kept."""
    moment = now()
    found = await find_refresh(session, token)
    if found is None:
        return Refused(Refusal.UNKNOWN)
    row = await lock(session, found.session_id)
    if row is None or row.ended_at or row.expires_at <= moment:
        return Refused(Refusal.ENDED)
    if not signed_refresh(row.device_key, signature, found.nonce, token):
        return Refused(Refusal.KEY)
    if await count_recent(session, row.id, moment) >= PER_HOUR:
        return Refused(Refusal.OFTEN)
    shown = await session.get_one(SessionToken, found.id, populate_existing=True)
    if not await is_good(session, shown, moment):
        await end(session, [row.id])
        return Refused(Refusal.STOLEN, row.id)
    shown.used_at = shown.used_at or moment
    row.last_day = day_of(moment)
    await note_use(session, row.account_id, row.last_day)
    row.expires_at = min(moment + IDLE, row.created_at + LONGEST)
    return give(session, row, shown.id, moment)


async def find_refresh(session: AsyncSession, token: str) -> SessionToken | None:
    if len(token) != TOKEN_CHARACTERS or not token.startswith(REFRESH):
        return None
    return (await session.scalars(select(SessionToken).where(SessionToken.refresh_hash == hashed(token)))).first()


async def lock(session: AsyncSession, session_id: UUID) -> AccountSession | None:
    """Of two refreshes of one session the second waits until the first is kept, and sees it."""
    mine = select(AccountSession).where(AccountSession.id == session_id).with_for_update()
    return (await session.scalars(mine)).first()


async def is_good(session: AsyncSession, shown: SessionToken, moment: datetime) -> bool:
    """Never used, and none that was given in its place either; or used a moment ago, and what it gave is not."""
    if shown.used_at is None:
        return shown.parent_id is None or not (await count_given(session, shown.parent_id))[1]
    if moment - shown.used_at > GRACE:
        return False
    given, used = await count_given(session, shown.id)
    return not used and given < MOST_LOST


async def count_recent(session: AsyncSession, session_id: UUID, moment: datetime) -> int:
    recent = select(func.count()).where(SessionToken.session_id == session_id, SessionToken.created_at > moment - timedelta(hours=1))
    return await session.scalar(recent) or 0


async def count_given(session: AsyncSession, parent_id: UUID) -> tuple[int, int]:
    """(pairs given for a token, how many of them are used)."""
    given = select(func.count(), func.count(SessionToken.used_at)).where(SessionToken.parent_id == parent_id)
    many, used = (await session.execute(given)).one()
    return many, used


async def list_live(session: AsyncSession, actor: Actor) -> list[AccountSession]:
    """The one seen last comes first."""
    mine = select(AccountSession).where(scope(actor, AccountSession), *is_live(now()))
    return list(await session.scalars(mine.order_by(AccountSession.last_day.desc(), AccountSession.id.desc())))


async def prove(session: AsyncSession, session_id: UUID, by_passkey: bool) -> datetime:
    """Its owner proved anew who they are; when it was."""
    moment = now()
    await session.execute(update(AccountSession).where(AccountSession.id == session_id).values(proved_at=moment, by_passkey=by_passkey))
    return moment


async def narrow(session: AsyncSession, session_id: UUID, role: Role) -> None:
    """For good: whoever wants more on that device signs in on it anew."""
    await session.execute(update(AccountSession).where(AccountSession.id == session_id).values(only_role=role))


async def end(session: AsyncSession, session_ids: list[UUID]) -> None:
    ended = update(AccountSession).where(AccountSession.id.in_(session_ids), AccountSession.ended_at.is_(None))
    await session.execute(ended.values(ended_at=now()))


def is_live(moment: datetime) -> tuple:
    return AccountSession.ended_at.is_(None), AccountSession.expires_at > moment


def day_of(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


async def purge(session: AsyncSession) -> int:
    """Sessions that are long over, and tokens used long ago, a part at a time; how many it was."""
    before = now() - KEPT
    over = select(AccountSession.id).where(or_(AccountSession.ended_at < before, AccountSession.expires_at < before)).limit(PURGED_AT_ONCE)
    spent = select(SessionToken.id).where(SessionToken.used_at < before).limit(PURGED_AT_ONCE)
    gone = await count_changed(session, delete(AccountSession).where(AccountSession.id.in_(over)))
    return gone + await count_changed(session, delete(SessionToken).where(SessionToken.id.in_(spent)))
