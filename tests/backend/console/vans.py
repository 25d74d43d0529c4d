"""A service of the city's own with a van that is under way, somebody who rides in it, and what a person has to see to."""
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from backend.contract.rides import RideState
from backend.database.database import Database
from backend.rides.models import Ride, RideShift, RideTask, RideVehicle, RideZone, ShiftState, TaskKind
from backend.rides.terms import ZoneTerms
from tests.worlds.town import TIMEZONE, at


async def furnish(database: Database) -> tuple[UUID, UUID]:
    """(the id of the shift, of the task)"""
    now = datetime.now(UTC)
    day, zone, vehicle, shift, task, ride = now.astimezone(ZoneInfo(TIMEZONE)).date(), *(uuid4() for _ in range(5))
    (lat, lon), (there_lat, there_lon) = at(500, 0), at(3000, 0)
    async with database.writing() as session:
        session.add(RideZone(
            id=zone, key="elm", name="Elm rides", operator_id="elm-rides", operator_name="Elm Rides", terms=msgspec.to_builtins(ZoneTerms())
        ))
        await session.flush()
        session.add(RideVehicle(id=vehicle, zone_id=zone, name="Van 1", plate="EL M 1", rooms=[[8, 0, 0, 0], [5, 1, 0, 0]]))
        await session.flush()
        session.add(RideShift(
            id=shift, vehicle_id=vehicle, zone_id=zone, day=day, row=0, starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=5),
            start_lat=lat, start_lon=lon, end_lat=lat, end_lon=lon, breaks=[], state=ShiftState.BEGUN, begun_at=now,
        ))  # fmt: skip
        session.add(Ride(
            id=ride, zone_id=zone, day=day, row=0, state=RideState.STRANDED, load=[1, 0, 0, 0], from_name="Oak Lane", from_lat=lat, from_lon=lon,
            to_name="Mill Lane", to_lat=there_lat, to_lon=there_lon, pickup_from=now, pickup_to=now + timedelta(minutes=10),
            arrive_by=now + timedelta(minutes=30), code="4711", changes=[],
        ))  # fmt: skip
        await session.flush()
        session.add(RideTask(id=task, zone_id=zone, kind=TaskKind.STRANDED, reason="no_time", ride_id=ride, due_at=now + timedelta(minutes=2)))
    return shift, task
