"""`/v1/driving`: for those who drive the city's own vans."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import Parameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.accounts import Role
from backend.contract.driving import LONGEST_WAIT_S, DrivenShiftsResponse, DrivingResponse, DrivingUpload, RunSheet
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.rides import driving
from backend.rides.driving_events import Dispatcher
from backend.rides.service import Rides
from backend.service.etags import is_known
from backend.service.policies import RateClass, Work, account
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.tickets.controller import give_tickets
from backend.tickets.service import Tickets

DRIVERS = (Role.DRIVER,)
Wait = Annotated[int, Parameter(ge=0, le=LONGEST_WAIT_S, description="How many seconds to wait for something new, where If-None-Match is the ETag.")]
Known = Annotated[str, Parameter(header="If-None-Match", max_length=200, required=False)]


def give_rides(state: State) -> Rides:
    return state.rides


def driver_of(actor: Actor) -> UUID:
    """All routes are for people with a role, so there is one."""
    if actor.account_id is None:
        raise RuntimeError("a driver without an account")
    return actor.account_id


class DrivingController(Controller):
    path = "/v1/driving/shifts"
    tags = ["Driving"]
    dependencies = {"rides": Provide(give_rides, sync_to_thread=False), "tickets": Provide(give_tickets, sync_to_thread=False)}

    @get(
        "/", opt=account(RateClass.READ, roles=DRIVERS), responses=problems(401, 403, 503), operation_id="listShifts",
        summary="Own shifts of today and tomorrow",
    )  # fmt: skip
    async def listed(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], rides: NamedDependency[Rides]
    ) -> DrivenShiftsResponse:
        return await driving.list_shifts(session, driver_of(actor), rides.clock())

    @get(
        "/{shift_id:uuid}", opt=account(RateClass.READ, roles=DRIVERS), responses=problems(401, 403, 404, 503), operation_id="getRunSheet",
        summary="What is to be done, in order; with `wait`, as soon as it changes",
    )  # fmt: skip
    async def one(
        self, shift_id: UUID, actor: NamedDependency[Actor], database: NamedDependency[Database], rides: NamedDependency[Rides], wait: Wait = 0,
        known: Known = "",
    ) -> Response[RunSheet]:  # fmt: skip
        sheet, etag = await driving.wait_for_news(database, rides, driver_of(actor), shift_id, known, wait)
        headers = {"ETag": etag}
        return Response(None, status_code=304, headers=headers) if is_known(etag, known) else Response(sheet, headers=headers)

    @post(
        "/{shift_id:uuid}/begin", status_code=200, opt=account(RateClass.WRITE, Work.REPEATABLE, roles=DRIVERS),
        responses=problems(401, 403, 404, 409, 503), operation_id="beginShift", summary="Drive from now on",
    )  # fmt: skip
    async def begin(
        self, shift_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], rides: NamedDependency[Rides]
    ) -> RunSheet:
        """From three quarters of an hour before its beginning on."""
        return await driving.begin(session, rides, driver_of(actor), shift_id, rides.clock())

    @post(
        "/{shift_id:uuid}/over", status_code=200, opt=account(RateClass.WRITE, Work.REPEATABLE, roles=DRIVERS),
        responses=problems(401, 403, 404, 409, 503), operation_id="endShift", summary="Drive no more",
    )  # fmt: skip
    async def over(
        self, shift_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], rides: NamedDependency[Rides]
    ) -> RunSheet:
        """At its end, and once everybody is brought: until then somebody may be promised the van."""
        return await driving.end(session, rides, driver_of(actor), shift_id, rides.clock())

    @post(
        "/{shift_id:uuid}/events", status_code=200, dto=strict_body(DrivingUpload), return_dto=None,
        opt=account(RateClass.WRITE, Work.REPEATABLE, roles=DRIVERS), responses=problems(401, 403, 404, 408, 413, 415, 422, 503),
        operation_id="sendDrivingEvents", summary="What happened, in its order",
    )  # fmt: skip
    async def send(
        self, shift_id: UUID, data: DrivingUpload, actor: NamedDependency[Actor], database: NamedDependency[Database],
        rides: NamedDependency[Rides], tickets: NamedDependency[Tickets],
    ) -> DrivingResponse:  # fmt: skip
        """Also later, when there is a network again. Each id counts once, however often it is sent; what does not count is named with the reason."""
        driver_id = driver_of(actor)
        taken = await Dispatcher(database, rides, tickets, driver_id, shift_id).take(data.events)
        async with database.reading() as session:
            return DrivingResponse(taken, await driving.sheet(session, rides, driver_id, shift_id, rides.clock()))
