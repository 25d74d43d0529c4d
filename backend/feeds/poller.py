"""Asks every feed at its pace, hands on what is new, and keeps asking whatever happens."""
import asyncio
import random
import time
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Protocol

import structlog

from backend.feeds.collect import Collected, Collector
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.failures import FailureCode, FetchFailed
from backend.feeds.fetch import Asked, Fetched, Fetcher, NotModified
from backend.feeds.health import Applied, FeedsHealth
from backend.feeds.problems import FeedUnreadable

AT_ONCE = 4
SPREAD_S = 1.0
LONGEST_BACK_OFF_S, LONGEST_RETRY_AFTER_S, LEAST_PAUSE_S = 600.0, 3600.0, 1.0
POLL_S, APPLY_S = 60.0, 60.0
BUG, SLOW_TO_APPLY = "internal_error", "feed_apply_timeout"

OnMessage = Callable[[FeedDeclaration, dict[str, bytes], datetime], Awaitable[Applied]]
OnUnchanged = Callable[[FeedDeclaration, datetime], Awaitable[bool]]
log = structlog.get_logger("allways.feeds")


class Recipient(Protocol):
    """What is known of the city. apply: of OnMessage; confirm: of OnUnchanged, see Poller."""

    async def apply(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Applied: ...

    async def confirm(self, feed: FeedDeclaration, at: datetime) -> bool: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Clock:
    """now tells the time of day, with its offset; seconds never runs back."""

    now: Callable[[], datetime] = utc_now
    seconds: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass
class Line:
    """One feed while it is polled."""

    feed: FeedDeclaration
    headers: Mapping[str, str] = field(repr=False)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    known: Collected | None = None
    known_at: datetime | None = None  # when it came in as something new
    failures: int = 0
    fetch_s: float = 0.0  # in this poll so far, waiting for a turn not counted


class Poller:
    """on_message decodes and applies what is new: the bodies by name (`message`, or the names GBFS gives its files) and when they came in.

    Whatever it raises turns the feed red and leaves everything else as it was. headers: feed id → headers that hold its keys.
    on_unchanged: what was applied holds as of a moment, of feeds that do not say when they saw it; False: it was let go, and is applied again.
    on_polled: told the id of a feed after each poll, once its health and its next poll are known.
    """

    def __init__(
        self, feeds: Iterable[FeedDeclaration], fetcher: Fetcher, on_message: OnMessage, health: FeedsHealth, *,
        headers: Mapping[str, Mapping[str, str]] | None = None, clock: Clock | None = None, rng: random.Random | None = None, at_once: int = AT_ONCE,
        on_unchanged: OnUnchanged | None = None, on_polled: Callable[[str], None] | None = None,
    ):  # fmt: skip
        self.fetcher, self.on_message, self.health = fetcher, on_message, health
        self.on_unchanged, self.on_polled = on_unchanged, on_polled
        self.clock, self.rng = clock or Clock(), rng or random.Random()
        self._turns = asyncio.Semaphore(at_once)
        self._lines = {feed.id: Line(feed, (headers or {}).get(feed.id, {})) for feed in feeds}
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def asks(self) -> bool:
        """Whether it is started and has somebody to ask."""
        return bool(self._tasks)

    def start(self) -> None:
        """From what the health says: a feed that was asked a moment ago, by whomever, is not asked again before its time."""
        for line in self._lines.values():
            (line.open.clear if self.health.get(line.feed.id).paused else line.open.set)()
        self._tasks = [asyncio.create_task(self._keep_asking(line), name=f"feed {line.feed.id}") for line in self._lines.values()]

    async def stop(self) -> None:
        """Ends all polls at once, those under way included."""
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def know(self, feed_id: str, known: Collected | None, known_at: datetime | None) -> None:
        """What was applied last, by another poller; None: nothing that can be asked about. To be told while this one is stopped."""
        line = self._lines[feed_id]
        line.known, line.known_at = known, known_at

    def find_known(self, feed_id: str) -> tuple[Collected, datetime] | None:
        """The message that was applied last and when it came in."""
        line = self._lines[feed_id]
        return None if line.known is None or line.known_at is None else (line.known, line.known_at)

    def pause(self, feed_id: str) -> None:
        """No further poll until resume; what is known stays and ages. Raises KeyError."""
        self._lines[feed_id].open.clear()
        self.health.pausing(feed_id, True)

    def resume(self, feed_id: str) -> None:
        self._lines[feed_id].open.set()
        self.health.pausing(feed_id, False)

    async def _keep_asking(self, line: Line) -> None:
        line.failures = self.health.get(line.feed.id).failures
        wait_s = self._first_wait_s(line)
        self.health.waits(line.feed.id, self.clock.now() + timedelta(seconds=wait_s))
        while True:
            await self.clock.sleep(wait_s)
            await line.open.wait()
            begun_s = self.clock.seconds()
            retry_after_s = await self._poll(line)
            pace_s = pause_s(line.feed, line.failures, self.rng)
            wait_s = max(LEAST_PAUSE_S, pace_s - (self.clock.seconds() - begun_s), retry_after_s)
            self.health.waits(line.feed.id, self.clock.now() + timedelta(seconds=wait_s))
            if self.on_polled:
                self.on_polled(line.feed.id)

    def _first_wait_s(self, line: Line) -> float:
        """Until the poll that was due anyway. Another clock may have said when: while all is well it is believed for one period at most."""
        soonest_s, due_at = self.rng.uniform(0, SPREAD_S), self.health.get(line.feed.id).next_try_at
        if due_at is None:
            return soonest_s
        longest_s = LONGEST_RETRY_AFTER_S if line.failures else float(line.feed.every_s)
        return max(soonest_s, min((due_at - self.clock.now()).total_seconds(), longest_s))

    async def _poll(self, line: Line) -> float:
        """One attempt; never raises. Returns for how many seconds the server asked to be left alone."""
        self.health.trying(line.feed.id, self.clock.now())
        line.fetch_s = 0.0
        try:
            await self._take(line)
        except FetchFailed as error:
            self._failed(line, error.code)
            return retry_after_s(error.retry_after, self.clock.now())
        except FeedUnreadable as error:
            self._failed(line, error.code)
        except Exception as error:
            log_bug(line.feed.id, error)
            self._failed(line, BUG)
        else:
            if line.failures:
                log.info("feed_mended", feed=line.feed.id)
            line.failures = 0
        return 0.0

    async def _take(self, line: Line) -> None:
        collector = Collector(line.feed, line.headers, partial(self._fetch, line), line.known, self.clock.seconds())
        collected = await collector.collect()
        received_at, bodies = self.clock.now(), collected.bodies()
        if line.known is not None and bodies == line.known.bodies() and await self._holds(line.feed, received_at):
            self.health.unchanged(line.feed.id, received_at, collected.left_out, collected.received_bytes, line.fetch_s)
        else:
            applied = await self._apply(line.feed, bodies, received_at)
            self.health.succeeded(line.feed.id, received_at, applied, collected.left_out, collected.received_bytes, line.fetch_s)
            line.known_at = received_at
        line.known = collected

    async def _holds(self, feed: FeedDeclaration, at: datetime) -> bool:
        """Whether what was applied before still is what is known. A message with a time of its own goes on ageing by that."""
        if self.on_unchanged is None or self.health.get(feed.id).applied.observed_at is not None:
            return True
        return await self.on_unchanged(feed, at)

    async def _fetch(self, line: Line, asked: Asked) -> Fetched | NotModified:
        if line.fetch_s > POLL_S:
            raise FetchFailed(FailureCode.TIMEOUT, "The files of the feed take too long together. It will be asked again later.")
        async with self._turns:
            begun_s = self.clock.seconds()
            try:
                return await self.fetcher.fetch(asked)
            finally:
                line.fetch_s += self.clock.seconds() - begun_s

    async def _apply(self, feed: FeedDeclaration, bodies: dict[str, bytes], received_at: datetime) -> Applied:
        try:
            async with asyncio.timeout(APPLY_S):
                return await self.on_message(feed, bodies, received_at)
        except TimeoutError:
            raise FeedUnreadable(SLOW_TO_APPLY, "The message took too long to be applied.") from None

    def _failed(self, line: Line, code: str) -> None:
        if code != self.health.get(line.feed.id).code or not line.failures:
            log.warning("feed_failing", feed=line.feed.id, code=str(code))
        line.failures += 1
        self.health.failed(line.feed.id, str(code), line.fetch_s)


def log_bug(feed_id: str, error: Exception) -> None:
    """Where it happened, and nothing that the feed said."""
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("bug", feed=feed_id, error=type(error).__name__, frames=frames[-12:])


def pause_s(feed: FeedDeclaration, failures: int, rng: random.Random) -> float:
    """From the start of a poll to the next. After failures its pace and a random part of twice as much each time: never sooner, seldom together.

    Full jitter as in Brooker, "Exponential Backoff And Jitter", 2015.
    """
    if not failures:
        return float(feed.every_s)
    longest_s = max(LONGEST_BACK_OFF_S, float(feed.every_s))
    reach_s = min(longest_s, feed.every_s * 2.0 ** min(failures, 20))
    return min(longest_s, feed.every_s + rng.uniform(0, reach_s))


def retry_after_s(text: str, now: datetime) -> float:
    """Seconds of a Retry-After header, a number or a date, bounded; 0 where it is neither."""
    if text.isascii() and text.isdecimal():
        return min(float(text), LONGEST_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER_S)
