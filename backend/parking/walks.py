"""The way on foot from many spaces to one place, for whoever walks it."""
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from backend.contract.limits import Limits as LimitsMessage
from backend.trips.limits import limits_of
from routing.door.ends import End, find_end
from routing.door.hubs import SITE_SNAP_M
from routing.plan import CLOSED_S
from routing.query import Point
from routing.shared.standing import off_street_ms
from routing.snapshot import DEFAULT_WALK_MPS, Snapshot
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.snap import Snap
from routing.streets.topology import INF

MOST_SNAPS = 50_000
Place = tuple[float, float]


class Walked(NamedTuple):
    """Milliseconds from the space to the place, and where it meets the street."""

    ms: int
    snap: Snap


class Walks:
    """May be used from many threads. Where a space meets the street is kept for as long as the streets are as they are."""

    def __init__(self) -> None:
        self._snaps: WeakKeyDictionary[StreetNetwork, dict[Place, Snap | None]] = WeakKeyDictionary()

    def of(self, snapshot: Snapshot, at: datetime, limits: LimitsMessage | None, place: Point) -> "WalksTo":
        """At a moment, by the limits of a person."""
        speed_mps = limits.speed_m_s if limits else DEFAULT_WALK_MPS
        walked = snapshot.during(at, at + timedelta(seconds=CLOSED_S), limits_of(limits))
        network = walked.network_at(speed_mps)
        return WalksTo(network, speed_mps, find_end(network, place, {Mode.FOOT}), self._snaps.setdefault(network, {}))


class WalksTo:
    """To one place."""

    def __init__(self, network: StreetNetwork, speed_mps: float, end: End, snaps: dict[Place, Snap | None]):
        self.network, self.speed_mps, self.end, self.snaps = network, speed_mps, end, snaps

    def find(self, places: Sequence[Place]) -> list[Walked | None]:
        """Exact, along the streets. None: nobody gets from there to here."""
        goal = self.end.snaps.get(Mode.FOOT)
        snaps = [self.snap(place) for place in places]
        rows = [row for row, snap in enumerate(snaps) if snap is not None]
        found: list[Walked | None] = [None] * len(places)
        if goal is None or not rows:
            return found
        standing = [snap for snap in snaps if snap is not None]
        ms = self.network.durations(Mode.FOOT, standing, [goal])[:, 0].astype(np.int64)
        total = ms + off_street_ms([*standing], self.speed_mps) + self.end.beeline_ms(Mode.FOOT, self.speed_mps)
        for row, snap, reached, whole in zip(rows, standing, (ms < INF).tolist(), total.tolist()):
            if reached:
                found[row] = Walked(int(whole), snap)
        return found

    def metres(self, walked: Walked) -> float:
        goal = self.end.snaps[Mode.FOOT]
        path = self.network.route(Mode.FOOT, walked.snap, goal)
        return walked.snap.distance_m + goal.distance_m + (path.length_cm / 100 if path else 0.0)

    def snap(self, place: Place) -> Snap | None:
        if place not in self.snaps:
            if len(self.snaps) >= MOST_SNAPS:
                self.snaps.clear()
            self.snaps[place] = self.network.find_snap(*place, Mode.FOOT, SITE_SNAP_M)
        return self.snaps.get(place)
