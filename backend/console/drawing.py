"""The map of a place as a drawing of lines and areas (SVG): from the features of the city, in the colours of the page, without a script."""
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import shapely

from backend.console.overlays import Laid, Overlay, in_world
from backend.map.mercator import metres_per_world, project
from backend.map.shapes import Shapes
from backend.map.style import MAIN, MAIN_LINK, MIDDLE, PATH, STEPS, STREETS, TRACK
from routing.atlas import LabelKind, Layer, WaterKind

WIDTH, HEIGHT = 900, 600
NEAREST_M, FARTHEST_M, USUAL_M = 100.0, 1600.0, 400.0
WIDEST_M = 60_000.0  # of maps that lie under areas: beyond `FARTHEST_M` with what the map shows from so far
TILE = 256
MOST_FEATURES, MOST_NAMES = 6000, 24
OF_LAYERS = {
    Layer.BLOCK: "m-block", Layer.GREEN: "m-green", Layer.WOOD: "m-green", Layer.WATER: "m-water", Layer.BUILDING: "m-building", Layer.RAIL: "m-rail",
}  # fmt: skip
WAYS = (MAIN, MAIN_LINK, MIDDLE)
PATHS = (PATH, STEPS, TRACK)
# What lies below comes first; casings of all streets before all fills, so that junctions are open.
ORDER = ("m-block", "m-green", "m-water", "m-river", "m-building", "m-path", "m-casing", "m-main-casing", "m-street", "m-main", "m-rail")


@dataclass(frozen=True)
class Name:
    """A street name: its middle in units of the drawing and how it is turned, in degrees."""

    text: str
    x: int
    y: int
    turned: int


@dataclass(frozen=True)
class Drawing:
    """paths: (class, d) from below to above, in units of `WIDTH` × `HEIGHT`. marks: (class, x, y). lat, lon, across_m: what was asked for.

    left, top: its corner in the world square (`backend.map.mercator`), scale: units for one side of that. laid: what lies over it.
    """

    lat: float
    lon: float
    across_m: float
    paths: tuple[tuple[str, str], ...]
    names: tuple[Name, ...]
    marks: tuple[tuple[str, int, int], ...]
    left: float = 0.0
    top: float = 0.0
    scale: float = 1.0
    laid: tuple[Laid, ...] = ()

    @property
    def nearer_m(self) -> int:
        return int(max(NEAREST_M, self.across_m / 2))

    @property
    def farther_m(self) -> int:
        return int(min(FARTHEST_M, self.across_m * 2))


class Frame:
    """The part of the world that is drawn."""

    def __init__(self, lat: float, lon: float, across_m: float):
        x, y = (float(value) for value in project(lat, lon))
        self.scale = WIDTH / (across_m / metres_per_world(lat))
        self.left, self.top = x - WIDTH / 2 / self.scale, y - HEIGHT / 2 / self.scale
        self.box = (self.left, self.top, self.left + WIDTH / self.scale, self.top + HEIGHT / self.scale)

    def place(self, xy: np.ndarray) -> np.ndarray:
        """int[n, 2] in units of the drawing."""
        return np.rint((xy - (self.left, self.top)) * self.scale).astype(int)


def draw(
    shapes: Shapes, lat: float, lon: float, across_m: float, marks: tuple[tuple[float, float], ...] = (), overlays: tuple[Overlay, ...] = (),
    widest_m: float = FARTHEST_M, pin: bool = True,
) -> Drawing:  # fmt: skip
    """Around a place; marks: other places that are shown, if they lie in it. pin: whether the place itself is marked."""
    across_m = min(max(across_m, NEAREST_M), widest_m)
    frame = Frame(lat, lon, across_m)
    edge = 0.05 * (frame.box[2] - frame.box[0])
    west, north, east, south = frame.box
    around = (west - edge, north - edge, east + edge, south + edge)
    rows = np.sort(shapes.tree.query(shapely.box(*around)))
    if across_m > FARTHEST_M:
        rows = rows[shapes.first_zoom[rows] <= np.log2(frame.scale / TILE)]
    rows = rows[:MOST_FEATURES]
    parts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for name in classes_of(shapes, row):
            parts[name] += lines_of(frame, shapely.clip_by_rect(shapes.geometry[row], *around))
    paths = tuple((name, "".join(parts[name])) for name in ORDER if parts[name])
    placed = marked(frame, lat, lon, marks)
    laid = tuple(lay(frame, one) for one in overlays)
    return Drawing(
        lat, lon, across_m, paths, names_in(shapes, rows, frame), placed if pin else placed[:-1], frame.left, frame.top, frame.scale,
        tuple(one for one in laid if one.d or one.points),
    )  # fmt: skip


