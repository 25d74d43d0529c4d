"""`/v1/notices`, what one hears of a request, and areas one follows; and `/notices/stop`, the page behind a link in a mail."""
from typing import Annotated
from uuid import UUID

from litestar import Controller, MediaType, Request, Response, delete, get, post, put
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import Parameter, PathParameter, QueryParameter
from litestar.response import ServerSentEvent
from sqlalchemy.ext.asyncio import AsyncSession

from backend.codes.words import language_of
from backend.contract.notices import (
    AreaToFollow,
    FollowedArea,
    FollowedAreasResponse,
    MuteState,
    NoticesLeft,
    NoticesRead,
    NoticesResponse,
    NoticeWays,
    NoticeWaysNow,
    PushEndpointNow,
    PushEndpointWanted,
)
from backend.contract.requests import CODE
from backend.identity.actor import Actor
from backend.requests.telling import stopping
from backend.requests.telling.page import POLICY, done_page, over_page, stop_page
from backend.requests.telling.service import Notices
from backend.service.errors import InvalidValue
from backend.service.policies import Body, RateClass, Work, person, public
from backend.service.problems import problems
from backend.service.strict import strict_body

SMALL_BODY = 4 * 1024
Code = Annotated[str, PathParameter(description="The number of the request.", pattern=CODE)]
Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many at most.")]
After = Annotated[UUID | None, QueryParameter(description="`next` of the answer before: older ones.")]
Once = Annotated[bool, QueryParameter(description="Only what there is by now: it ends then, and waits for nothing.")]
Latitude = Annotated[float | None, QueryParameter(ge=-90, le=90, description="Degrees north: named areas of this place too.")]
Longitude = Annotated[float | None, QueryParameter(ge=-180, le=180, description="Degrees east.")]


def give_notices(state: State) -> Notices:
    return state.notices


def give_language(request: Request) -> str:
    return language_of(request.headers.get("accept-language", ""), "en")


GIVEN = {"notices": Provide(give_notices, sync_to_thread=False), "language": Provide(give_language, sync_to_thread=False)}


