"""`/open311/v2`: GeoReport v2. OpenAPI does not describe it: the standard does, and docs/OPEN311.md what is ours."""
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.base import now
from backend.database.database import Database
from backend.open311 import formats
from backend.open311.errors import OPEN311_HANDLERS
from backend.open311.formats import answer, without_format
from backend.open311.forms import MOST_BODY, read_fields, read_form
from backend.open311.keys import get_filer
from backend.open311.service import Open311
from backend.service.policies import Body, RateClass, Work, public
from backend.service.unit import unit_of


def give_open311(state: State) -> Open311:
    return state.open311


GIVEN = {"open311": Provide(give_open311, sync_to_thread=False)}


def both(resource: str) -> list[str]:
    """With the format at its end, and without: XML."""
    return [resource, f"{resource}.xml", f"{resource}.json"]


class Open311Controller(Controller):
    path = "/open311/v2"
    include_in_schema = False
    dependencies = GIVEN
    exception_handlers = OPEN311_HANDLERS

    @get(both("/discovery"), opt=public(RateClass.READ))
    async def discovery(self, request: Request, open311: NamedDependency[Open311]) -> Response[bytes]:
        return answer(request, formats.DISCOVERY, open311.discovery())

    @get(both("/services"), opt=public(RateClass.READ))
    async def services(self, request: Request, session: NamedDependency[AsyncSession], open311: NamedDependency[Open311]) -> Response[bytes]:
        check(request, open311)
        return answer(request, formats.SERVICES, await open311.services(session))

    @get("/services/{service_code:str}", opt=public(RateClass.READ))
    async def definition(
        self, service_code: str, request: Request, session: NamedDependency[AsyncSession], open311: NamedDependency[Open311]
    ) -> Response[bytes]:  # fmt: skip
        check(request, open311)
        return answer(request, formats.DEFINITION, await open311.definition(session, without_format(service_code)))

    @get(both("/requests"), opt=public(RateClass.SEARCH))
    async def listed(self, request: Request, session: NamedDependency[AsyncSession], open311: NamedDependency[Open311]) -> Response[bytes]:
        check(request, open311)
        return answer(request, formats.REQUESTS, await open311.list_requests(session, request.query_params, now()))

    @post(both("/requests"), status_code=200, opt=public(RateClass.WEBHOOK, Work.REPEATABLE, Body.REPORT), request_max_body_size=MOST_BODY)
    async def file(self, request: Request, database: NamedDependency[Database], open311: NamedDependency[Open311]) -> Response[bytes]:
        """The key comes first: whoever has none learns nothing else."""
        fields = await read_fields(request)
        async with database.reading() as session:
            filer = await get_filer(session, fields.one("api_key"))
        open311.limits.check(filer)
        open311.check_jurisdiction(fields.one("jurisdiction_id") or request.query_params.get("jurisdiction_id", ""))
        form = await open311.placed(read_form(fields))
        photo = await open311.developed(form)
        # The transaction begins here: nobody waits for it while the photo is read.
        writing = await unit_of(request).session()
        return answer(request, formats.REQUESTS, await open311.file(writing, filer, form, photo, now()))

    @get("/requests/{service_request_id:str}", opt=public(RateClass.READ))
    async def one(
        self, service_request_id: str, request: Request, session: NamedDependency[AsyncSession], open311: NamedDependency[Open311]
    ) -> Response[bytes]:  # fmt: skip
        check(request, open311)
        extended = request.query_params.get("extensions", "").lower() == "true"
        return answer(request, formats.REQUESTS, await open311.one(session, without_format(service_request_id), extended))

    @get("/tokens/{token:str}", opt=public(RateClass.READ))
    async def token(
        self, token: str, request: Request, session: NamedDependency[AsyncSession], open311: NamedDependency[Open311]
    ) -> Response[bytes]:  # fmt: skip
        check(request, open311)
        return answer(request, formats.REQUESTS, await open311.number_of(session, without_format(token)))


def check(request: Request, open311: Open311) -> None:
    """Raises NoSuch."""
    open311.check_jurisdiction(request.query_params.get("jurisdiction_id", ""))