def lay(frame: Frame, one: Overlay) -> Laid:
    """Of a shape that is farther off nothing is left."""
    west, north, east, south = frame.box
    edge = 0.05 * (east - west)
    inside = shapely.clip_by_rect(in_world(one.shape), west - edge, north - edge, east + edge, south + edge)
    seen = shapely.clip_by_rect(inside, *frame.box)
    points = [frame.place(shapely.get_coordinates(part))[0] for part in shapely.get_parts(inside) if part.geom_type == "Point"]
    at = None if seen.is_empty else frame.place(shapely.get_coordinates(shapely.point_on_surface(seen)))[0]
    return Laid(
        one.look, "".join(lines_of(frame, inside)), tuple((int(x), int(y)) for x, y in points), one.label, one.title,
        None if at is None else (int(at[0]), int(at[1])),
    )  # fmt: skip


def classes_of(shapes: Shapes, row: int) -> tuple[str, ...]:
    layer, kind = shapes.features.layer[row], shapes.features.kind[row]
    if layer == Layer.STREET:
        line = STREETS.get(kind)
        if line is None:
            return ()
        return ("m-path",) if line in PATHS else ("m-main-casing", "m-main") if line in WAYS else ("m-casing", "m-street")
    if layer == Layer.WATER and kind in (WaterKind.RIVER, WaterKind.STREAM):
        return ("m-river",)
    return (OF_LAYERS[layer],) if layer in OF_LAYERS else ()


def lines_of(frame: Frame, geometry) -> list[str]:
    """`M…L…` of lines, with `Z` of areas; points have none."""
    drawn = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            drawn += [path(frame, ring) + "Z" for ring in (part.exterior, *part.interiors)]
        elif part.geom_type == "LineString":
            drawn.append(path(frame, part))
    return [one for one in drawn if len(one) > 1]


def path(frame: Frame, line) -> str:
    xy = frame.place(shapely.get_coordinates(line))
    xy = xy[np.concatenate([[True], (np.diff(xy, axis=0) != 0).any(axis=1)])] if len(xy) else xy
    return "M" + "L".join(f"{x} {y}" for x, y in xy) if len(xy) > 1 else ""


def names_in(shapes: Shapes, rows: np.ndarray, frame: Frame) -> tuple[Name, ...]:
    """Of streets that are long enough in the drawing, each name once, turned so that it can be read."""
    features, found = shapes.features, {}
    for row in rows:
        if features.layer[row] != Layer.LABEL or features.kind[row] < LabelKind.STREET_MAIN or features.name[row] < 0:
            continue
        text = features.names[int(features.name[row])]
        inside = shapely.clip_by_rect(shapes.geometry[row], *frame.box)
        length = shapely.length(inside) * frame.scale
        if length > max(found.get(text, (0.0,))[0], 9.0 * len(text)):
            longest = max(shapely.get_parts(inside), key=shapely.length)
            found[text] = (length, named(text, longest, frame))
    longest_first = sorted(found.values(), key=lambda one: -one[0])[:MOST_NAMES]
    return tuple(name for _, name in longest_first)


def named(text: str, line, frame: Frame) -> Name:
    at = (shapely.line_interpolate_point(line, share, normalized=True) for share in (0.4, 0.5, 0.6))
    before, middle, after = (frame.place(shapely.get_coordinates(point))[0] for point in at)
    turned = round(float(np.degrees(np.arctan2(after[1] - before[1], after[0] - before[0]))))
    if not -90 < turned <= 90:
        turned += 180 if turned <= -90 else -180
    return Name(text, int(middle[0]), int(middle[1]) + 6, turned)


def marked(frame: Frame, lat: float, lon: float, others: tuple[tuple[float, float], ...]) -> tuple[tuple[str, int, int], ...]:
    points = [("m-other", *other) for other in others] + [("m-pin", lat, lon)]
    placed = [(name, *frame.place(np.column_stack(project(at_lat, at_lon)))[0]) for name, at_lat, at_lon in points]
    return tuple((name, int(x), int(y)) for name, x, y in placed if 0 <= x <= WIDTH and 0 <= y <= HEIGHT)
