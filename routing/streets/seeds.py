"""Where searches begin and end on the graph of a mode, for a place on an edge or at a vertex."""
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np

from routing.streets.costs import EdgeTimes
from routing.streets.graph import Graph
from routing.streets.model import Streets
from routing.streets.path import Piece
from routing.streets.query import Seeds
from routing.streets.snap import Snap
from routing.streets.topology import INF

# Enough for a few queries at once.
PLACES_KEPT = 64


class Start(NamedTuple):
    """Seeds of a source, and the piece travelled before each (None: nothing is)."""

    seeds: Seeds
    pieces: tuple[Piece | None, ...]


class Goal(NamedTuple):
    """Seeds of a target and the piece travelled after each."""

    seeds: Seeds
    pieces: tuple[Piece | None, ...]


Ended = TypeVar("Ended", Start, Goal)


def seeds(rows: list[tuple[int, int]]) -> Seeds:
    return Seeds(np.array([vertex for vertex, _ in rows], np.int32), np.array([ms for _, ms in rows], np.int32))


def part_ms(whole_ms: int, share: float) -> int:
    """Milliseconds of the first share of an edge; what is left of the edge is the difference, so that both add up."""
    return round(whole_ms * share)


def kept(known: dict[Snap, Ended], snap: Snap, make: Callable[[Snap], Ended]) -> Ended:
    found = known.get(snap)
    if found is None:
        found = make(snap)
        if len(known) >= PLACES_KEPT:
            known.clear()
        known[snap] = found
    return found


class OnVertices:
    """Walking and cycling: the ends of the edge, or the vertex itself."""

    def __init__(self, streets: Streets, times: EdgeTimes):
        self.streets, self.times = streets, times
        self._starts: dict[Snap, Start] = {}
        self._goals: dict[Snap, Goal] = {}

    def start(self, snap: Snap) -> Start:
        """Every search of a query begins at the same few places."""
        return kept(self._starts, snap, self.starting)

    def goal(self, snap: Snap) -> Goal:
        return kept(self._goals, snap, self.ending)

    def starting(self, snap: Snap) -> Start:
        if snap.vertex >= 0:
            return Start(seeds([(snap.vertex, 0)]), (None,))
        rows, pieces = [], []
        for ahead, whole_ms, passed in self.directions(snap):
            ms = whole_ms - part_ms(whole_ms, passed)
            rows.append((int((self.streets.edge_head if ahead else self.streets.edge_tail)[snap.edge]), ms))
            pieces.append(Piece(snap.edge, ahead, passed, 1.0, ms))
        return Start(seeds(rows), tuple(pieces))

    def ending(self, snap: Snap) -> Goal:
        if snap.vertex >= 0:
            return Goal(seeds([(snap.vertex, 0)]), (None,))
        rows, pieces = [], []
        for ahead, whole_ms, passed in self.directions(snap):
            ms = part_ms(whole_ms, passed)
            rows.append((int((self.streets.edge_tail if ahead else self.streets.edge_head)[snap.edge]), ms))
            pieces.append(Piece(snap.edge, ahead, 0.0, passed, ms))
        return Goal(seeds(rows), tuple(pieces))

    def directions(self, snap: Snap):
        """Of the directions in which the edge may be travelled: whether ahead, its milliseconds, the share passed at the place."""
        for ahead, milliseconds, passed in ((True, self.times.forward_ms, snap.position), (False, self.times.backward_ms, 1 - snap.position)):
            if milliseconds[snap.edge] < INF:
                yield ahead, int(milliseconds[snap.edge]), passed

    def along(self, a: Snap, b: Snap) -> Piece | None:
        """The way between two places on one edge without leaving it."""
        if a.vertex >= 0 or b.vertex >= 0 or a.edge != b.edge:
            return None
        for (ahead, whole_ms, begin), (_, _, end) in zip(self.directions(a), self.directions(b)):
            if end >= begin:
                return Piece(a.edge, ahead, begin, end, part_ms(whole_ms, end) - part_ms(whole_ms, begin))
        return None


class OnStates(OnVertices):
    """Driving. A search begins behind the first turn, since a state is an edge of which nothing has been driven yet."""

    def __init__(self, streets: Streets, times: EdgeTimes, graph: Graph, weights: np.ndarray):
        super().__init__(streets, times)
        self.graph, self.weights = graph, weights
        self.by_tail = np.argsort(graph.tail, kind="stable")
        self.first = np.zeros(graph.vertex_count + 1, np.int64)
        np.cumsum(np.bincount(graph.tail, minlength=graph.vertex_count), out=self.first[1:])

    def starting(self, snap: Snap) -> Start:
        rows, pieces = [], []
        for state, edge, ahead, ms, passed in self.leaving(snap):
            for arc in self.by_tail[self.first[state] : self.first[state + 1]].tolist():
                if self.weights[arc] < INF:
                    left_ms = int(self.weights[arc]) - part_ms(ms, passed)
                    rows.append((int(self.graph.head[arc]), left_ms))
                    pieces.append(Piece(edge, ahead, passed, 1.0, left_ms))
        return Start(seeds(rows), tuple(pieces))

    def ending(self, snap: Snap) -> Goal:
        rows, pieces = [], []
        for edge, ahead, ms, passed in self.places(snap, 1.0):
            for state in self.states(edge, ahead):
                rows.append((state, part_ms(ms, passed)))
                pieces.append(Piece(edge, ahead, 0.0, passed, part_ms(ms, passed)))
        return Goal(seeds(rows), tuple(pieces))

    def along(self, a: Snap, b: Snap) -> Piece | None:
        ends = {(edge, ahead): passed for edge, ahead, _, passed in self.places(b, 1.0)}
        found = []
        for _, edge, ahead, ms, begin in self.leaving(a):
            end = ends.get((edge, ahead), -1.0)
            if end >= begin:
                found.append(Piece(edge, ahead, begin, end, part_ms(ms, end) - part_ms(ms, begin)))
        return min(found, key=lambda piece: piece.ms, default=None)

    def leaving(self, snap: Snap):
        """States in which a trip may begin here: state, edge, whether ahead, milliseconds of the edge, share passed."""
        for edge, ahead, ms, passed in self.places(snap, 0.0):
            for state in self.states(edge, ahead):
                if self.graph.vertex_start[state]:
                    yield state, edge, ahead, ms, passed

    def states(self, edge: int, ahead: bool) -> list[int]:
        begin, end = np.searchsorted(self.graph.vertex_edge, (edge, edge + 1))
        return [state for state in range(begin, end) if bool(self.graph.vertex_forward[state]) == ahead]

    def places(self, snap: Snap, passed: float):
        """The directed edges at a place: edge, whether ahead, milliseconds, share passed. At a vertex those out of it (0) or into it (1)."""
        if snap.vertex < 0:
            for ahead, ms, share in self.directions(snap):
                yield snap.edge, ahead, ms, share
            return
        tail, head = self.streets.edge_tail, self.streets.edge_head
        if passed:
            tail, head = head, tail
        for ahead, ends, milliseconds in ((True, tail, self.times.forward_ms), (False, head, self.times.backward_ms)):
            for edge in np.flatnonzero((ends == snap.vertex) & (milliseconds < INF)).tolist():
                yield edge, ahead, int(milliseconds[edge]), passed
