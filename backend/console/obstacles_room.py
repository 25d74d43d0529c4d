"""`/console/obstacles`: what people report in the way, and what the staff decides of it. All of it is `backend.obstacles`, with its own record."""
import asyncio
from typing import Annotated
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.console import audit
from backend.console.door import read_form
from backend.console.drawing import USUAL_M, draw
from backend.console.forms import Fields
from backend.console.pages import Pages
from backend.console.room import RoomController, done
from backend.console.sessions import Visitor
from backend.contract.obstacles import Decision, Settlement
from backend.map.service import MapTiles
from backend.obstacles.controller import give_obstacles
from backend.obstacles.service import Obstacles
from backend.pictures.darkroom import HEADERS
from backend.service.errors import ServiceError
from backend.service.policies import RateClass, Work, console

SHOWN = 100
LOOKS = {"REPORTED": "warn", "CONFIRMED": "error", "ENDED": "info"}
LEAST_REASON = 3


class ObstaclesRoom(RoomController):
    dependencies = {"obstacles": Provide(give_obstacles, sync_to_thread=False)}

    @get("/console/obstacles", opt=console(RateClass.READ))
    async def every(
        self, request: Request, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages], obstacles: NamedDependency[Obstacles],
        ended: bool = False, told: Annotated[str, QueryParameter(max_length=20)] = "",
    ) -> Response[str]:  # fmt: skip
        listed = await obstacles.list_for_staff(session, ended, SHOWN)
        shown = {"listed": listed.obstacles, "total": listed.total, "ended": ended, "looks": LOOKS}
        return pages.show(request, "obstacles.html", room="obstacles", told=pages.told(told), **shown)

    @get("/console/obstacles/{obstacle_id:uuid}", opt=console(RateClass.READ))
    async def one(
        self, request: Request, obstacle_id: UUID, session: NamedDependency[AsyncSession], pages: NamedDependency[Pages],
        obstacles: NamedDependency[Obstacles], tiles: NamedDependency[MapTiles],
    ) -> Response[str]:  # fmt: skip
        return await show(request, pages, obstacles, tiles, session, obstacle_id)

    @post("/console/obstacles/{obstacle_id:uuid}/looks", opt=console(RateClass.READ))
    async def look(
        self, request: Request, obstacle_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], obstacles: NamedDependency[Obstacles], tiles: NamedDependency[MapTiles],
    ) -> Response[str]:  # fmt: skip
        """What people wrote; the look is kept with its reason."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        reason = fields.text("why", least=LEAST_REASON)
        if not fields.right:
            return await show(request, pages, obstacles, tiles, session, obstacle_id, fields)
        seen = await obstacles.look(session, obstacle_id, reason)
        await audit.write(session, visitor, "look", "obstacle", str(obstacle_id), reason)
        return await show(request, pages, obstacles, tiles, session, obstacle_id, fields, seen=seen, why=reason)

    @post("/console/obstacles/{obstacle_id:uuid}/reports/{report_id:uuid}/photo", opt=console(RateClass.READ))
    async def photo(
        self, request: Request, obstacle_id: UUID, report_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], obstacles: NamedDependency[Obstacles],
    ) -> Response[bytes]:  # fmt: skip
        """A look of its own."""
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        reason = fields.text("why", least=LEAST_REASON)
        if not fields.right:
            raise ReasonRequired
        picture = await obstacles.show_photo(session, obstacle_id, report_id, reason)
        await audit.write(session, visitor, "look", "photo", str(report_id), reason)
        return Response(picture, status_code=200, media_type="image/jpeg", headers=HEADERS)

    @post("/console/obstacles/{obstacle_id:uuid}/settlements", opt=console(RateClass.WRITE, Work.REPEATABLE))
    async def settle(
        self, request: Request, obstacle_id: UUID, session: NamedDependency[AsyncSession], visitor: NamedDependency[Visitor],
        pages: NamedDependency[Pages], obstacles: NamedDependency[Obstacles], tiles: NamedDependency[MapTiles],
    ) -> Response:  # fmt: skip
        fields = Fields(await read_form(request), pages, pages.language_of(request))
        told = read_settlement(fields)
        if told is not None:
            try:
                await obstacles.settle(session, obstacle_id, told)
                await audit.write(session, visitor, f"settle_{told.decision.value.lower()}", "obstacle", str(obstacle_id), told.reason)
                return done("/console/obstacles", "settled")
            except ServiceError as error:
                if error.status == 404:
                    raise
                fields.refused[error.field or "decision"] = error.detail
        return await show(request, pages, obstacles, tiles, session, obstacle_id, fields)


class ReasonRequired(ServiceError):
    status, code = 422, "reason_required"

    def __init__(self) -> None:
        super().__init__("Say why you look: at least three letters.", "why")


def read_settlement(fields: Fields) -> Settlement | None:
    """None where something is wrong, which the fields then say."""
    decision, reason = fields.choice("decision", Decision), fields.text("reason", least=LEAST_REASON)
    until, into = fields.moment("until"), fields.uuid("into")
    if decision is None or not fields.right:
        return None
    into_other = into if decision is Decision.MERGE else None
    return Settlement(decision, reason, until if decision is Decision.CONFIRM else None, into_other, fields.ticked("mute"))


async def show(
    request: Request, pages: Pages, obstacles: Obstacles, tiles: MapTiles, session: AsyncSession, obstacle_id: UUID, fields: Fields | None = None,
    seen=None, why: str = "",
) -> Response[str]:  # fmt: skip
    """With what was refused, and what was typed."""
    one = seen.obstacle if seen else await obstacles.get(session, obstacle_id)
    shown = {
        "one": one, "seen": seen, "why": why, "looks": LOOKS, "decisions": list(Decision),
        "drawing": await asyncio.to_thread(draw, tiles.shapes, one.lat, one.lon, USUAL_M),
        "refused": fields.refused if fields else {}, "values": fields.values if fields else {},
    }  # fmt: skip
    return pages.show(request, "obstacle.html", 422 if fields and fields.refused else 200, room="obstacles", **shown)


