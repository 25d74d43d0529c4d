"""Going all the way without a timetable: on foot, by bike, by car, by taxi, by car to a car park. Every other way has to beat these."""
from routing.door.choice import Candidate
from routing.door.closure import INF
from routing.door.ends import End
from routing.door.hire import all_the_way
from routing.door.parking import find_parked
from routing.door.ridden import Searches
from routing.door.taxi import all_the_way_s, zone_at
from routing.query import Query, TripMode
from routing.shared.fleet import RIDES
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork

# Nobody is offered a way of more than this on foot or by bike; it still bounds the search for rides.
LONGEST_S = {TripMode.WALK: 4 * 3600, TripMode.BIKE: 6 * 3600, TripMode.CAR: 24 * 3600}


def direct_candidates(network: StreetNetwork, start: End, end: End, modes: dict[TripMode, Mode], query: Query, at_s: int) -> list[Candidate]:
    """One candidate per mode that both ends can use and a way joins; walking is always among them where it is possible."""
    found = []
    for kind, mode in modes.items():
        if mode not in start.snaps or mode not in end.snaps or (kind not in query.modes and kind is not TripMode.WALK):
            continue
        ridden_ms = int(network.durations(mode, [start.snaps[mode]], [end.snaps[mode]])[0, 0])
        if ridden_ms >= INF:
            continue
        beelines_ms = start.beeline_ms(mode, query.walk_speed_mps) + end.beeline_ms(mode, query.walk_speed_mps)
        found.append(direct(kind, -(-(ridden_ms + beelines_ms) // 1000), query, at_s))
    return [c for c in found if c.duration_s <= LONGEST_S[c.kind] and within_walk(c, query)]


def hired_candidates(searches: Searches) -> list[Candidate]:
    """All the way with a shared vehicle: of each asked kind the one that is there first."""
    found, start, end, query, at_s = [], searches.start, searches.end, searches.query, searches.at_s
    for kind in RIDES:
        if kind not in query.modes or Mode.FOOT not in start.snaps or Mode.FOOT not in end.snaps:
            continue
        ways = [all_the_way(standing, start, end, query.walk_speed_mps) for standing in searches.standings(kind)]
        soonest = min((way for way in ways if way is not None), key=lambda way: way[0], default=None)
        if soonest is not None and (query.max_walk_m is None or soonest[1] * query.walk_speed_mps <= query.max_walk_m):
            duration_s, walk_s, hire = soonest
            departure_s = at_s - duration_s if query.arrive_by else at_s
            found.append(Candidate(kind, departure_s, departure_s + duration_s, 0, walk_s, 0, (), hire=hire))
    return found


def taxi_candidates(searches: Searches) -> list[Candidate]:
    """All the way by taxi, where one is offered at the origin. Nobody who leaves now gets in before the taxi comes."""
    query, at_s = searches.query, searches.at_s
    if TripMode.TAXI not in query.modes or (zone := zone_at(searches.snapshot.taxis.values(), searches.start)) is None:
        return []
    duration_s = all_the_way_s(searches.network, searches.start, searches.end, query.walk_speed_mps)
    if duration_s is None or duration_s > LONGEST_S[TripMode.CAR]:
        return []
    departure_s = at_s - duration_s if query.arrive_by else at_s + zone.counted_s
    return [Candidate(TripMode.TAXI, departure_s, departure_s + duration_s, 0, 0, duration_s, (), taxi=zone)]


def parked_candidates(searches: Searches) -> list[Candidate]:
    """By car to the best car park, and on foot to the destination."""
    query, start, end, snapshot = searches.query, searches.start, searches.end, searches.snapshot
    if TripMode.CAR_PARK not in query.modes or Mode.CAR not in start.snaps or Mode.FOOT not in end.snaps:
        return []
    sites = snapshot.sites_at(query.walk_speed_mps)
    parked = find_parked(sites, searches.network, start, end, query.walk_speed_mps, searches.room, query.max_walk_m)
    if parked is None or parked.duration_s > LONGEST_S[TripMode.CAR]:
        return []
    departure_s = searches.at_s - parked.duration_s if query.arrive_by else searches.at_s
    times = departure_s, departure_s + parked.duration_s
    return [Candidate(TripMode.CAR_PARK, *times, 0, parked.walk_s, parked.drive_s, (), parked=parked)]


def direct(kind: TripMode, duration_s: int, query: Query, at_s: int) -> Candidate:
    departure_s = at_s - duration_s if query.arrive_by else at_s
    walk_s = duration_s if kind is TripMode.WALK else 0
    drive_s = duration_s if kind is TripMode.CAR else 0
    return Candidate(kind, departure_s, departure_s + duration_s, 0, walk_s, drive_s, ())


def within_walk(candidate: Candidate, query: Query) -> bool:
    return query.max_walk_m is None or candidate.kind is not TripMode.WALK or candidate.duration_s * query.walk_speed_mps <= query.max_walk_m
