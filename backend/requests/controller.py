"""`/v1/requests`."""
from typing import Annotated

from litestar import Controller, Request, Response, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import PathParameter, QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.codes.words import language_of
from backend.contract.requests import (
    CODE,
    FiledRequest,
    FollowChange,
    FollowState,
    MyRequestsResponse,
    NewRequest,
    RequestComment,
    RequestDispute,
    RequestsResponse,
    ServiceRequest,
    VisibilityChange,
)
from backend.idempotency.guard import HEADER
from backend.identity.actor import Actor
from backend.obstacles.controller import give_obstacles
from backend.obstacles.service import Obstacles
from backend.requests import changes
from backend.requests.service import Requests
from backend.service.policies import RateClass, Work, person, public
from backend.service.problems import problems
from backend.service.strict import strict_body
from backend.stops.controller import Lat, Lon

REQUEST_BODY, SMALL_BODY = 32 * 1024, 16 * 1024
WRITE = {"return_dto": None, "request_max_body_size": SMALL_BODY}
REFUSED = problems(404, 408, 409, 413, 415, 422, 503)
Code = Annotated[str, PathParameter(description="The number of the request.", pattern=CODE)]
Radius = Annotated[int, QueryParameter(name="radiusM", ge=50, le=5000, description="Metres around.")]
Category = Annotated[str | None, QueryParameter(max_length=40, description="Only these, as in GET /v1/requests/categories.")]
Closed = Annotated[bool, QueryParameter(description="What is over too.")]


def give_requests(state: State) -> Requests:
    return state.requests


def give_language(request: Request) -> str:
    return language_of(request.headers.get("accept-language", ""), "en")


GIVEN = {
    "requests": Provide(give_requests, sync_to_thread=False), "language": Provide(give_language, sync_to_thread=False),
    "obstacles": Provide(give_obstacles, sync_to_thread=False),
}  # fmt: skip


