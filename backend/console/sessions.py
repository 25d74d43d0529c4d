"""Who works in the console: a session of a browser, made here and named by nothing that a browser brings. Source: OWASP ASVS 5.0, V7."""
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts import roles
from backend.accounts.models import Account
from backend.accounts.secrets import encode, hashed, new_secret
from backend.console.models import ConsoleSession
from backend.contract.accounts import Role
from backend.database.base import now
from backend.database.counting import count_changed
from backend.identity.actor import Actor, ActorKind

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
FRESH = timedelta(minutes=5)
NOTED_EVERY = timedelta(minutes=1)
SECRET_CHARACTERS = 43
PURGED_AT_ONCE = 1000
# Who has work in the console, and in which order they are offered.
WORKING = (Role.STAFF, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Visitor:
    """held: all roles they could act as here; role: the one they do. csrf: what forms of this session carry."""

    session_id: UUID
    account_id: UUID
    email: str
    role: Role
    held: tuple[Role, ...]
    proved_at: datetime
    csrf: str = field(repr=False)
    stale: bool = False

    @property
    def actor(self) -> Actor:
        """As the services of the city know somebody."""
        return Actor(
            ActorKind.ACCOUNT, self.account_id, self.session_id, frozenset({self.role}), role=self.role, proved_at=self.proved_at, by_passkey=True
        )

    def proved(self, moment: datetime) -> bool:
        """Whether they showed their passkey just now."""
        return moment - self.proved_at <= FRESH


def csrf_of(secret: str) -> str:
    """By the secret of the cookie, which no other session knows; it does not give that away."""
    return encode(hmac.new(secret.encode(), b"allways/console/csrf", sha256).digest())


async def working_roles(session: AsyncSession, account_id: UUID) -> tuple[Role, ...]:
    held, _ = await roles.find_held(session, account_id)
    return tuple(role for role in WORKING if role in held)


async def begin(session: AsyncSession, account_id: UUID, role: Role) -> str:
    """What the cookie is to hold. Whatever the browser brought is not looked at."""
    moment, secret = now(), new_secret()
    session.add(ConsoleSession(
        id=uuid7(), account_id=account_id, secret_hash=hashed(secret), role=role.value, seen_at=moment, proved_at=moment, expires_at=moment + LONGEST,
    ))  # fmt: skip
    await session.flush()
    return secret


async def find(session: AsyncSession, secret: str) -> Visitor | None:
    """None where it is unknown or over, or its role was taken away."""
    if len(secret) != SECRET_CHARACTERS:
        return None
    moment = now()
    live = (ConsoleSession.expires_at > moment, ConsoleSession.seen_at > moment - IDLE)
    shown = select(ConsoleSession, Account.email).join(Account, Account.id == ConsoleSession.account_id)
    row = (await session.execute(shown.where(ConsoleSession.secret_hash == hashed(secret), *live))).first()
    if row is None:
        return None
    kept, email = row
    held = await working_roles(session, kept.account_id)
    if kept.role not in held:
        return None
    stale = moment - kept.seen_at > NOTED_EVERY
    return Visitor(kept.id, kept.account_id, email, Role(kept.role), held, kept.proved_at, csrf_of(secret), stale)


async def note_use(session: AsyncSession, session_id: UUID) -> None:
    await session.execute(update(ConsoleSession).where(ConsoleSession.id == session_id).values(seen_at=now()))


async def rotate(session: AsyncSession, session_id: UUID, role: Role | None = None, proved: bool = False) -> str:
    """Another secret for the same session: the one before opens nothing from then on."""
    secret, moment = new_secret(), now()
    changed: dict[str, object] = {"secret_hash": hashed(secret), "seen_at": moment}
    if role:
        changed["role"] = role.value
    if proved:
        changed["proved_at"] = moment
    await session.execute(update(ConsoleSession).where(ConsoleSession.id == session_id).values(changed))
    return secret


async def end(session: AsyncSession, session_id: UUID) -> None:
    await session.execute(delete(ConsoleSession).where(ConsoleSession.id == session_id))


async def purge(session: AsyncSession) -> int:
    moment = now()
    over = or_(ConsoleSession.expires_at < moment, ConsoleSession.seen_at < moment - IDLE)
    some = select(ConsoleSession.id).where(over).limit(PURGED_AT_ONCE)
    return await count_changed(session, delete(ConsoleSession).where(ConsoleSession.id.in_(some)))
