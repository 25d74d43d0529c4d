"""Journeys with transit: one timetable search per way of getting to the first stop."""
from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

import numpy as np

from routing.door.access import Access, by_bike, by_car_park, by_lift, on_foot, worth_leaving_ms
from routing.door.choice import Candidate
from routing.door.closure import INF
from routing.door.ends import CAR_PARK_S, End
from routing.door.hire import by_hire, from_hire, needed_m
from routing.door.hubs import Hubs
from routing.door.taxi import Cabs, by_taxi, from_taxi, kerb_zones, still_waited_s, without_vain_taxis, zone_at
from routing.journey import Notice
from routing.query import Query, TripMode
from routing.shared.fleet import RIDES
from routing.shared.standing import Standing, Vehicle
from routing.shared.taxis import TaxiZone
from routing.snapshot import Snapshot
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.transit.day import service_origin
from routing.transit.journeys import Ride, TransitJourney
from routing.transit.search_api import Options, TransitSearch

# Going all the way with the same vehicle.
DIRECT_OF = {TripMode.BIKE_RIDE: TripMode.BIKE, **{kind: kind for kind in RIDES}}
TAXI_LINE = -1
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
    tired: Set[Vehicle] = frozenset()
    hubs: Hubs | None = None
    notices: list[Notice] = field(default_factory=list)

    @cached_property
    def egress(self) -> Access:
        """On foot from every stop."""
        return on_foot(self.network, self.end, True, self.query.walk_speed_mps)

    def room(self, place: np.ndarray, drive_s: np.ndarray, then_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """A `routing.door.parking.Room`. then_s: from leaving the car to the destination."""
        arrival_s = self.at_s - then_s - CAR_PARK_S if self.query.arrive_by else self.at_s + drive_s
        began_s = service_origin(self.day, self.snapshot.city.manifest.timezone).timestamp()
        chance = self.snapshot.chance_of_room(place, began_s + arrival_s)
        return self.snapshot.no_room(place, chance), self.snapshot.doubt_s(place, chance)

    def room_for_a_ride(self, place: np.ndarray, drive_s: np.ndarray, then_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Likewise, for a site of which one is as good as another as long as nobody says how likely room is."""
        none, doubt_s = self.room(place, drive_s, then_s)
        return none, doubt_s if self.snapshot.ahead else np.zeros(len(place))

    def standings(self, kind: TripMode) -> list[Standing]:
        """Fleets of a kind without the vehicles that turned out not to go far enough."""
        return [standing.without(self.tired) for standing in self.snapshot.standings(kind, self.query.walk_speed_mps)]


def ridden_candidates(searches: Searches, direct: list[Candidate], kinds: list[TripMode]) -> list[Candidate]:
    """All candidates with rides, for every asked kind."""
    if not kinds or Mode.FOOT not in searches.start.snaps or Mode.FOOT not in searches.end.snaps:
        return []
    search = searches.snapshot.search_on(searches.day, searches.query.walk_speed_mps)
    if not len(search.tt.trip_row):
        searches.notices.append(out_of_timetable(searches))
        return []
    found = []
    for kind in kinds:
        for access, egress in ways_between(searches, search, kind):
            if not len(access.times.stop) or not len(egress.times.stop):
                continue
            journeys = look(searches.query, searches.at_s, search, access, egress, bound(kind, direct))
            found += [candidate(searches, kind, access, egress, journey) for journey in journeys]
    return without_vain_taxis(found, searches.at_s, searches.query.arrive_by)


def ways_between(searches: Searches, search: TransitSearch, kind: TripMode) -> list[tuple[Access, Access]]:
    """How a kind of trip gets to the first stop and on from the last one."""
    if kind is TripMode.TAXI:
        return ways_by_taxi(searches, search)
    if kind not in RIDES:
        access = access_of(searches, search, kind)
        return [] if access is None else [(access, searches.egress)]
    network, start, end, speed = searches.network, searches.start, searches.end, searches.query.walk_speed_mps
    standings = searches.standings(kind)
    if not standings:
        return []
    searches.hubs = searches.snapshot.hubs_at(speed)
    needed = needed_m(start, end)
    first = by_hire(standings, searches.hubs, search.walks, start, speed, needed)
    last = from_hire(standings, end, speed, needed)
    pairs = [(first, searches.egress), (on_foot(network, start, False, speed), last), (first, last)]
    return [(access, egress) for access, egress in pairs if access is not None and egress is not None]


def ways_by_taxi(searches: Searches, search: TransitSearch) -> list[tuple[Access, Access]]:
    """By taxi to the first stop, or on from the last one."""
    network, start, end, speed, query = searches.network, searches.start, searches.end, searches.query.walk_speed_mps, searches.query
    snapshot, walks = searches.snapshot, search.walks
    most_walk_s = INF if query.max_walk_m is None else query.max_walk_m / speed
    hubs = searches.hubs = snapshot.hubs_at(speed)
    found = []
    here = zone_at(snapshot.taxis.values(), start)
    if here is not None:
        found.append((by_taxi(network, hubs, walks, here, start, end, speed, most_walk_s), searches.egress))
    zones = kerb_zones(snapshot.taxis.values(), snapshot.transit, hubs)
    if zones and Mode.CAR in end.snaps:
        from_s = None if query.arrive_by else searches.at_s
        last = from_taxi(network, hubs, walks, zones, start, end, speed, most_walk_s, from_s)
        found.append((on_foot(network, start, False, speed), last))
    return found


def access_of(searches: Searches, search: TransitSearch, kind: TripMode) -> Access | None:
    network, start, speed = searches.network, searches.start, searches.query.walk_speed_mps
    if kind is TripMode.TRANSIT:
        return on_foot(network, start, False, speed)
    vehicle = Mode.BIKE if kind is TripMode.BIKE_RIDE else Mode.CAR
    if vehicle not in start.snaps:
        return None
    hubs = searches.hubs = searches.snapshot.hubs_at(speed)
    if kind is TripMode.PARK_RIDE:
        return by_car_park(network, hubs, start, speed, searches.room_for_a_ride)
    by_kerb = by_bike if kind is TripMode.BIKE_RIDE else by_lift
    return by_kerb(network, hubs, search.walks, start, speed, worth_leaving_ms(network, start, searches.end, vehicle))


def bound(kind: TripMode, direct: list[Candidate]) -> tuple[int, int]:
    """Seconds, and milliseconds on foot, of going directly by what a way of this kind needs anyway: it has to be quicker. A car is no bound."""
    needs = {TripMode.WALK, DIRECT_OF.get(kind, TripMode.WALK)}
    return min(((c.duration_s, c.walk_s * 1000) for c in direct if c.kind in needs), default=(INF, INF))


def look(query: Query, at_s: int, search: TransitSearch, access: Access, last: Access, direct: tuple[int, int]) -> list[TransitJourney]:
    """Journeys of the asked window; where it holds none, the first one after (the last one before) it, however late."""
    egress = last.times
    options = Options(query.max_rides, query.change_s, LONGEST_S, walk_access=access.mode is Mode.FOOT, walk_egress=last.mode is Mode.FOOT)
    if query.max_walk_m is not None:
        limit_ms = round(query.max_walk_m / query.walk_speed_mps * 1000)
        weigh = search.pareto_walk_arrive_by if query.arrive_by else search.pareto_walk
        return weigh(access.times, egress, at_s, direct, limit_ms, options)
    found: list[TransitJourney] = []
    if query.arrive_by:
        if query.window_s:
            found = search.range_arrive_by(access.times, egress, at_s - query.window_s, at_s, direct[0], options)
        return found or search.latest(access.times, egress, at_s, direct[0], options)
    if query.window_s:
        found = search.range(access.times, egress, at_s, at_s + query.window_s, direct[0], options)
    return found or search.earliest(access.times, egress, at_s, direct[0], options)


def candidate(searches: Searches, kind: TripMode, access: Access, egress: Access, journey: TransitJourney) -> Candidate:
    transit, rides, last = searches.snapshot.transit, journey.rides, journey.rides[-1]
    first_s, last_s = parts_s(access, journey.access_index), parts_s(egress, journey.egress_index)
    waited_s = 0 if access.cab is None else access.cab.counted_s
    return Candidate(
        kind=kind,
        departure_s=int(journey.departure_s) + waited_s,
        arrival_s=int(journey.arrival_s) + still_waited_s(egress, last.alight_stop, last.arrival_s),
        rides=sum(not ride.stay_seated for ride in rides),
        walk_s=first_s[0] + last_s[0] + walk_between_rides_s(searches, rides),
        drive_s=first_s[1] + last_s[1] - waited_s,
        line=(*by_cab(access.cab), *(int(transit.trip_route[ride.trip]) for ride in rides), *by_cab(egress.cabs)),
        source=journey,
        ends=(access, egress),
    )


def parts_s(ways: Access, index: int) -> tuple[int, int]:
    """Of a way to or from a stop the seconds on foot, and those in a car that is not a shared one."""
    walk_s = -(-int(ways.times.on_foot()[index]) // 1000)
    return walk_s, int(ways.times.seconds[index]) - walk_s if ways.mode is Mode.CAR and ways.hires is None else 0


def by_cab(taxi: TaxiZone | Cabs | None) -> tuple[int, ...]:
    """As a part of a line: bus 5 and a taxi is not the same as a taxi and bus 5."""
    return () if taxi is None else (TAXI_LINE,)


def walk_between_rides_s(searches: Searches, rides: Sequence[Ride]) -> int:
    walk_s = 0
    for one, other in pairwise(rides):
        if not other.stay_seated and one.alight_stop != other.board_stop:
            path = searches.snapshot.find_transfer(one.alight_stop, other.board_stop, searches.query.walk_speed_mps)
            # A transfer that cannot be drawn is withheld later, with a notice.
            walk_s += 0 if path is None else -(-path.duration_ms // 1000)
    return walk_s


def out_of_timetable(searches: Searches) -> Notice:
    manifest = searches.snapshot.city.manifest
    if not manifest.valid_from:
        return Notice("no_timetable", "This city was built without a timetable: ways on streets only.")
    span = f"from {manifest.valid_from} to {manifest.valid_to}"
    return Notice("no_service_data", f"The timetable reaches {span}: ways on streets only for {searches.day}.")
