"""The line of a path: whole edges and parts of edges one after the other, each in the direction of travel."""
import math

import numpy as np

from routing.jit import njit


@njit
def draw(edge, forward, begin, end, geometry_first, lat_e7, lon_e7):
    """Pieces int32[k] of edges, from share `begin` to share `end` in the direction of travel, float64[k].

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
        whole = 0.0
        if begin[i] > 0 or end[i] < 1:
            narrow = math.cos(math.radians(lat_e7[low] / 1e7))
            for p in range(low, high):
                whole += math.hypot(lat_e7[p + 1] - lat_e7[p], (lon_e7[p + 1] - lon_e7[p]) * narrow)
        first[i] = max(0, size - 1)
        if whole == 0:
            while True:
                size = append(lat, lon, size, lat_e7[at], lon_e7[at])
                if at == last:
                    break
                at += step
            continue
        passed, wanted, until = 0.0, begin[i] * whole, end[i] * whole
        started = False
        while at != last:
            stretch = math.hypot(lat_e7[at + step] - lat_e7[at], (lon_e7[at + step] - lon_e7[at]) * narrow)
            if not started and passed + stretch >= wanted:
                size = append_between(lat, lon, size, lat_e7, lon_e7, at, at + step, passed, stretch, wanted)
                started = True
            if started and passed + stretch >= until:
                size = append_between(lat, lon, size, lat_e7, lon_e7, at, at + step, passed, stretch, until)
                break
            if started:
                size = append(lat, lon, size, lat_e7[at + step], lon_e7[at + step])
            passed += stretch
            at += step
    first[edge.size] = max(0, size - 1)
    return lat[:size].copy(), lon[:size].copy(), first


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
    y = lat_e7[a] + np.int32(round(share * (lat_e7[b] - lat_e7[a])))
    x = lon_e7[a] + np.int32(round(share * (lon_e7[b] - lon_e7[a])))
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
def bearing_towards(lat, lon, row, step, reach_m):
    narrow = math.cos(math.radians(lat[row] / 1e7))
    at, north, east = row, 0.0, 0.0
    while 0 <= at + step < lat.size:
        at += step
        north = (lat[at] - lat[row]) * 0.0111319490793
        east = (lon[at] - lon[row]) * 0.0111319490793 * narrow
        if math.hypot(north, east) >= reach_m:
            break
    return math.degrees(math.atan2(east, north)) % 360.0
