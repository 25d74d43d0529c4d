"""A town whose feeds are polled over real connections on a clock that is turned by hand."""
import asyncio
import random
from datetime import UTC, datetime, timedelta

from backend.contract.feeds import FeedKind, FeedState
from backend.feeds.addresses import Allowed
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.fetch import Fetcher
from backend.feeds.health import Applied, FeedsHealth
from backend.feeds.poller import Clock, Poller
from backend.feeds.problems import FeedUnreadable
from tests.backend.feeds.servers import FeedServer

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Hours:
    """A clock that stands still while anything is done and moves only to the next moment somebody waits for."""

    def __init__(self):
        self.passed_s = 0.0
        self.waiting: list[tuple[float, asyncio.Future[None]]] = []

    def clock(self) -> Clock:
        return Clock(self.now, lambda: self.passed_s, self.sleep)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed_s)

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        self.waiting.append((self.passed_s + seconds, woken))
        await woken

    async def all_asleep(self, sleepers: int) -> None:
        async with asyncio.timeout(60):
            while sum(not woken.done() for _, woken in self.waiting) < sleepers:
                await asyncio.sleep(0.002)

    async def run(self, until_s: float, sleepers: int = 1) -> None:
        """Lets time pass until a second since noon; in between everybody has to go to sleep again."""
        while True:
            await self.all_asleep(sleepers)
            self.waiting = [(at_s, woken) for at_s, woken in self.waiting if not woken.done()]
            next_s, woken = min(self.waiting, key=lambda entry: entry[0])
            if next_s > until_s:
                self.passed_s = until_s
                return
            self.passed_s = max(self.passed_s, next_s)
            woken.set_result(None)


class Town:
    """What the city knows from its feeds: the last good message of each, and how many there were."""

    def __init__(self):
        self.facts: dict[str, dict[str, bytes]] = {}
        self.messages: list[tuple[str, datetime]] = []
        self.says: dict[str, datetime] = {}

    async def take(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Applied:
        content = b"".join(parts.values())
        if b"unreadable" in content:
            raise FeedUnreadable("feed_unreadable", "This is no message.")
        if b"bug" in content:
            raise ZeroDivisionError("CANARY")
        if b"deep" in content:
            raise RecursionError
        self.facts[feed.id] = parts
        self.messages.append((feed.id, received_at))
        return Applied(self.says.get(feed.id), entities=len(content), unknown_ids=1, problems=2)


class Polled:
    """A town with some feeds of one server."""

    def __init__(self, server: FeedServer, feeds: list[FeedDeclaration], deadline_s: float = 1.0, **more):
        self.server, self.hours, self.town, self.health = server, Hours(), Town(), FeedsHealth(feeds)
        self.fetcher = Fetcher(Allowed(simulator=server.host), deadline_s=deadline_s)
        self.poller = Poller(feeds, self.fetcher, self.town.take, self.health, clock=self.hours.clock(), rng=random.Random(7), **more)
        self.feeds = feeds

    async def __aenter__(self) -> "Polled":
        self.poller.start()
        return self

    async def __aexit__(self, *error) -> None:
        await self.poller.stop()
        await self.fetcher.aclose()

    async def run(self, until_s: float, sleepers: int | None = None) -> None:
        await self.hours.run(until_s, len(self.feeds) if sleepers is None else sleepers)

    @property
    def known(self):
        return self.health.get(self.feeds[0].id)

    @property
    def state(self) -> FeedState:
        return self.known.state(self.hours.now())

    @property
    def live(self) -> bool:
        return self.health.is_live(self.feeds[0].id, self.hours.now())


def feed(server: FeedServer, name: str = "trams", kind: FeedKind = FeedKind.TRIP_UPDATES, **more) -> FeedDeclaration:
    return FeedDeclaration(**{"id": name, "kind": kind, "url": server.url(f"/{name}"), "every_s": 10, "fresh_s": 60} | more)
