"""Ways on foot chosen by something else than time, and timed all the same: a weighting is another metric on the same hierarchy."""
from enum import StrEnum

import numpy as np

from routing.streets.costs import EdgeTimes
from routing.streets.danger import Danger, danger_of
from routing.streets.metric import Metric, customize, repaired
from routing.streets.network import NO_ARCS, StreetNetwork
from routing.streets.path import StreetPath, make_path, resting
from routing.streets.query import shortest_path
from routing.streets.same_edge import same_vertex
from routing.streets.seeds import OnVertices
from routing.streets.snap import Snap
from routing.streets.topology import INF


class Liking(StrEnum):
    """SHORTEST: metres alone. RECOMMENDED: time, and what people are seen to walk further for. SAFEST: three times as much of the latter."""

    SHORTEST = "shortest"
    RECOMMENDED = "recommended"
    SAFEST = "safest"


TIMES_AS_MUCH = {Liking.RECOMMENDED: 1.0, Liking.SAFEST: 3.0}


class Liked:
    """The streets of one walker weighed by a liking; walls and closures stay what they are. Safe for threads.

    opened: the same without closures, from which the metric is then repaired
    """

    def __init__(self, network: StreetNetwork, liking: Liking, dark: bool, opened: "Liked | None" = None):
        self.network, self.liking, self.dark, self.on_foot = network, liking, dark, network.on_foot
        on_foot, weights = self.on_foot, self.weights()
        if opened is None:
            self.metric: Metric = customize(on_foot.topology, on_foot.graph.weights(weights))
        else:
            arcs = on_foot.graph.arcs_of(on_foot.closed)
            self.metric = repaired(on_foot.topology, opened.metric, arcs, np.full(len(arcs), INF, np.int32))
        self.ends = OnVertices(network.kept.streets, weights)

    def weights(self) -> EdgeTimes:
        """int32[m] of both directions, INF where nobody passes: millimetres, or milliseconds of walking and of what is walked to avoid danger."""
        streets, times = self.network.kept.streets, self.on_foot.times
        if self.liking is Liking.SHORTEST:
            millimetres = streets.edge_length_cm.astype(np.int64) * 10
            return EdgeTimes(*(weighed(ms, millimetres) for ms in times))
        more_ms = np.rint(self.danger.metres * TIMES_AS_MUCH[self.liking] / self.network.walk_speed_mps * 1000).astype(np.int64)
        return EdgeTimes(*(weighed(ms, ms + more_ms) for ms in times))

    @property
    def danger(self) -> Danger:
        return danger_for(self.network, self.dark)

    def route(self, a: Snap, b: Snap) -> StreetPath | None:
        """The way that is liked best, with the times that it takes."""
        on_foot, streets, exits = self.on_foot, self.network.kept.streets, self.network.kept.exits
        if same_vertex(a, b):
            return resting(streets, round(a.lat * 1e7), round(a.lon * 1e7))
        start, goal, along = self.ends.start(a), self.ends.goal(b), self.ends.along(a, b)
        weight, arcs, begin, end = shortest_path(on_foot.topology, self.metric, start.seeds, goal.seeds)
        if along is not None and along.ms <= weight:
            return make_path(streets, on_foot.graph, on_foot.weight_ms, NO_ARCS, on_foot.ends.along(a, b), None, exits)
        if weight >= INF:
            return None
        ends = on_foot.ends.start(a).pieces[begin], on_foot.ends.goal(b).pieces[end]
        return make_path(streets, on_foot.graph, on_foot.weight_ms, arcs, *ends, exits)


def weighed(ms: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The weight of every edge, int32; INF where it cannot be passed."""
    return np.where(ms < INF, np.minimum(weight, INF - 1), INF).astype(np.int32)


def danger_for(network: StreetNetwork, dark: bool) -> Danger:
    """What whoever walks on these streets would rather not meet; worked out once for all who are alike in that."""
    limits, known = network.limits, network.kept.worked_out
    key = (dark, limits is not None and (limits.wheelchair or limits.smoothness is not None))
    if key not in known:
        known[key] = danger_of(network.kept.streets, *key)
    return known[key]
