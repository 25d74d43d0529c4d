"""A drawn line matched to what carries it: stretches of ways, lines across squares, links to stops, pathways.

The line goes from node to node of the extract; only its ends, and the places where a stop joins a street, lie between nodes. Where several objects
carry one stretch, the walker gets the benefit of the doubt, as long as the objects hang together: the sequence with the fewest objections counts.
"""
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import shapely

from tests.oracle.walls.extract import Area, Extract, Place, Way, stretches
from tests.oracle.walls.judge import Limits
from tests.oracle.walls.stations import Pathway, Stations

METRES_PER_E7 = 6_371_000 * math.pi / 180 / 1e7
NEAR_M = 0.03  # coordinates are kept to a centimetre, made points are rounded once more
LINK_M = 200.0


class Carrier(NamedTuple):
    """One object that carries a stretch of the line from one point to the next. start, end: a node or a stop, None: a point in between."""

    what: str  # way, area, link, pathway
    thing: Way | Area | Pathway | None
    position: int  # of a way: the stretch after this node; else -1
    forward: bool
    start: int | str | None
    end: int | str | None


class Plane(NamedTuple):
    lat: int
    lon: int

    def xy(self, place: Place) -> tuple[float, float]:
        """Metres east and north of the middle."""
        narrow = math.cos(math.radians(self.lat / 1e7))
        return (place[1] - self.lon) * METRES_PER_E7 * narrow, (place[0] - self.lat) * METRES_PER_E7


