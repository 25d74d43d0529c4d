"""`/v1/live`."""
from typing import Annotated

from litestar import Controller, get
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from backend.around.area import MOST, WIDEST_M, Area
from backend.around.service import LiveArea
from backend.contract.around import LiveAreaResponse, LiveLayer
from backend.service.policies import RateClass, public
from backend.service.problems import problems

# Feeds are asked every few seconds at most, and maps that are panned ask for the same again.
FRESH_S = 5
EVERY_LAYER = (*LiveLayer,)
South = Annotated[float, QueryParameter(ge=-90, le=90, description="Degrees north, WGS 84.", examples=[Example(value=49.40)])]
West = Annotated[float, QueryParameter(ge=-180, le=180, description="Degrees east, WGS 84.", examples=[Example(value=8.66)])]
North = Annotated[float, QueryParameter(
    ge=-90, le=90, description=f"More than `south`, at most {WIDEST_M // 1000} km away.", examples=[Example(value=49.42)]
)]  # fmt: skip
East = Annotated[float, QueryParameter(
    ge=-180, le=180, description=f"More than `west`, at most {WIDEST_M // 1000} km away; never across the date line.", examples=[Example(value=8.70)],
)]  # fmt: skip
Layers = Annotated[tuple[LiveLayer, ...], QueryParameter(
    min_items=1, max_items=len(LiveLayer),
    description=f"What to tell; all when left out. At most {MOST} of each kind are told, nearest to the middle first.",
)]  # fmt: skip


class AroundController(Controller):
    path = "/v1/live"
    tags = ["Map"]

    @get(
        "/", opt=public(RateClass.READ), responses=problems(422), sync_to_thread=True, cache_control=CacheControlHeader(public=True, max_age=FRESH_S),
        operation_id="listLive", summary="What is live in a part of the map: shared vehicles, trams and buses, car parks, closures, lifts, obstacles",
    )  # fmt: skip
    def live(
        self, live_area: NamedDependency[LiveArea], south: South, west: West, north: North, east: East, layers: Layers = EVERY_LAYER
    ) -> LiveAreaResponse:
        return live_area.answer(Area.checked(south, west, north, east), layers)
