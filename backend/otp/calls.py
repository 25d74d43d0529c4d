"""When vehicles call at stops: as the timetable has it and as it is expected now, many at once."""
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from backend.otp.catalogue import Catalogue
from routing.transit.live import LiveTrips

NOT_AVAILABLE = 1  # pickup_type
DAY_S = 86_400
LONGEST_DELAY_S = 6 * 3600


class Expected(NamedTuple):
    """Of n calls: int64[n] seconds of the service day, and whether somebody says so; a vehicle that is gone does not call, an added one was never
    planned otherwise."""

    arrival_s: np.ndarray
    departure_s: np.ndarray
    told: np.ndarray
    gone: np.ndarray
    added: np.ndarray


@dataclass(frozen=True)
class Calls:
    """n calls in order of time. trip, position, day (ordinal), origin (Unix seconds of the service day): int64[n]."""

    trip: np.ndarray
    position: np.ndarray
    day: np.ndarray
    origin: np.ndarray
    scheduled_arrival_s: np.ndarray
    scheduled_departure_s: np.ndarray
    expected: Expected

    def __len__(self) -> int:
        return len(self.trip)

    def only(self, rows: np.ndarray) -> "Calls":
        return Calls(
            self.trip[rows], self.position[rows], self.day[rows], self.origin[rows], self.scheduled_arrival_s[rows],
            self.scheduled_departure_s[rows], Expected(*(column[rows] for column in self.expected)),
        )  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which calls: leaving in [from_s, until_s), Unix seconds."""

    from_s: int
    until_s: int
    only_boarding: bool
    with_gone: bool


def calls_at(catalogue: Catalogue, live: LiveTrips | None, stops: np.ndarray, asked: Asked) -> Calls:
    """All calls at the stops, by the time they leave."""
    transit, timetables = catalogue.transit, catalogue.timetables
    pattern, place = catalogue.calls(stops)
    if asked.only_boarding:
        last = place == np.diff(transit.pattern_first)[pattern] - 1
        can = (transit.pattern_pickup[transit.pattern_first[pattern] + place] != NOT_AVAILABLE) & ~last
        pattern, place = pattern[can], place[can]
    of_pattern = [timetables.trips_of(int(one)) for one in pattern.tolist()]
    trip = np.concatenate([np.zeros(0, np.int64), *of_pattern]).astype(np.int64)
    position = np.repeat(place, [len(trips) for trips in of_pattern]).astype(np.int64)
    parts = [on_day(catalogue, live, trip, position, day, asked) for day in days_of(catalogue, asked)]
    if not parts:
        parts = [calls_of(catalogue, live, trip[:0], position[:0], 0, np.zeros(0, np.int64))]
    return joined(parts)


def days_of(catalogue: Catalogue, asked: Asked) -> range:
    """Ordinals of the service days a call of which may fall into the time asked for."""
    transit = catalogue.transit
    first, count = int(transit.first_day[0]), transit.service_days.shape[1]
    back = int(transit.departure_s.max() // DAY_S) + 2 if len(transit.departure_s) else 2
    return range(max(first, ordinal(asked.from_s) - back), min(first + count, ordinal(asked.until_s) + 2))


def ordinal(seconds: int) -> int:
    """Of the day in UTC."""
    return seconds // DAY_S + date(1970, 1, 1).toordinal()


def on_day(catalogue: Catalogue, live: LiveTrips | None, trip: np.ndarray, position: np.ndarray, day: int, asked: Asked) -> Calls:
    transit = catalogue.transit
    origin = catalogue.timetables.origins(day)[transit.route_feed[transit.trip_route[trip]]]
    leaves = origin + transit.departure_s[transit.time_first[trip] + position]
    runs = transit.service_days[transit.trip_service[trip], day - int(transit.first_day[0])] > 0
    # A late vehicle leaves when the timetable has long been over, an early one before it began.
    near = (leaves >= asked.from_s - LONGEST_DELAY_S) & (leaves < asked.until_s + LONGEST_DELAY_S)
    rows = np.flatnonzero(runs & near)
    calls = calls_of(catalogue, live, trip[rows], position[rows], day, origin[rows])
    expected_s = calls.origin + calls.expected.departure_s
    wanted = (expected_s >= asked.from_s) & (expected_s < asked.until_s)
    return calls.only(np.flatnonzero(wanted if asked.with_gone else wanted & ~calls.expected.gone))


def calls_of(catalogue: Catalogue, live: LiveTrips | None, trip: np.ndarray, position: np.ndarray, day: int, origin: np.ndarray) -> Calls:
    transit = catalogue.transit
    at = transit.time_first[trip] + position
    arrival_s, departure_s = transit.arrival_s[at].astype(np.int64), transit.departure_s[at].astype(np.int64)
    expected = as_expected(live, trip, position, day, arrival_s, departure_s)
    arrival_s, departure_s = np.where(expected.added, expected.arrival_s, arrival_s), np.where(expected.added, expected.departure_s, departure_s)
    return Calls(trip, position, np.full(len(trip), day), origin, arrival_s, departure_s, expected)


def as_expected(
    live: LiveTrips | None, trip: np.ndarray, position: np.ndarray, day: int, arrival_s: np.ndarray, departure_s: np.ndarray
) -> Expected:
    none = np.zeros(len(trip), bool)
    if live is None or not len(live.key) or not len(trip):
        return Expected(arrival_s, departure_s, none, none, none)
    key = (np.int64(day) << 32) | trip
    row = np.minimum(np.searchsorted(live.key, key), len(live.key) - 1)
    told = live.key[row] == key
    at = np.where(told, live.first[row] + position, 0)
    gone = told & (live.cancelled[row] | live.skipped[at])
    expected_s = np.where(told, live.arrival_s[at], arrival_s), np.where(told, live.departure_s[at], departure_s)
    return Expected(*expected_s, told, gone, told & live.added[row])


def joined(parts: list[Calls]) -> Calls:
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("trip", "position", "day", "origin", "scheduled_arrival_s", "scheduled_departure_s")
    }
    expected = Expected(*(np.concatenate(column) for column in zip(*(part.expected for part in parts))))
    whole = Calls(**columns, expected=expected)
    return whole.only(np.lexsort((whole.trip, whole.origin + expected.departure_s)))


def calls_of_trip(catalogue: Catalogue, live: LiveTrips | None, trip: int, day: int | None) -> Calls:
    """All calls of a trip; as the timetable has them where no day is given."""
    positions = np.arange(len(catalogue.stops_of(int(catalogue.transit.trip_pattern[trip]))))
    trips = np.full(len(positions), trip, np.int64)
    if day is None:
        return calls_of(catalogue, None, trips, positions, 0, np.zeros(len(positions), np.int64))
    origin = catalogue.timetables.origins(day)[catalogue.feed_of_trip(trip)]
    return calls_of(catalogue, live, trips, positions, day, np.full(len(positions), origin))
