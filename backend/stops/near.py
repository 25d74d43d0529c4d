"""What can be reached on foot from a point, and what leaves there that one does not miss."""
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from backend.contract.stops import Departure, NearbyDeparture, NearbyDeparturesResponse, NearbyStop, NearbyStopsResponse, NextDeparture
from backend.contract.transit import Route
from backend.live.view import LiveView
from backend.stops.service import Leaving, Timetables
from routing.near import stops_on_foot, walk_to_m
from routing.plan import CLOSED_S
from routing.query import Point
from routing.snapshot import DEFAULT_WALK_MPS, Snapshot

SHOWN_NEXT = 3
SHOWN_ROUTES, SHOWN_SIGNS = 12, 3
STATION = 1


@dataclass
class Line:
    """A line in one direction while its rows are collected."""

    first: int
    rows: list[int]


class Surroundings:
    """Over a city and its timetables; may be asked from many threads."""

    def __init__(self, snapshot: Snapshot, timetables: Timetables):
        self.version, self.timetables = snapshot.city.manifest.version, timetables
        self._station = stations(timetables.transit.stop_parent, timetables.transit.stop_kind)

    def stops(self, view: LiveView, point: Point, max_walk_m: int, limit: int) -> NearbyStopsResponse:
        """The nearest stops and stations, each with the lines that leave there."""
        streets, timetables = as_walked(view, datetime.now(UTC)), self.timetables.over(view.snapshot.transit)
        near = stops_on_foot(streets, point, round(max_walk_m / DEFAULT_WALK_MPS))
        found: dict[int, list[int]] = {}
        seconds: dict[int, tuple[int, int]] = {}
        for stop, walk_s in zip(near.stop.tolist(), near.seconds.tolist()):
            station = int(self._station[stop])
            found.setdefault(station, []).append(stop)
            seconds.setdefault(station, (walk_s, stop))
        entries = []
        for station, stops in found.items():
            patterns = timetables.patterns_at(stops)
            if not patterns:
                continue  # an entrance, or a stop that no line of this timetable serves
            walk_s, stop = seconds[station]
            entries.append(near_stop(timetables, station, walk_s, walk_to_m(streets, point, stop), patterns))
            if len(entries) == limit:
                break
        return NearbyStopsResponse(tuple(entries), self.as_of(), self.version)

    def departures(self, view: LiveView, point: Point, max_walk_m: int, limit: int, at: datetime | None) -> NearbyDeparturesResponse:
        """Lines by the first departure that can still be reached on foot when one sets out at `at` (None: now)."""
        now = datetime.now(UTC)
        set_out = (at or now).astimezone(UTC)
        streets = as_walked(view, set_out)
        near = stops_on_foot(streets, point, round(max_walk_m / DEFAULT_WALK_MPS))
        if not len(near.stop):
            return NearbyDeparturesResponse((), self.as_of(), self.version)
        timetables = self.timetables.over(view.snapshot.transit)
        found = timetables.leaving(near.stop.astype(np.int64), set_out, view.snapshot.live)
        found = found.kept(~found.cancelled)
        seconds = dict(zip(near.stop.tolist(), near.seconds.tolist()))
        choice = Choice(timetables, self._station, found, seconds, int(set_out.timestamp()))
        entries = tuple(self.near_departure(view, now, choice, line, walk_to_m(streets, point, choice.boarded(line))) for line in choice.lines(limit))
        return NearbyDeparturesResponse(entries, self.as_of(), self.version)

    def near_departure(self, view: LiveView, now: datetime, choice: "Choice", line: Line, walk_m: float) -> NearbyDeparture:
        found, first, timetables = choice.found, line.first, choice.timetables
        trip, missed = int(found.trip[first]), choice.missed(line)
        return NearbyDeparture(
            stop=timetables.stop(int(self._station[choice.boarded(line)])),
            walk_m=round(walk_m, 1),
            walk_s=int(choice.walk_s[first]),
            route=timetables.names.route(int(timetables.transit.trip_route[trip])),
            headsign=timetables.names.headsign(trip, int(found.position[first])),
            next=tuple(next_departure(timetables.departure(view, now, found, row)) for row in line.rows),
            too_soon=None if missed is None else datetime.fromtimestamp(missed, timetables.zone),
        )

    def as_of(self) -> datetime:
        return datetime.now(self.timetables.zone).replace(microsecond=0)


