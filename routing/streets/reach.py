"""From many places to many at once: how soon each can be reached, and from which one, in a single sweep of the hierarchy.

Shared bikes need it: one walks to every bike there is, rides on from each to every dock, and walks on from each dock to every stop.
Each of the three is one sweep, without a limit on how far.
"""
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from routing.jit import njit
from routing.streets.buckets import Buckets, at_vertices, build_buckets
from routing.streets.metric import Metric
from routing.streets.query import Seeds, scratch
from routing.streets.snap import Snap
from routing.streets.topology import INF, Topology


class Sweep(NamedTuple):
    """Where searches from k places begin: CSR `first` int32[k + 1], `vertex` int32, `ms` int32; `ranks` int32, all that they climb, ascending."""

    first: np.ndarray
    vertex: np.ndarray
    ms: np.ndarray
    ranks: np.ndarray


class Along(NamedTuple):
    """Ways that pass no vertex, between places on one edge: int32 rows of sources and targets, and milliseconds."""

    source: np.ndarray
    target: np.ndarray
    ms: np.ndarray

    @classmethod
    def of(cls, rows: list[tuple[int, int, int]]) -> "Along":
        return cls(*(np.array([row[column] for row in rows], np.int32) for column in range(3)))


class Places(NamedTuple):
    """k places on one metric: `out`, leaving them; `back`, the ways that lead to them; their buckets; the ways along an edge among them."""

    out: Sweep
    back: Sweep
    buckets: Buckets
    snaps: tuple[Snap | None, ...]
    edge: np.ndarray  # int32[k], where each stands; -1 at a vertex or off the map
    vertex: np.ndarray  # int32[k]; -1 on an edge or off the map
    among: Along

    def sharing(self, snap: Snap, driving: bool) -> np.ndarray:
        """bool[k]: those that may be reached without passing a vertex, or are the same one; a driver at a vertex may stop on the first edge."""
        near = ((self.edge == snap.edge) & (snap.edge >= 0)) | ((self.vertex == snap.vertex) & (snap.vertex >= 0))
        return near | (self.vertex >= 0) | (snap.vertex >= 0) if driving else near


def prepare(topology: Topology, metric: Metric, starts: list[Seeds], goals: list[Seeds], snaps: Sequence[Snap | None], among: Along) -> Places:
    """Places of which each has seeds to leave it and seeds to come to it; one without any is never reached."""
    out, back = sweep_of(topology, starts), sweep_of(topology, goals)
    edge, vertex = (np.array([-1 if snap is None else getattr(snap, part) for snap in snaps], np.int32) for part in ("edge", "vertex"))
    return Places(out, back, build_buckets(topology, metric, back[:3], out[:3]), tuple(snaps), edge, vertex, among)


def sweep_of(topology: Topology, seeds: list[Seeds]) -> Sweep:
    first = np.zeros(len(seeds) + 1, np.int32)
    np.cumsum([len(one.vertex) for one in seeds], out=first[1:])
    none = np.zeros(0, np.int32)
    vertex = np.concatenate([none, *(one.vertex for one in seeds)])
    ms = np.concatenate([none, *(one.ms for one in seeds)])
    return Sweep(first, vertex, ms, ranks_of(topology, vertex))


def sweep_at(topology: Topology, vertices: np.ndarray) -> Sweep:
    """From places that are vertices, int32[k]; -1: off the map."""
    first, vertex, ms = at_vertices(vertices)
    return Sweep(first, vertex, ms, ranks_of(topology, vertex))


def ranks_of(topology: Topology, vertex: np.ndarray) -> np.ndarray:
    s = scratch(len(topology.rank))
    size = climbed(topology.rank, topology.parent, vertex, s.row, s.path)
    return np.sort(s.path[:size])


def reach(
    topology: Topology, metric: Metric, begin: Sweep, ready_ms: np.ndarray, targets: Buckets, along: Along, towards: bool
) -> tuple[np.ndarray, np.ndarray]:
    """When each target can be reached, int32 milliseconds (INF: never), and by way of which source (-1).

    begin     the `out` of the sources, or, towards, their `back`: time then runs back, from the sources to where one comes from
    ready_ms  int32[sources], when one may leave each (INF: never)
    """
    t, m, s = topology, metric, scratch(len(topology.rank))
    arcs = (m.in_first, m.in_head, m.in_ms) if towards else (m.out_first, m.out_head, m.out_ms)
    held = (targets.from_first, targets.from_stop, targets.from_ms) if towards else (targets.to_first, targets.to_stop, targets.to_ms)
    count = int(targets.stops[0])
    best_ms, best_by = np.full(count, INF, np.int32), np.full(count, -1, np.int32)
    ready_ms = np.ascontiguousarray(ready_ms, np.int32)
    sweep(t.rank, *arcs, begin.ranks, begin.first, begin.vertex, begin.ms, ready_ms, *held, s.out_ms, s.out_by, best_ms, best_by)
    return sooner_along(along, ready_ms, best_ms, best_by)


def sooner_along(along: Along, ready_ms: np.ndarray, best_ms: np.ndarray, best_by: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not len(along.source):
        return best_ms, best_by
    there = np.minimum(ready_ms[along.source].astype(np.int64) + along.ms, INF)
    latest_first = np.argsort(-there, kind="stable")  # so that the soonest of a target is written last
    soonest, source = best_ms.astype(np.int64), best_by.copy()
    soonest[along.target[latest_first]], source[along.target[latest_first]] = there[latest_first], along.source[latest_first]
    better = soonest < best_ms
    return np.where(better, soonest, best_ms).astype(np.int32), np.where(better, source, best_by)


@njit
def climbed(rank, parent, vertex, row, path):
    """All ranks on the tree paths of some vertices, each once, into `path`; returns how many."""
    size = 0
    for i in range(vertex.size):
        x = rank[vertex[i]]
        while x >= 0 and row[x] < 0:
            row[x] = 1
            path[size] = x
            size += 1
            x = parent[x]
    for i in range(size):
        row[path[i]] = -1
    return size


@njit
def sweep(
    rank, first, head, arc_ms, ranks, seeds_first, vertex, seeds_ms, ready_ms, held_first, held_place, held_ms, ms, by, best_ms, best_by
):  # fmt: skip
    """Fill best_ms and best_by. Arcs lead upwards only, so in ascending order every rank is final when its turn comes."""
    for source in range(seeds_first.size - 1):
        if ready_ms[source] >= INF:
            continue
        for i in range(seeds_first[source], seeds_first[source + 1]):
            x, there = rank[vertex[i]], ready_ms[source] + seeds_ms[i]
            if there < ms[x]:
                ms[x], by[x] = there, source
    for k in range(ranks.size):
        x = ranks[k]
        there = ms[x]
        if there >= INF:
            continue
        ms[x] = INF
        for e in range(first[x], first[x + 1]):
            on = there + arc_ms[e]
            if on < ms[head[e]]:
                ms[head[e]], by[head[e]] = on, by[x]
        for j in range(held_first[x], held_first[x + 1]):
            on = there + held_ms[j]
            if on < best_ms[held_place[j]]:
                best_ms[held_place[j]], best_by[held_place[j]] = on, by[x]
