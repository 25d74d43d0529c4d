"""Shortest, recommended and safest ways against a plain search over the same weights; what they promise of one another."""
import heapq
import os
from dataclasses import replace

import numpy as np
import pytest

from routing.closures import Closure
from routing.limits import Limits
from routing.snapshot import Snapshot
from routing.streets.danger import NOT_MET, danger_of
from routing.streets.graph import Mode
from routing.streets.liking import TIMES_AS_MUCH, Liked, Liking, danger_for
from routing.streets.model import CrossingKind, Kind, Sidewalk, Streets, Tri
from routing.streets.snap import Snap
from routing.streets.topology import INF
from tests.routing.streets.ground import FOOT, Edge, make_streets, open_network, random_streets

PAIRS = 100 if os.environ.get("ALLWAYS_PROOF") else 25  # for each kind of way
SIDES = [Sidewalk.UNKNOWN, Sidewalk.NONE, Sidewalk.BOTH]


def told_streets(rng: np.random.Generator) -> Streets:
    """A random town with pavements, light and crossings told of here and there."""
    streets = random_streets(rng, 30)
    m, n = len(streets.edge_tail), len(streets.vertex_lat_e7)
    return replace(
        streets,
        edge_sidewalk=rng.choice(SIDES, m).astype(np.uint8),
        edge_lit=rng.integers(0, 3, m).astype(np.uint8),
        vertex_crossing=rng.integers(0, 5, n).astype(np.uint8),
    )


def slow_weights(streets: Streets, network, liking: Liking, dark: bool) -> list[tuple[int, int]]:
    """Of every edge forward and back; the formula in plain Python."""
    metres = danger_for(network, dark).metres
    found = []
    for edge in range(len(streets.edge_tail)):
        pair = []
        for ms in (int(milliseconds[edge]) for milliseconds in network.on_foot.times):
            if ms >= INF:
                pair.append(INF)
            elif liking is Liking.SHORTEST:
                pair.append(int(streets.edge_length_cm[edge]) * 10)
            else:
                pair.append(ms + round(float(metres[edge]) * TIMES_AS_MUCH[liking] / network.walk_speed_mps * 1000))
        found.append((pair[0], pair[1]))
    return found


def neighbours(streets: Streets, weights) -> dict[int, list[tuple[int, int]]]:
    leaving: dict[int, list[tuple[int, int]]] = {}
    for (forward, backward), tail, head in zip(weights, streets.edge_tail.tolist(), streets.edge_head.tolist()):
        if forward < INF:
            leaving.setdefault(tail, []).append((head, forward))
        if backward < INF:
            leaving.setdefault(head, []).append((tail, backward))
    return leaving


def slow_weight(leaving, start: int, goal: int) -> int:
    """Dijkstra's algorithm."""
    best, heap = {start: 0}, [(0, start)]
    while heap:
        weight, vertex = heapq.heappop(heap)
        if vertex == goal:
            return weight
        if weight > best[vertex]:
            continue
        for other, more in leaving.get(vertex, ()):
            if weight + more < best.get(other, INF):
                best[other] = weight + more
                heapq.heappush(heap, (weight + more, other))
    return INF


def weight_of(path, weights) -> int:
    return sum(weights[edge][0 if ahead else 1] for edge, ahead in zip(path.edges.tolist(), path.forward.tolist()))


@pytest.mark.parametrize("limits", [None, Limits(steps=False)])
@pytest.mark.parametrize("seed", range(6))
def test_the_way_liked_best_weighs_what_a_plain_search_finds(tmp_path, seed, limits):
    rng = np.random.default_rng(seed)
    streets, network = open_network(told_streets(rng), tmp_path)
    network = network if limits is None else network.with_walker(0.8, limits)
    checked = 0
    for liking in Liking:
        weights = slow_weights(streets, network, liking, dark=True)
        leaving, liked = neighbours(streets, weights), Liked(network, liking, True)
        for a, b in rng.integers(0, len(streets.vertex_lat_e7), (40, 2)).tolist():
            expected = slow_weight(leaving, a, b)
            path = liked.route(network.vertex_snap(a), network.vertex_snap(b))
            assert (path is None) == (expected == INF)
            if path is not None and a != b:
                assert weight_of(path, weights) == expected
                assert path.duration_ms == sum(
                    int(network.on_foot.times[0 if ahead else 1][edge]) for edge, ahead in zip(path.edges.tolist(), path.forward.tolist())
                )
                checked += 1
    assert checked > 15


