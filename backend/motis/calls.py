"""Vehicles calling at stops in a span of time, leaving or coming, as planned and as expected now."""
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

import numpy as np

from backend.stops.newest import Newest
from backend.stops.service import DAY_S, NOT_AVAILABLE, Timetables
from routing.transit.live import LiveTrips
from routing.transit.model import Transit
from routing.transit.timetable import offsets

LATEST_S = 6 * 3600  # vehicles that are farther from their timetable are not looked for


@dataclass(frozen=True)
class Call:
    """planned, expected: POSIX seconds. position: in the pattern of the trip. day: ordinal of the service day."""

    trip: int
    position: int
    day: int
    planned: int
    expected: int
    arriving: bool
    live: bool
    cancelled: bool
    trip_cancelled: bool


class Calls:
    """Over one timetable; may be asked from many threads."""

    def __init__(self, timetables: Timetables):
        self.timetables, self.transit = timetables, timetables.transit
        self._newest = Newest(self.transit, self, lambda longer: Calls(timetables.over(longer)))
        self._ends = self.transit.pattern_first[1:][np.diff(self.transit.pattern_first) > 0] - 1
        self._starts = self.transit.pattern_first[:-1][np.diff(self.transit.pattern_first) > 0]
        latest = max((int(times.max()) for times in (self.transit.arrival_s, self.transit.departure_s) if len(times)), default=0)
        self._days_back = latest // DAY_S + 1

    def over(self, transit: Transit) -> "Calls":
        """transit: that of the city, with added trips or without."""
        return self._newest.over(transit)

    @cached_property
    def _pattern(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.transit.pattern_route), dtype=np.int32), np.diff(self.transit.pattern_first))

    @cached_property
    def _by_stop(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows of pattern stops in order of their stop, and where those of each stop begin."""
        stops = self.transit.pattern_stop
        return np.argsort(stops, kind="stable"), offsets(np.bincount(stops, minlength=len(self.transit.stop_kind)))

    def between(self, stops: np.ndarray, begin: int, end: int, arriving: bool, live: LiveTrips | None) -> list[Call]:
        """Those expected in [begin, end), in no order; where nobody may board (alight) there is none.

        stops int64; begin, end: POSIX seconds
        """
        trips, positions = self._rows(stops, arriving)
        transit, margin = self.transit, LATEST_S if live is not None else 0
        times = transit.arrival_s if arriving else transit.departure_s
        seconds = times[transit.time_first[trips] + positions].astype(np.int64)
        feed = transit.route_feed[transit.trip_route[trips]]
        first, count = int(transit.first_day[0]), transit.service_days.shape[1]
        found: list[Call] = []
        for day in range(ordinal(begin) - self._days_back - 1, ordinal(end) + 2):
            if not first <= day < first + count:
                continue
            origin = self.timetables.origins(day)
            planned = origin[feed] + seconds
            runs = transit.service_days[transit.trip_service[trips], day - first] > 0
            rows = np.flatnonzero(runs & (planned >= begin - margin) & (planned < end + margin))
            for trip, position in zip(trips[rows].tolist(), positions[rows].tolist()):
                call = self._call(trip, position, day, arriving, live, int(origin[transit.route_feed[transit.trip_route[trip]]]))
                if begin <= call.expected < end:
                    found.append(call)
        return found

    def _rows(self, stops: np.ndarray, arriving: bool) -> tuple[np.ndarray, np.ndarray]:
        """Every trip that calls at one of the stops, and where in its pattern: int32 twice."""
        transit, (order, first) = self.transit, self._by_stop
        rows = np.concatenate([np.zeros(0, np.int64), *(order[first[stop] : first[stop + 1]] for stop in stops.tolist())])
        may = (transit.pattern_drop_off if arriving else transit.pattern_pickup)[rows] != NOT_AVAILABLE
        rows = rows[may & ~np.isin(rows, self._starts if arriving else self._ends)]
        trips, positions = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for row in rows.tolist():
            pattern = int(self._pattern[row])
            of_pattern = self.timetables.trips_of(pattern)
            trips.append(of_pattern)
            positions.append(np.full(len(of_pattern), row - int(transit.pattern_first[pattern]), np.int32))
        return np.concatenate(trips), np.concatenate(positions)

    def at_position(self, call: Call, position: int, arriving: bool, live: LiveTrips | None) -> Call:
        """The same vehicle at another stop of its way."""
        feed = int(self.transit.route_feed[self.transit.trip_route[call.trip]])
        return self._call(call.trip, position, call.day, arriving, live, int(self.timetables.origins(call.day)[feed]))

    def _call(self, trip: int, position: int, day: int, arriving: bool, live: LiveTrips | None, origin: int) -> Call:
        times = self.transit.arrival_s if arriving else self.transit.departure_s
        planned = origin + int(times[self.transit.time_first[trip] + position])
        row = None if live is None else live.find(trip, date.fromordinal(day))
        if live is None or row is None:
            return Call(trip, position, day, planned, planned, arriving, False, False, False)
        at, cancelled = int(live.first[row]) + position, bool(live.cancelled[row])
        left_out = cancelled or bool(live.skipped[at])
        expected = origin + int((live.arrival_s if arriving else live.departure_s)[at])
        planned = expected if live.added[row] else planned
        return Call(trip, position, day, planned, planned if left_out else expected, arriving, True, left_out, cancelled)


def ordinal(seconds: int) -> int:
    """Of the day in UTC."""
    return datetime.fromtimestamp(seconds, UTC).toordinal()
