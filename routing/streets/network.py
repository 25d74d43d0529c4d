"""Streets to search: one object for a city, a walker and a set of closures; every mode is made ready when first asked for."""
import threading
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from routing.limits import Limits
from routing.store import load, save
from routing.streets.buckets import Buckets, at_vertices, build_buckets, near
from routing.streets.car_graph import car_graph, within_reach
from routing.streets.core import build_core
from routing.streets.costs import EdgeTimes, bike_times, car_times, foot_times
from routing.streets.graph import Graph, Mode, vertex_graph
from routing.streets.mapped import Kept
from routing.streets.matrix import matrix
from routing.streets.metric import Metric, customize, repaired
from routing.streets.model import Streets
from routing.streets.path import StreetPath, make_path, resting
from routing.streets.query import Seeds, distance, shortest_path
from routing.streets.reach import Along, Places, Sweep, prepare, reach, sweep_at
from routing.streets.room import reached, roomy
from routing.streets.same_edge import same_vertex, sharing, ways_along
from routing.streets.seeds import OnStates, OnVertices
from routing.streets.snap import Grid, Snap, Snappable, build_grid, find_snap, snappable
from routing.streets.topology import INF, Topology, build_topology
from routing.streets.walls import Walls, walls_of
from routing.walks import Walks

DEFAULT_WALK_MPS = 1.2
# Walking and cycling share one graph and one hierarchy: a cyclist may push wherever one may walk.
FAR_M = 100_000.0
NO_ARCS = NO_EDGES = np.zeros(0, np.int32)
NO_WAYS = Along.of([])
GRAPH_OF = {Mode.FOOT: "active", Mode.BIKE: "active", Mode.CAR: "car"}


class OnFoot(NamedTuple):
    """Parts of a network for other weightings of its ways on foot. times, weight_ms: INF at walls and closures; closed: edges that closures close."""

    graph: Graph
    topology: Topology
    times: EdgeTimes
    weight_ms: np.ndarray
    ends: OnVertices
    closed: np.ndarray


