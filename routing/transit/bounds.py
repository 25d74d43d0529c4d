"""Lower bounds to the destination: no timetable, change or walk can be quicker. For range searches; one departure does not repay them."""
from typing import NamedTuple

import numpy as np

from routing.heap import pop, push
from routing.jit import njit
from routing.transit.timetable import Timetable, offsets
from routing.transit.workspace import INF
from routing.walks import Walks


class Hops(NamedTuple):
    """Fastest rides between consecutive stops, by head. Nodes are the core's vertices, then one per stop for stops off the map.

    first  int32[v + s + 1]; tail int32, weight_ms int32; stop_node int32[s], node where a rider at a stop is
    """

    first: np.ndarray
    tail: np.ndarray
    weight_ms: np.ndarray
    stop_node: np.ndarray


@njit
def fastest_hops(stop_first, time_first, trips, dep, arr):
    """Least seconds from each pattern stop to the next one: int32[pattern stops], INF at the last."""
    fastest = np.full(stop_first[-1], INF, np.int32)
    for p in range(trips.size):
        n = trips[p]
        for j in range(stop_first[p + 1] - stop_first[p] - 1):
            base = time_first[p] + j * n
            for i in range(n):
                fastest[stop_first[p] + j] = min(fastest[stop_first[p] + j], arr[base + n + i] - dep[base + i])
    return fastest


def build_hops(tt: Timetable, walks: Walks) -> Hops:
    stops, vertices = len(tt.at_first) - 1, len(walks.first) - 1
    apart = vertices + np.arange(stops)
    node = np.where(walks.alight_vertex >= 0, walks.alight_vertex, apart)
    board_node = np.where(walks.board_vertex >= 0, walks.board_vertex, apart)
    fastest = fastest_hops(tt.stop_first, tt.time_first, tt.trips, tt.dep, tt.arr)
    inner = np.flatnonzero(fastest < INF)
    differ = np.flatnonzero(node != board_node)
    link_tail, link_head = seated_ends(tt)
    tails = np.concatenate([node[tt.pattern_stop[inner]], node[differ], board_node[differ], node[link_tail]])
    heads = np.concatenate([node[tt.pattern_stop[inner + 1]], board_node[differ], node[differ], node[link_head]])
    weights = np.concatenate([fastest[inner].astype(np.int64) * 1000, np.zeros(2 * len(differ) + len(link_tail), np.int64)])
    order = np.lexsort((weights, tails, heads))
    tails, heads, weights = tails[order], heads[order], weights[order]
    keep = np.ones(len(tails), bool)
    keep[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
    first = offsets(np.bincount(heads[keep], minlength=vertices + stops))
    return Hops(first, tails[keep].astype(np.int32), np.minimum(weights[keep], INF).astype(np.int32), node.astype(np.int32))


def seated_ends(tt: Timetable) -> tuple[np.ndarray, np.ndarray]:
    """Last and first stop of every two trips that one vehicle does one after the other."""
    tail = np.repeat(np.arange(len(tt.trip_row)), np.diff(tt.next_first))
    last = tt.pattern_stop[tt.stop_first[tt.trip_pattern[tail] + 1] - 1]
    return last, tt.pattern_stop[tt.stop_first[tt.trip_pattern[tt.next_trip]]]


@njit
def lower_bounds(walks, hops, egress_stop, egress_s, limit_s, lower_ms, lower_s, heap):
    """Fill lower_ms int32[v + s] per node and lower_s int32[s] per stop; INF where the destination is further than limit_s."""
    lower_ms[:] = INF
    vertices = walks.first.size - 1
    limit = min(np.int64(limit_s) * 1000, np.int64(INF - 1))
    size = 0
    for i in range(egress_stop.size):
        v = hops.stop_node[egress_stop[i]]
        z = np.int64(egress_s[i]) * 1000
        if z <= limit and z < lower_ms[v]:
            lower_ms[v] = z
            size = push(heap, size, (z << 32) | v)
    while size > 0:
        key, size = pop(heap, size)
        z = key >> 32
        v = key & 0xFFFFFFFF
        if z > lower_ms[v]:
            continue
        if v < vertices:
            for e in range(walks.back_first[v], walks.back_first[v + 1]):
                y = walks.back_head[e]
                further = z + walks.back_weight_ms[e]
                if further <= limit and further < lower_ms[y]:
                    lower_ms[y] = further
                    size = push(heap, size, (further << 32) | y)
        for e in range(hops.first[v], hops.first[v + 1]):
            y = hops.tail[e]
            further = z + hops.weight_ms[e]
            if further <= limit and further < lower_ms[y]:
                lower_ms[y] = further
                size = push(heap, size, (further << 32) | y)
    for s in range(lower_s.size):
        z = lower_ms[hops.stop_node[s]]
        lower_s[s] = INF if z >= INF else z // 1000
