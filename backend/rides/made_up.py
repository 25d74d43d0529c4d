"""Drivers nobody is, in an invented city: they drive the shifts that nobody was named for, as foreseen and along the streets, so that a ride booked
there really comes. What they do is what drivers say (`happenings.py`), and nothing else."""
import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import numpy as np
import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.driving import StopKind
from backend.contract.rides import RideState
from backend.rides.board import Board
from backend.rides.happenings import NotNext, TooSoon
from backend.rides.models import SEEN_DECIMALS, Ride, RideShift, ShiftState
from backend.rides.service import Rides
from backend.service.errors import ServiceError
from routing.dispatch.rides.schedule import find_schedule
from routing.streets.graph import Mode
from routing.streets.path import StreetPath

EVERY_S = 5.0
log = structlog.get_logger("allways.rides")


@dataclass
class MadeUpDrivers:
    """Of one process of all. paths: of the leg that each van drives now, so that it is looked for once."""

    rides: Rides
    paths: dict[UUID, tuple[tuple[int, int], StreetPath | None]] = field(default_factory=dict)

    @property
    def clock(self) -> Callable[[], datetime]:
        return self.rides.clock

    async def run(self, every_s: float = EVERY_S) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.drive()
            except (SQLAlchemyError, OSError) as error:
                log.warning("made_up_drivers_paused", error=type(error).__name__)
            await asyncio.sleep(every_s)

    async def drive(self) -> None:
        """One step of every shift that goes on. Each has a transaction of its own."""
        at = self.clock()
        going_on = RideShift.state.in_((ShiftState.PLANNED, ShiftState.BEGUN)), RideShift.driver_id.is_(None), RideShift.starts_at <= at
        async with self.rides.database.reading() as session:
            ids = list(await session.scalars(select(RideShift.id).where(*going_on).order_by(RideShift.starts_at)))
        for shift_id in ids:
            try:
                async with self.rides.database.writing() as session:
                    await self.step(session, shift_id, at)
            except (NotNext, TooSoon, ServiceError):
                continue  # the plan has become another one meanwhile: the next step looks again

    async def step(self, session: AsyncSession, shift_id: UUID, at: datetime) -> None:
        shift = await session.get_one(RideShift, shift_id)
        _, board = await self.rides.days.get(session, shift.zone_id, shift.day, lock=False)
        if shift.state == ShiftState.PLANNED:
            shift.state, shift.begun_at = ShiftState.BEGUN, at
            await self.rides.days.tell(session, shift.zone_id, shift.day)
        vehicle = board.shift_ids.index(shift.id) if shift.id in board.shift_ids else -1
        route = board.dispatch.plan.route(vehicle).tolist() if vehicle >= 0 else []
        if not route:
            await self.rest(session, shift, at)
            return
        schedule = find_schedule(board.dispatch, vehicle)
        if schedule is None:
            return
        begin = int(schedule.begin[0])
        self.move(shift, board, vehicle, (begin - int(schedule.leg[0]), begin), at)
        if board.tick(at) >= begin:
            await self.stop(session, shift, board, route[0], begin, at)

    async def rest(self, session: AsyncSession, shift: RideShift, at: datetime) -> None:
        """Nothing to do: it stays where it is, and goes home when the shift is over."""
        self.paths.pop(shift.id, None)
        if at >= shift.ends_at:
            shift.state, shift.over_at, shift.lat, shift.lon, shift.seen_at = ShiftState.OVER, at, None, None, None
            await self.rides.days.tell(session, shift.zone_id, shift.day)
        elif shift.lat is None:
            shift.lat, shift.lon, shift.seen_at = round(shift.start_lat, SEEN_DECIMALS), round(shift.start_lon, SEEN_DECIMALS), at
        else:
            shift.seen_at = at

    async def stop(self, session: AsyncSession, shift: RideShift, board: Board, stop: int, begin: int, at: datetime) -> None:
        """The van is there; who gets in or out takes as long as was foreseen for it."""
        if stop < 0:  # a break is over by the clock
            return
        done = board.tick(at) >= begin + int(board.dispatch.stops.service[stop])
        ride = await session.get_one(Ride, board.ride_ids[stop // 2])
        if stop % 2 == 0 and ride.arrived_at is None:
            await self.rides.happenings.arrived(session, ride.id, at)
        elif done and stop % 2 == 0 and ride.state == RideState.BOOKED:
            await self.rides.happenings.served(session, ride.id, at, StopKind.PICKUP)
        elif done and stop % 2:
            await self.rides.happenings.served(session, ride.id, at, StopKind.DROPOFF)

    def move(self, shift: RideShift, board: Board, vehicle: int, driven: tuple[int, int], at: datetime) -> None:
        """Where it is on its way to the next stop. driven: when it leaves, when it is there."""
        leaves, there = driven
        share = min(1.0, max(0.0, (board.tick(at) - leaves) / max(1, there - leaves)))
        start, goal = int(board.dispatch.fleet.start_place[vehicle]), int(board.dispatch.stops.place[board.dispatch.plan.route(vehicle)[0]])
        path = self.path(shift, board, start, goal)
        if path is None or len(path.lat_e7) < 2:
            snap = board.times.snaps[goal if share >= 1 else start]
            lat, lon = snap.lat, snap.lon
        else:
            lat, lon = along(path.lat_e7 / 1e7, path.lon_e7 / 1e7, share)
        shift.lat, shift.lon, shift.seen_at = round(lat, SEEN_DECIMALS), round(lon, SEEN_DECIMALS), at

    def path(self, shift: RideShift, board: Board, start: int, goal: int) -> StreetPath | None:
        known = self.paths.get(shift.id)
        if known is None or known[0] != (start, goal):
            found = self.rides.days.streets.network(board.day).route(Mode.CAR, board.times.snaps[start], board.times.snaps[goal])
            known = self.paths[shift.id] = ((start, goal), found)
        return known[1]


def along(lat: np.ndarray, lon: np.ndarray, share: float) -> tuple[float, float]:
    """The point that lies so far along a line."""
    steps = np.hypot(np.diff(lat), np.diff(lon) * np.cos(np.radians(lat[0])))
    far = np.concatenate(([0.0], np.cumsum(steps)))
    return float(np.interp(share * far[-1], far, lat)), float(np.interp(share * far[-1], far, lon))
