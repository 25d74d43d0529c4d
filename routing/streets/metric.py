"""One weighting of a hierarchy: customization, perfect customization with thinning, and exact repair after a few weights changed."""
from typing import NamedTuple

import numpy as np

from routing.heap import pop, push
from routing.jit import njit
from routing.streets.topology import INF, Topology, arc_between


class Metric(NamedTuple):
    """m hierarchy arcs, k input arcs; int32 milliseconds, INF closed.

    weight_ms              int32[k], of the input arcs
    own_up, own_down       int32[m], the least weight of an input arc on the hierarchy arc
    source_up, source_down int32[m], that input arc; -1 none
    up, down               int32[m], the least weight by any way through lower ranks
    out_first, out_head, out_ms, out_arc   arcs that a search from a source climbs, CSR by rank, and the hierarchy arc each comes from
    in_first, in_head, in_ms, in_arc       arcs that a search from a target climbs, against their direction
    """

    weight_ms: np.ndarray
    own_up: np.ndarray
    own_down: np.ndarray
    source_up: np.ndarray
    source_down: np.ndarray
    up: np.ndarray
    down: np.ndarray
    out_first: np.ndarray
    out_head: np.ndarray
    out_ms: np.ndarray
    out_arc: np.ndarray
    in_first: np.ndarray
    in_head: np.ndarray
    in_ms: np.ndarray
    in_arc: np.ndarray


def customize(topology: Topology, weight_ms: np.ndarray) -> Metric:
    """Weights int32[k] of all input arcs, INF closed. Searches climb only the arcs that some shortest path may need."""
    t, arcs = topology, len(topology.head)
    weight_ms = np.ascontiguousarray(weight_ms, np.int32).copy()
    own_up, own_down, source_up, source_down = (np.empty(arcs, np.int32) for _ in range(4))
    spread(t.input_arc, t.input_up, weight_ms, own_up, own_down, source_up, source_down)
    up, down = own_up.copy(), own_down.copy()
    relax_triangles(t.triangle_first, t.triangle_a, t.triangle_b, up, down)
    keep_up, keep_down = needed(t.first, t.head, up, down)
    out_first, out_head, out_ms, out_arc = thinned(t.first, t.head, up, keep_up)
    in_first, in_head, in_ms, in_arc = thinned(t.first, t.head, down, keep_down)
    return Metric(
        weight_ms, own_up, own_down, source_up, source_down, up, down,
        out_first, out_head, out_ms, out_arc, in_first, in_head, in_ms, in_arc,
    )  # fmt: skip


def repaired(topology: Topology, metric: Metric, arcs: np.ndarray, weight_ms: np.ndarray) -> Metric:
    """A new metric with other weights int32[j] on some input arcs int32[j]; the given one stays as it is.

    Exact: equal to a fresh customization. Only what depends on the changes is computed again; searches then climb all arcs, since
    which ones are needed is known of the old weights only.
    """
    t = topology
    changed = [array.copy() for array in metric[:7]]
    up, down = changed[5:]
    repair(
        t.first, t.head, t.tail, t.triangle_first, t.triangle_a, t.triangle_b, t.input_arc, t.input_up, t.input_first, t.input_row,
        np.ascontiguousarray(arcs, np.int32), np.ascontiguousarray(weight_ms, np.int32), *changed,
    )  # fmt: skip
    every = np.arange(len(t.head), dtype=np.int32)
    weights, own_up, own_down, source_up, source_down = changed[:5]
    return Metric(
        weights, own_up, own_down, source_up, source_down, up, down, t.first, t.head, up, every, t.first, t.head, down, every
    )


@njit
def spread(input_arc, input_up, weight_ms, own_up, own_down, source_up, source_down):
    own_up[:] = INF
    own_down[:] = INF
    source_up[:] = -1
    source_down[:] = -1
    for row in range(weight_ms.size):
        arc, weight = input_arc[row], weight_ms[row]
        if arc < 0:
            continue
        if input_up[row]:
            if weight < own_up[arc]:
                own_up[arc] = weight
                source_up[arc] = row
        elif weight < own_down[arc]:
            own_down[arc] = weight
            source_down[arc] = row


@njit
def relax_triangles(triangle_first, triangle_a, triangle_b, up, down):
    """Arcs in order: the sides of a lower triangle have smaller numbers than the arc above them, so one pass is enough."""
    for arc in range(up.size):
        upward, downward = up[arc], down[arc]
        for i in range(triangle_first[arc], triangle_first[arc + 1]):
            a, b = triangle_a[i], triangle_b[i]
            upward = min(upward, down[a] + up[b])
            downward = min(downward, down[b] + up[a])
        up[arc] = upward
        down[arc] = downward


