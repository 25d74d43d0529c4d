"""Agencies, routes, patterns and feeds. Fields are named as in the schema, in the spelling of Python."""
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from backend.otp import polyline
from backend.otp.sight import Sight
from backend.otp.words import node_id

REPLACEMENT_BUS = 714  # extended route type
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Geometry:
    """points: in units of 1e-5 degrees."""

    given: list[tuple[int, int]]

    @property
    def length(self) -> int:
        return len(self.given)

    @property
    def points(self) -> str:
        return polyline.encode(self.given)


@dataclass(frozen=True)
class Feed:
    sight: Sight
    row: int

    publisher = None

    @property
    def feed_id(self) -> str:
        return self.sight.catalogue.feeds[self.row]

    @property
    def agencies(self) -> list["Agency"]:
        return [Agency(self.sight, row) for row in np.flatnonzero(self.sight.catalogue.transit.agency_feed == self.row).tolist()]

    def alerts(self, types: list[str] | None = None) -> list[Any]:
        transit = self.sight.catalogue.transit
        kinds = sorted(set(transit.route_type[transit.route_feed == self.row].tolist()))
        keys = [("agency", agency.row) for agency in self.agencies] if types is None or "AGENCIES" in types else []
        return self.sight.alerts.about([*keys, *(("type", kind) for kind in kinds if types is None or "ROUTE_TYPES" in types)])


@dataclass(frozen=True)
class Agency:
    sight: Sight
    row: int

    typename = "Agency"
    lang = phone = fare_url = None

    @property
    def id(self) -> str:
        return node_id(self.typename, self.gtfs_id)

    @property
    def gtfs_id(self) -> str:
        return self.sight.catalogue.agency_id(self.row)

    @property
    def name(self) -> str:
        return self.sight.catalogue.transit.agency_name[self.row]

    @property
    def url(self) -> str:
        return self.sight.catalogue.transit.agency_url[self.row]

    @property
    def timezone(self) -> str:
        return self.sight.catalogue.transit.agency_timezone[self.row] or self.sight.view.snapshot.city.manifest.timezone

    @property
    def routes(self) -> list["Route"]:
        return [Route(self.sight, row) for row in np.flatnonzero(self.sight.catalogue.transit.route_agency == self.row).tolist()]

    def alerts(self, types: list[str] | None = None) -> list[Any]:
        wanted = types or ["AGENCY"]
        keys = [("agency", self.row)] if "AGENCY" in wanted else []
        routes = self.routes if {"ROUTES", "ROUTE_TYPES"} & set(wanted) else []
        keys += [("route", route.row) for route in routes if "ROUTES" in wanted]
        keys += [("type", kind) for kind in sorted({route.type for route in routes}) if "ROUTE_TYPES" in wanted]
        return self.sight.alerts.about(keys)


