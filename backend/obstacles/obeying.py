"""Every process leads people around what is confirmed and warns them of the rest: it looks at all of it whenever somebody spoke of an obstacle
anywhere, and when one ends.
"""
import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import numpy as np
import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.obstacles import ObstacleKind
from backend.database.base import now as utc_now
from backend.database.changes import Follower
from backend.database.database import Database
from backend.live.service import LiveCity
from backend.obstacles.models import Obstacle
from backend.obstacles.places import edges_at
from backend.obstacles.standing import SHOWN_DECIMALS, active, closure_of, place_of, state_of, wall_until
from backend.obstacles.voices import TOPIC
from backend.trips.obstacles import Reported, ReportedObstacles
from routing.closures import Closure

SOURCE = "obstacles"
PAUSE_S, LONGEST_S = 2.0, 60.0
MOST_WALLS, MOST_WARNED_OF = 3000, 5000
KEPT_PLACES = 10_000
log = structlog.get_logger("allways.obstacles")


class Walls:
    """Of one process. A wall that stays as it was is kept as it was made, so that the engine knows it again."""

    def __init__(self, database: Database, live: LiveCity, clock: Callable[[], datetime] = utc_now):
        self.database, self.live, self.clock = database, live, clock
        self._known: dict[tuple, Closure] = {}
        self._obeyed: tuple[Closure, ...] = ()
        self._warned_of: tuple[Reported, ...] = ()
        self._edges: dict[tuple, np.ndarray] = {}
        self._looking = asyncio.Lock()

    async def look(self) -> None:
        async with self._looking:
            async with self.database.reading() as session:
                rows = await list_confirmed(session, self.clock())
                seen = await list_active(session, self.clock())
            if len(rows) == MOST_WALLS:
                log.warning("too_many_obstacles", obeyed=MOST_WALLS)
            closures = await asyncio.to_thread(self.closures_of, sorted(rows, key=lambda row: row.id))
            warned_of = reported(seen, closures, self.clock())
            changed = closures != self._obeyed
            if changed or warned_of != self._warned_of:
                await self.live.set_obstacles(SOURCE, closures if changed else None, ReportedObstacles(warned_of))
                self._obeyed, self._warned_of = closures, warned_of

    def closures_of(self, rows: list[Obstacle]) -> tuple[Closure, ...]:
        now, found = self.clock(), {}
        for row in rows:
            until = wall_until(row)
            if until is None or until <= now:
                continue
            key = (row.id, until, row.lat_e7, row.lon_e7, row.accuracy_m)
            closure = self._known.get(key) or closure_of(row, self.edges(row))
            if closure is not None:
                found[key] = closure
        self._known = found
        return tuple(found.values())

    def edges(self, row: Obstacle) -> np.ndarray:
        """int32, where it lies on the streets of this city."""
        key = (row.kind, row.lat_e7, row.lon_e7, row.accuracy_m)
        edges = self._edges.get(key)
        if edges is None:
            if len(self._edges) >= KEPT_PLACES:
                self._edges.clear()
            edges = self._edges[key] = edges_at(self.live.snapshot.city, ObstacleKind(row.kind), *place_of(row), row.accuracy_m)
        return edges

    async def follow(self, follower: Follower) -> None:
        """Runs until it is cancelled. While the database cannot be asked, what was obeyed before is."""
        async for _ in self.database.changes.follow(TOPIC, follower):
            while not await self.looked():
                await asyncio.sleep(PAUSE_S)

    async def tidy(self) -> None:
        """Runs until it is cancelled. The engine itself lets people pass at the end of a wall; this takes away what has ended."""
        while True:
            await asyncio.sleep(self.pause_s())
            await self.looked()

    def pause_s(self) -> float:
        ends = [closure.ends for closure in self._obeyed if closure.ends is not None] + [one.until for one in self._warned_of]
        left_s = (min(ends) - self.clock()).total_seconds() if ends else LONGEST_S
        return min(LONGEST_S, max(1.0, left_s))

    async def looked(self) -> bool:
        try:
            await self.look()
        except Exception as error:  # whatever it is: it is tried again
            log.warning("obstacles_unread", error=type(error).__name__)
            return False
        return True


async def list_confirmed(session: AsyncSession, now: datetime) -> list[Obstacle]:
    """Those seen last where there are too many."""
    confirmed = or_(Obstacle.by_staff, Obstacle.confirmed_until > now)
    newest = select(Obstacle).where(active(now), confirmed).order_by(Obstacle.last_seen.desc(), Obstacle.id)
    return list(await session.scalars(newest.limit(MOST_WALLS)))


async def list_active(session: AsyncSession, now: datetime) -> list[Obstacle]:
    """Those seen last where there are too many."""
    newest = select(Obstacle).where(active(now)).order_by(Obstacle.last_seen.desc(), Obstacle.id)
    return list(await session.scalars(newest.limit(MOST_WARNED_OF)))


def reported(rows: list[Obstacle], closures: tuple[Closure, ...], now: datetime) -> tuple[Reported, ...]:
    """As ways are compared with them. closures: those that are obeyed, a wall each."""
    walls = {closure.id: closure.attributes for closure in closures}
    return tuple(
        Reported(row.id, ObstacleKind(row.kind), *shown_place(row), state_of(row, now), row.last_seen, row.until, walls.get(str(row.id)))
        for row in sorted(rows, key=lambda row: row.id)
    )


def shown_place(row: Obstacle) -> tuple[float, float]:
    lat, lon = place_of(row)
    return round(lat, SHOWN_DECIMALS), round(lon, SHOWN_DECIMALS)


@asynccontextmanager
async def obeying(walls: Walls) -> AsyncIterator[None]:
    """From the very beginning: where obstacles cannot be read it does not begin."""
    follower = walls.database.changes.subscribe(TOPIC)
    await walls.look()
    tasks = [asyncio.create_task(walls.follow(follower), name="obstacles"), asyncio.create_task(walls.tidy(), name="obstacles that end")]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
