"""All that is booked here, in memory of each process: what changed anywhere is read again within a second of its commit."""
import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from uuid import UUID

import structlog

from backend.database.base import now as utc_now
from backend.database.changes import Follower
from backend.database.database import Database
from backend.parking.rows import load_sites
from backend.parking.seeding import TOPIC
from backend.parking.spaces import Catalogue

PAUSE_S = 2.0
log = structlog.get_logger("allways.parking")


class Kept:
    """Of one process. Whoever answers takes `catalogue` once; what is bought is read from the database again."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now):
        self.database, self.clock = database, clock
        self.catalogue = Catalogue()

    async def look(self, only: UUID | None = None) -> None:
        """only: one site, all of it."""
        async with self.database.reading() as session:
            sites = await load_sites(session, self.clock(), None if only is None else {only})
        if only is None:
            self.catalogue = Catalogue.of(sites)
        else:
            others = (site for site in self.catalogue.sites.values() if site.id != only)
            self.catalogue = Catalogue.of([*others, *sites])

    async def follow(self, follower: Follower) -> None:
        """Runs until it is cancelled. While the database cannot be asked, what was known before is."""
        async for change in self.database.changes.follow(TOPIC, follower):
            while not await self.looked(change.payload):
                await asyncio.sleep(PAUSE_S)

    async def looked(self, payload: str | None) -> bool:
        only = None
        with suppress(ValueError, TypeError):
            only = UUID(payload or "")
        try:
            await self.look(only)
        except Exception as error:  # whatever it is: it is tried again
            log.warning("parking_unread", error=type(error).__name__)
            return False
        return True


@asynccontextmanager
async def following(kept: Kept) -> AsyncIterator[None]:
    follower = kept.database.changes.subscribe(TOPIC)
    await kept.look()
    task = asyncio.create_task(kept.follow(follower), name="parking")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
