"""`/console/rides`: what a person has to see to in rides on demand, and how the vans of today stand. All of it is `backend.rides`."""
from datetime import date
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.contract.ride_staff import LONGEST_NOTE, StandsStill
from backend.rides.staff import PlaceUnknown, RideStaff
from backend.rides.staff_controller import give_ride_staff
from backend.service.policies import RateClass, console

PAGE = "/console/rides"
SHORTEST_NOTE = 3


class RidesRoom(RoomController):
    dependencies = {"ride_staff": Provide(give_ride_staff, sync_to_thread=False)}

    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], ride_staff: NamedDependency[RideStaff],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        return await show(request, pages, session, ride_staff, told=pages.told(told))

    @post(PAGE + "/tasks/{task_id:uuid}", opt=console(RateClass.WRITE))
    async def finish(
        self, request: Request, task_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], ride_staff: NamedDependency[RideStaff],
    ) -> Response:  # fmt: skip
        fields, name = Fields(await read_form(request), pages, pages.language_of(request)), f"note-{task_id}"
        note = fields.text(name, SHORTEST_NOTE, LONGEST_NOTE)
        if fields.right:
            await ride_staff.finish_task(session, visitor.actor, task_id, note)
            await audit.write(session, visitor, "change", "ride", str(task_id))
            return done(PAGE, "task_done")
        return await show(request, pages, session, ride_staff, fields)

    @post(PAGE + "/shifts/{shift_id:uuid}/standing-still", opt=console(RateClass.WRITE))
    async def stands_still(
        self, request: Request, shift_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], ride_staff: NamedDependency[RideStaff],
    ) -> Response:  # fmt: skip
        """Where it stands is read where nobody knows it."""
        fields, name = Fields(await read_form(request), pages, pages.language_of(request)), f"place-{shift_id}"
        place = next(iter(fields.points(name, 1)), None) if fields.values.get(name) else None
        if fields.right:
            try:
                await ride_staff.stands_still(session, shift_id, StandsStill(*place) if place else StandsStill())
                await audit.write(session, visitor, "change", "ride", str(shift_id))
                return done(PAGE, "van_stands")
            except PlaceUnknown:
                fields.wrong(name, "place_needed")
        return await show(request, pages, session, ride_staff, fields)


def today(ride_staff: RideStaff) -> date:
    return ride_staff.clock().astimezone(ZoneInfo(ride_staff.days.streets.timezone)).date()


async def show(
    request: Request, pages: Pages, session: AsyncSession, ride_staff: RideStaff, fields: Fields | None = None, told: str = ""
) -> Response[str]:
    """With what was refused, and what was typed."""
    zones, day = (await ride_staff.list_zones(session)).zones, today(ride_staff)
    days = [(zone, await ride_staff.get_day(session, zone.key, day)) for zone in zones if zone.active]
    shown = {
        "tasks": (await ride_staff.list_tasks(session)).tasks, "days": days, "told": told, "values": fields.values if fields else {},
        "refused": fields.refused if fields else {}, "rides": {ride.id: ride for _, plan in days for ride in plan.rides},
        "vans": {shift.id: shift for _, plan in days for shift in plan.shifts},
    }  # fmt: skip
    return pages.show(request, "rides.html", 422 if fields and fields.refused else 200, room="rides", **shown)
