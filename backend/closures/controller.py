"""`/v1/closures`."""
import asyncio
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.closures import service
from backend.contract.closures import ClosuresResponse, NewClosure, StreetClosure
from backend.live.service import LiveCity
from backend.service.errors import NotFound
from backend.service.policies import RateClass, Work, public, staff
from backend.service.problems import problems
from backend.service.strict import strict_body


class ClosuresController(Controller):
    path = "/v1/closures"
    tags = ["Closures"]

    @get("/", opt=public(RateClass.READ), responses=problems(422), operation_id="listClosures", summary="What is closed now and what will be")
    async def every(
        self,
        session: NamedDependency[AsyncSession],
        live: NamedDependency[LiveCity],
        limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 200,
    ) -> ClosuresResponse:
        now = datetime.now(UTC)
        shown, total = await service.list_all(session, live.view, now, limit)
        return ClosuresResponse(shown, total, now.replace(microsecond=0))

    @post(
        "/", dto=strict_body(NewClosure), return_dto=None, opt=staff(RateClass.WRITE), responses=problems(408, 409, 413, 415, 422, 503),
        operation_id="closeStreet", summary="Close a street or place; no route leads over it from then on",
    )  # fmt: skip
    async def close(self, data: NewClosure, session: NamedDependency[AsyncSession], live: NamedDependency[LiveCity]) -> StreetClosure:
        await asyncio.to_thread(service.check_street, live.snapshot.city, data)
        return service.told_by_staff(await service.close(session, data, datetime.now(UTC)))

    @delete(
        "/{closure_id:uuid}", opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503), operation_id="reopenStreet",
        summary="Take back a closure of the staff",
    )  # fmt: skip
    async def reopen(self, closure_id: UUID, session: NamedDependency[AsyncSession]) -> None:
        if not await service.reopen(session, closure_id):
            raise NotFound("The staff has made no closure of this id. GET /v1/closures lists them; those of feeds end in their feed.")
