"""Trips of one feed without their times."""
from typing import NamedTuple

import numpy as np
import polars as pl

from routing.build.gtfs_calendar import Services
from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_routes import Routes
from routing.build.gtfs_table import Ids, Table, read_table
from routing.build.problems import Problems

REQUIRED = ("route_id", "service_id", "trip_id")
OPTIONAL = ("trip_headsign", "trip_short_name", "direction_id", "block_id", "shape_id", "wheelchair_accessible", "bikes_allowed")


class Trips(NamedTuple):
    """One row per row of trips.txt; the fields are those of Transit. `usable`: bool, False where route or service are unknown."""

    ids: Ids
    usable: np.ndarray
    route: np.ndarray
    service: np.ndarray
    headsign: pl.Series
    short_name: pl.Series
    direction: np.ndarray
    wheelchair: np.ndarray
    bikes: np.ndarray
    block: np.ndarray
    table: Table


def read_trips(files: FeedFiles, routes: Routes, services: Services, problems: Problems) -> Trips:
    table = read_table(files, "trips.txt", problems, REQUIRED, OPTIONAL).with_ids("trip_id")
    route, service = routes.ids.rows(table.text("route_id")), services.ids.rows(table.text("service_id"))
    table.report("unknown_route", route < 0, "trip {trip_id}: there is no route {route_id}; the trip is left out")
    table.report("unknown_service", service < 0, "trip {trip_id}: no calendar has the service {service_id}; the trip is left out")
    blocks = table.text("block_id")
    return Trips(
        Ids(table.text("trip_id")), (route >= 0) & (service >= 0), route, service, table.text("trip_headsign"), table.text("trip_short_name"),
        table.whole("direction_id", 0, 1, -1).astype(np.int8),
        table.whole("wheelchair_accessible", 0, 2, 0, "taken as unknown").astype(np.uint8),
        table.whole("bikes_allowed", 0, 2, 0, "taken as unknown").astype(np.uint8),
        Ids(blocks.filter(blocks != "").unique(maintain_order=True)).rows(blocks),
        table,
    )  # fmt: skip
