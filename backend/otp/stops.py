"""Stops and stations, and what leaves there."""
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np

from backend.otp import polyline
from backend.otp.calls import Asked, Calls, calls_at
from backend.otp.catalogue import ENTRANCE, STATION
from backend.otp.distances import away_m
from backend.otp.lines import Geometry, Pattern, Route
from backend.otp.sight import Sight
from backend.otp.trips import Stoptime, day_asked, stoptimes
from backend.otp.words import WHEELCHAIR, node_id
from backend.service.errors import Unprocessable

DEPARTURES_COST = 50
MOST_DEPARTURES = 1000
LONGEST_RANGE_S = 7 * 86_400
EARLIEST_S, LATEST_S = 946_684_800, 4_102_444_800  # this century
TRANSFER_M = 500
DAY_S, FEW = 86_400, 5


@dataclass(frozen=True)
class Window:
    """Which departures: the arguments that all fields of departures share."""

    start_time: int
    time_range: int
    number_of_departures: int
    omit_non_pickups: bool
    omit_canceled: bool

    @classmethod
    def of(cls, start_time: Any, time_range: Any, number_of_departures: Any, omit_non_pickups: Any, omit_canceled: Any) -> "Window":
        """Whoever writes null means what is usual."""
        range_s = DAY_S if time_range is None else time_range
        most = FEW if number_of_departures is None else number_of_departures
        return cls(start_time or 0, range_s, most, bool(omit_non_pickups), omit_canceled is not False)

    def asked(self, sight: Sight) -> Asked:
        """Raises Unprocessable."""
        from_s = self.start_time or int(sight.now.timestamp())
        if not EARLIEST_S <= from_s < LATEST_S:
            raise Unprocessable("Give seconds since 1970 of a time from the year 2000 to 2099, or 0 for now.", "startTime")
        if not 0 <= self.time_range <= LONGEST_RANGE_S:
            raise Unprocessable(f"Give a range of 0 to {LONGEST_RANGE_S} seconds.", "timeRange")
        if not 0 <= self.number_of_departures <= MOST_DEPARTURES:
            raise Unprocessable(f"Ask for 0 to {MOST_DEPARTURES} departures.", "numberOfDepartures")
        return Asked(from_s, from_s + self.time_range, self.omit_non_pickups, not self.omit_canceled)


