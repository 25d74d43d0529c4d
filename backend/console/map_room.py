"""`/console/map`: the drawing of a place anew, nearer or with more around it, to be put into a page."""
import asyncio
from typing import Annotated

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from backend.console.drawing import FARTHEST_M, NEAREST_M, USUAL_M, draw
from backend.console.pages import Pages
from backend.console.room import RoomController
from backend.map.service import MapTiles
from backend.service.policies import RateClass, console


class MapRoom(RoomController):
    @get("/console/map", opt=console(RateClass.MAP))
    async def around(
        self, request: Request, pages: NamedDependency[Pages], tiles: NamedDependency[MapTiles],
        lat: Annotated[float, QueryParameter(ge=-85, le=85)], lon: Annotated[float, QueryParameter(ge=-180, le=180)],
        across: Annotated[float, QueryParameter(ge=NEAREST_M, le=FARTHEST_M)] = USUAL_M,
    ) -> Response[str]:  # fmt: skip
        return pages.show(request, "map.html", drawing=await asyncio.to_thread(draw, tiles.shapes, lat, lon, across))