@pytest.mark.parametrize("seed", range(4))
def test_each_way_is_the_best_of_all_in_what_it_is_liked_for(tmp_path, seed):
    """Places in the middle of edges too: the safest is never more dangerous, the shortest never longer, the quickest never later than the others."""
    rng = np.random.default_rng(100 + seed)
    streets, network = open_network(told_streets(rng), tmp_path)
    danger = danger_for(network, True)
    likings = {liking: Liked(network, liking, True) for liking in Liking}

    def danger_m(path) -> float:
        return float((danger.metres[path.edges] * path.pieces.length_cm / streets.edge_length_cm[path.edges]).sum())

    compared = 0
    for edges in rng.integers(0, len(streets.edge_tail), (60, 2)).tolist():
        a, b = (Snap(0.0, 0.0, edge, float(rng.random()), 0.0) for edge in edges)
        found = {liking: liked.route(a, b) for liking, liked in likings.items()}
        quickest = network.route(Mode.FOOT, a, b)
        assert all((path is None) == (quickest is None) for path in found.values())
        if quickest is None:
            continue
        every = [*found.values(), quickest]
        slack_m = 0.02  # parts of edges are rounded to milliseconds
        assert danger_m(found[Liking.SAFEST]) <= min(danger_m(found[Liking.RECOMMENDED]), danger_m(quickest)) + slack_m
        assert danger_m(found[Liking.RECOMMENDED]) <= danger_m(quickest) + slack_m
        assert found[Liking.SHORTEST].length_cm <= min(path.length_cm for path in every) + 2
        assert quickest.duration_ms <= min(path.duration_ms for path in every)
        compared += 1
    assert compared > 10


def test_closures_are_kept_by_every_liking_and_put_into_what_was_known(tmp_path):
    """Repairing gives the ways of a fresh weighting."""
    rng = np.random.default_rng(5)
    streets, network = open_network(told_streets(rng), tmp_path)
    edges = rng.choice(len(streets.edge_tail), 6, replace=False).astype(np.int32)
    closed = network.closed(edges, [Mode.FOOT])
    for liking in Liking:
        repaired, fresh = Liked(closed, liking, False, Liked(network, liking, False)), Liked(closed, liking, False)
        weights = slow_weights(streets, closed, liking, dark=False)
        for a, b in rng.integers(0, len(streets.vertex_lat_e7), (40, 2)).tolist():
            one, other = (liked.route(network.vertex_snap(a), network.vertex_snap(b)) for liked in (repaired, fresh))
            assert (one is None) == (other is None)
            if one is not None:
                assert not np.isin(one.edges, edges).any()
                assert weight_of(one, weights) == weight_of(other, weights)


# A road from 1 to 4; a footpath from 0 crosses it at 1 and leads on to 5.
ROAD = [Edge(0, 1, int(FOOT), Kind.FOOTWAY), Edge(1, 5, int(FOOT), Kind.FOOTWAY), Edge(1, 4, kind=Kind.PRIMARY, facts=(("sidewalk", Sidewalk.BOTH),))]


@pytest.mark.parametrize("better, worse", [(CrossingKind.SIGNALS, CrossingKind.MARKED), (CrossingKind.MARKED, CrossingKind.UNMARKED),
                                           (CrossingKind.UNMARKED, CrossingKind.NO)])  # fmt: skip
