"""From what was read of one feed to the columns of a Transit."""
from typing import NamedTuple

import numpy as np

from routing.build.gtfs_calendar import Services
from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_frequencies import Departures, move_times
from routing.build.gtfs_patterns import Patterns
from routing.build.gtfs_routes import Agencies, Routes
from routing.build.gtfs_shapes import Drawn
from routing.build.gtfs_stops import STOP, Stops
from routing.build.gtfs_table import Ids
from routing.build.gtfs_times import Calls
from routing.build.gtfs_transfers import Transfers, TripEnds
from routing.build.gtfs_trips import Trips
from routing.build.problems import Problems
from routing.store import Texts
from routing.transit.model import Transit


class Read(NamedTuple):
    """All parts of one feed."""

    files: FeedFiles
    agencies: Agencies
    stops: Stops
    routes: Routes
    services: Services
    trips: Trips
    calls: Calls
    departures: Departures
    headsigns: Ids
    patterns: Patterns
    drawn: Drawn
    transfers: Transfers


def transit_of(read: Read) -> Transit:
    """One feed as a timetable of its own; its number is 0."""
    groups = (feed_columns, stop_columns, route_columns, service_columns, trip_columns, time_columns, pattern_columns, transfer_columns)
    return Transit(**{name: value for group in groups for name, value in group(read).items()})


def feed_columns(read: Read) -> dict:
    agencies = read.agencies
    return {
        "feed_name": Texts.of([read.files.name]), "feed_timezone": Texts.of([agencies.timezone[0]]),
        "agency_feed": np.zeros(len(agencies.name), np.int16), "agency_name": Texts.of(agencies.name), "agency_url": Texts.of(agencies.url),
        "agency_timezone": Texts.of(agencies.timezone), "headsigns": Texts.of(read.headsigns.texts),
    }  # fmt: skip


def stop_columns(read: Read) -> dict:
    stops = read.stops
    return {
        "stop_feed": np.zeros(len(stops.kind), np.int16), "stop_id": Texts.of(stops.ids.texts), "stop_code": Texts.of(stops.code),
        "stop_name": Texts.of(stops.name), "stop_platform": Texts.of(stops.platform), "stop_lat": stops.lat, "stop_lon": stops.lon,
        "stop_kind": stops.kind, "stop_parent": stops.parent, "stop_wheelchair": stops.wheelchair, "stop_level": stops.level,
        "stop_change_s": read.transfers.change_s,
    }  # fmt: skip


def route_columns(read: Read) -> dict:
    routes = read.routes
    return {
        "route_feed": np.zeros(len(routes.kind), np.int16), "route_agency": routes.agency, "route_id": Texts.of(routes.ids.texts),
        "route_short_name": Texts.of(routes.short_name), "route_long_name": Texts.of(routes.long_name), "route_type": routes.kind,
        "route_colour": routes.colour, "route_text_colour": routes.text_colour,
    }  # fmt: skip


def service_columns(read: Read) -> dict:
    services = read.services
    return {
        "first_day": np.array([services.first_day], np.int32), "service_feed": np.zeros(len(services.days), np.int16),
        "service_id": Texts.of(services.ids.texts), "service_days": services.days,
    }  # fmt: skip


def trip_columns(read: Read) -> dict:
    """One row per departure, in the order of trips.txt."""
    trips, departures = read.trips, read.departures
    row = read.calls.trip[departures.trip]
    ids = trips.ids.texts.gather(row)
    return {
        "trip_id": Texts.of(ids), "trip_route": trips.route[row], "trip_service": trips.service[row],
        "trip_headsign": read.headsigns.rows(trips.headsign)[row], "trip_short_name": read.headsigns.rows(trips.short_name)[row],
        "trip_direction": trips.direction[row], "trip_wheelchair": trips.wheelchair[row], "trip_bikes": trips.bikes[row],
        "trip_block": trips.block[row], "trip_start_s": departures.start_s, "trip_exact": departures.exact,
        "trip_pattern": read.patterns.of_trip[departures.trip],
    }  # fmt: skip


def time_columns(read: Read) -> dict:
    time_first, arrival_s, departure_s, exact = move_times(read.calls, read.departures)
    return {"time_first": time_first, "arrival_s": arrival_s, "departure_s": departure_s, "time_exact": exact}


def pattern_columns(read: Read) -> dict:
    calls, patterns, drawn = read.calls, read.patterns, read.drawn
    return {
        "pattern_route": read.trips.route[calls.trip[patterns.model]], "pattern_first": patterns.first, "pattern_stop": calls.stop[patterns.call],
        "pattern_pickup": calls.pickup[patterns.call], "pattern_drop_off": calls.drop_off[patterns.call],
        "pattern_headsign": read.headsigns.rows(calls.table.text("stop_headsign"))[patterns.call],
        "pattern_shape": drawn.shape, "pattern_shape_at": drawn.at,
        "shape_first": drawn.first, "shape_lat_e7": drawn.lat_e7, "shape_lon_e7": drawn.lon_e7,
    }  # fmt: skip


def transfer_columns(read: Read) -> dict:
    transfers = read.transfers
    return {
        "transfer_from": transfers.source, "transfer_to": transfers.target, "transfer_type": transfers.kind.astype(np.uint8),
        "transfer_min_s": transfers.least_s, "transfer_from_route": transfers.from_route, "transfer_to_route": transfers.to_route,
        "transfer_from_trip": transfers.from_trip, "transfer_to_trip": transfers.to_trip,
    }  # fmt: skip


def trip_ends(trips: Trips, calls: Calls, departures: Departures) -> TripEnds:
    ends = TripEnds(*(np.full(len(trips.route), -1, np.int32) for _ in range(3)))
    listed, first_row = np.unique(departures.trip, return_index=True)
    ends.row[calls.trip[listed]] = first_row
    ends.first_stop[calls.trip] = calls.stop[calls.first[:-1]]
    ends.last_stop[calls.trip] = calls.stop[calls.first[1:] - 1]
    return ends


def count_unused(stops: Stops, routes: Routes, services: Services, trips: Trips, calls: Calls, problems: Problems) -> None:
    """Stops, routes and services that no trip of the timetable needs. They are kept."""
    called, ridden, run = (np.zeros(len(ids), bool) for ids in (stops.kind, routes.kind, services.days))
    called[calls.stop] = True
    called[stops.parent[(stops.kind != STOP) & (stops.parent >= 0)]] = True
    ridden[trips.route[calls.trip]] = True
    run[trips.service[calls.trip]] = True
    stops.table.report("unused_stop", (stops.kind == STOP) & ~called, "no trip calls at stop {stop_id}; kept")
    routes.table.report("unused_route", ~ridden, "route {route_id} has no trip in the timetable; kept")
    unused = np.flatnonzero(~run)
    if len(unused):
        message = f"{len(unused)} services have no trip in the timetable, such as {services.ids.texts[int(unused[0])]}; kept"
        problems.add("unused_service", message, trips.table.file, 0, len(unused))
