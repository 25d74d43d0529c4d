"""Rows of stop_times.txt on demand, trip by trip, into rides: from every call where one may get in to every later one where one may get out."""
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import polars as pl

from routing.build.flex_areas import Areas
from routing.build.gtfs_table import NO_TIME, Ids, Table
from routing.flex.model import MEAN, SAFE, Area, Booking, OnDemandRide, Operated

NOT_HERE = 1
HIGHEST_SEQUENCE = 2**31 - 1
MOST_CALLS = 500  # of a trip: every pair of calls is a ride
HIGHEST_FACTOR, LONGEST_OFFSET = 100.0, 86_400.0
# Older feeds write offsets in minutes in stop_times.txt. Nobody waits for hours: a larger number is meant in seconds.
MOST_MINUTES = 180.0


@dataclass
class Built:
    """What is gathered from all feeds, as in OnDemand."""

    areas: list[Area] = field(default_factory=list)
    bookings: list[Booking] = field(default_factory=list)
    runs: list[Operated] = field(default_factory=list)
    rides: list[OnDemandRide] = field(default_factory=list)


class Call(NamedTuple):
    """One row. begin_s, end_s: its window, or its time twice; on_demand: it is a window, an area or a group."""

    area: int
    begin_s: int
    end_s: int
    on_demand: bool
    pickup: bool
    drop_off: bool
    pickup_booking: int
    drop_off_booking: int
    mean: tuple[float, float] | None
    safe: tuple[float, float] | None


def rides_of(times: Table, trips: Table, areas: Areas, rules: Ids, bookings: list[Booking], runs: list[Operated], built: Built) -> None:
    """Add the rides of one feed. runs: one for each row of `trips`."""
    times = usable(times, Ids(trips.text("trip_id")), areas)
    own = durations(trips, minutes=False)
    area_before, booking_before = len(built.areas), len(built.bookings)
    calls = calls_of(times, rules, area_before, booking_before)
    built.areas += areas.found
    built.bookings += bookings
    trip = times.array("trip")
    starts = np.append(np.flatnonzero(np.diff(trip, prepend=-1)), len(trip))
    crowded, rideless, shorter = (np.zeros(len(times), bool) for _ in range(3))
    for first, end in zip(starts[:-1].tolist(), starts[1:].tolist()):
        if end - first > MOST_CALLS:
            crowded[first] = True
            continue
        mean, safe = own[int(trip[first])]
        rides = list(pairs(calls[first:end], len(built.runs), mean, safe))
        rideless[first] = not rides
        shorter[first] = any(is_shorter(ride) for ride in rides)
        if rides:
            built.runs.append(runs[int(trip[first])])
            built.rides += [certain(ride) for ride in rides]
    times.report("flex_trip_too_long", crowded, f"trip {{trip_id}} has more than {MOST_CALLS} calls and is on demand; it is left out")
    times.report("flex_trip_without_rides", rideless, "trip {trip_id} is on demand, but from no call to a later one can one ride; it is left out")
    message = "trip {trip_id}: the safe duration of a ride is below the mean one; the longer one counts"
    times.report("safe_duration_below_mean", shorter, message)


def usable(times: Table, trips: Ids, areas: Areas) -> Table:
    """Rows in order, with `trip`, `area`, `begin` and `end`."""
    own = times.has("location_id") | times.has("location_group_id") | ~(times.has("arrival_time") | times.has("departure_time"))
    times = times.put(own=own, trip=trips.rows(times.text("trip_id")), sequence=sequence_of(times))
    unnumbered = times.array("sequence") < 0
    times.report("missing_value", unnumbered & own, "trip {trip_id}: there is no usable stop_sequence; the row is left out")
    times = times.keep(~unnumbered & (times.array("trip") >= 0))  # unknown trips, and rows of fixed stops, are counted elsewhere
    place = [areas.row_of(*ids) for ids in zip(*(times.text(column) for column in ("location_id", "location_group_id", "stop_id")))]
    times = times.put(area=np.array(place, np.int64))
    nowhere = times.array("area") < 0
    message = "trip {trip_id}: there is no location {location_id}{location_group_id}{stop_id} to be picked up at; the row is left out"
    times.report("unknown_location", nowhere & times.array("own"), message)
    times = times.keep(~nowhere)
    windowed = times.has("start_pickup_drop_off_window") | times.has("end_pickup_drop_off_window")
    begin = np.where(windowed, times.time_s("start_pickup_drop_off_window"), times.time_s("arrival_time"))
    end = np.where(windowed, times.time_s("end_pickup_drop_off_window"), times.time_s("departure_time"))
    begin, end = np.where((begin == NO_TIME) & ~windowed, end, begin), np.where((end == NO_TIME) & ~windowed, begin, end)
    times = times.put(begin=begin, end=end, windowed=windowed)
    untimed = (times.array("begin") == NO_TIME) | (times.array("end") == NO_TIME)
    message = "trip {trip_id}: a window lacks its begin or end; the row is left out"
    times = times.without("window_incomplete", untimed & times.array("windowed"), message)
    # A fixed call without a time of its own is passed at some moment that nobody tells.
    times = times.keep(times.array("begin") != NO_TIME)
    backwards = times.array("begin") > times.array("end")
    message = "trip {trip_id}: the window ends at {end_pickup_drop_off_window} before it begins; the row is left out"
    return times.without("window_runs_backwards", backwards, message).sort("trip", "sequence")


