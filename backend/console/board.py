"""A map that one points at to say where something is: by clicks, by keys, or by writing the points beside it."""
import asyncio
import math
from collections.abc import Iterable
from dataclasses import dataclass

from litestar.datastructures import MultiDict

from backend.console.drawing import FARTHEST_M, HEIGHT, NEAREST_M, WIDEST_M, WIDTH, Drawing, draw
from backend.console.overlays import Overlay, bounds_of
from backend.map.mercator import metres_per_world
from backend.map.shapes import Shapes
from routing.earth import METRES_PER_DEGREE

MOST_LAT = 85.0
AROUND = 1.15


@dataclass(frozen=True)
class View:
    """The middle of what is shown, in degrees, and how wide it is."""

    lat: float
    lon: float
    across_m: float

    @property
    def asked(self) -> str:
        return f"lat={self.lat:.6f}&lon={self.lon:.6f}&across={self.across_m:.0f}"

    def moved(self, east: float, north: float, wider: float = 1.0) -> "View":
        """east, north: in parts of what is shown."""
        high_m = self.across_m * HEIGHT / WIDTH
        lat = max(-MOST_LAT, min(MOST_LAT, self.lat + north * high_m / METRES_PER_DEGREE))
        lon = self.lon + east * self.across_m / (METRES_PER_DEGREE * math.cos(math.radians(self.lat)))
        return View(lat, max(-180.0, min(180.0, lon)), max(NEAREST_M, min(WIDEST_M, self.across_m * wider)))


@dataclass(frozen=True)
class Board:
    """at: the page it is on; `{at}/map` draws it anew. field: the text field with the points. ring: they go round an area."""

    drawing: Drawing
    view: View
    at: str
    field: str
    ring: bool

    @property
    def moves(self) -> tuple[tuple[str, View], ...]:
        """(the word, what it leads to)."""
        view = self.view
        return (
            ("board_west", view.moved(-0.5, 0)), ("board_east", view.moved(0.5, 0)), ("board_north", view.moved(0, 0.5)),
            ("board_south", view.moved(0, -0.5)), ("board_nearer", view.moved(0, 0, 0.5)), ("board_farther", view.moved(0, 0, 2.0)),
        )  # fmt: skip


def read_view(query: MultiDict) -> View | None:
    """None where the address says none that can be shown."""
    try:
        lat, lon, across = (float(query.get(name, "")) for name in ("lat", "lon", "across"))
    except ValueError:
        return None
    if not (abs(lat) <= MOST_LAT and abs(lon) <= 180 and NEAREST_M <= across <= WIDEST_M):
        return None
    return View(lat, lon, across)


def view_over(shapes: Shapes, overlays: tuple[Overlay, ...], points: Iterable[tuple[float, float]] = (), usual_m: float = FARTHEST_M) -> View:
    """With all of the points (lat, lon) in it, else all overlays, else the middle of the city."""
    placed = tuple(points)
    if placed:
        lats, lons = zip(*placed)
        box = min(lons), min(lats), max(lons), max(lats)
        return view_of_box(box, NEAREST_M * 4)
    box = bounds_of(overlays)
    return view_of_box(box, NEAREST_M * 4) if box else middle_of(shapes, usual_m)


def view_of_box(box: tuple[float, float, float, float], least_m: float) -> View:
    """west, south, east, north in degrees."""
    west, south, east, north = box
    lat, lon = (south + north) / 2, (west + east) / 2
    wide_m = (east - west) * METRES_PER_DEGREE * math.cos(math.radians(lat))
    high_m = (north - south) * METRES_PER_DEGREE * WIDTH / HEIGHT
    return View(lat, lon, max(least_m, min(WIDEST_M, AROUND * max(wide_m, high_m))))


def middle_of(shapes: Shapes, usual_m: float) -> View:
    west, north, east, south = shapes.box
    x, y = (west + east) / 2, (north + south) / 2
    lat = math.degrees(math.atan(math.sinh(2 * math.pi * (0.5 - y))))
    wide_m = (east - west) * metres_per_world(lat)
    return View(lat, (x - 0.5) * 360, max(NEAREST_M, min(usual_m, wide_m)) if wide_m else usual_m)


async def board_of(shapes: Shapes, view: View, overlays: tuple[Overlay, ...], at: str, field: str, ring: bool = False) -> Board:
    drawing = await asyncio.to_thread(draw, shapes, view.lat, view.lon, view.across_m, (), overlays, WIDEST_M, False)
    return Board(drawing, view, at, field, ring)
