"""Calls of the trips of one feed: stop_times.txt read, put in order, checked, and calls without times filled."""
from typing import NamedTuple

import numpy as np

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_interpolate import Gaps, fill_gaps
from routing.build.gtfs_stops import STOP, Stops
from routing.build.gtfs_table import NO_TIME, Table, read_table, require_columns
from routing.build.gtfs_trips import Trips
from routing.build.problems import Problems

ALWAYS = ("trip_id", "stop_sequence")
UNLESS_FLEX = ("stop_id", "arrival_time", "departure_time")  # a feed without fixed stops need not have these columns
OPTIONAL = ("stop_headsign", "pickup_type", "drop_off_type", "shape_dist_traveled", "timepoint")
PLACES = ("location_id", "location_group_id")
FLEX = (*PLACES, "start_pickup_drop_off_window", "end_pickup_drop_off_window")
HIGHEST_SEQUENCE = 2**31 - 1
FARTHEST = 1e9  # shape_dist_traveled, in whatever unit the feed uses


class Calls(NamedTuple):
    """Calls of the trips that are kept, trip by trip and in order. trip: int32[trips], row of trips.txt; first: int64[trips + 1], into the rest.

    stop int32; arrival_s, departure_s int32; exact, pickup, drop_off uint8; dist float64, shape_dist_traveled or NaN;
    table: the rows of stop_times.txt, for headsigns and messages; on_demand: how many rows are none of the timetable (read by `flex.py`)
    """

    trip: np.ndarray
    first: np.ndarray
    stop: np.ndarray
    arrival_s: np.ndarray
    departure_s: np.ndarray
    exact: np.ndarray
    pickup: np.ndarray
    drop_off: np.ndarray
    dist: np.ndarray
    table: Table
    on_demand: int


def read_calls(files: FeedFiles, trips: Trips, stops: Stops, problems: Problems) -> Calls:
    every = read_rows(files, problems)
    flex = flex_rows(every)
    flex_trips = trips.ids.rows(every.text("trip_id").filter(flex))
    table = ordered(known(every.keep(~flex), trips, stops))
    trips_given = np.zeros(len(trips.route), bool)
    trips_given[flex_trips[flex_trips >= 0]] = True
    trips_given[table.array("trip")] = True
    trips.table.report("trip_without_stop_times", trips.usable & ~trips_given, "trip {trip_id} has no usable stop times; it is left out")
    table = table.put(arrival_s=table.time_s("arrival_time"), departure_s=table.time_s("departure_time"))
    arrival_s, departure_s = table.array("arrival_s"), table.array("departure_s")
    table = table.put(
        arrival_s=np.where(arrival_s == NO_TIME, departure_s, arrival_s), departure_s=np.where(departure_s == NO_TIME, arrival_s, departure_s)
    )
    table = without_bad_trips(table)
    return as_calls(table, stops, int(flex.sum()))


def read_rows(files: FeedFiles, problems: Problems) -> Table:
    """Rows of stop_times.txt. Raises BuildError where a column is missing that a timetable, or an on-demand service, must have."""
    table = read_table(files, "stop_times.txt", problems, ALWAYS, (*UNLESS_FLEX, *OPTIONAL, *FLEX))
    if not table.given.intersection(FLEX):
        require_columns(table, UNLESS_FLEX)
    return table


def flex_rows(table: Table) -> np.ndarray:
    """bool[rows]: on demand (GTFS-Flex), within a zone, a group of stops or a window; `flex.py` reads them."""
    flex = np.any([table.has(column) for column in FLEX], axis=0) & ~(table.has("arrival_time") | table.has("departure_time"))
    return flex | np.any([table.has(column) for column in PLACES], axis=0)


def known(table: Table, trips: Trips, stops: Stops) -> Table:
    """Rows of usable trips at known stops, with `trip`, `stop` and `sequence`."""
    table = table.put(
        trip=trips.ids.rows(table.text("trip_id")), stop=stops.called_at(stops.ids.rows(table.text("stop_id"))),
        sequence=table.whole("stop_sequence", 0, HIGHEST_SEQUENCE, -1, "the row is left out"),
    )  # fmt: skip
    table = table.without("unknown_trip", table.array("trip") < 0, "there is no trip {trip_id}; the row is left out")
    table = table.keep(trips.usable[table.array("trip")])  # the others are counted in trips.txt
    unplaced = table.array("stop") < 0
    table = table.without("unknown_stop", unplaced, 'trip {trip_id}: there is no stop "{stop_id}"; the call is left out')
    table = table.without("missing_value", ~table.has("stop_sequence"), "trip {trip_id}: there is no stop_sequence; the row is left out")
    table = table.keep(table.array("sequence") >= 0)
    odd = stops.kind[table.array("stop")] != STOP
    table.report("call_at_no_stop", odd, "trip {trip_id} calls at {stop_id}, whose location_type is not that of a stop; taken as one")
    return table


