"""GTFS-Flex: service on demand of the feeds, and of the zones that a city declares itself, into one `OnDemand`.

Rows of stop_times.txt that the timetable leaves out are read here: those with a location, a group of stops or a window instead of a time.
"""
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from routing.build.flex_areas import read_areas
from routing.build.flex_declared import Declared, declared_on_demand
from routing.build.flex_rides import Built, rides_of
from routing.build.flex_rules import read_bookings
from routing.build.gtfs_files import FeedFiles, open_feed
from routing.build.gtfs_table import Ids, Table, find_table
from routing.build.gtfs_times import FLEX, flex_rows
from routing.build.problems import Problems
from routing.flex.model import Booking, OnDemand, Operated
from routing.transit.model import Transit

TRIPS = ("route_id", "service_id", "trip_id")
DURATIONS = ("mean_duration_factor", "mean_duration_offset", "safe_duration_factor", "safe_duration_offset")
TIMES = (
    "stop_id", "arrival_time", "departure_time", "pickup_type", "drop_off_type", "pickup_booking_rule_id", "drop_off_booking_rule_id",
    *FLEX, *DURATIONS,
)  # fmt: skip


def build_on_demand(feeds: list[Path], declared: list[Declared], transit: Transit, timezone: str, problems: Problems) -> OnDemand:
    """transit: the timetable of these feeds, whose rows are named. timezone: of the city, for what it declares itself."""
    built = Built()
    for number, path in enumerate(feeds):
        with open_feed(Path(path)) as files:
            if any(column.encode() in files.first_line("stop_times.txt") for column in FLEX):
                read_feed(files, number, transit, problems, built)
    declared_on_demand(declared, timezone, built)
    return OnDemand(tuple(built.areas), tuple(built.bookings), tuple(built.runs), tuple(built.rides))


def read_feed(files: FeedFiles, number: int, transit: Transit, problems: Problems, built: Built) -> None:
    times = find_table(files, "stop_times.txt", problems_again(), ("trip_id", "stop_sequence"), TIMES)
    if times is None or not (flex := flex_rows(times)).any():
        return
    on_demand = times.text("trip_id").filter(flex).unique()
    times = Table(times.file, times.rows, times.given, problems).keep(times.text("trip_id").is_in(on_demand.implode()).to_numpy())
    services = rows_of(transit, number, "service")
    trips = read_trips(files, on_demand, services, rows_of(transit, number, "route"), problems)
    if not len(trips):
        return
    stops = rows_of(transit, number, "stop")
    row_of_stop = dict(zip(stops.texts.to_list(), np.flatnonzero(transit.stop_feed == number).tolist()))
    areas = read_areas(files, row_of_stop.get, lambda row: transit.stop_name[row], problems)
    rules, bookings = read_bookings(files, Ids(services.texts), problems)
    first_service = int(np.searchsorted(transit.service_feed, number))
    bookings_here = [booking if booking.notice_service < 0 else moved(booking, first_service) for booking in bookings]
    runs = runs_of(trips, number, transit, phones_of(files))
    rides_of(times, trips, areas, rules, bookings_here, runs, built)


def problems_again() -> Problems:
    """Nobody looks at it: what is wrong with rows as such was counted when the timetable was read."""
    return Problems()


def moved(booking: Booking, first_service: int) -> Booking:
    """Its days of notice counted among those of all feeds."""
    return replace(booking, notice_service=booking.notice_service + first_service)


def rows_of(transit: Transit, number: int, kind: str) -> Ids:
    """The ids of one feed; a row of the answer counts from the first one of the feed."""
    ids, feed = getattr(transit, f"{kind}_id"), getattr(transit, f"{kind}_feed")
    return Ids(pl.Series([ids[row] for row in np.flatnonzero(feed == number).tolist()], dtype=pl.String))


def read_trips(files: FeedFiles, on_demand: pl.Series, services: Ids, routes: Ids, problems: Problems) -> Table:
    """Rows of trips.txt with `service` and `route`, of the trips that have calls on demand."""
    table = find_table(files, "trips.txt", problems_again(), TRIPS, ("wheelchair_accessible", *DURATIONS))
    assert table is not None  # or the timetable could not have been read
    unknown = on_demand.filter(~on_demand.is_in(table.text("trip_id").implode()))
    if len(unknown):
        message = f"there is no trip {unknown[0]}, which stop_times.txt has on demand; its rows are left out"
        problems.add("unknown_trip", message, files.where("stop_times.txt"), 0, len(unknown))
    table = Table(table.file, table.rows, table.given, problems)
    table = table.keep(table.text("trip_id").is_in(on_demand.implode()).to_numpy() & table.text("trip_id").is_first_distinct().to_numpy())
    table = table.put(service=services.rows(table.text("service_id")), route=routes.rows(table.text("route_id")))
    return table.keep((table.array("service") >= 0) & (table.array("route") >= 0))  # the others are counted with the timetable


def phones_of(files: FeedFiles) -> list[tuple[str, str]]:
    """Name and telephone of each agency, in the order of agency.txt."""
    table = find_table(files, "agency.txt", problems_again(), (), ("agency_name", "agency_phone"))
    return [] if table is None else list(zip(table.text("agency_name").to_list(), table.text("agency_phone").to_list()))


def runs_of(trips: Table, number: int, transit: Transit, phones: list[tuple[str, str]]) -> list[Operated]:
    """One for each row of the trips."""
    first_route, first_service = (int(np.searchsorted(feed, number)) for feed in (transit.route_feed, transit.service_feed))
    wheelchair = trips.whole("wheelchair_accessible", 0, 2, 0, "taken as unknown").tolist()
    phone_of = dict(reversed(phones))
    runs = []
    for row, trip_id in enumerate(trips.text("trip_id").to_list()):
        route = first_route + int(trips.array("route")[row])
        agency = int(transit.route_agency[route])
        operator = transit.agency_name[agency]
        runs.append(Operated(
            operator=operator, line=transit.route_short_name[route] or transit.route_long_name[route], timezone=transit.feed_timezone[number],
            trip_id=trip_id, route=route, service=first_service + int(trips.array("service")[row]), wheelchair=wheelchair[row],
            phone=phone_of.get(operator, ""), key=transit.route_id[route],
        ))  # fmt: skip
    return runs
