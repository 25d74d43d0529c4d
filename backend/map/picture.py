"""A still picture of the map, painted from the very tiles that the app gets: for the documentation, for sharing, and as a proof of the tiles."""
import gzip
import math
from dataclasses import dataclass

import numpy as np
import shapely
from PIL import Image

from backend.map.canvas import Canvas
from backend.map.ground import paint_ground
from backend.map.lettering import Lettering
from backend.map.mercator import metres_per_world, project
from backend.map.names import write_names
from backend.map.rules import EXTENT, MAX_ZOOM, MIN_ZOOM
from backend.map.service import MapTiles
from backend.map.style import THEMES, Palette
from backend.map.tiles import PIXELS, decode_tile

ATTRIBUTION = "© OpenStreetMap contributors"


@dataclass(frozen=True)
class RouteLine:
    """A leg of a journey over the map; `dotted` for walking."""

    lat: np.ndarray  # float[n], degrees
    lon: np.ndarray
    colour: str = "#1463E8"
    dotted: bool = False


@dataclass(frozen=True)
class Pin:
    """A sign over the map with a short text, such as a line number or P."""

    lat: float
    lon: float
    text: str
    colour: str = "#1D3183"
    on: str = "#FFFFFF"


@dataclass(frozen=True)
class View:
    """Where on the ground the picture lies. World coordinates to dp: (world - corner) * dp_per_world."""

    corner_x: float
    corner_y: float
    dp_per_world: float

    @property
    def zoom(self) -> float:
        """As of tiles whose side is 256 dp."""
        return math.log2(self.dp_per_world / PIXELS)

    def place(self, lat, lon) -> np.ndarray:
        """float64[n, 2] in dp."""
        x, y = project(lat, lon)
        return np.column_stack([(np.atleast_1d(x) - self.corner_x) * self.dp_per_world, (np.atleast_1d(y) - self.corner_y) * self.dp_per_world])


def draw(
    tiles: MapTiles,
    lat: float,
    lon: float,
    width_m: float,
    pixels: int | tuple[int, int],
    theme: str = "light",
    lines: tuple[RouteLine, ...] | list[RouteLine] = (),
    pins: tuple[Pin, ...] | list[Pin] = (),
    ratio: float = 1.0,
    attribution: str = ATTRIBUTION,
) -> Image.Image:
    """The map around a point, width_m metres from the left edge to the right. `ratio` pixels make one dp of widths and letters."""
    width, height = (pixels, pixels) if isinstance(pixels, int) else pixels
    palette = THEMES[theme]
    canvas = Canvas(width, height, ratio, palette.land)
    view = view_of(lat, lon, width_m, canvas)
    tile_zoom = min(max(round(view.zoom + 0.2), MIN_ZOOM), MAX_ZOOM)
    loaded = visible_tiles(tiles, view, canvas, tile_zoom)
    paint_ground(canvas, palette, loaded, view.zoom)
    for line in lines:
        paint_route(canvas, palette, view, line)
    lettering = Lettering(canvas)
    reserve_pins(lettering, view, pins)
    write_attribution(canvas, lettering, palette, attribution)
    write_names(lettering, palette, loaded)
    for pin in pins:
        paint_pin(canvas, lettering, palette, view, pin)
    return canvas.finish()


def view_of(lat: float, lon: float, width_m: float, canvas: Canvas) -> View:
    dp_per_world = canvas.width_dp / width_m * metres_per_world(lat)
    x, y = project(lat, lon)
    return View(float(x) - canvas.width_dp / 2 / dp_per_world, float(y) - canvas.height_dp / 2 / dp_per_world, dp_per_world)


def visible_tiles(tiles: MapTiles, view: View, canvas: Canvas, zoom: int) -> list[dict]:
    """Decoded tiles under the picture, their vertices and anchors turned into dp."""
    count = 1 << zoom
    columns = range(int(view.corner_x * count), int((view.corner_x + canvas.width_dp / view.dp_per_world) * count) + 1)
    rows = range(int(view.corner_y * count), int((view.corner_y + canvas.height_dp / view.dp_per_world) * count) + 1)
    loaded = []
    for column in columns:
        for row in rows:
            if 0 <= column < count and 0 <= row < count:
                loaded += placed(decode_tile(gzip.decompress(tiles.tile(zoom, column, row).bytes)), view)
    return loaded


def placed(tile: dict, view: View) -> list[dict]:
    """The tile's layers with coordinates in dp."""
    unit = view.dp_per_world / (1 << tile["z"]) / EXTENT
    offset = np.array([tile["x"] * EXTENT * unit - view.corner_x * view.dp_per_world, tile["y"] * EXTENT * unit - view.corner_y * view.dp_per_world])
    for entry in tile["layers"]:
        if "xy" in entry:
            entry["xy"] = entry["xy"] * unit + offset
        if "names" in entry:
            entry["names"] = [(text, x * unit + offset[0], y * unit + offset[1], angle, room * unit) for text, x, y, angle, room in entry["names"]]
    return tile["layers"]


def paint_route(canvas: Canvas, palette: Palette, view: View, line: RouteLine) -> None:
    """Casing, ring and colour from the outside in; walking is a row of dots."""
    xy = view.place(line.lat, line.lon)
    if line.dotted:
        at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
        for step in np.arange(0.0, at[-1], 9.0):
            x, y = np.interp(step, at, xy[:, 0]), np.interp(step, at, xy[:, 1])
            canvas.dot(x, y, 3.6, palette.route_ring)
            canvas.dot(x, y, 2.6, palette.walk_dot)
        return
    for width, colour in ((12.5, palette.route_casing), (10.0, palette.route_ring), (7.0, line.colour)):
        canvas.line(xy, width, colour)


def pin_box(lettering: Lettering, view: View, pin: Pin) -> tuple[float, float, float, float]:
    x, y = view.place(pin.lat, pin.lon)[0]
    half = lettering.width(pin.text, 13.0) / 2 + 8.0
    return x - half, y - 13.0, x + half, y + 13.0


def reserve_pins(lettering: Lettering, view: View, pins) -> None:
    for pin in pins:
        lettering.reserve(shapely.box(*pin_box(lettering, view, pin)))


def paint_pin(canvas: Canvas, lettering: Lettering, palette: Palette, view: View, pin: Pin) -> None:
    left, top, right, bottom = pin_box(lettering, view, pin)
    canvas.card((left - 2, top - 2, right + 2, bottom + 2), 10.0, palette.route_ring)
    canvas.card((left, top, right, bottom), 8.0, pin.colour)
    canvas.paste(lettering.stamp(pin.text, 13.0, pin.on, pin.colour, 0.0), (left + right) / 2, (top + bottom) / 2)


def write_attribution(canvas: Canvas, lettering: Lettering, palette: Palette, text: str) -> None:
    """Whose data it is, in the lower right corner."""
    if not text:
        return
    size = 9.0
    wide = lettering.width(text, size) + 10.0
    x, y = canvas.width_dp - wide / 2 - 2.5, canvas.height_dp - 9.5
    lettering.write(text, x, y, size, palette.label, palette.label_halo)
