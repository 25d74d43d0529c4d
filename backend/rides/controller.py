"""`/v1/rides`: rides of whoever is signed in."""
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import Parameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.rides import LateRequest, RideResponse, RidesResponse, RideState
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.rides.answers import ride_answer, terms_of
from backend.rides.own import OwnRide, get_own, list_own
from backend.rides.service import Rides
from backend.rides.waiting import etag_of, wait_for_news
from backend.service.errors import Conflict, Unprocessable
from backend.service.etags import is_known
from backend.service.policies import RateClass, account
from backend.service.problems import problems
from backend.service.strict import strict_body

LONGEST_WAIT_S = 30
SMALL_BODY = 2048
Wait = Annotated[int, Parameter(ge=0, le=LONGEST_WAIT_S, description="How many seconds to wait for something new, where If-None-Match is the ETag.")]
Known = Annotated[str, Parameter(header="If-None-Match", max_length=200, required=False)]


class RideNotComing(Conflict):
    code = "ride_not_coming"

    def __init__(self) -> None:
        super().__init__("No van is to come for it: it is not paid, has begun, or is over. GET the ride says how it stands.")


class RideBought(Conflict):
    code = "ride_bought"

    def __init__(self) -> None:
        super().__init__("It was bought: POST /v1/bookings/{id}/cancellation-quotes says what giving it back costs.")


class TooLateForVan(Unprocessable):
    code = "too_late_for_van"

    def __init__(self, until: datetime) -> None:
        by = until.isoformat(timespec="minutes")
        super().__init__(f"No van waits that long. Until {by} it may; for later, give the ride back and book another.", "readyAt")


def give_rides(state: State) -> Rides:
    return state.rides


class RidesController(Controller):
    path = "/v1/rides"
    tags = ["Rides"]
    dependencies = {"rides": Provide(give_rides, sync_to_thread=False)}

    @get("/", opt=account(RateClass.READ), responses=problems(401, 403, 503), operation_id="listRides", summary="One's rides in vans of the city")
    async def listed(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], rides: NamedDependency[Rides]
    ) -> RidesResponse:
        at = rides.clock()
        return RidesResponse(at, tuple(ride_answer(one, at) for one in await list_own(session, actor, at)))

    @get(
        "/{ride_id:uuid}", opt=account(RateClass.READ), responses=problems(401, 403, 404, 503), operation_id="getRide",
        summary="How a ride stands and where its van is; with `wait`, as soon as something changes",
    )  # fmt: skip
    async def one(
        self, ride_id: UUID, actor: NamedDependency[Actor], database: NamedDependency[Database], rides: NamedDependency[Rides], wait: Wait = 0,
        known: Known = "",
    ) -> Response[RideResponse]:  # fmt: skip
        told, etag = await wait_for_news(database, actor, ride_id, rides.clock, known, wait)
        headers = {"ETag": etag}
        return Response(None, status_code=304, headers=headers) if is_known(etag, known) else Response(told, headers=headers)

    @post(
        "/{ride_id:uuid}/late", status_code=200, dto=strict_body(LateRequest), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 503), operation_id="comeLateToRide",
        summary="One can be at the pickup only later",
    )  # fmt: skip
    async def late(
        self, ride_id: UUID, data: LateRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], rides: NamedDependency[Rides]
    ) -> Response[RideResponse]:
        """The van waits, or another comes, where everybody else's promise holds. Otherwise the ride is `stranded`: something else is looked for."""
        at, found = rides.clock(), await get_own(session, actor, ride_id)
        if found.row.state != RideState.BOOKED:
            raise RideNotComing
        if data.ready_at > (until := latest(found)):
            raise TooLateForVan(until)
        await rides.happenings.late(session, ride_id, data.ready_at, at)
        return await answered(session, actor, ride_id, rides.clock())

    @delete(
        "/{ride_id:uuid}", status_code=200, opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 409, 503), operation_id="cancelRide",
        summary="Give up a ride that nothing was paid for",
    )  # fmt: skip
    async def cancel(
        self, ride_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], rides: NamedDependency[Rides]
    ) -> Response[RideResponse]:
        """One that replaces another. 409 `ride_bought`: it is given back with its booking."""
        found = await get_own(session, actor, ride_id)
        if found.leg is not None:
            raise RideBought
        if found.row.state != RideState.BOOKED:
            raise RideNotComing
        at = rides.clock()
        await rides.happenings.cancelled(session, ride_id, at)
        return await answered(session, actor, ride_id, at)


def latest(found: OwnRide) -> datetime:
    """Until when a van may be asked to wait, or to come again."""
    return found.row.pickup_to + timedelta(seconds=terms_of(found).patience_s)


async def answered(session: AsyncSession, actor: Actor, ride_id: UUID, at: datetime) -> Response[RideResponse]:
    await session.flush()
    told = ride_answer(await get_own(session, actor, ride_id), at)
    return Response(told, headers={"ETag": etag_of(told)})