@njit
def needed(first, head, up, down):
    """Which directed arcs are shortest between their ends (perfect customization, from the top): a longer one is never climbed."""
    exact_up, exact_down = up.copy(), down.copy()
    for v in range(first.size - 2, -1, -1):
        for a in range(first[v], first[v + 1]):
            c = first[head[a]]
            for b in range(a + 1, first[v + 1]):
                while head[c] != head[b]:
                    c += 1
                exact_up[a] = min(exact_up[a], exact_up[b] + exact_down[c])
                exact_down[a] = min(exact_down[a], exact_down[b] + exact_up[c])
                exact_up[b] = min(exact_up[b], exact_up[a] + exact_up[c])
                exact_down[b] = min(exact_down[b], exact_down[a] + exact_down[c])
    keep_up, keep_down = np.empty(up.size, np.uint8), np.empty(up.size, np.uint8)
    for arc in range(up.size):
        keep_up[arc] = up[arc] < INF and exact_up[arc] == up[arc]
        keep_down[arc] = down[arc] < INF and exact_down[arc] == down[arc]
    return keep_up, keep_down


@njit
def thinned(first, head, weight_ms, keep):
    """CSR of the kept arcs: first, head, milliseconds, arc."""
    n = first.size - 1
    thin_first = np.zeros(n + 1, np.int32)
    thin_head, thin_ms, thin_arc = np.empty(head.size, np.int32), np.empty(head.size, np.int32), np.empty(head.size, np.int32)
    size = 0
    for v in range(n):
        for arc in range(first[v], first[v + 1]):
            if keep[arc]:
                thin_head[size] = head[arc]
                thin_ms[size] = weight_ms[arc]
                thin_arc[size] = arc
                size += 1
        thin_first[v + 1] = size
    return thin_first, thin_head[:size].copy(), thin_ms[:size].copy(), thin_arc[:size].copy()


@njit
def renew_own(arc, input_up, input_first, input_row, weight_ms, own_up, own_down, source_up, source_down):
    """The least input weights on one hierarchy arc, again."""
    own_up[arc] = INF
    own_down[arc] = INF
    source_up[arc] = -1
    source_down[arc] = -1
    for i in range(input_first[arc], input_first[arc + 1]):
        row = input_row[i]
        if input_up[row]:
            if weight_ms[row] < own_up[arc]:
                own_up[arc] = weight_ms[row]
                source_up[arc] = row
        elif weight_ms[row] < own_down[arc]:
            own_down[arc] = weight_ms[row]
            source_down[arc] = row


@njit
def repair(
    first, head, tail, triangle_first, triangle_a, triangle_b, input_arc, input_up, input_first, input_row,
    changed_row, changed_ms, weight_ms, own_up, own_down, source_up, source_down, up, down,
):  # fmt: skip
    """Arcs whose weight may have changed wait in a heap by number; whatever an arc can change stands above it."""
    heap, waiting, size = np.empty(head.size + 1, np.int64), np.zeros(head.size, np.uint8), 0
    for i in range(changed_row.size):
        weight_ms[changed_row[i]] = changed_ms[i]
    for i in range(changed_row.size):
        arc = input_arc[changed_row[i]]
        if arc >= 0 and not waiting[arc]:
            renew_own(arc, input_up, input_first, input_row, weight_ms, own_up, own_down, source_up, source_down)
            waiting[arc] = 1
            size = push(heap, size, np.int64(arc))
    while size > 0:
        key, size = pop(heap, size)
        arc = np.int32(key)
        waiting[arc] = 0
        upward, downward = own_up[arc], own_down[arc]
        for i in range(triangle_first[arc], triangle_first[arc + 1]):
            a, b = triangle_a[i], triangle_b[i]
            upward = min(upward, down[a] + up[b])
            downward = min(downward, down[b] + up[a])
        old_up, old_down = up[arc], down[arc]
        if upward == old_up and downward == old_down:
            continue
        up[arc] = upward
        down[arc] = downward
        size = wake(first, head, tail[arc], arc, old_up, old_down, up, down, heap, waiting, size)
    return 0


@njit
def wake(first, head, v, arc, old_up, old_down, up, down, heap, waiting, size):
    """Queue the arcs above two arcs of v, one of them changed, if they rest on its old weight or gain from its new one."""
    x = head[arc]
    for other in range(first[v], first[v + 1]):
        y = head[other]
        if other == arc:
            continue
        above = arc_between(first, head, min(x, y), max(x, y))
        if waiting[above]:
            continue
        # x -> v -> y and back, before and now; `above` runs up from the lower of the two
        forth_old, forth = old_down + up[other], down[arc] + up[other]
        back_old, back = down[other] + old_up, down[other] + up[arc]
        forth_ms, back_ms = (up[above], down[above]) if x < y else (down[above], up[above])
        if forth_old == forth_ms or forth < forth_ms or back_old == back_ms or back < back_ms:
            waiting[above] = 1
            size = push(heap, size, np.int64(above))
    return size
