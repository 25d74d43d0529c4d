"""Worker processes of one city, in one test process: each with a database, feeds and a town of its own."""
import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from backend.contract.feeds import FeedKind
from backend.database.database import Database
from backend.feeds.addresses import Allowed
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.fetch import Fetcher
from backend.feeds.health import Applied
from backend.feeds.problems import FeedUnreadable
from backend.feeds.relay.shared import Pace
from backend.feeds.service import Feeds
from tests.backend.feeds.servers import FeedServer, Request, head

PATIENCE_S = 40.0
# Long enough for a machine with other things to do, short enough for nobody to wait.
QUICK = Pace(lease_s=5.0, spare_s=1.0, renew_s=0.3, look_s=0.2, answer_s=3.0, alone_s=600.0)


class Town:
    """What one process knows from its feeds. says: whether messages have a time of their own."""

    def __init__(self, says: bool = False):
        self.says = says
        self.messages: list[tuple[str, bytes, datetime]] = []
        self.told: dict[str, datetime] = {}
        self.wrong: Exception | None = None

    async def apply(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Applied:
        body = b"".join(parts.values())
        if b"unreadable" in body:
            raise FeedUnreadable("feed_unreadable", "This is no message.")
        if self.wrong:
            raise self.wrong
        self.messages.append((feed.id, body, received_at))
        self.told[feed.id] = received_at
        return Applied(received_at if self.says else None, entities=len(body), unknown_ids=1, problems=2)

    async def confirm(self, feed: FeedDeclaration, at: datetime) -> bool:
        if feed.id not in self.told:
            return False
        self.told[feed.id] = at
        return True


class Worker:
    def __init__(self, address: str, server: FeedServer, feeds: tuple[FeedDeclaration, ...], pace: Pace = QUICK, town: Town | None = None):
        self.database, self.town, self.stopped = Database.open(address), town or Town(), False
        self.feeds = Feeds(feeds, Fetcher(Allowed(simulator=server.host), deadline_s=5.0), self.town, {}, self.database, pace)

    async def start(self) -> "Worker":
        await self.feeds.__aenter__()
        return self

    async def stop(self) -> None:
        """Once."""
        if not self.stopped:
            self.stopped = True
            await self.feeds.__aexit__()
            await self.database.close()

    @property
    def polls(self) -> bool:
        return self.feeds.polls

    def health(self, name: str = "trams"):
        return self.feeds.health.get(name)

    async def die(self) -> None:
        """Without a word: whatever it was doing ends, and nothing is given back."""
        relay, self.stopped = self.feeds.relay, True
        tasks = [*relay._tasks, relay._polling] if relay._polling else relay._tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await relay.lease.close()
        await self.feeds.fetcher.aclose()
        await self.database.close()


@asynccontextmanager
async def working(*workers: Worker):
    for worker in workers:
        await worker.start()
    try:
        yield workers
    finally:
        for worker in workers:
            await worker.stop()


async def comes(wanted: Callable[[], object]) -> object:
    """Waits until it is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not (found := wanted()):
            await asyncio.sleep(0.02)
        return found


async def one_that_polls(*workers: Worker) -> Worker:
    await comes(lambda: any(worker.polls for worker in workers))
    (poller,) = [worker for worker in workers if worker.polls]
    return poller


def heard(worker: Worker) -> list[bytes]:
    return [content for _, content, _ in worker.town.messages]


def others(poller: Worker, *workers: Worker) -> list[Worker]:
    return [worker for worker in workers if worker is not poller]


async def run(address: str, statement: str) -> None:
    database = Database.open(address)
    async with database.writing() as session:
        await session.execute(text(statement))
    await database.close()


def trams(server: FeedServer, name: str = "trams", **more) -> FeedDeclaration:
    kind = FeedKind.TRIP_UPDATES
    return FeedDeclaration(**{"id": name, "kind": kind, "url": server.url(f"/{name}?key=CANARY"), "every_s": 1, "fresh_s": 600} | more)


def counting(said: list[bytes]):
    """Something else each time; what was said is noted."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        said.append(b"message %d" % (len(said) + 1))
        writer.write(head(200, Content_Length=len(said[-1])) + said[-1])

    return answer


def now() -> datetime:
    return datetime.now(UTC)


class Wire:
    """Between a process and PostgreSQL on its socket: it can be cut, or swallow everything without a word, and be mended."""

    def __init__(self, home: Path, folder: Path):
        self.home, self.folder = home, folder
        self.cut = self.silent = False
        self._open: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task] = set()

    async def __aenter__(self) -> "Wire":
        self._server = await asyncio.start_unix_server(self._serve, self.folder / ".s.PGSQL.5432")
        return self

    async def __aexit__(self, *error) -> None:
        self._server.close()
        self.break_off()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def break_off(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if self.cut:
            writer.transport.abort()
            return
        inner, outer = await asyncio.open_unix_connection(self.home / ".s.PGSQL.5432")
        self._open |= {writer, outer}
        try:
            await asyncio.gather(self._carry(reader, outer), self._carry(inner, writer))
        finally:
            self._open -= {writer, outer}
            writer.transport.abort()
            outer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(1 << 16):
                while self.silent:
                    await asyncio.sleep(0.02)
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.transport.abort()
