"""An end to mails, and to phones that ring, by what stands in each mail, without signing in: of one request, or of all. Looking at the page ends
nothing."""
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import consents
from backend.accounts.models import Account
from backend.contract.consents import Purpose
from backend.requests.models import Request
from backend.requests.telling import listeners
from backend.requests.telling.letters import TOKEN_BYTES, hashed
from backend.requests.telling.models import RequestLetter
from backend.requests.telling.people import Person

VALID = timedelta(days=180)
TOKEN_CHARACTERS = (TOKEN_BYTES * 8 + 5) // 6


@dataclass(frozen=True)
class Stoppable:
    """What a token of a mail is for. request_id None: of no single request, so that it ends all mails. code: of the request."""

    letter_id: UUID
    account_id: UUID
    request_id: UUID | None
    code: str | None


async def find(session: AsyncSession, token: str, at: datetime) -> Stoppable | None:
    """None for what is no token, and after 180 days."""
    if len(token) != TOKEN_CHARACTERS:
        return None
    letter = select(RequestLetter.id, RequestLetter.account_id, RequestLetter.request_id, Request.code)
    found = letter.outerjoin(Request, Request.id == RequestLetter.request_id).where(RequestLetter.token_hash == hashed(token))
    row = (await session.execute(found.where(RequestLetter.sent_at > at - VALID))).first()
    return None if row is None else Stoppable(*row)


async def stop(session: AsyncSession, of: Stoppable, everything: bool, at: datetime) -> None:
    """everything: also where the mail was of no single request. Twice is as good as once.

    What waits is not sent: letters look again, and wait for whoever holds the account.
    """
    await session.execute(select(Account.id).where(Account.id == of.account_id).with_for_update())
    if everything:
        await consents.withdraw(session, of.account_id, Purpose.REQUEST_MAILS)
        await listeners.let_ring(session, Person(of.account_id, None), False, at)
        return
    used = RequestLetter.id == of.letter_id, RequestLetter.stopped_at.is_(None)
    await session.execute(update(RequestLetter).where(*used).values(stopped_at=at))


async def go_on(session: AsyncSession, account_id: UUID, request_id: UUID) -> None:
    """Mails about this request are wanted again, and phones may ring for it."""
    stopped = RequestLetter.account_id == account_id, RequestLetter.request_id == request_id, RequestLetter.stopped_at.is_not(None)
    await session.execute(update(RequestLetter).where(*stopped).values(stopped_at=None))
