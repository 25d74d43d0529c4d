"""Where several processes serve the city: one of them polls, what it was told is kept in the database, and all follow it.

A process holds the lease, follows who holds it, or, when nobody has reached the database for a while, polls for itself until somebody does.
"""
import asyncio
import random
from collections.abc import Coroutine
from dataclasses import dataclass

import structlog

from backend.database.database import Database
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.poller import Poller, Recipient
from backend.feeds.relay.hearing import Hearing
from backend.feeds.relay.keeping import Keeping
from backend.feeds.relay.lease import Lease
from backend.feeds.relay.messages import forget_others

log = structlog.get_logger("allways.feeds")


@dataclass(frozen=True)
class Pace:
    """lease_s   for how long the lease lasts once it was said to; another takes over that long and a look after the last word of the one before
    spare_s   so much before its end this process stops polling, whatever it hears
    renew_s   from one word of the holder to the next; look_s: from one look of the others to the next
    answer_s  for how long the database may think
    alone_s   without any answer of it, after which each process polls for itself
    """

    lease_s: float = 10.0
    spare_s: float = 2.0
    renew_s: float = 2.5
    look_s: float = 2.0
    answer_s: float = 3.0
    alone_s: float = 30.0


class Shared:
    """Begins with what the database knows, so that a process that starts shows what is live from its first answer."""

    def __init__(self, database: Database, feeds: tuple[FeedDeclaration, ...], poller: Poller, recipient: Recipient, pace: Pace | None = None):
        self.database, self.poller, self.pace = database, poller, pace or Pace()
        self.hearing = Hearing(database, feeds, recipient, poller.health)
        self.keeping = Keeping(database, poller, self.hearing)
        self.lease = Lease(database.url)
        self._tasks: list[asyncio.Task[None]] = []
        self._polling: asyncio.Task[None] | None = None
        self._term: int | None = None  # under which this process polls; None while it polls for itself
        self._end: asyncio.TimerHandle | None = None
        self._answered_s = 0.0
        self._cut_off = False

    async def start(self) -> None:
        self.poller.on_polled = self.keeping.note
        self._answered_s = asyncio.get_running_loop().time()
        try:
            await self.hearing.look(self.hearing.feeds)
        except Exception as error:  # the service starts without: a city without live facts is better than none
            log.warning("feeds_unheard", error=type(error).__name__)
        self._tasks = [asyncio.create_task(self.hearing.run(), name="feeds heard"), asyncio.create_task(self._watch(), name="feeds lease")]

    async def stop(self) -> None:
        """Whoever is left takes over at its next look."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._rest()
        try:
            async with asyncio.timeout(self.pace.answer_s):
                await self.lease.give_back()
        except Exception as error:  # then it runs out
            log.warning("feeds_lease_kept", error=type(error).__name__)
        await self.lease.close()

    async def _watch(self) -> None:
        while True:
            pause_s = await self._turn()
            await asyncio.sleep(pause_s * random.uniform(0.8, 1.2))

    async def _turn(self) -> float:
        """Asks for the lease and does what the answer means; seconds until the next time."""
        asked_s = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(self.pace.answer_s):
                term = await self.lease.ask(self.pace.lease_s)
        except Exception as error:  # whatever it is, without an answer nothing may be held
            await self._unanswered(asked_s, error)
            return self.pace.look_s
        self._answered_s, self._cut_off = asked_s, False
        if term is None:
            await self._rest()
            return self.pace.look_s
        if not self._at_work() or self._term != term:
            await self._rest()
            log.info("feeds_polled_here", term=term)
            self._term = term
            self._begin(self._poll(term))
        self._end_at(asked_s + self.pace.lease_s - self.pace.spare_s)
        return self.pace.renew_s

    async def _unanswered(self, asked_s: float, error: Exception) -> None:
        if not self._cut_off:
            log.warning("feeds_lease_unanswered", error=type(error).__name__)
        self._cut_off = True
        if not self._at_work() and asked_s - self._answered_s > self.pace.alone_s:
            await self._rest()
            log.warning("feeds_polled_alone")
            self._begin(self._poll_alone())

    def _end_at(self, end_s: float) -> None:
        """Polling ends then unless more is heard. It is counted from before the lease was asked for, so the lease itself ends later."""
        if self._end:
            self._end.cancel()
        self._end = asyncio.get_running_loop().call_at(end_s, self._polling.cancel) if self._polling else None

    def _at_work(self) -> bool:
        return self._polling is not None and not self._polling.done()

    def _begin(self, polling: Coroutine[None, None, None]) -> None:
        self._polling = asyncio.create_task(polling, name="feeds polled")

    async def _rest(self) -> None:
        """No poll from here on, until somebody begins again."""
        if self._end:
            self._end.cancel()
        polling, self._polling, self._term = self._polling, None, None
        if polling is None:
            return
        polling.cancel()
        (ended,) = await asyncio.gather(polling, return_exceptions=True)
        if isinstance(ended, Exception):
            log.warning("feeds_poll_ended", error=type(ended).__name__)

    async def _poll(self, term: int) -> None:
        """Goes on where the one before stopped: with its messages, with what lets servers say that they still hold, and when they are due."""
        await self.hearing.look(self.hearing.feeds)
        async with self.database.writing() as session:
            await forget_others(session, self.hearing.declared)
        kept_at = {}
        for feed_id in self.hearing.feeds:
            found = await self.hearing.find_known(feed_id)
            collected, message = found or (None, None)
            self.poller.know(feed_id, collected, message.received_at if message else None)
            if message:
                kept_at[feed_id] = message.received_at
        self.keeping.begin(kept_at)
        self.hearing.own_term = term
        self.poller.start()
        keeping = asyncio.create_task(self.keeping.run(term), name="feeds kept")
        try:
            await asyncio.wait([keeping])
        finally:
            await self.poller.stop()  # first: a database that is silent is not waited for
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
        keeping.result()

    async def _poll_alone(self) -> None:
        for feed_id in self.hearing.feeds:  # what was polled here last may not be what the city knows
            self.poller.know(feed_id, None, None)
        self.poller.start()
        try:
            await asyncio.Event().wait()
        finally:
            await self.poller.stop()
