"""transfers.txt of one feed as rows between two stops, platforms listed where the file names a station."""
from typing import NamedTuple

import numpy as np

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_routes import Routes
from routing.build.gtfs_stops import ENTRANCE, NODE, STATION, STOP, Stops
from routing.build.gtfs_table import Table, find_table, no_table
from routing.build.gtfs_trips import Trips
from routing.build.problems import Problems

COLUMNS = ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id")
MINIMUM, IN_SEAT = 2, 4
LONGEST_S = 86_400


class Transfers(NamedTuple):
    """The transfer fields of Transit, int32[x], and change_s, int32[stops]: the least time from a stop to itself, -1 none."""

    source: np.ndarray
    target: np.ndarray
    kind: np.ndarray
    least_s: np.ndarray
    from_route: np.ndarray
    to_route: np.ndarray
    from_trip: np.ndarray
    to_trip: np.ndarray
    change_s: np.ndarray


class TripEnds(NamedTuple):
    """Of each row of trips.txt: its first row of Transit's trips, -1 left out; the first and the last stop it calls at. int32"""

    row: np.ndarray
    first_stop: np.ndarray
    last_stop: np.ndarray


def read_transfers(files: FeedFiles, stops: Stops, routes: Routes, trips: Trips, ends: TripEnds, problems: Problems) -> Transfers:
    table = find_table(files, "transfers.txt", problems, (), COLUMNS)
    if table is None:
        table = no_table(files.where("transfers.txt"), COLUMNS, problems)
    table = table.put(
        kind=table.whole("transfer_type", 0, 5, 0, "taken as 0"), least_s=table.whole("min_transfer_time", 0, LONGEST_S, -1),
    )  # fmt: skip
    table = name_trips(name_routes(table, routes), trips, ends)
    seated = table.array("kind") >= IN_SEAT
    between_stops, between_trips = name_stops(table.keep(~seated), stops), in_seat(table.keep(seated), ends)
    return list_rows(rows_of_trips(between_stops, ends), rows_of_trips(between_trips, ends), stops)


def name_routes(table: Table, routes: Routes) -> Table:
    """Put `from_route`, `to_route`: rows of routes, -1 any."""
    for side in ("from", "to"):
        column = f"{side}_route_id"
        table = table.put(**{f"{side}_route": np.where(table.has(column), routes.ids.rows(table.text(column)), -1)})
        lost = table.has(column) & (table.array(f"{side}_route") < 0)
        table = table.without("unknown_route", lost, f"there is no route {{{column}}}; the transfer is left out")
    return table


def name_trips(table: Table, trips: Trips, ends: TripEnds) -> Table:
    """Put `from_trip`, `to_trip`: rows of trips.txt, -1 any."""
    for side in ("from", "to"):
        column = f"{side}_trip_id"
        table = table.put(**{f"{side}_trip": np.where(table.has(column), trips.ids.rows(table.text(column)), -1)})
        lost = table.has(column) & (table.array(f"{side}_trip") < 0)
        table = table.without("unknown_trip", lost, f"there is no trip {{{column}}}; the transfer is left out")
        trip = table.array(f"{side}_trip")
        table = table.without("transfer_of_no_trip", (trip >= 0) & (ends.row[trip] < 0), f"trip {{{column}}} was left out, so the transfer is too")
    return table


def name_stops(table: Table, stops: Stops) -> Table:
    """Put `source`, `target`: rows of stops, stations among them."""
    for side, name in (("from", "source"), ("to", "target")):
        column = f"{side}_stop_id"
        row = stops.called_at(stops.ids.rows(table.text(column)))
        table = table.put(**{name: row})
        table = table.without("unknown_stop", row < 0, f'there is no stop "{{{column}}}"; the transfer is left out')
        inside = np.isin(stops.kind[table.array(name)], (ENTRANCE, NODE))
        table = table.without("transfer_at_no_stop", inside, f"{{{column}}} is an entrance or a node; the transfer is left out")
    timeless = (table.array("kind") == MINIMUM) & (table.array("least_s") < 0)
    table.report("transfer_without_time", timeless, "from {from_stop_id} to {to_stop_id}: type 2 without a time asks for nothing; taken as type 0")
    return table.put(kind=np.where(timeless, 0, table.array("kind")))


