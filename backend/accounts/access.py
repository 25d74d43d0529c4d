"""Who shows an access token. Looked up once in ten seconds at most, so that a session that was ended elsewhere is out within that time."""
import time
from collections import OrderedDict
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import select

from backend.accounts import roles
from backend.accounts.models import AccountSession, SessionToken
from backend.accounts.secrets import hashed
from backend.accounts.sessions import ACCESS, TOKEN_CHARACTERS
from backend.contract.accounts import Role
from backend.database.base import now
from backend.database.database import Database
from backend.identity.actor import Actor, ActorKind
from backend.service.errors import NotSignedIn

KEPT_S = 10.0
MOST_KEPT = 10_000


class TokenExpired(NotSignedIn):
    code = "token_expired"


class SessionEnded(NotSignedIn):
    code = "session_ended"

    def __init__(self, detail: str = "This device is signed out. Sign in again."):
        super().__init__(detail)


class SignedIn:
    """Used from the event loop only. Only who is signed in is kept, never a refusal."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self._kept: OrderedDict[bytes, tuple[Actor, float]] = OrderedDict()

    async def read(self, token: str, database: Database, again: bool = False) -> Actor:
        """again: whatever is kept. Raises NotSignedIn, TokenExpired, SessionEnded."""
        name = hashed(token)
        actor, until = self._kept.get(name, (None, 0.0))
        if actor and self.clock() < until and not again:
            return actor
        self._kept.pop(name, None)
        looked_at = self.clock()
        actor, left_s = await find(token, database)
        self._kept[name] = (actor, looked_at + min(KEPT_S, left_s))
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return actor

    def forget_all(self) -> None:
        """When roles change, which is rare."""
        self._kept.clear()

    def forget(self, session_ids: frozenset[UUID]) -> None:
        """What this process just ended, it does not believe for another ten seconds."""
        for name in [name for name, (actor, _) in self._kept.items() if actor.session_id in session_ids]:
            del self._kept[name]


async def find(token: str, database: Database) -> tuple[Actor, float]:
    """(who it is, seconds the token has left)."""
    if len(token) != TOKEN_CHARACTERS or not token.startswith(ACCESS):
        raise unknown()
    columns = (
        SessionToken.access_expires_at, AccountSession.id, AccountSession.account_id, AccountSession.ended_at, AccountSession.expires_at,
        AccountSession.proved_at, AccountSession.by_passkey, AccountSession.only_role,
    )  # fmt: skip
    shown = select(*columns).join(AccountSession, AccountSession.id == SessionToken.session_id).where(SessionToken.access_hash == hashed(token))
    async with database.reading() as session:
        row = (await session.execute(shown)).first()
        held, operators = await roles.find_held(session, row.account_id) if row else (frozenset(), frozenset())
    moment = now()
    if row is None:
        raise unknown()
    if row.ended_at or row.expires_at <= moment:
        raise SessionEnded
    if row.access_expires_at <= moment:
        raise TokenExpired("The access token has run out. POST /v1/auth/refresh gives a new one.")
    only = Role(row.only_role) if row.only_role else None
    actor = Actor(
        ActorKind.ACCOUNT, row.account_id, row.id, held & {only} if only else held, operators, only=only, proved_at=row.proved_at,
        by_passkey=row.by_passkey,
    )  # fmt: skip
    return actor, (row.access_expires_at - moment).total_seconds()


def unknown() -> NotSignedIn:
    return NotSignedIn("The token is not known. Sign in again: POST /v1/auth/email-links.")
