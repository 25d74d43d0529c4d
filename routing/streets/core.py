"""The core of the walking graph: whatever no stop stands on is contracted away while that is cheap; distances between stops stay exact.

What the timetable search walks on between its rounds (Baum et al., Multimodal dynamic journey planning, 2019). Weights need not be the
same in both directions: one-way passages and slopes.
"""
import numpy as np

from routing.jit import njit
from routing.streets.topology import INF
from routing.walks import Walks

# A vertex with more neighbours than this stays: taking it out would add more arcs than it saves. Measured on Heidelberg and the
# demonstration city from 6 to 48: searches are quickest at 16 to 24, and the core is made in a tenth of a second.
MOST_NEIGHBOURS = 20


def build_core(n: int, tail: np.ndarray, head: np.ndarray, weight_ms: np.ndarray, stop_vertex: np.ndarray) -> Walks:
    """Walks between stops at vertices int32[s] (-1: off the map) over directed arcs int32[k] with milliseconds, INF closed."""
    stop_vertex = np.ascontiguousarray(stop_vertex, np.int32)
    on_map = np.flatnonzero(stop_vertex >= 0)
    keep = np.zeros(n, np.uint8)
    keep[stop_vertex[on_map]] = 1
    first, neighbour, out_ms, in_ms = both_ways(n, tail, head, weight_ms)
    kept, core_tail, core_head, core_ms = contract(first, neighbour, out_ms, in_ms, keep, MOST_NEIGHBOURS)
    row = np.cumsum(kept, dtype=np.int32) - 1
    size = int(kept.sum())
    at = np.full(len(stop_vertex), -1, np.int32)
    at[on_map] = row[stop_vertex[on_map]]
    stops_first, stops = grouped(at[on_map], on_map.astype(np.int32), size)
    tail_row, head_row = row[core_tail], row[core_head]
    out_first, out_order = by_vertex(tail_row, size)
    in_first, in_order = by_vertex(head_row, size)
    return Walks(
        out_first, head_row[out_order], core_ms[out_order], in_first, tail_row[in_order], core_ms[in_order],
        at, at, stops_first, stops, stops_first, stops,
    )  # fmt: skip


def by_vertex(vertex: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """CSR first int32[n + 1] of rows grouped by vertex, and the order that groups them."""
    first = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(vertex, minlength=n)[:n], out=first[1:])
    return first, np.argsort(vertex, kind="stable")


