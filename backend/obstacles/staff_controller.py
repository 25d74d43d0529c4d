"""`/v1/staff/obstacles`."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.accounts import Role
from backend.contract.obstacles import Look, Obstacle, SeenObstacle, Settlement, StaffObstaclesResponse
from backend.obstacles.controller import give_obstacles
from backend.obstacles.describing import JPEG, PictureOperation
from backend.obstacles.service import Obstacles
from backend.pictures.darkroom import HEADERS
from backend.service.policies import RateClass, Work, account, staff
from backend.service.problems import problems
from backend.service.strict import strict_body

SMALL_BODY = 8 * 1024


class StaffObstaclesController(Controller):
    path = "/v1/staff/obstacles"
    tags = ["Staff"]
    dependencies = {"obstacles": Provide(give_obstacles, sync_to_thread=False)}

    @get("/", opt=staff(RateClass.READ), responses=problems(422), operation_id="listObstaclesForStaff", summary="Obstacles to be settled")
    async def every(
        self, session: NamedDependency[AsyncSession], obstacles: NamedDependency[Obstacles], ended: bool = False,
        limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
    ) -> StaffObstaclesResponse:  # fmt: skip
        return await obstacles.list_for_staff(session, ended, limit)

    @post(
        "/{obstacle_id:uuid}/looks", status_code=200, dto=strict_body(Look), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=staff(RateClass.READ, Work.REPEATABLE), responses=problems(404, 408, 413, 415, 422, 503), operation_id="lookAtObstacle",
        summary="What people wrote of an obstacle; the look is kept with its reason",
    )  # fmt: skip
    async def look(
        self, obstacle_id: UUID, data: Look, session: NamedDependency[AsyncSession], obstacles: NamedDependency[Obstacles]
    ) -> SeenObstacle:
        return await obstacles.look(session, obstacle_id, data.reason)

    @post(
        "/{obstacle_id:uuid}/reports/{report_id:uuid}/photo/looks", status_code=200, dto=strict_body(Look), return_dto=None,
        request_max_body_size=SMALL_BODY, media_type=JPEG, opt=account(RateClass.READ, Work.REPEATABLE, roles=(Role.STAFF,)),
        operation_class=PictureOperation,
        responses=problems(404, 408, 413, 415, 422, 503), operation_id="lookAtObstaclePhoto",
        summary="The photo of a report; the look is kept with its reason",
    )  # fmt: skip
    async def photo(
        self, obstacle_id: UUID, report_id: UUID, data: Look, session: NamedDependency[AsyncSession], obstacles: NamedDependency[Obstacles]
    ) -> Response[bytes]:
        """Not for machines: somebody may be seen on it, so a person with a passkey looks."""
        picture = await obstacles.show_photo(session, obstacle_id, report_id, data.reason)
        return Response(picture, status_code=200, media_type=JPEG, headers=HEADERS)

    @post(
        "/{obstacle_id:uuid}/settlements", status_code=200, dto=strict_body(Settlement), return_dto=None, request_max_body_size=SMALL_BODY,
        opt=staff(RateClass.WRITE), responses=problems(404, 408, 413, 415, 422, 503), operation_id="settleObstacle",
        summary="Confirm, close, merge or refuse an obstacle, with a reason",
    )  # fmt: skip
    async def settle(
        self, obstacle_id: UUID, data: Settlement, session: NamedDependency[AsyncSession], obstacles: NamedDependency[Obstacles]
    ) -> Obstacle:
        return await obstacles.settle(session, obstacle_id, data)
