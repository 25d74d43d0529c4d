"""Gives a shared node to every two ways that cross at one level."""
import numpy as np
import shapely

from .extract import Extract

ROUNDS = 4
NEAR_M = 0.35


def weld(extract: Extract) -> int:
    """Insert the missing nodes; returns how many. Rounding moves lines a little, hence the rounds."""
    total = 0
    for _ in range(ROUNDS):
        found = find_crossings(extract)
        if not found:
            break
        total += len(found)
        for way_a, way_b, x, y, level in found:
            node = extract.node(x, y, level)
            for way in (way_a, way_b):
                insert(extract, way, node, x, y)
    return total


def level_of(tags: dict[str, str]) -> str | None:
    """Ways of one level can meet; None for what nobody travels along, and for the inside of stations."""
    if "highway" not in tags or tags.get("area") == "yes" or "indoor" in tags:
        return None
    return tags.get("layer", "1" if "bridge" in tags else "0")


def find_crossings(extract: Extract) -> list[tuple[int, int, float, float, int]]:
    """(way index, way index, x, y, level) of every crossing of two ways without a node of both."""
    levels = [level_of(tags) for _, tags in extract.ways]
    found = []
    for level in sorted({level for level in levels if level is not None}):
        indices = [i for i, other in enumerate(levels) if other == level]
        lines = [extract.geometry(i + 1) for i in indices]
        first, second = shapely.STRtree(lines).query(lines, predicate="crosses")
        for a, b in sorted(zip(first.tolist(), second.tolist())):
            if a < b:
                points = free_points(extract, indices[a], indices[b], lines[a].intersection(lines[b]))
                found += [(indices[a], indices[b], x, y, 0 if level == "0" else 200 + int(level)) for x, y in points]
    return found


def free_points(extract: Extract, way_a: int, way_b: int, meeting) -> list[tuple[float, float]]:
    """Points of the meeting that are not at a node of both ways."""
    shared = set(extract.ways[way_a][0]) & set(extract.ways[way_b][0])
    knots = [extract.place(node) for node in sorted(shared)]
    points = [part for part in getattr(meeting, "geoms", [meeting]) if part.geom_type == "Point"]
    return [(p.x, p.y) for p in points if all(np.hypot(p.x - x, p.y - y) > NEAR_M for x, y in knots)]


def insert(extract: Extract, way: int, node: int, x: float, y: float) -> None:
    """Put a node into a way at the segment that passes it."""
    nodes = extract.ways[way][0]
    if node in nodes:
        return
    xy = np.array([extract.place(other) for other in nodes])
    start, step = xy[:-1], np.diff(xy, axis=0)
    share = np.clip(((np.array([x, y]) - start) * step).sum(1) / np.maximum((step**2).sum(1), 1e-9), 0, 1)
    away_m = np.hypot(*(start + share[:, None] * step - (x, y)).T)
    nodes.insert(int(np.argmin(away_m)) + 1, node)
