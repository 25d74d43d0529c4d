"""Journeys with transit: one timetable search per way of getting to the first stop."""
from dataclasses import dataclass, field
from datetime import date

from routing.door.access import Access, by_bike, by_car_park, by_lift, on_foot
from routing.door.choice import Candidate
from routing.door.closure import INF
from routing.door.ends import End
from routing.door.hubs import Hubs
from routing.journey import Notice
from routing.query import Query, TripMode
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.transit.journeys import TransitJourney
from routing.transit.search_api import Options, TransitSearch

# How long a trip with rides may take at most; reaches into the next day's service.
LONGEST_S = 18 * 3600


@dataclass
class Searches:
    """What the searches of one query share."""

    snapshot: Snapshot
    network: StreetNetwork
    start: End
    end: End
    query: Query
    day: date
    at_s: int
    access: dict[TripMode, Access] = field(default_factory=dict)
    egress: Access | None = None
    hubs: Hubs | None = None
    notices: list[Notice] = field(default_factory=list)


def ridden_candidates(searches: Searches, direct: list[Candidate], kinds: list[TripMode]) -> list[Candidate]:
    """All candidates with rides, for every asked kind. Leaves access and egress lists in `searches` for drawing the legs."""
    if not kinds or Mode.FOOT not in searches.start.snaps or Mode.FOOT not in searches.end.snaps:
        return []
    search = searches.snapshot.search_on(searches.day, searches.query.walk_speed_mps)
    if not len(search.tt.trip_row):
        searches.notices.append(out_of_timetable(searches))
        return []
    speed = searches.query.walk_speed_mps
    searches.egress = on_foot(searches.network, searches.end, True, speed)
    if any(kind is not TripMode.TRANSIT for kind in kinds):
        searches.hubs = searches.snapshot.hubs()
    found = []
    for kind in kinds:
        access = access_of(searches, search, kind)
        if access is None or not len(access.times.stop) or not len(searches.egress.times.stop):
            continue
        searches.access[kind] = access
        found += [candidate(searches, kind, journey) for journey in look(searches, search, access, bound_s(kind, direct))]
    return found


def access_of(searches: Searches, search: TransitSearch, kind: TripMode) -> Access | None:
    network, start, speed = searches.network, searches.start, searches.query.walk_speed_mps
    if kind is TripMode.TRANSIT:
        return on_foot(network, start, False, speed)
    if kind is TripMode.BIKE_RIDE:
        return by_bike(network, searches.hubs, search.walks, start, speed) if Mode.BIKE in start.snaps else None
    if Mode.CAR not in start.snaps:
        return None
    if kind is TripMode.KISS_RIDE:
        return by_lift(network, searches.hubs, search.walks, start, speed)
    return by_car_park(network, searches.hubs, start, speed)


def bound_s(kind: TripMode, direct: list[Candidate]) -> int:
    """A way of this kind is not worth offering when it takes longer than going directly by what it needs anyway; a car is no bound."""
    needs = {TripMode.WALK, TripMode.BIKE} if kind is TripMode.BIKE_RIDE else {TripMode.WALK}
    return min((c.duration_s for c in direct if c.kind in needs), default=INF)


def look(searches: Searches, search: TransitSearch, access: Access, direct_s: int) -> list[TransitJourney]:
    """Journeys of the asked window; where it holds none, the first one after (the last one before) it, however late."""
    query, egress = searches.query, searches.egress.times
    on_foot_only = access.mode is Mode.FOOT
    options = Options(query.max_rides, query.change_s, LONGEST_S, walk_access=on_foot_only)
    if query.max_walk_m is not None:
        return search.pareto_walk(access.times, egress, searches.at_s, direct_s, walk_limit_ms(query), options, query.arrive_by)
    if query.arrive_by:
        found = search.range_arrive_by(access.times, egress, searches.at_s - query.window_s, searches.at_s, direct_s, options)
        return found or search.latest(access.times, egress, searches.at_s, direct_s, options)
    found = search.range(access.times, egress, searches.at_s, searches.at_s + query.window_s, direct_s, options)
    return found or search.earliest(access.times, egress, searches.at_s, direct_s, options)


def walk_limit_ms(query: Query) -> int:
    return round(query.max_walk_m / query.walk_speed_mps * 1000)


def candidate(searches: Searches, kind: TripMode, journey: TransitJourney) -> Candidate:
    transit, access = searches.snapshot.city.transit, searches.access[kind]
    rides, speed = journey.rides, searches.query.walk_speed_mps
    by_own = int(access.times.seconds[journey.access_index])
    walk_s = int(searches.egress.times.seconds[journey.egress_index])
    for one, other in zip(rides, rides[1:]):
        if not other.stay_seated and one.alight_stop != other.board_stop:
            walk_s += -(-searches.snapshot.transfer_path(one.alight_stop, other.board_stop, speed).duration_ms // 1000)
    return Candidate(
        kind=kind,
        departure_s=int(journey.departure_s),
        arrival_s=int(journey.arrival_s),
        rides=sum(not ride.stay_seated for ride in rides),
        walk_s=walk_s + (by_own if access.mode is Mode.FOOT else 0),
        drive_s=by_own if access.mode is Mode.CAR else 0,
        line=tuple(int(transit.trip_route[ride.trip]) for ride in rides),
        source=journey,
    )


def out_of_timetable(searches: Searches) -> Notice:
    manifest = searches.snapshot.city.manifest
    if not manifest.valid_from:
        return Notice("no_timetable", "This city was built without a timetable: ways on streets only.")
    return Notice("no_service_data", f"The timetable reaches from {manifest.valid_from} to {manifest.valid_to}: ways on streets only for {searches.day}.")
