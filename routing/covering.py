"""Which edges a live fact is about: a closed line, area or point, a lift out of order."""
import math
from collections.abc import Collection

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from routing.along import BESIDE_M, running_along
from routing.city import City
from routing.closures import EVERY_MODE
from routing.ground import Ground, ground_of
from routing.lifts import UNKNOWN, rides_of
from routing.streets.graph import Mode
from routing.streets.model import Kind

NO_ROWS = np.zeros(0, np.int32)
INSIDE_M = 2.0
NEAR_POINT_M, JUNCTION_M = 15.0, 5.0
STREETS_OF_JUNCTION = 3


def covered_edges(city: City, shape: BaseGeometry, modes: Collection[Mode] = EVERY_MODE) -> np.ndarray:
    """int32, rows of Streets in ascending order; none where no street lies there, which is for the caller to tell.

    shape: a point, line, polygon or several of them, degrees (lon, lat). Only edges that one of the modes uses are covered.

    Line: the edges that run along it, at most 10 m beside: half of the edge or, where the line begins or ends on the way, 15 m. Streets that cross
        it or turn away from it stay open, whatever the angle. It says where one cannot go along, so it is drawn along the street.
    Polygon: the edges with more than 2 m inside, or all of them where they are shorter. Lifts inside are covered too.
    Point: for each mode the nearest edge within 15 m. Who marks a place on a street means that one cannot pass there, from one junction to the next;
        who marks a junction means that one cannot pass through it: then all edges of that junction are covered.
    """
    ground = ground_of(city)
    parts = [ground.on_plane(part) for part in single_parts(shape)]
    found = [covered(ground, part, frozenset(modes)) for part in parts]
    return np.unique(np.concatenate([NO_ROWS, *found])).astype(np.int32)


def single_parts(shape: BaseGeometry) -> list[BaseGeometry]:
    if isinstance(shape, shapely.MultiPoint | shapely.MultiLineString | shapely.MultiPolygon | shapely.GeometryCollection):
        return [single for part in shape.geoms for single in single_parts(part)]
    return [] if shape.is_empty else [shape]


def covered(ground: Ground, part: BaseGeometry, modes: frozenset[Mode]) -> np.ndarray:
    if isinstance(part, shapely.Polygon):
        return inside(ground, part, modes)
    if isinstance(part, shapely.LineString) and part.length > 0:
        return beside(ground, part, modes)
    return at_point(ground, shapely.Point(part.coords[0]), modes)


def inside(ground: Ground, area: shapely.Polygon, modes: frozenset[Mode]) -> np.ndarray:
    usable = ground.usable(modes) & (ground.outdoors | (ground.streets.edge_kind == Kind.ELEVATOR))
    area = shapely.make_valid(area)
    shapely.prepare(area)
    whole = ground.tree.query(area, predicate="covers")
    partly = np.setdiff1d(ground.tree.query(area, predicate="intersects"), whole)
    partly = partly[usable[partly]]
    partly = partly[shapely.length(shapely.intersection(ground.lines[partly], area)) > INSIDE_M]
    return np.concatenate((whole[usable[whole]], partly))


def at_point(ground: Ground, point: shapely.Point, modes: frozenset[Mode]) -> np.ndarray:
    near = np.sort(ground.tree.query(point, predicate="dwithin", distance=NEAR_POINT_M))
    near = near[ground.outdoors[near] & (ground.streets.edge_kind[near] != Kind.LINK)]
    away_m = shapely.distance(ground.lines[near], point)
    found = [NO_ROWS]
    for mode in modes:
        of_mode = ground.usable([mode])[near]
        if of_mode.any():
            rows = near[of_mode]
            nearest = rows[np.argmin(away_m[of_mode])]
            found.append(at_junction(ground, point, int(nearest), rows))
    return np.concatenate(found)


def at_junction(ground: Ground, point: shapely.Point, nearest: int, near: np.ndarray) -> np.ndarray:
    """The nearest edge, or all edges that meet at the end of it where the point marks a junction."""
    tail, head = ground.streets.edge_tail, ground.streets.edge_head
    coordinates = shapely.get_coordinates(ground.lines[nearest])
    ends = ((int(tail[nearest]), coordinates[0]), (int(head[nearest]), coordinates[-1]))
    away_m, vertex = min((math.hypot(x - point.x, y - point.y), vertex) for vertex, (x, y) in ends)
    meeting = near[(tail[near] == vertex) | (head[near] == vertex)]
    return meeting if away_m <= JUNCTION_M and len(meeting) >= STREETS_OF_JUNCTION else np.array([nearest])


def beside(ground: Ground, line: shapely.LineString, modes: frozenset[Mode]) -> np.ndarray:
    xy = shapely.get_coordinates(line)
    stretches = shapely.linestrings(np.stack((xy[:-1], xy[1:]), axis=1))
    rows = np.unique(ground.tree.query(stretches, predicate="dwithin", distance=BESIDE_M)[1])
    rows = rows[ground.usable(modes)[rows] & ground.outdoors[rows] & (ground.streets.edge_kind[rows] != Kind.LINK)]
    return rows[running_along(ground.lines[rows], line)]


def lift_edges(city: City, facility_id: str, stop_id: str, lat: float | None, lon: float | None, kind: str = UNKNOWN) -> np.ndarray:
    """int32, the edges nobody passes when a lift or escalator is out of order; none where the city knows of no such: the caller counts those.

    Found by its id as the map or the timetable would name it (`osm-node-…`, `osm-way-…`, `pathway-<from stop>-<to stop>`), else as the nearest
    within 30 m of its place, at its stop rather than elsewhere, else as the only one of its stop. A lift stands still on all floors, and both
    as the map and as the timetable has it.

    kind: lift, escalator or unknown; stop_id: of the timetable, "" not said; lat, lon: degrees, or None twice
    """
    place = None if lat is None or lon is None else ground_of(city).metres(lat, lon)
    rides = rides_of(city)
    return rides.edges(rides.find(facility_id, kind, stop_id, place))