class StreetNetwork:
    """Immutable to whoever asks; safe for threads. Durations are int32 milliseconds, INF where there is no way."""

    def __init__(
        self,
        kept: Kept,
        walk_speed_mps: float = DEFAULT_WALK_MPS,
        closed: Mapping[Mode, np.ndarray] | None = None,
        opened: "StreetNetwork | None" = None,
        limits: Limits | None = None,
        plain: "StreetNetwork | None" = None,
    ):
        """opened: the same without closures. plain: that of another walker, which serves every mode but walking."""
        self.kept, self.walk_speed_mps, self.limits, self._opened, self._plain = kept, walk_speed_mps, limits, opened, plain
        self._closed = dict(closed or {})
        self._made: dict = {}
        self._lock = threading.RLock()

    @cached_property
    def _usable(self) -> np.ndarray:
        """uint8[m], bits of modes for which one may be put onto an edge."""
        if not self._closed and self.limits is None:
            return self.kept.snappable
        usable = self.kept.snappable.copy()
        for mode, edges in self._closed.items():
            usable[edges] &= np.uint8(255 - (1 << mode))
        if self.limits is not None:
            usable[~roomy(self.kept.streets, self._times(Mode.FOOT))] &= np.uint8(255 - (1 << Mode.FOOT))
        return usable

    @staticmethod
    def build(streets: Streets, folder: Path) -> None:
        """Write graphs, hierarchies and the snapping grid of some streets into a folder."""
        on_foot, by_bike = foot_times(streets, DEFAULT_WALK_MPS), bike_times(streets)
        either = EdgeTimes(*(np.minimum(*pair) for pair in zip(on_foot, by_bike)))
        driven = car_graph(streets)
        for name, graph in (("active", vertex_graph(streets, either)), ("car", driven)):
            save(graph, folder / f"{name}_graph")
            save(build_topology(graph.vertex_count, graph.tail, graph.head), folder / f"{name}_topology")
        save(build_grid(streets), folder / "grid")
        save(snappable(streets, within_reach(driven, len(streets.edge_tail))), folder / "snappable")

    @classmethod
    def open(cls, streets_folder: Path, network_folder: Path) -> "StreetNetwork":
        """Map what `build` wrote. Raises StoreError when something is missing or damaged."""
        graphs = {name: load(Graph, network_folder / f"{name}_graph") for name in ("active", "car")}
        topologies = {name: load(Topology, network_folder / f"{name}_topology") for name in graphs}
        grid, joined = load(Grid, network_folder / "grid"), load(Snappable, network_folder / "snappable")
        return cls(Kept(load(Streets, streets_folder), graphs, topologies, grid, joined.bits))

    def closed(self, edges: np.ndarray, modes: Collection[Mode] = tuple(Mode)) -> "StreetNetwork":
        """The same network with some edges (int32 rows of Streets) closed for some modes."""
        both = {mode: np.union1d(self._closed.get(mode, NO_EDGES), np.asarray(edges)).astype(np.int32) for mode in modes}
        return StreetNetwork(self.kept, self.walk_speed_mps, {**self._closed, **both}, self._opened or self, self.limits)

    def with_walker(self, walk_speed_mps: float, limits: Limits | None = None) -> "StreetNetwork":
        """The same network, closures kept, for people who walk at another speed (metres per second) or cannot pass everything."""
        if not self._closed:
            return StreetNetwork(self.kept, walk_speed_mps, limits=limits, plain=self)
        opened = StreetNetwork(self.kept, walk_speed_mps, limits=limits, plain=self._opened)
        return StreetNetwork(self.kept, walk_speed_mps, self._closed, opened, limits, plain=self)

    @cached_property
    def walls(self) -> Walls:
        """What the limits of whoever walks wall off."""
        return walls_of(self.kept.streets, self.limits or Limits())

    def find_snap(self, lat: float, lon: float, mode: Mode, limit_m: float) -> Snap | None:
        """The nearest place on an open street of the mode, on its largest connected part; None without one within the limit."""
        return find_snap(self.kept.grid, self.kept.streets, self._usable, 1 << mode, lat, lon, limit_m)

    def nearest_reached(self, lat: float, lon: float, sources: np.ndarray) -> Snap | None:
        """The place nearest to a point to which one can walk from some vertices int32; None where they lead nowhere."""
        usable = reached(self.kept.streets, self._times(Mode.FOOT), sources).astype(np.uint8)
        return find_snap(self.kept.grid, self.kept.streets, usable, 1, lat, lon, FAR_M)

    def vertex_snap(self, vertex: int) -> Snap:
        """A vertex as a place, e.g. that of a stop (Streets.pin_vertex)."""
        streets = self.kept.streets
        return Snap(int(streets.vertex_lat_e7[vertex]) / 1e7, int(streets.vertex_lon_e7[vertex]) / 1e7, -1, 0.0, 0.0, int(vertex))

    def durations(self, mode: Mode, sources: list[Snap], targets: list[Snap]) -> np.ndarray:
        """int32[len(sources), len(targets)]."""
        ends, topology, metric = self._ends(mode), self._topology(mode), self._metric(mode)
        starts, goals = [ends.start(snap) for snap in sources], [ends.goal(snap) for snap in targets]
        if len(starts) == len(goals) == 1:
            found = np.array([[distance(topology, metric, starts[0].seeds, goals[0].seeds)]], np.int32)
        else:
            found = matrix(topology, metric, [start.seeds for start in starts], [goal.seeds for goal in goals])
        for i, a in enumerate(sources):
            for j in sharing(mode, a, targets):
                if same_vertex(a, targets[j]):
                    found[i, j] = 0
                elif (piece := ends.along(a, targets[j])) is not None:
                    found[i, j] = min(found[i, j], piece.ms)
        return found

    def near_stops(self, mode: Mode, snap: Snap, towards: bool) -> tuple[np.ndarray, np.ndarray]:
        """Every stop that can be reached, without limit: int32 rows and milliseconds. towards: the way from the stops to the place."""
        if mode is Mode.CAR:
            raise ValueError("stops are vertices: nobody drives onto one; ask for the streets beside them")
        ends = self._ends(mode)
        seeds = (ends.goal(snap) if towards else ends.start(snap)).seeds
        return near(self._topology(mode), self._metric(mode), self._buckets(mode), seeds, towards)

    def places(self, mode: Mode, snaps: Sequence[Snap | None]) -> Places:
        """Many places made ready to be searched from and to, on these streets as they are; None is off the map."""
        ends, none = self._ends(mode), Seeds(np.zeros(0, np.int32), np.zeros(0, np.int32))
        starts = [none if snap is None else ends.start(snap).seeds for snap in snaps]
        goals = [none if snap is None else ends.goal(snap).seeds for snap in snaps]
        return prepare(self._topology(mode), self._metric(mode), starts, goals, snaps, ways_along(ends, snaps, snaps))

    def near_places(self, mode: Mode, snap: Snap, places: Places, towards: bool) -> np.ndarray:
        """int32[places] milliseconds from one place to each of many, as `durations` says; towards: from each of them."""
        ends = self._ends(mode)
        seeds = (ends.goal(snap) if towards else ends.start(snap)).seeds
        found = np.full(len(places.snaps), INF, np.int32)
        rows, milliseconds = near(self._topology(mode), self._metric(mode), places.buckets, seeds, towards)
        found[rows] = milliseconds
        for row in np.flatnonzero(places.sharing(snap, mode is Mode.CAR)).tolist():
            other = places.snaps[row]
            if other is None:
                continue
            if same_vertex(snap, other):
                found[row] = 0
            elif (piece := ends.along(other, snap) if towards else ends.along(snap, other)) is not None:
                found[row] = min(found[row], piece.ms)
        return found

    def reach(self, mode: Mode, sources: Places, ready_ms: np.ndarray, targets: Places | None, towards: bool) -> tuple[np.ndarray, np.ndarray]:
        """When each target (None: each stop) is reached, int32 milliseconds, and by way of which source; see reach.reach."""
        buckets = self._buckets(mode) if targets is None else targets.buckets
        if targets is None:
            along = NO_WAYS
        elif targets is sources:
            along = sources.among
        else:
            along = ways_along(self._ends(mode), *((targets.snaps, sources.snaps) if towards else (sources.snaps, targets.snaps)))
        if towards:
            along = Along(along.target, along.source, along.ms)
        begin = sources.back if towards else sources.out
        return reach(self._topology(mode), self._metric(mode), begin, ready_ms, buckets, along, towards)

    def reach_from_stops(self, mode: Mode, ready_ms: np.ndarray, targets: Places) -> tuple[np.ndarray, np.ndarray]:
        """The same from every stop to some places; ready_ms int32[n_stops]."""
        return reach(self._topology(mode), self._metric(mode), self._stops(mode), ready_ms, targets.buckets, NO_WAYS, False)

    def route(self, mode: Mode, a: Snap, b: Snap) -> StreetPath | None:
        """The quickest way with its line and turn list; None where there is none. As long as `durations` says, to the millisecond."""
        streets, graph, metric = self.kept.streets, self.kept.graphs[GRAPH_OF[mode]], self._metric(mode)
        if same_vertex(a, b):
            return resting(streets, round(a.lat * 1e7), round(a.lon * 1e7))
        ends = self._ends(mode)
        start, goal, along = ends.start(a), ends.goal(b), ends.along(a, b)
        ms, arcs, begin, end = shortest_path(self._topology(mode), metric, start.seeds, goal.seeds)
        if along is not None and along.ms <= ms:
            return make_path(streets, graph, metric.weight_ms, NO_ARCS, along, None, self.kept.exits)
        if ms >= INF:
            return None
        return make_path(streets, graph, metric.weight_ms, arcs, start.pieces[begin], goal.pieces[end], self.kept.exits)

    def walks(self, pin_vertex: np.ndarray) -> Walks:
        """Walking between stops at vertices int32[s] as the timetable search needs it."""
        graph = self.kept.graphs[GRAPH_OF[Mode.FOOT]]
        return build_core(graph.vertex_count, graph.tail, graph.head, graph.weights(self._times(Mode.FOOT)), pin_vertex)

    @property
    def on_foot(self) -> OnFoot:
        closed, graph = self._closed.get(Mode.FOOT, NO_EDGES), self.kept.graphs[GRAPH_OF[Mode.FOOT]]
        return OnFoot(graph, self._topology(Mode.FOOT), self._times(Mode.FOOT), self._metric(Mode.FOOT).weight_ms, self._ends(Mode.FOOT), closed)

    def _topology(self, mode: Mode) -> Topology:
        return self.kept.topologies[GRAPH_OF[mode]]

    def _times(self, mode: Mode) -> EdgeTimes:
        if self._plain is not None and mode is not Mode.FOOT:
            return self._plain._times(mode)

        def make() -> EdgeTimes:
            streets = self.kept.streets
            if mode is Mode.FOOT:
                times = self._walking(foot_times(streets, self.walk_speed_mps))
            else:
                times = bike_times(streets) if mode is Mode.BIKE else car_times(streets)
            return times.closed(self._closed[mode]) if mode in self._closed else times

        return self._keep(("times", mode), make)

    def _walking(self, times: EdgeTimes) -> EdgeTimes:
        """Nobody passes a wall."""
        if self.limits is None:
            return times
        forward, backward = self.walls.closed(self.limits.unknown)
        return EdgeTimes(*(np.where(walled, INF, ms).astype(np.int32) for walled, ms in zip((forward, backward), times)))

    def _metric(self, mode: Mode) -> Metric:
        if self._plain is not None and mode is not Mode.FOOT:
            return self._plain._metric(mode)

        def make() -> Metric:
            graph, topology = self.kept.graphs[GRAPH_OF[mode]], self._topology(mode)
            if self._opened is not None and mode not in self._closed:
                return self._opened._metric(mode)
            if self._opened is None:
                return customize(topology, graph.weights(self._times(mode)))
            arcs = graph.arcs_of(self._closed[mode])
            return repaired(topology, self._opened._metric(mode), arcs, np.full(len(arcs), INF, np.int32))

        return self._keep(("metric", mode), make)

    def _buckets(self, mode: Mode) -> Buckets:
        if self._plain is not None and mode is not Mode.FOOT:
            return self._plain._buckets(mode)

        def make() -> Buckets:
            stops = at_vertices(self.kept.streets.pin_vertex)
            return build_buckets(self._topology(mode), self._metric(mode), stops, stops)

        return self._keep(("buckets", mode), make)

    def _stops(self, mode: Mode) -> Sweep:
        return self._keep(("stops", mode), lambda: sweep_at(self._topology(mode), self.kept.streets.pin_vertex))

    def _ends(self, mode: Mode) -> OnVertices:
        def make() -> OnVertices:
            if mode is Mode.CAR:
                return OnStates(self.kept.streets, self._times(mode), self.kept.graphs["car"], self._metric(mode).weight_ms)
            return OnVertices(self.kept.streets, self._times(mode))

        return self._keep(("ends", mode), make)

    def _keep(self, key: tuple, make):
        found = self._made.get(key)
        if found is None:
            with self._lock:
                found = self._made.get(key)
                if found is None:
                    found = self._made[key] = make()
        return found