def ordered(table: Table) -> Table:
    """Rows by trip and stop_sequence, each pair once."""
    table = table.sort("trip", "sequence")
    trip, sequence = table.array("trip"), table.array("sequence")
    again = np.zeros(len(table), bool)
    again[1:] = (trip[1:] == trip[:-1]) & (sequence[1:] == sequence[:-1])
    return table.without("duplicate_stop_sequence", again, "trip {trip_id}: stop_sequence {stop_sequence} stands twice; the first row counts")


def without_bad_trips(table: Table) -> Table:
    """Leave out trips that end nowhere in time, do not move, or move backwards in time."""
    first, last = trip_ends(table)
    untimed = table.array("arrival_s") == NO_TIME
    message = "trip {trip_id} has no time at its first or last stop; the trip is left out"
    table = without_trips_of(table, "trip_without_end_times", untimed & (first | last), message)
    first, last = trip_ends(table)
    table = without_trips_of(table, "trip_with_one_stop", first & last, "trip {trip_id} has fewer than two usable calls; it is left out")
    timed = np.flatnonzero(table.array("arrival_s") != NO_TIME)
    trip, arrival_s, departure_s = (table.array(name)[timed] for name in ("trip", "arrival_s", "departure_s"))
    backwards = arrival_s > departure_s
    backwards[1:] |= (trip[1:] == trip[:-1]) & (arrival_s[1:] < departure_s[:-1])
    bad = np.zeros(len(table), bool)
    bad[timed] = backwards
    message = "trip {trip_id}: the times run backwards at stop_sequence {stop_sequence} ({arrival_time}, {departure_time}); the trip is left out"
    return without_trips_of(table, "times_run_backwards", bad, message)


def trip_ends(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """bool[rows]: the first, the last row of a trip."""
    change = np.diff(table.array("trip")) != 0
    return np.append(np.ones(min(1, len(table)), bool), change), np.append(change, np.ones(min(1, len(table)), bool))


def without_trips_of(table: Table, code: str, bad: np.ndarray, message: str) -> Table:
    """Leave out all rows of the trips of the masked rows; each trip counts once, at its first bad row."""
    trips, rows = np.unique(table.array("trip")[bad], return_index=True)
    counted = np.zeros(len(table), bool)
    counted[np.flatnonzero(bad)[rows]] = True
    table.report(code, counted, message)
    return table.keep(~np.isin(table.array("trip"), trips))


def as_calls(table: Table, stops: Stops, on_demand: int) -> Calls:
    starts, _ = trip_ends(table)
    first = np.append(np.flatnonzero(starts), len(table)).astype(np.int64)
    stop, dist = table.array("stop"), table.number("shape_dist_traveled", 0, FARTHEST)
    arrival_s, departure_s = table.array("arrival_s").astype(np.int32), table.array("departure_s").astype(np.int32)
    untimed = arrival_s == NO_TIME
    exact = ~untimed & (table.whole("timepoint", 0, 1, 1, "taken as exact") == 1)
    if untimed.any():
        promised = untimed & (table.text("timepoint") == "1").to_numpy()
        table.report("timepoint_without_time", promised, "trip {trip_id}: timepoint 1 at stop_sequence {stop_sequence}, but no time; estimated")
        gaps = Gaps.of(arrival_s, np.cumsum(starts))
        filled_s = fill_gaps(gaps, arrival_s, departure_s, dist, stops.lat[stop], stops.lon[stop])
        arrival_s, departure_s = np.where(untimed, filled_s, arrival_s), np.where(untimed, filled_s, departure_s)
    return Calls(
        table.array("trip")[starts], first, stop, arrival_s, departure_s, exact.astype(np.uint8),
        table.whole("pickup_type", 0, 3, 0, "taken as regular").astype(np.uint8),
        table.whole("drop_off_type", 0, 3, 0, "taken as regular").astype(np.uint8),
        dist, table, on_demand,
    )  # fmt: skip
