"""`/console/closures`: streets and places that are closed, by the staff and by feeds, on a map. All of it is `backend.closures`."""
import asyncio
from datetime import timedelta
from hashlib import sha256
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from shapely.geometry import shape
from sqlalchemy.ext.asyncio import AsyncSession

from backend.closures import service
from backend.closures.geometry import read_geometry
from backend.console import audit
from backend.console.board import Board, board_of, read_view, view_over
from backend.console.cut_off import NOTHING, CutOff, find_cut_off
from backend.console.door import read_form
from backend.console.drawing import FARTHEST_M
from backend.console.forms import Fields
from backend.console.overlays import Overlay
from backend.console.pages import Pages
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.console.words import WORDS
from backend.contract.closures import ClosedPlace, ClosureKind, ClosureMode, GeometryType, NewClosure, StreetClosure
from backend.live.service import LiveCity
from backend.live.shapes import shape_of
from backend.map.service import MapTiles
from backend.service.errors import NotFound, ServiceError
from backend.service.policies import RateClass, console
from routing.covering import covered_edges
from routing.streets.graph import Mode

SHOWN = 500
MOST_POINTS = 200
PAGE = "/console/closures"
# As the API names what it refuses → the field of the page.
FIELDS = {"geometry": "points", "from": "from", "until": "until"}
WALKED = {ClosureMode.FOOT, ClosureMode.WHEELCHAIR}
LOOKED_AHEAD = timedelta(days=1)
MARK_CHARACTERS = 16


class ClosuresRoom(RoomController):
    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], live: NamedDependency[LiveCity],
        tiles: NamedDependency[MapTiles], told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        return await show(request, pages, live, tiles, session, told=pages.told(told))

    @get(PAGE + "/map", opt=console(RateClass.MAP))
    async def board(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], live: NamedDependency[LiveCity],
        tiles: NamedDependency[MapTiles],
    ) -> Response[str]:  # fmt: skip
        """Another part of the map: a part of the page."""
        listed, _ = await service.list_all(session, live.view, pages.clock(), SHOWN)
        return pages.show(request, "board.html", board=await board_for(request, pages, tiles, listed))

    @post(PAGE, opt=console(RateClass.WRITE))
    async def close(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        live: NamedDependency[LiveCity], tiles: NamedDependency[MapTiles],
    ) -> Response:  # fmt: skip
        """Whom it would cut off is said first; the form that says so closes all the same."""
        fields, cut = Fields(await read_form(request), pages, pages.language_of(request)), NOTHING
        new = read_closure(fields)
        if new is not None:
            try:
                await asyncio.to_thread(service.check_street, live.snapshot.city, new)
                cut = NOTHING if fields.form.get("anyway") == mark_of(fields) else await asyncio.to_thread(cut_off_by, live, pages, new)
                if not cut:
                    row = await service.close(session, new, pages.clock())
                    await audit.write(session, visitor, "close", "closure", str(row.id))
                    return done(PAGE, "closed")
            except ServiceError as error:
                fields.refused[FIELDS.get(error.field or "", "title")] = error.detail
        return await show(request, pages, live, tiles, session, fields, cut=cut)

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


def mark_of(fields: Fields) -> str:
    """Of what somebody was warned of: where, for whom and when. Once that is changed, whom it cuts off is said anew."""
    told = [fields.text("points", most=20_000), *sorted(map(str, fields.form.getall("modes", []))), fields.text("from"), fields.text("until")]
    return sha256("\0".join(told).encode()).hexdigest()[:MARK_CHARACTERS]


def cut_off_by(live: LiveCity, pages: Pages, new: NewClosure) -> CutOff:
    if not WALKED & set(new.modes):
        return NOTHING
    edges = covered_edges(live.snapshot.city, shape_of(read_geometry(new.geometry, "geometry")), {Mode.FOOT})
    begin = new.from_ or pages.clock()
    return find_cut_off(live.snapshot, edges, begin, new.until or begin + LOOKED_AHEAD)


def overlays_of(pages: Pages, language: str, listed: tuple[StreetClosure, ...], with_time: bool) -> tuple[Overlay, ...]:
    """Each with its number in the list, and until when."""
    words, laid = WORDS[language], []
    for number, one in enumerate(listed, 1):
        until = words["until_at"].format(at=pages.moment(one.until, language)) if one.until else words["until_reopened"]
        since = words["from_at"].format(at=pages.moment(one.from_, language)) + ", " if one.from_ else ""
        placed = shape({"type": one.geometry.type.value, "coordinates": one.geometry.coordinates})
        label = f"{number} · {until}" if with_time and one.until else str(number)
        laid.append(Overlay("m-closed", placed, label, f"{number}: {one.title or words['kind_' + one.kind.value]}, {since}{until}"))
    return tuple(laid)


async def board_for(
    request: Request, pages: Pages, tiles: MapTiles, listed: tuple[StreetClosure, ...], points: list[tuple[float, float]] | None = None
) -> Board:
    language = pages.language_of(request)
    view = read_view(request.query_params) or view_over(tiles.shapes, overlays_of(pages, language, listed, False), points or ())
    overlays = overlays_of(pages, language, listed, view.across_m <= FARTHEST_M)
    return await board_of(tiles.shapes, view, overlays, PAGE, "points")


async def show(
    request: Request, pages: Pages, live: LiveCity, tiles: MapTiles, session: AsyncSession, fields: Fields | None = None, told: str = "",
    cut: CutOff = NOTHING,
) -> Response[str]:  # fmt: skip
    """With what was refused, and what was typed."""
    listed, total = await service.list_all(session, live.view, pages.clock(), SHOWN)
    ticked = fields.form.getall("modes", []) if fields else [mode.value for mode in ClosureMode]
    typed = fields.points("points", MOST_POINTS) if fields and "points" not in fields.refused else []
    shown = {
        "listed": listed, "total": total, "modes": list(ClosureMode), "kinds": list(ClosureKind), "ticked": ticked, "told": told, "cut": cut,
        "mark": mark_of(fields) if fields and cut else "",
        "board": await board_for(request, pages, tiles, listed, typed),
        "refused": fields.refused if fields else {}, "values": fields.values if fields else {},
    }  # fmt: skip
    return pages.show(request, "closures.html", 422 if fields and (fields.refused or cut) else 200, room="closures", **shown)
