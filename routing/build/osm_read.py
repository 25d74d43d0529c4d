"""What the streets need of an OpenStreetMap extract: ways, the nodes on them, turn restrictions and areas made of several ways."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import osmium
from osmium.osm import NODE, RELATION, WAY

from routing.build.problems import BuildError, Problems

STREET_KEYS = ("highway", "railway", "public_transport", "man_made", "route", "indoor")


class Way(NamedTuple):
    id: int
    tags: dict[str, str]
    nodes: np.ndarray  # int64, OSM ids; in Extract: int32, rows of nodes, -1 outside the extract


class Member(NamedTuple):
    kind: str  # "n", "w", "r"
    id: int
    role: str


class Relation(NamedTuple):
    id: int
    tags: dict[str, str]
    members: list[Member]


@dataclass(frozen=True)
class Extract:
    file: str
    streets: list[Way]  # by id
    outlines: dict[int, Way]  # members of `areas` that are not streets themselves
    restrictions: list[Relation]
    areas: list[Relation]
    node_id: np.ndarray  # int64[k], ascending
    node_lat_e7: np.ndarray  # int32[k]
    node_lon_e7: np.ndarray  # int32[k]
    node_tags: dict[int, dict[str, str]]  # by row


def read_extract(path: Path, is_street: Callable[[dict[str, str]], bool], problems: Problems) -> Extract:
    """Raises BuildError when the file is missing, damaged, of another type or without any street."""
    if not path.is_file():
        raise BuildError(f"{path}: no such file. Give the path of an OpenStreetMap extract (.osm.pbf).")
    try:
        restrictions, areas = read_relations(path, is_street)
        wanted = {member.id for area in areas for member in area.members if member.kind == "w"}
        streets, outlines = read_ways(path, is_street, wanted)
        if not streets:
            raise BuildError(f"{path}: no street in it. Choose an extract that keeps ways with `highway`.")
        return with_nodes(path, streets, outlines, restrictions, areas, problems)
    except (RuntimeError, OSError, UnicodeDecodeError) as error:
        raise BuildError(f"{path}: cannot be read as OpenStreetMap data in PBF ({error}). Download the .osm.pbf again.") from error


def objects(path: Path, kind) -> Any:  # of the library, whose types do not tell nodes from ways
    # The format is named: libosmium would otherwise guess it from the end of the file's name.
    return osmium.FileProcessor(osmium.io.File(str(path), "pbf"), kind)


def tags_of(thing) -> dict[str, str]:
    return {tag.k: tag.v for tag in thing.tags}


def read_relations(path: Path, is_street) -> tuple[list[Relation], list[Relation]]:
    restrictions: list[Relation] = []
    areas: list[Relation] = []
    for relation in objects(path, RELATION).with_filter(osmium.filter.KeyFilter("type")):
        kind = relation.tags["type"]
        if kind != "multipolygon" and not kind.startswith("restriction"):
            continue
        tags = tags_of(relation)
        if kind == "multipolygon" and not is_street(tags):
            continue
        members = [Member(member.type, member.ref, member.role) for member in relation.members]
        (areas if kind == "multipolygon" else restrictions).append(Relation(relation.id, tags, members))
    return sorted(restrictions), sorted(areas)


def read_ways(path: Path, is_street, wanted: set[int]) -> tuple[list[Way], dict[int, Way]]:
    streets = []
    for way in objects(path, WAY).with_filter(osmium.filter.KeyFilter(*STREET_KEYS)):
        tags = tags_of(way)
        if is_street(tags):
            streets.append(read_way(way, tags))
    wanted = wanted - {way.id for way in streets}
    outlines = {}
    if wanted:
        for way in objects(path, WAY).with_filter(osmium.filter.IdFilter(wanted)):
            outlines[way.id] = read_way(way, tags_of(way))
    return sorted(streets, key=lambda way: way.id), outlines


def read_way(way, tags: dict[str, str]) -> Way:
    return Way(way.id, tags, np.fromiter((node.ref for node in way.nodes), np.int64, len(way.nodes)))


def with_nodes(path: Path, streets: list[Way], outlines: dict[int, Way], restrictions, areas, problems: Problems) -> Extract:
    every = np.unique(np.concatenate([way.nodes for way in [*streets, *outlines.values()]]))
    ids, lats, lons, tags = [], [], [], {}
    for node in objects(path, NODE).with_filter(osmium.filter.IdFilter(every.tolist())):
        if not node.location.valid():
            problems.add("node_without_place", f"node {node.id} has no coordinates", path.name)
            continue
        if len(node.tags):
            tags[node.id] = tags_of(node)
        ids.append(node.id)
        lats.append(node.location.y)
        lons.append(node.location.x)
    node_id, which = np.unique(np.array(ids, np.int64), return_index=True)
    missing = np.setdiff1d(every, node_id)
    if len(missing):
        message = f"{len(missing)} nodes of streets are not in the extract, the first is {missing[0]}: streets are cut there"
        problems.add("node_outside_extract", message, path.name, count=len(missing))

    def in_rows(way: Way) -> Way:
        row = np.searchsorted(node_id, way.nodes)
        found = row < len(node_id)
        found[found] = node_id[row[found]] == way.nodes[found]
        return way._replace(nodes=np.where(found, row, -1).astype(np.int32))

    tagged = {int(np.searchsorted(node_id, node)): found for node, found in tags.items()}
    lat_e7, lon_e7 = np.array(lats, np.int32)[which], np.array(lons, np.int32)[which]
    rings = {id: in_rows(way) for id, way in sorted(outlines.items())}
    return Extract(path.name, [in_rows(way) for way in streets], rings, restrictions, areas, node_id, lat_e7, lon_e7, tagged)


def list_runs(nodes: np.ndarray) -> Iterator[np.ndarray]:
    """The stretches of a way that lie inside the extract, without repeated nodes, two nodes or more each."""
    for run in np.split(nodes, np.flatnonzero(nodes < 0)):
        run = run[run >= 0]
        run = run[np.r_[True, run[1:] != run[:-1]]] if len(run) else run
        if len(run) > 1:
            yield run
