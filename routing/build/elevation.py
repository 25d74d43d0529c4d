"""Heights of vertices, and how steeply edges rise and fall: tagged facts first, the rest derived from a terrain model.

A terrain model knows the ground. Bridges and tunnels are drawn straight between their ends instead, and lifts, escalators and ways
inside stations are left alone.
"""
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix, diags
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import spsolve

from routing.build.draft import Draft
from routing.build.problems import Problems
from routing.build.raster import Raster, read_raster
from routing.earth import METRES_PER_E7
from routing.streets.model import UNKNOWN_I16, Kind, Source

RUN_M = 25.0  # a slope is measured over at least this length
STEEPEST_PERMILLE = 500  # more than this is a wall, or an error of the model that nobody should be led over
RISER_M, TREAD_M = 0.16, 0.31  # height and depth of a step: 2 risers and a tread make a stride of 63 cm
MOVED = (Kind.ELEVATOR, Kind.ESCALATOR, Kind.MOVING_WALKWAY, Kind.FARE_GATE, Kind.EXIT_GATE, Kind.STATION_WALKWAY, Kind.FERRY)


class Profile(NamedTuple):
    """Heights along edges, at the ends of stretches of RUN_M or more."""

    first: np.ndarray  # int64[k + 1]
    height_m: np.ndarray  # float64, NaN unknown


def add_elevation(draft: Draft, path: Path | None, problems: Problems) -> None:
    """path: GeoTIFF in EPSG:4326, or None: only what is tagged."""
    raster = None if path is None else raster_of(draft, path, problems)
    height_m, straight = vertex_heights(draft, raster)
    known = ~np.isnan(height_m)
    draft.vertices.columns["elevation_dm"] = np.where(known, np.rint(np.where(known, height_m, 0) * 10), UNKNOWN_I16).astype(np.int16)
    derive(draft, raster, height_m, straight)
    use_tags(draft)


def raster_of(draft: Draft, path: Path, problems: Problems) -> Raster:
    # Stops far away from the city's streets do not count.
    on_streets = touched(draft.edges, np.ones(len(draft.edges), bool), len(draft.vertices))
    lat, lon = (draft.vertices[name][on_streets] * 1e-7 for name in ("lat_e7", "lon_e7"))
    raster = read_raster(path, (lat.min(), lon.min(), lat.max(), lon.max()))
    gaps = np.flatnonzero(np.isnan(raster.at(lat, lon)))
    if len(gaps):
        message = f"{len(gaps)} points of streets without a height, the first at {lat[gaps[0]]:.5f}, {lon[gaps[0]]:.5f}: their slope is unknown"
        problems.add("place_without_elevation", message, path.name, count=len(gaps))
    return raster


def vertex_heights(draft: Draft, raster: Raster | None) -> tuple[np.ndarray, np.ndarray]:
    """Metres for each vertex, float64[n], NaN unknown; and which edges run straight between their ends whatever the ground, bool[m]."""
    vertices, edges, n = draft.vertices, draft.edges, len(draft.vertices)
    moved, link = is_moved(draft), edges["kind"] == Kind.LINK
    raised = ((edges["bridge"] > 0) | (edges["kind"] == Kind.CORRIDOR)) & ~moved
    on_ground = touched(edges, ~raised & ~moved & ~link, n)
    off_ground = touched(edges, raised, n) & ~on_ground
    # A stop stands where the street it is linked to is.
    stop = touched(edges, link, n) & ~touched(edges, ~link & ~moved, n)
    over = np.where(stop[edges["tail"]], off_ground[edges["head"]], off_ground[edges["tail"]]) & link
    off_ground |= stop & touched(edges, over, n)
    inside_station = touched(edges, moved, n) & ~on_ground & ~off_ground & ~stop
    ground_m = np.full(n, np.nan) if raster is None else raster.at(vertices["lat_e7"] * 1e-7, vertices["lon_e7"] * 1e-7)
    height_m = np.where(off_ground | inside_station, np.nan, ground_m)
    tagged = vertices["elevation_dm"]
    height_m = np.where(tagged != UNKNOWN_I16, tagged / 10, height_m)
    straight = raised | over
    fill_between(draft, height_m, off_ground & (tagged == UNKNOWN_I16), straight)
    return height_m, straight


def is_moved(draft: Draft) -> np.ndarray:
    """bool[m]. People are moved there, or a station's own levels count."""
    return np.isin(draft.edges["kind"], MOVED) | (draft.edges["way"] < 0)


