"""The plan of a day: read from its row, kept in it, told to all. Nobody else writes `ride_day`, and nobody changes a plan without that lock.

Whoever holds a day does not take a booking's row afterwards: those who hold a booking wait for days.
"""
import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings.holding import lock as take_turn
from backend.database.base import now
from backend.database.changes import announce
from backend.rides.board import Board, Foreseen, empty_board, foreseen, with_shifts
from backend.rides.coding import decode, encode
from backend.rides.models import DecisionKind, Ride, RideDay, RideDecision, RideShift, RideVehicle, RideZone
from backend.rides.streets import Streets
from backend.rides.terms import ZoneTerms
from routing.dispatch.rides.model import Dispatch

TOPIC = "rides"


class NoSuchZone(LookupError):
    """There is no zone with this id."""


class PlanMoved(Exception):
    """The day is not as it was read: it was not locked."""


@dataclass(frozen=True)
class Decided:
    """Why a plan becomes another one; facts: JSON, ids and numbers only, nothing of anybody.

    digest     of the question that was answered; empty: of the plan as it was kept before
    snapshot   the question itself, as `backend.rides.coding.encode_question` writes it
    """

    kind: DecisionKind
    facts: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    snapshot: bytes | None = None


@dataclass(frozen=True)
class Days:
    streets: Streets

    async def get(self, session: AsyncSession, zone_id: UUID, day: date, lock: bool = True) -> tuple[RideDay, Board]:
        """The row and its plan, with the shifts that it has by now. Locked: nobody else changes it before this transaction ends, and a day that
        nobody wanted before is written. Unlocked: nothing is written, and the row is for reading only. Raises NoSuchZone."""
        terms = await terms_of(session, zone_id)
        row = await find_row(session, zone_id, day, lock)
        if row is None and lock:
            await take_turn(session, [f"rides {zone_id} {day}"])
            row = await find_row(session, zone_id, day, lock)
        board = await asyncio.to_thread(self.read, zone_id, day, terms, row.state if row is not None else None)
        board = await self.with_new_shifts(session, board)
        if row is None:
            state = await asyncio.to_thread(encode, board, self.streets.version)
            row = RideDay(id=uuid7(), zone_id=zone_id, day=day, version=0, state=state)
            if lock:
                session.add(row)
                await session.flush()
        return row, board

    def read(self, zone_id: UUID, day: date, terms: ZoneTerms, state: bytes | None) -> Board:
        """A process that has not seen it before works out all of its travel times: not in the loop."""
        return empty_board(zone_id, day, terms, self.streets) if state is None else decode(state, terms, self.streets)

    async def with_new_shifts(self, session: AsyncSession, board: Board) -> Board:
        """Raises OffStreet."""
        of_day = (RideShift.zone_id == board.zone_id, RideShift.day == board.day)
        known = len(board.shift_ids)
        if await session.scalar(select(func.count()).select_from(RideShift).where(*of_day)) == known:
            return board
        query = select(RideShift, RideVehicle).join(RideVehicle, RideVehicle.id == RideShift.vehicle_id)
        found = await session.execute(query.where(*of_day, RideShift.row >= known).order_by(RideShift.row))
        return await asyncio.to_thread(with_shifts, board, [(shift, vehicle) for shift, vehicle in found], self.streets)

    async def keep(self, session: AsyncSession, row: RideDay, before: Board, after: Board, decided: Decided, whole: bool = False) -> Board:
        """The plan from now on, with a version one higher; rides are as it foresees and promises them. Raises PlanMoved.

        whole: look at all rides, as after a change of the streets, which is no change of any route
        """
        digest = decided.digest or hashlib.sha256(row.state).hexdigest()
        kept = replace(after, version=before.version + 1)
        state = await asyncio.to_thread(encode, kept, self.streets.version)
        same = update(RideDay).where(RideDay.id == row.id, RideDay.version == before.version)
        changed = await session.execute(same.values(version=kept.version, state=state, updated_at=now()).execution_options(synchronize_session=False))
        if changed.rowcount != 1:
            raise PlanMoved(f"day {row.id} is not at version {before.version} any more")
        await session.refresh(row)
        session.add(RideDecision(
            id=uuid7(), day_id=row.id, kind=decided.kind, before=before.version, after=kept.version, digest=digest, facts=dict(decided.facts),
            snapshot=decided.snapshot,
        ))  # fmt: skip
        await mirror(session, before, kept, whole)
        await self.tell(session, kept.zone_id, kept.day, kept.version)
        return kept

    async def tell(self, session: AsyncSession, zone_id: UUID, day: date, version: int = 0) -> None:
        """All processes look at a day; without a version because of its shifts."""
        await announce(session, TOPIC, f"{zone_id} {day} {version}")


