"""Does what is in the outbox: at least once, a few at a time, again after a pause when it fails, given up after many times."""
import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.database.database import Database, unhurried
from backend.outbox import entries
from backend.outbox.entries import TOPIC, Entry
from backend.outbox.models import MAX_ERROR

# What a handler wants written in the very transaction that marks its entry done.
Finish = Callable[[AsyncSession], Awaitable[None]]
Handler = Callable[[Entry], Awaitable[Finish | None]]
OTHERS_S = 0.05  # what is due is just being taken by another worker
CODE = re.compile(r"[a-z][a-z0-9_]{0,99}\Z")
log = structlog.get_logger("allways.outbox")


class GiveUp(Exception):
    """Raised by a handler: trying again will not help."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Pace:
    """lock_s is longer than handle_s by more than clocks of machines differ: a handler is always over before another may begin.

    longest_put_off_s: how long paperwork is left for people who wait; breath_s: between two looks at what is due while they do.
    """

    at_once: int = 8
    handle_s: float = 30.0
    lock_s: float = 90.0
    attempts: int = 12
    first_pause_s: float = 2.0
    longest_pause_s: float = 3600.0
    poll_s: float = 5.0
    stop_s: float = 4.0
    longest_put_off_s: float = 1.0
    breath_s: float = 0.1


class Worker:
    """handlers: per kind; other kinds are left to workers that know them. paperwork: kinds that nobody waits for, done when people let it."""

    def __init__(
        self, database: Database, handlers: Mapping[str, Handler], pace: Pace | None = None, clock: Callable[[], datetime] = now,
        paperwork: frozenset[str] = frozenset(),
    ):  # fmt: skip
        self.database, self.handlers, self.pace, self.clock = database, handlers, pace or Pace(), clock
        self.kinds, self.paperwork = frozenset(handlers), paperwork
        self._all_at_s = 0.0
        self._woken = asyncio.Event()
        self._stopping = False
        self._running: dict[asyncio.Task, Entry] = {}

    async def run(self) -> None:
        """Until `stop`. All that it does is done without hurry."""
        unhurried.set(True)
        listening = asyncio.create_task(self._listen())
        try:
            while not self._stopping:
                self._woken.clear()
                pause_s = await self._round()
                if self.paperwork and self.database.is_busy:
                    await asyncio.sleep(self.pace.breath_s)
                await self._sleep(pause_s)
            if self._running:
                await asyncio.wait(self._running, timeout=self.pace.stop_s)
        finally:
            listening.cancel()
            await self._give_back()

    def stop(self) -> None:
        """Begins nothing more; what is being done gets a moment to end, and is left to others when it does not."""
        self._stopping = True
        self._woken.set()

    def _kinds_now(self) -> frozenset[str]:
        """Without paperwork while people wait for answers, but for a few of it every now and then."""
        moment_s = asyncio.get_running_loop().time()
        if self.paperwork and self.database.is_busy and moment_s - self._all_at_s < self.pace.longest_put_off_s:
            return self.kinds - self.paperwork
        self._all_at_s = moment_s
        return self.kinds

    async def claim(self, most: int, kinds: frozenset[str] | None = None) -> list[Entry]:
        """kinds: all that it knows when left out."""
        moment = self.clock()
        async with self.database.writing() as session:
            claimed = await entries.claim(session, kinds or self.kinds, most, moment, moment + timedelta(seconds=self.pace.lock_s))
            for row in claimed:
                if row.attempts > self.pace.attempts:  # it took its workers with it each time
                    row.lock_id, row.dead_at, row.last_error = None, moment, row.last_error or "crashed"
            return [Entry(row.id, row.lock_id, row.kind, row.key, row.payload, row.attempts) for row in claimed if row.lock_id]

    async def handle(self, entry: Entry) -> None:
        """From the claim to its end. Only an outage of the database is left to the lock, which runs out."""
        try:
            async with asyncio.timeout(self.pace.handle_s):
                finish = await self.handlers[entry.kind](entry)
                await self._done(entry, finish)
        except Exception as error:
            await self._failed(entry, error)

    async def _round(self) -> float:
        """Begins what is due; seconds until there may be more."""
        free = self.pace.at_once - len(self._running)
        if free == 0:
            return self.pace.poll_s
        kinds = self._kinds_now()
        longest_s = self.pace.poll_s if kinds is self.kinds else self.pace.breath_s
        try:
            async with self.database.reading() as session:
                due = await entries.next_due(session, kinds)
            if due is None or due > self.clock():
                return longest_s if due is None else min(longest_s, (due - self.clock()).total_seconds())
            claimed = await self.claim(free, kinds)
        except (SQLAlchemyError, OSError) as error:
            log.warning("outbox_unreachable", error=type(error).__name__)
            return self.pace.poll_s
        for entry in claimed:
            task = asyncio.create_task(self.handle(entry))
            self._running[task] = entry
            task.add_done_callback(self._ended)
        return 0.0 if claimed else OTHERS_S

    def _ended(self, task: asyncio.Task) -> None:
        entry = self._running.pop(task)
        if not task.cancelled() and task.exception():
            log.warning("outbox_unsettled", kind=entry.kind, error=type(task.exception()).__name__)
        self._woken.set()

    async def _sleep(self, pause_s: float) -> None:
        try:
            async with asyncio.timeout(max(0.0, pause_s)):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _listen(self) -> None:
        async with aclosing(self.database.changes.follow(TOPIC)) as following:
            async for _ in following:
                self._woken.set()

    async def _done(self, entry: Entry, finish: Finish | None) -> None:
        async with self.database.writing() as session:
            if not await entries.settle(session, entry, done_at=self.clock(), last_error=None):
                raise LockLost
            if finish:
                await finish(session)

    async def _failed(self, entry: Entry, error: Exception) -> None:
        dead = isinstance(error, GiveUp) or entry.attempt >= self.pace.attempts
        code, moment = code_of(error), self.clock()
        next_at = moment + timedelta(seconds=pause_s(self.pace, entry.attempt))
        async with self.database.writing() as session:
            await entries.settle(session, entry, last_error=code, next_at=next_at, dead_at=moment if dead else None)
        (log.error if dead else log.info)("outbox_dead" if dead else "outbox_again", kind=entry.kind, attempt=entry.attempt, code=code)

    async def _give_back(self) -> None:
        """What did not end in time is due at once for whoever comes next."""
        left = dict(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        async with self.database.writing() as session:
            for entry in left.values():
                await entries.settle(session, entry, next_at=self.clock())


class LockLost(Exception):
    """Another worker took the entry for crashed. What this one wanted to write is undone."""

    code = "lock_lost"


def pause_s(pace: Pace, attempt: int) -> float:
    """Twice as long each time, and a random part less, so that many that failed together do not come back together."""
    return min(pace.longest_pause_s, pace.first_pause_s * 2 ** min(attempt - 1, 30)) * random.uniform(0.5, 1.0)


def code_of(error: Exception) -> str:
    """What may be kept of an error: never its words, they may speak of people."""
    code = None if isinstance(error, SQLAlchemyError) else getattr(error, "code", None)
    return code if isinstance(code, str) and CODE.match(code) else type(error).__name__[:MAX_ERROR]
