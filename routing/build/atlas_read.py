"""One pass over an OpenStreetMap extract: whatever may be drawn or found by name, as tags and geometry."""
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import osmium
import shapely
from osmium.filter import EntityFilter, KeyFilter
from osmium.osm import AREA, NODE, WAY

from routing.build.problems import BuildError, Problems
from routing.build.tags_way import is_area

POINT_KEYS = (
    "addr:housenumber", "aerialway", "amenity", "craft", "emergency", "healthcare", "historic", "leisure", "natural", "office", "place", "railway",
    "shop", "tourism",
)  # fmt: skip
LINE_KEYS = ("addr:interpolation", "highway", "man_made", "natural", "public_transport", "railway", "route", "waterway")
AREA_KEYS = (
    "addr:housenumber", "amenity", "boundary", "building", "craft", "healthcare", "highway", "historic", "landuse", "leisure", "man_made", "natural",
    "office", "place", "public_transport", "railway", "shop", "tourism", "water", "waterway",
)  # fmt: skip
# Of objects with these keys only those with one of these values are wanted: the rest are crossings, switches, pylons and tree rows.
POINT_VALUES: dict[str, tuple[str, ...]] = {"railway": ("station", "halt"), "aerialway": ("station",)}
LINE_VALUES: dict[str, tuple[str, ...]] = {"natural": ("coastline",)}
OTHER_AREA_KEYS = tuple(key for key in AREA_KEYS if key != "highway")


class Thing(NamedTuple):
    """A node, line or area. An area comes from a closed way or a relation; a closed way comes as a line too where it may be one."""

    osm: int  # as in Places: id * 4, + 1 of a way, + 2 of a relation
    tags: dict[str, str]
    shape: int  # into the geometry


class Things(NamedTuple):
    file: str
    points: list[Thing]
    lines: list[Thing]
    areas: list[Thing]
    geometry: np.ndarray  # object, of shapely, x longitude and y latitude in degrees


def read_things(path: Path, problems: Problems) -> Things:
    """Raises BuildError when the file is missing or damaged; shapes that cannot be made are counted in `problems`."""
    if not path.is_file():
        raise BuildError(f"{path}: no such file. Give the path of an OpenStreetMap extract (.osm.pbf).")
    reader = Reader(path.name, problems)
    try:
        for thing in wanted(path):
            reader.take(thing)
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        raise BuildError(f"{path}: cannot be read as OpenStreetMap data in PBF ({error}). Download the .osm.pbf again.") from error
    geometry = shapely.from_wkb(reader.wkb) if reader.wkb else np.zeros(0, object)
    points, lines, areas = (sorted(group, key=lambda thing: thing.osm) for group in (reader.points, reader.lines, reader.areas))
    return Things(path.name, points, lines, areas, geometry)


def wanted(path: Path) -> Iterator[Any]:  # of the library, whose types do not tell nodes from ways
    """Nodes, ways and areas with a key of interest, chosen before Python sees them."""
    # The format is named: libosmium would otherwise guess it from the end of the file's name.
    objects = osmium.FileProcessor(osmium.io.File(str(path), "pbf")).with_locations().with_areas(KeyFilter(*AREA_KEYS))
    for kinds, keys in ((NODE, POINT_KEYS), (WAY, LINE_KEYS), (AREA, AREA_KEYS)):
        only = KeyFilter(*keys)
        only.enable_for(kinds)
        objects = objects.with_filter(only)
    return iter(objects.with_filter(EntityFilter(NODE | WAY | AREA)))


def is_wanted(tags: dict[str, str], keys: tuple[str, ...], values: dict[str, tuple[str, ...]]) -> bool:
    return any(key in tags and (key not in values or tags[key] in values[key]) for key in keys)


class Reader:
    """Turns what the library lends for a moment into tags and well-known binary."""

    def __init__(self, file: str, problems: Problems):
        self.file, self.problems = file, problems
        self.points: list[Thing] = []
        self.lines: list[Thing] = []
        self.areas: list[Thing] = []
        self.wkb: list[str] = []
        self.factory = osmium.geom.WKBFactory()

    def take(self, thing) -> None:
        tags = {tag.k: tag.v for tag in thing.tags}
        if thing.is_node():
            self.take_point(thing, tags)
        elif thing.is_way():
            self.take_line(thing, tags)
        else:
            self.take_area(thing, tags)

    def take_point(self, node, tags: dict[str, str]) -> None:
        if not is_wanted(tags, POINT_KEYS, POINT_VALUES):
            return
        if not node.location.valid():
            self.problems.add("node_without_place", f"node {node.id} has no coordinates", self.file)
            return
        self.points.append(Thing(node.id * 4, tags, len(self.wkb)))
        self.wkb.append(self.factory.create_point(node))

    def take_line(self, way, tags: dict[str, str]) -> None:
        if not is_wanted(tags, LINE_KEYS, LINE_VALUES) or (way.is_closed() and "building" in tags):
            return
        try:
            wkb = self.factory.create_linestring(way)
        except (RuntimeError, osmium.InvalidLocationError):
            wkb = self.cut_line(way)
        if wkb:
            self.lines.append(Thing(way.id * 4 + 1, tags, len(self.wkb)))
            self.wkb.append(wkb)

    def cut_line(self, way) -> str:
        """What of a way lies in the extract; nothing when that is no line."""
        known = [(node.lon, node.lat) for node in way.nodes if node.location.valid()]
        if len(set(known)) < 2:
            self.problems.add("line_without_nodes", f"way {way.id} has fewer than two different nodes in the extract and is not drawn", self.file)
            return ""
        if len(known) < len(way.nodes):
            self.problems.add("line_outside_extract", f"way {way.id}: {len(way.nodes) - len(known)} of its nodes are not in the extract", self.file)
        return shapely.to_wkb(shapely.LineString(known), hex=True)

    def take_area(self, area, tags: dict[str, str]) -> None:
        if not is_wanted(tags, OTHER_AREA_KEYS, {}) and not is_area(tags, closed=True):
            return  # a street that ends where it began
        osm = area.orig_id() * 4 + (1 if area.from_way() else 2)
        try:
            wkb = self.factory.create_multipolygon(area)
        except (RuntimeError, osmium.InvalidLocationError):
            what = "way" if area.from_way() else "relation"
            self.problems.add("area_broken", f"{what} {area.orig_id()}: the outline is open or crosses itself; the area is not drawn", self.file)
            return
        self.areas.append(Thing(osm, tags, len(self.wkb)))
        self.wkb.append(wkb)
