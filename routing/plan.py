"""The one way to ask: `plan(snapshot, query)`. Access, timetable and direct ways, then a choice of at most five, then their legs."""
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from routing.door.blocked import find_blocked
from routing.door.checks import violations
from routing.door.choice import choose, other_runs
from routing.door.ends import End
from routing.door.hire_legs import RangeTooShort
from routing.door.left_out import find_left_out
from routing.door.looking import look_for, prepare, service_origin
from routing.journey import Notice, Plan
from routing.query import Query
from routing.shared.standing import Vehicle
from routing.snapshot import Snapshot

__all__ = ["CLOSED_S", "plan", "service_origin"]
# A street that is closed at any moment of so long a time from leaving (before arriving) is not used.
CLOSED_S = 2 * 3600


def plan(snapshot: Snapshot, query: Query) -> Plan:
    """At most `query.max_itineraries` clearly different journeys, none dominated; an empty list with the reason where there is no way.

    Raises ValueError when `query.at` carries no time zone.
    """
    if query.at.tzinfo is None:
        raise ValueError("Query.at needs a time zone")
    held = timedelta(seconds=CLOSED_S)
    limits = None if query.limits is None else query.limits.stepped()
    snapshot = snapshot.during(*((query.at - held, query.at) if query.arrive_by else (query.at, query.at + held)), limits)
    tired: frozenset[Vehicle] = frozenset()
    while True:
        try:
            found = answer(snapshot, query, tired)
            return replace(found, left_out=find_left_out(snapshot, query, found.journeys))
        except RangeTooShort as short:
            tired |= {short.vehicle}


def answer(snapshot: Snapshot, query: Query, tired: frozenset[Vehicle]) -> Plan:
    """Without the shared vehicles named in `tired`. Raises RangeTooShort when a chosen way needs more than its vehicle can."""
    searches = prepare(snapshot, query, tired)
    origin = service_origin(searches.day, ZoneInfo(snapshot.city.manifest.timezone))
    notices = missing_ends(searches.start, searches.end, query)
    if notices:
        return Plan(origin, searches.day, (), tuple(notices), query.origin, query.destination, blocked=find_blocked(searches))
    looked = look_for(searches)
    journeys = []
    for candidate in choose(looked.candidates, searches.at_s, query.arrive_by, query.max_itineraries):
        journey = looked.draw(candidate)
        if journey is None:
            notices.append(withheld("its legs cannot be drawn"))
        elif wrong := violations(journey):
            notices.append(withheld(wrong[0]))
        else:
            journeys.append(replace(journey, other_runs_s=other_runs(candidate, looked.candidates, query.arrive_by)))
    notices += searches.notices
    if not journeys and not notices:
        notices.append(no_way(query))
    network = searches.network if snapshot.limits is not None else None
    blocked = None if journeys else find_blocked(searches)
    return Plan(origin, searches.day, tuple(journeys), tuple(notices), query.origin, query.destination, blocked=blocked, network=network)


def missing_ends(start: End, end: End, query: Query) -> list[Notice]:
    found = []
    for place, name in ((start, "origin"), (end, "destination")):
        if not place.snaps and place.closed and query.limits is not None:
            text = f"No street at the {name} is open to somebody with these limits at this time. Choose a point nearby, or change a limit."
            found.append(Notice(f"{name}_beyond_limits", text))
        elif not place.snaps and place.closed:
            found.append(Notice(f"{name}_closed", f"The streets at the {name} are closed at this time. Choose a point nearby, or another time."))
        elif not place.snaps:
            found.append(Notice(f"{name}_off_network", f"There is no street near the {name}. Choose a point closer to a street."))
    return found


def withheld(reason: str) -> Notice:
    return Notice("journey_withheld", f"A way was left out because it cannot be true: {reason}.")


def no_way(query: Query) -> Notice:
    if query.limits is not None:
        return Notice("no_way_with_limits", "There is no way between these places that keeps the limits at this time. Change a limit, or the time.")
    if query.max_walk_m is not None:
        limit = f"at most {query.max_walk_m:.0f} m on foot"
        return Notice("no_way_within_limits", f"There is no way with {limit} at this time. Allow more walking or another time.")
    return Notice("no_way", "There is no way between these places at this time with these modes.")
