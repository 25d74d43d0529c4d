"""One message of a feed, in terms of the city: the facts for the view, and the change that they make to the engine's snapshot."""
from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime
from functools import cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo

from backend.contract.feeds import FeedKind
from backend.feeds.closures import decode as closures
from backend.feeds.closures.facts import Closure as ToldClosure
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.gbfs import decode as gbfs
from backend.feeds.gtfs_rt import decode as gtfs_rt
from backend.feeds.gtfs_rt.index import TransitIndex
from backend.feeds.lifts import own_json, siri_fm
from backend.feeds.lifts.facts import FacilityState, State
from backend.feeds.parking import decode as parking
from backend.feeds.parking.facts import OpeningStatus
from backend.feeds.problems import Problems
from backend.feeds.taxi import decode as taxi
from backend.live.car_parks import CarParks
from backend.live.closing import closed_for
from backend.live.fleets import fleets_of
from backend.live.shapes import shape_of
from backend.live.view import OfferedFleet
from routing import covering
from routing.city import City
from routing.closures import Closure
from routing.shared.taxis import TaxiZone
from routing.snapshot import Snapshot
from routing.streets.graph import Mode

MESSAGE = "message"
Change = Callable[[Snapshot, str, datetime], Snapshot]


def unchanged(snapshot: Snapshot, feed: str, observed: datetime) -> Snapshot:
    return snapshot


@dataclass(frozen=True)
class Taken:
    """facts: by name of a field of LiveView. fleets: by key, None where the feed tells of none. change: to the snapshot."""

    observed: datetime | None
    entities: int
    problems: Problems
    facts: Mapping[str, Any]
    change: Change = unchanged
    fleets: Mapping[str, OfferedFleet] | None = field(default=None)


