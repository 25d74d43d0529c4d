"""Squares, platforms and other areas that are walked across: straight lines between all entrances that see each other.

The shortest way inside a polygon with holes bends only at corners that point inwards (de Berg et al., Computational Geometry, ch. 15).
So the lines join entrances and such corners, and a corner only where a line can bend around it.
"""
from typing import NamedTuple

import numpy as np
import shapely

from routing.build.draft import Draft, edge_rows
from routing.build.measure import Plane
from routing.build.osm_read import Extract
from routing.build.problems import Problems
from routing.build.split import Cut
from routing.build.tags_way import WayFacts
from routing.streets.model import Access, Kind

MOST_POINTS = 64  # of one area: 2,016 lines at most
TOLERANCE_M = 0.02  # coordinates are rounded to a centimetre
ON_FOOT_OR_BIKE = int(Access.FOOT_F | Access.FOOT_B | Access.BIKE_F | Access.BIKE_B)


class Area(NamedTuple):
    way: int  # OSM id of the way, or of the first outer way of a relation
    facts: WayFacts
    outer: list[np.ndarray]  # rings as rows of nodes, the first node not repeated
    inner: list[np.ndarray]


class Links(NamedTuple):
    """Lines across areas, between rows of nodes."""

    area: np.ndarray  # int32, position in the list of areas
    tail: np.ndarray  # int32
    head: np.ndarray  # int32


def find_rings(members: list[np.ndarray]) -> list[np.ndarray] | None:
    """Ways joined end to end into closed rings; None if some do not close."""
    rings, rest = [], [way for way in members if len(way) > 1]
    while rest:
        ring = rest.pop(0)
        while ring[0] != ring[-1]:
            position = next((i for i, way in enumerate(rest) if ring[-1] in (way[0], way[-1])), None)
            if position is None:
                return None
            way = rest.pop(position)
            ring = np.concatenate([ring, way[1:] if way[0] == ring[-1] else way[-2::-1]])
        if len(ring) < 4:
            return None
        rings.append(ring[:-1])
    return rings


def list_links(extract: Extract, areas: list[Area], entrance: np.ndarray, problems: Problems) -> Links:
    """entrance: bool[nodes], shared with another way or tagged as an entrance or lift."""
    plane = Plane.around(extract.node_lat_e7, extract.node_lon_e7)
    xy = plane.to_metres(extract.node_lat_e7 * 1e-7, extract.node_lon_e7 * 1e-7)
    found = [np.zeros((0, 3), np.int32)]
    for position, area in enumerate(areas):
        if area.facts.kind == Kind.ELEVATOR:
            doors = np.unique(np.concatenate([ring[entrance[ring]] for ring in area.outer]))
            pairs = doors[np.stack(np.triu_indices(len(doors), 1), axis=1)]
        else:
            pairs = lines_across(extract, area, entrance, xy, problems)
        found.append(np.column_stack([np.full(len(pairs), position), pairs]).astype(np.int32))
    area_of, tail, head = np.concatenate(found).T
    return Links(area_of, tail, head)


def lines_across(extract: Extract, area: Area, entrance: np.ndarray, xy: np.ndarray, problems: Problems) -> np.ndarray:
    """int[k, 2], pairs of nodes."""
    found = [np.zeros((0, 2), np.int64)]
    holes = [shapely.Polygon(xy[ring]) for ring in area.inner]
    for ring in area.outer:
        shell = shapely.Polygon(xy[ring])
        inside = [inner for inner, hole in zip(area.inner, holes) if shell.is_valid and hole.is_valid and shell.contains(hole)]
        polygon = shapely.Polygon(xy[ring], [xy[inner] for inner in inside])
        if not polygon.is_valid or polygon.area <= 0:
            problems.add("area_not_a_polygon", f"way {area.way}: the outline of the area crosses itself, only the outline is walked", extract.file)
            continue
        found.append(lines_in_polygon([ring, *inside], polygon, entrance, xy, area.way, extract.file, problems))
    return np.unique(np.concatenate(found), axis=0)


