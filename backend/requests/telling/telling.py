"""Telling people of a change: notices are written in the very transaction that marks its entry of the outbox done, so each is there exactly once."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.notices import NoticeKind
from backend.contract.request_words import EventKind, RequestState
from backend.database.base import now as utc_now
from backend.outbox.entries import Entry, enqueue
from backend.outbox.worker import Finish, Handler
from backend.requests import seeing
from backend.requests.announcing import OPENED, TELL
from backend.requests.models import Follower, Request, RequestEvent
from backend.requests.telling import pace, ringing, rows
from backend.requests.telling.areas import Areas
from backend.requests.telling.kinds import PHOTO_READY, ListenerRole, MailState
from backend.requests.telling.people import Person
from backend.requests.telling.rows import New
from backend.requests.telling.whom import Change, Listener, Way, kind_of, ways

ASK, LETTER, DIGEST = "request.ask", "request.letter", "request.digest"
ASKED_AFTER = timedelta(days=7)
# By which the date that people were told becomes another one.
DATED = frozenset({
    NoticeKind.SUBMITTED, NoticeKind.ACKNOWLEDGED, NoticeKind.STARTED, NoticeKind.RESUMED, NoticeKind.REOPENED, NoticeKind.TRANSFERRED,
    NoticeKind.MOVED,
})  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """zone: of the city. mails: whether there is a way for them."""

    areas: Areas
    zone: ZoneInfo
    mails: bool
    clock: Callable[[], datetime] = utc_now

    @property
    def handlers(self) -> dict[str, Handler]:
        return {TELL: self.tell, OPENED: self.open, ASK: self.ask, PHOTO_READY: self.show}

    async def tell(self, entry: Entry) -> Finish:
        return partial(self.write, UUID(entry.payload["requestId"]), UUID(entry.payload["eventId"]))

    async def open(self, entry: Entry) -> Finish:
        return partial(self.write_opened, UUID(entry.payload["requestId"]))

    async def ask(self, entry: Entry) -> Finish:
        return partial(self.write_question, UUID(entry.payload["requestId"]), UUID(entry.payload["eventId"]))

    async def show(self, entry: Entry) -> Finish:
        return partial(self.write_photo, UUID(entry.payload["requestId"]))

    async def write(self, request_id: UUID, event_id: UUID, session: AsyncSession) -> None:
        row, event = await session.get(Request, request_id), await session.get(RequestEvent, event_id)
        if row is None or event is None:
            return
        kind, at = kind_of(EventKind(event.kind)), self.clock()
        again = kind is NoticeKind.ESCALATED and await went_up_before(session, event)
        empty = kind is NoticeKind.COMMENT and not event.note_public
        change = Change(kind, event.role == ListenerRole.REPORTER, again, empty)
        if kind is not None:
            await self.followers_told(session, row, event, change, kind, at)
        if event.kind == EventKind.RESOLVED:
            payload = {"requestId": str(row.id), "eventId": str(event.id)}
            await enqueue(session, ASK, payload, f"{ASK}:{event.id}", event.at + ASKED_AFTER)

    async def write_opened(self, request_id: UUID, session: AsyncSession) -> None:
        """Everybody may see it now, and could not before: those who follow where it is are told, once. Not where that has ended meanwhile."""
        row = await session.get(Request, request_id)
        if row is not None and seeing.is_public(row):
            await self.areas_told(session, row, self.clock())

    async def write_question(self, request_id: UUID, event_id: UUID, session: AsyncSession) -> None:
        """Not where somebody said so meanwhile, or it was closed anew."""
        row, event = await session.get(Request, request_id), await session.get(RequestEvent, event_id)
        if row is None or event is None or row.state != RequestState.RESOLVED or row.resolved_at != event.at:
            return
        await self.followers_told(session, row, event, Change(NoticeKind.ASKED), NoticeKind.ASKED, self.clock())

    async def write_photo(self, request_id: UUID, session: AsyncSession) -> None:
        row = await session.get(Request, request_id)
        if row is not None:
            first = await first_event(session, row)
            await self.followers_told(session, row, first, Change(NoticeKind.PHOTO), NoticeKind.PHOTO, self.clock())

    async def followers_told(
        self, session: AsyncSession, row: Request, event: RequestEvent, change: Change, kind: NoticeKind, at: datetime
    ) -> None:  # fmt: skip
        listed = list(await session.scalars(select(Follower).where(Follower.request_id == row.id).order_by(Follower.id)))
        mailed = await self.agreed(session, [one.account_id for one in listed], row.id)
        new = []
        for one in listed:
            role = ListenerRole(one.role)
            found = ways(change, Listener(role, True, one.muted, one.account_id in mailed))
            if Way.APP in found:
                new.append(New(Person(one.account_id, one.device_id), role, MailState.WAITING if Way.MAIL in found else None))
        new = await ringing.timed(session, row, new, at, self.zone)
        dates = {}
        if kind in DATED and row.due_at is not None:
            dates = {"due_after": row.due_at}
        if kind is NoticeKind.MOVED and (row.due_at is not None or row.state == RequestState.WAITING):
            dates |= {"due_before": await rows.last_due(session, row)}
        for account_id in await rows.write(session, event, kind, new, at, **dates):
            payload = {"accountId": str(account_id), "requestId": str(row.id)}
            await enqueue(session, LETTER, payload, f"{LETTER}:{event.id}:{kind}:{account_id}", at)

    async def areas_told(self, session: AsyncSession, row: Request, at: datetime) -> None:
        """Under the first event of the request, so that it is new once."""
        people = await self.areas.listening(session, row)
        first = await first_event(session, row)
        mailed = await self.agreed(session, [one.account_id for one in people])
        new = [New(one, ListenerRole.AREA, MailState.DIGEST if one.account_id in mailed else None) for one in people]
        new = await ringing.timed(session, row, new, at, self.zone)
        morning = pace.next_morning(at + pace.CLOSES, self.zone)
        for account_id in await rows.write(session, first, NoticeKind.NEARBY, new, at):
            await enqueue(session, DIGEST, {"accountId": str(account_id)}, digest_key(account_id, morning), morning)

    async def agreed(self, session: AsyncSession, accounts: Sequence[UUID | None], request_id: UUID | None = None) -> frozenset[UUID]:
        return await rows.agreed(session, [one for one in accounts if one is not None], request_id) if self.mails else frozenset()


def digest_key(account_id: UUID, morning: datetime) -> str:
    """One a day."""
    return f"{DIGEST}:{account_id}:{int(morning.timestamp())}"


async def first_event(session: AsyncSession, row: Request) -> RequestEvent:
    return (await session.scalars(select(RequestEvent).where(RequestEvent.request_id == row.id, RequestEvent.no == 1))).one()


async def went_up_before(session: AsyncSession, event: RequestEvent) -> bool:
    before = RequestEvent.request_id == event.request_id, RequestEvent.kind == EventKind.ESCALATED.value, RequestEvent.no < event.no
    return await session.scalar(select(RequestEvent.id).where(*before).limit(1)) is not None
