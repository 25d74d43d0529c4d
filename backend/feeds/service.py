"""The feeds of a city from start to stop: declared in a file, polled, and known by how they fare."""
import os
from collections.abc import Mapping
from pathlib import Path

from backend.feeds.addresses import parse_simulator
from backend.feeds.declaration import FeedDeclaration, allowed_by, load_feeds, read_headers
from backend.feeds.fetch import Fetcher
from backend.feeds.health import FeedsHealth
from backend.feeds.poller import OnMessage, Poller


class Feeds:
    """`async with` polls them for as long as it lasts. Made outside of an event loop or in one; health may be read from any thread."""

    def __init__(self, feeds: tuple[FeedDeclaration, ...], fetcher: Fetcher, on_message: OnMessage, headers: Mapping[str, Mapping[str, str]]):
        self.declared, self.fetcher = feeds, fetcher
        self.health = FeedsHealth(feeds)
        self.poller = Poller(feeds, fetcher, on_message, self.health, headers=headers)

    @classmethod
    def open(cls, path: Path | None, on_message: OnMessage, simulator: str = "", environment: Mapping[str, str] = os.environ) -> "Feeds":
        """path: a city.toml or feeds.toml; None: no feeds. simulator: its host:port, if any. Raises DeclarationError, ValueError for simulator."""
        place = parse_simulator(simulator) if simulator else None
        feeds = load_feeds(path, place) if path else ()
        return cls(feeds, Fetcher(allowed_by(feeds, place)), on_message, read_headers(feeds, environment))

    @staticmethod
    def check(path: Path | None, simulator: str = "", environment: Mapping[str, str] = os.environ) -> None:
        """Whether `open` would do, before any process is started. Raises as it does."""
        if path:
            read_headers(load_feeds(path, parse_simulator(simulator) if simulator else None), environment)

    async def __aenter__(self) -> "Feeds":
        self.poller.start()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.poller.stop()
        await self.fetcher.aclose()