class NoticesController(Controller):
    path = "/v1/notices"
    tags = ["Requests"]
    dependencies = GIVEN
    request_max_body_size = SMALL_BODY

    @get("/", opt=person(RateClass.READ), responses=problems(422), operation_id="listNotices", summary="What is new of what one sent or follows")
    async def listed(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices],
        language: NamedDependency[str], after: After = None, limit: Limit = 30,
    ) -> NoticesResponse:  # fmt: skip
        """Newest first, as sentences. What one may not see any longer is not there. They are kept for 90 days."""
        return await notices.noticing.list_of(session, actor, after, limit, language)

    @get(
        "/events", media_type="text/event-stream", opt=person(RateClass.READ), responses=problems(422, 503), operation_id="listenToNotices",
        summary="What is new, as it happens",
    )  # fmt: skip
    async def events(
        self, actor: NamedDependency[Actor], notices: NamedDependency[Notices], language: NamedDependency[str],
        last_event_id: Annotated[str, Parameter(header="Last-Event-ID", max_length=100, required=False)] = "", once: Once = False,
    ) -> ServerSentEvent:  # fmt: skip
        """Server-sent events `unread` and `notice`, whose data are NoticesLeft and NoticeNews. After a lost connection those that came after
        `Last-Event-ID`, the `id` of the last notice that was seen; without one, from now on. It ends when the pass or the session does."""
        return ServerSentEvent(await notices.streams.listen(actor, last_event_id, language, once))

    @put(
        "/ways", status_code=200, dto=strict_body(NoticeWays), return_dto=None, opt=person(RateClass.WRITE, Work.REPEATABLE),
        responses=problems(408, 413, 415, 422, 503), operation_id="chooseNoticeWays", summary="Whether phones may ring for what is new",
    )  # fmt: skip
    async def ways(
        self, data: NoticeWays, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> NoticeWaysNow:
        """Off at first. At most once in ten minutes for one request, by day, but for what is urgent; three times a day for what one follows."""
        return await notices.noticing.let_ring(session, actor, data.push, notices.clock())

    @get(
        "/endpoint", opt=person(RateClass.READ), responses=problems(), operation_id="getPushEndpoint",
        summary="Whether this phone is reached while its app is closed",
    )  # fmt: skip
    async def endpoint(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> PushEndpointNow:
        return await notices.endpoints.now(session, actor)

    @put(
        "/endpoint", status_code=200, dto=strict_body(PushEndpointWanted), return_dto=None, opt=person(RateClass.WRITE, Work.REPEATABLE),
        responses=problems(408, 413, 415, 422, 503), operation_id="setPushEndpoint", summary="Reach this phone while its app is closed",
    )  # fmt: skip
    async def set_endpoint(
        self, data: PushEndpointWanted, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> PushEndpointNow:
        """By Web Push, when phones may ring (`/ways`). It carries the `id` of the notice and the `code` of its request, encrypted for this phone.
        One for each phone; of an account the five that were set last."""
        return await notices.endpoints.set(session, actor, data)

    @delete(
        "/endpoint", opt=person(RateClass.WRITE, Work.REPEATABLE), responses=problems(422, 503), operation_id="removePushEndpoint",
        summary="Reach this phone no longer",
    )  # fmt: skip
    async def remove_endpoint(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> None:
        await notices.endpoints.remove(session, actor)

    @post(
        "/read", status_code=200, dto=strict_body(NoticesRead), return_dto=None, opt=person(RateClass.WRITE, Work.REPEATABLE),
        responses=problems(408, 413, 415, 422, 503), operation_id="readNotices", summary="They were read",
    )  # fmt: skip
    async def read(
        self, data: NoticesRead, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> NoticesLeft:
        return await notices.noticing.mark_read(session, actor, data.up_to, notices.clock())


class FollowingRequestsController(Controller):
    path = "/v1/requests"
    tags = ["Requests"]
    dependencies = GIVEN
    request_max_body_size = SMALL_BODY

    @post(
        "/{code:str}/mute", status_code=200, opt=person(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 422, 503),
        operation_id="muteServiceRequest", summary="Hear nothing more of a request that one follows",
    )  # fmt: skip
    async def mute(
        self, code: Code, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> MuteState:
        """Neither in the app nor by mail. It stays among one's own."""
        return await notices.noticing.mute(session, actor, code, True)

    @post(
        "/{code:str}/unmute", status_code=200, opt=person(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 422, 503),
        operation_id="unmuteServiceRequest", summary="Hear of it again",
    )  # fmt: skip
    async def unmute(
        self, code: Code, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> MuteState:
        """By mail too, where mails about it were stopped by the link in one."""
        return await notices.noticing.mute(session, actor, code, False)

    @get(
        "/areas-followed", opt=person(RateClass.READ), responses=problems(422), operation_id="listFollowedAreas",
        summary="Areas one follows, and the named areas of a place",
    )  # fmt: skip
    async def areas(
        self, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices],
        lat: Latitude = None, lon: Longitude = None,
    ) -> FollowedAreasResponse:  # fmt: skip
        if (lat is None) != (lon is None):
            raise InvalidValue("Give lat and lon, or neither.", "lat")
        return await notices.areas.list_of(session, actor, lat, lon)

    @post(
        "/areas-followed", status_code=201, dto=strict_body(AreaToFollow), return_dto=None, opt=person(RateClass.WRITE),
        responses=problems(404, 408, 409, 413, 415, 422, 503), operation_id="followArea", summary="Follow what is told of an area",
    )  # fmt: skip
    async def follow(
        self, data: AreaToFollow, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> FollowedArea:
        """What others tell the city there, from now on: a notice each, and one mail each morning for whoever agreed to mails. Ten areas at most."""
        return await notices.areas.follow(session, actor, data, notices.clock())

    @delete(
        "/areas-followed/{area_id:uuid}", opt=person(RateClass.WRITE, Work.REPEATABLE), responses=problems(404, 422, 503),
        operation_id="unfollowArea", summary="Follow it no longer",
    )  # fmt: skip
    async def unfollow(
        self, area_id: UUID, session: NamedDependency[AsyncSession], actor: NamedDependency[Actor], notices: NamedDependency[Notices]
    ) -> None:
        await notices.areas.end(session, actor, area_id)


class StopPage(Controller):
    """One POST ends mails, as RFC 8058 has it; what a scanner of mails looks at ends nothing. What is in the body does not matter."""

    path = "/notices/stop/{token:str}"
    include_in_schema = False
    dependencies = GIVEN
    request_max_body_size = SMALL_BODY

    @get("/", opt=public(RateClass.READ), media_type=MediaType.HTML)
    async def page(
        self, token: str, session: NamedDependency[AsyncSession], notices: NamedDependency[Notices], language: NamedDependency[str]
    ) -> Response[str]:
        found = await stopping.find(session, token, notices.clock())
        return over(language) if found is None else shown(stop_page(token, found.code, language))

    @post(["/", "/all"], status_code=200, opt=public(RateClass.WRITE, Work.REPEATABLE, Body.REPORT), media_type=MediaType.HTML)
    async def stop(
        self, token: str, request: Request, session: NamedDependency[AsyncSession], notices: NamedDependency[Notices],
        language: NamedDependency[str],
    ) -> Response[str]:  # fmt: skip
        found = await stopping.find(session, token, notices.clock())
        if found is None:
            return over(language)
        everything = request.url.path.endswith("/all") or found.request_id is None
        await stopping.stop(session, found, everything, notices.clock())
        return shown(done_page(None if everything else found.code, language))


def shown(page: str, status: int = 200) -> Response[str]:
    headers = {"content-security-policy": POLICY, "vary": "accept-language"}
    return Response(page, status_code=status, media_type=MediaType.HTML, headers=headers)


def over(language: str) -> Response[str]:
    return shown(over_page(language), 404)
