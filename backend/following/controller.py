"""`/v1/trips`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import Parameter
from litestar.response import ServerSentEvent
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.following import FollowRequest, FollowResponse, TripNow, TripUpdate
from backend.following.service import Following
from backend.identity.actor import Actor
from backend.service.policies import RateClass, Work, device
from backend.service.problems import problems
from backend.service.strict import strict_body

UPDATE_BODY = 1024


def give_following(state: State) -> Following:
    return state.following


class FollowingController(Controller):
    tags = ["Trips"]
    dependencies = {"following": Provide(give_following, sync_to_thread=False)}

    @post(
        "/v1/trips", dto=strict_body(FollowRequest), return_dto=None, opt=device(RateClass.WRITE), responses=problems(408, 413, 415, 503),
        operation_id="followTrip", summary="Follow a trip while it is made",
    )  # fmt: skip
    async def follow(
        self, data: FollowRequest, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], following: NamedDependency[Following]
    ) -> Response[FollowResponse]:
        """What breaks it is told at `/v1/trips/{id}/events`. At most 20 trips of a device; each is forgotten two hours after its end."""
        made = await following.follow(session, actor, data)
        return Response(made, status_code=201, headers={"Location": f"/v1/trips/{made.id}"})

    @get(
        "/v1/trips/{trip_id:uuid}", opt=device(RateClass.PLAN), responses=problems(404, 503), operation_id="getTrip",
        summary="How a followed trip stands now",
    )  # fmt: skip
    async def state(self, trip_id: UUID, actor: NamedDependency[Actor], following: NamedDependency[Following]) -> TripNow:
        return await following.state(actor, trip_id)

    @patch(
        "/v1/trips/{trip_id:uuid}", status_code=204, dto=strict_body(TripUpdate), return_dto=None, request_max_body_size=UPDATE_BODY,
        opt=device(RateClass.WRITE, Work.REPEATABLE), responses=problems(403, 404, 408, 413, 415, 422, 503), operation_id="updateTrip",
        summary="Where the traveller is",
    )  # fmt: skip
    async def update(
        self, trip_id: UUID, data: TripUpdate, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        following: NamedDependency[Following],
    ) -> None:  # fmt: skip
        await following.update(session, actor, trip_id, data)

    @delete(
        "/v1/trips/{trip_id:uuid}", opt=device(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503), operation_id="endTrip",
        summary="Forget a trip",
    )  # fmt: skip
    async def end(
        self, trip_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], following: NamedDependency[Following]
    ) -> None:
        await following.end(session, actor, trip_id)

    @get(
        "/v1/trips/{trip_id:uuid}/events", media_type="text/event-stream", opt=device(RateClass.READ), responses=problems(404, 503),
        operation_id="listenToTrip", summary="What happens to a trip, as it happens",
    )  # fmt: skip
    async def events(
        self, trip_id: UUID, actor: NamedDependency[Actor], following: NamedDependency[Following],
        last_event_id: Annotated[str, Parameter(header="Last-Event-ID", max_length=100, required=False)] = "",
    ) -> ServerSentEvent:  # fmt: skip
        """Server-sent events `state`, `break`, `mended`, `ended`, whose data are TripNow, TripBreak, TripMended, TripEnded."""
        return ServerSentEvent(await following.listen(actor, trip_id, last_event_id))
