"""Trips of single days that do not run as planned: delays worked out at every stop, skipped stops, cancellations.

Source: GTFS Realtime reference, TripUpdate and StopTimeUpdate.
"""
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np

from routing.jit import njit
from routing.transit.model import Transit
from routing.transit.timetable import offsets

UNTOLD = np.int32(-(2**31))  # a delay that an update does not say
SCHEDULED, SKIPPED, NO_DATA = 0, 1, 2  # StopTimeUpdate.ScheduleRelationship


class TripUpdates(NamedTuple):
    """What feeds say of n trips; at most one update for a trip of a service day.

    trip        int32[n], row of Transit.trip_id
    day         int32[n], ordinal (date.toordinal) of the service day
    cancelled   bool[n]
    first       int64[n + 1], into the columns below, which grow by position within a trip
    position    int32, stop within the trip's pattern
    relation    uint8: SCHEDULED, SKIPPED or NO_DATA
    arrival_delay_s, departure_delay_s   int32, UNTOLD where not said
    """

    trip: np.ndarray
    day: np.ndarray
    cancelled: np.ndarray
    first: np.ndarray
    position: np.ndarray
    relation: np.ndarray
    arrival_delay_s: np.ndarray
    departure_delay_s: np.ndarray


@dataclass(frozen=True)
class LiveTrips:
    """n trips of single service days with their times as they are expected now, in order of `key`.

    key         int64[n], service day (ordinal) << 32 | row of Transit.trip_id
    cancelled   bool[n]
    first       int64[n + 1], into the columns below: one entry per stop of the trip's pattern
    arrival_s, departure_s   int32, seconds of the service day, never running back
    skipped     bool, the vehicle does not stop there
    added       bool[n], a trip that no timetable has (routing/transit/extra.py): it was never planned otherwise
    """

    key: np.ndarray
    cancelled: np.ndarray
    first: np.ndarray
    arrival_s: np.ndarray
    departure_s: np.ndarray
    skipped: np.ndarray
    added: np.ndarray

    @classmethod
    def of(cls, transit: Transit, updates: TripUpdates) -> "LiveTrips":
        key = keys(updates.trip, updates.day)
        order = np.argsort(key, kind="stable")
        trip = updates.trip[order]
        length = np.diff(transit.pattern_first)[transit.trip_pattern[trip]].astype(np.int64)
        first = offsets(length, np.int64)
        arrival_s, departure_s, skipped = propagate(
            order, first, transit.time_first[trip], transit.arrival_s, transit.departure_s,
            updates.first, updates.position, updates.relation, updates.arrival_delay_s, updates.departure_delay_s,
        )  # fmt: skip
        return cls(key[order], updates.cancelled[order], first, arrival_s, departure_s, skipped, np.zeros(len(order), bool))

    @classmethod
    def joined(cls, parts: list["LiveTrips"]) -> "LiveTrips":
        """Of several sources; where two speak of the same trip the last one counts."""
        key = np.concatenate([part.key for part in parts])
        rows = len(key) - 1 - np.unique(key[::-1], return_index=True)[1]
        length = np.concatenate([np.diff(part.first) for part in parts])
        begin = offsets(length, np.int64)[rows]
        first = offsets(length[rows], np.int64)
        at = np.repeat(begin - first[:-1], length[rows]) + np.arange(first[-1])
        arrival_s, departure_s, skipped = (
            np.concatenate([getattr(part, name) for part in parts])[at] for name in ("arrival_s", "departure_s", "skipped")
        )  # fmt: skip
        cancelled, added = (np.concatenate([getattr(part, name) for part in parts])[rows] for name in ("cancelled", "added"))
        return cls(key[rows], cancelled, first, arrival_s, departure_s, skipped, added)

    def find(self, trip: int, day: date) -> int | None:
        """The row of a trip of a service day, None when it runs as planned."""
        wanted = (day.toordinal() << 32) | trip
        row = int(np.searchsorted(self.key, wanted))
        return row if row < len(self.key) and self.key[row] == wanted else None

    def hindered(self) -> bool:
        """Whether any trip is cancelled or leaves out a stop."""
        return bool(self.cancelled.any() or self.skipped.any())

    def unhindered(self) -> "LiveTrips":
        """As if every trip ran and stopped everywhere, as late as it is."""
        return replace(self, cancelled=np.zeros_like(self.cancelled), skipped=np.zeros_like(self.skipped))

    def touches(self, day: date, days: tuple[int, int]) -> bool:
        """Whether any of it is about a service day from day + days[0] to day + days[1]."""
        low, high = np.searchsorted(self.key, [(day.toordinal() + days[0]) << 32, (day.toordinal() + days[1] + 1) << 32])
        return bool(high > low)


def keys(trip: np.ndarray, day: np.ndarray) -> np.ndarray:
    return day.astype(np.int64) << 32 | trip


