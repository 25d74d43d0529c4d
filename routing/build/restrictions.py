"""Turn restrictions for cars: OSM relations as sequences of edges."""
from typing import NamedTuple

import numpy as np

from routing.build.draft import Table
from routing.build.osm_read import Extract, Relation
from routing.build.problems import Problems
from routing.streets.model import Access

CAR_KEYS = ("restriction:motorcar", "restriction:motor_vehicle", "restriction:vehicle", "restriction")
CAR_NAMES = ("motorcar", "motor_vehicle", "vehicle")


class Turn(NamedTuple):
    from_edge: int
    via_vertex: int
    via_edges: tuple[int, ...]
    to_edge: int
    only: bool


class Broken(Exception):
    """A restriction that cannot be placed on the streets; the message says why."""


class WithoutEffect(Exception):
    """A restriction of a turn that no car could make anyway."""


class Roads:
    """Edges that cars use, by way: where they lead from which vertex."""

    def __init__(self, edges: Table, streets: set[int], ways: set[int]):
        """streets: OSM ids of all ways of the extract that are streets; ways: the only ones looked up."""
        self.streets = streets
        self.tail, self.head, self.access = edges["tail"], edges["head"], edges["access"]
        self.of_way: dict[int, list[int]] = {}
        used = (edges["access"] & (Access.CAR_F | Access.CAR_B)) != 0
        for edge in np.flatnonzero(used & np.isin(edges["way"], sorted(ways))).tolist():
            self.of_way.setdefault(int(edges["way"][edge]), []).append(edge)

    def edges(self, way: int) -> list[int]:
        return self.of_way.get(way, [])

    def vertices(self, ways: list[int]) -> set[int]:
        return {int(end[edge]) for way in ways for edge in self.edges(way) for end in (self.tail, self.head)}

    def leaving(self, way: int, vertex: int) -> list[int]:
        return self.leading(way, vertex, self.tail, self.head)

    def arriving(self, way: int, vertex: int) -> list[int]:
        return self.leading(way, vertex, self.head, self.tail)

    def leading(self, way: int, vertex: int, ahead: np.ndarray, back: np.ndarray) -> list[int]:
        """Edges with the vertex at their `ahead` end that may be driven forward, or at their `back` end and backward."""
        forward, backward = Access.CAR_F, Access.CAR_B
        used = [(edge, int(self.access[edge])) for edge in self.edges(way)]
        return [edge for edge, access in used if (ahead[edge] == vertex and access & forward) or (back[edge] == vertex and access & backward)]

    def across(self, edge: int, vertex: int) -> int:
        return int(self.head[edge] if self.tail[edge] == vertex else self.tail[edge])


def read_turns(extract: Extract, edges: Table, vertex_of_node: np.ndarray, problems: Problems) -> list[Turn]:
    """In the order of the relations. vertex_of_node: int32[nodes of the extract], -1: no vertex."""
    members = {member.id for relation in extract.restrictions for member in relation.members if member.kind == "w"}
    roads = Roads(edges, {way.id for way in extract.streets}, members)
    turns: list[Turn] = []
    for relation in extract.restrictions:
        value = value_for_cars(relation, extract.file, problems)
        if value is None:
            continue
        try:
            turns.extend(turns_of(relation, value, roads, extract, vertex_of_node))
        except Broken as why:
            problems.add("broken_restriction", f"relation {relation.id} ({value}): {why}, it is left out", extract.file)
        except WithoutEffect as why:
            problems.add("restriction_without_effect", f"relation {relation.id} ({value}): {why}", extract.file)
    return list(dict.fromkeys(turns))


def value_for_cars(relation: Relation, file: str, problems: Problems) -> str | None:
    tags = relation.tags
    named = tags["type"].partition(":")[2]  # the old style `type=restriction:hgv`
    if named and named not in CAR_NAMES:
        return None
    value = next((tags[key] for key in CAR_KEYS if key in tags), None)
    if value is None:
        conditional = next((key for key in CAR_KEYS if f"{key}:conditional" in tags), None)
        if conditional is not None:
            problems.add("conditional_restriction", f"relation {relation.id}: {conditional}:conditional is left out of account", file)
        elif not any(key.startswith("restriction") for key in tags):
            problems.add("broken_restriction", f"relation {relation.id}: no `restriction` tag, it is left out", file)
        return None
    if any(part.strip() in CAR_NAMES for part in tags.get("except", "").split(";")):
        return None
    if not value.startswith(("no_", "only_")):
        problems.add("broken_restriction", f"relation {relation.id}: restriction={value} is not known, it is left out", file)
        return None
    return value


