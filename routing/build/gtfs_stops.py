"""Stops, stations, entrances, nodes and boarding areas of one feed, with what they inherit from the station they belong to."""
from typing import NamedTuple

import numpy as np
import polars as pl

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_table import Ids, Table, find_table, no_table, read_table
from routing.build.problems import Problems

STOP, STATION, ENTRANCE, NODE, BOARDING_AREA = range(5)
PARENT_KIND = np.array([STATION, -1, STATION, STATION, STOP])  # by kind
OPTIONAL = (
    "stop_code", "stop_name", "platform_code", "stop_lat", "stop_lon", "location_type", "parent_station", "wheelchair_boarding", "level_id",
)  # fmt: skip


class Stops(NamedTuple):
    """One row per row of stops.txt; the fields are those of Transit. `station`: the row's station, or the row itself where it has none."""

    ids: Ids
    code: pl.Series
    name: pl.Series
    platform: pl.Series
    lat: np.ndarray
    lon: np.ndarray
    kind: np.ndarray
    parent: np.ndarray
    wheelchair: np.ndarray
    level: np.ndarray
    station: np.ndarray
    table: Table

    def called_at(self, rows: np.ndarray) -> np.ndarray:
        """The stop whose times a row's are: a boarding area stands for its platform. -1 stays -1."""
        area = (rows >= 0) & (self.kind[rows] == BOARDING_AREA) & (self.parent[rows] >= 0)
        return np.where(area, self.parent[rows], rows).astype(np.int32)


def read_stops(files: FeedFiles, problems: Problems) -> Stops:
    if "stops.txt" not in files.names and "locations.geojson" in files.names:  # a feed of zones only
        table = no_table(files.where("stops.txt"), ("stop_id", *OPTIONAL), problems)
    else:
        table = read_table(files, "stops.txt", problems, ("stop_id",), OPTIONAL).with_ids("stop_id")
    ids = Ids(table.text("stop_id"))
    kind = table.whole("location_type", STOP, BOARDING_AREA, STOP, "taken as a stop").astype(np.uint8)
    parent = read_parents(table, ids, kind)
    name = inherit_names(table.text("stop_name"), parent, kind)
    lat, lon = read_places(table, parent, kind)
    wheelchair = table.whole("wheelchair_boarding", 0, 2, 0, "taken as unknown").astype(np.uint8)
    level = read_levels(files, table, problems)
    for child, of in inheritance(parent, kind):
        wheelchair[child] = np.where(wheelchair[child] == 0, wheelchair[of], wheelchair[child])
    area = np.flatnonzero((kind == BOARDING_AREA) & (parent >= 0) & np.isnan(level))
    level[area] = level[parent[area]]
    above = np.where(parent >= 0, parent, np.arange(len(table)))
    station = np.where(parent[above] >= 0, parent[above], above).astype(np.int32)
    return Stops(ids, table.text("stop_code"), name, table.text("platform_code"), lat, lon, kind, parent, wheelchair, level, station, table)


def read_parents(table: Table, ids: Ids, kind: np.ndarray) -> np.ndarray:
    """Row of the parent, int32, -1 none. Only the kinds of parent that GTFS allows are kept, so there are no circles."""
    named = table.has("parent_station")
    parent = ids.rows(table.text("parent_station"))
    parent[~named] = -1
    table.report("unknown_parent", named & (parent < 0), "stop {stop_id}: there is no parent_station {parent_station}; it has none")
    wrong = (parent >= 0) & (kind[parent] != PARENT_KIND[kind])
    table.report("wrong_parent", wrong, "stop {stop_id}: {parent_station} is not of the kind that its parent_station must be; it has none")
    parent[wrong] = -1
    needed = np.isin(kind, (ENTRANCE, NODE, BOARDING_AREA)) & ~named
    table.report("missing_value", needed, "stop {stop_id} of location_type {location_type} has no parent_station; it stands alone")
    return parent


def inheritance(parent: np.ndarray, kind: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Children and their parents, first those of stations, then those of platforms: what is copied in this order passes two steps down."""
    steps = []
    for of_platform in (False, True):
        child = np.flatnonzero((parent >= 0) & ((kind == BOARDING_AREA) == of_platform))
        steps.append((child, parent[child]))
    return steps


def inherit_names(own: pl.Series, parent: np.ndarray, kind: np.ndarray) -> pl.Series:
    names = own.to_numpy().astype(object)
    for child, of in inheritance(parent, kind):
        names[child] = np.where(names[child] == "", names[of], names[child])
    return pl.Series(names.tolist(), dtype=pl.String)


def read_places(table: Table, parent: np.ndarray, kind: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Degrees, float64, NaN where neither a row nor its parent has a place."""
    lat, lon = table.number("stop_lat", -90, 90), table.number("stop_lon", -180, 180)
    zero = (lat == 0) & (lon == 0)
    table.report("stop_at_zero", zero, "stop {stop_id} is at latitude 0 and longitude 0; taken as without place")
    nowhere = zero | np.isnan(lat) | np.isnan(lon)
    lat[nowhere] = lon[nowhere] = np.nan
    for child, of in inheritance(parent, kind):
        lost = np.isnan(lat[child])
        lat[child[lost]], lon[child[lost]] = lat[of[lost]], lon[of[lost]]
    table.report("stop_without_place", np.isnan(lat), "stop {stop_id} has no place, nor has its parent_station; it cannot be walked to")
    return lat, lon


def read_levels(files: FeedFiles, table: Table, problems: Problems) -> np.ndarray:
    """level_index of each stop, float32, NaN unknown."""
    named = table.has("level_id")
    levels = find_table(files, "levels.txt", problems, ("level_id", "level_index"))
    if levels is None:
        levels = no_table(files.where("levels.txt"), ("level_id", "level_index"), problems)
    levels = levels.with_ids("level_id")
    row = Ids(levels.text("level_id")).rows(table.text("level_id"))
    table.report("unknown_level", named & (row < 0), "stop {stop_id}: there is no level {level_id}; its level is unknown")
    index = np.append(levels.number("level_index", -1000, 1000), np.nan)
    return index[np.where(named, row, -1)].astype(np.float32)
