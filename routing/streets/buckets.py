"""Stop buckets: all stops leave their distance on their path up the hierarchy, so that one climb finds every stop around a place.

Without any limit on walking, in some microseconds: what a Dijkstra search would need a thousand vertices for.
"""
from typing import NamedTuple

import numpy as np

from routing.jit import njit
from routing.streets.matrix import climb_seeds
from routing.streets.metric import Metric
from routing.streets.query import Seeds, scratch
from routing.streets.topology import INF, Topology


class Buckets(NamedTuple):
    """By rank, both directions: CSR `first` int64[n + 1], `stop` int32, `ms` int32.

    to_     from a rank down to the stops
    from_   from the stops up to a rank
    stops   int32[1], how many stops there are
    """

    to_first: np.ndarray
    to_stop: np.ndarray
    to_ms: np.ndarray
    from_first: np.ndarray
    from_stop: np.ndarray
    from_ms: np.ndarray
    stops: np.ndarray


def build_buckets(topology: Topology, metric: Metric, goals: tuple, starts: tuple) -> Buckets:
    """Buckets of places by their seeds as CSR (first int32[s + 1], vertex int32, ms int32): `goals` to come to them, `starts` to leave them.

    A place without seeds is off the map and never found.
    """
    t, m, s = topology, metric, scratch(len(topology.rank))
    to_first, to_stop, to_ms = fill_buckets(t.rank, t.parent, m.in_first, m.in_head, m.in_ms, *goals, s.path, s.in_ms)
    from_first, from_stop, from_ms = fill_buckets(t.rank, t.parent, m.out_first, m.out_head, m.out_ms, *starts, s.path, s.out_ms)
    return Buckets(to_first, to_stop, to_ms, from_first, from_stop, from_ms, np.array([len(goals[0]) - 1], np.int32))


def at_vertices(vertices: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Seeds as CSR of places that are vertices int32[s]; -1: off the map."""
    there = vertices >= 0
    first = np.zeros(len(vertices) + 1, np.int32)
    np.cumsum(there, out=first[1:])
    return first, np.ascontiguousarray(vertices[there], np.int32), np.zeros(int(first[-1]), np.int32)


def near(topology: Topology, metric: Metric, buckets: Buckets, source: Seeds, towards: bool) -> tuple[np.ndarray, np.ndarray]:
    """All stops that can be reached: rows int32, milliseconds int32. `towards`: the way from the stops to the place."""
    t, m, b, s = topology, metric, buckets, scratch(len(topology.rank))
    climbed = (m.in_first, m.in_head, m.in_ms) if towards else (m.out_first, m.out_head, m.out_ms)
    held = (b.from_first, b.from_stop, b.from_ms) if towards else (b.to_first, b.to_stop, b.to_ms)
    return search_buckets(t.rank, t.parent, *climbed, *held, int(b.stops[0]), source.vertex, source.ms, s.path, s.out_ms)


@njit
def fill_buckets(rank, parent, first, head, arc_ms, seeds_first, vertex, seeds_ms, path, ms):
    n = parent.size
    bucket_first = np.zeros(n + 1, np.int64)
    for counting in (True, False):
        if not counting:
            for x in range(n):
                bucket_first[x + 1] += bucket_first[x]
            place = bucket_first[:n].copy()
            bucket_stop, bucket_ms = np.empty(bucket_first[n], np.int32), np.empty(bucket_first[n], np.int32)
        for stop in range(seeds_first.size - 1):
            own = slice(seeds_first[stop], seeds_first[stop + 1])
            size = climb_seeds(rank, parent, first, head, arc_ms, vertex[own], seeds_ms[own], path, ms)
            for i in range(size):
                x = path[i]
                if ms[x] < INF:
                    if counting:
                        bucket_first[x + 1] += 1
                    else:
                        bucket_stop[place[x]] = stop
                        bucket_ms[place[x]] = ms[x]
                        place[x] += 1
                    ms[x] = INF
    return bucket_first, bucket_stop, bucket_ms


@njit
def search_buckets(rank, parent, first, head, arc_ms, bucket_first, bucket_stop, bucket_ms, stops, vertex, milliseconds, path, ms):
    size = climb_seeds(rank, parent, first, head, arc_ms, vertex, milliseconds, path, ms)
    best = np.full(stops, INF, np.int32)
    for i in range(size):
        x = path[i]
        there = ms[x]
        ms[x] = INF
        if there < INF:
            for k in range(bucket_first[x], bucket_first[x + 1]):
                stop = bucket_stop[k]
                best[stop] = min(best[stop], there + bucket_ms[k])
    found = 0
    rows, reached_ms = np.empty(stops, np.int32), np.empty(stops, np.int32)
    for stop in range(stops):
        if best[stop] < INF:
            rows[found] = stop
            reached_ms[found] = best[stop]
            found += 1
    return rows[:found].copy(), reached_ms[:found].copy()
