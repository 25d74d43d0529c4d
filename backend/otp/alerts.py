"""Messages of operators, and whom they are about."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zlib import crc32

from backend.feeds.gtfs_rt.facts import Alert as Told
from backend.feeds.gtfs_rt.facts import Concerned, Texts
from backend.otp.lines import Agency, Pattern, Route
from backend.otp.sight import Sight
from backend.otp.stops import Stop
from backend.otp.trips import Trip
from backend.otp.words import node_id

Key = tuple[str, int]
SEVERITIES = ("INFO", "SEVERE", "WARNING")


@dataclass(frozen=True)
class Alert:
    sight: Sight
    feed: str
    told: Told

    typename = "Alert"
    patterns = ()

    @property
    def key(self) -> str:
        return f"{self.feed}:{self.told.id}"

    @property
    def id(self) -> str:
        return node_id(self.typename, self.key)

    @property
    def alert_hash(self) -> int:
        return crc32(self.key.encode()) & 0x7FFFFFFF

    @property
    def alert_cause(self) -> str:
        return self.told.cause or "UNKNOWN_CAUSE"

    @property
    def alert_effect(self) -> str:
        return self.told.effect or "UNKNOWN_EFFECT"

    @property
    def alert_severity_level(self) -> str:
        return self.told.severity if self.told.severity in SEVERITIES else "UNKNOWN_SEVERITY"

    def alert_header_text(self, language: str | None = None) -> str | None:
        return text_in(self.told.header, language) or None

    def alert_description_text(self, language: str | None = None) -> str:
        return text_in(self.told.description, language)

    def alert_url(self, language: str | None = None) -> str | None:
        return text_in(self.told.url, language) or None

    @property
    def alert_header_text_translations(self) -> list[dict[str, str]]:
        return translations(self.told.header)

    @property
    def alert_description_text_translations(self) -> list[dict[str, str]]:
        return translations(self.told.description)

    @property
    def alert_url_translations(self) -> list[dict[str, str]]:
        return translations(self.told.url)

    @property
    def activity_periods(self) -> list[dict[str, datetime | None]]:
        zone = self.sight.catalogue.timetables.zone
        periods = self.told.periods or ((None, None),)
        return [{"start": start and start.astimezone(zone), "end": end and end.astimezone(zone)} for start, end in periods]

    @property
    def effective_start_date(self) -> int | None:
        starts = [start for start, _ in self.told.periods]
        return int(min(start for start in starts if start).timestamp()) if starts and all(starts) else None

    @property
    def effective_end_date(self) -> int | None:
        ends = [end for _, end in self.told.periods]
        return int(max(end for end in ends if end).timestamp()) if ends and all(ends) else None

    @property
    def entities(self) -> list[Any]:
        found = [self.entity(concerned) for concerned in self.told.concerned]
        return found or [Unknown("Nothing in this timetable.")]

    def entity(self, concerned: Concerned) -> Any:
        sight = self.sight
        stop = Stop(sight, concerned.stop) if concerned.stop is not None else None
        if concerned.trips or concerned.added:
            rows = trips_of(sight, concerned)
            if not rows:
                return Unknown("A trip that nobody tells of any more.")
            trip = Trip(sight, rows[0])
            return StopOnTrip(stop, trip) if stop else trip
        if concerned.route is not None:
            route = Route(sight, concerned.route)
            return StopOnRoute(stop, route) if stop else route
        if stop:
            return stop
        agency = Agency(sight, concerned.agency) if concerned.agency is not None else None
        if concerned.route_type is not None:
            return RouteType(sight, concerned.route_type, agency)
        return agency or Unknown("All of this feed.")

    @property
    def agency(self) -> Agency | None:
        return next((Agency(self.sight, one.agency) for one in self.told.concerned if one.agency is not None and one.route is None), None)

    @property
    def route(self) -> Route | None:
        return next((Route(self.sight, one.route) for one in self.told.concerned if one.route is not None), None)

    @property
    def stop(self) -> Stop | None:
        return next((Stop(self.sight, one.stop) for one in self.told.concerned if one.stop is not None), None)

    @property
    def trip(self) -> Trip | None:
        return next((Trip(self.sight, rows[0]) for one in self.told.concerned if (rows := trips_of(self.sight, one))), None)

    def holds(self, begin: datetime, end: datetime) -> bool:
        return not self.told.periods or any((start is None or start < end) and (until is None or until > begin) for start, until in self.told.periods)


@dataclass(frozen=True)
class Unknown:
    description: str
    typename = "Unknown"


@dataclass(frozen=True)
class StopOnRoute:
    stop: Stop
    route: Route
    typename = "StopOnRoute"


@dataclass(frozen=True)
class StopOnTrip:
    stop: Stop
    trip: Trip
    typename = "StopOnTrip"


@dataclass(frozen=True)
class RouteType:
    sight: Sight
    route_type: int
    agency: Agency | None
    typename = "RouteType"

    @property
    def routes(self) -> list[Route]:
        transit = self.sight.catalogue.transit
        rows = (row for row, kind in enumerate(transit.route_type.tolist()) if kind == self.route_type)
        return [Route(self.sight, row) for row in rows if self.agency is None or int(transit.route_agency[row]) == self.agency.row]


class AlertBook:
    """All that is told now, by what it is about: ("trip" | "stop" | "route" | "agency" | "type", row). The narrowest counts."""

    def __init__(self, sight: Sight):
        self.sight = sight
        self.all = [Alert(sight, feed, told) for feed, facts in sight.view.transit.items() for told in facts.alerts]
        self._by: dict[Key, list[tuple[Alert, Concerned]]] = {}
        for alert in self.all:
            for concerned in alert.told.concerned:
                for key in keys_of(sight, concerned):
                    self._by.setdefault(key, []).append((alert, concerned))

    def find(self, key: str) -> Alert | None:
        return next((alert for alert in self.all if alert.key == key), None)

    def pairs(self, keys: Iterable[Key]) -> list[tuple[Alert, Concerned]]:
        return [pair for key in keys for pair in self._by.get(key, ())]

    def about(self, keys: Iterable[Key]) -> list[Alert]:
        return once(alert for alert, _ in self.pairs(keys))

    def of_stop(self, stop: Stop, types: list[str]) -> list[Alert]:
        """At the stop or its station; of STOP alone only what holds for all lines."""
        places = [("stop", stop.row)] + ([("stop", stop.parent_station.row)] if stop.parent_station else [])
        kinds = {True: "STOP", False: "STOP_ON_ROUTES"}
        found = [alert for alert, one in self.pairs(places) if kinds[one.route is None] in types]
        on_routes, on_trips = {"ROUTES", "PATTERNS"} & set(types), {"TRIPS", "STOP_ON_TRIPS"} & set(types)
        routes = stop.routes() if on_routes or on_trips or "AGENCIES_OF_ROUTES" in types else []
        keys: list[Key] = [("route", route.row) for route in routes if on_routes]
        keys += [("agency", route.agency.row) for route in routes if route.agency and "AGENCIES_OF_ROUTES" in types]
        stops = None if "TRIPS" in types else set(stop.inside.tolist())
        at_stop = self.trips_on({route.row for route in routes}, stops) if on_trips else []
        return once([*found, *self.about(keys), *at_stop])

    def of_route(self, route: Route, types: list[str], pattern: Pattern | None = None) -> list[Alert]:
        """Of a pattern: those of its route that hold for its direction."""
        keys: list[Key] = [("agency", route.agency.row)] if route.agency and "AGENCY" in types else []
        keys += [("type", route.type)] if "ROUTE_TYPE" in types else []
        on_route = self.pairs([("route", route.row)])
        if pattern is not None:
            direction = pattern.direction_id
            found = [alert for alert, one in on_route if one.direction == direction and "PATTERN" in types and direction is not None]
            found += [alert for alert, one in on_route if one.direction is None and "ROUTE" in types]
        else:
            found = [alert for alert, one in on_route if ("ROUTE" in types and one.direction is None) or "PATTERNS" in types]
        if {"STOPS_ON_ROUTE", "STOPS_ON_PATTERN"} & set(types):
            places = [("stop", stop.row) for stop in (pattern or route).stops]
            found += [alert for alert, one in self.pairs(places) if one.route in (None, route.row)]
        if {"TRIPS", "STOPS_ON_TRIPS"} & set(types):
            found += self.trips_on({route.row}, None)
        return once([*found, *self.about(keys)])

    def trips_on(self, routes: set[int], stops: set[int] | None) -> list[Alert]:
        of_trip = self.sight.catalogue.transit.trip_route
        return [
            alert for (kind, row), pairs in self._by.items() if kind == "trip" and int(of_trip[row]) in routes
            for alert, one in pairs if stops is None or one.stop in stops
        ]  # fmt: skip

    def of_trip(self, trip: Trip, types: list[str]) -> list[Alert]:
        found = self.about([("trip", trip.row)]) if "TRIP" in types else []
        wider = [one for one in types if one in ("AGENCY", "PATTERN", "ROUTE", "ROUTE_TYPE")]
        found += self.of_route(trip.route, wider, trip.pattern) if wider else []
        if "STOPS_ON_TRIP" in types:
            found += self.about(("stop", stop.row) for stop in trip.stops)
        return once(found)

    def of_ride(self, trip: Trip, day: int, stops: list[Stop], begin: datetime, end: datetime) -> list[Alert]:
        """Whatever somebody on this ride is concerned by while it lasts."""
        route, direction = trip.route, trip.pattern.direction_id
        places = {row for stop in stops for row in (stop.row, int(trip.transit.stop_parent[stop.row])) if row >= 0}
        agency: list[Key] = [("agency", route.agency.row)] if route.agency else []
        keys: list[Key] = [("trip", trip.row), ("route", route.row), *agency, ("type", route.type), *(("stop", row) for row in sorted(places))]
        return once(
            alert for alert, one in self.pairs(keys)
            if alert.holds(begin, end) and one.day in (None, day) and one.route in (None, route.row) and one.direction in (None, direction)
            and (one.stop is None or one.stop in places)
        )  # fmt: skip


def trips_of(sight: Sight, concerned: Concerned) -> list[int]:
    """Rows of the trips that are named."""
    added = sight.view.snapshot.added_runs(concerned.added) if concerned.added else []
    return [*concerned.trips, *(row for row, day in added if concerned.day in (None, day.toordinal()))]


def keys_of(sight: Sight, concerned: Concerned) -> list[Key]:
    if concerned.trips or concerned.added:
        return [("trip", trip) for trip in trips_of(sight, concerned)]
    for kind, row in (("stop", concerned.stop), ("route", concerned.route), ("type", concerned.route_type), ("agency", concerned.agency)):
        if row is not None:
            return [(kind, row)]
    return []


def once(alerts: Iterable[Alert]) -> list[Alert]:
    return list({alert.key: alert for alert in alerts}.values())


def text_in(texts: Texts, language: str | None) -> str:
    """In the language, else the first there is."""
    wanted = (language or "").partition("-")[0].lower()
    return next((text for told, text in texts if wanted and told.partition("-")[0].lower() == wanted), texts[0][1] if texts else "")


def translations(texts: Texts) -> list[dict[str, str]]:
    return [{"language": language, "text": text} for language, text in texts]
