"""`/console/requests/{code}`: one request with all that happened, and all that can be done with it. The law is `backend.requests`."""
from typing import Annotated
from uuid import uuid4

from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.queue_room import PAGE, give_requests
from backend.console.request_acts import ActForm, read_change
from backend.console.request_page import RequestPages, find_others
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.console.words import WORDS
from backend.contract.request_staff import StaffAction
from backend.database.database import Database
from backend.map.service import MapTiles
from backend.pictures.darkroom import MOST_TAKEN
from backend.requests.photos.service import Photos
from backend.requests.service import Requests
from backend.service.errors import NotFound, ServiceError
from backend.service.policies import Body, RateClass, console
from backend.service.unit import unit_of

FORM_BODY = MOST_TAKEN + 256 * 1024


def give_photos(request: Request) -> Photos:
    return request.app.state.request_photos


def give_request_pages(
    request: Request, visitor: NamedDependency[Visitor], session: NamedDependency[AsyncSession], pages: NamedDependency[Pages],
    requests: NamedDependency[Requests], photos: NamedDependency[Photos], tiles: NamedDependency[MapTiles],
) -> RequestPages:  # fmt: skip
    return RequestPages(request, visitor, session, pages, requests, photos, tiles)


GIVEN = {
    "requests": Provide(give_requests, sync_to_thread=False), "photos": Provide(give_photos, sync_to_thread=False),
    "shown": Provide(give_request_pages, sync_to_thread=False),
}  # fmt: skip


class RequestRoom(RoomController):
    dependencies = GIVEN

    @get(PAGE + "/{code:str}", opt=console(RateClass.READ))
    async def one(
        self, code: FromPath[str], visitor: NamedDependency[Visitor], database: NamedDependency[Database], shown: NamedDependency[RequestPages],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        """Each look is kept; what is not public is opened with a reason."""
        found = await shown.find(code)
        if await shown.wants_reason(found):
            return shown.ask_why(code)
        async with database.writing() as session:
            await audit.note_look(session, visitor, "request", found.request.code)
        return await shown.page(found, told=told)

    @post(PAGE + "/{code:str}/looks", opt=console(RateClass.READ))
    async def look(
        self, request: Request, code: FromPath[str], session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], shown: NamedDependency[RequestPages],
    ) -> Response:  # fmt: skip
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        reason = fields.text("why", least=3)
        found = await shown.find(code)
        if not fields.right:
            return shown.ask_why(code, fields)
        await audit.write(session, visitor, audit.LOOK, "request", found.request.code, reason)
        return done(f"{PAGE}/{found.request.code}")

    @get(PAGE + "/{code:str}/others", opt=console(RateClass.READ))
    async def others(
        self, request: Request, code: FromPath[str], session: NamedDependency[AsyncSession], pages: NamedDependency[Pages],
        requests: NamedDependency[Requests], shown: NamedDependency[RequestPages],
        find: Annotated[str, QueryParameter(name="merge-find", max_length=100)] = "",
    ) -> Response[str]:  # fmt: skip
        """Which one it may be the same as: a part of the page."""
        found = await find_others(session, requests, await shown.find(code), find, pages.language_of(request))
        return pages.show(request, "others.html", others=found)

    @post(PAGE + "/{code:str}/acts/{action:str}", request_max_body_size=FORM_BODY, opt=console(RateClass.WRITE, body=Body.UPLOAD))
    async def act(
        self, request: Request, code: FromPath[str], action: FromPath[str], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        requests: NamedDependency[Requests], database: NamedDependency[Database], photos: NamedDependency[Photos], tiles: NamedDependency[MapTiles],
    ) -> Response:  # fmt: skip
        """A photo that came along is kept first, in a transaction of its own, so that it is not lost where the act is refused."""
        wanted = next((one for one in StaffAction if one == action), None)
        if wanted is None:
            raise NotFound("There is no such act.")
        fields = Fields(await read_form(request, Body.UPLOAD), pages, pages.language_of(request))
        form = ActForm(wanted, fields)
        try:
            fields.chosen = {form.id("proof"): str(await keep_photo(database, photos, visitor, code, fields.form.get(form.id("new"))) or "")}
        except ServiceError as error:
            form.refuse("proof_missing", words_of(fields, error))
        session = await unit_of(request).session()
        shown = RequestPages(request, visitor, session, pages, requests, photos, tiles)
        found = await shown.find(code)
        change = read_change(wanted, fields)
        if change is not None:
            try:
                async with session.begin_nested():
                    await requests.as_staff(session, visitor.actor, code, change, fields.language)
                    await audit.write(session, visitor, wanted.value, "request", found.request.code)
                return done(f"{PAGE}/{found.request.code}", wanted.value)
            except ServiceError as error:
                form.refuse(error.code, words_of(fields, error))
        return await shown.page(await shown.find(code), fields, opened=wanted)


def words_of(fields: Fields, error: ServiceError) -> str:
    return WORDS[fields.language].get(f"code_{error.code}", error.detail)


async def keep_photo(database: Database, photos: Photos, visitor: Visitor, code: str, sent):
    """The id of a photo of afterwards; None where none was sent. Raises PhotoKind, PhotoUnreadable, PhotoTooLarge, TooManyPhotos."""
    if not isinstance(sent, UploadFile):
        return None
    taken = await sent.read(MOST_TAKEN + 1)
    if not taken:
        return None
    jpeg = await photos.darkroom.develop(taken)
    async with database.writing() as session:
        added = await photos.desk.add(session, visitor.actor, code, jpeg, f"console-{uuid4()}")
        await audit.write(session, visitor, "photo", "request", code)
    return added.photo.photo_id

