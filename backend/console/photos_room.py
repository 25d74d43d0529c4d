"""`/console/requests/{code}/photos/{id}`: one photo. Nothing is shown unhidden but the original, with a reason and a passkey shown just now."""
from base64 import b64encode
from itertools import zip_longest
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.queue_room import PAGE
from backend.console.request_page import RequestPages
from backend.console.request_room import GIVEN, words_of
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.contract.request_photos import PhotoArea, StaffPhoto
from backend.map.service import MapTiles
from backend.pictures.darkroom import HEADERS
from backend.requests.photos.refusals import NoPhoto
from backend.requests.photos.service import Photos
from backend.requests.service import Requests
from backend.service.errors import ServiceError, Unprocessable
from backend.service.policies import RateClass, console
from backend.service.unit import unit_of

ONE = PAGE + "/{code:str}/photos/{photo_id:uuid}"
SIDES = ("left", "top", "right", "bottom")
BOXES_SHOWN, MOST_BOXES, WAITING_SHOWN = 2, 20, 100


class ReasonRequired(Unprocessable):
    code = "reason_required"


class PhotosRoom(RoomController):
    dependencies = GIVEN

    @get("/console/photos", opt=console(RateClass.READ))
    async def waiting(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], photos: NamedDependency[Photos]
    ) -> Response[str]:
        """Those in doubt and those that could not be hidden, of all requests; the pictures are on their own pages."""
        waiting = await photos.desk.waiting(session, WAITING_SHOWN)
        return pages.show(request, "photos.html", room="requests", listed=waiting.photos, total=waiting.total)

    @get(ONE, opt=console(RateClass.READ))
    async def one(
        self, code: FromPath[str], photo_id: UUID, shown: NamedDependency[RequestPages],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        await shown.find(code)
        return await show(shown, code, photo_id, told=told)

    @get(ONE + "/picture", opt=console(RateClass.READ))
    async def picture(
        self, code: FromPath[str], photo_id: UUID, session: NamedDependency[AsyncSession], photos: NamedDependency[Photos],
        shown: NamedDependency[RequestPages],
    ) -> Response[bytes]:  # fmt: skip
        """With faces and plates hidden."""
        await find_photo(shown, code, photo_id)
        return Response(await photos.desk.picture(session, photo_id), media_type="image/jpeg", headers=HEADERS)

    @post(ONE + "/original", status_code=200, opt=console(RateClass.READ, fresh=True))
    async def original(
        self, request: Request, code: FromPath[str], photo_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], photos: NamedDependency[Photos], shown: NamedDependency[RequestPages],
    ) -> Response[str]:  # fmt: skip
        """The look is kept with its reason, by the photos and in the log. It stands in the page itself, so that no address leads to it."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        reason = fields.text("original-why", least=3)
        await shown.find(code)
        if not fields.right:
            return await show(shown, code, photo_id, fields, code_of=ReasonRequired.code)
        jpeg = await photos.desk.original(session, visitor.actor, photo_id, reason)
        await audit.write(session, visitor, "look_original", "photo", str(photo_id), reason)
        return await show(shown, code, photo_id, fields, original=jpeg)

    @post(ONE + "/redactions", opt=console(RateClass.WRITE))
    async def redact(
        self, request: Request, code: FromPath[str], photo_id: UUID, visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        requests: NamedDependency[Requests], photos: NamedDependency[Photos], tiles: NamedDependency[MapTiles],
    ) -> Response:  # fmt: skip
        """Hiding takes its time, so the transaction begins after it."""
        fields, begin = Fields(await read_form(request), pages, pages.language_of(request)), unit_of(request).session
        areas, reason = read_areas(fields), fields.text("redact-why", least=3)
        try:
            if fields.right:
                await photos.desk.redact(begin, visitor.actor, photo_id, areas, reason)
        except ServiceError as error:
            if error.status in (403, 404):
                raise
            fields.refused["redact-why"] = words_of(fields, error)
        shown = RequestPages(request, visitor, await begin(), pages, requests, photos, tiles)
        await find_photo(shown, code, photo_id)
        if not fields.right:
            return await show(shown, code, photo_id, fields)
        await audit.write(shown.session, visitor, "redact", "photo", str(photo_id), reason)
        return done(f"{PAGE}/{code}/photos/{photo_id}", "saved")

    @post(ONE + "/shown", opt=console(RateClass.WRITE, fresh=True))
    async def show_again(
        self, request: Request, code: FromPath[str], photo_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], photos: NamedDependency[Photos], shown: NamedDependency[RequestPages],
    ) -> Response:  # fmt: skip
        """What was taken for a plate and is none; the picture is made anew, and has to be released again."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        areas, reason = read_areas(fields), fields.text("redact-why", least=3)

        async def work() -> None:
            await photos.desk.show(session, visitor.actor, photo_id, areas, reason)

        return await act(shown, fields, code, photo_id, "show", work, "shown", reason, "redact-why")

    @post(ONE + "/release", opt=console(RateClass.WRITE))
    async def release(
        self, request: Request, code: FromPath[str], photo_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], photos: NamedDependency[Photos], shown: NamedDependency[RequestPages],
    ) -> Response:  # fmt: skip
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        reason = fields.text("release-why", least=3)

        async def work() -> None:
            await photos.desk.release(session, visitor.actor, photo_id, reason)

        return await act(shown, fields, code, photo_id, "release", work, "release", reason)

    @post(ONE + "/remove", opt=console(RateClass.WRITE))
    async def remove(
        self, request: Request, code: FromPath[str], photo_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], photos: NamedDependency[Photos], shown: NamedDependency[RequestPages],
    ) -> Response:  # fmt: skip
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        reason = fields.text("remove-why", least=3)

        async def work() -> None:
            await photos.desk.remove(session, visitor.actor, photo_id, reason)

        return await act(shown, fields, code, photo_id, "remove", work, "removed", reason)


