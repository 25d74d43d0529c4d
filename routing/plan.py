"""The one way to ask: `plan(snapshot, query)`. Access, timetable and direct ways, then a choice of at most five, then their legs."""
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from routing.door.blocked import find_blocked
from routing.door.checks import violations
from routing.door.choice import Candidate, choose, cost_s, other_runs
from routing.door.ends import End
from routing.door.hire_legs import RangeTooShort
from routing.door.labels import labelled
from routing.door.left_out import find_left_out
from routing.door.looking import Looked, look_for, prepare, service_origin
from routing.door.on_demand_back import with_ways_back
from routing.journey import Journey, Notice, Plan
from routing.query import Query, TripMode
from routing.shared.standing import Vehicle
from routing.snapshot import Snapshot

__all__ = ["CLOSED_S", "plan", "service_origin"]
# A street that is closed at any moment of so long a time from leaving (before arriving) is not used.
CLOSED_S = 2 * 3600
# Who can ride is not offered several ways of walking longer than this.
LONG_WALK_S = 2700


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
    for candidate, drawn in drawn_ways(looked):
        if drawn is None:
            notices.append(withheld("its legs cannot be drawn"))
        elif wrong := violations(drawn):
            notices.append(withheld(wrong[0]))
        else:
            journeys.append(replace(drawn, other_runs_s=other_runs(candidate, looked.candidates, query.arrive_by)))
    journeys = with_ways_back(snapshot, query, in_order(labelled(journeys, query, searches.at_s), query))
    notices += searches.notices
    if not journeys and not notices:
        notices.append(no_way(query))
    network = searches.network if snapshot.limits is not None else None
    blocked = None if journeys else find_blocked(searches)
    return Plan(origin, searches.day, tuple(journeys), tuple(notices), query.origin, query.destination, blocked=blocked, network=network)


def drawn_ways(looked: Looked) -> list[tuple[Candidate, Journey | None]]:
    """Every chosen way with its legs; None where they cannot be drawn. The way on foot is up to three, if it is the best, in place of others."""
    query, at_s = looked.searches.query, looked.searches.at_s
    most = query.max_itineraries
    chosen = choose(looked.candidates, at_s, query.arrive_by, most)
    quickest = next((candidate for candidate in chosen if candidate.kind is TripMode.WALK), None)
    best = min(chosen, key=lambda candidate: cost_s(candidate, at_s, query.arrive_by), default=None)
    if quickest is None or (quickest is not best and (len(chosen) >= most or quickest.duration_s > LONG_WALK_S)):
        return [(candidate, looked.draw(candidate)) for candidate in chosen]
    walked = looked.draw_on_foot(quickest)
    room = max(1, most + 1 - len(walked))
    if quickest is best and len(chosen) > room:
        chosen = choose(looked.candidates, at_s, query.arrive_by, room)
    others = [candidate for candidate in chosen if candidate is not quickest]
    found = [(candidate, looked.draw(candidate)) for candidate in others]
    offered: list[Journey | None] = [*walked[: max(1, most - len(others))]] or [None]
    return found + [(quickest, journey) for journey in offered]


def in_order(journeys: list[Journey], query: Query) -> list[Journey]:
    """Earliest arrival first; latest departure first to arrive by a time."""
    if query.arrive_by:
        return sorted(journeys, key=lambda it: (-it.departure_s, it.arrival_s, it.rides))
    return sorted(journeys, key=lambda it: (it.arrival_s, -it.departure_s, it.rides))


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
