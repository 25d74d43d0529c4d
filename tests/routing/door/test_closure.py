import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from routing.door.closure import INF, walk_on

N = 8


@settings(max_examples=60, deadline=None)
@given(
    arcs=st.lists(st.tuples(st.integers(0, N - 1), st.integers(0, N - 1), st.integers(1, 90_000)), min_size=1, max_size=25),
    reached=st.dictionaries(st.integers(0, 5), st.integers(0, 500), min_size=1, max_size=6),
)
def test_walking_on_agrees_with_dijkstra(arcs, reached):
    arcs = sorted({(a, b): w for a, b, w in arcs if a != b}.items()) or [((0, 1), 5)]
    tail, head, weight = (np.array(column, np.int32) for column in zip(*[(a, b, w) for (a, b), w in arcs]))
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=N))]).astype(np.int32)
    vertex = np.array([0, 1, 2, 3, 3, -1], np.int32)  # stops 3 and 4 share a vertex; stop 5 is off the map
    order = np.argsort(vertex[:5], kind="stable").astype(np.int32)
    at_first = np.concatenate([[0], np.cumsum(np.bincount(vertex[:5], minlength=N))]).astype(np.int32)
    stops, seconds = np.array(list(reached), np.int32), np.array(list(reached.values()), np.int32)
    best, via = np.empty(6, np.int32), np.empty(6, np.int32)
    heap = np.empty(len(head) + len(stops) + 8, np.int64)
    walk_on(first, head, weight, vertex, at_first, order, stops, seconds, np.empty(N, np.int32), np.empty(N, np.int32), heap, best, via)

    between = dijkstra(csr_matrix((weight.astype(float), (tail, head)), shape=(N, N)))
    for stop in range(6):
        options = [reached[stop]] if stop in reached else []
        if vertex[stop] >= 0:
            walks = {o: between[vertex[o], vertex[stop]] for o in reached if vertex[o] >= 0}
            options += [reached[o] + int(np.ceil(ms / 1000)) for o, ms in walks.items() if np.isfinite(ms)]
        assert best[stop] == min(options, default=INF)
        assert (via[stop] >= 0) == bool(options)