class Choice:
    """One search: rows of `found` with the stop and the walk of each, and which of them make a line worth showing.

    station  int32[stops], as `stations` has it
    """

    def __init__(self, timetables: Timetables, station: np.ndarray, found: Leaving, seconds: dict[int, int], set_out_s: int):
        transit = timetables.transit
        self.timetables, self.found, self.set_out_s = timetables, found, set_out_s
        call = transit.pattern_first[transit.trip_pattern[found.trip]] + found.position
        self.stop = transit.pattern_stop[call]
        self.walk_s = np.array([seconds[stop] for stop in self.stop.tolist()], np.int64)
        self.station = station[self.stop]
        self.reached = found.at >= set_out_s + self.walk_s

    def lines(self, limit: int) -> list[Line]:
        """At most so many lines in one direction, first reachable departure first; each trip from the stop with the least walking."""
        lines: dict[tuple, Line] = {}
        missing = limit * SHOWN_NEXT
        for row in self.by_trip():
            key = self.key(row)
            line = lines.get(key)
            if line is None and len(lines) < limit:
                lines[key] = Line(row, [row])
                missing -= 1
            elif line is not None and len(line.rows) < SHOWN_NEXT and self.station[row] == self.station[line.first]:
                line.rows.append(row)
                missing -= 1
            if not missing:
                break
        return list(lines.values())

    def by_trip(self) -> Iterator[int]:
        """One row for each trip that can be reached: where it is boarded with the least walking, in the order they leave there."""
        rows = np.flatnonzero(self.reached)
        found = self.found
        rows = rows[np.lexsort((found.at[rows], self.walk_s[rows], found.day[rows], found.trip[rows]))]
        same = (found.trip[rows][1:] == found.trip[rows][:-1]) & (found.day[rows][1:] == found.day[rows][:-1])
        once = rows[np.concatenate(([True], ~same))] if len(rows) else rows
        yield from once[np.lexsort((found.trip[once], found.at[once]))].tolist()

    def boarded(self, line: Line) -> int:
        """The stop where one boards the first of a line."""
        return int(self.stop[line.first])

    def key(self, row: int) -> tuple[int, str]:
        trip = int(self.found.trip[row])
        return int(self.timetables.transit.trip_route[trip]), self.timetables.names.headsign(trip, int(self.found.position[row]))

    def missed(self, line: Line) -> int | None:
        """When the last departure of the line leaves that comes before the first one reached and too soon for the walk."""
        found, first = self.found, line.first
        key, station = self.key(first), self.station[first]
        rows = np.flatnonzero((self.station == station) & ~self.reached & (found.at < found.at[first]))
        times = [int(found.at[row]) for row in rows.tolist() if self.key(row) == key]
        return max(times, default=None)


def near_stop(timetables: Timetables, station: int, walk_s: int, walk_m: float, patterns: set[tuple[int, int]]) -> NearbyStop:
    routes = timetables.transit.pattern_route
    named = sorted({timetables.names.route(int(routes[pattern])) for pattern, _ in patterns}, key=line_order)
    modes = tuple(dict.fromkeys(route.mode for route in named))
    return NearbyStop(timetables.stop(station), round(walk_m, 1), walk_s, modes, tuple(named[:SHOWN_ROUTES]), headsigns(timetables, patterns))


def headsigns(timetables: Timetables, patterns: set[tuple[int, int]]) -> tuple[str, ...]:
    """Where most trips of these patterns go, by what the first trip of each shows."""
    counts: Counter[str] = Counter()
    for pattern, position in sorted(patterns):
        trips = timetables.trips_of(pattern)
        if len(trips):
            counts[timetables.names.headsign(int(trips[0]), position)] += len(trips)
    return tuple(sign for sign, _ in counts.most_common(SHOWN_SIGNS))


def as_walked(view: LiveView, set_out: datetime) -> Snapshot:
    """With the streets as they are around the time one sets out; kept by the engine, as it is for planning."""
    return view.snapshot.during(set_out, set_out + timedelta(seconds=CLOSED_S))


def next_departure(known: Departure) -> NextDeparture:
    return NextDeparture(
        known.depart_at, known.stop_id, known.platform, known.trip_id, known.service_day, known.exact, known.scheduled_at, known.live,
        known.cancelled, known.added,
    )  # fmt: skip


def line_order(route: Route) -> tuple:
    """By mode, then 2 before 12."""
    return route.mode, len(route.short_name), route.short_name, route.long_name


def stations(parent: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """For each stop the station it belongs to, or itself: int32[stops]."""
    top = np.arange(len(parent), dtype=np.int32)
    while True:
        above = np.where(parent[top] >= 0, parent[top], top)
        if np.array_equal(above, top):
            break
        top = above
    return np.where(kind[top] == STATION, top, np.arange(len(parent))).astype(np.int32)
