"""Shortest ways in a customized hierarchy: both searches climb the elimination tree, and the arcs on the way are unpacked to input arcs."""
import threading
from typing import NamedTuple

import numpy as np

from routing.jit import njit
from routing.streets.metric import Metric
from routing.streets.topology import INF, Topology


class Seeds(NamedTuple):
    """Where a search begins or ends: vertex int32[k], and milliseconds int32[k] to get there or on from there (a point on an edge has two)."""

    vertex: np.ndarray
    ms: np.ndarray


class Scratch(NamedTuple):
    """Working arrays of one thread for hierarchies of one size; every search leaves them as it found them."""

    path: np.ndarray  # int32[n + 1]
    out_ms: np.ndarray  # int32[n], INF
    in_ms: np.ndarray  # int32[n], INF
    out_by: np.ndarray  # int32[n]
    in_by: np.ndarray  # int32[n]
    row: np.ndarray  # int32[n], -1


_kept = threading.local()


def scratch(n: int) -> Scratch:
    """The working arrays of this thread."""
    try:
        return _kept.by_size[n]
    except AttributeError:
        _kept.by_size = {}
    except KeyError:
        pass
    out_ms, in_ms = np.full(n, INF, np.int32), np.full(n, INF, np.int32)
    made = Scratch(np.empty(n + 1, np.int32), out_ms, in_ms, np.empty(n, np.int32), np.empty(n, np.int32), np.full(n, -1, np.int32))
    _kept.by_size[n] = made
    return made


def distance(topology: Topology, metric: Metric, source: Seeds, target: Seeds) -> int:
    """Milliseconds of the quickest way; INF where there is none."""
    s, m = scratch(len(topology.rank)), metric
    ms, _ = meet(
        topology.rank, topology.parent, m.out_first, m.out_head, m.out_ms, m.in_first, m.in_head, m.in_ms,
        source.vertex, source.ms, target.vertex, target.ms, s.path, s.out_ms, s.in_ms, s.out_by, s.in_by,
    )  # fmt: skip
    return ms


def shortest_path(topology: Topology, metric: Metric, source: Seeds, target: Seeds) -> tuple[int, np.ndarray, int, int]:
    """Milliseconds, the input arcs int32[j] in order, and which seed of the source and of the target the way begins and ends with.

    No way: INF, no arcs, -1, -1. Arcs are empty where both seeds are one vertex.
    """
    s, m, t = scratch(len(topology.rank)), metric, topology
    ms, middle = meet(
        t.rank, t.parent, m.out_first, m.out_head, m.out_ms, m.in_first, m.in_head, m.in_ms,
        source.vertex, source.ms, target.vertex, target.ms, s.path, s.out_ms, s.in_ms, s.out_by, s.in_by,
    )  # fmt: skip
    if middle < 0:
        return INF, np.zeros(0, np.int32), -1, -1
    arcs, begin, end = unpack(
        middle, t.rank, source.vertex, source.ms, target.vertex, target.ms, t.tail, t.triangle_first, t.triangle_a, t.triangle_b,
        m.up, m.down, m.own_up, m.own_down, m.source_up, m.source_down, m.out_arc, m.in_arc, s.out_by, s.in_by,
    )  # fmt: skip
    return ms, arcs, begin, end


@njit
def chosen(rank, vertices, milliseconds, wanted):
    """The cheapest of the seeds on one rank."""
    best = -1
    for i in range(vertices.size):
        if rank[vertices[i]] == wanted and (best < 0 or milliseconds[i] < milliseconds[best]):
            best = i
    return best


@njit
def climb(parent, rank, vertices, others, path):
    """The union of the tree paths from all vertices to their roots, ascending, into `path`; returns how many ranks."""
    count = vertices.size + others.size
    at = np.empty(count, np.int32)
    for i in range(vertices.size):
        at[i] = rank[vertices[i]]
    for i in range(others.size):
        at[vertices.size + i] = rank[others[i]]
    size = 0
    while count > 0:
        lowest = at[0]
        for i in range(1, count):
            lowest = min(lowest, at[i])
        path[size] = lowest
        size += 1
        above, left = parent[lowest], 0
        merged = above < 0
        for i in range(count):
            if at[i] != lowest:
                at[left] = at[i]
                left += 1
                merged = merged or at[i] == above
        if not merged:
            at[left] = above
            left += 1
        count = left
    return size


