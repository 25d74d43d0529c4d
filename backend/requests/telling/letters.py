"""Mails about requests. What they may say is looked at again right before; what is marked as sent is sent once at most, whoever dies when.

The mark comes first and the mail after it: a process that is killed between the two loses a mail, which stands in the app, and never sends it twice.
"""
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.mail import Mail, MailWay
from backend.accounts.models import Account
from backend.bodies.service import Bodies
from backend.contract.notices import NoticeKind
from backend.contract.request_words import RequestState
from backend.database.base import now as utc_now
from backend.database.database import Database
from backend.outbox.entries import Entry, enqueue
from backend.outbox.worker import GiveUp, Handler
from backend.requests import seeing
from backend.requests.models import Follower, Request
from backend.requests.telling import pace, rows
from backend.requests.telling.kinds import ListenerRole, MailState
from backend.requests.telling.models import RequestLetter, RequestNotice
from backend.requests.telling.saying import Said, say
from backend.requests.telling.telling import DIGEST, LETTER, digest_key
from backend.requests.telling.whom import Change, Listener, Way, ways
from backend.requests.telling.words import SAID, of_language

TOKEN_BYTES = 32
MOST_LETTERS = 3300  # of a text, so that it fits with what stands below it
MOST_LINES = 200


@dataclass(frozen=True)
class Line:
    """One notice that waits, what it says, and of which request."""

    notice: RequestNotice
    row: Request
    said: Said


@dataclass(frozen=True)
class Written:
    """A letter that is marked as sent. from_digest: where its lines wait if it could not be handed over."""

    letter_id: UUID
    mail: Mail
    from_digest: bool


