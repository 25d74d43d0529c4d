"""What the city declares it drives, brought into the database, and the shifts of the coming days: the same twice is the same once.

A day that somebody has booked in is as it was then, whatever is declared later: the desk changes it by hand.
"""
import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.database import Database
from backend.rides.board import day_start
from backend.rides.declared import WEEKDAYS, Declared, ShiftTable, VehicleTable, ZoneTable, minutes
from backend.rides.models import RideDay, RideShift, RideVehicle, RideZone

DAYS_AHEAD = 15
EVERY_S = 3600.0
log = structlog.get_logger("allways.rides")


async def keep_roster(database: Database, declared: Declared, timezone: str, today: Callable[[], date]) -> None:
    """Until cancelled. today: the local day."""
    while True:
        await asyncio.sleep(EVERY_S * random.uniform(0.75, 1.25))
        try:
            await bring_in(database, declared, timezone, today())
        except (SQLAlchemyError, OSError) as error:
            log.warning("roster_not_kept", error=type(error).__name__)


async def bring_in(database: Database, declared: Declared, timezone: str, today: date) -> None:
    """Of several processes that begin at once one writes it."""
    if not declared.zones:
        return
    try:
        async with database.writing() as session:
            await keep_zones(session, declared)
            for ahead in range(DAYS_AHEAD):
                await keep_day(session, declared, timezone, today + timedelta(days=ahead))
    except IntegrityError:
        log.info("roster_brought_in_elsewhere")


async def keep_zones(session: AsyncSession, declared: Declared) -> None:
    known = {row.key: row for row in await session.scalars(select(RideZone))}
    for table in declared.zones:
        row = known.get(table.key)
        if row is None:
            row = RideZone(id=uuid7(), key=table.key)
            session.add(row)
        change(row, {
            "name": table.name, "operator_id": table.operator, "operator_name": table.operator_name, "active": True,
            "terms": msgspec.to_builtins(table.terms),
        })  # fmt: skip
        await session.flush()
        await keep_vehicles(session, row, table)
    for key in known.keys() - {table.key for table in declared.zones}:
        change(known[key], {"active": False})


def change(row: Any, facts: dict[str, Any]) -> None:
    """Only what is other than it was."""
    for name, value in facts.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


async def keep_vehicles(session: AsyncSession, zone: RideZone, table: ZoneTable) -> None:
    known = {row.name: row for row in await session.scalars(select(RideVehicle).where(RideVehicle.zone_id == zone.id))}
    for one in table.vehicles:
        row = known.get(one.name)
        if row is None:
            row = RideVehicle(id=uuid7(), zone_id=zone.id, name=one.name)
            session.add(row)
        change(row, {"plate": one.plate, "rooms": [room.room for room in one.rooms], "active": True})
    for name in known.keys() - {one.name for one in table.vehicles}:
        change(known[name], {"active": False})
    await session.flush()


async def keep_day(session: AsyncSession, declared: Declared, timezone: str, day: date) -> None:
    """The shifts of a day that has none yet."""
    for table in declared.zones:
        zone = await session.scalar(select(RideZone).where(RideZone.key == table.key))
        if zone is None or await is_made(session, zone, day):
            continue
        vehicles = {row.name: row for row in await session.scalars(select(RideVehicle).where(RideVehicle.zone_id == zone.id))}
        begins, weekday = day_start(day, timezone), WEEKDAYS[day.weekday()]
        shifts = [(one, shift) for one in table.vehicles for shift in one.shifts if weekday in shift.days]
        for row, (one, shift) in enumerate(sorted(shifts, key=lambda pair: (minutes(pair[1].from_), pair[0].name))):
            session.add(shift_row(zone, vehicles[one.name], one, shift, day, row, begins))


async def is_made(session: AsyncSession, zone: RideZone, day: date) -> bool:
    """Whether it has shifts, or rides without any."""
    for table in (RideShift, RideDay):
        if await session.scalar(select(func.count()).select_from(table).where(table.zone_id == zone.id, table.day == day)):
            return True
    return False


def shift_row(zone: RideZone, vehicle: RideVehicle, table: VehicleTable, shift: ShiftTable, day: date, row: int, begins: datetime) -> RideShift:
    lat, lon = table.depot
    return RideShift(
        id=uuid7(), vehicle_id=vehicle.id, zone_id=zone.id, day=day, row=row, starts_at=begins + timedelta(minutes=minutes(shift.from_)),
        ends_at=begins + timedelta(minutes=minutes(shift.until)), start_lat=lat, start_lon=lon, end_lat=lat, end_lon=lon,
        breaks=breaks_of(shift, begins, lat, lon),
    )  # fmt: skip


def breaks_of(shift: ShiftTable, begins: datetime, lat: float, lon: float) -> Sequence[dict[str, Any]]:
    def moment(clock: str) -> str:
        return (begins + timedelta(minutes=minutes(clock))).isoformat()

    return [{"from": moment(one.from_), "to": moment(one.until), "lengthS": 60 * one.min, "lat": lat, "lon": lon} for one in shift.breaks]
