"""From linework to clean edges: near misses become one crossing, stubs go, roundabouts come."""
from collections import Counter, defaultdict

import numpy as np
import shapely
from shapely.geometry import LineString, Point

from .layout import BOX
from .shapes import Groups, closed, key_of, lines_of, parts_of, thinned

MIN_EDGE_M = 11.0
HOOK_M = 7.0
MIN_STUB_M = 45.0
ROUNDABOUT_RADIUS_M = 15.0
GRID_M = 0.1
BESIDE_M = 0.3


def node_lines(lines) -> list[LineString]:
    """Lines cut wherever they meet, and joined where only two meet."""
    noded = lines_of(shapely.line_merge(shapely.union_all(lines, grid_size=GRID_M)))
    met = attach_loose_ends(noded)
    return lines_of(shapely.line_merge(shapely.union_all(met, grid_size=GRID_M))) if met != noded else noded


def attach_loose_ends(lines: list[LineString]) -> list[LineString]:
    """Bend a line to an end that rounding left some centimetres beside it."""
    bent = list(lines)
    tree = shapely.STRtree(lines)
    for end in sorted(key for key, count in degrees(lines).items() if count == 1):
        for i in tree.query(Point(end).buffer(BESIDE_M), predicate="intersects").tolist():
            if end not in (key_of(lines[i].coords[0]), key_of(lines[i].coords[-1])):
                at_m = bent[i].project(Point(end))
                before, after = shapely.ops.substring(bent[i], 0, at_m), shapely.ops.substring(bent[i], at_m, bent[i].length)
                bent[i] = LineString([*before.coords[:-1], end, *after.coords[1:]])
    return bent


def degrees(lines: list[LineString]) -> Counter[tuple[float, float]]:
    """How many lines end at each place."""
    return Counter(key_of(c) for line in lines for c in (line.coords[0], line.coords[-1]))


def find_lines(plan) -> list[LineString]:
    """The edges of the street graph as lines. Adds the roundabouts to the plan's streets."""
    lines = merge_close_nodes(node_lines(plan.linework))
    lines = drop_stubs([line for line in lines if line.length > 1])
    lines = add_roundabouts(lines, plan)
    # Two ends that meet were joined above; here the street changes into a footpath.
    heads = {key_of(head) for head in plan.heads}
    return [LineString(thinned(part.coords)) for line in lines for part in cut_at(line, heads)]


def merge_close_nodes(lines: list[LineString]) -> list[LineString]:
    """Contract edges shorter than MIN_EDGE_M: both sides of a street often meet it some metres apart."""
    index: dict[tuple[float, float], int] = {}
    ends = [[index.setdefault(key_of(c), len(index)) for c in (line.coords[0], line.coords[-1])] for line in lines]
    groups = Groups(len(index))
    for line, (u, v) in zip(lines, ends):
        if line.length < MIN_EDGE_M:
            groups.join(u, v)
    members = defaultdict(list)
    for key, node in index.items():
        members[groups.find(node)].append(key)
    centre = {root: np.mean(keys, axis=0).round(1) for root, keys in members.items()}
    merged = []
    for line, (u, v) in zip(lines, ends):
        a, b = groups.find(u), groups.find(v)
        if line.length < MIN_EDGE_M or (a == b and line.length < 60):
            continue
        merged.append(with_ends(line, centre[a], centre[b]))
    return node_lines(merged)


def with_ends(line: LineString, first, last) -> LineString:
    """The line from and to other places near its ends, without the vertices that would make it turn back there."""
    middle = np.array(line.coords)[1:-1]
    clear = (np.hypot(*(middle - first).T) > HOOK_M) & (np.hypot(*(middle - last).T) > HOOK_M)
    return LineString(np.vstack([first, middle[clear], last]))


def drop_stubs(lines: list[LineString]) -> list[LineString]:
    """Remove short dead ends, except where a road leaves the map or is meant to end."""
    within = BOX.buffer(-5)
    for _ in range(2):
        degree = degrees(lines)

        def is_loose(line, degree=degree):
            return any(degree[key_of(c)] == 1 and within.contains(Point(c)) for c in (line.coords[0], line.coords[-1]))

        lines = [line for line in lines if line.length >= MIN_STUB_M or not is_loose(line)]
        lines = lines_of(shapely.line_merge(shapely.MultiLineString(lines)))
    return lines


def add_roundabouts(lines: list[LineString], plan) -> list[LineString]:
    """Put a circle in place of some junctions; the arms end on it."""
    ends = np.array(sorted({key_of(c) for line in lines for c in (line.coords[0], line.coords[-1])}))
    centres = []
    for wish in plan.roundabouts:
        distance = np.hypot(*(ends - wish).T)
        if distance.min() < 30:
            centres.append(tuple(ends[np.argmin(distance)]))
    plan.roundabouts = centres
    for centre in centres:
        angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        ring = closed(np.array(centre) + ROUNDABOUT_RADIUS_M * np.column_stack([np.cos(angle), np.sin(angle)]))
        disc = shapely.Polygon(ring)
        near = [line for line in lines if line.intersects(disc)]
        far = [line for line in lines if not line.intersects(disc)]
        arms = [part for line in near for part in parts_of(line.difference(disc)) if part.length > 3]
        cut = lines_of(shapely.union_all([*arms, ring], grid_size=GRID_M))
        lines = far + join_arms(cut, disc)
        plan.add(ring, "secondary", "roundabout")
    return lines


def join_arms(pieces: list[LineString], disc) -> list[LineString]:
    """Pieces merged into whole arms and whole arcs: a noded line is cut at every vertex of the circle that rounding touched."""
    on_ring = disc.exterior.buffer(0.3)
    arcs = [piece for piece in pieces if on_ring.contains(piece)]
    arms = [piece for piece in pieces if not on_ring.contains(piece)]
    merged = lines_of(shapely.line_merge(shapely.MultiLineString(arms)))
    gates = {key_of(c) for arm in merged for c in (arm.coords[0], arm.coords[-1])}
    whole = lines_of(shapely.line_merge(shapely.MultiLineString(arcs)))
    return merged + [part for arc in whole for part in cut_at(arc, gates)]


def cut_at(line: LineString, places: set) -> list[LineString]:
    """A line cut at its own vertices that are among the places; a ring is first turned to begin at one."""
    coords = list(line.coords)
    if line.is_ring:
        first = next((i for i, c in enumerate(coords) if key_of(c) in places), 0)
        coords = coords[first:-1] + coords[: first + 1]
    parts, part = [], [coords[0]]
    for c in coords[1:]:
        part.append(c)
        if key_of(c) in places:
            parts.append(LineString(part))
            part = [c]
    if len(part) > 1:
        parts.append(LineString(part))
    return parts
