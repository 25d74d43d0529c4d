"""What time brings about on a day: vans that are not there yet are later, drivers who say nothing are asked after, trains are late, streets are
closed, and rides for which another way stands need nobody any more. Found in the rows and in the plan, so nothing is forgotten.
"""
import asyncio
import random
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.database.database import Database
from backend.rides import substitutes, tasks
from backend.rides.board import Board
from backend.rides.connecting import Connections
from backend.rides.happenings import ON, Happenings
from backend.rides.models import DrivenEvent, Ride, RideShift, ShiftState, TaskKind
from routing.dispatch.rides.schedule import find_schedule
from routing.streets.network import StreetNetwork

EVERY_S, STREETS_S = 15.0, 5.0
AHEAD = timedelta(hours=2)
# A van that should be at its next stop, and nothing is heard of its driver: after the first a person asks, after the second others fetch its riders.
ASKED_AFTER, GIVEN_UP_AFTER = timedelta(minutes=5), timedelta(minutes=20)
SILENT = "silent"
log = structlog.get_logger("allways.rides")
Day = tuple[UUID, date]


@dataclass(frozen=True)
class Due:
    """A stop that a van should be at since then."""

    stop: int
    since: datetime


@dataclass
class RideClock:
    """Of one process of all. Each day has a transaction of its own, and one that makes trouble keeps no other one waiting."""

    database: Database
    happenings: Happenings
    connections: Connections | None = None
    clock: Callable[[], datetime] = now
    _due: dict[UUID, Due] = field(default_factory=dict)
    _networks: dict[Day, StreetNetwork] = field(default_factory=dict)

    async def run(self, every_s: float = EVERY_S) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.hear_streets())
            while True:
                await self.sweep()
                await asyncio.sleep(every_s * random.uniform(0.9, 1.1))

    async def hear_streets(self) -> None:
        async with aclosing(self.happenings.days.streets.live.changes()) as changes:
            async for _ in changes:
                await asyncio.sleep(STREETS_S)
                for zone_id, day in await self.list_days():
                    await self.safely(self.look_at_streets, zone_id, day)

    async def sweep(self) -> None:
        days = await self.list_days()
        self._networks = {day: network for day, network in self._networks.items() if day in days}
        for zone_id, day in days:
            await self.safely(self.look_at_streets, zone_id, day)
            await self.safely(self.pass_time, zone_id, day)
        await self.safely(self.look_at_trains)
        await self.safely(self.link)

    async def safely(self, work: Callable, *of: object) -> None:
        try:
            await work(*of)
        except (SQLAlchemyError, OSError) as error:
            log.warning("rides_not_looked_at", error=type(error).__name__)
        except Exception as error:  # a mistake of ours with one day is none with the others
            log.error("bug", error=type(error).__name__)

    async def list_days(self) -> list[Day]:
        """On which somebody rides, or soon will."""
        at = self.clock()
        soon = select(Ride.day, Ride.zone_id).where(Ride.state.in_(ON), Ride.pickup_from <= at + AHEAD).distinct()
        try:
            async with self.database.reading() as session:
                found = (await session.execute(soon)).all()
        except (SQLAlchemyError, OSError) as error:
            log.warning("rides_not_looked_at", error=type(error).__name__)
            return []
        return [(zone_id, day) for day, zone_id in sorted((row.day, row.zone_id) for row in found)]

    async def look_at_streets(self, zone_id: UUID, day: date) -> None:
        """Where other streets are closed than before, every route is timed on them."""
        network = await asyncio.to_thread(self.happenings.days.streets.network, day)
        known = self._networks.get((zone_id, day))
        if known is network:
            return
        async with self.database.writing() as session:
            await self.happenings.closed(session, zone_id, day, self.clock())
        self._networks[zone_id, day] = network

    async def pass_time(self, zone_id: UUID, day: date) -> None:
        at = self.clock()
        async with self.database.writing() as session:
            board = await self.happenings.elapsed(session, zone_id, day, at)
            silent = await self.list_silent(session, board, at)
        for shift in silent:
            async with self.database.writing() as session:
                lat, lon = (shift.start_lat, shift.start_lon) if shift.lat is None or shift.lon is None else (shift.lat, shift.lon)
                await self.happenings.broken_down(session, shift.id, lat, lon, at)

    async def list_silent(self, session: AsyncSession, board: Board, at: datetime) -> list[RideShift]:
        """Those that are given up. Of the others that should be somewhere for long, a person asks what is the matter."""
        given_up: list[RideShift] = []
        for vehicle, shift_id in enumerate(board.shift_ids):
            stop = due_stop(board, vehicle, board.tick(at))
            if stop is None:
                if self._due.pop(shift_id, None) is not None:
                    await tasks.close(session, TaskKind.BROKEN, "over by itself", at, shift_id=shift_id, reason=SILENT)
                continue
            shift = await session.get_one(RideShift, shift_id)
            since = await self.due_since(session, shift, stop, at)
            if at - since >= GIVEN_UP_AFTER and shift.state != ShiftState.BROKEN:
                given_up.append(shift)
            elif at - since >= ASKED_AFTER:
                await tasks.make(session, TaskKind.BROKEN, SILENT, board.zone_id, at, shift_id=shift_id)
        return given_up

    async def due_since(self, session: AsyncSession, shift: RideShift, stop: int, at: datetime) -> datetime:
        """Since when it should be there and nothing was heard of it."""
        said = select(func.max(DrivenEvent.at)).where(DrivenEvent.shift_id == shift.id, DrivenEvent.refusal.is_(None))
        heard = [moment for moment in (shift.seen_at, shift.begun_at, await session.scalar(said)) if moment is not None]
        known = self._due.get(shift.id)
        since = max([known.since if known and known.stop == stop else at, *heard])
        self._due[shift.id] = Due(stop, min(since, at))
        return self._due[shift.id].since

    async def look_at_trains(self) -> None:
        if self.connections is not None:
            await self.connections.look()

    async def link(self) -> None:
        """Nothing is locked where nobody waits."""
        async with self.database.reading() as session:
            if not await substitutes.is_anybody_waiting(session):
                return
        async with self.database.writing() as session:
            await substitutes.link(session)


def due_stop(board: Board, vehicle: int, tick: int) -> int | None:
    """The stop at which a van should be by now and of which nobody says that it is done; None where it is on its way, waits or rests."""
    route, schedule = board.dispatch.plan.route(vehicle), find_schedule(board.dispatch, vehicle)
    if schedule is None or not len(route) or route[0] < 0 or schedule.begin[0] > tick + 1:
        return None
    return int(route[0])