def turns_of(relation: Relation, value: str, roads: Roads, extract: Extract, vertex_of_node: np.ndarray) -> list[Turn]:
    from_ways, to_ways = ([m.id for m in relation.members if m.role == role and m.kind == "w"] for role in ("from", "to"))
    via_nodes = [m.id for m in relation.members if m.role == "via" and m.kind == "n"]
    via_ways = [m.id for m in relation.members if m.role == "via" and m.kind == "w"]
    several_from, several_to = value == "no_entry", value == "no_exit"
    if not from_ways or not to_ways or (len(from_ways) > 1 and not several_from) or (len(to_ways) > 1 and not several_to):
        raise Broken("it needs one way `from` and one way `to`")
    if len(via_nodes) + (len(via_ways) > 0) != 1:
        raise Broken("it needs one node or some ways `via`")
    missing = [way for way in [*from_ways, *to_ways, *via_ways] if not roads.edges(way)]
    absent = [way for way in missing if way not in roads.streets]
    if absent:
        raise Broken(f"way {absent[0]} is no street of the extract")
    if missing:
        raise WithoutEffect(f"no car may use way {missing[0]}")
    only = value.startswith("only_")
    if via_ways:
        return [turn for one in from_ways for other in to_ways for turn in through_ways(roads, one, via_ways, other, only)]
    via = vertex_of(extract, vertex_of_node, via_nodes[0])
    return [at_vertex(roads, one, via, other, only, value.endswith("u_turn")) for one in from_ways for other in to_ways]


def vertex_of(extract: Extract, vertex_of_node: np.ndarray, node: int) -> int:
    row = int(np.searchsorted(extract.node_id, node))
    if row == len(extract.node_id) or extract.node_id[row] != node or vertex_of_node[row] < 0:
        raise Broken(f"node {node} is no junction of the extract")
    return int(vertex_of_node[row])


def at_vertex(roads: Roads, from_way: int, via: int, to_way: int, only: bool, u_turn: bool) -> Turn:
    if via not in roads.vertices([from_way]) or via not in roads.vertices([to_way]):
        raise Broken("its ways do not meet at the node `via`")
    from_edge = one_of(roads.arriving(from_way, via), f"way {from_way} on both sides of the node `via`", f"no car arrives by way {from_way}")
    leaving = roads.leaving(to_way, via)
    if u_turn and from_way == to_way:
        leaving = [edge for edge in leaving if edge == from_edge]
    elif from_way == to_way:
        leaving = [edge for edge in leaving if edge != from_edge]
    return Turn(from_edge, via, (), one_of(leaving, f"way {to_way} on both sides of the node `via`", f"no car leaves by way {to_way}"), only)


def one_of(edges: list[int], ambiguous: str, none: str) -> int:
    if not edges:
        raise WithoutEffect(none)
    if len(edges) > 1:
        raise Broken(ambiguous)
    return edges[0]


def through_ways(roads: Roads, from_way: int, via_ways: list[int], to_way: int, only: bool) -> list[Turn]:
    inside = roads.vertices(via_ways)
    starts, ends = sorted(inside & roads.vertices([from_way])), sorted(inside & roads.vertices([to_way]))
    if not starts or not ends:
        raise Broken("its ways do not meet")
    paths = [(start, end, path) for start in starts for end in ends if start != end and (path := find_path(roads, start, end, via_ways))]
    found = [
        Turn(from_edge, start, path, to_edge, only)
        for start, end, path in paths
        for from_edge in roads.arriving(from_way, start) if from_edge not in path
        for to_edge in roads.leaving(to_way, end) if to_edge not in path
    ]  # fmt: skip
    if not found:
        raise WithoutEffect("no car can drive along it")
    if len(found) > 1:
        raise Broken("it fits in more than one way")
    return found


def find_path(roads: Roads, start: int, end: int, ways: list[int]) -> tuple[int, ...] | None:
    """Fewest edges along the ways as cars may drive them, using every one of the ways."""
    came: dict[int, tuple[int, int]] = {}
    queue, way_of = [start], {edge: way for way in ways for edge in roads.edges(way)}
    for vertex in queue:
        for way in ways:
            for edge in roads.leaving(way, vertex):
                reached = roads.across(edge, vertex)
                if reached not in came and reached != start:
                    came[reached] = (vertex, edge)
                    queue.append(reached)
    if end not in came:
        return None
    path: list[int] = []
    vertex = end
    while vertex != start:
        vertex, edge = came[vertex]
        path.append(edge)
    return tuple(reversed(path)) if {way_of[edge] for edge in path} == set(ways) else None


def turn_arrays(turns: list[Turn]) -> dict[str, np.ndarray]:
    """The `turn_` arrays of Streets."""
    lengths = [len(turn.via_edges) for turn in turns]
    return {
        "turn_from_edge": np.array([turn.from_edge for turn in turns], np.int32),
        "turn_to_edge": np.array([turn.to_edge for turn in turns], np.int32),
        "turn_via_vertex": np.array([turn.via_vertex for turn in turns], np.int32),
        "turn_via_first": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        "turn_via_edge": np.array([edge for turn in turns for edge in turn.via_edges], np.int32),
        "turn_only": np.array([turn.only for turn in turns], np.uint8),
    }
