"""Rows of a feed's files as texts, with the stops and routes fares refer to. What cannot be used is a counted problem with its file and line."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from payments.money import MoneyError, currency_of, parse_minor
from routing.build.gtfs_csv import LINE, parse_csv
from routing.build.gtfs_files import FeedFiles
from routing.build.problems import BuildError, Problems

MOST_BYTES = 64_000_000  # of a file with fares; the largest real ones have a tenth of it
LAST_SECOND = 24 * 3600


class Row(NamedTuple):
    """`text` gives "" for a column that the file does not have."""

    line: int
    texts: dict[str, str]

    def text(self, column: str) -> str:
        return self.texts.get(column, "")


@dataclass(frozen=True)
class Source:
    """The files of one feed and the list of its problems."""

    files: FeedFiles
    problems: Problems

    def has(self, name: str) -> bool:
        return name in self.files.names

    def rows(self, name: str, *required: str) -> Iterator[Row]:
        """The rows that have a text in all required columns. A file that is missing has none. Asked once for a file, as it counts problems."""
        for row in self._frame(name):
            lacking = [column for column in required if not row.text(column)]
            if lacking:
                self.report("missing_value", f"there is no {lacking[0]}; the row is left out", name, row)
            else:
                yield row

    def _frame(self, name: str) -> list[Row]:
        content = self.content(name)
        if content is None:
            return []
        try:
            frame = parse_csv(content, self.files.where(name), self.problems)
        except BuildError as error:
            self.problems.add("unreadable_file", str(error), self.files.where(name))
            return []
        return [Row(row.pop(LINE), row) for row in frame.iter_rows(named=True)]

    def content(self, name: str) -> bytes | None:
        content = self.files.find_bytes(name)
        if content is not None and len(content) > MOST_BYTES:
            self.problems.add("file_too_large", f"the file has more than {MOST_BYTES} bytes and is left out", self.files.where(name))
            return None
        return content

    def report(self, code: str, message: str, name: str, row: Row) -> None:
        self.problems.add(code, message, self.files.where(name), row.line)

    def amount(self, name: str, row: Row, amount: str, currency: str) -> tuple[int, str] | None:
        """Minor units and currency of a row; None, counted, where they are no money."""
        try:
            code = currency_of(row.text(currency))
            return parse_minor(row.text(amount), code), code
        except MoneyError as error:
            self.report("no_amount", f"{amount}, {currency}: {error}; the row is left out", name, row)
            return None

    def whole(self, name: str, row: Row, column: str, low: int, high: int) -> int | None:
        """None where there is no text or, counted, no whole number from low to high."""
        text = row.text(column)
        if not text:
            return None
        if len(text) <= 12 and text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and low <= int(text) <= high:
            return int(text)
        self.report("no_number", f"{column} is no whole number from {low} to {high}; it is taken as empty", name, row)
        return None


def seconds_of_day(text: str, empty: int) -> int | None:
    """`9:30:00` as seconds, up to 24:00:00; None for what is no time."""
    if not text:
        return empty
    parts = text.split(":")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 2 for part in parts):
        return None
    hours, minutes, seconds = (int(part) for part in parts)
    total = hours * 3600 + minutes * 60 + seconds
    return total if minutes < 60 and seconds < 60 and total <= LAST_SECOND else None


@dataclass(frozen=True)
class Network:
    """Stops and routes as fares see them, by id. `spots` are all ids that a ride can begin or end at, also zones and groups of flexible services;
    `networks` those of any file."""

    zone: dict[str, str]
    parent: dict[str, str]
    spots: frozenset[str]
    agency: dict[str, str]
    route_network: dict[str, str]
    networks: frozenset[str]


def read_network(source: Source) -> Network:
    zone: dict[str, str] = {}
    parent: dict[str, str] = {}
    spots = geojson_ids(source) | {row.text("location_group_id") for row in source.rows("location_groups.txt", "location_group_id")}
    for row in source.rows("stops.txt", "stop_id"):
        spots.add(row.text("stop_id"))
        zone[row.text("stop_id")], parent[row.text("stop_id")] = row.text("zone_id"), row.text("parent_station")
    routes = list(source.rows("routes.txt", "route_id"))
    agencies = [row.text("agency_id") for row in source.rows("agency.txt")]
    only = agencies[0] if len(agencies) == 1 else ""
    agency = {row.text("route_id"): row.text("agency_id") or only for row in routes}
    named = {row.text("network_id") for row in source.rows("networks.txt", "network_id")}
    in_routes = {row.text("route_id"): row.text("network_id") for row in routes if row.text("network_id")}
    of_routes = in_routes | assigned_networks(source, agency, named, bool(in_routes))
    return Network(zone, parent, frozenset(spots), agency, of_routes, frozenset(named.union(of_routes.values())))


def assigned_networks(source: Source, routes: dict[str, str], named: set[str], in_routes: bool) -> dict[str, str]:
    """route_networks.txt; it counts where routes.txt names networks too, which no feed should do."""
    name, found = "route_networks.txt", {}
    for row in source.rows(name, "network_id", "route_id"):
        network, route = row.text("network_id"), row.text("route_id")
        if route not in routes:
            source.report("unknown_route", f"no route {route}; the row is left out", name, row)
        elif network not in named:
            source.report("unknown_network", f"no network {network} in networks.txt; the row is left out", name, row)
        elif route in found:
            source.report("duplicate_id", f"route {route} stands twice; the first row counts", name, row)
        else:
            found[route] = network
    if found and in_routes:
        source.problems.add("networks_twice", "routes.txt names networks too; route_networks.txt counts", source.files.where(name))
    return found


def geojson_ids(source: Source) -> set[str]:
    content = source.content("locations.geojson")
    if content is None:
        return set()
    try:
        return {str(feature["id"]) for feature in json.loads(content)["features"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        source.problems.add("unreadable_file", "not GeoJSON with ids; its zones are left out", source.files.where("locations.geojson"))
        return set()
