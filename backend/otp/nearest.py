"""What is near a place, page by page."""
import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from backend.otp.catalogue import STATION
from backend.otp.distances import away_m
from backend.otp.lines import Pattern
from backend.otp.parking import parkings
from backend.otp.sharing import BikeStation, Station, stations, vehicles
from backend.otp.sight import Sight
from backend.otp.stops import Stop, StopAtDistance, Window, first_of
from backend.otp.trips import Stoptime, stoptimes
from backend.otp.words import node_id
from backend.service.degrees import check_degrees
from backend.service.errors import Unprocessable
from routing.near import stops_on_foot
from routing.query import Point
from routing.snapshot import DEFAULT_WALK_MPS

SEARCH_COST = 200
FARTHEST_ON_FOOT_M = 5000
FARTHEST_M = 100_000
MOST_RESULTS = 500
CURSOR = "simple-cursor"
SHOWN = ("STOP", "STATION", "DEPARTURE_ROW", "BICYCLE_RENT", "VEHICLE_RENT", "CAR_PARK", "BIKE_PARK")


@dataclass(frozen=True)
class DepartureRow:
    """A line in one direction at the nearest of its stops."""

    stop: Stop
    pattern: Pattern

    typename = "DepartureRow"

    @property
    def id(self) -> str:
        return node_id(self.typename, f"{self.stop.gtfs_id};{self.pattern.code}")

    @property
    def lat(self) -> float | None:
        return self.stop.lat

    @property
    def lon(self) -> float | None:
        return self.stop.lon

    def stoptimes(self, **window: Any) -> list[Stoptime]:
        asked = Window.of(**window)
        calls = self.stop.departures(asked)
        rows = np.flatnonzero(self.stop.transit.trip_pattern[calls.trip] == self.pattern.row)
        return stoptimes(self.stop.sight, first_of(calls.only(rows), asked.number_of_departures))


@dataclass(frozen=True)
class PlaceAtDistance:
    place: Any
    distance: int

    typename = "placeAtDistance"

    @property
    def id(self) -> str:
        return node_id(self.typename, f"{self.distance};{self.place.id}")


def connection(found: list[Any], first: int | None, after: str | None, last: int | None = None, before: str | None = None) -> dict[str, Any]:
    """A page of a list: those behind `after` and ahead of `before`, the first or the last so many. Raises Unprocessable."""
    for count, name in ((first, "first"), (last, "last")):
        if count is not None and count < 0:
            raise Unprocessable("Ask for none or more.", name)
    begin = 0 if after is None else read_cursor(after, "after") + 1
    end = len(found) if before is None else min(len(found), read_cursor(before, "before"))
    if first is not None:
        end = min(end, begin + first)
    if last is not None:
        begin = max(begin, end - last)
    edges = [{"node": found[at], "cursor": cursor(at)} for at in range(begin, end)]
    pages = {
        "has_next_page": end < len(found), "has_previous_page": begin > 0, "start_cursor": edges[0]["cursor"] if edges else None,
        "end_cursor": edges[-1]["cursor"] if edges else None,
    }  # fmt: skip
    return {"edges": edges, "page_info": pages}


def cursor(at: int) -> str:
    return base64.b64encode(f"{CURSOR}{at}".encode()).decode()


def read_cursor(text: str, name: str) -> int:
    try:
        plain = base64.b64decode(text[:64], validate=True).decode()
    except (binascii.Error, ValueError):
        plain = ""
    number = plain.removeprefix(CURSOR)
    if not plain.startswith(CURSOR) or not (number.isascii() and number.isdecimal()):
        raise Unprocessable("Give a cursor as it was answered.", name)
    return int(number)


def on_foot(sight: Sight, lat: float, lon: float, within_m: int) -> Iterator[tuple[int, int]]:
    """(row of a stop, metres), nearest first. Raises Unprocessable."""
    check_degrees(lat, lon, ("lat", "lon"))
    if within_m > FARTHEST_ON_FOOT_M:
        sight.notice(f"Stops are looked for within {FARTHEST_ON_FOOT_M} m.")
    sight.budget.spend(SEARCH_COST)
    near = stops_on_foot(sight.streets, Point(lat, lon), round(min(within_m, FARTHEST_ON_FOOT_M) / DEFAULT_WALK_MPS))
    for stop, seconds in zip(near.stop.tolist(), near.seconds.tolist()):
        yield stop, round(seconds * DEFAULT_WALK_MPS)


def stops_by_radius(sight: Sight, lat: float, lon: float, radius: int, feeds: list[str] | None = None, **page: Any) -> dict[str, Any]:
    """Stops and platforms at which something calls."""
    if radius < 0:
        raise Unprocessable("Give a radius of 0 m or more.", "radius")
    found = []
    for row, metres in on_foot(sight, lat, lon, radius):
        if calls(sight, row) and in_feeds(sight, row, feeds):
            found.append(StopAtDistance(Stop(sight, row), metres))
    return connection(found, **pages(page))


