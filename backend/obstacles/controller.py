"""`/v1/obstacles`."""
from uuid import UUID

from litestar import Controller, Request, Response, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.around.area import Area
from backend.around.controller import East, North, South, West
from backend.contract.obstacles import NewObstacle, Obstacle, ObstaclesResponse, ObstacleVote, ReportedObstacle
from backend.idempotency.guard import HEADER
from backend.identity.actor import Actor
from backend.obstacles.describing import PhotoOperation
from backend.obstacles.service import Obstacles
from backend.pictures.darkroom import MOST_TAKEN
from backend.service.policies import Body, RateClass, Work, device, public
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.service.unit import unit_of

REPORT_BODY = 8 * 1024


def give_obstacles(state: State) -> Obstacles:
    return state.obstacles


class ObstaclesController(Controller):
    tags = ["Obstacles"]
    dependencies = {"obstacles": Provide(give_obstacles, sync_to_thread=False)}

    @get(
        "/v1/obstacles", opt=public(RateClass.READ), responses=problems(422), operation_id="listObstacles",
        summary="What is in the way on foot in a part of the map",
    )  # fmt: skip
    async def within(
        self, session: NamedDependency[AsyncSession], obstacles: NamedDependency[Obstacles], south: South, west: West, north: North, east: East
    ) -> ObstaclesResponse:
        """Notes and photos are not told: the staff alone sees them."""
        return await obstacles.within(session, Area.checked(south, west, north, east))

    @get(
        "/v1/obstacles/{obstacle_id:uuid}", opt=public(RateClass.READ), responses=problems(404), operation_id="getObstacle",
        summary="How an obstacle stands, for thirty days after its end",
    )  # fmt: skip
    async def one(self, obstacle_id: UUID, session: NamedDependency[AsyncSession], obstacles: NamedDependency[Obstacles]) -> Obstacle:
        return await obstacles.get(session, obstacle_id)

    @post(
        "/v1/obstacles", dto=strict_body(NewObstacle), return_dto=None, request_max_body_size=REPORT_BODY, opt=device(RateClass.REPORT),
        responses=problems(408, 413, 415, 422, 503), operation_id="reportObstacle", summary="Report what is in the way",
    )  # fmt: skip
    async def report(
        self, data: NewObstacle, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        obstacles: NamedDependency[Obstacles],
    ) -> Response[ReportedObstacle]:  # fmt: skip
        """Kept before it is thanked for. The same Idempotency-Key is the same report, also days later: send again until there is an answer.

        A key of 22 characters or more is the same report with another pass too: so it stands once for whoever could not keep theirs.
        """
        made = await obstacles.report(session, actor, obstacles.network_of(request), request.headers[HEADER], data)
        return Response(made, status_code=201, headers={"Location": f"/v1/obstacles/{made.obstacle.id}"})

    @put(
        "/v1/obstacles/{obstacle_id:uuid}/photo", status_code=204, request_max_body_size=MOST_TAKEN,
        opt=device(RateClass.PHOTO, Work.REPEATABLE, Body.PHOTO), responses=problems(404, 408, 413, 415, 422, 503), operation_class=PhotoOperation,
        operation_id="putObstaclePhoto", summary="The photo of one's report, in place of one sent before",
    )  # fmt: skip
    async def photo(self, obstacle_id: UUID, request: Request, actor: NamedDependency[Actor], obstacles: NamedDependency[Obstacles]) -> None:
        """JPEG, PNG or WebP of at most 8 MiB. Only its pixels are kept, sealed, at most 2,048 by 2,048; only the staff sees them.

        With the Idempotency-Key of a report it is the photo of that one, also with another pass.
        """
        key = request.headers.get(HEADER)
        await obstacles.check_own_report(actor, obstacle_id, key)
        picture = await obstacles.darkroom.develop(await request.body())
        # The transaction begins here: nobody waits for it while the photo is read.
        await obstacles.keep_photo(await unit_of(request).session(), actor, obstacle_id, key, picture)

    @post(
        "/v1/obstacles/{obstacle_id:uuid}/votes", status_code=200, dto=strict_body(ObstacleVote), return_dto=None, request_max_body_size=REPORT_BODY,
        opt=device(RateClass.REPORT, Work.REPEATABLE), responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="voteOnObstacle",
        summary="It is there, or it is gone",
    )  # fmt: skip
    async def vote(
        self, obstacle_id: UUID, data: ObstacleVote, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        obstacles: NamedDependency[Obstacles],
    ) -> Obstacle:  # fmt: skip
        return await obstacles.vote(session, actor, obstacles.network_of(request), obstacle_id, data)
