"""Shifts of whoever drives: which there are, when they begin and end, and their run sheet, at once or as soon as it is another."""
import asyncio
from contextlib import aclosing, suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.driving import DrivenShift, DrivenShiftsResponse, RunSheet, ShiftState
from backend.database.database import Database
from backend.rides.days import TOPIC
from backend.rides.driving_sheet import read_sheet
from backend.rides.models import RideShift, RideVehicle, RideZone
from backend.rides.service import Rides
from backend.service.errors import Conflict, NotFound
from backend.service.etags import is_known

EARLY = timedelta(minutes=45)  # before its beginning a shift may be begun: the way to the first rider is part of it
LISTED_AFTER, LISTED_AHEAD = timedelta(hours=2), timedelta(hours=36)
MOST_LISTED = 20
Told = tuple[RunSheet, str]


class NoSuchShift(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such shift of yours. GET /v1/driving/shifts lists them.")


class ShiftTooEarly(Conflict):
    code = "shift_too_early"

    def __init__(self, begins: datetime) -> None:
        super().__init__(f"This shift can be begun from {begins.isoformat(timespec='minutes')} on.")


class ShiftEnded(Conflict):
    code = "shift_ended"

    def __init__(self) -> None:
        super().__init__("This shift is over, or its van drives no more. GET /v1/driving/shifts lists the others.")


class ShiftNotDone(Conflict):
    code = "shift_not_done"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)


def chosen(driver_id: UUID) -> Select[tuple[RideShift, RideVehicle, RideZone]]:
    return (
        select(RideShift, RideVehicle, RideZone)
        .join(RideVehicle, RideVehicle.id == RideShift.vehicle_id)
        .join(RideZone, RideZone.id == RideShift.zone_id)
        .where(RideShift.driver_id == driver_id)
        .execution_options(populate_existing=True)
    )


async def get_own(session: AsyncSession, driver_id: UUID, shift_id: UUID) -> tuple[RideShift, RideVehicle, RideZone]:
    """Raises NoSuchShift, also for one of somebody else."""
    found = (await session.execute(chosen(driver_id).where(RideShift.id == shift_id))).one_or_none()
    if found is None:
        raise NoSuchShift
    return found._tuple()


async def list_shifts(session: AsyncSession, driver_id: UUID, at: datetime) -> DrivenShiftsResponse:
    """Those that go on, and those of today and tomorrow."""
    soon = (RideShift.ends_at >= at - LISTED_AFTER, RideShift.starts_at <= at + LISTED_AHEAD)
    begun = (RideShift.state == ShiftState.BEGUN, RideShift.ends_at >= at - LISTED_AHEAD)
    rows = [
        found._tuple() for part in (soon, begun)
        for found in await session.execute(chosen(driver_id).where(*part).order_by(RideShift.starts_at).limit(MOST_LISTED))
    ]  # fmt: skip
    shifts = {shift.id: told(shift, vehicle, zone) for shift, vehicle, zone in rows}
    return DrivenShiftsResponse(at, tuple(sorted(shifts.values(), key=lambda shift: (shift.starts_at, shift.id))))


def told(shift: RideShift, vehicle: RideVehicle, zone: RideZone) -> DrivenShift:
    return DrivenShift(
        shift.id, zone.key, zone.name, vehicle.name, vehicle.plate, shift.starts_at, shift.ends_at, shift.start_lat, shift.start_lon,
        ShiftState(shift.state), shift.begun_at, shift.over_at,
    )  # fmt: skip


async def begin(session: AsyncSession, rides: Rides, driver_id: UUID, shift_id: UUID, at: datetime) -> RunSheet:
    """Once begun it stays so. Raises NoSuchShift, ShiftTooEarly, ShiftEnded."""
    shift, *_ = await get_own(session, driver_id, shift_id)
    if shift.state in (ShiftState.OVER, ShiftState.BROKEN) or at >= shift.ends_at:
        raise ShiftEnded
    if shift.state == ShiftState.PLANNED:
        if at < shift.starts_at - EARLY:
            raise ShiftTooEarly(shift.starts_at - EARLY)
        shift.state, shift.begun_at = ShiftState.BEGUN, at
        await session.flush()
        await rides.days.tell(session, shift.zone_id, shift.day)
    return await sheet(session, rides, driver_id, shift_id, at)


async def end(session: AsyncSession, rides: Rides, driver_id: UUID, shift_id: UUID, at: datetime) -> RunSheet:
    """Not before its end, as somebody may be promised the van until then, and not while somebody waits for it or is on board.

    Raises NoSuchShift, ShiftEnded, ShiftNotDone.
    """
    shift, *_ = await get_own(session, driver_id, shift_id)
    if shift.state in (ShiftState.PLANNED, ShiftState.BROKEN):
        raise ShiftEnded
    if shift.state == ShiftState.BEGUN:
        if at < shift.ends_at:
            until = shift.ends_at.isoformat(timespec="minutes")
            raise ShiftNotDone(f"Until {until} somebody may be promised this van. If it cannot drive any more, say that it broke down.")
        if any(stop.ride for stop in (await sheet(session, rides, driver_id, shift_id, at)).stops):
            raise ShiftNotDone("Somebody is on board, or waits for this van. Bring them first, or say that it broke down.")
        shift.state, shift.over_at = ShiftState.OVER, at
        shift.lat, shift.lon, shift.seen_at = None, None, None  # nobody has to know any more where the van is
        await session.flush()
        await rides.days.tell(session, shift.zone_id, shift.day)
    return await sheet(session, rides, driver_id, shift_id, at)


async def sheet(session: AsyncSession, rides: Rides, driver_id: UUID, shift_id: UUID, at: datetime) -> RunSheet:
    """Raises NoSuchShift."""
    shift, vehicle, zone = await get_own(session, driver_id, shift_id)
    return await read_sheet(session, rides, told(shift, vehicle, zone), shift, at)


async def wait_for_news(
    database: Database, rides: Rides, driver_id: UUID, shift_id: UUID, known: str, wait_s: int
) -> Told:  # fmt: skip
    """(run sheet, ETag), as soon as it is another than the known one, after `wait_s` at the latest. Raises NoSuchShift."""

    async def look() -> Told:
        async with database.reading() as session:
            found = await sheet(session, rides, driver_id, shift_id, rides.clock())
        return found, f'"{found.version}"'

    now = await look()
    if not wait_s or not is_known(now[1], known):
        return now
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s), aclosing(database.changes.follow(TOPIC)) as following:
            async for _ in following:
                now = await look()
                if not is_known(now[1], known):
                    return now
    return await look()
