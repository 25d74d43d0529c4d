"""`/v1/staff/parking/…/closings`."""
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.closings import ClosingResponse, ClosingsResponse, SiteClosing
from backend.parking import closings
from backend.reservations.care import Care
from backend.reservations.care_controller import GIVEN
from backend.reservations.closing import Closing
from backend.service.policies import RateClass, Work, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

SMALL_BODY = 2048


class ClosingsController(Controller):
    path = "/v1/staff/parking"
    tags = ["Staff"]
    dependencies = GIVEN

    @get("/closings", opt=staff(RateClass.READ), responses=problems(), operation_id="listClosings", summary="Car parks that are shut now or will be")
    async def every(self, session: NamedDependency[AsyncSession], care: NamedDependency[Care]) -> ClosingsResponse:
        return await closings.list_closings(session, care.reservations.desk.clock())

    @post(
        "/sites/{site_id:uuid}/closings", status_code=200, dto=strict_body(SiteClosing), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=staff(RateClass.WRITE), responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="closeSite",
        summary="Shut a car park for a while, or see what that would bring",
    )  # fmt: skip
    async def close(
        self, site_id: UUID, data: SiteClosing, session: NamedDependency[AsyncSession], care: NamedDependency[Care]
    ) -> ClosingResponse:
        """Where `left` is not 0, ask again with the same body: the next ones are given other spaces."""
        return await Closing(care.replacing).close(session, site_id, data)

    @delete(
        "/closings/{closing_id:uuid}", opt=staff(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 503), operation_id="reopenSite",
        summary="Let it again; whoever was given another space keeps that",
    )  # fmt: skip
    async def reopen(self, closing_id: UUID, session: NamedDependency[AsyncSession]) -> None:
        await closings.reopen(session, closing_id)