def in_seat(table: Table, ends: TripEnds) -> Table:
    """Rows of types 4 and 5, between the last stop of one trip and the first of the other, whatever stops the file names."""
    lost = (table.array("from_trip") < 0) | (table.array("to_trip") < 0)
    table = table.without("transfer_of_no_trip", lost, "transfer_type {transfer_type} without both trips; the transfer is left out")
    return table.put(source=ends.last_stop[table.array("from_trip")], target=ends.first_stop[table.array("to_trip")])


def rows_of_trips(table: Table, ends: TripEnds) -> Table:
    """`from_trip`, `to_trip` as rows of Transit: of a trip by headways its first departure."""
    named = {side: table.array(side) for side in ("from_trip", "to_trip")}
    return table.put(**{side: np.where(trip >= 0, ends.row[trip], -1) for side, trip in named.items()})


def list_rows(between_stops: Table, seated: Table, stops: Stops) -> Transfers:
    """All rows as arrays. Where several speak of the same pair, the one that names the platforms counts, then the first of the file."""
    row, source, target, stations = platform_pairs(between_stops, stops)
    names = ("from_route", "to_route", "from_trip", "to_trip")
    special = [between_stops.array(name)[row] for name in names]
    order = np.lexsort((row, stations))
    keys = np.stack([source, target, *special], axis=1)[order]
    _, chosen = np.unique(keys, axis=0, return_index=True)
    chosen = np.sort(order[chosen])
    unheard = np.ones(len(between_stops), bool)
    unheard[row[chosen]] = False
    between_stops.report("duplicate_transfer", unheard, "from {from_stop_id} to {to_stop_id}: other rows say it already; left out")
    row, source, target = row[chosen], source[chosen], target[chosen]
    kind, least_s = between_stops.array("kind")[row], between_stops.array("least_s")[row]
    special = [of_pair[chosen] for of_pair in special]
    change = (kind == MINIMUM) & (source == target) & (np.max([np.full(len(row), -1), *special], axis=0) < 0)
    change_s = np.full(len(stops.kind), -1, np.int32)
    change_s[source[change]] = least_s[change]
    fields = [source, target, kind, least_s, *special]
    seats = (seated.array(name) for name in ("source", "target", "kind", "least_s", *names))
    columns = {
        name: np.concatenate([field[~change], seat]).astype(np.int32) for name, field, seat in zip(Transfers._fields, fields, seats)
    }
    return Transfers(**columns, change_s=change_s)


def platform_pairs(table: Table, stops: Stops) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Row of the table, stop, stop and how many ends are stations, for each pair of platforms that a row speaks of."""
    first, member = platforms(stops)
    source, target = table.array("source"), table.array("target")
    wide, deep = np.diff(first)[source], np.diff(first)[target]
    count = wide * deep
    row = np.repeat(np.arange(len(table)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    stations = (stops.kind[source] == STATION).astype(np.int64) + (stops.kind[target] == STATION)
    of_source, of_target = member[first[source[row]] + nth // deep[row]], member[first[target[row]] + nth % deep[row]]
    return row, of_source, of_target, stations[row]


def platforms(stops: Stops) -> tuple[np.ndarray, np.ndarray]:
    """CSR: the platforms of a station, and of any other stop (or a station without platforms) itself."""
    child = np.flatnonzero((stops.kind == STOP) & (stops.parent >= 0))
    alone = np.setdiff1d(np.arange(len(stops.kind)), stops.parent[child])
    owner, member = np.concatenate([stops.parent[child], alone]), np.concatenate([child, alone])
    order = np.lexsort((member, owner))
    first = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(stops.kind)))])
    return first.astype(np.int64), member[order]
