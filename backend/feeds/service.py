"""The feeds of a city from start to stop: declared in a file, polled, and known by how they fare."""
import os
from collections.abc import Mapping
from pathlib import Path

from backend.database.address import is_sqlite
from backend.database.database import Database
from backend.feeds.addresses import parse_simulator
from backend.feeds.declaration import FeedDeclaration, allowed_by, load_feeds, read_headers
from backend.feeds.fetch import Fetcher
from backend.feeds.health import FeedsHealth
from backend.feeds.poller import Poller, Recipient
from backend.feeds.relay.direct import Direct
from backend.feeds.relay.shared import Pace, Shared


class Feeds:
    """`async with` polls them, or follows the process that does, for as long as it lasts. Health may be read from any thread."""

    def __init__(
        self, feeds: tuple[FeedDeclaration, ...], fetcher: Fetcher, recipient: Recipient, headers: Mapping[str, Mapping[str, str]],
        database: Database | None = None, pace: Pace | None = None,
    ):  # fmt: skip
        self.declared, self.fetcher = feeds, fetcher
        self.health = FeedsHealth(feeds)
        self.poller = Poller(feeds, fetcher, recipient.apply, self.health, headers=headers, on_unchanged=recipient.confirm)
        several = database is not None and not is_sqlite(database.url) and feeds
        self.relay = Shared(database, feeds, self.poller, recipient, pace) if several else Direct(self.poller)

    @classmethod
    def open(
        cls, path: Path | None, recipient: Recipient, simulator: str = "", environment: Mapping[str, str] = os.environ,
        database: Database | None = None,
    ) -> "Feeds":  # fmt: skip
        """path: a city.toml or feeds.toml; None: no feeds. simulator: its host:port, if any. database: through which several processes share what
        one of them polls, where it is one for several. Raises DeclarationError, ValueError for simulator."""
        place = parse_simulator(simulator) if simulator else None
        feeds = load_feeds(path, place) if path else ()
        return cls(feeds, Fetcher(allowed_by(feeds, place)), recipient, read_headers(feeds, environment), database)

    @staticmethod
    def check(path: Path | None, simulator: str = "", environment: Mapping[str, str] = os.environ) -> None:
        """Whether `open` would do, before any process is started. Raises as it does."""
        if path:
            read_headers(load_feeds(path, parse_simulator(simulator) if simulator else None), environment)

    @property
    def polls(self) -> bool:
        """Whether it is this process that asks the feeds."""
        return self.poller.asks

    async def __aenter__(self) -> "Feeds":
        await self.relay.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.relay.stop()
        await self.fetcher.aclose()
