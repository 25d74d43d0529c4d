"""Stops as vertices of the street network: each is joined to the walkable street that suits it best (decision 0001)."""
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely

from routing.build.draft import Draft, Lines, edge_rows, vertex_rows
from routing.build.measure import Plane
from routing.build.parts import parts_of
from routing.build.pins import Pins
from routing.build.problems import Problems
from routing.streets.model import UNKNOWN_I16, Access, Kind, Part

REACH_M = 200.0  # a stop farther from every street has no way to it
AT_STREET_M = 1.0  # a stop nearer than this stands on the street: no link
BOTH_WAYS = int(Access.FOOT_F | Access.FOOT_B)
# A stop is joined to the street with the least distance plus this handicap: rather to a platform than to the footway behind it, rather to a
# footway than to the road in front of it.
HANDICAP_M = {
    Kind.PLATFORM: 0, Kind.FOOTWAY: 5, Kind.SIDEWALK: 5, Kind.PEDESTRIAN: 5, Kind.AREA: 5, Kind.CORRIDOR: 5, Kind.PATH: 6, Kind.LIVING_STREET: 6,
    Kind.CYCLEWAY: 12, Kind.CROSSING: 15, Kind.PRIMARY: 15, Kind.PRIMARY_LINK: 15, Kind.TRUNK: 25, Kind.TRUNK_LINK: 25, Kind.MOTORWAY: 30,
    Kind.MOTORWAY_LINK: 30,
}  # fmt: skip
USUAL_HANDICAP_M = 10.0
OFF_GROUND_M = 15.0  # bridges and tunnels: most stops stand on the ground
OTHER_LEVEL_M = 30.0
MOST_HANDICAP_M = max(HANDICAP_M.values()) + OFF_GROUND_M + OTHER_LEVEL_M
NOT_JOINED = (Kind.STEPS, Kind.ESCALATOR, Kind.MOVING_WALKWAY, Kind.ELEVATOR, Kind.FERRY)


class Meetings(NamedTuple):
    """Where pins meet the streets."""

    pin: np.ndarray  # int64[k]
    edge: np.ndarray  # int64[k]
    at_m: np.ndarray  # float64[k], along the edge


def join_pins(draft: Draft, pins: Pins, file: str, problems: Problems) -> np.ndarray:
    """Vertex of each pin, int32[pins]; edges that stops are joined to are split."""
    plane = Plane.around(draft.vertices["lat_e7"], draft.vertices["lon_e7"])
    nowhere = np.isnan(pins.lat) | np.isnan(pins.lon)
    lat, lon = np.where(nowhere, plane.lat, pins.lat), np.where(nowhere, plane.lon, pins.lon)
    if nowhere.any():
        problems.add("stop_nowhere", f"{int(nowhere.sum())} stops without a place, the first in row {int(np.argmax(nowhere))}: "
                     "they are joined to no street", file, count=int(nowhere.sum()))  # fmt: skip
    xy = plane.to_metres(lat, lon)
    wanted = (pins.joins == 1) & ~nowhere
    meetings = meetings_of(draft, plane, xy, wanted, pins)
    far = wanted.copy()
    far[meetings.pin] = False
    for pin in np.flatnonzero(far).tolist():
        problems.add("stop_far_from_streets", f"stop in row {pin} at {lat[pin]:.5f}, {lon[pin]:.5f}: no walkable street within {REACH_M:.0f} m", file)
    vertex = np.full(len(pins), -1, np.int32)
    met = split_edges(draft, plane, meetings)
    street_xy = plane.to_metres(draft.vertices["lat_e7"][met] * 1e-7, draft.vertices["lon_e7"][met] * 1e-7)
    near = np.hypot(*(street_xy - xy[meetings.pin]).T) <= AT_STREET_M
    # Between two ends of pathways there is a pathway, even where both stand at one place.
    near &= ~np.isin(meetings.pin, np.concatenate([pins.pathway_from, pins.pathway_to]))
    vertex[meetings.pin[near]] = met[near]
    own = np.flatnonzero(vertex < 0)
    vertex[own] = draft.add_vertices(vertex_rows(len(own), lat_e7=np.rint(lat[own] * 1e7), lon_e7=np.rint(lon[own] * 1e7)))
    draft.add_edges(link_rows(draft, met[~near], vertex[meetings.pin[~near]], pins.level[meetings.pin[~near]]))
    return vertex