def touched(edges, which: np.ndarray, n_vertices: int) -> np.ndarray:
    """bool[n_vertices], end of some of the edges."""
    found = np.zeros(n_vertices, bool)
    found[edges["tail"][which]] = found[edges["head"][which]] = True
    return found


def fill_between(draft: Draft, height_m: np.ndarray, wanted: np.ndarray, straight: np.ndarray) -> None:
    """Wanted vertices get the mean of their neighbours, nearer ones counting more: on one bridge that is a straight line between its ends."""
    edges, n = draft.edges, len(height_m)
    anchor = ~np.isnan(height_m) & ~wanted
    taking_part = wanted | anchor
    edge = np.flatnonzero(straight & taking_part[edges["tail"]] & taking_part[edges["head"]])
    tail, head, weight = edges["tail"][edge], edges["head"][edge], 1.0 / edges["length_cm"][edge]
    graph = csr_matrix((np.r_[weight, weight], (np.r_[tail, head], np.r_[head, tail])), (n, n))
    # Without an anchor in reach there is nothing to draw a line from.
    count, label = connected_components(graph, directed=False)
    anchored = np.zeros(count, bool)
    anchored[label[anchor]] = True
    row = np.flatnonzero(wanted & anchored[label])
    if not len(row):
        return
    around = graph[row]
    system = (diags(np.asarray(around.sum(axis=1)).ravel()) - around[:, row]).tocsc()
    height_m[row] = spsolve(system, around[:, np.flatnonzero(anchor)] @ height_m[anchor])


def derive(draft: Draft, raster: Raster | None, height_m: np.ndarray, straight: np.ndarray) -> None:
    """Incline, climb and drop of edges whose ends have heights."""
    edges = draft.edges
    tail_m, head_m = height_m[edges["tail"]], height_m[edges["head"]]
    edge = np.flatnonzero(~np.isnan(tail_m) & ~np.isnan(head_m) & ~is_moved(draft) & (edges["kind"] != Kind.LINK))
    if not len(edge):
        return
    profile = profile_of(draft, raster, edge, tail_m, head_m, straight)
    rise_m = np.delete(np.diff(profile.height_m), profile.first[1:-1] - 1)
    begins, count = profile.first[:-1] - np.arange(len(edge)), np.diff(profile.first) - 1
    hump_m = np.minimum(np.add.reduceat(np.maximum(rise_m, 0), begins), np.add.reduceat(np.maximum(-rise_m, 0), begins))
    # Ends in whole decimetres, so that the climbs along a street add up to the difference in height.
    net_dm = np.rint(head_m[edge] * 10) - np.rint(tail_m[edge] * 10)
    for name, dm in (("climb_dm", net_dm), ("drop_dm", -net_dm)):
        edges.columns[name][edge] = np.minimum(np.maximum(dm, 0) + np.rint(hump_m * 10), 32_000)
    run_m = edges["length_cm"][edge] / 100 / count
    permille = steepest_of(rise_m / np.repeat(run_m, count) * 1000, begins)
    short = (run_m < RUN_M) & ~straight[edge]
    permille[short] = np.nan if raster is None else ground_slope(draft, raster, edge[short])
    permille = np.clip(permille, -STEEPEST_PERMILLE, STEEPEST_PERMILLE)
    known = ~np.isnan(permille) & (edges["incline_source"][edge] != Source.TAGGED)
    edges.columns["incline_permille"][edge[known]] = np.rint(permille[known])
    edges.columns["incline_source"][edge[known]] = Source.DERIVED


def profile_of(draft: Draft, raster: Raster | None, edge: np.ndarray, tail_m: np.ndarray, head_m: np.ndarray, straight: np.ndarray) -> Profile:
    """Heights at the ends of equal stretches of each edge; between its ends from the ground, where there is a model and the edge lies on it."""
    lines = draft.lines.take(edge)
    length_m = draft.edges["length_cm"][edge] / 100
    count = np.where(straight[edge] | (raster is None), 1, np.maximum(1, np.floor(length_m / RUN_M))).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(count + 1)]).astype(np.int64)
    owner = np.repeat(np.arange(len(edge)), count + 1)
    share = (np.arange(first[-1]) - first[owner]) / count[owner]
    height_m = np.zeros(first[-1])
    if raster is not None:
        lat, lon = points_along(lines, owner, share)
        height_m = raster.at(lat, lon)
    height_m[first[:-1]], height_m[first[1:] - 1] = tail_m[edge], head_m[edge]
    # A gap of the model within an edge: straight on.
    gap = np.isnan(height_m)
    begin_m, net_m = tail_m[edge], (head_m - tail_m)[edge]
    height_m[gap] = begin_m[owner[gap]] + net_m[owner[gap]] * share[gap]
    return Profile(first, height_m)


