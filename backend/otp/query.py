"""What can be asked first: the fields of `QueryType`."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from backend.otp.alerts import Alert
from backend.otp.catalogue import STATION
from backend.otp.lines import Agency, Feed, Pattern, Route
from backend.otp.nearest import Wanted, in_feeds, nearest, stops_by_radius
from backend.otp.parking import Parking, parkings
from backend.otp.plans import Plan, plan
from backend.otp.sharing import BikeStation, Station, Vehicle, stations, vehicles
from backend.otp.sight import Sight
from backend.otp.stops import Stop
from backend.otp.trips import Trip
from backend.otp.words import read_node_id
from backend.service.degrees import check_degrees
from backend.service.errors import Unprocessable
from routing.transit.day import service_origin

MOST_IDS = 500


@dataclass(frozen=True)
class Query:
    sight: Sight

    @property
    def viewer(self) -> "Query":
        return self

    def node(self, id: str) -> Any:
        """Of any kind, by its global id."""
        kind, own_id = read_node_id(id) or ("", "")
        finders: dict[str, Callable[[str], Any]] = {
            "Stop": self.stop, "Route": self.route, "Trip": self.trip, "Agency": self.agency, "Pattern": self.pattern,
            "VehicleRentalStation": self.vehicle_rental_station, "BikeRentalStation": self.bike_rental_station, "RentalVehicle": self.rental_vehicle,
            "VehicleParking": self.vehicle_parking, "Alert": self.sight.alerts.find,
        }  # fmt: skip
        return finders[kind](own_id) if kind in finders else None

    @property
    def feeds(self) -> list[Feed]:
        return [Feed(self.sight, row) for row in range(len(self.sight.catalogue.feeds))]

    @property
    def agencies(self) -> list[Agency]:
        return [Agency(self.sight, row) for row in range(len(self.sight.catalogue.transit.agency_feed))]

    def agency(self, id: str) -> Agency | None:
        return self.made(Agency, self.sight.catalogue.find_agency(id))

    def made(self, kind: Callable[[Sight, int], Any], row: int | None) -> Any:
        return None if row is None else kind(self.sight, row)

    def stop(self, id: str) -> Stop | None:
        return self.made(Stop, self.sight.catalogue.find_stop(id))

    def station(self, id: str) -> Stop | None:
        found = self.stop(id)
        return found if found is not None and found.location_type == "STATION" else None

    def stops(self, ids: list[str] | None = None, name: str | None = None, feeds: list[str] | None = None) -> list[Stop | None]:
        return self.some_stops(ids, name, 0, feeds)

    def stations(self, ids: list[str] | None = None, name: str | None = None) -> list[Stop | None]:
        return self.some_stops(ids, name, STATION, None)

    def some_stops(self, ids: list[str] | None, name: str | None, kind: int, feeds: list[str] | None) -> list[Stop | None]:
        """Those of the ids, null where there is none; else all of the kind whose name holds the words."""
        if ids is not None:
            return [self.stop(one) if one is not None else None for one in checked(ids)]
        names = self.sight.catalogue.names
        rows = np.flatnonzero(self.sight.catalogue.transit.stop_kind == kind).tolist()
        wanted = (name or "").casefold()
        self.sight.budget.spend(len(rows) // 10)
        return [
            Stop(self.sight, row) for row in rows
            if (not wanted or wanted in names.stop_name(row).casefold()) and in_feeds(self.sight, row, feeds)
        ]  # fmt: skip

    def stops_by_bbox(self, min_lat: float, min_lon: float, max_lat: float, max_lon: float, feeds: list[str] | None = None) -> list[Stop]:
        check_degrees(min_lat, min_lon, ("minLat", "minLon"))
        check_degrees(max_lat, max_lon, ("maxLat", "maxLon"))
        transit = self.sight.catalogue.transit
        lat, lon = transit.stop_lat, transit.stop_lon
        inside = (lat >= min_lat) & (lat <= max_lat) & (lon >= min_lon) & (lon <= max_lon) & (transit.stop_kind == 0)
        return [Stop(self.sight, row) for row in np.flatnonzero(inside).tolist() if in_feeds(self.sight, row, feeds)]

    def stops_by_radius(self, **given: Any) -> dict[str, Any]:
        return stops_by_radius(self.sight, **given)

    def nearest(
        self, lat: float, lon: float, max_distance: int | None = 2000, max_results: int | None = 20,
        filter_by_place_types: list[str] | None = None, filter_by_modes: list[str] | None = None, filter_by_network: list[str] | None = None,
        filter_by_ids: dict[str, Any] | None = None, **page: Any,
    ) -> dict[str, Any]:  # fmt: skip
        wanted = Wanted.of(filter_by_place_types, filter_by_modes, filter_by_network, filter_by_ids)
        most = (2000 if max_distance is None else max_distance, 20 if max_results is None else max_results)
        return nearest(self.sight, lat, lon, *most, wanted, page)

    def routes(
        self, ids: list[str] | None = None, feeds: list[str] | None = None, name: str | None = None, transport_modes: list[str] | None = None,
        service_dates: dict[str, date] | None = None,
    ) -> list[Route | None]:  # fmt: skip
        if ids is not None:
            return [self.route(one) if one is not None else None for one in checked(ids)]
        transit = self.sight.catalogue.transit
        found: Iterable[Route] = (Route(self.sight, row) for row in range(len(transit.route_type)))
        if feeds:
            found = (route for route in found if self.sight.catalogue.feeds[int(transit.route_feed[route.row])] in feeds)
        if transport_modes:
            found = (route for route in found if route.mode in transport_modes)
        if name:
            wanted = name.casefold()
            found = (route for route in found if wanted in route.known.short_name.casefold() or wanted in route.known.long_name.casefold())
        return [route for route in found if not service_dates or route.runs(service_dates)]

    def route(self, id: str) -> Route | None:
        return self.made(Route, self.sight.catalogue.find_route(id))

    @property
    def patterns(self) -> list[Pattern]:
        return [Pattern(self.sight, row) for row in range(len(self.sight.catalogue.transit.pattern_route))]

    def pattern(self, id: str) -> Pattern | None:
        return self.made(Pattern, self.sight.catalogue.find_pattern(id))

    def trip(self, id: str) -> Trip | None:
        return self.made(Trip, self.sight.catalogue.find_trip(id))

    def alerts(
        self, feeds: list[str] | None = None, severity_level: list[str] | None = None, effect: list[str] | None = None,
        cause: list[str] | None = None, route: list[str] | None = None, stop: list[str] | None = None,
    ) -> list[Alert]:  # fmt: skip
        """feeds: of the timetable, as everywhere, or of the messages."""
        book = self.sight.alerts
        found = book.all
        if route or stop:
            keys = [("route", row) for one in route or [] if (row := self.sight.catalogue.find_route(one)) is not None]
            keys += [("stop", row) for one in stop or [] if (row := self.sight.catalogue.find_stop(one)) is not None]
            found = book.about(keys)
        tests = ((severity_level, "alert_severity_level"), (effect, "alert_effect"), (cause, "alert_cause"))
        found = [alert for alert in found if all(not wanted or getattr(alert, name) in wanted for wanted, name in tests)]
        return [alert for alert in found if not feeds or alert.feed in feeds or set(feeds) & set(self.sight.catalogue.feeds)]

    @property
    def service_time_range(self) -> dict[str, int]:
        """Unix seconds."""
        transit = self.sight.catalogue.transit
        first = date.fromordinal(int(transit.first_day[0]))
        end = first + timedelta(days=transit.service_days.shape[1])
        zone = self.sight.view.snapshot.city.manifest.timezone
        begin, until = (service_origin(day, zone) for day in (first, end))
        return {"start": seconds(begin), "end": seconds(until)}

    def vehicle_rental_stations(self, ids: list[str] | None = None) -> list[Station | None]:
        return by_ids(stations(self.sight), "station_id", ids)

    def vehicle_rental_station(self, id: str) -> Station | None:
        return self.vehicle_rental_stations([id])[0]

    def bike_rental_stations(self, ids: list[str] | None = None) -> list[Station | None]:
        return by_ids(stations(self.sight, kind=BikeStation), "station_id", ids)

    def bike_rental_station(self, id: str) -> Station | None:
        return self.bike_rental_stations([id])[0]

    def rental_vehicles(self, ids: list[str] | None = None, form_factors: list[str] | None = None) -> list[Vehicle | None]:
        found = (one for one in vehicles(self.sight) if not form_factors or one.vehicle_type.form_factor in form_factors)
        return by_ids(found, "vehicle_id", ids)

    def rental_vehicle(self, id: str) -> Vehicle | None:
        return self.rental_vehicles([id])[0]

    def vehicle_rentals_by_bbox(
        self, minimum_latitude: float, maximum_latitude: float, minimum_longitude: float, maximum_longitude: float
    ) -> list[Any]:
        check_degrees(minimum_latitude, minimum_longitude, ("minimumLatitude", "minimumLongitude"))
        check_degrees(maximum_latitude, maximum_longitude, ("maximumLatitude", "maximumLongitude"))
        rentals: list[Station | Vehicle] = [*stations(self.sight), *vehicles(self.sight)]
        return [
            one for one in rentals
            if minimum_latitude <= one.lat <= maximum_latitude and minimum_longitude <= one.lon <= maximum_longitude
        ]  # fmt: skip

    def vehicle_parkings(self, ids: list[str] | None = None) -> list[Parking | None]:
        return by_ids(parkings(self.sight), "vehicle_parking_id", ids)

    def vehicle_parking(self, id: str) -> Parking | None:
        return self.vehicle_parkings([id])[0]

    def plan(self, **given: Any) -> Plan:
        return plan(self.sight, given, connection=False)

    def plan_connection(self, **given: Any) -> Plan:
        return plan(self.sight, given, connection=True)


def checked(ids: list[str]) -> list[str]:
    if len(ids) > MOST_IDS:
        raise Unprocessable(f"Give at most {MOST_IDS} ids.", "ids")
    return ids


def by_ids(found: Iterable[Any], name: str, ids: list[str] | None) -> list[Any]:
    """All, or those of the ids in their order, null where there is none."""
    if ids is None:
        return list(found)
    known = {getattr(one, name): one for one in found}
    return [known.get(one) for one in checked(ids)]


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())
