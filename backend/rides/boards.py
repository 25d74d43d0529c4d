"""The newest plan of each day to come, in the memory of each process, for planners that ask at once and from threads."""
import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.changes import Change, Follower
from backend.database.database import Database
from backend.pricing.driven import RideForSale, RideWish
from backend.rides.board import Board, on_streets
from backend.rides.coding import BoardUnreadable
from backend.rides.days import TOPIC, Days
from backend.rides.models import RideShift
from backend.rides.offers import NoOffer, Zone, best_of, days_of, offered
from backend.rides.streets import OffStreet
from backend.rides.zones import list_zones
from routing.dispatch.rides.city_times import TooManyPlaces

DAYS_AHEAD = 32
PAUSE_S = 2.0
EVERY_S = 600.0
log = structlog.get_logger("allways.rides")


@dataclass(frozen=True)
class Known:
    """What a planner sees: never changed in place, so whoever took it sees the same to the end. zones: by their keys."""

    zones: Mapping[str, Zone] = field(default_factory=lambda: MappingProxyType({}))
    boards: Mapping[tuple[UUID, date], Board] = field(default_factory=lambda: MappingProxyType({}))


class Boards:
    """Of one process."""

    def __init__(self, database: Database, days: Days):
        self.database, self.days = database, days
        self.known = Known()
        # What was read later is never replaced by what was read before.
        self._turn = asyncio.Lock()

    def is_ours(self, zone_key: str) -> bool:
        return zone_key in self.known.zones

    def find_offer(self, zone_key: str, wish: RideWish, at: datetime) -> RideForSale | None:
        """What could be promised as far as this process knows: a pure answer to the newest plans. None where no van can, or the zone is not ours."""
        known = self.known
        zone = known.zones.get(zone_key)
        if zone is None:
            return None
        found = []
        for day in days_of(wish.ready_at, self.days.streets):
            board = known.boards.get((zone.id, day))
            if board is not None:
                try:
                    found.append(offered(zone, on_streets(board, self.days.streets), wish, self.days.streets, at))
                except NoOffer:
                    continue
        best = best_of(found)
        return None if best is None else best.sale

    async def look(self) -> None:
        """At all zones and days again."""
        first = self.days.streets.live.now().astimezone(self.days.streets.zone).date() - timedelta(days=1)
        async with self._turn, self.database.reading() as session:
            zones = await list_zones(session)
            query = select(RideShift.zone_id, RideShift.day).where(RideShift.day >= first, RideShift.day <= first + timedelta(days=DAYS_AHEAD))
            days = {(zone_id, day) for zone_id, day in await session.execute(query.distinct())}
            read = {key: await self.read(session, *key) for key in sorted(days)}
            boards = MappingProxyType({key: board for key, board in read.items() if board is not None})
            self.known = Known(MappingProxyType({zone.key: zone for zone in zones}), boards)

    async def take_in(self, zone_id: UUID, day: date, version: int) -> None:
        """One day, where it is newer than what is known. Version 0: its shifts are others."""
        async with self._turn, self.database.reading() as session:
            had = self.known.boards.get((zone_id, day))
            if had is not None and version and had.version >= version:
                return
            board, others = await self.read(session, zone_id, day), {key: one for key, one in self.known.boards.items() if key != (zone_id, day)}
            self.known = Known(self.known.zones, MappingProxyType(others if board is None else {**others, (zone_id, day): board}))

    async def read(self, session: AsyncSession, zone_id: UUID, day: date) -> Board | None:
        """None where it cannot be used: nothing is promised on it then, and all other days are sold."""
        try:
            return (await self.days.get(session, zone_id, day, lock=False))[1]
        except (OffStreet, TooManyPlaces, BoardUnreadable) as error:
            log.warning("rides_day_unusable", zone=str(zone_id), day=day.isoformat(), error=type(error).__name__)
            return None

    async def follow(self, follower: Follower) -> None:
        """Until it is cancelled. While the database cannot be asked, what was known before is."""
        async for change in self.database.changes.follow(TOPIC, follower):
            while not await self.heard(change):
                await asyncio.sleep(PAUSE_S)

    async def heard(self, change: Change) -> bool:
        try:
            if change.payload is None:
                await self.look()
            else:
                zone_id, day, version = change.payload.split(" ")
                if UUID(zone_id) in {zone.id for zone in self.known.zones.values()}:
                    await self.take_in(UUID(zone_id), date.fromisoformat(day), int(version))
                else:
                    await self.look()
        except Exception as error:  # whatever it is: it is tried again, for nobody may be promised what was promised to others
            log.warning("rides_unread", error=type(error).__name__)
            return False
        return True

    async def keep_looking(self) -> None:
        """Days come and go with nobody saying so."""
        while True:
            await asyncio.sleep(EVERY_S)
            await self.heard(Change(TOPIC, None))


@asynccontextmanager
async def knowing(boards: Boards) -> AsyncIterator[None]:
    """From the very beginning and for as long as this lasts."""
    follower = boards.database.changes.subscribe(TOPIC)
    await boards.look()
    tasks = [asyncio.create_task(boards.follow(follower), name="rides"), asyncio.create_task(boards.keep_looking(), name="rides of other days")]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