async def act(
    shown: RequestPages, fields: Fields, code: str, photo_id: UUID, name: str, work, told: str, reason: str, said_at: str = ""
) -> Response:  # fmt: skip
    """What is refused is said beside the form it was sent by."""
    await find_photo(shown, code, photo_id)
    if fields.right:
        try:
            async with shown.session.begin_nested():
                await work()
                await audit.write(shown.session, shown.visitor, name, "photo", str(photo_id), reason)
            gone = name == "remove"
            return done(f"{PAGE}/{code}" if gone else f"{PAGE}/{code}/photos/{photo_id}", told)
        except ServiceError as error:
            fields.refused[said_at or f"{name}-why"] = words_of(fields, error)
    return await show(shown, code, photo_id, fields)


async def find_photo(shown: RequestPages, code: str, photo_id: UUID) -> StaffPhoto:
    """Raises NoPhoto, NoRequest, ConflictOfInterest."""
    await shown.find(code)
    listed = await shown.photos.desk.list_of(shown.session, code)
    found = next((one for one in listed.photos if one.photo.photo_id == photo_id), None)
    if found is None:
        raise NoPhoto
    return found


def read_areas(fields: Fields) -> tuple[PhotoArea, ...]:
    """From percents, a rectangle for each row that is filled in."""
    rows = list(zip_longest(*(fields.form.getall(side, []) for side in SIDES), fillvalue=""))
    areas = []
    for row in rows[:MOST_BOXES]:
        if not any(isinstance(text, str) and text.strip() for text in row):
            continue
        try:
            left, top, right, bottom = (min(max(float(str(text).replace(",", ".")), 0.0), 100.0) / 100 for text in row)
        except ValueError:
            fields.wrong("boxes", "unreadable")
            continue
        if not (left < right and top < bottom):
            fields.wrong("boxes", "boxes_wrong")
        areas.append(PhotoArea(left, top, right, bottom))
    if not areas:
        fields.wrong("boxes", "boxes_none")
    return tuple(areas)


async def show(
    shown: RequestPages, code: str, photo_id: UUID, fields: Fields | None = None, original: bytes = b"", told: str = "", code_of: str = ""
) -> Response[str]:
    entry = await find_photo(shown, code, photo_id)
    rows = list(zip_longest(*(fields.form.getall(side, []) for side in SIDES), fillvalue="")) if fields else []
    refused = fields.refused if fields else {}
    words = {
        "entry": entry, "photo": entry.photo, "code": code, "told": shown.pages.told(told),
        "rows": rows + [("", "", "", "")] * max(0, BOXES_SHOWN - len(rows)),
        "original": b64encode(original).decode(), "refused": refused, "values": fields.values if fields else {}, "sides": SIDES,
    }  # fmt: skip
    headers = {"x-problem-code": code_of} if code_of else {}
    return shown.pages.show(shown.asked, "photo.html", 422 if refused else 200, headers=headers, room="requests", **words)