class RequestsController(Controller):
    path = "/v1/requests"
    tags = ["Requests"]
    dependencies = GIVEN

    @post(
        "/", dto=strict_body(NewRequest), return_dto=None, request_max_body_size=REQUEST_BODY, opt=person(RateClass.REPORT),
        responses=problems(408, 409, 413, 415, 422, 503), operation_id="sendServiceRequest", summary="Tell the city",
    )  # fmt: skip
    async def send(
        self, data: NewRequest, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        requests: NamedDependency[Requests], obstacles: NamedDependency[Obstacles], language: NamedDependency[str],
    ) -> Response[FiledRequest]:  # fmt: skip
        """Stored before it is thanked for, with its number, its body, its due date and its next step. The same Idempotency-Key is the same request,
        also days later, and with 22 characters or more with another pass too. 409 `emergency` carries `emergencyNumber`: nothing was filed."""
        at = requests.clock()
        filed = await requests.submit(session, actor, data, request.headers[HEADER], at, obstacles.network_of(request), language)
        answer = await requests.filed(session, actor, filed, language, at)
        return Response(answer, status_code=201, headers={"Location": f"/v1/requests/{filed.code}"})

    @get(
        "/", opt=public(RateClass.READ), responses=problems(422), operation_id="listServiceRequestsNear",
        summary="What others told the city near by",
    )  # fmt: skip
    async def near(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], requests: NamedDependency[Requests],
        language: NamedDependency[str], lat: Lat, lon: Lon, radius_m: Radius = 500, category: Category = None, closed: Closed = False,
    ) -> RequestsResponse:  # fmt: skip
        """Those that are public, nearest first. Nobody's name but of who wants to be named."""
        return await requests.near(session, actor, lat, lon, radius_m, category, closed, language)

    @get(
        "/mine", opt=person(RateClass.READ), responses=problems(), operation_id="listMyServiceRequests",
        summary="What one sent, and what one follows",
    )  # fmt: skip
    async def mine(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], requests: NamedDependency[Requests],
        language: NamedDependency[str],
    ) -> MyRequestsResponse:  # fmt: skip
        return await requests.own(session, actor, language)

    @get("/{code:str}", opt=public(RateClass.READ), responses=problems(404, 422), operation_id="getServiceRequest", summary="How a request stands")
    async def one(
        self, code: Code, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], requests: NamedDependency[Requests],
        language: NamedDependency[str],
    ) -> ServiceRequest:  # fmt: skip
        """What happened and what will. One that is not for you to see is not there. One that was joined with another names it: `mergedInto`."""
        return await requests.get(session, code, actor, language)

    @put(
        "/{code:str}/following", dto=strict_body(FollowChange), opt=person(RateClass.REPORT, Work.REPEATABLE), responses=REFUSED,
        operation_id="followServiceRequest", summary="Me too, or no more", **WRITE,
    )  # fmt: skip
    async def follow(
        self, code: Code, data: FollowChange, request: Request, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        requests: NamedDependency[Requests], obstacles: NamedDependency[Obstacles],
    ) -> FollowState:  # fmt: skip
        """One of what is in the way is also one more voice that it is there."""
        return await requests.follow(session, actor, code, data.following, obstacles.network_of(request))

    @post(
        "/{code:str}/comments", status_code=201, dto=strict_body(RequestComment), opt=person(RateClass.REPORT), responses=REFUSED,
        operation_id="commentOnServiceRequest", summary="A note to those who answer, by whoever sent it", **WRITE,
    )  # fmt: skip
    async def comment(
        self, code: Code, data: RequestComment, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        requests: NamedDependency[Requests], language: NamedDependency[str],
    ) -> ServiceRequest:  # fmt: skip
        """It answers a question too, where one is waited for. Nobody else reads it."""
        return await requests.as_reporter(session, actor, code, changes.Comment(data.words), language)

    @put(
        "/{code:str}/visibility", dto=strict_body(VisibilityChange), opt=person(RateClass.WRITE, Work.REPEATABLE), responses=REFUSED,
        operation_id="setServiceRequestVisibility", summary="Who sees it, from now on and everywhere", **WRITE,
    )  # fmt: skip
    async def set_visibility(
        self, code: Code, data: VisibilityChange, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        requests: NamedDependency[Requests], language: NamedDependency[str],
    ) -> ServiceRequest:  # fmt: skip
        return await requests.set_visibility(session, actor, code, data.visibility, data.name, language)

    @post(
        "/{code:str}/withdrawal", status_code=200, opt=person(RateClass.WRITE), responses=problems(404, 409, 422, 503),
        operation_id="withdrawServiceRequest", summary="Take it back",
    )  # fmt: skip
    async def withdraw(
        self, code: Code, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], requests: NamedDependency[Requests],
        language: NamedDependency[str],
    ) -> ServiceRequest:  # fmt: skip
        return await requests.as_reporter(session, actor, code, changes.Withdraw(), language)

    @post(
        "/{code:str}/confirmation", status_code=200, opt=person(RateClass.WRITE), responses=problems(404, 409, 422, 503),
        operation_id="confirmServiceRequest", summary="It is fixed",
    )  # fmt: skip
    async def confirm(
        self, code: Code, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], requests: NamedDependency[Requests],
        language: NamedDependency[str],
    ) -> ServiceRequest:  # fmt: skip
        return await requests.as_reporter(session, actor, code, changes.Confirm(), language)

    @post(
        "/{code:str}/disputes", status_code=201, dto=strict_body(RequestDispute), opt=person(RateClass.WRITE), responses=REFUSED,
        operation_id="disputeServiceRequest", summary="It is not fixed: another person looks again", **WRITE,
    )  # fmt: skip
    async def dispute(
        self, code: Code, data: RequestDispute, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor],
        requests: NamedDependency[Requests], language: NamedDependency[str],
    ) -> ServiceRequest:  # fmt: skip
        """Within 28 days, in words or with a photo. Another officer decides; a second time the ombudsperson does."""
        return await requests.as_reporter(session, actor, code, changes.Disputed(data.words, data.photo_id), language)
