"""The one way to ask: `plan(snapshot, query)`. Access, timetable and direct ways, then a choice of at most five, then their legs."""
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from routing.door.checks import violations
from routing.door.choice import Candidate, choose, other_runs, undominated
from routing.door.direct import direct_candidates, hired_candidates
from routing.door.ends import End, find_end
from routing.door.hire_legs import RangeTooShort
from routing.door.legs import Builder
from routing.door.ridden import Searches, ridden_candidates
from routing.journey import Journey, Notice, Plan
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
    **{kind: {Mode.FOOT, mode} for kind, mode in RIDES.items()},
}
RIDDEN = (TripMode.TRANSIT, TripMode.BIKE_RIDE, TripMode.PARK_RIDE, TripMode.KISS_RIDE, *RIDES)
DIRECT = {TripMode.WALK: Mode.FOOT, TripMode.BIKE: Mode.BIKE, TripMode.CAR: Mode.CAR}

# A street that is closed at any moment of so long a time from leaving (before arriving) is not used.
CLOSED_S = 2 * 3600


def plan(snapshot: Snapshot, query: Query) -> Plan:
    """At most `query.max_itineraries` clearly different journeys, none dominated; an empty list with the reason where there is no way.

    Raises ValueError when `query.at` carries no time zone.
    """
    if query.at.tzinfo is None:
        raise ValueError("Query.at needs a time zone")
    held = timedelta(seconds=CLOSED_S)
    snapshot = snapshot.during(*((query.at - held, query.at) if query.arrive_by else (query.at, query.at + held)))
    tired: frozenset[Vehicle] = frozenset()
    while True:
        try:
            return answer(snapshot, query, tired)
        except RangeTooShort as short:
            tired |= {short.vehicle}


def answer(snapshot: Snapshot, query: Query, tired: frozenset[Vehicle]) -> Plan:
    """Without the shared vehicles named in `tired`. Raises RangeTooShort when a chosen way needs more than its vehicle can."""
    zone = ZoneInfo(snapshot.city.manifest.timezone)
    day = query.at.astimezone(zone).date()
    origin = service_origin(day, zone)
    at_s = int((query.at - origin).total_seconds())
    network = snapshot.network_at(query.walk_speed_mps)
    modes = set().union(*(STREET_MODES[mode] for mode in query.modes), {Mode.FOOT})
    start, end = find_end(network, query.origin, modes), find_end(network, query.destination, modes)
    notices = missing_ends(start, end)
    if notices:
        return Plan(origin, day, (), tuple(notices), query.origin, query.destination)
    searches = Searches(snapshot, network, start, end, query, day, at_s, tired)
    direct = [*direct_candidates(network, start, end, DIRECT, query, at_s), *hired_candidates(searches)]
    candidates = undominated([*direct, *ridden_candidates(searches, direct, ridden_kinds(query))])
    builder = Builder(snapshot, network, searches.hubs, start, end, query.walk_speed_mps, day)
    journeys = []
    for candidate in choose(candidates, at_s, query.arrive_by, query.max_itineraries):
        journey = drawn(builder, candidate)
        if journey is None:
            notices.append(withheld("its legs cannot be drawn"))
        elif wrong := violations(journey):
            notices.append(withheld(wrong[0]))
        else:
            journeys.append(replace(journey, other_runs_s=other_runs(candidate, candidates, query.arrive_by)))
    notices += searches.notices
    if not journeys and not notices:
        notices.append(no_way(query))
    return Plan(origin, day, tuple(journeys), tuple(notices), query.origin, query.destination)


def ridden_kinds(query: Query) -> list[TripMode]:
    """Kinds of trips with rides; shared vehicles take one to them only where transit is asked for as well."""
    return [kind for kind in RIDDEN if kind in query.modes and (kind not in RIDES or TripMode.TRANSIT in query.modes)]


@lru_cache(maxsize=64)
def service_origin(day: date, zone: ZoneInfo) -> datetime:
    """Second 0 of a service day: noon minus twelve hours of real time (GTFS), which is not midnight where the clocks change."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return (noon.astimezone(ZoneInfo("UTC")) - timedelta(hours=12)).astimezone(zone)


def missing_ends(start: End, end: End) -> list[Notice]:
    found = []
    for place, name in ((start, "origin"), (end, "destination")):
        if not place.snaps:
            found.append(Notice(f"{name}_off_network", f"There is no street near the {name}. Choose a point closer to a street."))
    return found


def drawn(builder: Builder, candidate: Candidate) -> Journey | None:
    if candidate.hire is not None:
        return builder.hire(candidate, candidate.hire)
    if candidate.source is None or candidate.ends is None:
        return builder.direct(candidate, DIRECT[candidate.kind])
    return builder.transit(candidate, candidate.source, *candidate.ends)


def withheld(reason: str) -> Notice:
    return Notice("journey_withheld", f"A way was left out because it cannot be true: {reason}.")


def no_way(query: Query) -> Notice:
    if query.max_walk_m is not None:
        limit = f"at most {query.max_walk_m:.0f} m on foot"
        return Notice("no_way_within_limits", f"There is no way with {limit} at this time. Allow more walking or another time.")
    return Notice("no_way", "There is no way between these places at this time with these modes.")
