"""Which trip of which service day a TripDescriptor means.

https://gtfs.org/documentation/realtime/reference/#message-tripdescriptor
"""
import re
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from google.transit.gtfs_realtime_pb2 import TripDescriptor

from backend.feeds.gtfs_rt.index import Ids, TransitIndex
from backend.feeds.gtfs_rt.words import word
from backend.feeds.problems import ProblemLog

DAY_S = 86_400
DAYS_AROUND = range(-3, 3)  # of a moment, on which a trip that then runs can have begun: its service day may be longer than 48 h
START_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)\Z", re.ASCII)
START_TIME = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)\Z", re.ASCII)
FIRST_YEAR, LAST_YEAR = 2000, 2100


class Run(NamedTuple):
    """A row of Transit.trip_id on a service day (ordinal); late_s: by how much it begins after that row, where times are not exact."""

    trip: int
    day: int
    late_s: int = 0


class RunMatcher:
    """Finds the runs of one message; ids that are not known are counted. moment: POSIX seconds of the message."""

    def __init__(self, index: TransitIndex, ids: Ids, moment: int, log: ProblemLog):
        self.index, self.ids, self.moment, self.log = index, ids, moment, log

    def find(self, told: TripDescriptor, at: int | None = None) -> Run | None:
        """at: a POSIX second at which the trip is under way, where one is known better than the moment of the message."""
        name = word(told.trip_id) or word(told.route_id)
        day = read_date(told.start_date)
        if told.start_date and day is None:
            self.log.add("bad_start_date", name)
            return None
        trips = self._trips(told, name)
        if not trips:
            return None
        near = self.moment if at is None else at
        runs = [run for trip in trips if (run := self._on_its_day(trip, day, near)) is not None]
        if not runs:
            self.log.add("trip_not_that_day", name)
            return None
        if len(runs) > 1 and day is not None:
            self.log.add("ambiguous_trip", name)
            return None
        run = min(runs, key=lambda run: self._distance(run.trip, run.day, near))
        return run._replace(late_s=self._late_s(run.trip, told))

    def _trips(self, told: TripDescriptor, name: str) -> list[int]:
        """Rows that are meant, on whatever day; none, and counted, where nothing is known of it."""
        trip_id = word(told.trip_id)
        departures = self.ids.departures(trip_id) if trip_id else []
        if departures:
            return self._departure(departures, told, name)
        trip = self.ids.find_trip(trip_id) if trip_id else None
        if trip is not None:
            return [trip]
        trips = self._by_start(told)
        if not trips:
            self.log.add("unknown_trip", name)
        return trips

    def _departure(self, departures: list[int], told: TripDescriptor, name: str) -> list[int]:
        """The one of a frequency-based trip; where times are not exact, the one that was planned nearest to it."""
        start_s = read_time(told.start_time)
        if start_s is None:
            self.log.add("trip_without_start_time", name)
            return []
        starts = self.index.transit.trip_start_s
        nearest = min(departures, key=lambda row: abs(int(starts[row]) - start_s))
        gap_s = abs(int(starts[nearest]) - start_s)
        if gap_s == 0:
            return [nearest]
        others = [abs(int(starts[nearest] - starts[row])) for row in departures if row != nearest]
        if self.index.transit.trip_exact[nearest] or gap_s > min(others, default=DAY_S) / 2:
            self.log.add("unknown_start_time", name)
            return []
        return [nearest]

    def _by_start(self, told: TripDescriptor) -> list[int]:
        """By route, direction and first departure, for feeds whose trips are named otherwise."""
        route, start_s = self.ids.find_route(word(told.route_id)), read_time(told.start_time)
        if route is None or start_s is None:
            return []
        direction = self.index.transit.trip_direction
        asked = told.direction_id if told.HasField("direction_id") else None
        return [row for row in self.index.by_start.get((route, start_s), ()) if asked is None or direction[row] in (asked, -1)]

    def _on_its_day(self, trip: int, day: int | None, near: int) -> Run | None:
        """day: as told; where it is not, the one on which the trip runs nearest to a moment."""
        if day is None:
            days = [day for day in days_around(near) if self.index.runs_on(trip, day)]
            return Run(trip, min(days, key=lambda day: self._distance(trip, day, near))) if days else None
        if self.index.runs_on(trip, day):
            return Run(trip, day)
        # Some feeds give trips after midnight the date of the calendar.
        if self.index.span_s(trip)[0] >= DAY_S and self.index.runs_on(trip, day - 1):
            return Run(trip, day - 1)
        return None

    def _distance(self, trip: int, day: int, at: int) -> tuple[int, int]:
        """Seconds between a moment and the time of the run; then, to decide between two that are under way, to its begin."""
        begin, end = (self.index.origin(trip, day) + seconds for seconds in self.index.span_s(trip))
        return max(begin - at, at - end, 0), abs(begin - at)

    def _late_s(self, trip: int, told: TripDescriptor) -> int:
        planned_s, start_s = int(self.index.transit.trip_start_s[trip]), read_time(told.start_time)
        return start_s - planned_s if planned_s >= 0 and start_s is not None else 0


def days_around(at: int) -> list[int]:
    middle = datetime.fromtimestamp(at, UTC).date()
    return [(middle + timedelta(days=days)).toordinal() for days in DAYS_AROUND]


def read_date(text: str | bytes) -> int | None:
    """Ordinal of YYYYMMDD."""
    found = START_DATE.match(word(text))
    if not found or not FIRST_YEAR <= int(found[1]) < LAST_YEAR:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).toordinal()
    except ValueError:
        return None


def read_time(text: str | bytes) -> int | None:
    """Seconds of the service day of HH:MM:SS, which may pass 24 h."""
    found = START_TIME.match(word(text))
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3]) if found else None
