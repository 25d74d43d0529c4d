"""A built city and what is known of it at one moment. A query keeps the snapshot it began with."""
import threading
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from routing.city import City
from routing.closures import Closure
from routing.door.hubs import Hubs, find_hubs
from routing.query import TripMode
from routing.shared.fleet import Fleet
from routing.shared.standing import Standing, stand
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from routing.transit.day import AROUND, build_day
from routing.transit.live import LiveTrips, TripUpdates
from routing.transit.search_api import TransitSearch
from routing.transit.timetable import Timetable
from routing.walks import Walks

DEFAULT_WALK_MPS = 1.2
PATHS_KEPT = 5000
KEPT = 12  # of each kind, for several walking speeds and sets of closures
# What does not change with the timetable, and what with nothing but it.
OF_STREETS, OF_TIMETABLE, OF_FLEETS = ("closed", "network", "walks", "hubs"), ("timetable", "search"), ("standing",)
WITHOUT_STREETS = ("timetable",)
FLEETS_KEPT = 64
Told = TypeVar("Told")


@dataclass(frozen=True)
class Snapshot:
    """Immutable to whoever asks. Live facts make a new snapshot from an old one; the service swaps a single reference.

    version   grows by one with each change
    observed  source name → when its facts were observed; empty for the plain timetable
    live      trips that run otherwise than planned, all sources together; None when nothing is known
    fleets    shared vehicles by source
    full      rows of Places, by source: car parks in which no space is free
    closures  by source; they hold in what `during` gives, for the time it is asked about
    network   the streets, open here
    """

    city: City
    network: StreetNetwork
    version: int = 0
    observed: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    live: LiveTrips | None = None
    fleets: Mapping[str, tuple[Fleet, ...]] = field(default_factory=lambda: MappingProxyType({}))
    full: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    closures: Mapping[str, tuple[Closure, ...]] = field(default_factory=lambda: MappingProxyType({}))
    _holding: tuple[Closure, ...] = field(default=(), repr=False)
    _ideal: bool = field(default=False, repr=False)
    _told: Mapping[str, LiveTrips] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _kept: dict = field(default_factory=dict, repr=False, compare=False)
    _paths: dict[tuple, StreetPath | None] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    @classmethod
    def of(cls, city: City) -> "Snapshot":
        """The city as built, without live facts."""
        return cls(city, city.network)

    def with_closures(self, closures: Sequence[Closure], source: str, observed: datetime) -> "Snapshot":
        """The same moment with the closures that a source now knows, in place of those it knew before."""
        every = MappingProxyType({**self.closures, source: tuple(closures)})
        changed = self._changed(source, observed, {*OF_STREETS, *OF_TIMETABLE, *OF_FLEETS}, closures=every, _paths={})
        changed._drop_opened()
        return changed

    def with_full_car_parks(self, places: Set[int], source: str, observed: datetime) -> "Snapshot":
        """The same moment with the car parks (rows of Places) of which a source now says that no space is free, in place of those before."""
        every = MappingProxyType({**self.full, source: frozenset(places)})
        return self._changed(source, observed, {*OF_STREETS, *OF_TIMETABLE, *OF_FLEETS}, full=every)

    def during(self, begin: datetime, end: datetime) -> "Snapshot":
        """The same moment with the streets as they are in a span of time: closed where any closure holds."""
        holding = tuple(c for of_source in self.closures.values() for c in of_source if len(c.edges) and c.touches(begin, end))
        if holding == self._holding:
            return self
        return replace(self, network=self._closed_network(holding), _holding=holding)

    def _drop_opened(self) -> None:
        """Forget the streets as they were while closures held that nobody knows any more: each such set takes some tens of megabytes."""
        known = {closure for of_source in self.closures.values() for closure in of_source}
        for key in [key for key in self._kept if key[0] not in WITHOUT_STREETS and not known.issuperset(key[1])]:
            del self._kept[key]

    def _closed_network(self, holding: tuple[Closure, ...]) -> StreetNetwork:
        def make() -> StreetNetwork:
            network = self.city.network
            for modes in {closure.modes for closure in holding}:
                network = network.closed(np.concatenate([closure.edges for closure in holding if closure.modes == modes]), modes)
            return network

        return self._keep(("closed", holding), make)

    def with_trip_updates(self, updates: TripUpdates, source: str, observed: datetime) -> "Snapshot":
        """The same moment with all that a source now says of trips, in place of what it said before. Streets and walks are shared."""
        told = {**self._told, source: LiveTrips.of(self.city.transit, updates)}
        return self._changed(source, observed, {*OF_STREETS, *OF_FLEETS}, live=LiveTrips.joined(list(told.values())), _told=MappingProxyType(told))

    def with_fleets(self, fleets: Sequence[Fleet], source: str, observed: datetime) -> "Snapshot":
        """The same moment with the shared vehicles that a source now reports, in place of those it reported before."""
        every = MappingProxyType({**self.fleets, source: tuple(fleets)})
        return self._changed(source, observed, {*OF_STREETS, *OF_TIMETABLE, *OF_FLEETS}, fleets=every)

    def without(self, source: str) -> "Snapshot":
        """The same moment without anything that a source said: the timetable holds again, streets are open, its vehicles are unknown."""
        told, fleets, full = cut_out(self._told, source), cut_out(self.fleets, source), cut_out(self.full, source)
        closures, seen = cut_out(self.closures, source), cut_out(self.observed, source)
        live = LiveTrips.joined(list(told.values())) if told else None
        shared = {*OF_STREETS, *OF_FLEETS} if source in self._told else {*OF_STREETS, *OF_TIMETABLE, *OF_FLEETS}
        changed = self._changed(source, datetime.min.replace(tzinfo=UTC), shared, live=live, _told=told, fleets=fleets, full=full, closures=closures)
        changed._drop_opened()
        return replace(changed, observed=seen)

    def _changed(self, source: str, observed: datetime, shared: set[str], **changes) -> "Snapshot":
        """A newer snapshot that keeps of what was worked out the kinds named in `shared`."""
        with self._lock:
            kept = {key: value for key, value in self._kept.items() if key[0] in shared}
        seen = MappingProxyType({**self.observed, source: observed})
        fresh = {"_kept": kept, "_lock": threading.RLock(), **changes}
        return replace(self, version=self.version + 1, observed=seen, **fresh)

    @property
    def holding(self) -> tuple[Closure, ...]:
        """The closures that hold on these streets."""
        return self._holding

    def unhindered(self) -> "Snapshot":
        """The same moment as if nothing were closed, cancelled, empty or full; itself where nothing is."""
        hindered = self.live is not None and self.live.hindered()
        if not (self._holding or hindered or self.fleets) or self._ideal:
            return self
        live = self.live.unhindered() if self.live is not None and hindered else self.live
        return replace(self, network=self.city.network, live=live, _holding=(), _ideal=True)

    def timetable_on(self, day: date) -> Timetable:
        """The trips around a service day as they are expected now; that of the city where nothing is known."""
        if self.live is None or not self.live.touches(day, AROUND):
            return self.city.timetable_on(day)
        make = partial(build_day, self.city.transit, day, self.city.manifest.timezone, live=self.live)
        return self._keep(("timetable", self._ideal, day), make)

    def source_of(self, trip: int, day: date) -> str | None:
        """Which source tells how a trip (row of Transit) of a service day runs; the last one of several, as it counts. None: the timetable."""
        return next((source for source in reversed(list(self._told)) if self._told[source].find(trip, day) is not None), None)

    def network_at(self, walk_speed_mps: float) -> StreetNetwork:
        """The streets for a walking speed."""
        if walk_speed_mps == DEFAULT_WALK_MPS:
            return self.network
        return self._keep(("network", self._holding, walk_speed_mps), lambda: self.network.with_walker(walk_speed_mps))

    def walks_at(self, walk_speed_mps: float) -> Walks:
        """Walking between stops at a speed, closures obeyed."""
        return self._keep(("walks", self._holding, walk_speed_mps), lambda: self.network_at(walk_speed_mps).walks(self.city.streets.pin_vertex))

    def search_on(self, day: date, walk_speed_mps: float = DEFAULT_WALK_MPS) -> TransitSearch:
        """The timetable around a service day, with the transfers on foot of this snapshot."""

        def make() -> TransitSearch:
            return TransitSearch.of_timetable(self.city.transit, self.walks_at(walk_speed_mps), self.timetable_on(day))

        return self._keep(("search", self._holding, self._ideal, walk_speed_mps, day), make)

    def hubs_at(self, walk_speed_mps: float) -> Hubs:
        """Where bikes and cars are left for transit, and the walks from there."""

        def make() -> Hubs:
            return find_hubs(self.network_at(walk_speed_mps), self.city.transit, self.city.places, walk_speed_mps)

        return self._keep(("hubs", self._holding, walk_speed_mps), make)

    def standings(self, kind: TripMode, walk_speed_mps: float) -> list[Standing]:
        """The fleets of a kind of which a vehicle can be taken somewhere, on the streets as they are."""
        fleets = [fleet for of_source in self.fleets.values() for fleet in of_source if fleet.kind is kind and len(fleet.lat)]
        found = [self._standing(fleet, walk_speed_mps) for fleet in fleets]
        if self._ideal:
            found = [standing.ideal() for standing in found]
        return [standing for standing in found if standing.can_take.any()]

    def _standing(self, fleet: Fleet, walk_speed_mps: float) -> Standing:
        """Kept for as long as the very same report of the fleet is."""
        key = ("standing", self._holding, fleet.key, walk_speed_mps)
        with self._lock:
            known = self._kept.get(key)
            if known is not None and known.fleet is not fleet:
                del self._kept[key]
        kerbs = self.hubs_at(walk_speed_mps).kerb_places(fleet.mode)
        return self._keep(key, lambda: stand(fleet, self.network_at(walk_speed_mps), walk_speed_mps, kerbs))

    def find_transfer(self, one_stop: int, other_stop: int, walk_speed_mps: float) -> StreetPath | None:
        """The walk between two stops, None where there is none. The same few come up again and again, so a good number of them is kept."""
        key = (one_stop, other_stop, self._holding, walk_speed_mps)
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
            if len(of_kind) >= (FLEETS_KEPT if key[0] in OF_FLEETS else KEPT):
                del self._kept[of_kind[0]]
            self._kept[key] = made
            return made


def cut_out(known: Mapping[str, Told], source: str) -> Mapping[str, Told]:
    return MappingProxyType({name: facts for name, facts in known.items() if name != source})
