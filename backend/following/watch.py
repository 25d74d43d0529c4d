"""Followed trips that somebody listens to: looked at again when the city changes, when the traveller moves, and now and then as time passes."""
import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.database.base import now
from backend.database.database import Database
from backend.following import rows
from backend.following.breaks import Standing
from backend.following.look import Look, Looker
from backend.following.models import Followed
from backend.following.rows import TOPIC, Desk
from backend.live.service import LiveCity
from backend.service.errors import Busy, NotFound
from backend.service.lane import Lane

MOST = 1000
TICK_S, CHECK_S, BUSY_S = 5.0, 15.0, 0.5
# What was told is remembered for those who lost their connection.
REMEMBERED_S = 120.0
log = structlog.get_logger("allways.following")


@dataclass(eq=False)
class Watch:
    """One trip. listeners: to be woken when there is something new; each compares `last` with what it has told."""

    followed: Followed
    last: Look | None = None
    gone: bool = False
    due: bool = True
    looked_at: float = 0.0
    left_at: float = 0.0
    listeners: set[asyncio.Event] = field(default_factory=set)

    def wake(self) -> None:
        for listener in self.listeners:
            listener.set()


class Watches:
    """Of one process and one event loop. Of many trips the one that was looked at longest ago comes first."""

    def __init__(self, database: Database, live: LiveCity, lane: Lane, desk: Desk, looker: Looker, clock: Callable[[], datetime] = now):
        self.database, self.live, self.lane, self.desk, self.looker, self.clock = database, live, lane, desk, looker, clock
        self._watches: dict[UUID, Watch] = {}
        self._woken = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._checked_at = self._loop.time()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            for work in (self._work, self._hear_city, self._hear_rows, self._tick):
                group.create_task(work())

    def enter(self, followed: Followed) -> Watch:
        """The watch of a trip, for somebody who listens from now on. Raises Busy."""
        watch = self._watches.get(followed.id)
        if watch is None:
            if len(self._watches) >= MOST:
                raise Busy("Too many trips are followed right now. Try again in a moment.", headers={"Retry-After": "5"})
            watch = self._watches[followed.id] = Watch(followed)
        watch.followed = followed
        self.look_soon(watch)
        return watch

    def leave(self, watch: Watch) -> None:
        watch.left_at = self._loop.time()

    def find(self, trip_id: UUID) -> Watch | None:
        return self._watches.get(trip_id)

    def close(self) -> None:
        for watch in self._watches.values():
            watch.wake()

    def look_soon(self, *watches: Watch) -> None:
        for watch in watches:
            watch.due = True
        self._woken.set()

    async def look(self, followed: Followed, standing: Standing | None) -> Look:
        """Raises Busy."""
        return await self.lane.run(self.looker.look, self.live.view, followed, standing, self.clock())

    async def _work(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            due = [watch for watch in self._watches.values() if watch.due and watch.listeners]
            for watch in sorted(due, key=lambda watch: watch.looked_at):
                await self._look_at(watch)

    async def _look_at(self, watch: Watch) -> None:
        watch.due, watch.looked_at = False, self._loop.time()
        try:
            watch.last = await self.look(watch.followed, None if watch.last is None else watch.last.standing)
            watch.wake()
        except Busy:
            watch.due = True
            self._loop.call_later(BUSY_S, self._woken.set)
        except Exception as error:  # a mistake of ours with one trip is none with the others
            log.error("bug", error=type(error).__name__)

    async def _hear_city(self) -> None:
        async with aclosing(self.live.changes()) as changes:
            async for _ in changes:
                self.look_soon(*self._watches.values())

    async def _hear_rows(self) -> None:
        async with aclosing(self.database.changes.follow(TOPIC)) as changes:
            async for change in changes:
                told = [watch for watch in self._watches.values() if change.payload in (None, str(watch.followed.id))]
                await self._read_again(told)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            moment = self._loop.time()
            for trip_id, watch in list(self._watches.items()):
                if not watch.listeners and moment - watch.left_at > REMEMBERED_S:
                    del self._watches[trip_id]
            if moment - self._checked_at >= CHECK_S:  # a device that ended takes its trips along without a word
                self._checked_at = moment
                await self._read_again(list(self._watches.values()))
            self.look_soon(*self._watches.values())

    async def _read_again(self, watches: list[Watch]) -> None:
        """As the rows are now; a trip without one is gone."""
        if not watches:
            return
        try:
            async with self.database.reading() as session:
                found = {row.id: row for row in await rows.list_rows(session, [watch.followed.id for watch in watches])}
        except (SQLAlchemyError, OSError) as error:
            log.warning("trips_unreachable", error=type(error).__name__)
            return
        for watch in watches:
            row = found.get(watch.followed.id)
            try:
                watch.gone = row is None
                if row is not None:
                    watch.followed = await asyncio.to_thread(rows.opened, self.desk, row)
            except NotFound:
                watch.gone = True
            if watch.gone:
                self._watches.pop(watch.followed.id, None)
                watch.wake()
        self.look_soon(*watches)