class Map:
    """An extract, and the stops of a timetable, made ready to be looked up."""

    def __init__(self, extract: Extract, stations: Stations | None = None):
        self.extract, self.stations = extract, stations
        lat, lon = zip(*extract.at.values())
        self.plane = Plane((min(lat) + max(lat)) // 2, (min(lon) + max(lon)) // 2)
        self.exact: dict[tuple[Place, Place], list[Carrier]] = defaultdict(list)
        self.hops: dict[tuple[int, int], list[Carrier]] = defaultdict(list)
        self.parts: list[tuple[Way, int, int, int]] = []
        self.nodes_at: dict[Place, list[int]] = defaultdict(list)
        for node in extract.meeting:
            self.nodes_at[extract.at[node]].append(node)
        for way in extract.ways:
            for position, one, other in stretches(way):
                self.add_stretch(way, position, one, other)
        ends = [shapely.LineString([self.xy(extract.at[one]), self.xy(extract.at[other])]) for _, _, one, other in self.parts]
        self.lines, self.part_tree = ends, shapely.STRtree(ends)
        self.polygons, self.corners = self.areas()
        self.area_tree = shapely.STRtree([polygon for _, polygon in self.polygons])
        self.stops_at: dict[Place, list[str]] = defaultdict(list)
        self.pathways: dict[tuple[str, str], list[tuple[Pathway, bool]]] = defaultdict(list)
        if stations is not None:
            self.add_stops(stations)
        self.stop_points = [shapely.Point(self.xy(place)) for place in self.stops_at]
        self.stop_tree = shapely.STRtree(self.stop_points)
        self.find = lru_cache(maxsize=None)(self.find_carriers)

    def xy(self, place: Place) -> tuple[float, float]:
        return self.plane.xy(place)

    def add_stretch(self, way: Way, position: int, one: int, other: int) -> None:
        here, there = self.extract.at[one], self.extract.at[other]
        if here == there:
            # Two nodes at one place: nothing is drawn between them.
            if way.ahead:
                self.hops[one, other].append(Carrier("way", way, position, True, one, other))
            if way.back:
                self.hops[other, one].append(Carrier("way", way, position, False, other, one))
            return
        self.parts.append((way, position, one, other))
        if way.ahead:
            self.exact[here, there].append(Carrier("way", way, position, True, one, other))
        if way.back:
            self.exact[there, here].append(Carrier("way", way, position, False, other, one))

    def areas(self):
        """Polygons, a little larger than drawn, and the areas that have a corner or a hole's corner at a place."""
        polygons, corners = [], defaultdict(list)
        for area in self.extract.areas:
            for ring in (*area.outer, *area.inner):
                for node in ring:
                    corners[self.extract.at[node]].append((area, node))
            outer = [shapely.Polygon([self.xy(self.extract.at[node]) for node in ring]) for ring in area.outer]
            holes = [shapely.Polygon([self.xy(self.extract.at[node]) for node in ring]) for ring in area.inner]
            if all(shape.is_valid for shape in (*outer, *holes)):
                shape = shapely.union_all(outer).difference(shapely.union_all(holes))
                polygons.append((area, shape.buffer(NEAR_M, join_style="mitre")))
        return polygons, corners

    def add_stops(self, stations: Stations) -> None:
        for stop in stations.stops.values():
            if stop.place is not None:
                self.stops_at[stop.place].append(stop.id)
        for pathway in stations.pathways:
            self.pathways[pathway.start, pathway.end].append((pathway, True))
            if pathway.both_ways:
                self.pathways[pathway.end, pathway.start].append((pathway, False))

    def find_carriers(self, here: Place, there: Place, begins: bool, ends: bool) -> tuple[Carrier, ...]:
        """begins, ends: the line does so here, maybe in the middle of something."""
        found = list(self.exact.get((here, there), ()))
        if not found:
            found += self.along_ways(here, there)
        found += self.across(here, there, begins or ends)
        found += self.through_stations(here, there)
        if not found and (begins or ends):
            found += self.part_of_link(here, there)
        return tuple(found)

    def along_ways(self, here: Place, there: Place) -> Iterator[Carrier]:
        """Between nodes: both points lie on one stretch, in the order in which it is walked."""
        ends = shapely.Point(self.xy(here)), shapely.Point(self.xy(there))
        rows = set.intersection(*(set(self.part_tree.query(end, "dwithin", NEAR_M).tolist()) for end in ends))
        for row in sorted(rows):
            way, position, one, other = self.parts[row]
            from_m, to_m = (shapely.line_locate_point(self.lines[row], end) for end in ends)
            for forward, allowed, first, last in ((True, way.ahead, one, other), (False, way.back, other, one)):
                if allowed and (to_m >= from_m - NEAR_M if forward else from_m >= to_m - NEAR_M):
                    yield Carrier("way", way, position, forward, self.node_at(first, here), self.node_at(last, there))

    def node_at(self, node: int, place: Place) -> int | None:
        return node if self.extract.at[node] == place else None

    def across(self, here: Place, there: Place, loose: bool) -> Iterator[Carrier]:
        """Straight lines across a square go from corner to corner; only ends of the line, and stops, lie between."""
        begins, ends = self.corners.get(here, ()), self.corners.get(there, ())
        both = [(area, one, other) for area, one in begins for same, other in ends if area is same]
        if both:
            found = both
        elif not loose and here in self.nodes_at and there in self.nodes_at:
            return
        else:
            line = shapely.LineString([self.xy(here), self.xy(there)])
            rows = self.area_tree.query(line, "intersects").tolist()
            found = [(self.polygons[row][0], None, None) for row in rows]
            found = [(area, corner(begins, area), corner(ends, area)) for area, _, _ in found]
        for area, one, other in found:
            if area.kind == "elevator" or self.covered(area, here, there):
                yield Carrier("area", area, -1, True, one, other)

    def covered(self, area: Area, here: Place, there: Place) -> bool:
        line = shapely.LineString([self.xy(here), self.xy(there)])
        return any(polygon.covers(line) for one, polygon in self.polygons if one is area)

    def through_stations(self, here: Place, there: Place) -> Iterator[Carrier]:
        begins, ends = self.stops_at.get(here, ()), self.stops_at.get(there, ())
        for one in begins:
            for other in ends:
                for pathway, forward in self.pathways.get((one, other), ()):
                    yield Carrier("pathway", pathway, -1, forward, one, other)
        if (begins or ends) and math.dist(self.xy(here), self.xy(there)) <= LINK_M:
            for stop in begins:
                if self.on_street(there):
                    yield Carrier("link", None, -1, True, stop, self.street_node(there))
            for stop in ends:
                if self.on_street(here):
                    yield Carrier("link", None, -1, True, self.street_node(here), stop)

    def passed(self, one: str, other: str, limits: Limits) -> bool:
        """Do pathways between stops at one place lead from one to the other?"""
        if self.stations.stops[one].place != self.stations.stops[other].place:
            return False
        found, queue = {one}, [one]
        for stop in queue:
            for there in self.stops_at[self.stations.stops[stop].place]:
                ways = self.pathways.get((stop, there), ())
                if there not in found and any(not pathway.findings(forward, limits).against(limits) for pathway, forward in ways):
                    found.add(there)
                    queue.append(there)
        return other in found

    def part_of_link(self, here: Place, there: Place) -> Iterator[Carrier]:
        """From somewhere on a link to its street, or to its stop, or the other way."""
        for start, end, towards in ((here, there, True), (there, here, False)):
            if self.stops_at.get(end) and self.meets_street(end, start):
                yield Carrier("link", None, -1, True, None, None)
                return
            if not self.on_street(end):
                continue
            for row in self.stop_tree.query(shapely.Point(self.xy(end)), "dwithin", LINK_M).tolist():
                point = self.stop_points[row]
                if shapely.LineString([self.xy(end), (point.x, point.y)]).dwithin(shapely.Point(self.xy(start)), NEAR_M):
                    node = self.street_node(end)
                    yield Carrier("link", None, -1, True, None if towards else node, node if towards else None)
                    return

    def meets_street(self, stop: Place, towards: Place) -> bool:
        """Does a straight line from a stop come to a street?"""
        (x, y), (to_x, to_y) = self.xy(stop), self.xy(towards)
        far = LINK_M / max(math.dist((x, y), (to_x, to_y)), NEAR_M)
        ray = shapely.LineString([(x, y), (x + (to_x - x) * far, y + (to_y - y) * far)])
        return bool(len(self.part_tree.query(ray, "intersects")))

    def on_street(self, place: Place) -> bool:
        point = shapely.Point(self.xy(place))
        return bool(len(self.part_tree.query(point, "dwithin", NEAR_M)) or len(self.area_tree.query(point, "intersects")))

    def street_node(self, place: Place) -> int | None:
        nodes = self.nodes_at.get(place, ())
        return nodes[0] if len(nodes) == 1 else None


def corner(found: Sequence[tuple[Area, int]], area: Area) -> int | None:
    return next((node for one, node in found if one is area), None)
