"""The nearest street to a point: a grid over all stretches of street geometry, searched in rings around the point."""
import math
from dataclasses import dataclass

import numpy as np

from routing.earth import METRES_PER_E7
from routing.jit import njit
from routing.streets.model import Kind, Part, Streets

CELL_M = 100.0
# Inside a station, under the ground or not: a point on a map means the street.
INDOORS = (Kind.ESCALATOR, Kind.MOVING_WALKWAY, Kind.FARE_GATE, Kind.EXIT_GATE, Kind.STATION_WALKWAY, Kind.ELEVATOR, Kind.CORRIDOR)


@dataclass(frozen=True)
class Snap:
    """A place on the street network.

    lat, lon     degrees, on the street
    edge         row of Streets; -1: at `vertex`
    position     share of the edge passed from its tail, 0 to 1
    distance_m   from the point asked for
    vertex       row of Streets' vertices; -1: on `edge`
    """

    lat: float
    lon: float
    edge: int
    position: float
    distance_m: float
    vertex: int = -1


@dataclass(frozen=True)
class Grid:
    """Cells of about 100 m, row by row from the south-west corner, and the stretches that touch each.

    corner_e7 int64[2] (lat, lon), cell_e7 int64[2] (height, width), shape int64[2] (rows, columns)
    first int32[cells + 1], point int32: a stretch is a geometry point and the next; edge int32: whose it is
    """

    corner_e7: np.ndarray
    cell_e7: np.ndarray
    shape: np.ndarray
    first: np.ndarray
    point: np.ndarray
    edge: np.ndarray


def build_grid(streets: Streets) -> Grid:
    """All stretches of all edges. A network without edges gives one empty cell."""
    count = np.diff(streets.geometry_first) - 1
    edge = np.repeat(np.arange(len(count), dtype=np.int32), count)
    point = (np.arange(len(edge)) + edge).astype(np.int32)  # every edge has one point more than stretches
    if not len(edge):
        one = np.ones(2, np.int64)
        return Grid(np.zeros(2, np.int64), one, one, np.zeros(2, np.int32), point, edge)
    lat, lon = streets.geometry_lat_e7, streets.geometry_lon_e7
    corner = np.array([lat.min(), lon.min()], np.int64)
    height = CELL_M / METRES_PER_E7
    narrowest = max(0.01, math.cos(math.radians(float(np.abs([lat.min(), lat.max()]).max()) / 1e7)))
    cell = np.array([height, height / narrowest], np.int64)
    boxes = []
    for values, axis in ((lat, 0), (lon, 1)):
        ends = np.stack([values[point], values[point + 1]]).astype(np.int64)
        boxes += [(ends.min(0) - corner[axis]) // cell[axis], (ends.max(0) - corner[axis]) // cell[axis]]
    south, north, west, east = boxes
    shape = np.array([north.max() + 1, east.max() + 1], np.int64)
    wide = east - west + 1
    covered = (north - south + 1) * wide
    stretch = np.repeat(np.arange(len(edge)), covered)
    within = np.arange(len(stretch)) - np.repeat(np.cumsum(covered) - covered, covered)
    cells = (south[stretch] + within // wide[stretch]) * shape[1] + west[stretch] + within % wide[stretch]
    first = np.zeros(int(shape.prod()) + 1, np.int32)
    np.cumsum(np.bincount(cells, minlength=int(shape.prod())), out=first[1:])
    order = np.argsort(cells, kind="stable")
    return Grid(corner, cell, shape, first, point[stretch[order]], edge[stretch[order]])


@dataclass(frozen=True)
class Snappable:
    """bits uint8[m]: the modes (Part) for which a point may be joined to each edge."""

    bits: np.ndarray


def snappable(streets: Streets, drivable: np.ndarray) -> Snappable:
    """drivable: bool[m], cars get there and away."""
    indoors = np.isin(streets.edge_kind, INDOORS) | (streets.edge_way < 0)
    bits = np.where(indoors, 0, streets.edge_part)
    return Snappable(np.where(drivable, bits, bits & ~np.uint8(Part.CAR)).astype(np.uint8))


def find_snap(grid: Grid, streets: Streets, usable: np.ndarray, bit: int, lat: float, lon: float, limit_m: float) -> Snap | None:
    """The nearest place on an edge with the bit in `usable` uint8[m]; None without one within the limit."""
    edge, position, distance_m, found_lat, found_lon = nearest(
        grid.corner_e7, grid.cell_e7, grid.shape, grid.first, grid.point, grid.edge, usable, bit,
        streets.geometry_first, streets.geometry_lat_e7, streets.geometry_lon_e7, float(lat) * 1e7, float(lon) * 1e7, float(limit_m),
    )  # fmt: skip
    if edge < 0:
        return None
    return Snap(found_lat / 1e7, found_lon / 1e7, edge, position, distance_m)


@njit
def nearest_on(lat_e7, lon_e7, point, x_e7, y_e7, stretch_m):
    """Metres from (x, y) to a stretch and the share of the stretch at its nearest point. stretch_m: metres of one 1e-7 degree of longitude."""
    ax, ay = (lon_e7[point] - x_e7) * stretch_m, (lat_e7[point] - y_e7) * METRES_PER_E7
    bx, by = (lon_e7[point + 1] - x_e7) * stretch_m, (lat_e7[point + 1] - y_e7) * METRES_PER_E7
    dx, dy = bx - ax, by - ay
    squared = dx * dx + dy * dy
    share = 0.0 if squared == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / squared))
    return math.hypot(ax + share * dx, ay + share * dy), share


