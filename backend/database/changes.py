"""What one process changed, told to all: topics with short texts, delivered after the commit.

PostgreSQL carries them between processes (LISTEN and NOTIFY); with SQLite there is one process, and they stay in it.
A text is a hint of what to look at, such as an id: delivery is not certain, so now and then a follower is told to look at everything.
"""
import asyncio
import random
import re
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

import psycopg
import structlog
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, func, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.types import check_characters

CHANNEL = "allways"
MAX_BYTES = 7900  # PostgreSQL carries less than 8,000, the topic included
TOPIC = re.compile(r"[a-z][a-z0-9_.]{0,62}\Z")
KEPT = 256
HEARTBEAT_S, ANSWER_S, CONNECT_S = 15.0, 5.0, 5
PAUSE_S, LONGEST_PAUSE_S = 0.1, 15.0
ANNOUNCED = "announced"
log = structlog.get_logger("allways.database")


@dataclass(frozen=True)
class Change:
    """payload None: anything may have changed, look at everything again."""

    topic: str
    payload: str | None


async def announce(session: AsyncSession, topic: str, payload: str = "") -> None:
    """Tells all followers when this transaction is kept, and nobody when it is undone. Raises ValueError for what does not fit."""
    if not TOPIC.match(topic):
        raise ValueError("a topic has small letters, digits, dots and underscores, 63 at most")
    check_characters(payload)
    if len(payload.encode()) > MAX_BYTES:
        raise ValueError(f"a change carries at most {MAX_BYTES} bytes: send the id and let the follower look")
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_notify(CHANNEL, f"{topic} {payload}")))
    else:
        session.info.setdefault(ANNOUNCED, []).append(Change(topic, payload))


def list_announced(session: AsyncSession) -> list[Change]:
    """What is left to deliver by this process after its commit."""
    return session.info.pop(ANNOUNCED, [])


class Follower:
    """What one reader has not seen yet. One that falls far behind is told to look at everything, so memory is bounded and nothing is missed."""

    def __init__(self) -> None:
        self.waiting: deque[Change] = deque()
        self.woken = asyncio.Event()

    def put(self, change: Change) -> None:
        if change.payload is None or len(self.waiting) >= KEPT:
            self.waiting.clear()
            change = Change(change.topic, None)
        self.waiting.append(change)
        self.woken.set()


class Changes:
    """url: of the PostgreSQL that carries the changes, None where this process is alone. Belongs to one event loop."""

    def __init__(self, url: URL | None):
        self._conninfo = None if url is None else conninfo(url)
        self._followers: dict[str, set[Follower]] = {}
        self._listening = url is None
        self._begun = asyncio.Event()
        self._closed = False
        self._task: asyncio.Task | None = None

    async def begin(self) -> None:
        """Hears what others change before anybody looks. Where it cannot be heard yet this gives up, and followers are told to look once it can."""
        if self._conninfo is None:
            return
        self._start()
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_S):
                await self._begun.wait()

    def subscribe(self, topic: str) -> Follower:
        """For whoever is about to look at everything and will then `follow` with it: nothing is missed, and nothing looked at twice."""
        follower = Follower()
        self._followers.setdefault(topic, set()).add(follower)
        self._start()
        return follower

    def _start(self) -> None:
        if self._conninfo and self._task is None and not self._closed:
            self._task = asyncio.create_task(self._listen(), name="changes")

    async def follow(self, topic: str, follower: Follower | None = None) -> AsyncIterator[Change]:
        """Never ends before `close`. The first change says to look at everything, unless somebody subscribed and looked, and so does the one after
        a lost connection: whoever looks when told so, and applies the others, misses nothing."""
        if follower is None:
            follower = self.subscribe(topic)
            if self._listening:
                follower.put(Change(topic, None))
        try:
            while not self._closed:
                while follower.waiting and not self._closed:
                    yield follower.waiting.popleft()
                follower.woken.clear()
                if not follower.waiting and not self._closed:
                    await follower.woken.wait()
        finally:
            self._forget(topic, follower)

    def deliver(self, change: Change) -> None:
        for follower in self._followers.get(change.topic, ()):
            follower.put(change)

    async def close(self) -> None:
        self._closed = True
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for follower in [one for followers in self._followers.values() for one in followers]:
            follower.woken.set()

    def _forget(self, topic: str, follower: Follower) -> None:
        followers = self._followers.get(topic, set())
        followers.discard(follower)
        if not followers:
            self._followers.pop(topic, None)

    async def _listen(self) -> None:
        pause_s = PAUSE_S
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    pause_s = PAUSE_S
                    self._tell_everything()
                    await self._take(connection)
            except (psycopg.Error, OSError, TimeoutError) as error:
                self._listening = False
                log.warning("changes_lost", error=type(error).__name__)
                await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))
                pause_s = min(LONGEST_PAUSE_S, pause_s * 2)

    def _tell_everything(self) -> None:
        self._listening = True
        self._begun.set()
        for topic in list(self._followers):
            self.deliver(Change(topic, None))

    async def _take(self, connection: psycopg.AsyncConnection) -> None:
        """Until the connection breaks. The heartbeat finds out when the other side is gone without a word."""
        while True:
            async for note in connection.notifies(timeout=HEARTBEAT_S):
                topic, _, payload = note.payload.partition(" ")
                self.deliver(Change(topic, payload))
            async with asyncio.timeout(ANSWER_S):
                await connection.execute("SELECT 1")


def conninfo(url: URL) -> str:
    _, named = PGDialect_psycopg().create_connect_args(url)
    return make_conninfo(**{**named, "connect_timeout": CONNECT_S, "application_name": "allways changes"})
