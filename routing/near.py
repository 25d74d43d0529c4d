"""What can be reached on foot from a point: stops with the time it takes, through the streets and never as the crow flies."""
from typing import NamedTuple

import numpy as np

from routing.door.access import on_foot
from routing.door.ends import find_end
from routing.query import Point
from routing.snapshot import DEFAULT_WALK_MPS, Snapshot
from routing.streets.graph import Mode


class Near(NamedTuple):
    """Nearest first: int32 rows of Transit.stop_id, int32 seconds on foot."""

    stop: np.ndarray
    seconds: np.ndarray


def stops_on_foot(snapshot: Snapshot, point: Point, within_s: int) -> Near:
    """The stops that are at most so many seconds away; none where there is no street near the point."""
    end = find_end(snapshot.network, point, {Mode.FOOT})
    if Mode.FOOT not in end.snaps:
        return Near(np.zeros(0, np.int32), np.zeros(0, np.int32))
    times = on_foot(snapshot.network, end, towards=False, walk_speed_mps=DEFAULT_WALK_MPS).times
    rows = np.flatnonzero(times.seconds <= within_s)
    rows = rows[np.lexsort((times.stop[rows], times.seconds[rows]))]
    return Near(times.stop[rows], times.seconds[rows])


def walk_to_m(snapshot: Snapshot, point: Point, stop: int) -> float:
    """Metres on foot to one of these stops, along the way the seconds were counted for."""
    network = snapshot.network
    end = find_end(network, point, {Mode.FOOT})
    path = network.route(Mode.FOOT, end.snaps[Mode.FOOT], network.vertex_snap(int(snapshot.city.streets.pin_vertex[stop])))
    return end.snaps[Mode.FOOT].distance_m + (path.length_cm / 100 if path else 0.0)