@dataclass(frozen=True)
class Stop:
    sight: Sight
    row: int

    typename = "Stop"
    zone_id = direction = cluster = desc = url = None

    @property
    def transit(self):
        return self.sight.catalogue.transit

    @property
    def id(self) -> str:
        return node_id(self.typename, self.gtfs_id)

    @property
    def gtfs_id(self) -> str:
        return self.sight.catalogue.stop_id(self.row)

    def name(self, language: str | None = None) -> str:
        return self.sight.catalogue.names.stop_name(self.row)

    @property
    def lat(self) -> float | None:
        return self.sight.catalogue.names.place_of(self.row)[0]

    @property
    def lon(self) -> float | None:
        return self.sight.catalogue.names.place_of(self.row)[1]

    @property
    def code(self) -> str | None:
        return self.transit.stop_code[self.row] or None

    @property
    def platform_code(self) -> str | None:
        return self.transit.stop_platform[self.row] or None

    @property
    def timezone(self) -> str:
        return self.transit.feed_timezone[int(self.transit.stop_feed[self.row])] or self.sight.view.snapshot.city.manifest.timezone

    @property
    def location_type(self) -> str:
        return {STATION: "STATION", ENTRANCE: "ENTRANCE"}.get(int(self.transit.stop_kind[self.row]), "STOP")

    @property
    def wheelchair_boarding(self) -> str:
        return WHEELCHAIR[int(self.transit.stop_wheelchair[self.row])]

    @property
    def parent_station(self) -> "Stop | None":
        parent = int(self.transit.stop_parent[self.row])
        return Stop(self.sight, parent) if parent >= 0 else None

    @property
    def inside(self) -> np.ndarray:
        """The stop and whatever lies in it, rows."""
        return self.sight.keep("inside", self.row, lambda: self.sight.catalogue.timetables.platforms(self.row))

    @property
    def around(self) -> np.ndarray:
        """All of the station, rows; the stop alone where it belongs to none."""
        return (self.parent_station or self).inside

    @property
    def stops(self) -> list["Stop"] | None:
        """Of a station."""
        if self.location_type != "STATION":
            return None
        return [Stop(self.sight, row) for row in self.inside.tolist() if self.transit.stop_kind[row] == 0]

    def routes(self, service_dates: dict[str, date] | None = None) -> list[Route]:
        rows = self.sight.keep("routes", self.row, lambda: self.sight.catalogue.routes_at(self.inside))
        found = [Route(self.sight, row) for row in rows]
        return [route for route in found if route.runs(service_dates)] if service_dates else found

    @property
    def patterns(self) -> list[Pattern]:
        return [Pattern(self.sight, row) for row in np.unique(self.sight.catalogue.calls(self.inside)[0]).tolist()]

    @property
    def vehicle_mode(self) -> str | None:
        """What calls here on most routes."""
        modes = Counter(route.mode for route in self.routes())
        return modes.most_common(1)[0][0] if modes else None

    @property
    def vehicle_type(self) -> int | None:
        return next((route.type for route in self.routes() if route.mode == self.vehicle_mode), None)

    @property
    def geometries(self) -> dict[str, Any] | None:
        if self.lat is None or self.lon is None:
            return None
        point = Geometry(polyline.from_e7([round(self.lat * 1e7)], [round(self.lon * 1e7)]))
        return {"geo_json": {"type": "Point", "coordinates": [self.lon, self.lat]}, "google_encoded": [point]}

    def transfers(self, max_distance: int | None = None) -> list["StopAtDistance"]:
        """Other stops nearby, as the crow flies."""
        if self.lat is None or self.lon is None:
            return []
        within_m = TRANSFER_M if max_distance is None else max_distance
        metres = away_m(self.lat, self.lon, self.transit.stop_lat, self.transit.stop_lon)
        rows = np.flatnonzero((metres <= within_m) & (self.transit.stop_kind == 0) & (np.arange(len(metres)) != self.row))
        return [StopAtDistance(Stop(self.sight, row), round(float(metres[row]))) for row in rows[np.argsort(metres[rows])].tolist()]

    def departures(self, window: Window) -> Calls:
        self.sight.budget.spend(DEPARTURES_COST)
        return calls_at(self.sight.catalogue, self.sight.view.snapshot.live, self.inside, window.asked(self.sight))

    def stoptimes_without_patterns(self, **window: Any) -> list[Stoptime]:
        asked = Window.of(**window)
        return stoptimes(self.sight, first_of(self.departures(asked), asked.number_of_departures))

    def stoptimes_for_patterns(self, **window: Any) -> list[dict[str, Any]]:
        asked = Window.of(**window)
        return self.by_pattern(self.departures(asked), asked.number_of_departures)

    def stop_times_for_pattern(self, id: str, **window: Any) -> list[Stoptime] | None:
        pattern = self.sight.catalogue.find_pattern(id)
        if pattern is None:
            return None
        asked = Window.of(**window)
        calls = self.departures(asked)
        of_pattern = calls.only(np.flatnonzero(self.transit.trip_pattern[calls.trip] == pattern))
        return stoptimes(self.sight, first_of(of_pattern, asked.number_of_departures))

    def stoptimes_for_service_date(self, omit_non_pickups: bool | None, omit_canceled: bool | None, date: str | None = None) -> list[dict[str, Any]]:
        """Of the trips of one service day, also those after midnight."""
        self.sight.budget.spend(DEPARTURES_COST)
        day = day_asked(self.sight, date)
        begin = int(self.sight.catalogue.timetables.origins(day.toordinal())[int(self.transit.stop_feed[self.row])])
        until = begin + int(timedelta(days=2, hours=12).total_seconds())
        calls = calls_at(
            self.sight.catalogue, self.sight.view.snapshot.live, self.inside, Asked(begin, until, bool(omit_non_pickups), not omit_canceled)
        )
        return self.by_pattern(calls.only(np.flatnonzero(calls.day == day.toordinal())), None)

    def by_pattern(self, calls: Calls, most: int | None) -> list[dict[str, Any]]:
        """Patterns in the order of their first departure, each with at most so many."""
        of_call = self.transit.trip_pattern[calls.trip]
        patterns = list(dict.fromkeys(of_call.tolist()))
        found = []
        for pattern in patterns:
            rows = np.flatnonzero(of_call == pattern)[:most]
            found.append({"pattern": Pattern(self.sight, pattern), "stoptimes": stoptimes(self.sight, calls.only(rows))})
        return found

    def alerts(self, types: list[str] | None = None) -> list[Any]:
        return self.sight.alerts.of_stop(self, types or ["STOP"])


def first_of(calls: Calls, most: int) -> Calls:
    return calls.only(np.arange(min(most, len(calls))))


@dataclass(frozen=True)
class StopAtDistance:
    stop: Stop
    distance: int

    typename = "stopAtDistance"

    @cached_property
    def id(self) -> str:
        return node_id(self.typename, f"{self.distance};{self.stop.gtfs_id}")
