"""The timetable around one day as the searches see it: patterns whose trips never overtake, times stop by stop."""
from typing import NamedTuple

import numpy as np


class Timetable(NamedTuple):
    """p patterns, q pattern stops, t trips, s stops. Times are int32 seconds since noon - 12 h of the day, negative for the day before.

    stop_first     int32[p + 1], into pattern_stop, can_board, can_alight
    pattern_stop   int32[q], row of Transit.stop_id
    can_board      bool[q], never at a pattern's last stop
    can_alight     bool[q], never at a pattern's first stop
    time_first     int64[p + 1], into dep and arr; trip i at position j of a pattern stands at time_first + j * trips + i
    dep, arr       int32, per pattern [stop][trip]; a later trip of a pattern is nowhere earlier
    trips          int32[p], trips of the pattern
    at_first       int32[s + 1], into at_pattern and at_position: where each stop can be boarded
    at_pattern, at_position   int32
    trip_first     int32[p + 1], first trip of a pattern
    trip_pattern   int32[t]
    trip_row       int32[t], row of Transit.trip_id
    trip_day       int32[t], service day, counted from the day of the timetable
    source_pattern int32[p], row of Transit.pattern_route
    next_first     int32[t + 1], into next_trip: trips that the same vehicle goes on to do, riders may stay seated
    next_trip      int32
    link_first     int32[p + 1], into link_pattern and link_table: patterns reached from a pattern by staying seated, over any chain
    link_pattern   int32
    link_table     int64, where the row of a link begins in seat_trip and seat_from, one entry per trip i of the boarded pattern
    seat_trip      int32, earliest trip (within link_pattern) reached by staying seated in trip i or a later one; NO_SEAT if none
    seat_from      int32, the trip (within the boarded pattern) one has to sit in for that
    """

    stop_first: np.ndarray
    pattern_stop: np.ndarray
    can_board: np.ndarray
    can_alight: np.ndarray
    time_first: np.ndarray
    dep: np.ndarray
    arr: np.ndarray
    trips: np.ndarray
    at_first: np.ndarray
    at_pattern: np.ndarray
    at_position: np.ndarray
    trip_first: np.ndarray
    trip_pattern: np.ndarray
    trip_row: np.ndarray
    trip_day: np.ndarray
    source_pattern: np.ndarray
    next_first: np.ndarray
    next_trip: np.ndarray
    link_first: np.ndarray
    link_pattern: np.ndarray
    link_table: np.ndarray
    seat_trip: np.ndarray
    seat_from: np.ndarray

    # Of one trip and position, or of arrays of them.

    def departure_at(self, trip, position):
        return self.dep[self._time_index(trip, position)]

    def arrival_at(self, trip, position):
        return self.arr[self._time_index(trip, position)]

    def stop_at(self, trip, position):
        return self.pattern_stop[self.stop_first[self.trip_pattern[trip]] + position]

    def length(self, trip):
        """Stops that the trip calls at."""
        pattern = self.trip_pattern[trip]
        return self.stop_first[pattern + 1] - self.stop_first[pattern]

    def _time_index(self, trip, position):
        pattern = self.trip_pattern[trip]
        return self.time_first[pattern] + position * self.trips[pattern].astype(np.int64) + trip - self.trip_first[pattern]


def offsets(counts: np.ndarray, dtype=np.int32) -> np.ndarray:
    """Where each of consecutive groups of the given sizes begins, and the end: [0, counts[0], ...]."""
    first = np.zeros(len(counts) + 1, dtype)
    np.cumsum(counts, out=first[1:])
    return first


def boardings(stop_first, pattern_stop, can_board, n_stops: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """CSR by stop of the patterns and positions that can be boarded there: at_first, at_pattern, at_position."""
    pattern = np.repeat(np.arange(len(stop_first) - 1, dtype=np.int32), np.diff(stop_first))
    position = (np.arange(len(pattern_stop), dtype=np.int32) - stop_first[pattern]).astype(np.int32)
    rows = np.flatnonzero(can_board)
    rows = rows[np.argsort(pattern_stop[rows], kind="stable")]
    counts = np.bincount(pattern_stop[rows], minlength=n_stops)
    return offsets(counts), pattern[rows], position[rows]
