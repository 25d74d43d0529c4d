"""A built city and what is known of it at one moment. A query keeps the snapshot it began with."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import partial
from types import MappingProxyType

import numpy as np

from routing.city import City
from routing.closures import Closure
from routing.door.hubs import Hubs, find_hubs
from routing.door.on_demand_kerbs import Kerbs, find_kerbs
from routing.door.parking import Sites, find_sites
from routing.door.room import Ahead, KnownRoom
from routing.kept import Kept
from routing.limits import Limits, Unknown
from routing.query import TripMode
from routing.shared.fleet import Fleet
from routing.shared.standing import Standing, stand
from routing.shared.taxis import TaxiZone
from routing.sources import cut_out
from routing.streets.graph import Mode
from routing.streets.liking import Liked, Liking
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from routing.transit.day import AROUND, Barred, build_day, service_origin
from routing.transit.extra import Extras, ExtraTrip, carried_on
from routing.transit.live import LiveTrips, TripUpdates
from routing.transit.model import Transit
from routing.transit.search_api import TransitSearch
from routing.transit.timetable import Timetable
from routing.walks import Walks

DEFAULT_WALK_MPS = 1.2
PATHS_KEPT = 5000
KEPT = 12  # of each kind, for several walking speeds and sets of closures
# What does not change with the timetable, and what with nothing but it.
OF_STREETS, OF_TIMETABLE, OF_FLEETS = ("closed", "network", "liked", "walks", "hubs", "sites", "on_demand"), ("timetable", "search"), ("standing",)
WITHOUT_STREETS = ("timetable",)
FLEETS_KEPT = 64


@dataclass(frozen=True)
class Snapshot(KnownRoom):
    """Immutable to whoever asks. Live facts make a new snapshot from an old one; the service swaps a single reference.

    version   grows by one with each change
    observed  source name → when its facts were observed; empty for the plain timetable
    live      trips that run otherwise than planned or not planned at all, all sources together; None when nothing is known
    extra     trips that no timetable has, by source
    fleets    shared vehicles by source
    full      rows of Places, by source: car parks in which no space is free; free: those that are known to have room
    ahead     by source, how likely there is room in its car parks in the time ahead
    taxis     by source, in the order that the source has them in
    closures  by source; they hold in what `during` gives, for the time it is asked about
    network   the streets, open here
    """

    city: City
    network: StreetNetwork
    version: int = 0
    observed: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    live: LiveTrips | None = None
    extra: Mapping[str, tuple[ExtraTrip, ...]] = field(default_factory=lambda: MappingProxyType({}))
    fleets: Mapping[str, tuple[Fleet, ...]] = field(default_factory=lambda: MappingProxyType({}))
    full: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    free: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    ahead: Mapping[str, Ahead] = field(default_factory=lambda: MappingProxyType({}))
    taxis: Mapping[str, tuple[TaxiZone, ...]] = field(default_factory=lambda: MappingProxyType({}))
    closures: Mapping[str, tuple[Closure, ...]] = field(default_factory=lambda: MappingProxyType({}))
    _holding: tuple[Closure, ...] = field(default=(), repr=False)
    _limits: Limits | None = field(default=None, repr=False)
    _ideal: bool = field(default=False, repr=False)
    _told: Mapping[str, LiveTrips] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    _extras: Extras | None = field(default=None, repr=False)
    _kept: Kept = field(default_factory=lambda: Kept({"standing": FLEETS_KEPT}, KEPT), repr=False, compare=False)
    _paths: dict[tuple, StreetPath | None] = field(default_factory=dict, repr=False, compare=False)

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

    def _of_car_parks(self, source: str, observed: datetime, **changes) -> "Snapshot":
        return self._changed(source, observed, {*OF_STREETS, *OF_TIMETABLE, *OF_FLEETS}, **changes)

    def with_taxis(self, zones: Sequence[TaxiZone], source: str, observed: datetime) -> "Snapshot":
        """The same moment with the zones in which a source now offers taxis, in place of those before."""
        every = MappingProxyType({**self.taxis, source: tuple(zones)})
        return self._changed(source, observed, {*OF_STREETS, *OF_TIMETABLE, *OF_FLEETS}, taxis=every)

    def during(self, begin: datetime, end: datetime, limits: Limits | None = None) -> "Snapshot":
        """The same moment with the streets as they are in a span of time, closed where any closure holds, and as limits let them be passed."""
        known = (closure for of_source in self.closures.values() for closure in of_source)
        holding = tuple(c for c in known if len(c.edges) and c.touches(begin, end) and c.concerns(limits))
        if (holding, limits) == self._on:
            return self
        return replace(self, network=self._network_on(holding, limits), _holding=holding, _limits=limits)

    @property
    def _on(self) -> tuple[tuple[Closure, ...], Limits | None]:
        """What the streets depend on, and all that is worked out on them."""
        return self._holding, self._limits

    def _drop_opened(self) -> None:
        """Forget the streets as they were while closures held that nobody knows any more: each such set takes some tens of megabytes."""
        known = {closure for of_source in self.closures.values() for closure in of_source}
        self._kept.drop(lambda key: key[0] not in WITHOUT_STREETS and not known.issuperset(key[1][0]))

    def _network_on(self, holding: tuple[Closure, ...], limits: Limits | None) -> StreetNetwork:
        def close() -> StreetNetwork:
            network = self.city.network
            for modes in {closure.modes for closure in holding}:
                network = network.closed(np.concatenate([closure.edges for closure in holding if closure.modes == modes]), modes)
            return network

        network = self._kept.get(("closed", (holding, None)), close) if holding else self.city.network
        return network if limits is None else self._kept.get(("closed", (holding, limits)), lambda: network.with_walker(DEFAULT_WALK_MPS, limits))

    def with_trip_updates(self, updates: TripUpdates, source: str, observed: datetime, extra: Sequence[ExtraTrip] = ()) -> "Snapshot":
        """The same moment with all that a source now says of trips, in place of what it said before. Streets and walks are shared."""
        told = MappingProxyType({**self._told, source: LiveTrips.of(self.city.transit, updates)})
        carried = carried_on(extra, self.extra.get(source, ()), lambda trip: self._seconds_of_day(trip, observed))
        trips = self._trips(told, MappingProxyType({**self.extra, source: carried}))
        return self._changed(source, observed, {*OF_STREETS, *OF_FLEETS}, **trips)

    def _trips(self, told: Mapping[str, LiveTrips], extra: Mapping[str, tuple[ExtraTrip, ...]]) -> dict:
        """The fields of a snapshot on which these are known."""
        extras = Extras.of(self.city.transit, extra, self._extras)
        parts = [*told.values(), *([] if extras is None else [extras.live])]
        return {"live": LiveTrips.joined(parts) if parts else None, "extra": extra, "_told": told, "_extras": extras}

    def _seconds_of_day(self, trip: ExtraTrip, moment: datetime) -> int:
        zone = self.city.transit.feed_timezone[int(self.city.transit.route_feed[trip.route])] or self.city.manifest.timezone
        return int((moment - service_origin(date.fromordinal(trip.day), zone)).total_seconds())

    def with_fleets(self, fleets: Sequence[Fleet], source: str, observed: datetime) -> "Snapshot":
        """The same moment with the shared vehicles that a source now reports, in place of those it reported before."""
        every = MappingProxyType({**self.fleets, source: tuple(fleets)})
        return self._changed(source, observed, {*OF_STREETS, *OF_TIMETABLE, *OF_FLEETS}, fleets=every)

    def without(self, source: str) -> "Snapshot":
        """The same moment without anything that a source said: the timetable holds again, streets are open, its vehicles are unknown."""
        seen, runs = cut_out(self.observed, source), source in self._told
        facts = {name: cut_out(getattr(self, name), source) for name in ("fleets", "full", "free", "ahead", "taxis", "closures")}
        trips = self._trips(cut_out(self._told, source), cut_out(self.extra, source)) if runs else {}
        shared = {*OF_STREETS, *OF_FLEETS} if runs else {*OF_STREETS, *OF_TIMETABLE, *OF_FLEETS}
        changed = self._changed(source, datetime.min.replace(tzinfo=UTC), shared, **facts, **trips)
        changed._drop_opened()
        return replace(changed, observed=seen)

    def _changed(self, source: str, observed: datetime, shared: set[str], **changes) -> "Snapshot":
        """A newer snapshot that keeps of what was worked out the kinds named in `shared`."""
        seen = MappingProxyType({**self.observed, source: observed})
        return replace(self, version=self.version + 1, observed=seen, **{"_kept": self._kept.only(shared), **changes})

    @property
    def transit(self) -> Transit:
        """The timetable of the city, and behind its trips those that only run today."""
        return self.city.transit if self._extras is None else self._extras.transit

    @property
    def added(self) -> range:
        """Rows of `transit` with trips that no timetable has; in another snapshot they may be others."""
        return range(len(self.city.transit.trip_route), len(self.transit.trip_route))

    def added_runs(self, trip_id: str) -> list[tuple[int, date]]:
        """Rows and service days of added trips of an id, of whichever feed."""
        return [] if self._extras is None else self._extras.rows_of(trip_id)

    @property
    def limits(self) -> Limits | None:
        """Of whoever walks on these streets."""
        return self._limits

    @property
    def holding(self) -> tuple[Closure, ...]:
        """The closures that hold on these streets."""
        return self._holding

    def unlimited(self) -> "Snapshot":
        """The same moment for somebody who can pass everything that is not closed."""
        holding = tuple(closure for closure in self._holding if closure.concerns(None))
        return replace(self, network=self._network_on(holding, None), _holding=holding, _limits=None)

    def unhindered(self) -> "Snapshot":
        """The same moment as if nothing were closed, cancelled, empty or full; itself where nothing is."""
        hindered = self.live is not None and self.live.hindered()
        if not (self._holding or hindered or self.fleets or self.full_car_parks) or self._ideal:
            return self
        live = self.live.unhindered() if self.live is not None and hindered else self.live
        room = MappingProxyType({source: full | self.free.get(source, frozenset()) for source, full in self.full.items()})
        opened = self._network_on((), self._limits)
        return replace(self, network=opened, live=live, full=MappingProxyType({}), free=room, ahead=MappingProxyType({}), _holding=(), _ideal=True)

    def timetable_on(self, day: date) -> Timetable:
        """The trips around a service day as they are expected now; that of the city where nothing is known."""
        rule = self._limits.unknown if self._limits is not None and self._limits.wheelchair else None
        if rule is None and (self.live is None or not self.live.touches(day, AROUND)):
            return self.city.timetable_on(day)
        barred = None if rule is None else Barred.for_wheelchairs(self.transit, rule is Unknown.STRICT)
        make = partial(build_day, self.transit, day, self.city.manifest.timezone, barred=barred, live=self.live)
        return self._kept.get(("timetable", self._ideal, day, rule), make)

    def source_of(self, trip: int, day: date) -> str | None:
        """Which source tells how a trip (row of Transit) of a service day runs; the last one of several, as it counts. None: the timetable."""
        if self._extras is not None and trip >= self._extras.first:
            return self._extras.source_of(trip)
        return next((source for source in reversed(list(self._told)) if self._told[source].find(trip, day) is not None), None)

    def network_at(self, walk_speed_mps: float) -> StreetNetwork:
        """The streets for a walking speed."""
        if walk_speed_mps == DEFAULT_WALK_MPS:
            return self.network
        return self._kept.get(("network", self._on, walk_speed_mps), lambda: self.network.with_walker(walk_speed_mps, self._limits))

    def liked(self, liking: Liking, dark: bool, walk_speed_mps: float) -> Liked:
        """Ways on foot by what is liked about them. Closures are put into what is known of the open streets, which is far quicker."""
        rest = liking, dark, walk_speed_mps

        def make() -> Liked:
            opened = replace(self, network=self._network_on((), self._limits), _holding=()).liked(*rest) if self._holding else None
            return Liked(self.network_at(walk_speed_mps), liking, dark, opened)

        return self._kept.get(("liked", self._on, *rest), make)

    def walks_at(self, walk_speed_mps: float) -> Walks:
        """Walking between stops at a speed, closures obeyed."""
        return self._kept.get(("walks", self._on, walk_speed_mps), lambda: self.network_at(walk_speed_mps).walks(self.city.streets.pin_vertex))

    def search_on(self, day: date, walk_speed_mps: float = DEFAULT_WALK_MPS) -> TransitSearch:
        """The timetable around a service day, with the transfers on foot of this snapshot."""

        def make() -> TransitSearch:
            return TransitSearch.of_timetable(self.transit, self.walks_at(walk_speed_mps), self.timetable_on(day))

        return self._kept.get(("search", self._on, self._ideal, walk_speed_mps, day), make)

    def hubs_at(self, walk_speed_mps: float) -> Hubs:
        """Where bikes and cars are left for transit, and the walks from there."""

        def make() -> Hubs:
            return find_hubs(self.network_at(walk_speed_mps), self.city.transit, self.city.places, walk_speed_mps)

        return self._kept.get(("hubs", self._on, walk_speed_mps), make)

    def on_demand_kerbs(self, walk_speed_mps: float) -> Kerbs:
        """Stops at which rides on demand begin and end."""
        make = partial(find_kerbs, self.network_at(walk_speed_mps), self.city.on_demand, self.city.transit, walk_speed_mps)
        return self._kept.get(("on_demand", self._on, walk_speed_mps), make)

    def sites_at(self, walk_speed_mps: float) -> Sites:
        """The car parks of the city, joined to the streets."""
        make = partial(find_sites, self.network_at(walk_speed_mps), self.city.places, walk_speed_mps)
        return self._kept.get(("sites", self._on, walk_speed_mps), make)

    def standings(self, kind: TripMode, walk_speed_mps: float) -> list[Standing]:
        """The fleets of a kind of which a vehicle can be taken somewhere, on the streets as they are."""
        fleets = [fleet for of_source in self.fleets.values() for fleet in of_source if fleet.kind is kind and len(fleet.lat)]
        found = [self._standing(fleet, walk_speed_mps) for fleet in fleets]
        if self._ideal:
            found = [standing.ideal() for standing in found]
        return [standing for standing in found if standing.can_take.any()]

    def _standing(self, fleet: Fleet, walk_speed_mps: float) -> Standing:
        """Kept for as long as the very same report of the fleet is."""
        key = ("standing", self._on, fleet.key, walk_speed_mps)

        def make() -> Standing:
            kerbs = self.hubs_at(walk_speed_mps).kerb_places(fleet.mode)
            return stand(fleet, self.network_at(walk_speed_mps), walk_speed_mps, kerbs)

        return self._kept.get(key, make, lambda known: known.fleet is fleet)

    def find_transfer(self, one_stop: int, other_stop: int, walk_speed_mps: float) -> StreetPath | None:
        """The walk between two stops, None where there is none. The same few come up again and again, so a good number of them is kept."""
        key = (one_stop, other_stop, self._on, walk_speed_mps)
        path = self._paths.get(key)
        if path is None:
            network, pins = self.network_at(walk_speed_mps), self.city.streets.pin_vertex
            path = network.route(Mode.FOOT, network.vertex_snap(int(pins[one_stop])), network.vertex_snap(int(pins[other_stop])))
            if len(self._paths) >= PATHS_KEPT:
                self._paths.clear()
            self._paths[key] = path
        return path
