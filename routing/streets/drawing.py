"""The line of a path: whole edges and parts of edges one after the other, each in the direction of travel."""
import math

import numpy as np

from routing.earth import METRES_PER_E7
from routing.jit import njit


@njit
def travelled(arcs, arc_edge, arc_forward, weight_ms, first_edge, first_ahead, first_ms, last_edge, last_ahead, last_ms):
    """Edges int32[k], forward uint8[k] and milliseconds int64[k] of a part of an edge, the edges of some arcs, and a part of an edge.

    first_edge, last_edge: -1 where there is no such part
    """
    before, after = int(first_edge >= 0), int(last_edge >= 0)
    k = before + arcs.size + after
    edge, forward, ms = np.empty(k, np.int32), np.empty(k, np.uint8), np.empty(k, np.int64)
    for i in range(arcs.size):
        edge[before + i] = arc_edge[arcs[i]]
        forward[before + i] = arc_forward[arcs[i]]
        ms[before + i] = weight_ms[arcs[i]]
    if before:
        edge[0], forward[0], ms[0] = first_edge, first_ahead, first_ms
    if after:
        edge[k - 1], forward[k - 1], ms[k - 1] = last_edge, last_ahead, last_ms
    return edge, forward, ms


@njit
def measured(edge, forward, begin, end, length_cm, climb_dm, drop_dm):
    """Centimetres of every piece float64[k], and decimetres up and down of all; begin: share where the first piece begins, end: the last ends."""
    along, up, down = np.empty(edge.size), 0.0, 0.0
    for i in range(edge.size):
        share = (end if i == edge.size - 1 else 1.0) - (begin if i == 0 else 0.0)
        along[i] = length_cm[edge[i]] * share
        climb, drop = climb_dm[edge[i]], drop_dm[edge[i]]
        up += share * (climb if forward[i] else drop)
        down += share * (drop if forward[i] else climb)
    return along, up, down


@njit
def draw(edge, forward, begin, end, geometry_first, lat_e7, lon_e7):
    """Pieces int32[k] of edges: whole ones, but for the first from share `begin` and the last to share `end` in the direction of travel.

    Returns lat and lon int32 (1e-7 degrees) without doubled joints, and for each piece the row of its first point (int32[k + 1]).
    """
    room = 2
    for i in range(edge.size):
        room += geometry_first[edge[i] + 1] - geometry_first[edge[i]] + 2
    lat, lon, first = np.empty(room, np.int32), np.empty(room, np.int32), np.zeros(edge.size + 1, np.int32)
    size = 0
    for i in range(edge.size):
        low, high = geometry_first[edge[i]], geometry_first[edge[i] + 1] - 1
        step = 1 if forward[i] else -1
        at, last = (low, high) if forward[i] else (high, low)
        first[i] = max(0, size - 1)
        begins, ends = begin if i == 0 else 0.0, end if i == edge.size - 1 else 1.0
        if begins > 0 or ends < 1:
            size = draw_part(lat, lon, size, lat_e7, lon_e7, at, last, step, begins, ends)
            continue
        while True:
            size = append(lat, lon, size, lat_e7[at], lon_e7[at])
            if at == last:
                break
            at += step
    first[edge.size] = max(0, size - 1)
    return lat[:size].copy(), lon[:size].copy(), first


@njit
def draw_part(lat, lon, size, lat_e7, lon_e7, at, last, step, begins, ends):
    """Append the part of a line between two shares of its length."""
    narrow, whole = math.cos(math.radians(lat_e7[at] / 1e7)), 0.0
    row = at
    while row != last:
        whole += math.hypot(lat_e7[row + step] - lat_e7[row], (lon_e7[row + step] - lon_e7[row]) * narrow)
        row += step
    passed, wanted, until = 0.0, begins * whole, ends * whole
    started = False
    while at != last:
        stretch = math.hypot(lat_e7[at + step] - lat_e7[at], (lon_e7[at + step] - lon_e7[at]) * narrow)
        is_end = at + step == last
        if not started and (passed + stretch >= wanted or is_end):
            size = append_between(lat, lon, size, lat_e7, lon_e7, at, at + step, passed, stretch, wanted)
            started = True
        if started and (passed + stretch >= until or is_end):
            return append_between(lat, lon, size, lat_e7, lon_e7, at, at + step, passed, stretch, until)
        if started:
            size = append(lat, lon, size, lat_e7[at + step], lon_e7[at + step])
        passed += stretch
        at += step
    return append(lat, lon, size, lat_e7[at], lon_e7[at])


@njit
def append(lat, lon, size, y, x):
    """Add a point unless it is the last one again."""
    if size > 0 and lat[size - 1] == y and lon[size - 1] == x:
        return size
    lat[size] = y
    lon[size] = x
    return size + 1


@njit
def append_between(lat, lon, size, lat_e7, lon_e7, a, b, passed, stretch, wanted):
    share = 0.0 if stretch == 0 else min(1.0, max(0.0, (wanted - passed) / stretch))
    y = np.int32(round(lat_e7[a] + share * (lat_e7[b] - lat_e7[a])))
    x = np.int32(round(lon_e7[a] + share * (lon_e7[b] - lon_e7[a])))
    return append(lat, lon, size, y, x)


@njit
def bearings_around(lat, lon, at, reach_m):
    """For rows `at` int32[k] of a line: the bearings of the last metres before and of the first metres after, float64[k] degrees each.

    Looks `reach_m` along the line, so that a kerb of half a metre does not pass for a turn.
    """
    before, after = np.zeros(at.size), np.zeros(at.size)
    for i in range(at.size):
        before[i] = bearing_towards(lat, lon, at[i], -1, reach_m)
        after[i] = bearing_towards(lat, lon, at[i], 1, reach_m)
    return (before + 180.0) % 360.0, after


@njit
def bearings_from(edge, at_tail, geometry_first, lat, lon, reach_m):
    """Degrees float64[k] into which edges lead from one of their ends, by their first metres; at_tail bool[k]: from the tail, else the head."""
    found = np.zeros(edge.size)
    for i in range(edge.size):
        low, past = geometry_first[edge[i]], geometry_first[edge[i] + 1]
        row, step = (0, 1) if at_tail[i] else (past - low - 1, -1)
        found[i] = bearing_towards(lat[low:past], lon[low:past], row, step, reach_m)
    return found


@njit
def bearing_towards(lat, lon, row, step, reach_m):
    narrow = math.cos(math.radians(lat[row] / 1e7))
    at, north, east = row, 0.0, 0.0
    while 0 <= at + step < lat.size:
        at += step
        north = (lat[at] - lat[row]) * METRES_PER_E7
        east = (lon[at] - lon[row]) * METRES_PER_E7 * narrow
        if math.hypot(north, east) >= reach_m:
            break
    return math.degrees(math.atan2(east, north)) % 360.0
