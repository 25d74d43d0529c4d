"""Random directed graphs, and the slow way to search them: SciPy's Dijkstra."""
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from routing.streets.query import Seeds
from routing.streets.topology import INF


class Graph(NamedTuple):
    n: int
    tail: np.ndarray
    head: np.ndarray
    weight_ms: np.ndarray


def random_graph(rng: np.random.Generator, n: int = 60) -> Graph:
    """A plane of vertices joined to near ones: one-way and two-way, with loops, parallel arcs, zero weights, ties and parts of their own."""
    x, y = rng.random(n), rng.random(n)
    arcs = []
    for v in range(n):
        near = np.argsort((x - x[v]) ** 2 + (y - y[v]) ** 2)[:4]
        for other in rng.choice(near, 2):
            arcs.append((v, int(other)))
            if rng.random() < 0.6:
                arcs.append((int(other), v))
    arcs += [arcs[i] for i in rng.integers(0, len(arcs), 5)]
    tail, head = np.array(arcs, np.int32).T.copy()
    weight_ms = rng.integers(0, 12, len(arcs)).astype(np.int32) * rng.choice([1, 1000], len(arcs)).astype(np.int32)
    weight_ms[rng.random(len(arcs)) < 0.05] = INF
    return Graph(n, tail, head, weight_ms)


def all_distances(graph: Graph) -> np.ndarray:
    """int64[n, n] milliseconds, INF where there is no way."""
    order = np.lexsort((graph.weight_ms, graph.head, graph.tail))
    tail, head, weight = graph.tail[order], graph.head[order], graph.weight_ms[order].astype(np.float64)
    shortest = np.r_[True, (np.diff(tail) != 0) | (np.diff(head) != 0)] & (weight < INF)
    # SciPy takes a stored zero for no arc: everything is shifted by a part too small to sum up to a millisecond
    matrix = csr_matrix((weight[shortest] + 1e-6, (tail[shortest], head[shortest])), (graph.n, graph.n))
    found = dijkstra(matrix)
    return np.where(np.isinf(found), INF, np.rint(np.where(np.isinf(found), 0, found))).astype(np.int64)


def at(*vertices: int, ms: tuple[int, ...] = ()) -> Seeds:
    return Seeds(np.array(vertices, np.int32), np.array(ms or [0] * len(vertices), np.int32))


def random_seeds(rng: np.random.Generator, n: int, most: int = 3) -> Seeds:
    count = int(rng.integers(1, most + 1))
    return at(*rng.integers(0, n, count).tolist(), ms=tuple(rng.integers(0, 9000, count).tolist()))


def between(distances: np.ndarray, source: Seeds, target: Seeds) -> int:
    """The obvious answer for several seeds."""
    best = INF
    for a, a_ms in zip(source.vertex.tolist(), source.ms.tolist()):
        for b, b_ms in zip(target.vertex.tolist(), target.ms.tolist()):
            if distances[a, b] < INF:
                best = min(best, int(distances[a, b]) + a_ms + b_ms)
    return best