@njit
def nearest(corner_e7, cell_e7, shape, first, point, edge, usable, bit, geometry_first, lat_e7, lon_e7, y_e7, x_e7, limit_m):
    """(edge or -1, position, metres, lat, lon in 1e-7 degrees). Of equally near edges the one with the lower number."""
    stretch_m = METRES_PER_E7 * max(0.01, math.cos(math.radians(y_e7 / 1e7)))
    row, column = int((y_e7 - corner_e7[0]) // cell_e7[0]), int((x_e7 - corner_e7[1]) // cell_e7[1])
    least_m = min(cell_e7[0] * METRES_PER_E7, cell_e7[1] * stretch_m)
    best_m, best_edge, best_point, best_share = limit_m, -1, 0, 0.0
    # a point outside the grid begins as many rings out as it is cells away
    ring = max(0, -row, row - int(shape[0]) + 1, -column, column - int(shape[1]) + 1)
    while (ring - 1) * least_m <= best_m:
        if row - ring < 0 and column - ring < 0 and row + ring >= shape[0] and column + ring >= shape[1] and ring > max(shape[0], shape[1]):
            break
        for r in range(max(0, row - ring), min(int(shape[0]), row + ring + 1)):
            step = 1 if r == row - ring or r == row + ring else max(1, 2 * ring)
            for c in range(column - ring, column + ring + 1, step):
                if c < 0 or c >= shape[1]:
                    continue
                for k in range(first[r * shape[1] + c], first[r * shape[1] + c + 1]):
                    if not usable[edge[k]] & bit:
                        continue
                    metres, share = nearest_on(lat_e7, lon_e7, point[k], x_e7, y_e7, stretch_m)
                    if metres < best_m or (metres == best_m and (best_edge < 0 or edge[k] < best_edge)):
                        best_m, best_edge, best_point, best_share = metres, edge[k], point[k], share
        ring += 1
    if best_edge < 0:
        return -1, 0.0, 0.0, 0.0, 0.0
    passed, whole = 0.0, 0.0
    for p in range(geometry_first[best_edge], geometry_first[best_edge + 1] - 1):
        stretch = math.hypot((lon_e7[p + 1] - lon_e7[p]) * stretch_m, (lat_e7[p + 1] - lat_e7[p]) * METRES_PER_E7)
        if p < best_point:
            passed += stretch
        elif p == best_point:
            passed += best_share * stretch
        whole += stretch
    position = 0.0 if whole == 0 else min(1.0, passed / whole)
    found_lat = lat_e7[best_point] + best_share * (lat_e7[best_point + 1] - lat_e7[best_point])
    found_lon = lon_e7[best_point] + best_share * (lon_e7[best_point + 1] - lon_e7[best_point])
    return best_edge, position, best_m, found_lat, found_lon
