"""Streets: ours beside RoutingKit's customizable contraction hierarchy on the same graph with the same weights."""
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.cities import BuiltCity
from benchmarks.peers import routingkit
from benchmarks.report import Section
from benchmarks.timing import timed
from routing.snapshot import DEFAULT_WALK_MPS
from routing.streets.costs import foot_times
from routing.streets.graph import vertex_graph
from routing.streets.matrix import matrix
from routing.streets.metric import Metric, customize
from routing.streets.model import Part, Streets
from routing.streets.query import Seeds, distance, shortest_path
from routing.streets.topology import Topology, build_topology

COUNT = 300
MATRIX = 100
MATRIX_TIMES = 9
SEED = 7
WHY_PATH = "Finding the way takes half; the rest unpacks hierarchy arcs to street arcs."


@dataclass(frozen=True)
class Ours:
    """Our hierarchy over the graph that the peers get."""

    topology: Topology
    metric: Metric

    def distance_ms(self, start: int, end: int) -> int:
        return distance(self.topology, self.metric, at(start), at(end))

    def path(self, start: int, end: int):
        """(milliseconds, arcs)."""
        return shortest_path(self.topology, self.metric, at(start), at(end))[:2]

    def matrix_ms(self, starts: list[Seeds], ends: list[Seeds]) -> np.ndarray:
        return matrix(self.topology, self.metric, starts, ends)


def at(vertex: int) -> Seeds:
    return Seeds(np.array([vertex], np.int32), np.zeros(1, np.int32))


def walking_graph(streets: Streets) -> routingkit.Graph:
    """Every arc that may be walked, weighted with the time it takes."""
    times = foot_times(streets, DEFAULT_WALK_MPS)
    graph = vertex_graph(streets, times)
    return routingkit.Graph(graph.tail, graph.head, graph.weights(times), streets.vertex_lat_e7 / 1e7, streets.vertex_lon_e7 / 1e7)


def connected_pairs(streets: Streets) -> np.ndarray:
    """int64[COUNT, 2] vertices of the part in which everything can be reached."""
    within = np.flatnonzero(streets.edge_part & Part.FOOT)
    vertices = np.unique(np.concatenate([streets.edge_tail[within], streets.edge_head[within]]))
    return np.random.default_rng(SEED).choice(vertices, (COUNT, 2)).astype(np.int64)


def measure(built: BuiltCity, _work: Path) -> list[Section]:
    """Sections walking time, walking path, walking times of a hundred to a hundred."""
    graph = walking_graph(built.city.streets)
    topology = build_topology(len(graph.lat), graph.tail, graph.head)
    ours = Ours(topology, customize(topology, graph.weight_ms))
    peers = {}
    if routingkit.is_installed("pyroutingkit"):
        peers["pyroutingkit"] = routingkit.PyRoutingKit(graph)
    if routingkit.is_installed("routingkit_cch"):
        peers["routingkit_cch"] = routingkit.RoutingKitCch(graph)
    asked = [(int(start), int(end)) for start, end in connected_pairs(built.city.streets)]
    where = f"{built.sources.name}, {len(graph.lat):,} vertices, {len(graph.tail):,} arcs"
    return [time_section(where, ours, peers, asked), path_section(where, ours, peers, asked, graph), matrix_section(where, ours, peers, asked)]


def time_section(where: str, ours: Ours, peers: dict, asked: list) -> Section:
    section = Section(f"{where}: walking time from vertex to vertex", "pyroutingkit", 0)
    timing, ours_ms = timed(ours.distance_ms, asked)
    section.add("allways", "milliseconds only", timing)
    for name, peer in peers.items():
        timing, theirs_ms = timed(peer.distance_ms, asked)
        section.add(name, "milliseconds and path" if name == "pyroutingkit" else "milliseconds only", timing)
        say_equal(section, name, ours_ms, theirs_ms)
    return say_missing(section, peers)


def path_section(where: str, ours: Ours, peers: dict, asked: list, graph: routingkit.Graph) -> Section:
    section = Section(f"{where}: walking path from vertex to vertex", "pyroutingkit", 1.0, WHY_PATH)
    timing, found = timed(ours.path, asked)
    section.add("allways", "milliseconds and arcs", timing)
    sums = sum(int(graph.weight_ms[arcs].sum()) == milliseconds for milliseconds, arcs in found)
    section.say(f"The arcs of {sums} of {len(found)} of our paths add up to the time claimed.")
    for name, peer in peers.items():
        timing, theirs = timed(peer.path, asked)
        section.add(name, "milliseconds, vertices and arcs", timing)
        say_equal(section, name, [answer[0] for answer in found], [answer[0] for answer in theirs])
    return say_missing(section, peers)


def matrix_section(where: str, ours: Ours, peers: dict, asked: list) -> Section:
    section = Section(f"{where}: walking times, {MATRIX} × {MATRIX}", "pyroutingkit", 3.33)
    starts, ends = (np.array(side[:MATRIX]) for side in zip(*asked))
    seeds = [[at(vertex) for vertex in side.tolist()] for side in (starts, ends)]
    timing, tables = timed(ours.matrix_ms, [tuple(seeds)] * MATRIX_TIMES)
    section.add("allways", "milliseconds", timing)
    for name, peer in peers.items():
        ends_there = (starts, ends) if name == "pyroutingkit" else (starts.tolist(), ends.tolist())
        timing, theirs = timed(peer.matrix_ms, [ends_there] * MATRIX_TIMES)
        section.add(name, "milliseconds", timing)
        say_equal(section, name, tables[0].ravel().tolist(), np.asarray(theirs[0]).ravel().tolist())
    return say_missing(section, peers)


def say_equal(section: Section, name: str, ours_ms: list, theirs_ms: list) -> None:
    same = sum(ours == theirs for ours, theirs in zip(ours_ms, theirs_ms, strict=True))
    section.say(f"Agreement with {name}: {same:,} of {len(ours_ms):,} equal to the millisecond.")


def say_missing(section: Section, peers: dict) -> Section:
    for name in {"pyroutingkit", "routingkit_cch"} - set(peers):
        section.say(f"{name} is not installed: not compared.")
    return section
