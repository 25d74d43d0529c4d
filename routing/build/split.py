"""Ways cut into edges at the nodes where something happens: junctions, ends, tagged nodes and corners of squares."""
from typing import NamedTuple

import numpy as np

from routing.build.draft import BUILD_COLUMNS, EDGE_COLUMNS, VERTEX_COLUMNS, Draft, Lines, Names, Table
from routing.build.osm_read import Extract, list_runs
from routing.build.problems import Problems
from routing.build.tags_node import EVERYBODY, NodeFacts
from routing.build.tags_way import WayFacts
from routing.build.times import ESCALATOR_MPS, FERRY_MPS, TIME_LIMIT_S
from routing.streets.model import UNKNOWN_I16, Kind


class StreetWay(NamedTuple):
    """A way, or an outline of an area, with what its tags mean."""

    id: int
    facts: WayFacts
    nodes: np.ndarray  # int32, rows of nodes; -1 outside the extract
    is_outline: bool


class Cut(NamedTuple):
    draft: Draft
    vertex_of_node: np.ndarray  # int32[nodes of the extract], -1: no vertex
    passable: np.ndarray  # uint8[vertices], Access bits of those who get past the vertex


class Runs(NamedTuple):
    """Stretches of ways inside the extract, end to end."""

    way: np.ndarray  # int32[points], position in the list of ways
    node: np.ndarray  # int32[points]
    is_end: np.ndarray  # bool[points], last point of its run


def cut_ways(extract: Extract, ways: list[StreetWay], node_facts: dict[int, NodeFacts], corners: np.ndarray, names: Names, problems: Problems) -> Cut:
    """corners: int, rows of further nodes that have to become vertices."""
    runs = runs_of(ways, extract.file, problems)
    is_vertex = vertex_nodes(runs, len(extract.node_id), [*node_facts], corners)
    start, end = pieces(runs, is_vertex)
    used = np.zeros(len(extract.node_id), bool)
    used[runs.node[start]] = used[runs.node[end]] = True
    vertex_of_node = np.where(used, np.cumsum(used) - 1, -1).astype(np.int32)
    vertices, passable = vertex_table(extract, node_facts, np.flatnonzero(used), vertex_of_node)

    counts = end - start + 1
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    points = runs.node[np.arange(first[-1]) + np.repeat(start - first[:-1], counts)]
    lines = Lines(first, extract.node_lat_e7[points], extract.node_lon_e7[points])
    edges = edge_table(ways, runs.way[start], lines.lengths_cm())
    edges.columns["tail"], edges.columns["head"] = vertex_of_node[runs.node[start]], vertex_of_node[runs.node[end]]
    return Cut(Draft(vertices, edges, lines, names), vertex_of_node, passable)


def runs_of(ways: list[StreetWay], file: str, problems: Problems) -> Runs:
    way, parts = [], []
    for position, one in enumerate(ways):
        found = list(list_runs(one.nodes))
        if not found:
            problems.add("way_without_nodes", f"way {one.id} has fewer than two nodes in the extract", file)
        for run in found:
            way.append(position)
            parts.append(run)
    lengths = np.array([len(run) for run in parts], np.int64)
    is_end = np.zeros(int(lengths.sum()), bool)
    is_end[np.cumsum(lengths) - 1] = True
    return Runs(np.repeat(np.array(way, np.int32), lengths), np.concatenate([*parts, np.zeros(0, np.int32)]), is_end)