def lines_in_polygon(rings, polygon, entrance: np.ndarray, xy: np.ndarray, way: int, file: str, problems: Problems) -> np.ndarray:
    node, before, after = (np.concatenate([np.roll(ring, shift) for ring in rings]) for shift in (0, 1, -1))
    inward = points_inward(rings, xy)
    is_entrance = entrance[node]
    if (is_entrance | inward).sum() > MOST_POINTS:
        problems.add("area_with_many_corners", f"way {way}: {int((is_entrance | inward).sum())} entrances and corners, lines go between "
                     f"at most {MOST_POINTS} entrances only", file)  # fmt: skip
        inward = np.zeros_like(inward)
        chosen = np.flatnonzero(is_entrance)
        is_entrance = np.zeros_like(is_entrance)
        is_entrance[chosen[np.linspace(0, len(chosen) - 1, min(len(chosen), MOST_POINTS)).astype(int)]] = True
    points = np.flatnonzero(is_entrance | inward)
    if is_entrance.sum() < 2:
        return np.zeros((0, 2), np.int64)
    a, b = points[np.stack(np.triu_indices(len(points), 1))]
    neighbours = (node[b] == before[a]) | (node[b] == after[a]) | (node[a] == node[b])
    useful = ~neighbours & (is_entrance[a] | bends(xy, node[a], before[a], after[a], node[b]))
    useful &= is_entrance[b] | bends(xy, node[b], before[b], after[b], node[a])
    a, b = node[a[useful]], node[b[useful]]
    room = shapely.buffer(polygon, TOLERANCE_M, join_style="mitre")
    shapely.prepare(room)
    seen = shapely.covers(room, shapely.linestrings(np.stack([xy[a], xy[b]], axis=1)))
    return np.stack([np.minimum(a, b)[seen], np.maximum(a, b)[seen]], axis=1)


def turn(xy: np.ndarray, a, b, c) -> np.ndarray:
    """Twice the area of the triangle, > 0 when a, b, c turn left."""
    return (xy[b, 0] - xy[a, 0]) * (xy[c, 1] - xy[a, 1]) - (xy[b, 1] - xy[a, 1]) * (xy[c, 0] - xy[a, 0])


def points_inward(rings: list[np.ndarray], xy: np.ndarray) -> np.ndarray:
    """bool for every node of the rings, the outer one first: corners of the outline that stick into the area, or of holes."""
    found = []
    for number, ring in enumerate(rings):
        x, y = xy[ring].T
        doubled_area = (x * np.roll(y, -1) - np.roll(x, -1) * y).sum()
        bend = turn(xy, np.roll(ring, 1), ring, np.roll(ring, -1)) * np.sign(doubled_area)
        found.append(bend > TOLERANCE_M if number else bend < -TOLERANCE_M)
    return np.concatenate(found)


def bends(xy: np.ndarray, corner, before, after, other) -> np.ndarray:
    """Can a shortest way from `other` bend at the corner? Only if both its sides lie on one side of the line."""
    return turn(xy, other, corner, before) * turn(xy, other, corner, after) >= 0


def add_links(cut: Cut, areas: list[Area], links: Links, steps: np.ndarray) -> None:
    """Lines become edges with the surface and the other facts of their area. steps: bool[links], those that run over steps."""
    draft: Draft = cut.draft
    taken = ("kind", "access", "rise", "incline_permille", "incline_source", "step_count", "total_s", "roundabout")
    values = {
        name: np.array([getattr(area.facts, name) for area in areas], np.int64)[links.area] for name in WayFacts._fields if name not in taken
    } if areas else {}  # fmt: skip
    facts = [areas[position].facts for position in links.area.tolist()]
    lift = np.array([one.kind == Kind.ELEVATOR for one in facts], bool)
    kind = np.where(lift, Kind.ELEVATOR, np.where(steps, Kind.STEPS, Kind.AREA))
    rows = edge_rows(
        len(facts), **values, tail=cut.vertex_of_node[links.tail], head=cut.vertex_of_node[links.head],
        way=np.array([areas[position].way for position in links.area.tolist()], np.int64), kind=kind,
        access=np.array([one.access & ON_FOOT_OR_BIKE for one in facts], np.int64),
        time_s=np.where(lift, [one.total_s for one in facts], -1),
    )  # fmt: skip
    draft.add_edges(rows)
