"""`/v1/parking/gatherings` for drivers, `/v1/staff/parking/gatherings` for the staff."""
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.gatherings import (
    Gathering,
    GatheringDeclaration,
    GatheringPlan,
    GatheringsResponse,
    GatheringWish,
    GatheringWishesResponse,
    SpaceWanted,
    StaffGatheringsResponse,
)
from backend.identity.actor import Actor
from backend.reservations.gathering import Gatherings
from backend.service.policies import RateClass, Work, account, public, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

SMALL_BODY, DECLARED_BODY = 2048, 4096


def give_gatherings(state: State) -> Gatherings:
    return state.gatherings


GIVEN = {"gatherings": Provide(give_gatherings, sync_to_thread=False)}


class GatheringsController(Controller):
    path = "/v1/parking/gatherings"
    tags = ["Parking"]
    dependencies = GIVEN

    @get("/", opt=public(RateClass.READ), responses=problems(503), operation_id="listGatherings", summary="Events with spaces given out together")
    async def every(self, session: NamedDependency[AsyncSession], gatherings: NamedDependency[Gatherings]) -> GatheringsResponse:
        return await gatherings.list_open(session)

    @get(
        "/{gathering_id:uuid}/wishes", opt=account(RateClass.READ), responses=problems(401, 403, 404, 503), operation_id="listGatheringWishes",
        summary="One's own wishes for an event, and what became of them",
    )  # fmt: skip
    async def own(
        self, gathering_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], gatherings: NamedDependency[Gatherings]
    ) -> GatheringWishesResponse:
        return await gatherings.list_own(session, actor, gathering_id)

    @post(
        "/{gathering_id:uuid}/wishes", dto=strict_body(SpaceWanted), return_dto=None, request_max_body_size=SMALL_BODY, opt=account(RateClass.WRITE),
        responses=problems(401, 403, 404, 408, 409, 413, 415, 422, 429, 503), operation_id="wishForSpace", summary="Wish for a space at an event",
    )  # fmt: skip
    async def wish(
        self, gathering_id: UUID, data: SpaceWanted, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        gatherings: NamedDependency[Gatherings],
    ) -> GatheringWish:  # fmt: skip
        """It holds nothing. At `nextAt` spaces are given out; what one is given then is held as a booking that waits for its payment."""
        return await gatherings.wish(session, actor, gathering_id, data)

    @post(
        "/wishes/{wish_id:uuid}/withdrawal", status_code=200, opt=account(RateClass.WRITE), responses=problems(401, 403, 404, 409, 503),
        operation_id="withdrawWish", summary="Want no space any more; one that is held is let go",
    )  # fmt: skip
    async def withdraw(
        self, wish_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], gatherings: NamedDependency[Gatherings]
    ) -> GatheringWish:
        return await gatherings.withdraw(session, actor, wish_id)


class StaffGatheringsController(Controller):
    path = "/v1/staff/parking/gatherings"
    tags = ["Staff"]
    dependencies = GIVEN

    @get("/", opt=staff(RateClass.READ), responses=problems(503), operation_id="listStaffGatherings", summary="Events, and how many wishes stand how")
    async def every(self, session: NamedDependency[AsyncSession], gatherings: NamedDependency[Gatherings]) -> StaffGatheringsResponse:
        return await gatherings.list_for_staff(session)

    @post(
        "/", dto=strict_body(GatheringDeclaration), return_dto=None, request_max_body_size=DECLARED_BODY, opt=staff(RateClass.WRITE),
        responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="declareGathering",
        summary="Declare an event to which many come, and the car parks that take part",
    )  # fmt: skip
    async def declare(
        self, data: GatheringDeclaration, session: NamedDependency[AsyncSession], gatherings: NamedDependency[Gatherings]
    ) -> Gathering:
        return await gatherings.declare(session, data)

    @get(
        "/{gathering_id:uuid}/plan", opt=staff(RateClass.READ), responses=problems(404, 409, 503), operation_id="planGathering",
        summary="What the next round would give, beside what first come, first served would",
    )  # fmt: skip
    async def plan(
        self, gathering_id: UUID, session: NamedDependency[AsyncSession], gatherings: NamedDependency[Gatherings]
    ) -> GatheringPlan:
        return await gatherings.plan(session, gathering_id)

    @delete(
        "/{gathering_id:uuid}", opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503), operation_id="callOffGathering",
        summary="Give nothing more out; what is offered or paid stays",
    )  # fmt: skip
    async def call_off(
        self, gathering_id: UUID, session: NamedDependency[AsyncSession], gatherings: NamedDependency[Gatherings]
    ) -> None:
        await gatherings.call_off(session, gathering_id)
