"""Stops and pathways as a GTFS zip has them, and who gets from where to where inside a station: searched stop by stop."""
import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.oracle.walls.extract import Place
from tests.oracle.walls.judge import Findings, Limits, judge_stretch

KINDS = {
    "1": "station_walkway", "2": "steps", "3": "moving_walkway", "4": "escalator", "5": "elevator", "6": "fare_gate", "7": "exit_gate",
}  # fmt: skip


@dataclass(frozen=True)
class Stop:
    id: str
    type: str  # location_type: "" and 0 platforms, 1 stations, 2 entrances, 3 nodes, 4 boarding areas
    parent: str
    place: Place | None
    wheelchair: str  # wheelchair_boarding


@dataclass(frozen=True, eq=False)
class Pathway:
    id: str
    start: str
    end: str
    kind: str
    both_ways: bool
    tags: Mapping[str, str]  # what is told of it, as OpenStreetMap would put it

    def findings(self, forward: bool, limits: Limits) -> Findings:
        return judge_stretch(self.tags, self.kind, forward, limits)


@dataclass(frozen=True)
class Stations:
    stops: Mapping[str, Stop]
    pathways: tuple[Pathway, ...]

    def leaving(self) -> dict[str, list[tuple[str, Pathway, bool]]]:
        """Of each stop: where a pathway leads, which, and whether forward."""
        found = defaultdict(list)
        for pathway in self.pathways:
            found[pathway.start].append((pathway.end, pathway, True))
            if pathway.both_ways:
                found[pathway.end].append((pathway.start, pathway, False))
        return found

    def station_of(self, stop_id: str) -> str:
        """The outermost stop around it."""
        while self.stops[stop_id].parent:
            stop_id = self.stops[stop_id].parent
        return stop_id


def read_stations(path: Path) -> Stations:
    with zipfile.ZipFile(path) as archive:
        stops = {row["stop_id"]: stop_of(row) for row in rows(archive, "stops.txt")}
        pathways = [pathway_of(row) for row in rows(archive, "pathways.txt") if row["pathway_mode"] in KINDS]
    return Stations(stops, tuple(one for one in pathways if one.start in stops and one.end in stops and one.start != one.end))


def rows(archive: zipfile.ZipFile, name: str):
    """Rows of one file as dictionaries; none where the feed has no such file."""
    if name not in archive.namelist():
        return
    with archive.open(name) as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig")):
            yield {key.strip(): (value or "").strip() for key, value in row.items() if key}


def stop_of(row: Mapping[str, str]) -> Stop:
    lat, lon = row.get("stop_lat", ""), row.get("stop_lon", "")
    place = (round(float(lat) * 1e7), round(float(lon) * 1e7)) if lat and lon else None
    return Stop(row["stop_id"], row.get("location_type", ""), row.get("parent_station", ""), place, row.get("wheelchair_boarding", ""))


def pathway_of(row: Mapping[str, str]) -> Pathway:
    """An exit gate leads out only, whatever the file says; a gate that is also an entrance is a fare gate."""
    tags = {}
    if row.get("min_width"):
        tags["width"] = row["min_width"]
    if row.get("max_slope"):
        tags["incline"] = f"{float(row['max_slope']) * 100:g}%"
    both_ways = row["is_bidirectional"] == "1" and row["pathway_mode"] != "7"
    return Pathway(row["pathway_id"], row["from_stop_id"], row["to_stop_id"], KINDS[row["pathway_mode"]], both_ways, tags)


def reached(stations: Stations, leaving: Mapping, start: str, limits: Limits, without: frozenset[str] = frozenset()) -> set[str]:
    """Stops that somebody with these limits gets to on pathways alone. without: pathways that are out of order."""
    found, queue = {start}, [start]
    for stop_id in queue:
        for other, pathway, forward in leaving.get(stop_id, ()):
            if other not in found and pathway.id not in without and not pathway.findings(forward, limits).against(limits):
                found.add(other)
                queue.append(other)
    return found
