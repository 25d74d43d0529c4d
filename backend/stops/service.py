"""Departures of a stop or station: all that leaves within a day of a moment, whichever service day it belongs to."""
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from backend.contract.stops import Departure, DeparturesResponse, Stop
from backend.live.view import LiveView
from backend.service.errors import NotFound
from backend.stops.names import Names
from backend.stops.newest import Newest
from routing.city import City
from routing.transit.day import service_origin
from routing.transit.live import LiveTrips, keys
from routing.transit.model import Transit
from routing.transit.timetable import offsets

AHEAD = timedelta(hours=24)
DAY_S = 86_400
NOT_AVAILABLE = 1  # pickup_type


@dataclass(frozen=True)
class Leaving:
    """Rows found, not yet in words.

    at         int64 Unix seconds, as expected; of a cancelled one as planned
    planned    int64 Unix seconds, by the timetable
    trip       int32
    position   int32, in the pattern of the trip
    day        int64, ordinal of the service day
    told       bool, somebody says how the trip runs
    cancelled  bool, the trip does not run or does not stop there
    added      bool, no timetable has the trip: `planned` is as expected
    """

    at: np.ndarray
    planned: np.ndarray
    trip: np.ndarray
    position: np.ndarray
    day: np.ndarray
    told: np.ndarray
    cancelled: np.ndarray
    added: np.ndarray

    @classmethod
    def joined(cls, parts: list["Leaving"]) -> "Leaving":
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def kept(self, rows: np.ndarray) -> "Leaving":
        return Leaving(*(getattr(self, field.name)[rows] for field in fields(self)))