def calls(sight: Sight, row: int) -> bool:
    return len(sight.catalogue.calls(np.array([row]))[0]) > 0


def in_feeds(sight: Sight, row: int, feeds: list[str] | None) -> bool:
    return not feeds or sight.catalogue.feeds[int(sight.catalogue.transit.stop_feed[row])] in feeds


def pages(page: dict[str, Any]) -> dict[str, Any]:
    return {name: page.get(name) for name in ("first", "after", "last", "before")}


@dataclass(frozen=True)
class Wanted:
    """What `nearest` is to find; None: all of it."""

    kinds: frozenset[str]
    modes: frozenset[str] | None
    networks: list[str] | None
    stops: frozenset[str] | None
    stations: frozenset[str] | None
    routes: frozenset[str] | None
    rentals: frozenset[str] | None

    @classmethod
    def of(cls, kinds: list[str] | None, modes: list[str] | None, networks: list[str] | None, ids: dict[str, Any] | None) -> "Wanted":
        ids = ids or {}
        named = {
            name: frozenset(ids[key]) if ids.get(key) else None
            for name, key in (("stops", "stops"), ("stations", "stations"), ("routes", "routes"), ("rentals", "bike_rental_stations"))
        }
        return cls(frozenset(filter(None, kinds or SHOWN)), frozenset(modes) if modes else None, networks, **named)

    def takes(self, routes: Iterable[Any]) -> bool:
        """Whether any of the routes is of the modes and routes that are wanted."""
        return any((self.modes is None or one.mode in self.modes) and (self.routes is None or one.gtfs_id in self.routes) for one in routes)


def nearest(sight: Sight, lat: float, lon: float, max_distance: int, max_results: int, wanted: Wanted, page: dict[str, Any]) -> dict[str, Any]:
    """Raises Unprocessable."""
    check_degrees(lat, lon, ("lat", "lon"))
    if max_distance < 0 or max_results < 0:
        raise Unprocessable("Give a distance and a number of results of 0 or more.", "maxDistance")
    most = min(max_results, MOST_RESULTS)
    found = []
    if wanted.kinds & {"STOP", "STATION", "DEPARTURE_ROW"}:
        found += [PlaceAtDistance(place, metres) for place, metres in transit_places(sight, lat, lon, max_distance, wanted, most)]
    others = list(other_places(sight, wanted))
    if others:
        places = np.array([(place.lat, place.lon) for place in others])
        metres = away_m(lat, lon, places[:, 0], places[:, 1])
        rows = np.flatnonzero(metres <= min(max_distance, FARTHEST_M))
        rows = rows[np.argsort(metres[rows], kind="stable")][:most]
        found += [PlaceAtDistance(others[row], round(float(metres[row]))) for row in rows.tolist()]
    return connection(sorted(found, key=lambda one: one.distance)[:most], **pages(page))


def transit_places(sight: Sight, lat: float, lon: float, within_m: int, wanted: Wanted, most: int) -> Iterator[tuple[Any, int]]:
    """Each station and each line in one direction once, where it is nearest."""
    seen: set[tuple[str, int]] = set()
    count = 0
    for row, metres in on_foot(sight, lat, lon, within_m):
        for place, key in places_at(sight, row, wanted):
            if key not in seen:
                seen.add(key)
                count += 1
                yield place, metres
        if count >= most:
            return


def places_at(sight: Sight, row: int, wanted: Wanted) -> Iterator[tuple[Any, tuple[str, int]]]:
    stop = Stop(sight, row)
    if not calls(sight, row) or not wanted.takes(stop.routes()):
        return
    if "STOP" in wanted.kinds and (wanted.stops is None or stop.gtfs_id in wanted.stops):
        yield stop, ("stop", row)
    station = stop.parent_station
    if "STATION" in wanted.kinds and station is not None and station.transit.stop_kind[station.row] == STATION:
        if wanted.stations is None or station.gtfs_id in wanted.stations:
            yield station, ("station", station.row)
    if "DEPARTURE_ROW" in wanted.kinds:
        for pattern in stop.patterns:
            if wanted.takes([pattern.route]):
                yield DepartureRow(stop, pattern), ("row", pattern.row)


def other_places(sight: Sight, wanted: Wanted) -> Iterator[Any]:
    if "VEHICLE_RENT" in wanted.kinds:
        yield from (one for one in stations(sight, wanted.networks, Station) if wanted.rentals is None or one.station_id in wanted.rentals)
        yield from vehicles(sight, wanted.networks)
    elif "BICYCLE_RENT" in wanted.kinds:
        yield from (one for one in stations(sight, wanted.networks, BikeStation) if wanted.rentals is None or one.station_id in wanted.rentals)
    for parking in parkings(sight):
        if ("BIKE_PARK" if parking.bicycle_places else "CAR_PARK") in wanted.kinds:
            yield parking
