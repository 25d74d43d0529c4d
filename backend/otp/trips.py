"""Trips, the times they call at stops, and where their vehicles are."""
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from backend.otp.calls import Calls, calls_of_trip
from backend.otp.lines import Geometry, Pattern, Route
from backend.otp.sight import Sight
from backend.otp.words import BIKES, BOARDING, WHEELCHAIR, node_id, read_day
from backend.service.errors import Unprocessable

CALLS_COST = 20
OCCUPANCY = frozenset((
    "CRUSHED_STANDING_ROOM_ONLY", "EMPTY", "FEW_SEATS_AVAILABLE", "FULL", "MANY_SEATS_AVAILABLE", "NO_DATA_AVAILABLE",
    "NOT_ACCEPTING_PASSENGERS", "STANDING_ROOM_ONLY",
))  # fmt: skip


def day_asked(sight: Sight, text: str | None) -> date:
    """Today where nothing is said. Raises Unprocessable."""
    if text is None:
        return sight.today
    day = read_day(text[:40])
    if day is None:
        raise Unprocessable("Write a day like 2026-11-24 or 20261124.", "serviceDate")
    return day


@dataclass(frozen=True)
class Trip:
    sight: Sight
    row: int

    typename = "Trip"
    shape_id = None

    @property
    def transit(self):
        return self.sight.catalogue.transit

    @property
    def id(self) -> str:
        return node_id(self.typename, self.gtfs_id)

    @property
    def gtfs_id(self) -> str:
        return self.sight.catalogue.trip_id(self.row)

    semantic_hash = gtfs_id

    @property
    def route(self) -> Route:
        return Route(self.sight, int(self.transit.trip_route[self.row]))

    @property
    def is_replacement(self) -> bool:
        return self.route.is_replacement

    @property
    def pattern(self) -> Pattern:
        return Pattern(self.sight, int(self.transit.trip_pattern[self.row]))

    @property
    def route_short_name(self) -> str | None:
        return self.route.short_name

    def trip_headsign(self, language: str | None = None) -> str:
        return self.sight.catalogue.names.headsign(self.row, 0)

    @property
    def trip_short_name(self) -> str | None:
        name = int(self.transit.trip_short_name[self.row])
        return self.transit.headsigns[name] if name >= 0 else None

    @property
    def direction_id(self) -> str | None:
        direction = int(self.transit.trip_direction[self.row])
        return str(direction) if direction >= 0 else None

    @property
    def service_id(self) -> str:
        feed = self.sight.catalogue.feeds[self.sight.catalogue.feed_of_trip(self.row)]
        return f"{feed}:{self.transit.service_id[int(self.transit.trip_service[self.row])]}"

    @property
    def block_id(self) -> str | None:
        block = int(self.transit.trip_block[self.row])
        return str(block) if block >= 0 else None

    @property
    def wheelchair_accessible(self) -> str:
        return WHEELCHAIR[int(self.transit.trip_wheelchair[self.row])]

    @property
    def bikes_allowed(self) -> str:
        return BIKES[int(self.transit.trip_bikes[self.row])]

    @property
    def active_dates(self) -> list[str]:
        first = int(self.transit.first_day[0])
        days = np.flatnonzero(self.transit.service_days[int(self.transit.trip_service[self.row])])
        return [f"{date.fromordinal(first + day):%Y%m%d}" for day in days.tolist()]

    @property
    def stops(self) -> list[Any]:
        return self.pattern.stops

    @property
    def stoptimes(self) -> list["Stoptime"]:
        return stoptimes(self.sight, self.calls(self.only_day))

    @property
    def only_day(self) -> int | None:
        """Ordinal, of a trip that runs on one day only because somebody says so."""
        if self.row < self.sight.catalogue.first_added:
            return None
        return int(self.transit.first_day[0]) + int(np.flatnonzero(self.transit.service_days[int(self.transit.trip_service[self.row])])[0])

    def calls(self, day: int | None) -> Calls:
        self.sight.budget.spend(CALLS_COST)
        return calls_of_trip(self.sight.catalogue, self.sight.view.snapshot.live, self.row, day)

    def stoptimes_for_date(self, service_date: str | None = None) -> list["Stoptime"]:
        return stoptimes(self.sight, self.calls(day_asked(self.sight, service_date).toordinal()))

    def departure_stoptime(self, service_date: str | None = None) -> "Stoptime":
        return self.one(0, service_date)

    def arrival_stoptime(self, service_date: str | None = None) -> "Stoptime":
        return self.one(-1, service_date)

    def one(self, position: int, service_date: str | None) -> "Stoptime":
        return (self.stoptimes if service_date is None else self.stoptimes_for_date(service_date))[position]

    @property
    def geometry(self) -> list[list[float]]:
        """Longitude before latitude, as GeoJSON."""
        lat, lon = self.sight.catalogue.line_e7(self.pattern.row)
        return [[x / 1e7, y / 1e7] for y, x in zip(lat, lon)]

    @property
    def trip_geometry(self) -> Geometry:
        return self.pattern.pattern_geometry

    @property
    def occupancy(self) -> dict[str, str] | None:
        told = [position.told.occupancy for position in self.pattern.vehicle_positions if position.row == self.row]
        return next(({"occupancy_status": status} for status in told if status in OCCUPANCY), None)

    def alerts(self, types: list[str] | None = None) -> list[Any]:
        return self.sight.alerts.of_trip(self, types or ["TRIP"])