@dataclass(frozen=True)
class Route:
    sight: Sight
    row: int

    typename = "Route"
    desc = url = sort_order = None
    bikes_allowed = "NO_INFORMATION"

    @property
    def id(self) -> str:
        return node_id(self.typename, self.gtfs_id)

    @property
    def gtfs_id(self) -> str:
        return self.sight.catalogue.route_id(self.row)

    @property
    def agency(self) -> Agency | None:
        agency = int(self.sight.catalogue.transit.route_agency[self.row])
        return Agency(self.sight, agency) if agency >= 0 else None

    @property
    def known(self):
        return self.sight.catalogue.names.route(self.row)

    @property
    def short_name(self) -> str | None:
        return self.known.short_name or None

    def long_name(self, language: str | None = None) -> str | None:
        return self.known.long_name or None

    @property
    def mode(self) -> str:
        return self.sight.catalogue.mode(self.row)

    @property
    def type(self) -> int:
        return self.known.type

    @property
    def color(self) -> str | None:
        return self.known.colour and self.known.colour.removeprefix("#")

    @property
    def text_color(self) -> str | None:
        return self.known.text_colour and self.known.text_colour.removeprefix("#")

    @property
    def is_replacement(self) -> bool:
        return self.type == REPLACEMENT_BUS

    def patterns(self, service_dates: dict[str, date] | None = None) -> list["Pattern"]:
        found = [Pattern(self.sight, row) for row in self.sight.catalogue.patterns_of(self.row).tolist()]
        return [pattern for pattern in found if pattern.runs(service_dates)] if service_dates else found

    def runs(self, service_dates: dict[str, date]) -> bool:
        return any(pattern.runs(service_dates) for pattern in self.patterns())

    @property
    def stops(self) -> list[Any]:
        from backend.otp.stops import Stop

        rows = dict.fromkeys(stop for pattern in self.patterns() for stop in self.sight.catalogue.stops_of(pattern.row).tolist())
        return [Stop(self.sight, row) for row in rows]

    @property
    def trips(self) -> list[Any]:
        return [trip for pattern in self.patterns() for trip in pattern.trips]

    def alerts(self, types: list[str] | None = None) -> list[Any]:
        return self.sight.alerts.of_route(self, types or ["ROUTE"])


@dataclass(frozen=True)
class Pattern:
    sight: Sight
    row: int

    typename = "Pattern"
    original_trip_pattern = None

    @property
    def id(self) -> str:
        return node_id(self.typename, self.code)

    @property
    def code(self) -> str:
        return self.sight.keep("code", self.row, lambda: self.sight.catalogue.pattern_code(self.row))

    semantic_hash = code

    @property
    def route(self) -> Route:
        return Route(self.sight, int(self.sight.catalogue.transit.pattern_route[self.row]))

    @property
    def direction_id(self) -> int | None:
        direction = self.sight.catalogue.direction(self.row)
        return direction if direction >= 0 else None

    @property
    def rows_of_trips(self) -> np.ndarray:
        return self.sight.catalogue.timetables.trips_of(self.row)

    @property
    def headsign(self) -> str | None:
        trips = self.rows_of_trips
        return self.sight.catalogue.names.headsign(int(trips[0]), 0) if len(trips) else None

    @property
    def name(self) -> str:
        route = self.route.known
        return f"{route.short_name or route.long_name} → {self.headsign or ''}".rstrip(" →")

    @property
    def stops(self) -> list[Any]:
        from backend.otp.stops import Stop

        return [Stop(self.sight, row) for row in self.sight.catalogue.stops_of(self.row).tolist()]

    @property
    def trips(self) -> list[Any]:
        from backend.otp.trips import Trip

        return [Trip(self.sight, row) for row in self.rows_of_trips.tolist()]

    def trips_for_date(self, service_date: str | None = None) -> list[Any]:
        from backend.otp.trips import day_asked

        day = day_asked(self.sight, service_date).toordinal()
        return [trip for trip in self.trips if self.sight.catalogue.runs_between(np.array([trip.row]), day, day)]

    def runs(self, service_dates: dict[str, date]) -> bool:
        first, last = service_dates.get("start") or FIRST_DAY, service_dates.get("end") or LAST_DAY
        return self.sight.catalogue.runs_between(self.rows_of_trips, first.toordinal(), last.toordinal())

    @property
    def geometry(self) -> list[dict[str, float]]:
        return [{"lat": lat / 1e7, "lon": lon / 1e7} for lat, lon in zip(*self.sight.catalogue.line_e7(self.row))]

    @property
    def pattern_geometry(self) -> Geometry:
        return Geometry(polyline.from_e7(*self.sight.catalogue.line_e7(self.row)))

    @property
    def vehicle_positions(self) -> list[Any]:
        from backend.otp.positions import positions

        return positions(self.sight).get(self.row, [])

    def alerts(self, types: list[str] | None = None) -> list[Any]:
        return self.sight.alerts.of_route(self.route, types or ["PATTERN"], self)
