"""Ways, areas and points as they stand in an .osm.pbf, nothing cut and nothing joined."""
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import osmium

from tests.oracle.walls.kinds import find_kind, is_area, is_driven, may_walk

Place = tuple[int, int]  # latitude and longitude in 1e-7 degrees


@dataclass(frozen=True, eq=False)
class Way:
    """A way, or the outline of an area made of several, that may be walked or driven. nodes: ids, those outside the extract left out as None."""

    id: int
    tags: dict[str, str]
    kind: str
    nodes: tuple[int | None, ...]
    ahead: bool  # may be walked from its first node to its last
    back: bool
    driven: bool


@dataclass(frozen=True, eq=False)
class Area:
    """Rings of nodes, the first not repeated; id of its way, or of the first outer way of a relation."""

    id: int
    tags: dict[str, str]
    kind: str
    outer: tuple[tuple[int, ...], ...]
    inner: tuple[tuple[int, ...], ...]


@dataclass(eq=False)
class Extract:
    """at: where each node is; points: tags of nodes that have some; meeting: the ways at each node that may be walked; flights: every way of steps,
    whoever may use it, and areas of steps that somebody may use."""

    at: dict[int, Place] = field(default_factory=dict)
    points: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    flights: list[Way] = field(default_factory=list)
    meeting: dict[int, list[Way]] = field(default_factory=lambda: defaultdict(list))
    roads: set[int] = field(default_factory=set)  # nodes of streets for cars


def read_extract(path: Path) -> Extract:
    found, raw, relations = Extract(), {}, []
    for thing in osmium.FileProcessor(str(path)):
        if thing.is_node():
            found.at[thing.id] = (thing.location.y, thing.location.x)
            if len(thing.tags):
                found.points[thing.id] = tags_of(thing)
        elif thing.is_way():
            raw[thing.id] = (tags_of(thing), tuple(node.ref for node in thing.nodes))
        elif thing.tags.get("type") == "multipolygon" and find_kind(tags_of(thing)) is not None:
            relations.append((tags_of(thing), [(member.ref, member.role) for member in thing.members if member.type == "w"]))
    for way_id, (tags, nodes) in sorted(raw.items()):
        kind = find_kind(tags)
        if kind is not None:
            add_way(found, way_id, tags, kind, nodes)
    for tags, members in relations:
        add_relation(found, tags, members, raw)
    return found


def tags_of(thing) -> dict[str, str]:
    return {tag.k: tag.v for tag in thing.tags}


def add_way(extract: Extract, way_id: int, tags: dict[str, str], kind: str, nodes: tuple[int, ...]) -> None:
    inside = tuple(node if node in extract.at else None for node in nodes)
    way = Way(way_id, tags, kind, inside, may_walk(tags, kind, True), may_walk(tags, kind, False), is_driven(tags, kind))
    closed = len(nodes) > 3 and nodes[0] == nodes[-1] and None not in inside
    crossed = closed and is_area(tags, kind)
    if kind == "steps" and (way.ahead or way.back or not crossed):
        extract.flights.append(way)
    if crossed and (way.ahead or way.back):
        extract.areas.append(Area(way_id, tags, kind, (inside[:-1],), ()))
    if not (crossed and kind == "elevator"):
        put(extract, way)


def put(extract: Extract, way: Way) -> None:
    if way.driven:
        extract.roads.update(node for node in way.nodes if node is not None)
    if way.ahead or way.back:
        extract.ways.append(way)
        for node in dict.fromkeys(node for node in way.nodes if node is not None):
            extract.meeting[node].append(way)


def add_relation(extract: Extract, tags: dict[str, str], members: list[tuple[int, str]], raw: dict) -> None:
    """Its outline is walked along where it is no way of its own, and the area across where the outline closes."""
    kind = find_kind(tags)
    ahead, back = may_walk(tags, kind, True), may_walk(tags, kind, False)
    if not (ahead or back):
        return
    for way_id, _ in members:
        if way_id in raw and find_kind(raw[way_id][0]) is None:
            inside = tuple(node if node in extract.at else None for node in raw[way_id][1])
            put(extract, Way(way_id, tags, kind, inside, ahead, back, is_driven(tags, kind)))
    if any(way_id not in raw or any(node not in extract.at for node in raw[way_id][1]) for way_id, _ in members):
        return
    outer, inner = (rings([raw[way_id][1] for way_id, role in members if (role == "inner") == within]) for within in (False, True))
    if outer and inner is not None:
        first = next(way_id for way_id, role in members if role != "inner")
        extract.areas.append(Area(first, tags, kind, outer, inner))


def rings(lines: list[tuple[int, ...]]) -> tuple[tuple[int, ...], ...] | None:
    """Lines joined end to end; None if some stay open."""
    found, rest = [], [list(line) for line in lines if len(line) > 1]
    while rest:
        ring = rest.pop(0)
        while ring[0] != ring[-1]:
            following = next((line for line in rest if ring[-1] in (line[0], line[-1])), None)
            if following is None:
                return None
            rest.remove(following)
            ring += following[1:] if following[0] == ring[-1] else following[-2::-1]
        found.append(tuple(ring[:-1]))
    return tuple(found)


def stretches(way: Way):
    """Positions and ends of the straight parts of a way inside the extract."""
    for position, (one, other) in enumerate(pairwise(way.nodes)):
        if one is not None and other is not None and one != other:
            yield position, one, other