async def terms_of(session: AsyncSession, zone_id: UUID) -> ZoneTerms:
    """Raises NoSuchZone."""
    found = await session.scalar(select(RideZone.terms).where(RideZone.id == zone_id))
    if found is None:
        raise NoSuchZone(str(zone_id))
    return msgspec.convert(found, ZoneTerms)


async def find_row(session: AsyncSession, zone_id: UUID, day: date, lock: bool) -> RideDay | None:
    query = select(RideDay).where(RideDay.zone_id == zone_id, RideDay.day == day).execution_options(populate_existing=True)
    return await session.scalar(query.with_for_update() if lock else query)


async def mirror(session: AsyncSession, before: Board, after: Board, whole: bool) -> None:
    """Rides whose van, times or promise became others say so. Whoever got out of a van keeps it; its state is written by whoever knows it."""
    new = after.dispatch
    vehicles = [vehicle for vehicle in range(len(new.fleet)) if whole or is_touched(before.dispatch, new, vehicle)]
    rows = range(len(new.rides)) if whole else rides_touched(before.dispatch, new, vehicles)
    seen = foreseen(new, sorted({*vehicles, *(new.plan.vehicle_of(row) for row in rows)} - {-1}))
    rode = {*before.dispatch.plan.aboard_ride.tolist(), *new.plan.aboard_ride.tolist()}
    ids = {after.ride_ids[row]: row for row in rows}
    if not ids:
        return
    for ride in await session.scalars(select(Ride).where(Ride.id.in_(ids)).order_by(Ride.id)):
        show(ride, after, ids[ride.id], seen.get(ids[ride.id]), ids[ride.id] in rode)


def show(ride: Ride, board: Board, row: int, seen: Foreseen | None, rode: bool) -> None:
    rides, vehicle = board.dispatch.rides, board.dispatch.plan.vehicle_of(row)
    if vehicle >= 0:
        ride.shift_id = board.shift_ids[vehicle]
        ride.pickup_from, ride.pickup_to = board.moment(rides.earliest_pickup[row]), board.moment(rides.latest_pickup[row])
        ride.arrive_by = board.moment(rides.latest_dropoff[row])
    elif not rode:
        ride.shift_id = None
    ride.pickup_at = None if seen is None or seen.pickup_at is None else board.moment(seen.pickup_at)
    ride.dropoff_at = None if seen is None else board.moment(seen.dropoff_at)


def rides_touched(old: Dispatch, new: Dispatch, vehicles: Iterable[int]) -> list[int]:
    """Rows that are new, have other windows, or are or were in the routes of these vehicles."""
    known = len(old.rides)
    found = set(range(known, len(new.rides)))
    for name in ("earliest_pickup", "latest_pickup", "latest_dropoff"):
        found |= {int(row) for row in (getattr(old.rides, name) != getattr(new.rides, name)[:known]).nonzero()[0]}
    for vehicle in vehicles:
        found |= in_route(new, vehicle) | (in_route(old, vehicle) if vehicle < len(old.fleet) else set())
    return sorted(found)


def is_touched(old: Dispatch, new: Dispatch, vehicle: int) -> bool:
    if vehicle >= len(old.fleet):
        return True
    moved = any(getattr(old.fleet, name)[vehicle] != getattr(new.fleet, name)[vehicle] for name in ("start_place", "start_at"))
    return moved or bool(old.plan.version[vehicle] != new.plan.version[vehicle])


def in_route(dispatch: Dispatch, vehicle: int) -> set[int]:
    return {int(stop) // 2 for stop in dispatch.plan.route(vehicle) if stop >= 0}
