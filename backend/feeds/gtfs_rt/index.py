"""Ids of a built city as GTFS Realtime speaks of them, looked up in dictionaries that are made once per city."""
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from routing.transit.day import service_origin
from routing.transit.model import Transit


@dataclass(frozen=True)
class FeedIds:
    """Of one static feed: id → row. departures: rows of a frequency-based trip, in order of time; `trips` has the first of them."""

    trips: dict[str, int] = field(default_factory=dict)
    departures: dict[str, list[int]] = field(default_factory=dict)
    routes: dict[str, int] = field(default_factory=dict)
    stops: dict[str, int] = field(default_factory=dict)
    agencies: list[int] = field(default_factory=list)


class TransitIndex:
    """Everything about a city that matching needs. Safe to share among threads. timezone: of the city, where a feed names none."""

    def __init__(self, transit: Transit, timezone: str):
        self.transit, self.timezone = transit, timezone
        self._places: dict[int, dict[int, list[int]]] = {}
        self.feeds = [FeedIds() for _ in transit.feed_name]
        for feed, rows, texts in (("stop_feed", "stops", transit.stop_id), ("route_feed", "routes", transit.route_id)):
            for row, (number, text) in enumerate(zip(getattr(transit, feed).tolist(), texts)):
                getattr(self.feeds[number], rows)[text] = row
        for row, number in enumerate(transit.agency_feed.tolist()):
            self.feeds[number].agencies.append(row)
        start_s = transit.trip_start_s.tolist()
        for row, (number, text) in enumerate(zip(transit.route_feed[transit.trip_route].tolist(), transit.trip_id)):
            self.feeds[number].trips.setdefault(text, row)
            if start_s[row] >= 0:
                self.feeds[number].departures.setdefault(text, []).append(row)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float] | None:
        """South, west, north, east of all stops; None without any."""
        placed = np.isfinite(self.transit.stop_lat)
        lat, lon = self.transit.stop_lat[placed], self.transit.stop_lon[placed]
        return (float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())) if len(lat) else None

    @cached_property
    def by_start(self) -> dict[tuple[int, int], list[int]]:
        """(route, first departure in seconds of the service day) → trips."""
        first_s = self.transit.departure_s[self.transit.time_first[:-1]].tolist()
        found: dict[tuple[int, int], list[int]] = {}
        for row, key in enumerate(zip(self.transit.trip_route.tolist(), first_s)):
            found.setdefault(key, []).append(row)
        return found

    def ids_for(self, trip_ids: Iterable[str]) -> "Ids":
        """The look-ups for a message: of several static feeds, that comes first which knows most of its trips."""
        if len(self.feeds) == 1:
            return Ids(self.feeds)
        known = Counter(number for trip_id in trip_ids for number, feed in enumerate(self.feeds) if trip_id in feed.trips)
        return Ids([self.feeds[number] for number in sorted(range(len(self.feeds)), key=lambda number: -known[number])])

    def feed_of(self, trip: int) -> int:
        return int(self.transit.route_feed[self.transit.trip_route[trip]])

    def runs_on(self, trip: int, day: int) -> bool:
        """day: ordinal."""
        column = day - int(self.transit.first_day[0])
        return 0 <= column < self.transit.service_days.shape[1] and bool(self.transit.service_days[self.transit.trip_service[trip], column])

    def origin(self, trip: int, day: int) -> int:
        """POSIX second from which a service day (ordinal) counts for a trip."""
        return origin_of(self.transit.feed_timezone[self.feed_of(trip)] or self.timezone, day)

    def span_s(self, trip: int) -> tuple[int, int]:
        """First departure and last arrival, seconds of the service day."""
        first, last = self.transit.time_first[trip], self.transit.time_first[trip + 1] - 1
        return int(self.transit.departure_s[first]), int(self.transit.arrival_s[last])

    def places_of(self, trip: int) -> dict[int, list[int]]:
        """Stop → positions at which the trip calls there, more than one where it comes back."""
        pattern = int(self.transit.trip_pattern[trip])
        places = self._places.get(pattern)
        if places is None:
            places = {}
            for position, stop in enumerate(self.stops_of(trip)):
                places.setdefault(stop, []).append(position)
            self._places[pattern] = places
        return places

    def length(self, trip: int) -> int:
        """Stops of a trip."""
        return int(self.transit.time_first[trip + 1] - self.transit.time_first[trip])

    def stops_of(self, trip: int) -> list[int]:
        pattern = self.transit.trip_pattern[trip]
        return self.transit.pattern_stop[self.transit.pattern_first[pattern] : self.transit.pattern_first[pattern + 1]].tolist()

    def station(self, stop: int) -> int:
        """The station of a stop, itself where it has none."""
        parent = int(self.transit.stop_parent[stop])
        return parent if parent >= 0 else stop


class Ids:
    """Look-ups in the ids of one or more static feeds, the likeliest first."""

    def __init__(self, feeds: list[FeedIds]):
        self.feeds = feeds
        self._trips, self._departures = [feed.trips for feed in feeds], [feed.departures for feed in feeds]
        self._routes, self._stops = [feed.routes for feed in feeds], [feed.stops for feed in feeds]

    def find_trip(self, trip_id: str) -> int | None:
        return first(self._trips, trip_id)

    def departures(self, trip_id: str) -> list[int]:
        return first(self._departures, trip_id) or []

    def find_route(self, route_id: str) -> int | None:
        return first(self._routes, route_id)

    def find_stop(self, stop_id: str) -> int | None:
        return first(self._stops, stop_id)


def first(known: list[dict[str, Any]], text: str) -> Any:
    for rows in known:
        row = rows.get(text)
        if row is not None:
            return row
    return None


@lru_cache(maxsize=2000)
def origin_of(timezone: str, day: int) -> int:
    return int(service_origin(date.fromordinal(day), timezone).timestamp())
