"""Customizable contraction hierarchy, the part that knows no weights (Dibbelt, Strasser, Wagner: Customizable Contraction Hierarchies, 2016).

Inside, vertices are ranks: rank 0 is contracted first. Only arcs from a lower to a higher rank are stored, sorted by tail and head;
each carries two weights, `up` from its tail to its head and `down` back.
"""
from dataclasses import dataclass

import numpy as np

from routing.jit import njit
from routing.streets.order import dissection_order, neighbours

INF = 2**29  # int32 milliseconds, no way; twice as much still fits int32


@dataclass(frozen=True)
class Topology:
    """n vertices, m arcs of the hierarchy, t triangles, k input arcs."""

    rank: np.ndarray  # int32[n], rank of each vertex
    parent: np.ndarray  # int32[n], by rank: parent in the elimination tree; -1 a root
    first: np.ndarray  # int32[n + 1], arcs by rank of their tail
    head: np.ndarray  # int32[m]
    tail: np.ndarray  # int32[m]
    triangle_first: np.ndarray  # int64[m + 1]: the triangles below each arc (x, y), through a lower v
    triangle_a: np.ndarray  # int32[t], arc (v, x)
    triangle_b: np.ndarray  # int32[t], arc (v, y)
    input_arc: np.ndarray  # int32[k], hierarchy arc that an input arc lies on; -1 a loop
    input_up: np.ndarray  # uint8[k], 1: it runs upward
    input_first: np.ndarray  # int32[m + 1]
    input_row: np.ndarray  # int32, the input arcs on each hierarchy arc, in both directions


def build_topology(n: int, tail: np.ndarray, head: np.ndarray) -> Topology:
    """The hierarchy of a directed graph with n vertices. Arcs int32[k]; parallel arcs are allowed and loops ignored."""
    graph_first, neighbour = neighbours(n, tail, head)
    rank = np.empty(n, np.int32)
    rank[dissection_order(graph_first, neighbour)] = np.arange(n, dtype=np.int32)
    lower, higher = rank[np.repeat(np.arange(n, dtype=np.int32), np.diff(graph_first))], rank[neighbour]
    by_rank = np.argsort(lower, kind="stable")
    low_first = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(lower, minlength=n), out=low_first[1:])
    first, arc_head, parent = fill(low_first, np.ascontiguousarray(higher[by_rank]))
    arc_tail = np.repeat(np.arange(n, dtype=np.int32), np.diff(first))
    triangle_first, triangle_a, triangle_b = triangles(first, arc_head)
    low, high = np.minimum(rank[tail], rank[head]), np.maximum(rank[tail], rank[head])
    input_arc = find_arcs(first, arc_head, low, high)
    on_arc = np.flatnonzero(input_arc >= 0).astype(np.int32)
    input_row = on_arc[np.argsort(input_arc[on_arc], kind="stable")]
    input_first = np.zeros(len(arc_head) + 1, np.int32)
    np.cumsum(np.bincount(input_arc[on_arc], minlength=len(arc_head)), out=input_first[1:])
    return Topology(
        rank=rank, parent=parent, first=first, head=arc_head, tail=arc_tail,
        triangle_first=triangle_first, triangle_a=triangle_a, triangle_b=triangle_b,
        input_arc=input_arc, input_up=(rank[tail] < rank[head]).astype(np.uint8), input_first=input_first, input_row=input_row,
    )  # fmt: skip


@njit
def fill(graph_first, neighbour):
    """Contract in order of rank: the upward neighbours of v are its own and those of its children in the elimination tree."""
    n = graph_first.size - 1
    first, parent = np.zeros(n + 1, np.int32), np.full(n, -1, np.int32)
    child, sibling, seen = np.full(n, -1, np.int32), np.full(n, -1, np.int32), np.full(n, -1, np.int32)
    head = np.empty(2 * neighbour.size + n + 16, np.int32)
    size = 0
    for v in range(n):
        if size + n > head.size:
            larger = np.empty(2 * head.size, np.int32)
            larger[:size] = head[:size]
            head = larger
        seen[v] = v
        for e in range(graph_first[v], graph_first[v + 1]):
            x = neighbour[e]
            if x > v and seen[x] != v:
                seen[x] = v
                head[size] = x
                size += 1
        below = child[v]
        while below >= 0:
            for e in range(first[below], first[below + 1]):
                x = head[e]
                if seen[x] != v:
                    seen[x] = v
                    head[size] = x
                    size += 1
            below = sibling[below]
        if size > first[v]:
            head[first[v] : size].sort()
            above = head[first[v]]
            parent[v] = above
            sibling[v] = child[above]
            child[above] = v
        first[v + 1] = size
    return first, head[:size].copy(), parent


@njit
def triangles(first, head):
    """Lower triangles of every arc: for each v and two of its upward arcs, the arc between their heads. Returns CSR by that arc."""
    n = first.size - 1
    count = np.zeros(head.size + 1, np.int64)
    for v in range(n):
        for a in range(first[v], first[v + 1]):
            c = first[head[a]]
            for b in range(a + 1, first[v + 1]):
                while head[c] != head[b]:
                    c += 1
                count[c + 1] += 1
    for c in range(head.size):
        count[c + 1] += count[c]
    place = count.copy()
    side_a, side_b = np.empty(count[head.size], np.int32), np.empty(count[head.size], np.int32)
    for v in range(n):
        for a in range(first[v], first[v + 1]):
            c = first[head[a]]
            for b in range(a + 1, first[v + 1]):
                while head[c] != head[b]:
                    c += 1
                side_a[place[c]] = a
                side_b[place[c]] = b
                place[c] += 1
    return count, side_a, side_b


@njit
def arc_between(first, head, low, high):
    """The hierarchy arc from rank `low` to rank `high`, which exists."""
    begin, end = first[low], first[low + 1]
    while begin < end:
        middle = (begin + end) >> 1
        if head[middle] < high:
            begin = middle + 1
        else:
            end = middle
    return begin


@njit
def find_arcs(first, head, low, high):
    """int32, the arc of each pair of ranks; -1 for a loop."""
    found = np.full(low.size, -1, np.int32)
    for i in range(low.size):
        if low[i] != high[i]:
            found[i] = arc_between(first, head, low[i], high[i])
    return found
