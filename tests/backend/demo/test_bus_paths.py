"""Trams and buses keep to the rules of the road: each shape is followed on the written map, way by way."""
from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial import cKDTree

from .written import DRIVEN, by, metres

NEAR_M = 0.4


@pytest.fixture(scope="module")
def roads(osm):
    ways = osm.highways(DRIVEN)
    of_node = defaultdict(list)
    for way in ways:
        for place, node in enumerate(way.nodes):
            of_node[node].append((way, place))
    nodes = np.array(sorted(of_node))
    return of_node, nodes, cKDTree([osm.xy[node] for node in nodes.tolist()])


@pytest.fixture(scope="module")
def street_shapes(feed):
    kind = {row["route_id"]: row["route_type"] for row in feed["routes"]}
    wanted = {row["shape_id"] for row in feed["trips"] if row["shape_id"] and kind[row["route_id"]] in ("0", "3")}
    rows_of = by(feed["shapes"], "shape_id")
    return {shape: metres([row["shape_pt_lon"] for row in rows_of[shape]], [row["shape_pt_lat"] for row in rows_of[shape]]) for shape in wanted}


def followed(points, roads) -> list[tuple]:
    """(way, node index it is entered at, node index it is left at) for each pair of points that follow each other on a road."""
    of_node, nodes, tree = roads
    away_m, nearest = tree.query(points)
    path = nodes[nearest[away_m < NEAR_M]].tolist()
    steps = []
    for a, b in pairwise(path):
        if a != b:
            pairs = [(way, i, j) for way, i in of_node[a] for other, j in of_node[b] if way is other and i != j]
            assert pairs, f"no road joins nodes {a} and {b}"
            steps.append(min(pairs, key=lambda step: abs(step[1] - step[2])))
    return steps


def test_every_point_lies_on_a_road(street_shapes, roads):
    for shape, points in street_shapes.items():
        away_m, _ = roads[2].query(points)
        assert (away_m < NEAR_M).mean() > 0.98, shape


def test_nothing_runs_against_a_oneway(street_shapes, roads):
    oneway = 0
    for shape, points in street_shapes.items():
        for way, entered, left in followed(points, roads):
            if way.tags.get("oneway") == "yes":
                oneway += 1
                assert entered < left, f"{shape} runs against way {way.id}"
    assert oneway > 10


def test_no_forbidden_turn_is_taken(osm, street_shapes, roads):
    bans = set()
    for tags, members in osm.relations:
        if tags.get("type") == "restriction":
            roles = {role: ref for _, ref, role in members}
            bans.add((roles["from"], roles["via"], roles["to"]))
    assert len(bans) >= 5
    turns = set()
    for points in street_shapes.values():
        steps = followed(points, roads)
        for (first, _, left), (second, _, _) in pairwise(steps):
            if first is not second:
                turns.add((first.id, first.nodes[left], second.id))
    assert len(turns) > 300
    assert not turns & bans


def test_restrictions_are_drawn_at_junctions(osm):
    for tags, members in osm.relations:
        if tags.get("type") == "restriction":
            roles = {role: ref for _, ref, role in members}
            assert tags["restriction"] == "no_left_turn"
            for role in ("from", "to"):
                nodes = osm.ways[roles[role]].nodes
                assert roles["via"] in (nodes[0], nodes[-1])
