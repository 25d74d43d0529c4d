"""Rides of one process: what is known, what is sold, what happens."""
import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from backend.database.base import now
from backend.database.database import Database
from backend.live.service import LiveCity
from backend.rides.boards import Boards, knowing
from backend.rides.days import Days
from backend.rides.declared import open_declared
from backend.rides.happenings import Happenings
from backend.rides.roster import bring_in, keep_roster
from backend.rides.selling import RideSelling
from backend.rides.streets import Streets


@dataclass(frozen=True)
class Rides:
    database: Database
    boards: Boards
    days: Days
    happenings: Happenings
    selling: RideSelling
    clock: Callable[[], datetime] = now

    @classmethod
    def of(cls, database: Database, live: LiveCity, clock: Callable[[], datetime] = now) -> "Rides":
        days = Days(Streets(live))
        happenings = Happenings(days)
        return cls(database, Boards(database, days), days, happenings, RideSelling(days, happenings, clock), clock)


@asynccontextmanager
async def opened(database: Database, live: LiveCity, clock: Callable[[], datetime] = now) -> AsyncIterator[Rides]:
    """With what the city declares that it drives. Raises RidesUnusable."""
    rides, city = Rides.of(database, live, clock), live.snapshot.city
    declared, zone = open_declared(city.folder), ZoneInfo(city.manifest.timezone)

    def today() -> date:
        return clock().astimezone(zone).date()

    await bring_in(database, declared, zone.key, today())
    roster = asyncio.create_task(keep_roster(database, declared, zone.key, today), name="roster")
    try:
        async with knowing(rides.boards):
            yield rides
    finally:
        roster.cancel()
        await asyncio.gather(roster, return_exceptions=True)
