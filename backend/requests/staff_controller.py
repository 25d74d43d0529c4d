"""`/v1/staff/requests`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_staff import StaffChange, StaffRequest, StaffRequestsResponse
from backend.contract.request_words import RequestState
from backend.identity.actor import Actor
from backend.requests.controller import GIVEN, REFUSED, WRITE, Code
from backend.requests.service import Requests
from backend.requests.staff import Filter
from backend.service.policies import RateClass, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

States = Annotated[tuple[RequestState, ...], QueryParameter(name="state", description="Those that are open, if none is named.")]
Text = Annotated[str, QueryParameter(max_length=100, description="In its words, its address, or its number.")]


class StaffRequestsController(Controller):
    path = "/v1/staff/requests"
    tags = ["Staff"]
    dependencies = GIVEN

    @get("/", opt=staff(RateClass.READ), responses=problems(422), operation_id="listServiceRequestsForStaff", summary="Requests to be answered")
    async def listed(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], requests: NamedDependency[Requests],
        language: NamedDependency[str], states: States = (), body_id: Annotated[UUID | None, QueryParameter(name="bodyId")] = None,
        category: Annotated[str | None, QueryParameter(max_length=40)] = None,
        assigned_to: Annotated[UUID | None, QueryParameter(name="assignedTo")] = None, unassigned: bool = False, late: bool = False,
        urgent: bool = False, triage: bool = False, ombudsperson: bool = False, text: Text = "",
        limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50, skip: Annotated[int, QueryParameter(ge=0, le=100_000)] = 0,
    ) -> StaffRequestsResponse:  # fmt: skip
        """What is due first comes first."""
        which = Filter(states, body_id, category, assigned_to, unassigned, late, urgent, triage, ombudsperson, text)
        return await requests.list_for_staff(session, which, limit, skip, language)

    @get(
        "/{code:str}", opt=staff(RateClass.READ), responses=problems(404, 422), operation_id="getServiceRequestForStaff",
        summary="A request, all of it",
    )  # fmt: skip
    async def one(
        self, code: Code, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], requests: NamedDependency[Requests],
        language: NamedDependency[str],
    ) -> StaffRequest:  # fmt: skip
        return await requests.for_staff(session, actor, code, language)

    @post(
        "/{code:str}/changes", status_code=200, dto=strict_body(StaffChange), opt=staff(RateClass.WRITE), responses=REFUSED,
        operation_id="changeServiceRequest", summary="Answer, pass on, wait, resolve, join, decide: one act, with its reason", **WRITE,
    )  # fmt: skip
    async def change(
        self, code: Code, data: StaffChange, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        requests: NamedDependency[Requests], language: NamedDependency[str],
    ) -> StaffRequest:  # fmt: skip
        """403 `conflict_of_interest` for one's own, `same_officer` for an objection to what one closed oneself."""
        return await requests.as_staff(session, actor, code, data, language)
