"""Agencies and routes of one feed."""
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_table import Ids, Table, read_table
from routing.build.problems import BuildError, Problems

BUS = 3
HIGHEST_ROUTE_TYPE = 1799  # of the extended types
BASIC_ROUTE_TYPES = (*range(8), 11, 12)
OPTIONAL_AGENCY = ("agency_id", "agency_url")
OPTIONAL_ROUTE = ("agency_id", "route_short_name", "route_long_name", "route_color", "route_text_color")


class Agencies(NamedTuple):
    ids: Ids
    name: pl.Series
    url: pl.Series
    timezone: pl.Series


class Routes(NamedTuple):
    """Colours: int32, 0xRRGGBB, -1 none. `agency` int32, -1 none. `kind` int16, route_type."""

    ids: Ids
    agency: np.ndarray
    short_name: pl.Series
    long_name: pl.Series
    kind: np.ndarray
    colour: np.ndarray
    text_colour: np.ndarray
    table: Table


def read_agencies(files: FeedFiles, problems: Problems) -> Agencies:
    """Raises BuildError for a time zone that is not in the IANA data base: without it no time of the feed has a meaning."""
    table = read_table(files, "agency.txt", problems, ("agency_name", "agency_timezone"), OPTIONAL_AGENCY)
    again = ~table.text("agency_id").is_first_distinct().to_numpy()
    table = table.without("duplicate_id", again, 'agency_id "{agency_id}" stands twice; the first row counts')
    zones = table.text("agency_timezone")
    for zone, line in zip(zones[:1], table.text("line")):
        check_zone(zone, table.file, line)
    differs = (zones != zones[0]).to_numpy()
    table.report("agency_timezone_differs", differs, f"{{agency_timezone}} is not {zones[0]}; all times of a feed are in the first agency's zone")
    return Agencies(Ids(table.text("agency_id")), table.text("agency_name"), table.text("agency_url"), pl.Series([zones[0]] * len(table)))


def check_zone(zone: str, file: str, line: int) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise BuildError(f'{file} line {line}: agency_timezone "{zone}" is not known. Write an IANA name such as Europe/Berlin.') from error


def read_routes(files: FeedFiles, agencies: Agencies, problems: Problems) -> Routes:
    table = read_table(files, "routes.txt", problems, ("route_id", "route_type"), OPTIONAL_ROUTE).with_ids("route_id")
    named = table.has("agency_id")
    agency = agencies.ids.rows(table.text("agency_id"))
    table.report("unknown_agency", named & (agency < 0), "route {route_id}: there is no agency {agency_id}; the route has none")
    only = len(agencies.name) == 1
    agency = np.where(named, agency, 0 if only else agency).astype(np.int32)
    table.report("route_without_agency", ~named & (agency < 0), "route {route_id} names none of the agencies")
    table.report("missing_value", ~table.has("route_type"), "route {route_id} has no route_type; taken as a bus")
    kind = table.whole("route_type", 0, HIGHEST_ROUTE_TYPE, BUS, "taken as a bus")
    odd = ~np.isin(kind, BASIC_ROUTE_TYPES) & (kind < 100)
    table.report("unknown_route_type", odd, "route {route_id}: route_type {route_type} is not in GTFS; kept")
    return Routes(
        Ids(table.text("route_id")), agency, table.text("route_short_name"), table.text("route_long_name"), kind.astype(np.int16),
        read_colour(table, "route_color"), read_colour(table, "route_text_color"), table,
    )  # fmt: skip


def read_colour(table: Table, column: str) -> np.ndarray:
    text = table.text(column).str.strip_prefix("#")
    readable = text.str.contains("^[0-9A-Fa-f]{6}$").to_numpy()
    table.report("unreadable_colour", table.has(column) & ~readable, f'{column} "{{{column}}}" is not six hexadecimal digits; taken as none')
    return np.where(readable, text.str.to_integer(base=16, strict=False).fill_null(0).to_numpy(), -1).astype(np.int32)
