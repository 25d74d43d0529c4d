"""Cutting shapes to a tile: simplify, clip, round to whole units, triangulate."""
from itertools import pairwise

import mapbox_earcut
import numpy as np
import shapely

from backend.map.rules import EXTENT, MARGIN, tolerance_units

MAX_VERTICES = 65_535  # of one mesh on the phone


def to_tile(geometry: np.ndarray, zoom: int, x: int, y: int) -> np.ndarray:
    """Simplified shapes in tile units, clipped to the tile and its margin; shapes that vanish are left out.

    Simplification looks at the whole shape and its own grid, so both sides of a border see the same line.
    """
    scale = float(EXTENT << zoom)
    if shapely.get_dimensions(geometry[0]) == 0:
        return placed_inside(geometry, scale, corner_of(x, y))
    simple = shapely.simplify(geometry, tolerance_units(zoom) / scale, preserve_topology=False)
    # A small area may lose all its corners: then it stays as it is.
    lost = shapely.is_empty(simple)
    simple = np.where(lost, geometry, simple)
    corner = corner_of(x, y)
    placed = shapely.transform(simple, lambda xy: xy * scale - corner)
    clipped = clip(placed)
    return shapely.get_parts(clipped[~shapely.is_empty(clipped)])


def corner_of(x: int, y: int) -> np.ndarray:
    """The tile's upper left corner, in its units."""
    return np.array([x * EXTENT, y * EXTENT], np.float64)


def placed_inside(geometry: np.ndarray, scale: float, corner: np.ndarray) -> np.ndarray:
    """Points in tile units; those beyond the margin are left out."""
    xy = shapely.get_coordinates(geometry) * scale - corner
    return shapely.points(xy[((xy >= -MARGIN) & (xy <= EXTENT + MARGIN)).all(axis=1)])


def clip(placed: np.ndarray) -> np.ndarray:
    low, high = -MARGIN, EXTENT + MARGIN
    try:
        return shapely.clip_by_rect(placed, low, low, high, high)
    except shapely.errors.GEOSException:
        # Some shape crosses itself after simplification: mend all, then cut exactly.
        return shapely.intersection(shapely.make_valid(placed), shapely.box(low, low, high, high))


def lines(parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Polylines as int16[n, 2] vertices and uint32[m] starts; those that shrink to one point are left out."""
    parts = shapely.get_parts(parts[np.isin(shapely.get_dimensions(parts), (1,))])
    points, owner = shapely.get_coordinates(parts, return_index=True)
    xy, owner = without_repeats(np.rint(points).astype(np.int16), owner)
    counts = np.bincount(owner, minlength=len(parts))
    keep = (counts >= 2)[owner]
    xy, owner = xy[keep], owner[keep]
    return xy, np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]).astype(np.uint32) if len(owner) else np.zeros(0, np.uint32)


def points(parts: np.ndarray) -> np.ndarray:
    """Points as int16[n, 2] vertices."""
    return np.rint(shapely.get_coordinates(parts)).astype(np.int16)


def without_repeats(xy: np.ndarray, owner: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Drop points that equal the one before on the same line."""
    if not len(xy):
        return xy, owner
    keep = np.r_[True, (xy[1:] != xy[:-1]).any(axis=1) | (owner[1:] != owner[:-1])]
    return xy[keep], owner[keep]


def triangles(parts: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Areas as meshes of at most MAX_VERTICES vertices: int16[n, 2] vertices and uint16[3 * m] corners of triangles."""
    polygons = shapely.get_parts(parts[shapely.get_dimensions(parts) == 2])
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    xy, ring = without_repeats(np.rint(points).astype(np.int32), ring)
    first = np.searchsorted(ring, np.arange(len(rings) + 1))
    ring_first = np.searchsorted(polygon, np.arange(len(polygons) + 1))
    meshes, vertices, corners, count = [], [], [], 0
    for i in range(len(polygons)):
        corner_xy, index = triangulated(xy, first[ring_first[i] : ring_first[i + 1] + 1])
        if not len(index):
            continue
        if count + len(corner_xy) > MAX_VERTICES and vertices:
            meshes.append(mesh(vertices, corners))
            vertices, corners, count = [], [], 0
        vertices.append(corner_xy)
        corners.append(index + count)
        count += len(corner_xy)
    return [*meshes, mesh(vertices, corners)] if vertices else meshes


def triangulated(xy: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vertices and triangle corners of one polygon whose rings begin at `first`. Rings are closed; earcut wants them open."""
    open_rings = [xy[a : b - 1] for a, b in pairwise(first) if b - a > 3]
    if not open_rings or first[1] - first[0] <= 3:
        return xy[:0], np.zeros(0, np.uint32)
    vertices = np.ascontiguousarray(np.concatenate(open_rings))
    ends = np.cumsum([len(ring) for ring in open_rings]).astype(np.uint32)
    return vertices, mapbox_earcut.triangulate_int32(vertices, ends)


def mesh(vertices: list[np.ndarray], corners: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    return np.concatenate(vertices).astype(np.int16), np.concatenate(corners).astype(np.uint16)
