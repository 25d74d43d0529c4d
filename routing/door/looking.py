"""All ways between two points that are worth a look, before any is chosen and drawn."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from routing.door.between import between_rides
from routing.door.choice import Candidate, undominated
from routing.door.direct import direct_candidates, hired_candidates, parked_candidates, taxi_candidates
from routing.door.ends import find_end
from routing.door.legs import Builder
from routing.door.on_demand import on_demand_candidates
from routing.door.on_demand_legs import draw_on_demand
from routing.door.ridden import Searches, ridden_candidates
from routing.door.walking import ways_on_foot
from routing.journey import Journey
from routing.query import Query, TripMode
from routing.shared.fleet import RIDES
from routing.shared.standing import Vehicle
from routing.snapshot import Snapshot
from routing.streets.graph import Mode

STREET_MODES = {
    TripMode.WALK: {Mode.FOOT},
    TripMode.TRANSIT: {Mode.FOOT},
    TripMode.BIKE: {Mode.BIKE},
    TripMode.CAR: {Mode.CAR},
    TripMode.BIKE_RIDE: {Mode.FOOT, Mode.BIKE},
    TripMode.PARK_RIDE: {Mode.FOOT, Mode.CAR},
    TripMode.KISS_RIDE: {Mode.FOOT, Mode.CAR},
    TripMode.TAXI: {Mode.FOOT, Mode.CAR},
    TripMode.CAR_PARK: {Mode.FOOT, Mode.CAR},
    TripMode.ON_DEMAND: {Mode.FOOT, Mode.CAR},
    **{kind: {Mode.FOOT, mode} for kind, mode in RIDES.items()},
}
RIDDEN = (TripMode.TRANSIT, TripMode.BIKE_RIDE, TripMode.PARK_RIDE, TripMode.KISS_RIDE, TripMode.TAXI, *RIDES)
WITH_TRANSIT = {TripMode.TAXI, *RIDES}
BETWEEN = (*RIDES, TripMode.TAXI)
DIRECT = {TripMode.WALK: Mode.FOOT, TripMode.BIKE: Mode.BIKE, TripMode.CAR: Mode.CAR}


@dataclass(frozen=True)
class Looked:
    """What was found on one snapshot, and all that is needed to draw it."""

    searches: Searches
    candidates: list[Candidate]

    def draw(self, candidate: Candidate) -> Journey | None:
        """None where a leg of it cannot be drawn. Raises RangeTooShort where it needs more than its shared vehicle can."""
        builder = self.builder()
        if candidate.between is not None:
            return builder.between(candidate, candidate.between)
        if candidate.hire is not None:
            return builder.hire(candidate, candidate.hire)
        if candidate.taxi is not None:
            return builder.taxi(candidate, candidate.taxi)
        if candidate.parked is not None:
            return builder.parked(candidate, candidate.parked)
        if candidate.on_demand is not None:
            return draw_on_demand(builder, self.searches.snapshot, candidate, candidate.on_demand)
        if candidate.source is None or candidate.ends is None:
            return builder.direct(candidate, DIRECT[candidate.kind])
        return builder.transit(candidate, candidate.source, *candidate.ends)

    def draw_on_foot(self, quickest: Candidate) -> list[Journey]:
        """In place of the quickest way on foot: at most three, the recommended first."""
        return ways_on_foot(self.searches, self.builder(), quickest)

    def builder(self) -> Builder:
        s = self.searches
        return Builder(s.snapshot, s.network, s.hubs, s.start, s.end, s.query.walk_speed_mps, s.day)


def prepare(snapshot: Snapshot, query: Query, tired: frozenset[Vehicle] = frozenset()) -> Searches:
    """Both ends joined to the streets as the snapshot has them; either may have nothing to be joined to."""
    day, at_s = day_of(snapshot, query)
    network = snapshot.network_at(query.walk_speed_mps)
    modes = set().union(*(STREET_MODES[mode] for mode in query.modes), {Mode.FOOT})
    opened = snapshot.city.network if snapshot.holding or snapshot.limits else None
    start, end = (find_end(network, point, modes, opened) for point in (query.origin, query.destination))
    return Searches(snapshot, network, start, end, query, day, at_s, tired)


def look_for(searches: Searches, kinds: list[TripMode] | None = None) -> Looked:
    """kinds: of trips with rides, those that are asked for where left out."""
    query, kinds = searches.query, ridden_kinds(searches.query) if kinds is None else kinds
    direct = direct_candidates(searches.network, searches.start, searches.end, DIRECT, query, searches.at_s)
    direct += hired_candidates(searches) + taxi_candidates(searches) + parked_candidates(searches)
    found = undominated([*direct, *ridden_candidates(searches, direct, kinds)])
    between = [way for kind in kinds if kind in BETWEEN for way in between_rides(searches, kind, found)]
    between += on_demand_candidates(searches, found)
    return Looked(searches, undominated([*found, *between]) if between else found)


def ridden_kinds(query: Query) -> list[TripMode]:
    """Kinds of trips with rides; shared vehicles and taxis take one to them only where transit is asked for as well."""
    return [kind for kind in RIDDEN if kind in query.modes and (kind not in WITH_TRANSIT or TripMode.TRANSIT in query.modes)]


def day_of(snapshot: Snapshot, query: Query) -> tuple[date, int]:
    """The service day asked about, and the seconds of it."""
    zone = ZoneInfo(snapshot.city.manifest.timezone)
    day = query.at.astimezone(zone).date()
    return day, int((query.at - service_origin(day, zone)).total_seconds())


@lru_cache(maxsize=64)
def service_origin(day: date, zone: ZoneInfo) -> datetime:
    """Second 0 of a service day: noon minus twelve hours of real time (GTFS), which is not midnight where the clocks change."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return (noon.astimezone(ZoneInfo("UTC")) - timedelta(hours=12)).astimezone(zone)
