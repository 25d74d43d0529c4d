"""The graph of each mode over the street network: what the hierarchies are built from.

Walking and cycling move between vertices of `Streets`. Driving moves between *states*, made in `car_graph.py`: an edge about to be
driven in one direction (decision 0002).
"""
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from routing.streets.costs import EdgeTimes
from routing.streets.model import Streets
from routing.streets.topology import INF


class Mode(IntEnum):
    """Moving under one's own power or in one's own car."""

    FOOT, BIKE, CAR = 0, 1, 2


@dataclass(frozen=True)
class Graph:
    """n vertices, a arcs, ordered by the edge they pass, so that the arcs of an edge stand together.

    The `vertex_` arrays describe the states of the car graph, ordered by edge; for walking and cycling they are empty.
    """

    size: np.ndarray  # int32[1], n
    tail: np.ndarray  # int32[a]
    head: np.ndarray  # int32[a]
    arc_edge: np.ndarray  # int32[a], edge passed, ascending
    arc_forward: np.ndarray  # uint8[a], 1: from tail to head of the edge
    turn_ms: np.ndarray  # int32[a], time lost at the end of the edge
    vertex_edge: np.ndarray  # int32[n], edge about to be driven, ascending
    vertex_forward: np.ndarray  # uint8[n]
    vertex_start: np.ndarray  # uint8[n], 1: the state in which a trip may begin on this edge

    @property
    def vertex_count(self) -> int:
        return int(self.size[0])

    def weights(self, times: EdgeTimes) -> np.ndarray:
        """int32[a] milliseconds of every arc; INF where its edge cannot be passed."""
        passed = np.where(self.arc_forward == 1, times.forward_ms[self.arc_edge], times.backward_ms[self.arc_edge])
        return np.where(passed < INF, passed + self.turn_ms, INF).astype(np.int32)

    def arcs_of(self, edges: np.ndarray) -> np.ndarray:
        """int32, the arcs that pass any of the edges."""
        begin, end = np.searchsorted(self.arc_edge, edges), np.searchsorted(self.arc_edge, edges, side="right")
        return spread(begin, end)


def spread(begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """int32, the numbers of all half-open ranges, one range after the other."""
    count = end - begin
    last = np.cumsum(count)
    return (np.arange(last[-1] if len(last) else 0) + np.repeat(begin - (last - count), count)).astype(np.int32)


def vertex_graph(streets: Streets, times: EdgeTimes) -> Graph:
    """The graph of walking or cycling: one arc for each direction in which an edge can be passed at all."""
    forward, backward = (np.flatnonzero(ms < INF) for ms in times)
    edge = np.concatenate([forward, backward])
    ahead = np.concatenate([np.ones(len(forward), np.uint8), np.zeros(len(backward), np.uint8)])
    order = np.argsort(edge, kind="stable")
    edge, ahead = edge[order].astype(np.int32), ahead[order]
    tail, head = streets.edge_tail[edge], streets.edge_head[edge]
    none8 = np.zeros(0, np.uint8)
    return Graph(
        size=np.array([len(streets.vertex_lat_e7)], np.int32),
        tail=np.where(ahead == 1, tail, head).astype(np.int32),
        head=np.where(ahead == 1, head, tail).astype(np.int32),
        arc_edge=edge,
        arc_forward=ahead,
        turn_ms=np.zeros(len(edge), np.int32),
        vertex_edge=np.zeros(0, np.int32),
        vertex_forward=none8,
        vertex_start=none8,
    )