@njit
def seed(rank, vertices, milliseconds, ms, by):
    for i in range(vertices.size):
        x = rank[vertices[i]]
        if milliseconds[i] < ms[x]:
            ms[x] = milliseconds[i]
        by[x] = -1


@njit
def meet(
    rank, parent, out_first, out_head, out_arc_ms, in_first, in_head, in_arc_ms,
    source, source_ms, target, target_ms, path, out_ms, in_ms, out_by, in_by,
):  # fmt: skip
    """Milliseconds of the quickest way, and the rank at which its two halves meet (-1: no way).

    `out_by` and `in_by` say by which climbed arc each rank on the way was reached; -1: it is a seed.
    """
    size = climb(parent, rank, source, target, path)
    seed(rank, source, source_ms, out_ms, out_by)
    seed(rank, target, target_ms, in_ms, in_by)
    best, middle = INF, -1
    for i in range(size):
        x = path[i]
        there, back = out_ms[x], in_ms[x]
        if there + back < best:
            best = there + back
            middle = x
        if there < best:
            for e in range(out_first[x], out_first[x + 1]):
                if there + out_arc_ms[e] < out_ms[out_head[e]]:
                    out_ms[out_head[e]] = there + out_arc_ms[e]
                    out_by[out_head[e]] = e
        if back < best:
            for e in range(in_first[x], in_first[x + 1]):
                if back + in_arc_ms[e] < in_ms[in_head[e]]:
                    in_ms[in_head[e]] = back + in_arc_ms[e]
                    in_by[in_head[e]] = e
    for i in range(size):
        out_ms[path[i]] = INF
        in_ms[path[i]] = INF
    return best, middle


@njit
def grown(array, size):
    larger = np.empty(2 * array.size, array.dtype)
    larger[:size] = array[:size]
    return larger


@njit
def unpack(
    middle, rank, source, source_ms, target, target_ms, tail, triangle_first, triangle_a, triangle_b,
    up, down, own_up, own_down, source_up, source_down, out_arc, in_arc, out_by, in_by,
):  # fmt: skip
    """Input arcs from the source to the target through `middle`, and the seeds at both ends.

    An arc is an input arc where its weight is that of one; else the lower triangle explains it whose sides add up to its weight.
    The stack holds arc * 2 + 1 where the arc is driven upward, arc * 2 downward, the next one on top.
    """
    stack, size = np.empty(256, np.int64), 0
    found, count = np.empty(256, np.int32), 0
    begin = middle
    while out_by[begin] >= 0:
        arc = out_arc[out_by[begin]]
        if size + 2 > stack.size:
            stack = grown(stack, size)
        stack[size] = 2 * np.int64(arc) + 1
        size += 1
        begin = tail[arc]
    end = middle
    while True:
        if size == 0:
            if in_by[end] < 0:
                break
            arc = in_arc[in_by[end]]
            stack[0] = 2 * np.int64(arc)
            size = 1
            end = tail[arc]
        size -= 1
        arc, upward = np.int32(stack[size] >> 1), stack[size] & 1
        weight = up[arc] if upward else down[arc]
        if weight == (own_up[arc] if upward else own_down[arc]):
            if count == found.size:
                found = grown(found, count)
            found[count] = source_up[arc] if upward else source_down[arc]
            count += 1
            continue
        if size + 2 > stack.size:
            stack = grown(stack, size)
        for i in range(triangle_first[arc], triangle_first[arc + 1]):
            a, b = np.int64(triangle_a[i]), np.int64(triangle_b[i])
            if not upward:
                a, b = b, a
            if down[a] + up[b] == weight:
                stack[size] = 2 * b + 1
                stack[size + 1] = 2 * a
                size += 2
                break
    return found[:count].copy(), chosen(rank, source, source_ms, begin), chosen(rank, target, target_ms, end)
