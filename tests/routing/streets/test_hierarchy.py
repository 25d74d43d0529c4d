"""The hierarchy on small random graphs against SciPy's Dijkstra: times, paths, tables, repairs."""
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from routing.store import load, save
from routing.streets import buckets, matrix, metric, query, topology
from routing.streets.buckets import at_vertices, build_buckets, near
from routing.streets.core import build_core
from routing.streets.matrix import matrix as table
from routing.streets.metric import customize, repaired
from routing.streets.order import dissection_order, neighbours
from routing.streets.query import Seeds, distance, scratch, shortest_path
from routing.streets.reach import Along, climbed, prepare, reach, sweep
from routing.streets.topology import INF, Topology, build_topology
from tests.routing.streets.graphs import Graph, all_distances, at, between, random_graph, random_seeds

SEEDS = range(12)


def hierarchy(graph: Graph):
    built = build_topology(graph.n, graph.tail, graph.head)
    return built, customize(built, graph.weight_ms)


def check_path(graph: Graph, weight_ms, found, source, target, expected: int) -> None:
    """Connected input arcs from a seed to a seed that add up to the time claimed."""
    ms, arcs, begin, end = found
    assert ms == expected
    if ms == INF:
        assert (len(arcs), begin, end) == (0, -1, -1)
        return
    along = [int(source.vertex[begin])]
    for arc in arcs:
        assert graph.tail[arc] == along[-1]
        along.append(int(graph.head[arc]))
    assert along[-1] == target.vertex[end]
    assert int(source.ms[begin]) + int(weight_ms[arcs].astype(np.int64).sum()) + int(target.ms[end]) == ms


