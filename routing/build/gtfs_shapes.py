"""Shapes of one feed, and for each pattern its shape with the places of its stops as points of their own."""
from typing import NamedTuple

import numpy as np
import polars as pl

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_fit import fit_stops
from routing.build.gtfs_patterns import Patterns
from routing.build.gtfs_stops import Stops
from routing.build.gtfs_table import Ids, Table, find_table, no_table
from routing.build.gtfs_times import FARTHEST, HIGHEST_SEQUENCE, Calls
from routing.build.problems import Problems

REQUIRED = ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence")
FAR_M = 1000  # a shape that passes a stop farther away is another line's


class Shapes(NamedTuple):
    """first: int64[shapes + 1], into lat, lon (float64, degrees) and dist (float64, shape_dist_traveled or NaN)."""

    ids: Ids
    first: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    dist: np.ndarray
    table: Table


class Drawn(NamedTuple):
    """The shape fields of Transit for one feed. shape: int32[patterns]; at: int32[pattern stops]."""

    shape: np.ndarray
    at: np.ndarray
    first: np.ndarray
    lat_e7: np.ndarray
    lon_e7: np.ndarray


def read_shapes(files: FeedFiles, trip_table: Table, problems: Problems) -> tuple[Shapes, np.ndarray]:
    """The shapes, and that of each row of trips.txt: int32, -1 none."""
    table = find_table(files, "shapes.txt", problems, REQUIRED, ("shape_dist_traveled",))
    if table is None:
        table = no_table(files.where("shapes.txt"), (*REQUIRED, "shape_dist_traveled"), problems)
    for column in REQUIRED:
        table = table.without("missing_value", ~table.has(column), f"shape {{shape_id}}: there is no {column}; the point is left out")
    left_out = "the point is left out"
    table = table.put(
        lat=table.number("shape_pt_lat", -90, 90, left_out), lon=table.number("shape_pt_lon", -180, 180, left_out),
        sequence=table.whole("shape_pt_sequence", 0, HIGHEST_SEQUENCE, -1, left_out), dist=table.number("shape_dist_traveled", 0, FARTHEST),
    )  # fmt: skip
    table = table.keep(~np.isnan(table.array("lat")) & ~np.isnan(table.array("lon")) & (table.array("sequence") >= 0))
    ids = Ids(table.text("shape_id").unique(maintain_order=True))
    table = table.put(shape=ids.rows(table.text("shape_id"))).sort("shape", "sequence")
    again = ~table.rows.select(pl.struct("shape", "sequence").is_first_distinct()).to_series().to_numpy()
    table = table.without("duplicate_shape_point", again, "shape {shape_id}: {shape_pt_sequence} stands twice; the first point counts")
    points = np.bincount(table.array("shape"), minlength=len(ids.texts))
    first = np.concatenate([[0], np.cumsum(points)]).astype(np.int64)
    table.report("shape_with_one_point", (points < 2)[table.array("shape")], "shape {shape_id} has one point only; it is left out")
    shapes = Shapes(ids, first, table.array("lat"), table.array("lon"), table.array("dist"), table)
    return shapes, shapes_of_trips(shapes, trip_table, points)


def shapes_of_trips(shapes: Shapes, trip_table: Table, points: np.ndarray) -> np.ndarray:
    named = trip_table.has("shape_id")
    shape = np.where(named, shapes.ids.rows(trip_table.text("shape_id")), -1).astype(np.int32)
    trip_table.report("unknown_shape", named & (shape < 0), "trip {trip_id}: there is no shape {shape_id}; it is drawn from stop to stop")
    unused = np.ones(len(points), bool)
    unused[shape[shape >= 0]] = False
    first_rows = np.zeros(len(shapes.table), bool)
    first_rows[shapes.first[:-1][unused]] = True
    shapes.table.report("unused_shape", first_rows, "no trip has the shape {shape_id}; it is left out")
    return np.where((shape >= 0) & (np.append(points, 0)[shape] >= 2), shape, -1).astype(np.int32)


def draw_patterns(shapes: Shapes, shape_of_trip: np.ndarray, patterns: Patterns, calls: Calls, stops: Stops) -> Drawn:
    """Patterns of the same shape and stops share one. shape_of_trip: int32[trips of Calls]."""
    drawn = np.full(len(patterns.model), -1, np.int32)
    at = np.full(len(patterns.call), -1, np.int32)
    known: dict[tuple[int, bytes], tuple[int, np.ndarray]] = {}
    lats: list[np.ndarray] = []
    lons: list[np.ndarray] = []
    for pattern, model in enumerate(patterns.model.tolist()):
        shape = int(shape_of_trip[model])
        if shape < 0:
            continue
        own = slice(int(patterns.first[pattern]), int(patterns.first[pattern + 1]))
        rows = patterns.call[own]
        key = (shape, calls.stop[rows].tobytes())
        if key not in known:
            lat, lon, places = draw(shapes, shape, calls.dist[rows], stops, calls.stop[rows])
            known[key] = (len(lats) if len(lat) else -1, places)
            if len(lat):
                lats.append(lat)
                lons.append(lon)
        drawn[pattern], at[own] = known[key]
    first = np.concatenate([[0], np.cumsum([len(lat) for lat in lats])]).astype(np.int64)
    nothing = [np.zeros(0)]
    lat_e7, lon_e7 = (np.rint(np.concatenate(nothing + parts) * 1e7).astype(np.int32) for parts in (lats, lons))
    return Drawn(drawn, at, first, lat_e7, lon_e7)


def draw(shapes: Shapes, shape: int, dist: np.ndarray, stops: Stops, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points of a shape with those of the stops put in, and the index of each stop's point; no points where the shape does not fit the stops."""
    nothing, nowhere = np.zeros(0), np.full(len(rows), -1, np.int32)
    placed = np.flatnonzero(~np.isnan(stops.lat[rows]))
    if not len(placed):
        return nothing, nothing, nowhere
    points = slice(int(shapes.first[shape]), int(shapes.first[shape + 1]))
    lat, lon = shapes.lat[points], shapes.lon[points]
    stop = rows[placed]
    segment, share, off_m = fit_stops(lat, lon, shapes.dist[points], stops.lat[stop], stops.lon[stop], dist[placed])
    worst = int(np.argmax(off_m))
    if off_m[worst] > FAR_M:
        message = f"shape {shapes.ids.texts[shape]} passes stop {stops.ids.texts[int(stop[worst])]} at {off_m[worst]:.0f} m; not used for such trips"
        shapes.table.problems.add("shape_far_from_stop", message, shapes.table.file, int(shapes.table.array("line")[points.start]))
        return nothing, nothing, nowhere
    places = nowhere.copy()
    places[placed] = segment + 1 + np.arange(len(placed))
    with_stops = (np.insert(x, segment + 1, x[segment] + share * (x[segment + 1] - x[segment])) for x in (lat, lon))
    return next(with_stops), next(with_stops), places
