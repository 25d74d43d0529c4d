"""Trips of single days around a moment as a matrix: one row per trip, one column per stop."""
from datetime import date
from typing import NamedTuple

import numpy as np

from routing.transit.day import running, service_origin
from routing.transit.model import Transit

LATEST_S = 3 * 3600  # no vehicle is later than this: how long after its end by timetable a trip is still looked at


class Runs(NamedTuple):
    """n trips of single days, padded to l stops: beyond its last stop a row repeats the last time.

    trip       int32[n], row of Transit.trip_id
    day        int32[n], ordinal (date.toordinal) of the service day
    origin_s   int64[n], Unix seconds from which the service day counts
    stops      int32[n], number of stops
    stop       int32[n, l], row of Transit.stop_id; -1 beyond the last
    arrival_s, departure_s   int64[n, l], Unix seconds by timetable
    """

    trip: np.ndarray
    day: np.ndarray
    origin_s: np.ndarray
    stops: np.ndarray
    stop: np.ndarray
    arrival_s: np.ndarray
    departure_s: np.ndarray


def runs_between(transit: Transit, timezone: str, from_s: int, to_s: int, today: date) -> Runs:
    """All that by timetable leaves its first stop before to_s and reaches its last one after from_s."""
    days = int(transit.arrival_s.max()) // 86_400 + 1 if len(transit.arrival_s) else 0
    trip, offset = running(transit, today, range(-days, 2), None)
    origins = {}
    zones = [zone or timezone for zone in transit.feed_timezone]
    for shift in range(-days, 2):
        day = date.fromordinal(today.toordinal() + shift)
        origins[shift] = [int(service_origin(day, zone).timestamp()) for zone in zones]
    table = np.array([origins[shift] for shift in sorted(origins)], np.int64)
    origin_s = table[offset + days, transit.route_feed[transit.trip_route[trip]]] if len(trip) else np.zeros(0, np.int64)
    first, last = transit.time_first[trip], transit.time_first[trip + 1] - 1
    kept = (transit.departure_s[first] + origin_s < to_s) & (transit.arrival_s[last] + origin_s > from_s)
    return laid_out(transit, trip[kept], (today.toordinal() + offset[kept]).astype(np.int32), origin_s[kept])


def laid_out(transit: Transit, trip: np.ndarray, day: np.ndarray, origin_s: np.ndarray) -> Runs:
    pattern = transit.trip_pattern[trip]
    stops = np.diff(transit.pattern_first)[pattern].astype(np.int32)
    column = np.arange(int(stops.max()) if len(stops) else 1)
    place = np.minimum(column, stops[:, None] - 1)
    times = transit.time_first[trip][:, None] + place
    stop = np.where(column < stops[:, None], transit.pattern_stop[transit.pattern_first[pattern][:, None] + place], -1)
    at_s = origin_s[:, None]
    return Runs(trip, day, origin_s, stops, stop.astype(np.int32), transit.arrival_s[times] + at_s, transit.departure_s[times] + at_s)


def chosen(runs: Runs, rows: np.ndarray) -> Runs:
    """Some of the rows."""
    return Runs(*(column[rows] for column in runs))