@dataclass(frozen=True)
class Stoptime:
    """Row `at` of some calls."""

    sight: Sight
    calls: Calls
    at: int

    @property
    def trip_row(self) -> int:
        return int(self.calls.trip[self.at])

    @property
    def stop_position_in_pattern(self) -> int:
        return int(self.calls.position[self.at])

    stop_position = stop_position_in_pattern

    @property
    def call(self) -> int:
        """Row among the calls of patterns."""
        transit = self.sight.catalogue.transit
        return int(transit.pattern_first[transit.trip_pattern[self.trip_row]]) + self.stop_position_in_pattern

    @property
    def stop(self) -> Any:
        from backend.otp.stops import Stop

        return Stop(self.sight, int(self.sight.catalogue.transit.pattern_stop[self.call]))

    @property
    def trip(self) -> Trip:
        return Trip(self.sight, self.trip_row)

    def headsign(self, language: str | None = None) -> str:
        return self.sight.catalogue.names.headsign(self.trip_row, self.stop_position_in_pattern)

    @property
    def timepoint(self) -> bool:
        transit = self.sight.catalogue.transit
        return bool(transit.time_exact[transit.time_first[self.trip_row] + self.stop_position_in_pattern])

    @property
    def scheduled_arrival(self) -> int:
        return int(self.calls.scheduled_arrival_s[self.at])

    @property
    def scheduled_departure(self) -> int:
        return int(self.calls.scheduled_departure_s[self.at])

    @property
    def realtime_arrival(self) -> int:
        return int(self.calls.expected.arrival_s[self.at])

    @property
    def realtime_departure(self) -> int:
        return int(self.calls.expected.departure_s[self.at])

    @property
    def arrival_delay(self) -> int:
        return self.realtime_arrival - self.scheduled_arrival

    @property
    def departure_delay(self) -> int:
        return self.realtime_departure - self.scheduled_departure

    @property
    def realtime(self) -> bool:
        return bool(self.calls.expected.told[self.at])

    @property
    def realtime_state(self) -> str:
        if self.calls.expected.gone[self.at]:
            return "CANCELED"
        if self.calls.expected.added[self.at]:
            return "ADDED"
        return "UPDATED" if self.realtime else "SCHEDULED"

    @property
    def service_day(self) -> int | None:
        """None where no day was asked for."""
        return int(self.calls.origin[self.at]) if self.calls.day[self.at] else None

    @property
    def pickup_type(self) -> str:
        last = self.stop_position_in_pattern == len(self.sight.catalogue.stops_of(int(self.sight.catalogue.transit.trip_pattern[self.trip_row]))) - 1
        return "NONE" if last else BOARDING[int(self.sight.catalogue.transit.pattern_pickup[self.call]) % len(BOARDING)]

    @property
    def dropoff_type(self) -> str:
        first = self.stop_position_in_pattern == 0
        return "NONE" if first else BOARDING[int(self.sight.catalogue.transit.pattern_drop_off[self.call]) % len(BOARDING)]


def stoptimes(sight: Sight, calls: Calls) -> list[Stoptime]:
    return [Stoptime(sight, calls, at) for at in range(len(calls))]
