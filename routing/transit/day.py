"""From the timetable of all dates to the trips around one day."""
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from routing.streets.model import Tri
from routing.transit.fifo import lay_out, split_fifo
from routing.transit.live import LiveTrips, Runs, as_expected, planned
from routing.transit.model import Transit
from routing.transit.seats import continuations, seat_links
from routing.transit.timetable import Timetable, boardings, offsets

__all__ = ["Timetable", "build_day", "service_origin"]

NOT_AVAILABLE = 1  # pickup_type and drop_off_type


class Barred(NamedTuple):
    """bool[trips of transit] and bool[stops], True: not for this rider."""

    trips: np.ndarray
    stops: np.ndarray

    @classmethod
    def for_wheelchairs(cls, transit: Transit, strict: bool) -> "Barred":
        """What says that it is not fit for wheelchairs; strict: what does not say that it is."""
        said = (Tri.NO, Tri.UNKNOWN) if strict else (Tri.NO,)
        return cls(np.isin(transit.trip_wheelchair, said), np.isin(transit.stop_wheelchair, said))


AROUND = (-1, 1)  # service days that can still run, or already do, on a day


def build_day(
    transit: Transit, day: date, timezone: str, days: tuple[int, int] = AROUND, barred: Barred | None = None, live: LiveTrips | None = None
) -> Timetable:
    """All trips of the service days from day + days[0] to day + days[1], in seconds since noon - 12 h of `day` in `timezone`.

    barred        trips that are left out, and stops at which nobody boards or leaves
    live          trips that run otherwise than planned; those that now overtake others of their pattern are split off
    """
    runs = planned(transit, *running(transit, day, range(days[0], days[1] + 1), None if barred is None else barred.trips))
    if live is not None:
        runs = as_expected(transit, runs, live, day)
    shift = shifts(transit, day, timezone, days)[transit.route_feed[transit.trip_route[runs.trip]], runs.day_offset - days[0]]
    length = np.diff(transit.pattern_first).astype(np.int32)[runs.source]
    first_dep = runs.departure_s[runs.first] + shift
    last_arr = runs.arrival_s[runs.first + length[runs.variant] - 1] + shift
    order = np.lexsort((last_arr, first_dep, runs.variant))
    in_order = {name: getattr(runs, name)[order] for name in ("trip", "day_offset", "first", "variant")}
    return assemble(transit, runs._replace(**in_order), shift[order], length, None if barred is None else barred.stops)


def running(transit: Transit, day: date, days: range, banned: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Trips of the given service days (counted from `day`): rows int32, day offsets int32."""
    rows, offsets_of = [], []
    length = np.diff(transit.pattern_first)[transit.trip_pattern]
    usable = length >= 2 if banned is None else (length >= 2) & ~banned
    for offset in days:
        column = day.toordinal() + offset - int(transit.first_day[0])
        if not 0 <= column < transit.service_days.shape[1]:
            continue
        trips = np.flatnonzero(usable & (transit.service_days[transit.trip_service, column] > 0)).astype(np.int32)
        rows.append(trips)
        offsets_of.append(np.full(len(trips), offset, np.int32))
    if not rows:
        return np.empty(0, np.int32), np.empty(0, np.int32)
    return np.concatenate(rows), np.concatenate(offsets_of)


def service_origin(day: date, timezone: str) -> datetime:
    """The moment from which a service day counts its seconds: noon minus 12 h, which is not midnight when clocks change. Source: GTFS."""
    noon = datetime.combine(day, time(12), ZoneInfo(timezone))
    return noon.astimezone(ZoneInfo("UTC")) - timedelta(hours=12)


def shifts(transit: Transit, day: date, timezone: str, days: tuple[int, int]) -> np.ndarray:
    """Seconds from the origin of `day` in the city to that of each service day of each feed: int32[feeds, days]."""
    origin = service_origin(day, timezone)
    table = np.zeros((len(transit.feed_timezone), days[1] - days[0] + 1), np.int32)
    for feed, zone in enumerate(transit.feed_timezone):
        for column in range(table.shape[1]):
            service = service_origin(day + timedelta(days=days[0] + column), zone or timezone)
            table[feed, column] = (service - origin).total_seconds()
    return table


def assemble(transit: Transit, runs: Runs, shift: np.ndarray, length: np.ndarray, barred: np.ndarray | None) -> Timetable:
    """The arrays of a Timetable from runs that are sorted by variant.

    shift int32[runs]; length int32[variants], stops; barred bool[stops of transit]: nobody boards or leaves there
    """
    group, place, groups = split_fifo(runs.variant, length, runs.first, shift, runs.arrival_s, runs.departure_s)
    trip = runs.trip
    trips = np.bincount(group, minlength=groups).astype(np.int32)
    trip_first = offsets(trips)
    index = trip_first[group] + place  # position of each run in the timetable
    trip_row, trip_day = np.empty(len(trip), np.int32), np.empty(len(trip), np.int32)
    trip_row[index], trip_day[index] = trip, runs.day_offset
    variant = np.empty(groups, np.int32)
    variant[group] = runs.variant
    source, stops = runs.source[variant], length[variant]
    time_first = offsets(stops.astype(np.int64) * trips, np.int64)
    dep, arr = lay_out(group, place, trips, stops, time_first, runs.first, shift, runs.arrival_s, runs.departure_s)
    stop_first = offsets(stops)
    rows = np.repeat(transit.pattern_first[source] - stop_first[:-1], stops) + np.arange(stop_first[-1])
    can_board, can_alight = transit.pattern_pickup[rows] != NOT_AVAILABLE, transit.pattern_drop_off[rows] != NOT_AVAILABLE
    can_alight[stop_first[:-1]] = False
    can_board[stop_first[1:] - 1] = False
    passed = passed_by(runs, variant, stop_first)
    can_board[passed] = can_alight[passed] = False
    pattern_stop = transit.pattern_stop[rows].astype(np.int32)
    if barred is not None:
        can_board[barred[pattern_stop]] = can_alight[barred[pattern_stop]] = False
    trip_pattern = np.repeat(np.arange(groups, dtype=np.int32), trips)
    place_in = np.arange(len(trip), dtype=np.int64) - trip_first[trip_pattern]
    first_dep = dep[time_first[trip_pattern] + place_in]
    last_arr = arr[time_first[trip_pattern + 1] - trips[trip_pattern] + place_in]
    first_stop, last_stop = pattern_stop[stop_first[trip_pattern]], pattern_stop[stop_first[trip_pattern + 1] - 1]
    next_first, next_trip = continuations(transit, trip_row, trip_day, first_dep, last_arr, first_stop, last_stop)
    return Timetable(
        stop_first, pattern_stop, can_board, can_alight, time_first, dep, arr, trips,
        *boardings(stop_first, pattern_stop, can_board, len(transit.stop_lat)),
        trip_first, trip_pattern, trip_row, trip_day, source, next_first, next_trip,
        *seat_links(next_first, next_trip, trip_first, trip_pattern),
    )


def passed_by(runs: Runs, variant: np.ndarray, stop_first: np.ndarray) -> np.ndarray:
    """Rows of pattern_stop, as the timetable numbers them, at which a group of a variant does not stop."""
    counts = np.diff(runs.left_out_first)[variant]
    first = offsets(counts)
    at = np.repeat(runs.left_out_first[variant] - first[:-1], counts) + np.arange(first[-1])
    return np.repeat(stop_first[:-1], counts) + runs.left_out[at]
