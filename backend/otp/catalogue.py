"""What the timetable holds, by the ids that OpenTripPlanner gives it: `FEED:ID`, whether there is one feed or more."""
from functools import cached_property

import numpy as np

from backend.otp.words import mode_of
from backend.stops.newest import Newest
from backend.stops.service import Timetables
from routing.transit.model import Transit
from routing.transit.timetable import offsets

STOP, STATION, ENTRANCE = 0, 1, 2


class Catalogue:
    """Over one city; may be asked from many threads. Rows are those of `Transit`. Lists are made when first asked for.

    built: that of the city, where `timetables` has added trips behind its own
    """

    def __init__(self, timetables: Timetables, built: "Catalogue | None" = None):
        self._built = built
        self._newest = Newest(timetables.transit, self, lambda longer: Catalogue(timetables.over(longer), self))
        self.timetables, self.names, self.transit = timetables, timetables.names, timetables.transit
        names = list(self.transit.feed_name)
        self.feeds = [name.removesuffix(".zip") for name in names]
        if len(set(self.feeds)) < len(names):
            self.feeds = names

    def over(self, transit: Transit) -> "Catalogue":
        """transit: that of the city, with added trips or without."""
        return self._newest.over(transit)

    @property
    def first_added(self) -> int:
        """Row of the first trip that no timetable has."""
        return len((self if self._built is None else self._built).transit.trip_route)

    def stop_id(self, row: int) -> str:
        return f"{self.feeds[self.transit.stop_feed[row]]}:{self.transit.stop_id[row]}"

    def route_id(self, row: int) -> str:
        return f"{self.feeds[self.transit.route_feed[row]]}:{self.transit.route_id[row]}"

    def trip_id(self, row: int) -> str:
        """Departures of a trip by frequency share an id."""
        return f"{self.feeds[self.feed_of_trip(row)]}:{self.transit.trip_id[row]}"

    def agency_id(self, row: int) -> str:
        """By its name: a built city does not keep the id that the feed gives an agency."""
        return f"{self.feeds[self.transit.agency_feed[row]]}:{self.transit.agency_name[row]}"

    def pattern_code(self, row: int) -> str:
        route = int(self.transit.pattern_route[row])
        number = int(np.flatnonzero(self.patterns_of(route) == row)[0]) + 1
        return f"{self.route_id(route)}:{self.direction(row)}:{number:02}"

    def feed_of_trip(self, row: int) -> int:
        return int(self.transit.route_feed[self.transit.trip_route[row]])

    def direction(self, pattern: int) -> int:
        """Of its first trip; -1 unknown."""
        trips = self.timetables.trips_of(pattern)
        return int(self.transit.trip_direction[trips[0]]) if len(trips) else -1

    @cached_property
    def _stops(self) -> dict[str, int]:
        if self._built is not None:
            return self._built._stops
        return {self.stop_id(row): row for row in range(len(self.transit.stop_kind))}

    @cached_property
    def _routes(self) -> dict[str, int]:
        if self._built is not None:
            return self._built._routes
        return {self.route_id(row): row for row in range(len(self.transit.route_type))}

    @cached_property
    def _agencies(self) -> dict[str, int]:
        return {self.agency_id(row): row for row in range(len(self.transit.agency_feed))}

    @cached_property
    def _trips(self) -> dict[str, int]:
        """The first row of each, without added trips."""
        if self._built is not None:
            return self._built._trips
        feeds = [f"{feed}:" for feed in self.feeds]
        of_trip = self.transit.route_feed[self.transit.trip_route].tolist()
        ids = [feeds[feed] + own_id for feed, own_id in zip(of_trip, self.transit.trip_id)]
        return dict(zip(reversed(ids), range(len(ids) - 1, -1, -1)))

    @cached_property
    def _added(self) -> dict[str, int]:
        return {self.trip_id(row): row for row in range(self.first_added, len(self.transit.trip_route))}

    @cached_property
    def _patterns(self) -> dict[str, int]:
        known = {} if self._built is None else self._built._patterns
        return {**known, **{self.pattern_code(row): row for row in range(len(known), len(self.transit.pattern_route))}}

    def find_stop(self, gtfs_id: str) -> int | None:
        return self._stops.get(gtfs_id)

    def find_route(self, gtfs_id: str) -> int | None:
        return self._routes.get(gtfs_id)

    def find_agency(self, gtfs_id: str) -> int | None:
        return self._agencies.get(gtfs_id)

    def find_trip(self, gtfs_id: str, added: bool = False) -> int | None:
        """added: rather that which no timetable has; one that runs in the place of another shares its id."""
        first, then = (self._added, self._trips) if added else (self._trips, self._added)
        return first.get(gtfs_id, then.get(gtfs_id))

    def find_pattern(self, code: str) -> int | None:
        return self._patterns.get(code)

    def gtfs_id(self, outside_id: str) -> str:
        """From an id in our own answers (`Names.outside_id`)."""
        for number, feed in enumerate(self.feeds):
            prefix = self.names.outside_id(number, "")
            if outside_id.startswith(prefix):
                return f"{feed}:{outside_id.removeprefix(prefix).replace('~1', '/').replace('~0', '~')}"
        return outside_id

    @cached_property
    def _by_route(self) -> tuple[np.ndarray, np.ndarray]:
        route = self.transit.pattern_route
        return np.argsort(route, kind="stable"), offsets(np.bincount(route, minlength=len(self.transit.route_type)))

    def patterns_of(self, route: int) -> np.ndarray:
        order, first = self._by_route
        return order[first[route] : first[route + 1]]

    @cached_property
    def _by_stop(self) -> tuple[np.ndarray, np.ndarray]:
        stop = self.transit.pattern_stop
        return np.argsort(stop, kind="stable"), offsets(np.bincount(stop, minlength=len(self.transit.stop_kind)))

    @cached_property
    def _pattern_of_call(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.transit.pattern_route)), np.diff(self.transit.pattern_first))

    def calls(self, stops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where patterns call at any of the stops: (pattern, position), the last stop of a pattern too."""
        order, first = self._by_stop
        found = np.concatenate([order[first[stop] : first[stop + 1]] for stop in stops.tolist()] or [order[:0]])
        pattern = self._pattern_of_call[found]
        return pattern, found - self.transit.pattern_first[pattern]

    def stops_of(self, pattern: int) -> np.ndarray:
        return self.transit.pattern_stop[self.transit.pattern_first[pattern] : self.transit.pattern_first[pattern + 1]]

    def routes_at(self, stops: np.ndarray) -> list[int]:
        return np.unique(self.transit.pattern_route[self.calls(stops)[0]]).tolist()

    def mode(self, route: int) -> str:
        known = self.names.route(route)
        return mode_of(known.mode, known.type)

    @cached_property
    def modes(self) -> frozenset[str]:
        """What runs in this city."""
        return frozenset(self.mode(route) for route in range(len(self.transit.route_type)))

    def runs_between(self, trips: np.ndarray, first: int, last: int) -> bool:
        """Whether any of the trips runs on a day from first to last, ordinals."""
        begin = int(self.transit.first_day[0])
        days = self.transit.service_days[self.transit.trip_service[trips], max(0, first - begin) : max(0, last - begin + 1)]
        return bool(days.any())

    def line_e7(self, pattern: int, position: int = 0, last: int | None = None) -> tuple[list[int], list[int]]:
        """Latitudes and longitudes from a stop to a later one, usually the last; straight from stop to stop where no shape is told."""
        transit = self.transit
        shape = int(transit.pattern_shape[pattern])
        first = int(transit.pattern_first[pattern]) + position
        end = int(transit.pattern_first[pattern + 1]) if last is None else int(transit.pattern_first[pattern]) + last + 1
        begins, ends = int(transit.pattern_shape_at[first]), int(transit.pattern_shape_at[end - 1])
        if shape >= 0 and 0 <= begins < ends:
            part = slice(int(transit.shape_first[shape]) + begins, int(transit.shape_first[shape]) + ends + 1)
            return transit.shape_lat_e7[part].tolist(), transit.shape_lon_e7[part].tolist()
        degrees = np.column_stack([transit.stop_lat, transit.stop_lon])[transit.pattern_stop[first:end]]
        known = np.rint(degrees[~np.isnan(degrees).any(axis=1)] * 1e7).astype(np.int64)
        return known[:, 0].tolist(), known[:, 1].tolist()
