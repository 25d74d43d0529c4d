"""Walking on from stops that were reached by other means: a multi-source Dijkstra on the core graph."""
import numpy as np

from routing.heap import pop, push
from routing.jit import njit

INF = 2**29


@njit
def walk_on(first, head, weight_ms, leave_vertex, vertex_first, vertex_stop, stops, seconds, label_ms, via, heap, best_s, best_via):
    """Seconds to be at every stop when `stops` are reached after `seconds` and one may walk on without limit.

    first, head, weight_ms   CSR of the core in the direction of travel, milliseconds
    leave_vertex             int32[n_stops], vertex from which a reached stop is left; -1: none
    vertex_first, vertex_stop  CSR: stops that are entered at a vertex
    stops, seconds           int32[k], reached stops
    label_ms, via            int32[n_vertices], scratch; heap: int64, room for every arc and every stop
    best_s, best_via         int32[n_stops], filled: seconds (INF where unreachable) and the stop of `stops` it came from, -1 none
    """
    label_ms[:] = INF
    best_s[:] = INF
    best_via[:] = -1
    size = 0
    for i in range(stops.size):
        stop, at = stops[i], seconds[i]
        if at < best_s[stop]:
            best_s[stop] = at
            best_via[stop] = stop
        vertex = leave_vertex[stop]
        if vertex >= 0 and at < INF // 1000 and at * 1000 < label_ms[vertex]:
            label_ms[vertex] = at * 1000
            via[vertex] = stop
            size = push(heap, size, (np.int64(at * 1000) << 32) | vertex)
    while size > 0:
        key, size = pop(heap, size)
        vertex = np.int32(key & 0xFFFFFFFF)
        reached = np.int32(key >> 32)
        if reached > label_ms[vertex]:
            continue
        for i in range(vertex_first[vertex], vertex_first[vertex + 1]):
            stop = vertex_stop[i]
            at = np.int32((reached + 999) // 1000)
            if at < best_s[stop]:
                best_s[stop] = at
                best_via[stop] = via[vertex]
        for arc in range(first[vertex], first[vertex + 1]):
            later = np.int32(reached + weight_ms[arc])
            if later < label_ms[head[arc]] and later < INF:
                label_ms[head[arc]] = later
                via[head[arc]] = via[vertex]
                size = push(heap, size, (np.int64(later) << 32) | head[arc])
