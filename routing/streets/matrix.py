"""Durations from many places to many: each target leaves what is left to it on its path up the hierarchy, each source collects it."""
import numpy as np

from routing.jit import njit
from routing.streets.metric import Metric
from routing.streets.query import Seeds, climb, scratch
from routing.streets.topology import INF, Topology

# Targets at once: a row of this width for every rank above them keeps the table within some tens of megabytes.
TARGETS = 256


def matrix(topology: Topology, metric: Metric, sources: list[Seeds], targets: list[Seeds]) -> np.ndarray:
    """int32[len(sources), len(targets)] milliseconds, INF where there is no way."""
    found = np.full((len(sources), len(targets)), INF, np.int32)
    if not found.size:
        return found
    begin = end_to_end(sources)
    for first in range(0, len(targets), TARGETS):
        block(topology, metric, begin, end_to_end(targets[first : first + TARGETS]), found[:, first : first + TARGETS])
    return found


def end_to_end(seeds: list[Seeds]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Many seeds as CSR: first, vertex, milliseconds."""
    first = np.zeros(len(seeds) + 1, np.int32)
    np.cumsum([len(one.vertex) for one in seeds], out=first[1:])
    return first, np.concatenate([one.vertex for one in seeds]), np.concatenate([one.ms for one in seeds])


def block(topology: Topology, metric: Metric, begin: tuple, end: tuple, found: np.ndarray) -> None:
    t, m, s = topology, metric, scratch(len(topology.rank))
    left = leave(t.rank, t.parent, m.in_first, m.in_head, m.in_ms, *end, s.path, s.in_ms, s.row)
    table = np.empty((len(begin[0]) - 1, len(end[0]) - 1), np.int32)
    collect(t.rank, t.parent, m.out_first, m.out_head, m.out_ms, *begin, s.path, s.out_ms, s.row, left, table)
    forget(t.rank, t.parent, end[1], s.row)
    found[:] = table


@njit
def climb_seeds(rank, parent, first, head, arc_ms, vertex, milliseconds, path, ms):
    """One search to the roots; `ms` holds what it found until it is cleared. Returns how many ranks `path` holds."""
    size = climb(parent, rank, vertex, vertex[:0], path)
    for i in range(vertex.size):
        x = rank[vertex[i]]
        ms[x] = min(ms[x], milliseconds[i])
    for i in range(size):
        x = path[i]
        if ms[x] < INF:
            for e in range(first[x], first[x + 1]):
                ms[head[e]] = min(ms[head[e]], ms[x] + arc_ms[e])
    return size


@njit
def leave(rank, parent, in_first, in_head, in_arc_ms, seeds_first, vertex, milliseconds, path, ms, row):
    """int32[rows, targets]: what is left to each target from each rank on any target's path; `row` says which row a rank has."""
    targets, rows = seeds_first.size - 1, 0
    for i in range(vertex.size):
        x = rank[vertex[i]]
        while x >= 0 and row[x] < 0:
            row[x] = rows
            rows += 1
            x = parent[x]
    left = np.full((rows, targets), INF, np.int32)
    for j in range(targets):
        own = slice(seeds_first[j], seeds_first[j + 1])
        size = climb_seeds(rank, parent, in_first, in_head, in_arc_ms, vertex[own], milliseconds[own], path, ms)
        for i in range(size):
            x = path[i]
            left[row[x], j] = ms[x]
            ms[x] = INF
    return left


@njit
def collect(rank, parent, out_first, out_head, out_arc_ms, seeds_first, vertex, milliseconds, path, ms, row, left, table):
    """Fill int32[sources, targets]. The innermost loop runs along two rows, so that the compiler can make vectors of it."""
    targets = left.shape[1]
    for i in range(seeds_first.size - 1):
        own = slice(seeds_first[i], seeds_first[i + 1])
        size = climb_seeds(rank, parent, out_first, out_head, out_arc_ms, vertex[own], milliseconds[own], path, ms)
        best = table[i]
        best[:] = INF
        for k in range(size):
            x = path[k]
            there = ms[x]
            ms[x] = INF
            if there < INF and row[x] >= 0:
                rest = left[row[x]]
                for j in range(targets):
                    best[j] = min(best[j], there + rest[j])


@njit
def forget(rank, parent, vertex, row):
    """No rank has a row any more."""
    for i in range(vertex.size):
        x = rank[vertex[i]]
        while x >= 0 and row[x] >= 0:
            row[x] = -1
            x = parent[x]