@pytest.mark.parametrize("seed", SEEDS)
def test_times_and_paths_are_those_of_dijkstra(seed):
    rng = np.random.default_rng(seed)
    graph = random_graph(rng)
    built, weighted = hierarchy(graph)
    expected, reached = all_distances(graph), 0
    for _ in range(150):
        source, target = random_seeds(rng, graph.n), random_seeds(rng, graph.n)
        wanted = between(expected, source, target)
        reached += wanted < INF
        assert distance(built, weighted, source, target) == wanted
        check_path(graph, graph.weight_ms, shortest_path(built, weighted, source, target), source, target, wanted)
    assert reached > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_a_table_holds_what_single_questions_answer(seed, monkeypatch):
    monkeypatch.setattr(matrix, "TARGETS", 7)
    rng = np.random.default_rng(seed)
    graph = random_graph(rng)
    built, weighted = hierarchy(graph)
    expected = all_distances(graph)
    sources, targets = ([random_seeds(rng, graph.n) for _ in range(count)] for count in (9, 17))
    found = table(built, weighted, sources, targets)
    assert found.tolist() == [[between(expected, source, target) for target in targets] for source in sources]
    assert table(built, weighted, [], targets).shape == (0, 17)
    assert table(built, weighted, sources, []).shape == (9, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_all_stops_around_a_place_and_the_way_back_from_them(seed):
    rng = np.random.default_rng(seed)
    graph = random_graph(rng)
    built, weighted = hierarchy(graph)
    expected = all_distances(graph)
    stops = rng.integers(-1, graph.n, 20).astype(np.int32)
    ends = at_vertices(stops)
    held = build_buckets(built, weighted, ends, ends)
    for _ in range(30):
        place = random_seeds(rng, graph.n)
        for towards in (False, True):
            wanted = {}
            for row, vertex in enumerate(stops.tolist()):
                ends = (at(vertex), place) if towards else (place, at(vertex))
                if vertex >= 0 and (ms := between(expected, *ends)) < INF:
                    wanted[row] = ms
            rows, milliseconds = near(built, weighted, held, place, towards)
            assert dict(zip(rows.tolist(), milliseconds.tolist())) == wanted


@pytest.mark.parametrize("seed", SEEDS)
def test_many_places_reach_many_by_way_of_the_one_that_is_soonest(seed):
    rng = np.random.default_rng(seed)
    graph = random_graph(rng)
    built, weighted = hierarchy(graph)
    expected = all_distances(graph)
    starts, goals = ([random_seeds(rng, graph.n) for _ in range(15)] for _ in range(2))
    nowhere = Seeds(np.zeros(0, np.int32), np.zeros(0, np.int32))
    starts[3] = goals[3] = nowhere
    none = Along.of([])
    places = prepare(built, weighted, starts, goals, [None] * 15, none)
    for _ in range(10):
        ready = np.where(rng.random(15) < 0.3, INF, rng.integers(0, 50_000, 15)).astype(np.int32)
        for towards in (False, True):
            milliseconds, by = reach(built, weighted, places.back if towards else places.out, ready, places.buckets, none, towards)
            for target in range(15):
                if target == 3:
                    assert (milliseconds[target], by[target]) == (INF, -1)
                    continue
                ways = []
                for source in range(15):
                    ends = (starts[target], goals[source]) if towards else (starts[source], goals[target])
                    ways.append(INF if source == 3 else min(INF, int(ready[source]) + between(expected, *ends)))
                assert milliseconds[target] == min(ways)
                assert (by[target] == -1) if min(ways) == INF else (ways[by[target]] == min(ways))
    mine = scratch(graph.n)
    assert (mine.out_ms == INF).all()
    assert (mine.row == -1).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_repair_is_equal_to_a_fresh_start(seed):
    rng = np.random.default_rng(seed)
    graph = random_graph(rng)
    built, current = hierarchy(graph)
    untouched = [array.copy() for array in current]
    first, weights = current, graph.weight_ms.copy()
    for _ in range(8):
        rows = rng.choice(len(weights), int(rng.integers(1, 12)), replace=False).astype(np.int32)
        weights[rows] = rng.choice([INF, 0, 3, 4000, 90_000], len(rows))
        current, fresh = repaired(built, current, rows, weights[rows]), customize(built, weights)
        for name in ("weight_ms", "own_up", "own_down", "up", "down"):
            assert np.array_equal(getattr(current, name), getattr(fresh, name)), name
        changed = graph._replace(weight_ms=weights)
        expected = all_distances(changed)
        for _ in range(25):
            source, target = random_seeds(rng, graph.n), random_seeds(rng, graph.n)
            check_path(graph, weights, shortest_path(built, current, source, target), source, target, between(expected, source, target))
    assert all(np.array_equal(before, after) for before, after in zip(untouched, first))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_core_keeps_every_distance_between_stops(seed):
    rng = np.random.default_rng(seed)
    graph = random_graph(rng, 150)
    stops = rng.integers(-1, graph.n, 12).astype(np.int32)
    walks = build_core(*graph, stops)
    expected = all_distances(graph)
    tail = np.repeat(np.arange(len(walks.first) - 1, dtype=np.int32), np.diff(walks.first))
    found = all_distances(Graph(len(walks.first) - 1, tail, walks.head, walks.weight_ms))
    assert len(walks.first) - 1 < graph.n
    for a, start in enumerate(stops.tolist()):
        assert (walks.alight_vertex[a] < 0) == (start < 0)
        for b, end in enumerate(stops.tolist()):
            if min(start, end) >= 0:
                assert found[walks.alight_vertex[a], walks.board_vertex[b]] == expected[start, end]
    back_tail = np.repeat(np.arange(len(walks.first) - 1, dtype=np.int32), np.diff(walks.back_first))
    forth = sorted(zip(tail.tolist(), walks.head.tolist(), walks.weight_ms.tolist()))
    assert forth == sorted(zip(walks.back_head.tolist(), back_tail.tolist(), walks.back_weight_ms.tolist()))
    for vertex in range(len(walks.first) - 1):
        here = walks.board_stop[walks.board_first[vertex] : walks.board_first[vertex + 1]]
        assert sorted(here.tolist()) == np.flatnonzero(walks.board_vertex == vertex).tolist()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_a_graph_without_arcs(n):
    none = np.zeros(0, np.int32)
    built, weighted = hierarchy(Graph(n, none, none, none))
    assert table(built, weighted, [at(i) for i in range(n)], [at(i) for i in range(n)]).tolist() == [
        [0 if a == b else INF for b in range(n)] for a in range(n)
    ]
    assert len(build_core(n, none, none, none, np.full(3, -1, np.int32)).alight_vertex) == 3


def test_loops_and_parallel_arcs():
    tail, head = np.array([0, 0, 0, 1], np.int32), np.array([0, 1, 1, 0], np.int32)
    built, weighted = hierarchy(Graph(2, tail, head, np.array([5, 9, 4, 7], np.int32)))
    assert shortest_path(built, weighted, at(0), at(1))[1].tolist() == [2]
    closed = repaired(built, weighted, np.array([2], np.int32), np.array([INF], np.int32))
    assert shortest_path(built, closed, at(0), at(1))[:2][1].tolist() == [1]
    assert shortest_path(built, weighted, at(0), at(0)) [0] == 0
    assert shortest_path(built, weighted, at(1), at(1, ms=(30,)))[0] == 30


def test_an_order_is_a_permutation_and_always_the_same():
    graph = random_graph(np.random.default_rng(3), 400)
    around = neighbours(graph.n, graph.tail, graph.head)
    order = dissection_order(*around)
    assert sorted(order.tolist()) == list(range(graph.n))
    assert np.array_equal(order, dissection_order(*around))


def test_a_hierarchy_is_kept_on_disk_and_searched_by_the_same_kernels(tmp_path):
    graph = random_graph(np.random.default_rng(4))
    built, weighted = hierarchy(graph)
    save(built, tmp_path)
    again = load(Topology, tmp_path)
    other = customize(again, graph.weight_ms)
    for end in range(0, graph.n, 7):
        assert shortest_path(built, weighted, at(1), at(end))[0] == shortest_path(again, other, at(1), at(end))[0]
    five = at_vertices(np.arange(5, dtype=np.int32))
    near(again, other, build_buckets(again, other, five, five), at(0), True)
    table(again, other, [at(0)], [at(1)])
    places = prepare(again, other, [at(0), at(1)], [at(0), at(1)], [None, None], Along.of([]))
    reach(again, other, places.out, np.zeros(2, np.int32), places.buckets, places.among, False)
    repaired(again, other, np.array([0], np.int32), np.array([3], np.int32))
    kernels = [query.meet, query.unpack, matrix.leave, matrix.collect, buckets.fill_buckets, buckets.search_buckets, climbed, sweep, metric.repair,
               metric.relax_triangles, metric.needed, topology.fill, topology.triangles]  # fmt: skip
    assert {kernel.__name__: len(kernel.signatures) for kernel in kernels} == {kernel.__name__: 1 for kernel in kernels}


def test_threads_search_side_by_side_and_leave_nothing_behind():
    rng = np.random.default_rng(5)
    graph = random_graph(rng, 300)
    built, weighted = hierarchy(graph)
    questions = [(random_seeds(rng, graph.n), random_seeds(rng, graph.n)) for _ in range(400)]
    alone = [distance(built, weighted, *question) for question in questions]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda question: distance(built, weighted, *question), questions)) == alone
    mine = scratch(graph.n)
    assert (mine.out_ms == INF).all()
    assert (mine.in_ms == INF).all()
    assert (mine.row == -1).all()
