"""Reads the written files of the city with nothing of the generator, so that the checks are independent."""
import csv
import io
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import osmium
import shapely

LAT_0, LON_0, M_PER_DEG = 55.5, 3.5, 111_320.0
DRIVEN = {"primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service", "track", "motorway", "motorway_link"}
ON_FOOT = DRIVEN - {"motorway", "motorway_link"} | {"pedestrian", "footway", "path", "steps", "cycleway"}


def metres(lon, lat) -> np.ndarray:
    """Local metres, float[n, 2]; the city is small enough for one scale of longitude."""
    east = (np.asarray(lon, float) - LON_0) * M_PER_DEG * np.cos(np.radians(LAT_0))
    return np.stack([east, (np.asarray(lat, float) - LAT_0) * M_PER_DEG], -1)


@dataclass(frozen=True)
class Way:
    id: int
    nodes: tuple[int, ...]
    tags: dict[str, str]


@dataclass(frozen=True)
class Osm:
    xy: dict[int, np.ndarray]
    node_tags: dict[int, dict[str, str]]
    ways: dict[int, Way]
    relations: list[tuple[dict[str, str], list[tuple[str, int, str]]]]

    def line(self, way: Way) -> shapely.LineString:
        return shapely.LineString([self.xy[node] for node in way.nodes])

    def highways(self, kinds: set[str]) -> list[Way]:
        return [way for way in self.ways.values() if way.tags.get("highway") in kinds and way.tags.get("area") != "yes"]

    @cached_property
    def walkable(self) -> list[Way]:
        """Where a person may walk; a road with sidewalks of its own beside it is not walked on."""
        refused = ("foot", "no"), ("access", "private"), ("sidewalk:both", "separate")
        return [way for way in self.highways(ON_FOOT) if not any(way.tags.get(key) == value for key, value in refused)]

    @cached_property
    def squares(self) -> dict[str, list[int]]:
        """Nodes on the outline of each pedestrian square by name, whether a closed way or a multipolygon with a fountain cut out."""
        found = defaultdict(list)
        for way in self.ways.values():
            if way.tags.get("highway") == "pedestrian" and way.tags.get("area") == "yes":
                found[way.tags["name"]] += way.nodes
        for tags, members in self.relations:
            if tags.get("highway") == "pedestrian" and tags["type"] == "multipolygon":
                found[tags["name"]] += [node for _, way, role in members if role == "outer" for node in self.ways[way].nodes]
        return found

    @cached_property
    def buildings(self) -> list[Way]:
        return [way for way in self.ways.values() if "building" in way.tags]


def read_osm(path: Path) -> Osm:
    xy, node_tags, ways, relations = {}, {}, {}, []
    for entity in osmium.FileProcessor(str(path)):
        tags = dict(entity.tags)
        if entity.is_node():
            xy[entity.id] = metres(entity.lon, entity.lat)
            if tags:
                node_tags[entity.id] = tags
        elif entity.is_way():
            ways[entity.id] = Way(entity.id, tuple(node.ref for node in entity.nodes), tags)
        elif entity.is_relation():
            relations.append((tags, [(member.type, member.ref, member.role) for member in entity.members]))
    return Osm(xy, node_tags, ways, relations)


def read_gtfs(path: Path) -> dict[str, list[dict[str, str]]]:
    """Rows by the file's name without its ending."""
    with zipfile.ZipFile(path) as feed:
        names = [name for name in feed.namelist() if name.endswith(".txt")]
        return {name[:-4]: list(csv.DictReader(io.StringIO(feed.read(name).decode()))) for name in names}


def by(rows: list[dict[str, str]], key: str) -> dict[str, list[dict[str, str]]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def stop_metres(rows: list[dict[str, str]]) -> np.ndarray:
    return metres([float(row["stop_lon"]) for row in rows], [float(row["stop_lat"]) for row in rows])


def seconds(clock: str) -> int:
    hours, minutes, rest = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + rest
