"""Ways as the engine plans them, each asked for once. Its seconds are POSIX seconds."""
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from routing.journey import Journey, Plan
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.snapshot import Snapshot
from routing.tours.day import Way

# One's own vehicle goes along on every way, for it stands where it was left. What would leave it somewhere is no way of spending a day.
OWN = {TripMode.BIKE, TripMode.CAR}
LEAVING_BEHIND = {TripMode.PARK_RIDE, TripMode.BIKE_RIDE, TripMode.KISS_RIDE, TripMode.CAR_PARK}
MOST_WAYS = 3


class VehicleLeftBehind(ValueError):
    """One's own vehicle would be left somewhere, or not be where it is wanted."""


@dataclass(frozen=True)
class Planned:
    """What the engine said: its plan, and the one of its journeys that is taken."""

    plan: Plan
    journey: Journey


class PlannedWays:
    """Between the places of a day for one traveller, whose limits and modes are those of `asked`; its ends and its time are not looked at.

    Raises VehicleLeftBehind for modes that would leave one's own vehicle behind: bike or car are taken alone, and all the way.
    """

    def __init__(self, snapshot: Snapshot, places: Sequence[Point], asked: Query):
        modes = asked.modes - {TripMode.WALK}
        if modes & LEAVING_BEHIND or (modes & OWN and len(modes) > 1):
            raise VehicleLeftBehind("one's own vehicle goes along all day: BIKE or CAR alone, and nothing that leaves it behind")
        self.snapshot, self.places, self.asked = snapshot, places, asked
        self.own = next(iter(modes & OWN), None)
        self.after: dict[tuple[int, int], list[tuple[int, Way | None]]] = {}
        self.before: dict[tuple[int, int], list[tuple[int, Way | None]]] = {}
        self.calls = 0

    def leaving(self, origin: int, destination: int, at_s: int) -> Way | None:
        known = self.after.setdefault((origin, destination), [])
        for asked_s, way in known:
            # Who leaves later, but not after the way that was found leaves, finds the same one.
            if asked_s == at_s or (way is not None and asked_s < at_s <= way.departure_s):
                return way
        found = [way for way in self.ways(origin, destination, at_s, False) if way.departure_s >= at_s]
        way = min(found, key=lambda one: (one.arrival_s, -one.departure_s), default=None)
        known.append((at_s, way))
        return way

    def arriving(self, origin: int, destination: int, by_s: int) -> Way | None:
        known = self.before.setdefault((origin, destination), [])
        for asked_s, way in known:
            if asked_s == by_s or (way is not None and way.arrival_s <= by_s < asked_s):
                return way
        found = [way for way in self.ways(origin, destination, by_s, True) if way.arrival_s <= by_s]
        way = max(found, key=lambda one: (one.departure_s, -one.arrival_s), default=None)
        known.append((by_s, way))
        return way

    def ways(self, origin: int, destination: int, moment_s: int, arrive_by: bool) -> list[Way]:
        start, goal = self.places[origin], self.places[destination]
        if (start.lat, start.lon) == (goal.lat, goal.lon):
            return [Way(moment_s, moment_s)]
        self.calls += 1
        at = datetime.fromtimestamp(moment_s, UTC)
        found = plan(self.snapshot, replace(self.asked, origin=start, destination=goal, at=at, arrive_by=arrive_by, max_itineraries=MOST_WAYS))
        origin_s = int(found.origin.timestamp())
        taken = [journey for journey in found.journeys if self.own is None or journey.kind == self.own]
        return [Way(origin_s + one.departure_s, origin_s + one.arrival_s, Planned(found, one)) for one in taken]