class Runs(NamedTuple):
    """r trips of single days as build_day lays them out. `variant` numbers stop sequences: patterns first, then patterns with stops left out.

    trip, day_offset int32[r]; first int64[r] into arrival_s and departure_s
    variant          int32[r]
    source           int32[v], the pattern of each variant
    left_out_first   int32[v + 1], left_out int32: positions at which a variant does not stop
    """

    trip: np.ndarray
    day_offset: np.ndarray
    first: np.ndarray
    variant: np.ndarray
    source: np.ndarray
    left_out_first: np.ndarray
    left_out: np.ndarray
    arrival_s: np.ndarray
    departure_s: np.ndarray


def planned(transit: Transit, trip: np.ndarray, day_offset: np.ndarray) -> Runs:
    """All as the timetable says."""
    patterns = len(transit.pattern_route)
    return Runs(
        trip, day_offset, transit.time_first[trip], transit.trip_pattern[trip], np.arange(patterns, dtype=np.int32),
        np.zeros(patterns + 1, np.int32), np.empty(0, np.int32), transit.arrival_s, transit.departure_s,
    )  # fmt: skip


def as_expected(transit: Transit, runs: Runs, live: LiveTrips, day: date) -> Runs:
    """The same runs without the cancelled ones, with live times and without skipped stops."""
    wanted = keys(runs.trip, runs.day_offset + np.int32(day.toordinal()))
    row = np.minimum(np.searchsorted(live.key, wanted), max(0, len(live.key) - 1))
    told = live.key[row] == wanted if len(live.key) else np.zeros(len(wanted), bool)
    kept = ~(told & live.cancelled[row]) if len(live.key) else ~told
    row, told = row[kept], told[kept]
    first = runs.first[kept].copy()
    first[told] = len(transit.arrival_s) + live.first[row[told]]
    variant, source, left_out_first, left_out = variants(runs, live, runs.variant[kept], row, told)
    return Runs(
        runs.trip[kept], runs.day_offset[kept], first, variant, source, left_out_first, left_out,
        np.concatenate((transit.arrival_s, live.arrival_s)), np.concatenate((transit.departure_s, live.departure_s)),
    )  # fmt: skip


def variants(runs: Runs, live: LiveTrips, variant: np.ndarray, row: np.ndarray, told: np.ndarray):
    """New stop sequences for runs that skip stops; runs of one pattern that skip the same stops share one."""
    variant, source, left_out = variant.copy(), runs.source.tolist(), [runs.left_out]
    counts = np.diff(runs.left_out_first).tolist()
    known: dict[tuple[int, bytes], int] = {}
    sums = np.concatenate(([0], np.cumsum(live.skipped)))
    skipping = np.flatnonzero(told)
    skipping = skipping[sums[live.first[row[skipping] + 1]] > sums[live.first[row[skipping]]]]
    for run in skipping.tolist():
        skipped = live.skipped[live.first[row[run]] : live.first[row[run] + 1]]
        key = (int(variant[run]), skipped.tobytes())
        if key not in known:
            known[key] = len(source)
            source.append(key[0])
            left_out.append(np.flatnonzero(skipped).astype(np.int32))
            counts.append(int(skipped.sum()))
        variant[run] = known[key]
    return variant, np.array(source, np.int32), offsets(np.array(counts, np.int32)), np.concatenate(left_out)


@njit
def propagate(order, first, planned_first, arrival_s, departure_s, update_first, position, relation, arrival_delay_s, departure_delay_s):
    """Times at every stop from delays at some: a delay holds until the next one is told; before the first one the timetable does.

    A missing arrival delay is what was carried on, a missing departure delay that of the arrival. NO_DATA goes back to the timetable.
    Times never run back: a vehicle that makes up more than it can is expected at once.
    """
    arrival = np.empty(first[-1], np.int32)
    departure = np.empty(first[-1], np.int32)
    skipped = np.zeros(first[-1], np.bool_)
    for i in range(order.size):
        update, last_update = update_first[order[i]], update_first[order[i] + 1]
        delay = 0
        before = np.int64(-(2**31))
        for stop in range(first[i + 1] - first[i]):
            arrival_delay, departure_delay = delay, delay
            if update < last_update and position[update] == stop:
                if relation[update] == SKIPPED:
                    skipped[first[i] + stop] = True
                elif relation[update] == NO_DATA:
                    arrival_delay, departure_delay = 0, 0
                else:
                    if arrival_delay_s[update] != UNTOLD:
                        arrival_delay = arrival_delay_s[update]
                    departure_delay = departure_delay_s[update] if departure_delay_s[update] != UNTOLD else arrival_delay
                update += 1
            delay = departure_delay
            at = planned_first[i] + stop
            before = max(before, np.int64(arrival_s[at]) + arrival_delay)
            arrival[first[i] + stop] = before
            before = max(before, np.int64(departure_s[at]) + departure_delay)
            departure[first[i] + stop] = before
    return arrival, departure, skipped
