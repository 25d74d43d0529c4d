"""`/console/closures`: streets and places that are closed, by the staff and by feeds. All of it is `backend.closures`."""
import asyncio
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.closures import service
from backend.console import audit
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.contract.closures import ClosedPlace, ClosureKind, ClosureMode, GeometryType, NewClosure
from backend.live.service import LiveCity
from backend.service.errors import NotFound, ServiceError
from backend.service.policies import RateClass, console

SHOWN = 500
MOST_POINTS = 200
PAGE = "/console/closures"
# As the API names what it refuses → the field of the page.
FIELDS = {"geometry": "points", "from": "from", "until": "until"}


class ClosuresRoom(RoomController):
    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], live: NamedDependency[LiveCity],
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        return await show(request, pages, live, session, told=pages.told(told))

    @post(PAGE, opt=console(RateClass.WRITE))
    async def close(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        live: NamedDependency[LiveCity],
    ) -> Response:  # fmt: skip
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        new = read_closure(fields)
        if new is not None:
            try:
                await asyncio.to_thread(service.check_street, live.snapshot.city, new)
                row = await service.close(session, new, pages.clock())
                await audit.write(session, visitor, "close", "closure", str(row.id))
                return done(PAGE, "closed")
            except ServiceError as error:
                fields.refused[FIELDS.get(error.field or "", "title")] = error.detail
        return await show(request, pages, live, session, fields)

    @post(PAGE + "/{closure_id:uuid}/reopen", opt=console(RateClass.WRITE))
    async def reopen(self, closure_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor]) -> Response:
        if not await service.reopen(session, closure_id):
            raise NotFound("The staff has made no closure of this id.")
        await audit.write(session, visitor, "reopen", "closure", str(closure_id))
        return done(PAGE, "reopened")


def read_closure(fields: Fields) -> NewClosure | None:
    """None where something is wrong, which the fields then say."""
    title, description = fields.text("title", least=1, most=200), fields.text("description", most=2000)
    modes, kind = fields.choices("modes", ClosureMode), fields.choice("kind", ClosureKind)
    starts, ends, points = fields.moment("from"), fields.moment("until"), fields.points("points", MOST_POINTS)
    if not fields.right or kind is None:
        return None
    xy = [[lon, lat] for lat, lon in points]
    place = ClosedPlace(GeometryType.POINT, xy[0]) if len(xy) == 1 else ClosedPlace(GeometryType.LINE_STRING, xy)
    return NewClosure(place, title, modes, starts, ends, kind, description)


async def show(
    request: Request, pages: Pages, live: LiveCity, session: AsyncSession, fields: Fields | None = None, told: str = ""
) -> Response[str]:
    """With what was refused, and what was typed."""
    listed, total = await service.list_all(session, live.view, pages.clock(), SHOWN)
    ticked = fields.form.getall("modes", []) if fields else [mode.value for mode in ClosureMode]
    shown = {
        "listed": listed, "total": total, "modes": list(ClosureMode), "kinds": list(ClosureKind), "ticked": ticked, "told": told,
        "refused": fields.refused if fields else {}, "values": fields.values if fields else {},
    }  # fmt: skip
    return pages.show(request, "closures.html", 422 if fields and fields.refused else 200, room="closures", **shown)