def test_signals_are_better_than_a_zebra_and_a_zebra_better_than_nothing(better, worse):
    streets = make_streets([(0, -50), (0, 0), (9, 9), (9, 10), (300, 0), (0, 50)], ROAD)
    costs = []
    for kind in (better, worse):
        streets.vertex_crossing[1] = kind
        danger = danger_of(streets, dark=False, wheels=False)
        assert (danger.at_head[0], danger.at_tail[1], danger.at_tail[2]) == (kind, kind, NOT_MET)
        costs.append(danger.metres[0] + danger.metres[1])
    assert costs[0] < costs[1]


def test_a_busier_road_costs_more_to_cross_and_to_walk_along():
    crossed, along = [], []
    for kind in (Kind.LIVING_STREET, Kind.RESIDENTIAL, Kind.TERTIARY, Kind.SECONDARY, Kind.PRIMARY):
        edges = [*ROAD[:2], Edge(1, 4, kind=kind, facts=(("sidewalk", Sidewalk.NONE),))]
        metres = danger_of(make_streets([(0, -50), (0, 0), (9, 9), (9, 10), (300, 0), (0, 50)], edges), False, False).metres
        crossed.append(metres[0])
        along.append(metres[2])
    assert crossed == sorted(set(crossed))
    assert along == sorted(set(along))


@pytest.mark.parametrize("facts, kind, dark, wheels, worse", [
    ((("lit", Tri.NO),), Kind.FOOTWAY, True, False, True),
    ((("lit", Tri.NO),), Kind.FOOTWAY, False, False, False),
    ((), Kind.PATH, True, False, True),
    ((("smoothness", 5),), Kind.FOOTWAY, False, True, True),
    ((("smoothness", 5),), Kind.FOOTWAY, False, False, False),
    ((), Kind.STEPS, False, False, True),
])  # fmt: skip
def test_darkness_steps_and_roughness_count_for_whom_they_matter(facts, kind, dark, wheels, worse):
    plain, other = (make_streets([(0, 0), (100, 0)], [Edge(0, 1, int(FOOT), of, facts=told)]) for of, told in ((Kind.FOOTWAY, ()), (kind, facts)))
    costs = [float(danger_of(streets, dark, wheels).metres[0]) for streets in (plain, other)]
    assert (costs[1] > costs[0]) is worse


def test_a_snapshot_keeps_what_it_weighed_and_obeys_closures(tmp_path):
    from tests.routing.door.village import at, village

    snapshot = village(tmp_path, [])
    liked = snapshot.liked(Liking.SAFEST, False, 1.2)
    assert snapshot.liked(Liking.SAFEST, False, 1.2) is liked
    closed = snapshot.with_closures([Closure(np.array([0], np.int32))], "works", at(7)).during(at(8), at(9))
    assert isinstance(closed, Snapshot)
    assert closed.liked(Liking.SAFEST, False, 1.2) is not liked
    assert closed.during(at(8), at(9)).liked(Liking.SAFEST, False, 1.2) is closed.liked(Liking.SAFEST, False, 1.2)


def test_in_the_demonstration_city_every_way_weighs_what_a_plain_search_finds():
    """300 pairs with ALLWAYS_PROOF=1, else 75, after dark, for somebody who takes no steps."""
    from routing.city import City
    from tests.cities import demo_city

    city = City.open(demo_city())
    streets, rng = city.streets, np.random.default_rng(300)
    network = city.network.with_walker(1.0, Limits(steps=False))
    vertices = np.unique(streets.edge_tail[(streets.edge_part & 1) > 0])
    for liking in Liking:
        weights = slow_weights(streets, network, liking, dark=True)
        leaving, liked = neighbours(streets, weights), Liked(network, liking, True)
        for a, b in rng.choice(vertices, (PAIRS, 2)).tolist():
            expected = slow_weight(leaving, a, b)
            path = liked.route(network.vertex_snap(a), network.vertex_snap(b))
            assert (INF if path is None else weight_of(path, weights)) == expected
            assert path is None or not (streets.edge_kind[path.edges] == Kind.STEPS).any()
