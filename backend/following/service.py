"""Following trips: keeping them, saying how they stand, and telling whoever listens."""
import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from datetime import datetime
from uuid import UUID

import structlog
from litestar.response.sse import ServerSentEventMessage
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.following import FollowRequest, FollowResponse, TripNow, TripUpdate
from backend.database.base import now
from backend.database.database import Database
from backend.database.sealing import open_vault
from backend.following import rows
from backend.following.look import Looker, Mark
from backend.following.models import Followed
from backend.following.reading import Reader, marked
from backend.following.rows import Desk
from backend.following.stopping import when_asked_to_stop
from backend.following.stream import events
from backend.following.watch import Watches
from backend.identity.actor import Actor
from backend.service.errors import ServiceError
from backend.service.lane import Lane
from backend.trips.service import TripPlanner

MOST_STREAMS = 4
log = structlog.get_logger("allways.following")


class TooManyStreams(ServiceError):
    status, code = 429, "too_many_streams"


class Following:
    """Of one process and one event loop, from `following` below."""

    def __init__(self, database: Database, planner: TripPlanner, lane: Lane, column_key: str = "", clock: Callable[[], datetime] = now):
        self.database, self.planner = database, planner
        self.desk = Desk(open_vault(column_key, database.url), Reader(planner.snapshot.city, planner.names))
        self.looker = Looker(planner, self.desk.reader)
        self.watches = Watches(database, planner.live, lane, self.desk, self.looker, clock)
        self.closed = False
        self._streams: Counter[UUID] = Counter()

    async def follow(self, session: AsyncSession, actor: Actor, request: FollowRequest) -> FollowResponse:
        """Raises what Reader.trip and rows.follow raise."""
        trip = await asyncio.to_thread(self.desk.reader.trip, request, self.planner.snapshot)
        row = await rows.follow(session, self.desk.vault, actor, marked(request, trip))
        return FollowResponse(str(row.id), row.expires_at.replace(microsecond=0))

    async def update(self, session: AsyncSession, actor: Actor, trip_id: UUID, told: TripUpdate) -> None:
        await rows.update(session, self.desk.vault, actor, trip_id, told)

    async def end(self, session: AsyncSession, actor: Actor, trip_id: UUID) -> None:
        await rows.end(session, actor, trip_id)

    async def state(self, actor: Actor, trip_id: UUID) -> TripNow:
        """Raises NotFound, Busy."""
        followed = await self.followed(actor, trip_id)
        watch = self.watches.find(trip_id)
        standing = None if watch is None or watch.last is None else watch.last.standing
        return (await self.watches.look(followed, standing)).state

    async def followed(self, actor: Actor, trip_id: UUID) -> Followed:
        """Raises NotFound."""
        async with self.database.reading() as session:
            row = await rows.get(session, actor, trip_id)
        return await asyncio.to_thread(rows.opened, self.desk, row)

    async def listen(self, actor: Actor, trip_id: UUID, last_event_id: str) -> AsyncIterator[ServerSentEventMessage]:
        """What is new since an event. Raises NotFound, TooManyStreams, Busy, before anything is sent."""
        followed = await self.followed(actor, trip_id)
        if self._streams[followed.device_id] >= MOST_STREAMS:
            raise TooManyStreams(f"This device listens {MOST_STREAMS} times already. Close one first.", headers={"Retry-After": "5"})
        self.watches.enter(followed)
        return self._counted(followed, Mark.read(last_event_id))

    async def _counted(self, followed: Followed, told: Mark) -> AsyncIterator[ServerSentEventMessage]:
        """Counted from its first step on: one that is never begun is not."""
        watch = self.watches.enter(followed)
        self._streams[followed.device_id] += 1
        try:
            async with aclosing(events(watch, self.looker, told, lambda: self.closed)) as sent:
                self.watches.look_soon(watch)
                async for event in sent:
                    yield event
        finally:
            self._streams[followed.device_id] -= 1
            if not self._streams[followed.device_id]:
                del self._streams[followed.device_id]
            self.watches.leave(watch)

    def close(self) -> None:
        self.closed = True
        self.watches.close()


@asynccontextmanager
async def following(
    database: Database, planner: TripPlanner, lane: Lane, column_key: str = "", clock: Callable[[], datetime] = now
) -> AsyncIterator[Following]:
    """column_key: what is set in ALLWAYS_COLUMN_KEY. Streams are closed when the block ends. Raises KeyRefused."""
    opened = Following(database, planner, lane, column_key, clock)
    await asyncio.to_thread(opened.desk.reader.make_ready)
    watching = asyncio.create_task(opened.watches.run(), name="following")
    try:
        with when_asked_to_stop(opened.close):
            yield opened
    finally:
        opened.close()
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
