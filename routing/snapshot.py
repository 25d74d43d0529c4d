"""A built city and what is known of it at one moment. A query keeps the snapshot it began with."""
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from types import MappingProxyType

import numpy as np

from routing.city import City
from routing.door.hubs import Hubs, find_hubs
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from routing.transit.day import AROUND, build_day
from routing.transit.live import LiveTrips, TripUpdates
from routing.transit.search_api import TransitSearch
from routing.transit.timetable import Timetable
from routing.walks import Walks

DEFAULT_WALK_MPS = 1.2
SPEEDS_KEPT = 6
PATHS_KEPT = 5000
OF_STREETS = ("network", "walks", "hubs")  # what is kept and does not change with the timetable


@dataclass(frozen=True)
class Snapshot:
    """Immutable to whoever asks. Live facts make a new snapshot from an old one; the service swaps a single reference.

    version   grows by one with each change
    observed  source name → when its facts were observed; empty for the plain timetable
    live      trips that run otherwise than planned, all sources together; None when nothing is known
    """

    city: City
    network: StreetNetwork
    version: int = 0
    observed: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    live: LiveTrips | None = None
    _told: Mapping[str, LiveTrips] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _kept: dict = field(default_factory=dict, repr=False, compare=False)
    _paths: dict[tuple, StreetPath | None] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    @classmethod
    def of(cls, city: City) -> "Snapshot":
        """The city as built, without live facts."""
        return cls(city, city.network)

    def with_closed_edges(self, edges: np.ndarray, source: str, observed: datetime) -> "Snapshot":
        """The same moment with street edges (int32 rows of Streets) closed in every mode; nothing of this snapshot changes."""
        seen = MappingProxyType({**self.observed, source: observed})
        return Snapshot(self.city, self.network.closed(edges), self.version + 1, seen, self.live, self._told)

    def with_trip_updates(self, updates: TripUpdates, source: str, observed: datetime) -> "Snapshot":
        """The same moment with all that a source now says of trips, in place of what it said before. Streets and walks are shared."""
        told = {**self._told, source: LiveTrips.of(self.city.transit, updates)}
        seen = MappingProxyType({**self.observed, source: observed})
        with self._lock:
            kept = {key: value for key, value in self._kept.items() if key[0] in OF_STREETS}
        return Snapshot(
            self.city, self.network, self.version + 1, seen, LiveTrips.joined(list(told.values())), MappingProxyType(told), kept, self._paths
        )

    def timetable_on(self, day: date) -> Timetable:
        """The trips around a service day as they are expected now; that of the city where nothing is known."""
        if self.live is None or not self.live.touches(day, AROUND):
            return self.city.timetable_on(day)
        make = partial(build_day, self.city.transit, day, self.city.manifest.timezone, live=self.live)
        return self._keep(("timetable", day), make)

    def network_at(self, walk_speed_mps: float) -> StreetNetwork:
        """The streets for a walking speed; the last few speeds stay in memory."""
        if walk_speed_mps == DEFAULT_WALK_MPS:
            return self.network
        return self._keep(("network", walk_speed_mps), lambda: self.network.with_walk_speed(walk_speed_mps))

    def walks_at(self, walk_speed_mps: float) -> Walks:
        """Walking between stops at a speed, closures obeyed."""
        return self._keep(("walks", walk_speed_mps), lambda: self.network_at(walk_speed_mps).walks(self.city.streets.pin_vertex))

    def search_on(self, day: date, walk_speed_mps: float = DEFAULT_WALK_MPS) -> TransitSearch:
        """The timetable around a service day, with the transfers on foot of this snapshot."""

        def make() -> TransitSearch:
            return TransitSearch.of_timetable(self.city.transit, self.walks_at(walk_speed_mps), self.timetable_on(day))

        return self._keep(("search", walk_speed_mps, day), make)

    def hubs_at(self, walk_speed_mps: float) -> Hubs:
        """Where bikes and cars are left for transit, and the walks from there."""

        def make() -> Hubs:
            return find_hubs(self.network_at(walk_speed_mps), self.city.transit, self.city.places, walk_speed_mps)

        return self._keep(("hubs", walk_speed_mps), make)

    def find_transfer(self, one_stop: int, other_stop: int, walk_speed_mps: float) -> StreetPath | None:
        """The walk between two stops, None where there is none. The same few come up again and again, so a good number of them is kept."""
        key = (one_stop, other_stop, walk_speed_mps)
        path = self._paths.get(key)
        if path is None:
            network, pins = self.network_at(walk_speed_mps), self.city.streets.pin_vertex
            path = network.route(Mode.FOOT, network.vertex_snap(int(pins[one_stop])), network.vertex_snap(int(pins[other_stop])))
            if len(self._paths) >= PATHS_KEPT:
                self._paths.clear()
            self._paths[key] = path
        return path

    def _keep(self, key: tuple, make):
        with self._lock:
            if key in self._kept:
                return self._kept[key]
            made = make()
            of_kind = [known for known in self._kept if known[0] == key[0]]
            if len(of_kind) >= SPEEDS_KEPT:
                del self._kept[of_kind[0]]
            self._kept[key] = made
            return made


