"""`/v1/staff/rides`."""
from datetime import date
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.ride_staff import (
    DeskBooking,
    DeskOffer,
    DeskRide,
    DeskWish,
    DriverNamed,
    ExtraShift,
    StaffDay,
    StaffTask,
    StaffTasksResponse,
    StaffZonesResponse,
    StandsStill,
    TaskDone,
)
from backend.contract.rides import ZoneKey
from backend.identity.actor import Actor
from backend.rides.phone_desk import PhoneDesk
from backend.rides.staff import RideStaff
from backend.service.policies import RateClass, Work, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

SMALL_BODY = 2048
READ, WRITE = staff(RateClass.READ), staff(RateClass.WRITE)
REFUSALS = (404, 408, 409, 413, 415, 422, 503)


def give_ride_staff(state: State) -> RideStaff:
    return state.ride_staff


def give_phone_desk(state: State) -> PhoneDesk:
    return state.phone_desk


class StaffRidesController(Controller):
    path = "/v1/staff/rides"
    tags = ["Staff"]
    dependencies = {"ride_staff": Provide(give_ride_staff, sync_to_thread=False)}

    @get("/zones", opt=READ, responses=problems(503), operation_id="listRideZones", summary="Services that the city drives, and vehicles")
    async def zones(self, session: NamedDependency[AsyncSession], ride_staff: NamedDependency[RideStaff]) -> StaffZonesResponse:
        return await ride_staff.list_zones(session)

    @get("/zones/{key:str}/days/{day:date}", opt=READ, responses=problems(404, 422, 503), operation_id="getRideDay", summary="The plan of a day")
    async def day(
        self, key: ZoneKey, day: date, session: NamedDependency[AsyncSession], ride_staff: NamedDependency[RideStaff]
    ) -> StaffDay:
        return await ride_staff.get_day(session, key, day)

    @post(
        "/shifts", dto=strict_body(ExtraShift), return_dto=None, request_max_body_size=SMALL_BODY, opt=WRITE, responses=problems(*REFUSALS),
        operation_id="addRideShift", summary="A vehicle drives beside what was planned",
    )  # fmt: skip
    async def add_shift(self, data: ExtraShift, session: NamedDependency[AsyncSession], ride_staff: NamedDependency[RideStaff]) -> StaffDay:
        return await ride_staff.add_shift(session, data)

    @post(
        "/shifts/{shift_id:uuid}/standing-still", status_code=200, dto=strict_body(StandsStill), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=WRITE, responses=problems(*REFUSALS), operation_id="reportRideVehicleBroken", summary="A vehicle drives no more today",
    )  # fmt: skip
    async def stands_still(
        self, shift_id: UUID, data: StandsStill, session: NamedDependency[AsyncSession], ride_staff: NamedDependency[RideStaff]
    ) -> StaffDay:
        """Whoever is on board or waits for it is driven by others where that can be, told so, or becomes a task that is due in two minutes."""
        return await ride_staff.stands_still(session, shift_id, data)

    @put(
        "/shifts/{shift_id:uuid}/driver", dto=strict_body(DriverNamed), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(*REFUSALS), operation_id="nameRideDriver", summary="Who drives a shift",
    )  # fmt: skip
    async def name_driver(
        self, shift_id: UUID, data: DriverNamed, session: NamedDependency[AsyncSession], ride_staff: NamedDependency[RideStaff]
    ) -> StaffDay:
        return await ride_staff.name_driver(session, shift_id, data.driver_id)

    @get("/tasks", opt=READ, responses=problems(503), operation_id="listRideTasks", summary="What a person has to see to, and by when")
    async def tasks(self, session: NamedDependency[AsyncSession], ride_staff: NamedDependency[RideStaff]) -> StaffTasksResponse:
        return await ride_staff.list_tasks(session)

    @post(
        "/tasks/{task_id:uuid}/done", status_code=200, dto=strict_body(TaskDone), return_dto=None, request_max_body_size=SMALL_BODY, opt=WRITE,
        responses=problems(*REFUSALS), operation_id="finishRideTask", summary="Say what was done",
    )  # fmt: skip
    async def finish(
        self, task_id: UUID, data: TaskDone, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        ride_staff: NamedDependency[RideStaff],
    ) -> StaffTask:  # fmt: skip
        return await ride_staff.finish_task(session, actor, task_id, data.note)


class PhoneDeskController(Controller):
    path = "/v1/staff/rides"
    tags = ["Staff"]
    dependencies = {"phone_desk": Provide(give_phone_desk, sync_to_thread=False)}

    @post(
        "/offers", status_code=200, dto=strict_body(DeskWish), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=staff(RateClass.READ, Work.REPEATABLE), responses=problems(*REFUSALS), operation_id="offerRideByPhone",
        summary="What can be promised to somebody on the phone",
    )  # fmt: skip
    async def offer(self, data: DeskWish, session: NamedDependency[AsyncSession], phone_desk: NamedDependency[PhoneDesk]) -> DeskOffer:
        """It holds nothing; `POST /v1/staff/rides` books what was told."""
        return await phone_desk.offer(session, data)

    @post(
        "/", dto=strict_body(DeskBooking), return_dto=None, request_max_body_size=SMALL_BODY, opt=WRITE, responses=problems(*REFUSALS),
        operation_id="bookRideByPhone", summary="Book a ride for somebody on the phone",
    )  # fmt: skip
    async def book(self, data: DeskBooking, session: NamedDependency[AsyncSession], phone_desk: NamedDependency[PhoneDesk]) -> DeskRide:
        """It is promised like any other ride and paid on board. The code is what the caller says to the driver."""
        return await phone_desk.book(session, data)

    @get("/{ride_id:uuid}", opt=READ, responses=problems(404, 503), operation_id="getRideByPhone", summary="A ride booked by phone, and whom to call")
    async def one(self, ride_id: UUID, session: NamedDependency[AsyncSession], phone_desk: NamedDependency[PhoneDesk]) -> DeskRide:
        return await phone_desk.get(session, ride_id)

    @post(
        "/{ride_id:uuid}/cancellation", status_code=200, opt=WRITE, responses=problems(404, 409, 503), operation_id="cancelRideByPhone",
        summary="The caller does not come",
    )  # fmt: skip
    async def cancel(self, ride_id: UUID, session: NamedDependency[AsyncSession], phone_desk: NamedDependency[PhoneDesk]) -> DeskRide:
        return await phone_desk.cancel(session, ride_id)
