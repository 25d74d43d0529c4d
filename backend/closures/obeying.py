"""Every process obeys the closures of the staff: it looks at all of them whenever one was made or deleted anywhere."""
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import chain
from uuid import UUID

import structlog

from backend.closures.models import StaffClosure
from backend.closures.service import TOPIC, closures_of, list_standing
from backend.database.changes import Follower
from backend.database.database import Database
from backend.live.service import LiveCity
from routing.closures import Closure

SOURCE = "staff"
PAUSE_S = 2.0
log = structlog.get_logger("allways.closures")


class StaffClosures:
    """Of one process. Closures are kept as they were made once, so that the engine knows them again."""

    def __init__(self, database: Database, live: LiveCity):
        self.database, self.live = database, live
        self._known: dict[UUID, tuple[Closure, ...]] = {}
        self._obeyed: tuple[Closure, ...] = ()

    async def look(self) -> None:
        """All that hold or will become those the engine obeys."""
        async with self.database.reading() as session:
            rows = await list_standing(session, datetime.now(UTC))
        closures = await asyncio.to_thread(self.closures_of, rows)
        if closures != self._obeyed:
            await self.live.set_closures(SOURCE, closures)
            self._obeyed = closures

    def closures_of(self, rows: list[StaffClosure]) -> tuple[Closure, ...]:
        self._known = {row.id: self._known.get(row.id) or closures_of(self.live.snapshot.city, row) for row in rows}
        return tuple(chain.from_iterable(self._known.values()))

    async def follow(self, follower: Follower) -> None:
        """Runs until it is cancelled. While the database cannot be asked, what was obeyed before is."""
        async for _ in self.database.changes.follow(TOPIC, follower):
            while not await self.looked():
                await asyncio.sleep(PAUSE_S)

    async def looked(self) -> bool:
        try:
            await self.look()
        except Exception as error:  # whatever it is: it is tried again, for a street must not stay open because of it
            log.warning("closures_unread", error=type(error).__name__)
            return False
        return True


@asynccontextmanager
async def obeying(database: Database, live: LiveCity) -> AsyncIterator[None]:
    """The closures of the staff are obeyed for as long as this lasts, from the very beginning: where they cannot be read it does not begin."""
    closures = StaffClosures(database, live)
    follower = database.changes.subscribe(TOPIC)
    await closures.look()
    following = asyncio.create_task(closures.follow(follower), name="closures")
    try:
        yield
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