def sequence_of(times: Table) -> np.ndarray:
    numbers = times.text("stop_sequence").cast(pl.Int64, strict=False)
    return np.where(numbers.is_between(0, HIGHEST_SEQUENCE).fill_null(False).to_numpy(), numbers.fill_null(-1).to_numpy(), -1)


def calls_of(times: Table, rules: Ids, area_before: int, booking_before: int) -> list[Call]:
    columns = [
        (times.array("area") + area_before).tolist(), times.array("begin").tolist(), times.array("end").tolist(),
        (times.array("windowed") | times.has("location_id") | times.has("location_group_id")).tolist(),
        (times.whole("pickup_type", 0, 3, 0, "taken as regular") != NOT_HERE).tolist(),
        (times.whole("drop_off_type", 0, 3, 0, "taken as regular") != NOT_HERE).tolist(),
    ]  # fmt: skip
    for column in ("pickup_booking_rule_id", "drop_off_booking_rule_id"):
        rows = rules.rows(times.text(column))
        times.report("unknown_booking_rule", times.has(column) & (rows < 0), f"trip {{trip_id}}: there is no booking rule {{{column}}}; none counts")
        columns.append(np.where(rows >= 0, rows + booking_before, -1).tolist())
    told = durations(times, minutes=True)
    return [Call(*row, *pair) for *row, pair in zip(*columns, told)]


def durations(table: Table, minutes: bool) -> list[tuple]:
    """Mean and safe duration of each row, (factor, seconds) or None. minutes: offsets are written in minutes."""
    found = []
    for kind in ("mean", "safe"):
        factor = table.number(f"{kind}_duration_factor", 0, HIGHEST_FACTOR)
        offset = table.number(f"{kind}_duration_offset", 0, LONGEST_OFFSET)
        if minutes:
            in_seconds = offset > MOST_MINUTES
            offset = np.where(in_seconds, offset, offset * 60)
        known = ~(np.isnan(factor) & np.isnan(offset))
        factor, offset = np.where(np.isnan(factor), 1.0, factor), np.where(np.isnan(offset), 0.0, offset)
        found.append([(float(f), float(s)) if k else None for f, s, k in zip(factor, offset, known)])
    return list(zip(*found))


def pairs(calls: list[Call], run: int, mean: tuple[float, float] | None, safe: tuple[float, float] | None) -> Iterator[OnDemandRide]:
    """mean, safe: those of the trip, which count before those of its calls."""
    for number, begin in enumerate(calls):
        for end in calls[number + 1 :]:
            if not (begin.pickup and end.drop_off and (begin.on_demand or end.on_demand)) or end.end_s < begin.begin_s:
                continue
            own_mean = mean or begin.mean or end.mean
            own_safe = safe or begin.safe or end.safe
            yield OnDemandRide(
                run, begin.area, end.area, (begin.begin_s, begin.end_s), (end.begin_s, end.end_s), begin.pickup_booking, end.drop_off_booking,
                own_mean or own_safe or MEAN, own_safe or own_mean or SAFE,
            )  # fmt: skip


def is_shorter(ride: OnDemandRide) -> bool:
    """Whether a ride is said to take less time for certain than on average."""
    return any(safe < mean for safe, mean in zip(ride.safe, ride.mean))


def certain(ride: OnDemandRide) -> OnDemandRide:
    if not is_shorter(ride):
        return ride
    return replace(ride, safe=(max(ride.safe[0], ride.mean[0]), max(ride.safe[1], ride.mean[1])))
