"""RoutingKit's customizable contraction hierarchy through its two Python bindings, on our graph and weights."""
from typing import NamedTuple

import numpy as np


class Graph(NamedTuple):
    """Directed arcs with non-negative integer weights, and where the vertices lie.

    tail, head  int32[arcs];  weight_ms  int32[arcs];  lat, lon  float64[vertices], degrees
    """

    tail: np.ndarray
    head: np.ndarray
    weight_ms: np.ndarray
    lat: np.ndarray
    lon: np.ndarray


def is_installed(name: str) -> bool:
    """`pyroutingkit` or `routingkit_cch`."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


class PyRoutingKit:
    """Answers distance and path together."""

    def __init__(self, graph: Graph):
        import pyroutingkit

        topology = pyroutingkit.CCHTopology()
        topology.build(
            graph.tail.astype(np.uint32), graph.head.astype(np.uint32),
            graph.lat.astype(np.float32), graph.lon.astype(np.float32), len(graph.lat),
        )  # fmt: skip
        self.metric = pyroutingkit.CCHMetric(topology)
        self.weight_ms = graph.weight_ms.astype(np.uint32)
        self.customize()

    def customize(self) -> None:
        self.metric.customize(self.weight_ms)

    def path(self, start: int, end: int):
        """(milliseconds, vertices, arcs)."""
        return self.metric.query(start, end)

    def distance_ms(self, start: int, end: int) -> int:
        return self.metric.query(start, end)[0]

    def matrix_ms(self, starts: np.ndarray, ends: np.ndarray):
        return self.metric.distances_many_to_many(starts.astype(np.uint32), ends.astype(np.uint32))


class RoutingKitCch:
    """Computes the path only where it is asked for."""

    def __init__(self, graph: Graph):
        import routingkit_cch

        tail, head = graph.tail.tolist(), graph.head.tolist()
        order = routingkit_cch.compute_order_inertial(len(graph.lat), tail, head, graph.lat.tolist(), graph.lon.tolist())
        self.cch = routingkit_cch.CCH(order, tail, head, False)
        self.weight_ms = graph.weight_ms.tolist()
        self.metric = routingkit_cch.CCHMetric(self.cch, self.weight_ms)
        self.query = routingkit_cch.CCHQuery(self.metric)

    def path(self, start: int, end: int):
        """(milliseconds, vertices, arcs)."""
        found = self.query.run(start, end)
        return found.distance, found.node_path, found.arc_path

    def distance_ms(self, start: int, end: int) -> int:
        return self.query.run(start, end).distance

    def matrix_ms(self, starts: list[int], ends: list[int]):
        import routingkit_cch

        pinned = routingkit_cch.CCHOneToMany(self.metric, ends)
        return [pinned.distances_from(start) for start in starts]
