"""Transfer rules between two stops (GTFS transfers.txt types 1 to 3, from stop to stop), kept exactly.

Stops that are the target of a rule are boarded from a table over the stops alighted at, and never by the general walk.
"""
from typing import NamedTuple

import numpy as np

from routing.heap import pop, push
from routing.jit import njit
from routing.transit.model import Transit
from routing.transit.workspace import INF
from routing.walks import Walks

TIMED, MINIMUM, FORBIDDEN = 1, 2, 3


class Rules(NamedTuple):
    """Boarding times at constrained stops, ready for the kernels.

    target_row   int32[s], row of a constrained stop, -1 for all others
    target_stop  int32[r]
    ready_s      int32[r, s], seconds from alighting at a stop to boarding at the row's stop, less change_s (which the scan adds); INF: never
    walk_ms      int32[r, s], the walk in it
    """

    target_row: np.ndarray
    target_stop: np.ndarray
    ready_s: np.ndarray
    walk_ms: np.ndarray


class RuleRows(NamedTuple):
    """Rules as the feed gives them, from stop to stop: int32 arrays `source`, `target`, `kind` (a transfer_type), `least_s`."""

    source: np.ndarray
    target: np.ndarray
    kind: np.ndarray
    least_s: np.ndarray

    def reversed(self) -> "RuleRows":
        return RuleRows(self.target, self.source, self.kind, self.least_s)


def read_rules(transit: Transit, served: np.ndarray) -> tuple[RuleRows, int]:
    """Rules between stops that any trip serves (bool[stops]), and how many rules for single routes or trips are left out."""
    kind = transit.transfer_type
    wanted = (kind >= TIMED) & (kind <= FORBIDDEN)
    special = (transit.transfer_from_route >= 0) | (transit.transfer_to_route >= 0)
    special |= (transit.transfer_from_trip >= 0) | (transit.transfer_to_trip >= 0)
    source, target = transit.transfer_from, transit.transfer_to
    rows = np.flatnonzero(wanted & ~special & (source >= 0) & (target >= 0))
    rows = rows[served[source[rows]] & served[target[rows]]]
    same = np.flatnonzero(served & (transit.stop_change_s >= 0))
    rules = RuleRows(
        np.concatenate([source[rows], same]).astype(np.int32),
        np.concatenate([target[rows], same]).astype(np.int32),
        np.concatenate([kind[rows], np.full(len(same), MINIMUM)]).astype(np.int32),
        np.concatenate([transit.transfer_min_s[rows], transit.stop_change_s[same]]).astype(np.int32),
    )
    return rules, int(((kind <= FORBIDDEN) & special).sum())


def no_rules(n_stops: int) -> Rules:
    return Rules(np.full(n_stops, -1, np.int32), np.empty(0, np.int32), np.empty((0, n_stops), np.int32), np.empty((0, n_stops), np.int32))


def build_rules(rows: RuleRows, walks: Walks, change_s: int) -> Rules:
    """The table for one change time. Rules that say what holds anyway constrain nothing and are dropped."""
    n_stops = len(walks.board_vertex)
    if not len(rows.source):
        return no_rules(n_stops)
    targets = np.unique(rows.target).astype(np.int32)
    walk_ms = walks_to(walks, targets)
    plain = np.where(walk_ms < INF, -(-walk_ms // 1000), INF).astype(np.int32)
    ready_s = plain.copy()
    place = np.searchsorted(targets, rows.target)
    walk_s = plain[place, rows.source].astype(np.int64)
    least = np.where(rows.kind == MINIMUM, np.maximum(walk_s, rows.least_s), walk_s) - change_s
    ready_s[place, rows.source] = np.where((rows.kind == FORBIDDEN) | (walk_s >= INF), INF, least)
    bites = np.flatnonzero((ready_s != plain).any(axis=1))
    target_row = np.full(n_stops, -1, np.int32)
    target_row[targets[bites]] = np.arange(len(bites))
    return Rules(target_row, targets[bites].copy(), np.ascontiguousarray(ready_s[bites]), np.ascontiguousarray(walk_ms[bites]))


@njit
def walks_to(walks, targets):
    """Milliseconds on foot from alighting at every stop to boarding at each target: int32[targets, stops], INF if there is no way."""
    n_stops = walks.alight_vertex.size
    walk_ms = np.full((targets.size, n_stops), INF, np.int32)
    label = np.empty(walks.first.size - 1, np.int32)
    heap = np.empty(walks.head.size + 16, np.int64)
    for r in range(targets.size):
        label[:] = INF
        goal = walks.board_vertex[targets[r]]
        walk_ms[r, targets[r]] = 0
        if goal < 0:
            continue
        label[goal] = 0
        size = push(heap, 0, np.int64(goal))
        while size > 0:
            key, size = pop(heap, size)
            z = key >> 32
            v = key & 0xFFFFFFFF
            if z > label[v]:
                continue
            for e in range(walks.back_first[v], walks.back_first[v + 1]):
                y = walks.back_head[e]
                further = z + walks.back_weight_ms[e]
                if further < label[y]:
                    label[y] = further
                    size = push(heap, size, (further << 32) | y)
        for s in range(n_stops):
            v = walks.alight_vertex[s]
            if v >= 0 and label[v] < INF and s != targets[r]:
                walk_ms[r, s] = label[v]
    return walk_ms