@dataclass(frozen=True)
class Letters:
    """origin: of the pages, such as https://allways.example.org. zone: of the city."""

    database: Database
    bodies: Bodies
    way: MailWay
    origin: str
    zone: ZoneInfo
    clock: Callable[[], datetime] = utc_now

    @property
    def handlers(self) -> dict[str, Handler]:
        return {LETTER: self.send, DIGEST: self.send}

    async def send(self, entry: Entry) -> None:
        """Raises GiveUp, and whatever the way of mails raises where trying again may help."""
        async with self.database.writing() as session:
            written = await self.write(session, entry)
        if written is None:
            return
        try:
            await self.way.send(written.mail)
        except GiveUp:
            await self.take_back(written, MailState.DROPPED)
            raise
        except Exception:
            await self.take_back(written, MailState.DIGEST if written.from_digest else MailState.WAITING)
            raise

    async def take_back(self, written: Written, state: MailState) -> None:
        async with self.database.writing() as session:
            lines = update(RequestNotice).where(RequestNotice.letter_id == written.letter_id)
            await session.execute(lines.values(mail=state.value, letter_id=None))
            await session.execute(delete(RequestLetter).where(RequestLetter.id == written.letter_id))

    async def write(self, session: AsyncSession, entry: Entry) -> Written | None:
        """The account is held meanwhile: of two letters to one person, and of a letter and a consent that is withdrawn, one waits for the other."""
        request_id = UUID(entry.payload["requestId"]) if entry.kind == LETTER else None
        account = (await session.scalars(select(Account).where(Account.id == UUID(entry.payload["accountId"])).with_for_update())).one_or_none()
        lines = [] if account is None else await self.waiting(session, account, request_id)
        if account is None or not lines:
            return None
        if request_id is not None and not await self.may_go(session, account.id, lines, entry):
            return None
        token = secrets.token_urlsafe(TOKEN_BYTES)
        role = ListenerRole(lines[-1].notice.role) if request_id is not None else ListenerRole.AREA
        letter = RequestLetter(
            id=uuid7(), account_id=account.id, request_id=request_id, role=role.value, sent_at=self.clock(), token_hash=hashed(token)
        )
        session.add(letter)
        await session.flush()
        for line in lines:
            line.notice.mail, line.notice.letter_id = MailState.SENT.value, letter.id
        mail = composed(account, lines, f"{self.origin}/notices/stop/{token}", request_id is not None)
        return Written(letter.id, mail, request_id is None)

    async def waiting(self, session: AsyncSession, account: Account, request_id: UUID | None) -> list[Line]:
        """What may still be told, the oldest first. The rest is dropped."""
        state = MailState.WAITING if request_id is not None else MailState.DIGEST
        mine = select(RequestNotice).where(RequestNotice.account_id == account.id, RequestNotice.mail == state.value)
        mine = mine if request_id is None else mine.where(RequestNotice.request_id == request_id)
        notices = list(await session.scalars(mine.order_by(RequestNotice.id).limit(MOST_LINES)))
        categories, language = await self.bodies.categories(session), of_language(account.locale)
        found = []
        for notice, (told, row) in zip(notices, await rows.read(session, notices, categories, language)):
            if await self.is_still_for(session, notice, row):
                found.append(Line(notice, row, say(told, language, self.zone)))
            else:
                notice.mail = MailState.DROPPED.value
        return found

    async def is_still_for(self, session: AsyncSession, notice: RequestNotice, row: Request) -> bool:
        """As things stand now: whoever follows no more, muted it, withdrew their consent or may not see it any longer is written nothing."""
        role, kind = ListenerRole(notice.role), NoticeKind(notice.kind)
        if notice.account_id is None or notice.at < self.clock() - pace.STALE or (kind is NoticeKind.ASKED and row.state != RequestState.RESOLVED):
            return False
        theirs = select(Follower).where(Follower.request_id == row.id, Follower.account_id == notice.account_id)
        follower = (await session.scalars(theirs)).one_or_none()
        sees = seeing.is_public(row) if role is ListenerRole.AREA else follower is not None
        mailed = notice.account_id in await rows.agreed(session, [notice.account_id], row.id)
        return Way.MAIL in ways(Change(kind), Listener(role, sees, follower is not None and follower.muted, mailed))

    async def may_go(self, session: AsyncSession, account_id: UUID, lines: Sequence[Line], entry: Entry) -> bool:
        """Else it is written down when, or that it is part of a digest."""
        role, row, at = ListenerRole(lines[-1].notice.role), lines[-1].row, self.clock()
        decided = pace.decide(at, self.zone, role, row.urgent, await self.before(session, account_id, row.id, at))
        if isinstance(decided, pace.Later):
            await enqueue(session, LETTER, entry.payload, f"{LETTER}:{entry.id}:{int(decided.at.timestamp())}", decided.at)
        elif isinstance(decided, pace.Digest):
            for line in lines:
                line.notice.mail = MailState.DIGEST.value
            await enqueue(session, DIGEST, {"accountId": str(account_id)}, digest_key(account_id, decided.at), decided.at)
        return isinstance(decided, pace.Now)

    async def before(self, session: AsyncSession, account_id: UUID, request_id: UUID, at: datetime) -> pace.Before:
        mine = RequestLetter.account_id == account_id
        last = await session.scalar(select(func.max(RequestLetter.sent_at)).where(mine, RequestLetter.request_id == request_id))
        followed = RequestLetter.role == ListenerRole.FOLLOWER.value, RequestLetter.sent_at >= pace.midnight(at, self.zone)
        return pace.Before(last, await session.scalar(select(func.count()).select_from(RequestLetter).where(mine, *followed)) or 0)


def hashed(token: str) -> bytes:
    """A random token of 256 bits needs no salt and no slow hash."""
    return sha256(token.encode("utf-8", "replace")).digest()


def composed(account: Account, lines: Sequence[Line], stop: str, single: bool) -> Mail:
    """single: of one request; its last news is the subject. name: of the first notice, so that one that is sent again is known as the same."""
    words, told, left = SAID[of_language(account.locale)], "", len(lines)
    for line in lines:
        piece = f"{line.said.title}\n{line.said.text}\n\n"
        if len(told) + len(piece) > MOST_LETTERS:
            break
        told, left = told + piece, left - 1
    subject = lines[-1].said.title if single else words["digest"].format(count=len(lines))
    below = [words["more"].format(count=left)] if left else []
    below += [words["open"], "", words["stop" if single else "stop_all"].format(link=stop)]
    return Mail(account.email, subject, told + "\n".join(below) + "\n", str(lines[0].notice.id), stop)
