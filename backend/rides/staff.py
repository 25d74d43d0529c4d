"""What the staff see and do of rides on demand: zones, the plan of a day, vehicles that stand still, extra shifts, tasks."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.models import RoleGrant
from backend.contract.accounts import Role
from backend.contract.ride_staff import (
    MOST_TASKS,
    ExtraShift,
    StaffDay,
    StaffRoom,
    StaffTask,
    StaffTasksResponse,
    StaffVehicle,
    StaffZone,
    StaffZonesResponse,
    StandsStill,
)  # fmt: skip
from backend.identity.actor import Actor
from backend.rides import tasks
from backend.rides.beside_plan import NOT_IN_PLAN
from backend.rides.days import Days
from backend.rides.happenings import Happenings, PlanBroken
from backend.rides.models import Ride, RideShift, RideTask, RideVehicle, RideZone, ShiftState, TaskKind
from backend.rides.staff_answers import day_answer, task_answer
from backend.service.errors import Conflict, NotFound, Unprocessable

AHEAD, LONGEST_SHIFT = timedelta(days=60), timedelta(hours=14)
log = structlog.get_logger("allways.rides")


class NoSuchRideThing(NotFound):
    def __init__(self, what: str, where: str) -> None:
        super().__init__(f"There is no such {what}. {where} lists them.")


class ShiftOver(Conflict):
    code = "shift_over"

    def __init__(self) -> None:
        super().__init__("This shift is over, or its vehicle stands still already.")


class ShiftsOverlap(Conflict):
    code = "shifts_overlap"

    def __init__(self) -> None:
        super().__init__("This vehicle drives at that time already. Choose another time or another vehicle.", "startsAt")


class NoDriver(Unprocessable):
    def __init__(self) -> None:
        super().__init__("This account is no driver. Give it the role first: POST /v1/admin/roles.", "driverId")


class PlaceUnknown(Unprocessable):
    def __init__(self) -> None:
        super().__init__("Nobody knows where this vehicle is. Say where it stands.", "lat")


class TaskIsDone(Conflict):
    code = "task_done"

    def __init__(self) -> None:
        super().__init__("Somebody has seen to this already.")


@dataclass(frozen=True)
class RideStaff:
    days: Days
    happenings: Happenings
    clock: Callable[[], datetime]

    async def list_zones(self, session: AsyncSession) -> StaffZonesResponse:
        zones = list(await session.scalars(select(RideZone).order_by(RideZone.key)))
        vehicles = list(await session.scalars(select(RideVehicle).order_by(RideVehicle.name)))
        return StaffZonesResponse(tuple(
            StaffZone(zone.key, zone.name, zone.operator_name, zone.active, tuple(vehicle_answer(one) for one in vehicles if one.zone_id == zone.id))
            for zone in zones
        ))  # fmt: skip

    async def get_day(self, session: AsyncSession, key: str, day: date) -> StaffDay:
        """As it stands; a day without shifts is empty. Raises NotFound."""
        zone = await find_zone(session, key)
        _, board = await self.days.get(session, zone.id, day, lock=False)
        query = select(RideShift, RideVehicle).join(RideVehicle, RideVehicle.id == RideShift.vehicle_id)
        shifts = await session.execute(query.where(RideShift.zone_id == zone.id, RideShift.day == day).order_by(RideShift.row))
        rides = list(await session.scalars(select(Ride).where(Ride.zone_id == zone.id, Ride.day == day).order_by(Ride.pickup_from, Ride.id)))
        return day_answer(zone.key, board, [(shift, vehicle) for shift, vehicle in shifts], rides)

    async def add_shift(self, session: AsyncSession, asked: ExtraShift) -> StaffDay:
        """Rides can be promised in it at once. Raises NotFound, ShiftsOverlap, Unprocessable, OffStreet."""
        zone = await find_zone(session, asked.zone)
        vehicle = await session.scalar(select(RideVehicle).where(RideVehicle.zone_id == zone.id, RideVehicle.name == asked.vehicle))
        if vehicle is None or not vehicle.active:
            raise NoSuchRideThing("vehicle", "GET /v1/staff/rides/zones")
        self.check_times(asked)
        row, _ = await self.days.get(session, zone.id, asked.day)  # one at a time for each day
        of_vehicle = RideShift.vehicle_id == vehicle.id, RideShift.state.in_((ShiftState.PLANNED, ShiftState.BEGUN))
        if await session.scalar(select(RideShift.id).where(*of_vehicle, RideShift.starts_at < asked.ends_at, RideShift.ends_at > asked.starts_at)):
            raise ShiftsOverlap
        known = select(func.count()).select_from(RideShift).where(RideShift.zone_id == zone.id, RideShift.day == asked.day)
        number = await session.scalar(known) or 0
        session.add(RideShift(
            id=uuid7(), vehicle_id=vehicle.id, zone_id=zone.id, day=asked.day, row=number, starts_at=asked.starts_at, ends_at=asked.ends_at,
            start_lat=asked.lat, start_lon=asked.lon, end_lat=asked.lat, end_lon=asked.lon, breaks=[],
        ))  # fmt: skip
        await session.flush()
        await self.days.tell(session, row.zone_id, row.day)
        return await self.get_day(session, asked.zone, asked.day)

    def check_times(self, asked: ExtraShift) -> None:
        """Raises Unprocessable."""
        now, begins = self.clock(), self.days.streets.day_start(asked.day)
        if not timedelta(0) < asked.ends_at - asked.starts_at <= LONGEST_SHIFT:
            raise Unprocessable("A shift ends after it begins, and within 14 hours.", "endsAt")
        if not (begins <= asked.starts_at < begins + timedelta(hours=32) and now - timedelta(hours=1) < asked.starts_at < now + AHEAD):
            raise Unprocessable("A shift begins on its service day, within the next 60 days.", "startsAt")

    async def stands_still(self, session: AsyncSession, shift_id: UUID, told: StandsStill) -> StaffDay:
        """Its riders are fetched by others, or are a task for a person. Raises NotFound, ShiftOver, PlaceUnknown."""
        shift = await self.get_shift(session, shift_id)
        lat, lon = (told.lat, told.lon) if told.lat is not None and told.lon is not None else (shift.lat, shift.lon)
        if lat is None and shift.state == ShiftState.PLANNED:
            lat, lon = shift.start_lat, shift.start_lon
        if lat is None or lon is None:
            raise PlaceUnknown
        try:
            async with session.begin_nested():
                await self.happenings.broken_down(session, shift.id, lat, lon, self.clock())
        except PlanBroken as error:  # a mistake of ours: its riders are a person's to see to, and it can be said again
            log.error("bug", error=type(error).__name__, shift=str(shift_id))
            await session.refresh(shift)
            await tasks.make(session, TaskKind.BROKEN, NOT_IN_PLAN, shift.zone_id, self.clock(), shift_id=shift.id)
        zone = await session.get_one(RideZone, shift.zone_id)
        return await self.get_day(session, zone.key, shift.day)

    async def name_driver(self, session: AsyncSession, shift_id: UUID, driver_id: UUID | None) -> StaffDay:
        """Raises NotFound, ShiftOver, NoDriver."""
        shift = await self.get_shift(session, shift_id)
        if driver_id is not None:
            standing = RoleGrant.role == Role.DRIVER, RoleGrant.granted_at.is_not(None), RoleGrant.ended_at.is_(None)
            if not await session.scalar(select(RoleGrant.id).where(RoleGrant.account_id == driver_id, *standing).limit(1)):
                raise NoDriver
        shift.driver_id = driver_id
        await session.flush()
        zone = await session.get_one(RideZone, shift.zone_id)
        return await self.get_day(session, zone.key, shift.day)

    async def get_shift(self, session: AsyncSession, shift_id: UUID) -> RideShift:
        """One that is not over. Raises NotFound, ShiftOver."""
        shift = await session.scalar(select(RideShift).where(RideShift.id == shift_id).with_for_update())
        if shift is None:
            raise NoSuchRideThing("shift", "GET /v1/staff/rides/zones/{key}/days/{day}")
        if shift.state not in (ShiftState.PLANNED, ShiftState.BEGUN):
            raise ShiftOver
        return shift

    async def list_tasks(self, session: AsyncSession) -> StaffTasksResponse:
        """Open ones, the one that is due first at first, then those that were done last."""
        at = self.clock()
        query = select(RideTask, RideZone.key).join(RideZone, RideZone.id == RideTask.zone_id)
        is_open = RideTask.done_at.is_(None)
        found = await session.execute(query.order_by(is_open.desc(), RideTask.due_at, RideTask.done_at.desc(), RideTask.id).limit(MOST_TASKS))
        return StaffTasksResponse(at, tuple(task_answer(row, key, at) for row, key in found))

    async def finish_task(self, session: AsyncSession, actor: Actor, task_id: UUID, note: str) -> StaffTask:
        """Raises NotFound, TaskIsDone."""
        at = self.clock()
        row = await session.scalar(select(RideTask).where(RideTask.id == task_id).with_for_update())
        if row is None:
            raise NoSuchRideThing("task", "GET /v1/staff/rides/tasks")
        if row.done_at is not None:
            raise TaskIsDone
        row.done_at, row.done_by, row.note = at, actor.account_id, note
        await session.flush()
        zone = await session.get_one(RideZone, row.zone_id)
        return task_answer(row, zone.key, at)


async def find_zone(session: AsyncSession, key: str) -> RideZone:
    """Raises NotFound."""
    found = await session.scalar(select(RideZone).where(RideZone.key == key))
    if found is None:
        raise NoSuchRideThing("zone", "GET /v1/staff/rides/zones")
    return found


def vehicle_answer(row: RideVehicle) -> StaffVehicle:
    return StaffVehicle(row.id, row.name, row.plate, rooms_of(row.rooms), row.active)


def rooms_of(rooms: Sequence[Sequence[int]]) -> tuple[StaffRoom, ...]:
    return tuple(StaffRoom(*room) for room in rooms)
