"""`/v1/staff/bodies`, `/v1/staff/routing-rules`, `/v1/staff/areas`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, put
from litestar.di import NamedDependency, Provide
from litestar.params import PathParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies import staff as service
from backend.bodies.controller import give_bodies
from backend.bodies.models import MAX_AREAS
from backend.bodies.service import Bodies
from backend.contract.bodies import (
    BodiesResponse,
    OnDuty,
    OnDutyChange,
    RequestAreas,
    RequestAreasChange,
    RoutingRules,
    RoutingRulesChange,
)
from backend.database.base import now
from backend.identity.actor import Actor
from backend.service.policies import RateClass, Work, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

TABLE_BODY, DUTY_BODY = 512 * 1024, 8 * 1024
Version = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
REFUSALS = (404, 408, 409, 413, 415, 422, 503)


class StaffBodiesController(Controller):
    path = "/v1/staff"
    tags = ["Staff"]
    dependencies = {"bodies": Provide(give_bodies, sync_to_thread=False)}

    @get("/bodies", opt=staff(RateClass.READ), responses=problems(), operation_id="listBodies", summary="Who answers requests")
    async def bodies(self, session: NamedDependency[AsyncSession]) -> BodiesResponse:
        return await service.list_bodies(session)

    @get(
        "/bodies/{body_id:uuid}/duty", opt=staff(RateClass.READ), responses=problems(404), operation_id="getDuty",
        summary="Who is called for urgent requests, in this order",
    )  # fmt: skip
    async def duty(self, body_id: UUID, session: NamedDependency[AsyncSession]) -> OnDuty:
        return await service.duty(session, body_id)

    @put(
        "/bodies/{body_id:uuid}/duty", dto=strict_body(OnDutyChange), return_dto=None, request_max_body_size=DUTY_BODY,
        opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(*REFUSALS), operation_id="setDuty",
        summary="Say who is called for urgent requests, in this order",
    )  # fmt: skip
    async def set_duty(self, body_id: UUID, data: OnDutyChange, session: NamedDependency[AsyncSession]) -> OnDuty:
        return await service.change_duty(session, body_id, data)

    @get(
        "/routing-rules", opt=staff(RateClass.READ), responses=problems(404), operation_id="getRoutingRules",
        summary="The table of bodies and rules that counts",
    )  # fmt: skip
    async def rules(self, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies]) -> RoutingRules:
        return await service.rules(session, bodies)

    @get(
        "/routing-rules/{version:int}", opt=staff(RateClass.READ), responses=problems(404, 422), operation_id="getRoutingRulesVersion",
        summary="The table as it was in an earlier version",
    )  # fmt: skip
    async def rules_version(self, version: Version, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies]) -> RoutingRules:
        return await service.rules(session, bodies, version)

    @put(
        "/routing-rules", dto=strict_body(RoutingRulesChange), return_dto=None, request_max_body_size=TABLE_BODY,
        opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(*REFUSALS), operation_id="setRoutingRules",
        summary="Write a new version of the table; it counts at once when all its tests pass",
    )  # fmt: skip
    async def set_rules(
        self, data: RoutingRulesChange, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies], actor: NamedDependency[Actor]
    ) -> RoutingRules:
        return await service.change_rules(session, bodies, actor, data, now())

    @get("/areas", opt=staff(RateClass.READ), responses=problems(), operation_id="getRequestAreas", summary="The areas that rules speak of")
    async def areas(self, session: NamedDependency[AsyncSession]) -> RequestAreas:
        return await service.areas(session)

    @put(
        "/areas", dto=strict_body(RequestAreasChange), return_dto=None, request_max_body_size=MAX_AREAS,
        opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(*REFUSALS), operation_id="setRequestAreas",
        summary="Write a new version of the areas; it counts at once when the tests of the rules pass with it",
    )  # fmt: skip
    async def set_areas(
        self, data: RequestAreasChange, session: NamedDependency[AsyncSession], bodies: NamedDependency[Bodies], actor: NamedDependency[Actor]
    ) -> RequestAreas:
        return await service.change_areas(session, bodies, actor, data)