class Timetables:
    """Opened over a city; may be asked from many threads. names: of its timetable with added trips, where these are to be among them."""

    def __init__(self, city: City, names: Names | None = None):
        self.city, self.names = city, names or Names(city.transit)
        self.zone = ZoneInfo(city.manifest.timezone)
        transit = self.transit = self.names.transit
        self._newest = Newest(transit, self, lambda longer: Timetables(city, self.names.over(longer)))
        order = np.argsort(transit.trip_pattern, kind="stable").astype(np.int32)
        self._trips = order
        self._trip_first = offsets(np.bincount(transit.trip_pattern, minlength=len(transit.pattern_route)))
        self._pattern = np.repeat(np.arange(len(transit.pattern_route), dtype=np.int32), np.diff(transit.pattern_first))
        can_board = transit.pattern_pickup != NOT_AVAILABLE
        can_board[transit.pattern_first[1:][np.diff(transit.pattern_first) > 0] - 1] = False
        rows = np.flatnonzero(can_board)
        self._calls = rows[np.argsort(transit.pattern_stop[rows], kind="stable")]
        self._call_first = offsets(np.bincount(transit.pattern_stop[rows], minlength=len(transit.stop_kind)))
        self._days_back = int(transit.departure_s.max() // DAY_S) + 1 if len(transit.departure_s) else 1

    def over(self, transit: Transit) -> "Timetables":
        """transit: that of the city, with added trips or without."""
        return self._newest.over(transit)

    def departures(self, view: LiveView, stop_id: str, at: datetime | None, limit: int) -> DeparturesResponse:
        """The next `limit` departures at or after `at` (None: now), cancelled ones too. Raises NotFound for a stop that does not exist."""
        stop = self.names.find_stop(stop_id)
        if stop is None:
            raise NotFound("There is no stop of this id. GET /v1/places finds stops by name.")
        now, here = datetime.now(UTC), self.over(view.snapshot.transit)
        found = here.leaving(self.platforms(stop), (at or now).astimezone(UTC), view.snapshot.live)
        first = np.lexsort((found.trip, found.at))[:limit]
        return DeparturesResponse(
            stop=self.stop(stop),
            departures=tuple(here.departure(view, now, found, row) for row in first.tolist()),
            as_of=now.astimezone(self.zone).replace(microsecond=0),
            city_version=self.city.manifest.version,
        )

    def platforms(self, stop: int) -> np.ndarray:
        """The stop and whatever lies inside it, however deep: int64 rows."""
        inside = np.array([stop])
        while True:
            below = np.flatnonzero(np.isin(self.transit.stop_parent, inside))
            grown = np.union1d(inside, below)
            if len(grown) == len(inside):
                return inside
            inside = grown

    def leaving(self, stops: np.ndarray, at: datetime, live: LiveTrips | None) -> Leaving:
        """All departures from the stops in [at, at + AHEAD) by when they are expected: one that should have left and has not is among them."""
        trips, positions = self.calls_at(stops)
        transit = self.transit
        seconds = transit.departure_s[transit.time_first[trips] + positions].astype(np.int64)
        feed = transit.route_feed[transit.trip_route[trips]]
        from_s, to_s = int(at.timestamp()), int((at + AHEAD).timestamp())
        parts = [Leaving(*(np.zeros(0, np.int64) for _ in range(5)), *(np.zeros(0, bool) for _ in range(3)))]
        first, count = int(transit.first_day[0]), transit.service_days.shape[1]
        for ordinal in range(at.date().toordinal() - self._days_back - 1, at.date().toordinal() + 3):
            if not first <= ordinal < first + count:
                continue
            origin = self.origins(ordinal)[feed]
            expected_s, told, cancelled, added = expected(live, ordinal, trips, positions, seconds)
            moment = origin + expected_s
            planned = np.where(added, moment, origin + seconds)
            runs = transit.service_days[transit.trip_service[trips], ordinal - first] > 0
            rows = np.flatnonzero(runs & (moment >= from_s) & (moment < to_s))
            day = np.full(len(trips), ordinal)
            parts.append(Leaving(moment, planned, trips, positions, day, told, cancelled, added).kept(rows))
        return Leaving.joined(parts)

    def calls_at(self, stops: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Every trip that can be boarded at one of the stops, and where in its pattern: int32 twice."""
        transit = self.transit
        trips, positions = [np.zeros(0, np.int32)], [np.zeros(0, np.int32)]
        for stop in stops.tolist():
            for call in self._calls[self._call_first[stop] : self._call_first[stop + 1]].tolist():
                pattern = int(self._pattern[call])
                of_pattern = self._trips[self._trip_first[pattern] : self._trip_first[pattern + 1]]
                trips.append(of_pattern)
                positions.append(np.full(len(of_pattern), call - int(transit.pattern_first[pattern]), np.int32))
        return np.concatenate(trips), np.concatenate(positions)

    def patterns_at(self, stops: list[int]) -> set[tuple[int, int]]:
        """Rows of the patterns that can be boarded at one of the stops, and where in them."""
        calls = [call for stop in stops for call in self._calls[self._call_first[stop] : self._call_first[stop + 1]].tolist()]
        return {(int(self._pattern[call]), call - int(self.transit.pattern_first[self._pattern[call]])) for call in calls}

    def trips_of(self, pattern: int) -> np.ndarray:
        """Rows of the trips of a pattern."""
        return self._trips[self._trip_first[pattern] : self._trip_first[pattern + 1]]

    def origins(self, ordinal: int) -> np.ndarray:
        """Unix seconds at which a service day begins, per feed: int64[feeds]."""
        day = date.fromordinal(ordinal)
        zones = [zone or self.city.manifest.timezone for zone in self.transit.feed_timezone]
        return np.array([int(service_origin(day, zone).timestamp()) for zone in zones], np.int64)

    def stop(self, stop: int) -> Stop:
        return Stop(self.names.stop_id(stop), self.names.stop_name(stop), *self.names.place_of(stop))

    def departure(self, view: LiveView, now: datetime, found: Leaving, row: int) -> Departure:
        transit, names = self.transit, self.names
        trip, position, day = int(found.trip[row]), int(found.position[row]), date.fromordinal(int(found.day[row]))
        call = int(transit.pattern_first[transit.trip_pattern[trip]]) + position
        stop = int(transit.pattern_stop[call])
        feed = view.snapshot.source_of(trip, day) if found.told[row] else None
        live = view.source(feed, now) if feed is not None else None
        planned = live is not None and not found.added[row]
        return Departure(
            depart_at=datetime.fromtimestamp(int(found.at[row]), self.zone),
            stop_id=names.stop_id(stop),
            platform=transit.stop_platform[stop],
            route=names.route(int(transit.trip_route[trip])),
            headsign=names.headsign(trip, position),
            trip_id=names.trip_id(trip),
            service_day=day,
            exact=bool(transit.time_exact[transit.time_first[trip] + position]) and not self.by_frequency(trip),
            scheduled_at=datetime.fromtimestamp(int(found.planned[row]), self.zone) if planned else None,
            live=live,
            cancelled=bool(found.cancelled[row]),
            added=bool(found.added[row]),
        )

    def by_frequency(self, trip: int) -> bool:
        return int(self.transit.trip_start_s[trip]) >= 0 and not self.transit.trip_exact[trip]


def expected(live: LiveTrips | None, ordinal: int, trips: np.ndarray, positions: np.ndarray, planned_s: np.ndarray):
    """When trips of one service day leave the stops at some positions, seconds of the day as `planned_s`; bool: told of, cancelled there, added."""
    told, cancelled, added = (np.zeros(len(trips), bool) for _ in range(3))
    if live is None or not live.touches(date.fromordinal(ordinal), (0, 0)):
        return planned_s, told, cancelled, added
    wanted = keys(trips, np.full(len(trips), ordinal))
    row = np.minimum(np.searchsorted(live.key, wanted), len(live.key) - 1)
    told = live.key[row] == wanted
    row, call = row[told], live.first[row[told]] + positions[told]
    added[told] = live.added[row]
    cancelled[told] = live.cancelled[row] | live.skipped[call]
    expected_s = planned_s.copy()
    expected_s[told] = live.departure_s[call]
    return np.where(cancelled, planned_s, expected_s), told, cancelled, added
