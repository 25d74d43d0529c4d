"""Pathways inside stations of one feed, and at which of its stops the streets are joined."""
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from routing.build.gtfs_files import FeedFiles
from routing.build.gtfs_interpolate import distance_m
from routing.build.gtfs_stops import BOARDING_AREA, ENTRANCE, STATION, STOP, Stops
from routing.build.gtfs_table import Table, find_table, no_table
from routing.build.pins import PathwayMode, Pins
from routing.build.problems import Problems
from routing.store import Texts
from routing.streets.model import UNKNOWN_I16

REQUIRED = ("pathway_id", "from_stop_id", "to_stop_id", "pathway_mode", "is_bidirectional")
OPTIONAL = ("length", "traversal_time", "stair_count", "max_slope", "min_width", "signposted_as", "reversed_signposted_as")
LONGEST_M, LONGEST_S, MOST_STAIRS, STEEPEST, WIDEST_M = 20_000, 86_400, 5_000, 30, 300


class Ends(NamedTuple):
    """Stop rows, int32, of the pathways of the file and of those made between platforms and their boarding areas."""

    source: np.ndarray
    target: np.ndarray


def read_pins(files: FeedFiles, stops: Stops, problems: Problems) -> Pins:
    """Every stop row as a pin, and the pathways between them."""
    table = read_pathways(files, stops, problems)
    areas = joined_areas(table, stops)
    made = len(areas)
    source, target = np.append(table.array("source"), areas), np.append(table.array("target"), stops.parent[areas])
    made_cm = distance_m(stops.lat[areas], stops.lon[areas], stops.lat[stops.parent[areas]], stops.lon[stops.parent[areas]]) * 100

    def column(values, of_made, dtype):
        return np.append(values, np.broadcast_to(of_made, made)).astype(dtype)

    return Pins(
        lat=stops.lat, lon=stops.lon, joins=joins(stops, Ends(source, target), problems, table.file), level=stops.level,
        pathway_from=source.astype(np.int32), pathway_to=target.astype(np.int32),
        pathway_mode=column(table.array("mode"), PathwayMode.WALKWAY, np.uint8),
        pathway_two_way=column(table.array("two_way"), 1, np.uint8),
        pathway_length_cm=column(scaled(table, "length", 0, LONGEST_M, 100, -1), np.where(np.isnan(made_cm), -1, np.rint(made_cm)), np.int32),
        pathway_time_s=column(table.whole("traversal_time", 1, LONGEST_S, -1), -1, np.int32),
        pathway_step_count=column(stairs(table), UNKNOWN_I16, np.int16),
        pathway_incline_permille=column(scaled(table, "max_slope", -STEEPEST, STEEPEST, 1000, UNKNOWN_I16), UNKNOWN_I16, np.int16),
        pathway_width_cm=column(scaled(table, "min_width", 0, WIDEST_M, 100, UNKNOWN_I16), UNKNOWN_I16, np.int16),
        pathway_name=Texts.of([*table.text("signposted_as"), *[""] * made]),
        pathway_reversed_name=Texts.of([*table.text("reversed_signposted_as"), *[""] * made]),
    )  # fmt: skip


def read_pathways(files: FeedFiles, stops: Stops, problems: Problems) -> Table:
    """Usable rows with `source`, `target` (stop rows), `mode` and `two_way`."""
    table = find_table(files, "pathways.txt", problems, REQUIRED, OPTIONAL)
    if table is None:
        table = no_table(files.where("pathways.txt"), (*REQUIRED, *OPTIONAL), problems)
    table = table.with_ids("pathway_id")
    for side, name in (("from_stop_id", "source"), ("to_stop_id", "target")):
        table = table.put(**{name: stops.ids.rows(table.text(side))})
        table = table.without("unknown_stop", table.array(name) < 0, f'pathway {{pathway_id}}: there is no stop "{{{side}}}"; left out')
        station = stops.kind[table.array(name)] == STATION
        table = table.without("pathway_at_station", station, f"pathway {{pathway_id}} ends at {{{side}}}, a whole station; left out")
    table = table.without("pathway_to_itself", table.array("source") == table.array("target"), "pathway {pathway_id} ends where it begins; left out")
    for name in ("pathway_mode", "is_bidirectional"):
        table = table.without("missing_value", ~table.has(name), f"pathway {{pathway_id}}: there is no {name}; left out")
    mode = table.whole("pathway_mode", min(PathwayMode), max(PathwayMode), 0, "the pathway is left out")
    two_way = table.whole("is_bidirectional", 0, 1, -1, "the pathway is left out")
    table = table.put(mode=mode, two_way=two_way).keep((mode > 0) & (two_way >= 0))
    gate = (table.array("mode") == PathwayMode.EXIT_GATE) & (table.array("two_way") == 1)
    table.report("exit_gate_two_way", gate, "pathway {pathway_id} is an exit gate; taken as one-way")
    return table.put(two_way=np.where(gate, 0, table.array("two_way")))


def scaled(table: Table, column: str, low: float, high: float, factor: int, unknown: int) -> np.ndarray:
    values = table.number(column, low, high) * factor
    return np.where(np.isnan(values), unknown, np.rint(np.nan_to_num(values)))


def stairs(table: Table) -> np.ndarray:
    steps = table.whole("stair_count", -MOST_STAIRS, MOST_STAIRS, UNKNOWN_I16)
    return np.where(steps == 0, UNKNOWN_I16, steps)  # 0 is how some feeds write "not given"


def joined_areas(table: Table, stops: Stops) -> np.ndarray:
    """Boarding areas with pathways. Their vehicles stop at the platform, so the way goes on to it."""
    ends = np.union1d(table.array("source"), table.array("target")).astype(np.int64)
    return ends[(stops.kind[ends] == BOARDING_AREA) & (stops.parent[ends] >= 0)]


def joins(stops: Stops, ends: Ends, problems: Problems, file: str) -> np.ndarray:
    """Which pins are joined to the streets, see Pins: uint8[stops].

    A platform that no pathway leads to from a joined pin could never be reached: it is counted and joined where it stands.
    """
    n = len(stops.kind)
    is_end = np.zeros(n, bool)
    is_end[ends.source] = is_end[ends.target] = True
    inside = np.zeros(n, bool)  # by station: it has pathways
    inside[stops.station[is_end]] = True
    with_entrance = np.zeros(n, bool)
    with_entrance[stops.station[is_end & (stops.kind == ENTRANCE)]] = True
    joined = ~inside[stops.station] | (stops.kind == ENTRANCE) | (is_end & ~with_entrance[stops.station])
    joined &= ~np.isnan(stops.lat)
    links = coo_array((np.ones(len(ends.source), np.int8), (ends.source, ends.target)), (n, n))
    parts, part = connected_components(links, directed=False)
    reached = np.zeros(parts, bool)
    reached[part[joined]] = True
    lost = (stops.kind == STOP) & ~reached[part] & ~np.isnan(stops.lat)
    names = stops.table.text("stop_id").filter(pl.Series(lost))
    if len(names):
        message = f"{len(names)} platforms, such as {names[0]}, have no pathway to an entrance; joined to the streets where they stand"
        problems.add("platform_without_pathway", message, file, 0, len(names))
    return (joined | lost).astype(np.uint8)