def points_along(lines, owner: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Degrees of the points at a share of the length of lines."""
    lat, lon = lines.lat_e7.astype(np.float64), lines.lon_e7.astype(np.float64)
    step = np.hypot(np.diff(lat), np.diff(lon) * np.cos(np.radians(lat[:-1] * 1e-7)))
    # Between two lines one unit is walked, so that places along all lines ascend.
    step[lines.first[1:-1] - 1] = 1.0
    walked = np.concatenate([[0.0], np.cumsum(step)])
    begin, end = walked[lines.first[:-1]], walked[lines.first[1:] - 1]
    place = begin[owner] + share * (end - begin)[owner]
    return np.interp(place, walked, lat) * 1e-7, np.interp(place, walked, lon) * 1e-7


def steepest_of(slope: np.ndarray, begins: np.ndarray) -> np.ndarray:
    up, down = np.maximum.reduceat(slope, begins), np.minimum.reduceat(slope, begins)
    return np.where(up >= -down, up, down)


def ground_slope(draft: Draft, raster: Raster, edge: np.ndarray) -> np.ndarray:
    """Permille from tail to head of the ground under short edges, over RUN_M around their middle: over less, noise would be steep."""
    vertices, edges = draft.vertices, draft.edges
    tail, head = edges["tail"][edge], edges["head"][edge]
    lat, lon = ((vertices[name][tail].astype(np.float64) + vertices[name][head]) / 2 for name in ("lat_e7", "lon_e7"))
    narrow = np.cos(np.radians(lat * 1e-7))
    north = (vertices["lat_e7"][head].astype(np.float64) - vertices["lat_e7"][tail]) * METRES_PER_E7
    east = (vertices["lon_e7"][head].astype(np.float64) - vertices["lon_e7"][tail]) * METRES_PER_E7 * narrow
    distance = np.hypot(north, east)
    half_e7 = RUN_M / 2 / METRES_PER_E7 / np.where(distance > 0, distance, np.nan)
    d_lat, d_lon = north * half_e7, east * half_e7 / narrow
    ends = [raster.at((lat + sign * d_lat) * 1e-7, (lon + sign * d_lon) * 1e-7) for sign in (1, -1)]
    return (ends[0] - ends[1]) / RUN_M * 1000


def use_tags(draft: Draft) -> None:
    """A tagged slope, or a counted flight of steps, says more about the height to climb than the ground around it."""
    edges = draft.edges
    rise, steps, permille = edges["rise"], edges["step_count"], edges["incline_permille"]
    tagged = edges["incline_source"] == Source.TAGGED
    climb_m = np.where(tagged, np.abs(permille / 1000) * edges["length_cm"] / 100, 0.0)
    flight = (rise != 0) & (steps != UNKNOWN_I16) & np.isin(edges["kind"], (Kind.STEPS, Kind.ESCALATOR))
    climb_m = np.where(flight, steps * RISER_M, climb_m)
    up = np.where(tagged & ~flight, np.sign(permille), rise)
    set_dm = tagged | flight
    dm = np.minimum(np.rint(climb_m * 10), 32_000).astype(np.int16)
    # Tagged as going up where the model says down: the model is too coarse there.
    against = ~tagged & (rise != 0) & (permille != UNKNOWN_I16) & (np.sign(permille) == -rise)
    for name, sign in (("climb_dm", 1), ("drop_dm", -1)):
        edges.columns[name][set_dm] = np.where(up == sign, dm, 0)[set_dm]
        edges.columns[name][against & ~set_dm] = 0
    edges.columns["incline_permille"][against] = UNKNOWN_I16
    edges.columns["incline_source"][against] = Source.UNKNOWN
    # Steps that nobody counted, and of which the ground knows nothing: as steep as steps are, in the direction that is tagged.
    uncounted = (rise != 0) & np.isin(edges["kind"], (Kind.STEPS, Kind.ESCALATOR)) & (edges["climb_dm"] == 0) & (edges["drop_dm"] == 0)
    flight_dm = np.clip(np.rint(edges["length_cm"] / 10 * RISER_M / TREAD_M), 1, 32_000).astype(np.int16)
    for name, sign in (("climb_dm", 1), ("drop_dm", -1)):
        edges.columns[name][uncounted & (rise == sign)] = flight_dm[uncounted & (rise == sign)]
