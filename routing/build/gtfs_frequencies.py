"""Departures of frequency-based trips (frequencies.txt): each becomes a trip of its own with the times of its model moved."""
from typing import NamedTuple

import numpy as np

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_table import NO_TIME, Table, find_table
from routing.build.gtfs_times import Calls
from routing.build.gtfs_trips import Trips
from routing.build.problems import Problems

REQUIRED = ("trip_id", "start_time", "end_time", "headway_secs")
LONGEST_HEADWAY_S = 7 * 86_400
ORDINARY = -1  # start of a trip that runs at the times it is listed with


class Departures(NamedTuple):
    """One row per departure, ordinary trips with one. trip: int32, row of Calls.trip; start_s: int32, -1 ordinary; exact: uint8."""

    trip: np.ndarray
    start_s: np.ndarray
    exact: np.ndarray


def read_departures(files: FeedFiles, trips: Trips, calls: Calls, problems: Problems) -> Departures:
    """Departures in the order of trips.txt, those of one trip in order of time."""
    n = len(calls.trip)
    table = find_table(files, "frequencies.txt", problems, REQUIRED, ("exact_times",))
    if table is None:
        return Departures(np.arange(n, dtype=np.int32), np.full(n, ORDINARY, np.int32), np.ones(n, np.uint8))
    known_trip = trips.ids.rows(table.text("trip_id"))
    row_of = np.full(len(trips.route) + 1, -1, np.int32)
    row_of[calls.trip] = np.arange(n)
    table = table.put(known=known_trip, row=row_of[known_trip])
    table = table.without("unknown_trip", table.array("known") < 0, "there is no trip {trip_id}; the row is left out")
    table = table.keep(table.array("row") >= 0)  # trips without usable stop times are counted there
    by_frequency = np.zeros(n, bool)
    by_frequency[table.array("row")] = True
    trip, start_s, exact = expand(usable_windows(table))
    bare = by_frequency.copy()
    bare[trip] = False
    for row in np.flatnonzero(bare).tolist():
        message = f"trip {trips.ids.texts[int(calls.trip[row])]} has no usable row in frequencies.txt and no times of its own; it is left out"
        problems.add("frequency_without_departures", message, table.file)
    ordinary = np.flatnonzero(~by_frequency).astype(np.int32)
    trip = np.concatenate([ordinary, trip])
    start_s = np.concatenate([np.full(len(ordinary), ORDINARY, np.int32), start_s])
    exact = np.concatenate([np.ones(len(ordinary), np.uint8), exact])
    order = np.lexsort((start_s, trip))
    return Departures(trip[order], start_s[order], exact[order])


def usable_windows(table: Table) -> Table:
    """Rows with `start_s`, `end_s`, `headway_s`, `exact`."""
    for column in REQUIRED:
        table = table.without("missing_value", ~table.has(column), f"trip {{trip_id}}: there is no {column}; the row is left out")
    left_out = "the row is left out"
    table = table.put(
        start_s=table.time_s("start_time", left_out), end_s=table.time_s("end_time", left_out),
        headway_s=table.whole("headway_secs", 1, LONGEST_HEADWAY_S, 0, left_out), exact=table.whole("exact_times", 0, 1, 0, "taken as 0"),
    )  # fmt: skip
    table = table.keep((table.array("start_s") != NO_TIME) & (table.array("end_s") != NO_TIME) & (table.array("headway_s") > 0))
    empty = table.array("start_s") >= table.array("end_s")
    return table.without("empty_frequency", empty, "trip {trip_id}: {end_time} is not after {start_time}; the row is left out")


def expand(table: Table) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Trip (row of Calls.trip), start and exactness of each departure, each pair of trip and start once."""
    start_s, end_s, headway_s = (table.array(name) for name in ("start_s", "end_s", "headway_s"))
    count = -((start_s - end_s) // headway_s)  # the end of a window is no departure
    row = np.repeat(np.arange(len(table)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    trip, at_s = table.array("row")[row].astype(np.int32), (start_s[row] + nth * headway_s[row]).astype(np.int32)
    _, chosen = np.unique(trip.astype(np.int64) << 32 | at_s, return_index=True)
    again = np.ones(len(row), bool)
    again[chosen] = False
    overlaps = np.zeros(len(table), bool)
    overlaps[row[again]] = True
    table.report("frequencies_overlap", overlaps, "trip {trip_id}: departures from {start_time} stand in another row too; they count once")
    return trip[chosen], at_s[chosen], table.array("exact")[row[chosen]].astype(np.uint8)


def move_times(calls: Calls, departures: Departures) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """time_first int64[t + 1], arrival_s, departure_s int32 and exact uint8 of every departure's calls."""
    length = np.diff(calls.first)[departures.trip]
    time_first = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    begin = calls.first[departures.trip]
    call = np.repeat(begin - time_first[:-1], length) + np.arange(time_first[-1])
    late_s = np.where(departures.start_s == ORDINARY, 0, departures.start_s - calls.departure_s[begin]).astype(np.int32)
    moved_s = np.repeat(late_s, length)
    return time_first, calls.arrival_s[call] + moved_s, calls.departure_s[call] + moved_s, calls.exact[call]
