"""The hierarchies of whole cities against SciPy's Dijkstra: three weightings, then again after a hundred closures."""
import os

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from routing.store import load
from routing.streets.costs import bike_times, car_times, foot_times
from routing.streets.graph import Graph, Mode
from routing.streets.metric import customize, repaired
from routing.streets.model import Streets
from routing.streets.network import GRAPH_OF
from routing.streets.query import distance, shortest_path
from routing.streets.topology import INF, Topology
from tests.routing.streets.graphs import at

SOURCES, TARGETS = (50, 10) if os.environ.get("ALLWAYS_PROOF") else (10, 10)
CLOSURES = 100


@pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.name.lower())
@pytest.mark.parametrize("city", ["demo_folder", "heidelberg_folder"])
def test_a_city_agrees_with_dijkstra_before_and_after_closures(city, mode, request):
    folder = request.getfixturevalue(city)
    streets = load(Streets, folder / "streets")
    graph = load(Graph, folder / "network" / f"{GRAPH_OF[mode]}_graph")
    built = load(Topology, folder / "network" / f"{GRAPH_OF[mode]}_topology")
    times = {Mode.FOOT: foot_times(streets, 1.2), Mode.BIKE: bike_times(streets), Mode.CAR: car_times(streets)}[mode]
    rng = np.random.default_rng(2026)
    weighted = customize(built, graph.weights(times))
    reached, same = compare(rng, graph, built, weighted)
    edges = rng.choice(np.unique(graph.arc_edge), CLOSURES, replace=False)
    arcs = graph.arcs_of(edges)
    closed = repaired(built, weighted, arcs, np.full(len(arcs), INF, np.int32))
    assert np.array_equal(closed.weight_ms, graph.weights(times.closed(edges)))
    reached_after, same_after = compare(rng, graph, built, closed)
    asked, name = SOURCES * TARGETS, f"{city.split('_')[0]}_{mode.name.lower()}"
    print(f"PROOF hierarchy_{name}_equal_to_dijkstra={same} of {asked}, {reached} of them connected")
    print(f"PROOF hierarchy_{name}_after_{CLOSURES}_closures={same_after} of {asked}, {reached_after} of them connected")
    assert same == same_after == asked
    assert min(reached, reached_after) > asked // 3


def compare(rng, graph: Graph, built: Topology, weighted) -> tuple[int, int]:
    """Questions with a way, and questions answered like SciPy does, time and path."""
    sources = rng.choice(graph.tail, SOURCES)
    expected = slow_distances(graph, weighted.weight_ms, sources)
    reached = same = 0
    for row, start in enumerate(sources.tolist()):
        for end in rng.choice(graph.head, TARGETS).tolist():
            wanted = expected[row, end]
            ms, arcs, _, _ = shortest_path(built, weighted, at(start), at(end))
            joined = np.concatenate([[start], graph.head[arcs]])[:-1].tolist() == graph.tail[arcs].tolist()
            summed = int(weighted.weight_ms[arcs].astype(np.int64).sum()) if ms < INF else INF
            reached += wanted < INF
            same += ms == wanted == distance(built, weighted, at(start), at(end)) == summed and joined
    return reached, same


def slow_distances(graph: Graph, weight_ms: np.ndarray, sources: np.ndarray) -> np.ndarray:
    """int64[sources, vertices]; of parallel arcs the quickest, since a sparse matrix would add them up."""
    order = np.lexsort((weight_ms, graph.head, graph.tail))
    tail, head, weight = graph.tail[order], graph.head[order], weight_ms[order]
    kept = np.r_[True, (np.diff(tail) != 0) | (np.diff(head) != 0)] & (weight < INF) & (tail != head)
    n = graph.vertex_count
    found = dijkstra(csr_matrix((weight[kept].astype(np.float64), (tail[kept], head[kept])), (n, n)), indices=sources)
    return np.where(np.isinf(found), INF, np.rint(np.where(np.isinf(found), 0, found))).astype(np.int64)
