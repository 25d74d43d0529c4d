"""`/console/areas`: the areas that rules speak of, on a map. All of it is `backend.bodies`; nothing counts while a test of the rules is red."""
import asyncio
import json
from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies import staff as service
from backend.bodies.areas import Area
from backend.bodies.controller import give_bodies
from backend.bodies.models import MAX_AREAS
from backend.bodies.refusals import TableMoved, TableRefused
from backend.bodies.service import Bodies
from backend.console import audit
from backend.console.area_form import NotOneRing, changed_areas, ring_of, values_of
from backend.console.board import Board, board_of, read_view, view_over
from backend.console.door import read_form
from backend.console.forms import Fields
from backend.console.overlays import Overlay
from backend.console.pages import Pages
from backend.console.room import RoomController, done
from backend.console.rules_room import names_of
from backend.console.sessions import Visitor
from backend.console.trial import try_areas
from backend.console.uploads import read_sent
from backend.contract.bodies import RequestAreas, RequestAreasChange
from backend.map.service import MapTiles
from backend.service.policies import Body, RateClass, console

PAGE = "/console/areas"
AREAS_BODY = MAX_AREAS + 256 * 1024
POINTS_BODY = 1024 * 1024
MOST_DRAWN = 500


class AreasRoom(RoomController):
    dependencies = {"bodies": Provide(give_bodies, sync_to_thread=False)}

    @get(PAGE, opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
        tiles: NamedDependency[MapTiles], edit: Annotated[str, QueryParameter(max_length=64)] = "",
        told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        """edit: the code of an area whose form is filled in."""
        return await show(request, pages, session, bodies, tiles, edit, told=pages.told(told))

    @get(PAGE + "/map", opt=console(RateClass.MAP))
    async def board(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
        tiles: NamedDependency[MapTiles],
    ) -> Response[str]:  # fmt: skip
        """Another part of the map: a part of the page."""
        return pages.show(request, "board.html", board=await board_for(request, tiles, (await bodies.tables(session)).areas.areas))

    @get(PAGE + "/file", opt=console(RateClass.READ))
    async def file(self, session: NamedDependency[AsyncSession]) -> Response[str]:
        areas = await service.areas(session)
        headers = {"content-disposition": f'attachment; filename="areas-{areas.version}.geojson"'}
        return Response(json.dumps(areas.areas, ensure_ascii=False), media_type="application/geo+json", headers=headers)

    @post(PAGE + "/area", status_code=200, request_max_body_size=POINTS_BODY, opt=console(RateClass.WRITE))
    async def try_one(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
        tiles: NamedDependency[MapTiles],
    ) -> Response[str]:  # fmt: skip
        """What it would bring: nothing is changed yet."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        standing, old = await service.areas(session), fields.text("old", most=64)
        if fields.form.get("seen") != str(standing.version):
            fields.wrong("code", "changed_meanwhile")
        try:
            told = changed_areas(fields, standing.areas, old)
        except NotOneRing:
            fields.wrong("points", "area_not_one_ring")
        if not fields.right:
            return await show(request, pages, session, bodies, tiles, old, fields)
        return await show_trial(request, pages, session, bodies, standing, told)

    @post(PAGE + "/try", status_code=200, request_max_body_size=AREAS_BODY, opt=console(RateClass.WRITE, body=Body.UPLOAD))
    async def try_file(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], bodies: NamedDependency[Bodies],
        tiles: NamedDependency[MapTiles],
    ) -> Response[str]:  # fmt: skip
        """What a file of areas would bring: nothing is changed yet."""
        fields = Fields(await read_form(request, Body.UPLOAD), pages, pages.language_of(request))
        told = await read_geojson(fields)
        if told is None:
            return await show(request, pages, session, bodies, tiles, "", fields)
        return await show_trial(request, pages, session, bodies, await service.areas(session), told)

    @post(PAGE, request_max_body_size=AREAS_BODY, opt=console(RateClass.WRITE, body=Body.UPLOAD))
    async def save(
        self, request: Request, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor], pages: NamedDependency[Pages],
        bodies: NamedDependency[Bodies], tiles: NamedDependency[MapTiles],
    ) -> Response:  # fmt: skip
        fields = Fields(await read_form(request, Body.UPLOAD), pages, pages.language_of(request))
        told, after = await read_geojson(fields), fields.text("after", most=10)
        if told is None or not after.isdecimal():
            return await show(request, pages, session, bodies, tiles, "", fields)
        try:
            async with session.begin_nested():
                new = await service.change_areas(session, bodies, visitor.actor, RequestAreasChange(told, int(after)))
                await audit.write(session, visitor, "change", "areas", str(new.version))
            return done(PAGE, "areas_saved")
        except TableRefused as refusal:
            refused = refusal.problems
        except (TableMoved, IntegrityError):
            refused = (fields.word("rules_moved"),)
        return await show_trial(request, pages, session, bodies, await service.areas(session), told, refused)


async def read_geojson(fields: Fields) -> dict[str, Any] | None:
    """None where it is none, which the fields then say."""
    text = await read_sent(fields, "file", "text", MAX_AREAS)
    if not fields.right:
        return None
    try:
        told = await asyncio.to_thread(json.loads, text)
    except (ValueError, RecursionError) as error:
        at = f" ({fields.word('line_n').format(n=error.lineno)})" if isinstance(error, json.JSONDecodeError) else ""
        fields.refused["file"] = fields.word("no_json") + at
        return None
    if not isinstance(told, dict):
        fields.wrong("file", "no_json")
        return None
    return told


def overlays_of(areas: tuple[Area, ...]) -> tuple[Overlay, ...]:
    """The large ones below."""
    drawn = sorted(areas, key=lambda area: -area.shape.area)[:MOST_DRAWN]
    return tuple(Overlay("m-area", area.shape, area.name, f"{area.name} ({area.code})") for area in drawn)


async def board_for(request: Request, tiles: MapTiles, areas: tuple[Area, ...], points: list[tuple[float, float]] | None = None) -> Board:
    overlays = overlays_of(areas)
    view = read_view(request.query_params) or view_over(tiles.shapes, overlays, points or ())
    return await board_of(tiles.shapes, view, overlays, PAGE, "points", ring=True)


async def show(
    request: Request, pages: Pages, session: AsyncSession, bodies: Bodies, tiles: MapTiles, edit: str, fields: Fields | None = None, told: str = ""
) -> Response[str]:
    """With what was refused, and what was typed."""
    tables, standing = await bodies.tables(session), await service.areas(session)
    edited = tables.areas.by_code.get(edit)
    values = fields.values if fields else values_of(edited) if edited else {}
    points = ring_of(edited) if edited else None
    named = {area.code: [rule.id for rule in tables.table.rules if area.code in rule.areas] for area in tables.areas.areas}
    shown = {
        "areas": sorted(tables.areas.areas, key=lambda area: (area.level, area.name)), "named": named, "standing": standing, "edited": edited,
        "one_ring": not edited or points is not None, "board": await board_for(request, tiles, tables.areas.areas, points),
        "told": told, "values": values, "refused": fields.refused if fields else {},
    }  # fmt: skip
    return pages.show(request, "areas.html", 422 if fields and fields.refused else 200, room="areas", **shown)


async def show_trial(
    request: Request, pages: Pages, session: AsyncSession, bodies: Bodies, standing: RequestAreas, told: Any, refused: tuple[str, ...] = ()
) -> Response[str]:
    """refused: why they were not taken."""
    tables, rules = await bodies.tables(session), await service.rules(session, bodies)
    trial = await try_areas(session, bodies, told, rules.text)
    shown = {
        "trial": trial, "text": json.dumps(told, ensure_ascii=False), "after": standing.version, "problems": refused or trial.problems,
        "save": PAGE, "back": PAGE, "again": "", "bodies": tables.table.bodies, "names": names_of(tables, pages.language_of(request)),
    }  # fmt: skip
    return pages.show(request, "trial.html", 200 if trial.green and not refused else 422, room="areas", **shown)