def vertex_nodes(runs: Runs, n_nodes: int, tagged: list[int], corners: np.ndarray) -> np.ndarray:
    """bool[nodes]. Where a piece would end where it began, its middle becomes a vertex too: no edge is a loop."""
    is_vertex = np.bincount(runs.node, minlength=n_nodes) > 1
    is_vertex[runs.node[runs.is_end]] = True
    is_vertex[runs.node[np.r_[True, runs.is_end[:-1]]]] = True
    is_vertex[tagged] = True
    is_vertex[corners] = True
    start, end = pieces(runs, is_vertex)
    loop = runs.node[start] == runs.node[end]
    is_vertex[runs.node[(start[loop] + end[loop]) // 2]] = True
    return is_vertex


def pieces(runs: Runs, is_vertex: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First and last point of each piece between two vertices of a run."""
    at = np.flatnonzero(is_vertex[runs.node])
    within = ~runs.is_end[at[:-1]]
    return at[:-1][within], at[1:][within]


def vertex_table(extract: Extract, node_facts: dict[int, NodeFacts], nodes: np.ndarray, vertex_of_node: np.ndarray) -> tuple[Table, np.ndarray]:
    vertices = Table.of(VERTEX_COLUMNS, len(nodes), lat_e7=extract.node_lat_e7[nodes], lon_e7=extract.node_lon_e7[nodes], osm=extract.node_id[nodes])
    passable = np.full(len(nodes), EVERYBODY, np.uint8)
    tagged = [node for node in sorted(node_facts) if vertex_of_node[node] >= 0]
    rows = vertex_of_node[tagged] if tagged else np.zeros(0, np.int32)
    for name, values in zip(NodeFacts._fields, zip(*(node_facts[node] for node in tagged))):
        column = passable if name == "passable" else vertices.columns[name]
        column[rows] = values
    return vertices, passable


def edge_table(ways: list[StreetWay], way: np.ndarray, length_cm: np.ndarray) -> Table:
    """The edges' columns from their ways; what holds for a whole way (number of steps, time) is shared out by length."""
    by_way = {name: np.array(values) for name, values in zip(WayFacts._fields, zip(*(one.facts for one in ways)))}
    totals = {name: by_way.pop(name) for name in ("total_s", "step_count")}
    values = {name: column[way] for name, column in by_way.items()}
    values["way"] = np.array([one.id for one in ways], np.int64)[way]
    values["area"] = np.array([one.is_outline for one in ways], np.uint8)[way]
    steps, seconds = (share_out(total, way, length_cm) for total in (totals["step_count"], totals["total_s"]))
    edges = Table.of(EDGE_COLUMNS | BUILD_COLUMNS, len(way), **values, length_cm=length_cm)
    edges.columns["step_count"][:] = np.where(totals["step_count"][way] == UNKNOWN_I16, UNKNOWN_I16, steps)
    edges.columns["time_s"][:] = fixed_times(edges, np.where(totals["total_s"][way] < 0, -1, seconds))
    return edges


def share_out(total: np.ndarray, group: np.ndarray, length_cm: np.ndarray) -> np.ndarray:
    """Whole parts of each group's total in proportion to length; the parts of a group add up to its total. Groups lie end to end."""
    walked = np.cumsum(length_cm.astype(np.float64))
    begins = np.r_[True, group[1:] != group[:-1]] if len(group) else np.zeros(0, bool)
    before = (walked - length_cm)[np.maximum.accumulate(np.where(begins, np.arange(len(group)), 0))]
    all_cm = np.bincount(group, weights=length_cm, minlength=len(total))[group]
    share = total[group] / np.maximum(all_cm, 1)
    return (np.rint((walked - before) * share) - np.rint((walked - before - length_cm) * share)).astype(np.int64)


def fixed_times(edges: Table, seconds: np.ndarray) -> np.ndarray:
    """Lifts and ferries by their total, where a ferry has one; escalators by their length."""
    metres = edges["length_cm"] / 100
    kind = edges["kind"]
    seconds = np.where((kind == Kind.FERRY) & (seconds < 0), np.ceil(metres / FERRY_MPS), seconds)
    seconds = np.where(kind == Kind.ESCALATOR, np.ceil(metres / ESCALATOR_MPS), seconds)
    return np.minimum(seconds, TIME_LIMIT_S).astype(np.int16)
