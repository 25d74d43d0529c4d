"""The village with two bus lines that one changes between, and what is known of it live.

        w ---- A --- line 1 --- p - B --- line 2 --- C ---- e

Line 1 leaves A at 8:10, 8:40, 9:10 and takes ten minutes to B; line 2 leaves B at 8:25, 8:55, 9:25 and takes ten minutes to C.
From w to A and from C to e it is 500 s on foot, from B to C 3,333 s.
"""
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import numpy as np

from backend.contract.trips import Itinerary, Place, PlanRequest, TripMode
from backend.following.assess import Assessment, assess
from backend.following.look import Looker
from backend.following.reading import Reader, request_of
from backend.following.trip import NOTHING_HEARD, Fix, Heard, Trip
from backend.live.service import LiveCity
from backend.trips.service import TripPlanner
from routing.closures import Closure
from routing.snapshot import Snapshot
from routing.transit.extra import ExtraTrip
from routing.transit.live import TripUpdates
from tests.routing.door.village import EAST, WEST, A, B, C, at, point, village
from tests.routing.streets.ground import E7_PER_METRE
from tests.routing.transit.test_live import late, updates
from tests.routing.transit.towns import trip

LINE_1, LINE_2 = 0, 1
BUSES = [
    *(trip(f"{A} at {hour}, {B} at {there}", route=LINE_1) for hour, there in (("8:10", "8:20"), ("8:40", "8:50"), ("9:10", "9:20"))),
    *(trip(f"{B} at {hour}, {C} at {there}", route=LINE_2) for hour, there in (("8:25", "8:35"), ("8:55", "9:05"), ("9:25", "9:35"))),
]
FIRST, SECOND = 0, 3  # rows of the trips of BUSES that one takes
TO_A, RIDE_1, RIDE_2, TO_E = range(4)  # legs


@dataclass
class World:
    """live: what is known; `say...` makes it known."""

    snapshot: Snapshot
    live: LiveCity = field(init=False)
    planner: TripPlanner = field(init=False)
    reader: Reader = field(init=False)
    looker: Looker = field(init=False)

    def __post_init__(self):
        self.live = LiveCity(self.snapshot, {"buses": 10**6, "works": 10**6, "bikes": 10**6})
        self.planner = TripPlanner(self.live)
        self.reader = Reader(self.snapshot.city, self.planner.names)
        self.looker = Looker(self.planner, self.reader)

    def show(self, snapshot: Snapshot, feed: str, moment: datetime, **facts) -> None:
        told = MappingProxyType({**self.live.view.told, feed: moment})
        self.live.swap(replace(self.live.view, snapshot=snapshot, told=told, **facts))

    def say_trips(self, told: TripUpdates, moment: datetime | None = None, extra: tuple[ExtraTrip, ...] = ()) -> None:
        moment = moment or at(7, 59)
        self.show(self.live.snapshot.with_trip_updates(told, "buses", moment, extra), "buses", moment)

    def say_closed(self, *closures: Closure) -> None:
        self.show(self.live.snapshot.with_closures(closures, "works", at(7, 59)), "works", at(7, 59))

    def planned(self, start=WEST, goal=EAST, when: datetime | None = None, **asked) -> Itinerary:
        """The quickest way."""
        ends = (Place(point(place).lat, point(place).lon, name) for place, name in ((start, "Home"), (goal, "Work")))
        found = self.planner.plan(PlanRequest(*ends, depart_at=when or at(8), **asked)).itineraries
        return min(found, key=lambda itinerary: itinerary.arrive_at)

    def chosen(self, **asked) -> Trip:
        """What was chosen before anything live was known."""
        return self.reader.trip(request_of(self.planned(**asked), modes=asked.get("modes", (TripMode.WALK, TripMode.TRANSIT))))

    def assess(self, chosen: Trip, now: datetime, heard: Heard = NOTHING_HEARD, blocked_leg: int | None = None) -> Assessment:
        return assess(chosen, self.live.view, now, heard, blocked_leg)


def open_world(folder: Path, buses=BUSES) -> World:
    return World(village(folder, list(buses)))


def seen_at(east_m: float, moment: datetime, age_s: int = 0) -> Heard:
    """Somebody on Long Street, metres east."""
    return Heard(Fix(0.0, east_m * E7_PER_METRE / 1e7, moment - timedelta(seconds=age_s)))


def works(edge: int, reason: str = "Works", **facts) -> Closure:
    return Closure(np.array([edge], np.int32), id=f"works-{edge}", reason=reason, **facts)


__all__ = ["BUSES", "FIRST", "RIDE_1", "RIDE_2", "SECOND", "TO_A", "TO_E", "World", "at", "late", "open_world", "seen_at", "updates", "works"]