class Taker:
    """Of one city. Used by one thread at a time."""

    def __init__(self, city: City):
        self.city = city
        self.zone = ZoneInfo(city.manifest.timezone)
        self._closures: dict[tuple, Closure] = {}  # of the last message of each feed, by its id and their words
        self._by_kind = {
            FeedKind.TRIP_UPDATES: self.transit, FeedKind.VEHICLE_POSITIONS: self.transit, FeedKind.ALERTS: self.transit,
            FeedKind.GBFS: self.sharing, FeedKind.PARKAPI: self.parking, FeedKind.LIFTS_SIRI_FM: partial(self.lifts, siri_fm.decode),
            FeedKind.LIFTS_JSON: partial(self.lifts, own_json.decode), FeedKind.CLOSURES_GEOJSON: self.closures, FeedKind.TAXI_JSON: self.taxis,
        }  # fmt: skip

    def take(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Taken:
        """Raises FeedUnreadable."""
        return self._by_kind[feed.kind](feed, parts, received_at)

    def _remember(self, feed_id: str, known: dict[tuple, Closure]) -> None:
        self._closures = {key: closure for key, closure in self._closures.items() if key[0] != feed_id} | known

    @cached_property
    def car_parks(self) -> CarParks:
        return CarParks(self.city.places)

    @cached_property
    def index(self) -> TransitIndex:
        return TransitIndex(self.city.transit, self.city.manifest.timezone)

    def transit(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Taken:
        """One message may hold trips, vehicles and alerts together; only a feed declared for trips changes when they run."""
        facts = gtfs_rt.decode(parts[MESSAGE], self.index, received_at)

        def change(snapshot: Snapshot, source: str, observed: datetime) -> Snapshot:
            return snapshot.with_trip_updates(facts.updates, source, observed, facts.added)

        runs = feed.kind is FeedKind.TRIP_UPDATES
        return Taken(facts.observed, facts.entities, facts.problems, {"transit": facts}, change if runs else unchanged)

    def sharing(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Taken:
        system = gbfs.decode(parts, feed.languages)
        found = fleets_of(feed.id, system, received_at)
        fleets = tuple(fleet for fleet, _ in found.values())

        def change(snapshot: Snapshot, source: str, observed: datetime) -> Snapshot:
            return snapshot.with_fleets(fleets, source, observed)

        offered = {key: of_fleet for key, (_, of_fleet) in found.items()}
        return Taken(system.observed, system.entities, system.problems, {"systems": system}, change, offered)

    def parking(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Taken:
        """Only of a car park that is told to be full nobody is sent there; one of which nothing is known may have room."""
        facts = parking.decode(parts[MESSAGE])
        sites = self.car_parks.match(site for site in facts.sites if site.purpose == "CAR")
        full = {row for row, site in sites.items() if site.free == 0 or site.opening_status is OpeningStatus.CLOSED}
        free = {row for row, site in sites.items() if site.free} - full

        def change(snapshot: Snapshot, source: str, observed: datetime) -> Snapshot:
            return snapshot.with_full_car_parks(full, source, observed, free)

        return Taken(facts.observed, facts.entities, facts.problems, {"car_parks": facts, "sites": sites}, change)

    def lifts(self, decode: Callable, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Taken:
        facts = decode(parts[MESSAGE])
        known: dict[tuple, Closure] = {}
        out_of_order = [facility for facility in facts.facilities if facility.state is State.UNAVAILABLE]
        broken = [self._same(known, (feed.id, *astuple(facility)), partial(self.lift, facility)) for facility in out_of_order]
        self._remember(feed.id, known)

        def change(snapshot: Snapshot, source: str, observed: datetime) -> Snapshot:
            return snapshot.with_closures(broken, source, observed)

        return Taken(facts.observed, facts.entities, facts.problems, {"lifts": facts}, change)

    def closures(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Taken:
        facts = closures.decode(parts[MESSAGE], self.zone)
        known: dict[tuple, Closure] = {}
        closed = [
            self._same(known, (*words_of(feed.id, told), whom), partial(self.closure, told, *whom))
            for told in facts.closures
            for whom in closed_for(told.modes)
        ]
        self._remember(feed.id, known)

        def change(snapshot: Snapshot, source: str, observed: datetime) -> Snapshot:
            return snapshot.with_closures(closed, source, observed)

        return Taken(facts.observed, facts.entities, facts.problems, {"closures": facts}, change)

    def taxis(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Taken:
        offers = taxi.decode(parts[MESSAGE])
        zones = tuple(TaxiZone(f"{feed.id}:{offer.id}", shape_of(offer.zone), offer.wait_s) for offer in offers.offers)

        def change(snapshot: Snapshot, source: str, observed: datetime) -> Snapshot:
            return snapshot.with_taxis(zones, source, observed)

        return Taken(offers.observed, offers.entities, offers.problems, {"taxis": offers}, change)

    def _same(self, known: dict[tuple, Closure], key: tuple, make: Callable[[], Closure]) -> Closure:
        """The closure that the message before told in the same words, so that all that was worked out for it holds on."""
        closure = self._closures.get(key) or make()
        known[key] = closure
        return closure

    def closure(self, told: ToldClosure, modes: frozenset[Mode], attributes: int) -> Closure:
        edges = covering.covered_edges(self.city, shape_of(told.geometry), modes)
        return Closure(edges, modes, told.starts, told.ends, told.id, told.title, attributes)

    def lift(self, facility: FacilityState) -> Closure:
        """Out of order from now on: since when it has been is of no use to a trip planned ahead."""
        edges = covering.lift_edges(self.city, facility.id, facility.stop_id, facility.lat, facility.lon, facility.kind)
        return Closure(edges, ends=facility.until, id=facility.id, reason=facility.reason or facility.name)


def words_of(feed_id: str, told: ToldClosure) -> tuple:
    """All that makes a closure what it is."""
    where = told.geometry
    return feed_id, told.id, told.modes, told.starts, told.ends, told.title, where.kind, where.lat.tobytes(), where.lon.tobytes()
