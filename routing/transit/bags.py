"""Sets of labels of which none is worse than another on both time and walking, as linked lists in one pool."""
from typing import NamedTuple

import numpy as np

from routing.jit import njit
from routing.transit.workspace import INF


class Bags(NamedTuple):
    """n labels, s stops, v vertices. A label is an arrival by ride, or a moment from which a stop can be boarded ("ready").

    time_s, walk_ms   int32[n]; parent int32[n]: of a ride the ready label it boarded from, of a ready label the ride, -1 access
    following         int32[n], next label of the same bag, -1 the last; the newest round comes first
    round             int32[n], rides so far
    stop              int32[n]
    alive             bool[n], False: another label of its bag is better
    trip, boarded_trip, boarded_at, alighted_at   int32[n], of rides; row int32[n], of access labels: place in the caller's list
    ride_head, ready_head   int32[s], first label of a stop's bags, -1 none
    used              int64[1], labels in the pool
    step_ms, step_walk_ms, step_vertex, step_ride   int32[n], labels of the walk between rounds
    settled_ms        int32[v], least walking of any label settled at a vertex this round
    """

    time_s: np.ndarray
    walk_ms: np.ndarray
    parent: np.ndarray
    following: np.ndarray
    round: np.ndarray
    stop: np.ndarray
    alive: np.ndarray
    trip: np.ndarray
    boarded_trip: np.ndarray
    boarded_at: np.ndarray
    alighted_at: np.ndarray
    row: np.ndarray
    ride_head: np.ndarray
    ready_head: np.ndarray
    used: np.ndarray
    step_ms: np.ndarray
    step_walk_ms: np.ndarray
    step_vertex: np.ndarray
    step_ride: np.ndarray
    settled_ms: np.ndarray
    heap: np.ndarray


def new_bags(n_labels: int, n_stops: int, n_vertices: int) -> Bags:
    def ints(n, value=-1):
        return np.full(n, value, np.int32)

    return Bags(
        time_s=ints(n_labels), walk_ms=ints(n_labels), parent=ints(n_labels), following=ints(n_labels), round=ints(n_labels),
        stop=ints(n_labels), alive=np.zeros(n_labels, np.bool_), trip=ints(n_labels), boarded_trip=ints(n_labels),
        boarded_at=ints(n_labels), alighted_at=ints(n_labels), row=ints(n_labels), ride_head=ints(n_stops), ready_head=ints(n_stops),
        used=np.zeros(1, np.int64), step_ms=ints(n_labels), step_walk_ms=ints(n_labels), step_vertex=ints(n_labels),
        step_ride=ints(n_labels), settled_ms=ints(n_vertices, INF), heap=np.empty(n_labels, np.int64),
    )  # fmt: skip


@njit
def add_label(bags, head, s, time_s, walk_ms, rides, parent):
    """Put a label into the bag head[s] unless one there is as good; drops those that are no better. Returns its number or -1.

    The caller makes sure that the pool has room.
    """
    before = -1
    at = head[s]
    while at >= 0:
        if bags.time_s[at] <= time_s and bags.walk_ms[at] <= walk_ms:
            return -1
        after = bags.following[at]
        if time_s <= bags.time_s[at] and walk_ms <= bags.walk_ms[at]:
            bags.alive[at] = False
            if before < 0:
                head[s] = after
            else:
                bags.following[before] = after
        else:
            before = at
        at = after
    label = bags.used[0]
    bags.used[0] += 1
    bags.time_s[label], bags.walk_ms[label] = time_s, walk_ms
    bags.parent[label], bags.round[label], bags.stop[label] = parent, rides, s
    bags.alive[label] = True
    bags.following[label] = head[s]
    head[s] = label
    return label


@njit
def beaten(goals, n_goals, time_s, walk_ms):
    """Does any of goals[:n_goals] = int64[n, 2] (arrival, walking) arrive no later with no more walking?"""
    for i in range(n_goals):  # noqa: SIM110 (a generator costs a kernel more)
        if goals[i, 0] <= time_s and goals[i, 1] <= walk_ms:
            return True
    return False
