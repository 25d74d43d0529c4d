"""What is new for those who listen right now, in whichever process it was written: one stream each, resumed from the last notice that was seen.

Nothing is marked as sent: whoever listens says what they saw. So each notice is sent at least once to each who listens, and again only where a
connection was lost before its id was heard; whoever drops what it knows by its id has it exactly once.
"""
import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec
import structlog
from litestar.response.sse import ServerSentEventMessage
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.models import AccountSession
from backend.accounts.sessions import is_live
from backend.contract.base import Answer
from backend.contract.notices import NoticeEventName, NoticesLeft
from backend.database.base import now
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.identity.models import Device
from backend.requests.telling import listeners
from backend.requests.telling.noticing import News, Noticing
from backend.requests.telling.people import of_actor
from backend.service.errors import Busy, ServiceError

MOST, MOST_EACH = 1000, 4
HEARTBEAT_S, CHECK_S = 15.0, 5.0
# Longer ones end by themselves and are opened again, so that none is kept by somebody who is gone.
LONGEST_S = 1800.0
RETRY_MS = 2000
LOOKS_AT_ONCE = 4
log = structlog.get_logger("allways.requests")


class TooManyStreams(ServiceError):
    status, code = 429, "too_many_streams"


@dataclass(eq=False)
class Ear:
    """One stream. no: of the last notice that was told. once: nothing is waited for. unread: as it was told last. gone: its pass or session has
    ended."""

    actor: Actor
    language: str
    no: int
    once: bool = False
    unread: int = -1
    gone: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Streams:
    """Of one process and one event loop."""

    def __init__(self, database: Database, noticing: Noticing, clock: Callable[[], datetime] = now):
        self.database, self.noticing, self.clock = database, noticing, clock
        self.closed = False
        self._ears: dict[UUID, set[Ear]] = {}
        self._looks = asyncio.Semaphore(LOOKS_AT_ONCE)

    async def listen(self, actor: Actor, last_event_id: str, language: str, once: bool = False) -> AsyncIterator[ServerSentEventMessage]:
        """From the notice after that one, else from now on; once: only what is there by now. Raises TooManyStreams, Busy, before anything is sent."""
        person = of_actor(actor).id
        if self._has_all(person):
            raise TooManyStreams(f"{MOST_EACH} phones of yours listen already. Close one first.", headers={"Retry-After": "5"})
        if self._is_full():
            raise Busy("Too many people listen right now. Try again in a moment.", headers={"Retry-After": "30"})
        async with self.database.reading() as session:
            no = await listeners.place_of(session, actor, last_event_id)
        return self._counted(person, Ear(actor, language, no, once))

    async def _counted(self, person: UUID, ear: Ear) -> AsyncIterator[ServerSentEventMessage]:
        """Counted from its first step on: one that is never begun is not. Of many asked for at once those that come too late end before any event."""
        if self._has_all(person) or self._is_full():
            return
        self._ears.setdefault(person, set()).add(ear)
        try:
            async with aclosing(self._events(ear)) as sent:
                async for event in sent:
                    yield event
        finally:
            self._ears[person].discard(ear)
            if not self._ears[person]:
                del self._ears[person]

    def _has_all(self, person: UUID) -> bool:
        return len(self._ears.get(person, ())) >= MOST_EACH

    def _is_full(self) -> bool:
        return sum(map(len, self._ears.values())) >= MOST

    async def _events(self, ear: Ear) -> AsyncIterator[ServerSentEventMessage]:
        """Until whoever listens may no more, the service stops, or half an hour is over."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_S
        yield ServerSentEventMessage(data=None, retry=RETRY_MS, comment="listening")
        while not self.closed and not ear.gone and loop.time() < until:
            ear.woken.clear()
            news = await self._look(ear)
            for event in told(ear, news) if news else ():
                yield event
            if news and news.more:
                continue
            if ear.once:
                return
            try:
                async with asyncio.timeout(min(HEARTBEAT_S, until - loop.time())):
                    await ear.woken.wait()
            except TimeoutError:
                yield ServerSentEventMessage(data=None, comment="still here")

    async def _look(self, ear: Ear) -> News | None:
        """None where there is nothing to be told, not even that there is nothing. What cannot be read now is told later."""
        try:
            async with self._looks, self.database.reading() as session:
                if ear.gone or not await lives(session, [ear.actor]):
                    ear.gone = True
                    return None
                return await self.noticing.since(session, ear.actor, ear.no, ear.language, self.clock())
        except (SQLAlchemyError, OSError) as error:
            log.warning("notices_unreachable", error=type(error).__name__)
            return None

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hear())
            group.create_task(self._check())

    async def _hear(self) -> None:
        async with aclosing(self.database.changes.follow(listeners.TOPIC)) as changes:
            async for change in changes:
                people = list(self._ears) if change.payload is None else [UUID(one) for one in change.payload.split(",")]
                for ear in [one for person in people for one in self._ears.get(person, ())]:
                    ear.woken.set()

    async def _check(self) -> None:
        """A pass or a session ends without a word to those who listen."""
        while True:
            await asyncio.sleep(CHECK_S)
            ears = [one for some in self._ears.values() for one in some]
            try:
                async with self.database.reading() as session:
                    live = await lives(session, [one.actor for one in ears]) if ears else frozenset()
            except (SQLAlchemyError, OSError) as error:
                log.warning("notices_unreachable", error=type(error).__name__)
                continue
            for ear in ears:
                if name_of(ear.actor) not in live:
                    ear.gone = True
                    ear.woken.set()

    def close(self) -> None:
        self.closed = True
        for ears in self._ears.values():
            for ear in ears:
                ear.woken.set()


def told(ear: Ear, news: News) -> list[ServerSentEventMessage]:
    """And the ear knows it. The id of each says what was told once it arrives."""
    events = [message(NoticeEventName.NOTICE, one, str(one.notice.id)) for one in news.notices]
    if not events and news.unread != ear.unread:
        events = [message(NoticeEventName.UNREAD, NoticesLeft(news.unread), None)]
    ear.no, ear.unread = news.no, news.unread
    return events


def message(name: NoticeEventName, answer: Answer, event_id: str | None) -> ServerSentEventMessage:
    return ServerSentEventMessage(msgspec.json.encode(answer).decode(), event=name.value, id=event_id)


async def lives(session: AsyncSession, actors: list[Actor]) -> frozenset[UUID]:
    """Of these passes and sessions, those that have not ended."""
    moment = now()
    passes = select(Device.id).where(Device.id.in_([one.id for one in actors if not one.account_id]), Device.expires_at > moment)
    signed_in = [one.session_id for one in actors if one.session_id]
    sessions = select(AccountSession.id).where(AccountSession.id.in_(signed_in), *is_live(moment))
    return frozenset([*await session.scalars(passes), *await session.scalars(sessions)])


def name_of(actor: Actor) -> UUID | None:
    return actor.session_id or actor.id


@asynccontextmanager
async def streaming(streams: Streams) -> AsyncIterator[None]:
    """Streams are told what happens for as long as this lasts, and end with it."""
    hearing = asyncio.create_task(streams.run(), name="notices")
    try:
        yield
    finally:
        streams.close()
        hearing.cancel()
        await asyncio.gather(hearing, return_exceptions=True)