def grouped(vertex: np.ndarray, values: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    first, order = by_vertex(vertex, n)
    return first, values[order]


def both_ways(n: int, tail: np.ndarray, head: np.ndarray, weight_ms: np.ndarray) -> tuple[np.ndarray, ...]:
    """Neighbours of every vertex, CSR first int32[n + 1] and neighbour int32, with the least weight to it and from it (INF: none)."""
    usable = (tail != head) & (weight_ms < INF)
    a, b, ms = tail[usable].astype(np.int64), head[usable].astype(np.int64), weight_ms[usable]
    pair = np.concatenate([a * n + b, b * n + a])
    pairs, at = np.unique(pair, return_inverse=True)
    out_ms, in_ms = (np.full(len(pairs), INF, np.int32) for _ in range(2))
    np.minimum.at(out_ms, at[: len(a)], ms)
    np.minimum.at(in_ms, at[len(a) :], ms)
    first = np.zeros(n + 1, np.int32)
    if n:
        np.cumsum(np.bincount(pairs // n, minlength=n), out=first[1:])
    return first, (pairs % max(1, n)).astype(np.int32), out_ms, in_ms


@njit
def contract(first, neighbour, out_ms, in_ms, keep, most):
    """Take out vertices that nobody keeps, those with few neighbours first. Returns which stay, and the arcs between them.

    Neighbours are linked lists over growing arrays: a place holds the other vertex, both weights and the next place.
    """
    n = first.size - 1
    room = neighbour.size + 1024
    other, there, back, following = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    begin, count, used, free = np.full(n, -1, np.int32), np.zeros(n, np.int32), 0, -1
    for v in range(n):
        for e in range(first[v], first[v + 1]):
            other[used], there[used], back[used], following[used] = neighbour[e], out_ms[e], in_ms[e], begin[v]
            begin[v] = used
            count[v] += 1
            used += 1
    kept, around, outward, inward = np.ones(n, np.uint8), np.empty(most, np.int32), np.empty(most, np.int32), np.empty(most, np.int32)
    for limit in range(most + 1):
        again = True
        while again:
            again = False
            for v in range(n):
                if not kept[v] or keep[v] or count[v] > limit:
                    continue
                kept[v] = 0
                again = True
                degree, place = 0, begin[v]
                while place >= 0:
                    around[degree], outward[degree], inward[degree] = other[place], there[place], back[place]
                    free = unlink(begin, following, other, count, around[degree], v, free)
                    degree += 1
                    last = following[place]
                    following[place] = free
                    free = place
                    place = last
                for i in range(degree):
                    for j in range(i + 1, degree):
                        x, y = around[i], around[j]
                        forth, return_ms = inward[i] + outward[j], inward[j] + outward[i]
                        if forth < INF and witness(begin, following, other, there, x, y, forth):
                            forth = INF
                        if return_ms < INF and witness(begin, following, other, there, y, x, return_ms):
                            return_ms = INF
                        if forth >= INF and return_ms >= INF:
                            continue
                        if used + 2 > other.size:
                            other, there, back, following = doubled(other), doubled(there), doubled(back), doubled(following)
                        used, free = link(begin, following, other, there, back, count, x, y, min(forth, INF), min(return_ms, INF), used, free)
                        used, free = link(begin, following, other, there, back, count, y, x, min(return_ms, INF), min(forth, INF), used, free)
    return kept, *arcs_between(kept, begin, following, other, there, used)


@njit
def arcs_between(kept, begin, following, other, there, used):
    """Every arc left: tails, heads, milliseconds."""
    arcs = 0
    tail, head, milliseconds = np.empty(used, np.int32), np.empty(used, np.int32), np.empty(used, np.int32)
    for v in range(kept.size):
        place = begin[v] if kept[v] else -1
        while place >= 0:
            if there[place] < INF:
                tail[arcs], head[arcs], milliseconds[arcs] = v, other[place], there[place]
                arcs += 1
            place = following[place]
    return tail[:arcs].copy(), head[:arcs].copy(), milliseconds[:arcs].copy()


@njit
def doubled(array):
    larger = np.empty(2 * array.size, np.int32)
    larger[: array.size] = array
    return larger


@njit
def unlink(begin, following, other, count, vertex, gone, free):
    """Take `gone` out of the list of a vertex. Returns the first free place."""
    place, before = begin[vertex], -1
    while other[place] != gone:
        before = place
        place = following[place]
    if before < 0:
        begin[vertex] = following[place]
    else:
        following[before] = following[place]
    following[place] = free
    count[vertex] -= 1
    return place


@njit
def link(begin, following, other, there, back, count, vertex, to, to_ms, from_ms, used, free):
    """Add a neighbour or lower the weights to one. Returns used places and the first free one."""
    place = begin[vertex]
    while place >= 0:
        if other[place] == to:
            there[place] = min(there[place], to_ms)
            back[place] = min(back[place], from_ms)
            return used, free
        place = following[place]
    if free >= 0:
        place = free
        free = following[free]
    else:
        place = used
        used += 1
    other[place], there[place], back[place], following[place] = to, to_ms, from_ms, begin[vertex]
    begin[vertex] = place
    count[vertex] += 1
    return used, free


@njit
def witness(begin, following, other, there, source, target, limit):
    """Is there another way of one or two arcs from source to target, no longer than the limit?"""
    place = begin[source]
    while place >= 0:
        spent, middle = there[place], other[place]
        if spent <= limit:
            if middle == target:
                return True
            onward = begin[middle]
            while onward >= 0:
                if other[onward] == target:
                    if spent + there[onward] <= limit:
                        return True
                    break
                onward = following[onward]
        place = following[place]
    return False