def meetings_of(draft: Draft, plane: Plane, xy: np.ndarray, wanted: np.ndarray, pins: Pins) -> Meetings:
    edges = draft.edges
    walked = (parts_of(edges, len(draft.vertices)) & Part.FOOT) != 0
    walked &= ((edges["access"] & BOTH_WAYS) == BOTH_WAYS) & (edges["time_s"] < 0) & ~np.isin(edges["kind"], NOT_JOINED)
    candidate, pin = np.flatnonzero(walked), np.flatnonzero(wanted)
    if not len(candidate) or not len(pin):
        return Meetings(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    lines = lines_of(draft.lines.take(candidate), plane)
    tree, points = shapely.STRtree(lines), shapely.points(xy[pin])
    (at, _), nearest_m = tree.query_nearest(points, max_distance=REACH_M, return_distance=True, all_matches=False)
    reach_m = np.minimum(REACH_M, nearest_m + MOST_HANDICAP_M)
    which, line = tree.query(points[at], predicate="dwithin", distance=reach_m)
    which = at[which]
    edge = candidate[line]
    score_m = shapely.distance(points[which], lines[line]) + handicap_m(draft, edge, pins.level[pin[which]])
    order = np.lexsort((edge, score_m, which))
    best = order[np.r_[True, np.diff(which[order]) != 0]] if len(order) else order
    at_m = shapely.line_locate_point(lines[line[best]], points[which[best]])
    return Meetings(pin[which[best]], edge[best], at_m)


def lines_of(lines: Lines, plane: Plane) -> np.ndarray:
    xy = plane.to_metres(lines.lat_e7 * 1e-7, lines.lon_e7 * 1e-7)
    return shapely.linestrings(xy, indices=np.repeat(np.arange(len(lines)), np.diff(lines.first)))


def handicap_m(draft: Draft, edge: np.ndarray, level: np.ndarray) -> np.ndarray:
    """level: float[k] of the pin, NaN unknown."""
    by_kind = np.full(256, USUAL_HANDICAP_M)
    by_kind[list(HANDICAP_M)] = list(HANDICAP_M.values())
    tagged = draft.edges["level"][edge]
    known = (tagged != UNKNOWN_I16) & ~np.isnan(level)
    elsewhere = known & (np.abs(tagged - np.where(np.isnan(level), 0, level)) >= 1)
    off_ground = ~known & (draft.edges["bridge"][edge] > 0)
    return by_kind[draft.edges["kind"][edge]] + OTHER_LEVEL_M * elsewhere + OFF_GROUND_M * off_ground


def split_edges(draft: Draft, plane: Plane, meetings: Meetings) -> np.ndarray:
    """The vertex at each meeting, int32[k]. Near an end it is the end, near one another meetings share a vertex."""
    vertex = np.zeros(len(meetings.edge), np.int32)
    order = np.lexsort((meetings.at_m, meetings.edge))
    keep = np.ones(len(draft.edges), bool)
    cuts = Cuts([], [], [], [])
    for group in np.split(order, np.flatnonzero(np.diff(meetings.edge[order])) + 1):
        if len(group):
            edge = int(meetings.edge[group[0]])
            keep[edge] = not split_edge(draft, plane, edge, meetings.at_m[group], group, vertex, cuts)
    if not cuts.point:
        return vertex
    lat_e7, lon_e7 = plane.to_e7(np.array(cuts.point))
    draft.add_vertices(vertex_rows(len(lat_e7), lat_e7=lat_e7, lon_e7=lon_e7))
    rows = draft.edges.take(np.array(cuts.edge))
    rows.columns["tail"], rows.columns["head"] = np.array(cuts.ends, np.int32).T.copy()
    draft.add_edges(rows, piece_lines(draft, plane, rows, cuts.inner))
    draft.keep_edges(np.concatenate([keep, np.ones(len(rows), bool)]))
    return vertex


class Cuts(NamedTuple):
    """What splitting adds, to be made in one go."""

    point: list[np.ndarray]  # float64[2] metres, of new vertices
    edge: list[int]  # that each piece is cut from
    ends: list[tuple[int, int]]  # vertices of each piece
    inner: list[np.ndarray]  # int32[k, 2] e7, points of each piece between its ends


def split_edge(draft: Draft, plane: Plane, edge: int, at_m: np.ndarray, rows: np.ndarray, vertex: np.ndarray, cuts: Cuts) -> bool:
    """at_m: ascending. Writes the vertex of each meeting; False when all are at the ends, so that the edge stays whole."""
    points = slice(draft.lines.first[edge], draft.lines.first[edge + 1])
    e7 = np.column_stack([draft.lines.lat_e7[points], draft.lines.lon_e7[points]])
    xy = plane.to_metres(e7[:, 0] * 1e-7, e7[:, 1] * 1e-7)
    along_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    tail, head = int(draft.edges["tail"][edge]), int(draft.edges["head"][edge])
    place_m, stations = 0.0, [(0.0, tail)]
    for row, meeting_m in zip(rows.tolist(), at_m.tolist()):
        if along_m[-1] - meeting_m <= AT_STREET_M and along_m[-1] - meeting_m <= meeting_m - place_m:
            vertex[row] = head
        elif meeting_m - place_m <= AT_STREET_M:
            vertex[row] = stations[-1][1]
        else:
            place_m, vertex[row] = meeting_m, len(draft.vertices) + len(cuts.point)
            cuts.point.append(np.array([np.interp(meeting_m, along_m, axis) for axis in xy.T]))
            stations.append((meeting_m, int(vertex[row])))
    if len(stations) == 1:
        return False
    stations.append((float(along_m[-1]), head))
    for (from_m, one), (to_m, other) in pairwise(stations):
        cuts.edge.append(edge)
        cuts.ends.append((one, other))
        cuts.inner.append(e7[1:-1][(along_m[1:-1] > from_m) & (along_m[1:-1] < to_m)])
    return True


def piece_lines(draft: Draft, plane: Plane, rows, inner: list[np.ndarray]) -> Lines:
    counts = np.array([len(points) + 2 for points in inner])
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    middle = np.ones(first[-1], bool)
    middle[first[:-1]] = middle[first[1:] - 1] = False
    lat_e7, lon_e7 = np.zeros(first[-1], np.int32), np.zeros(first[-1], np.int32)
    lat_e7[middle], lon_e7[middle] = np.concatenate(inner).T
    for end, place in (("tail", first[:-1]), ("head", first[1:] - 1)):
        lat_e7[place], lon_e7[place] = draft.vertices["lat_e7"][rows[end]], draft.vertices["lon_e7"][rows[end]]
    return Lines(first, lat_e7, lon_e7)


def link_rows(draft: Draft, street: np.ndarray, pin: np.ndarray, level: np.ndarray):
    known = ~np.isnan(level)
    floor = np.where(known, np.rint(np.where(known, level, 0)), UNKNOWN_I16)
    return edge_rows(len(pin), tail=street, head=pin, access=BOTH_WAYS, kind=Kind.LINK, level=floor)
