"""Whether one gets back from where a ride on demand has taken one (rule D09): said before the way out is booked."""
from dataclasses import replace
from datetime import UTC, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from routing.door.looking import day_of, look_for, prepare, service_origin
from routing.door.on_demand import all_the_way_s, ask
from routing.door.taxi import zone_at
from routing.journey import Journey, NoWayBack, StreetLeg
from routing.query import Query, TripMode
from routing.snapshot import Snapshot

# Nobody goes somewhere to turn round at once; who walks back within this time needs no way back.
STAY_S, LONGEST_WALK_S = 1800, 2700
# The night belongs to the day before until then.
DAY_S, NIGHT_ENDS_S = 86_400, 3 * 3600
BACK = frozenset({TripMode.WALK, TripMode.TRANSIT, TripMode.ON_DEMAND})


class Back(NamedTuple):
    """When ways back leave, seconds of the plan; whether a taxi can be ordered."""

    leaves_s: tuple[int, ...]
    taxi: bool


def with_ways_back(snapshot: Snapshot, query: Query, journeys: list[Journey]) -> list[Journey]:
    """The journeys; those by which somebody is stranded on the day of arrival say so. One search more where nobody is."""
    booked = [journey for journey in journeys if is_booked(journey)]
    if not booked:
        return journeys
    if find_stranded(snapshot, query, max(journey.arrival_s for journey in booked)) is None:
        return journeys
    stranded = {id(journey): find_stranded(snapshot, query, journey.arrival_s) for journey in booked}
    return [replace(journey, no_way_back=stranded.get(id(journey))) for journey in journeys]


def is_booked(journey: Journey) -> bool:
    return any(isinstance(leg, StreetLeg) and leg.booked is not None for leg in journey.legs)


def find_stranded(snapshot: Snapshot, query: Query, arrival_s: int) -> NoWayBack | None:
    """None where a way leads back on that day."""
    from_s = arrival_s + STAY_S
    ends_s = (arrival_s - NIGHT_ENDS_S) // DAY_S * DAY_S + DAY_S + NIGHT_ENDS_S
    back = ways_back(snapshot, query, from_s, ends_s)
    if back is None or any(leaves_s <= ends_s for leaves_s in back.leaves_s):
        return None
    later = back if back.leaves_s else ways_back(snapshot, query, max(from_s, ends_s), ends_s)
    return NoWayBack(min(later.leaves_s, default=None) if later is not None else None, back.taxi)


def ways_back(snapshot: Snapshot, query: Query, from_s: int, ends_s: int) -> Back | None:
    """From a second of the plan on; one that leaves before the day ends is enough. None where it cannot be said."""
    origin = service_origin(day_of(snapshot, query)[0], ZoneInfo(snapshot.city.manifest.timezone))
    at = (origin.astimezone(UTC) + timedelta(seconds=from_s)).astimezone(origin.tzinfo)
    modes = query.modes & BACK
    asked = replace(query, origin=query.destination, destination=query.origin, at=at, arrive_by=False, window_s=0, modes=modes)
    searches = prepare(snapshot, asked)
    if not searches.start.snaps or not searches.end.snaps:
        return None
    shift_s, taxi = from_s - searches.at_s, zone_at(snapshot.taxis.values(), searches.start) is not None
    asking = ask(searches)
    back_s = None if asking is None else all_the_way_s(asking, searches.at_s)
    if back_s is not None and back_s + shift_s <= ends_s:
        return Back((back_s + shift_s,), taxi)
    found = look_for(searches).candidates
    leaves_s = tuple(way.departure_s + shift_s for way in found if way.kind is not TripMode.WALK or way.duration_s <= LONGEST_WALK_S)
    return Back(leaves_s, taxi)
