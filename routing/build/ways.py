"""From the objects of an extract to the ways to cut, the areas to cross and the facts of tagged nodes."""
from typing import NamedTuple

import numpy as np

from routing.build.draft import Names
from routing.build.osm_read import Extract, Relation, Way
from routing.build.problems import Problems
from routing.build.split import StreetWay
from routing.build.squares import Area, find_rings
from routing.build.tags_node import NodeFacts, crosses, find_node_facts
from routing.build.tags_value import Reading
from routing.build.tags_way import find_way_facts, is_area
from routing.streets.model import UNKNOWN_I16, Access, CrossingKind, Kerb, Kind

ANYONE = 63


class Read(NamedTuple):
    ways: list[StreetWay]
    areas: list[Area]
    node_facts: dict[int, NodeFacts]  # by row of nodes
    barred: list[StreetWay]  # lines of steps that nobody may use: they are in the way all the same
    entrance: np.ndarray  # bool[nodes], where ways meet, or tagged as an entrance or a lift


def read_ways_and_areas(extract: Extract, names: Names, problems: Problems) -> Read:
    ways: list[StreetWay] = []
    areas: list[Area] = []
    barred: list[StreetWay] = []
    for way in extract.streets:
        facts = find_way_facts(Reading(way.tags, f"way {way.id}", extract.file, problems), names)
        if facts is None:
            continue
        closed = len(way.nodes) > 3 and way.nodes[0] == way.nodes[-1] and bool((way.nodes >= 0).all())
        crossed = is_area(way.tags, closed)
        if not facts.access & ANYONE:
            if facts.kind == Kind.STEPS and not crossed:
                barred.append(StreetWay(way.id, facts, way.nodes, False))
            continue
        if crossed and facts.access & (Access.FOOT_F | Access.FOOT_B):
            areas.append(Area(way.id, facts, [way.nodes[:-1]], []))
        if not (crossed and facts.kind == Kind.ELEVATOR):
            ways.append(StreetWay(way.id, facts, way.nodes, crossed))
    members = {way.id: way for way in extract.streets} | extract.outlines
    for relation in extract.areas:
        read_relation(extract, relation, members, ways, areas, names, problems)
    node_facts, beside = {}, beside_streets(extract, ways)
    for row, tags in sorted(extract.node_tags.items()):
        found = find_node_facts(Reading(tags, f"node {extract.node_id[row]}", extract.file, problems))
        if found is not None and crosses(tags) and found.crossing == CrossingKind.UNKNOWN and not beside[row]:
            found = found._replace(kerb=Kerb.UNKNOWN, kerb_height_cm=UNKNOWN_I16)  # of whoever crosses; who goes along the street does not meet it
        if found is not None:
            node_facts[row] = found
    return Read(ways, areas, node_facts, barred, entrances(extract, ways, areas, node_facts))


def beside_streets(extract: Extract, ways: list[StreetWay]) -> np.ndarray:
    """bool[nodes], whether a way that is no street for cars passes there."""
    found = np.zeros(len(extract.node_id), bool)
    for way in ways:
        if not way.facts.access & (Access.CAR_F | Access.CAR_B):
            found[way.nodes[way.nodes >= 0]] = True
    return found


def read_relation(
    extract: Extract, relation: Relation, way_of: dict[int, Way], ways: list[StreetWay], areas: list[Area], names: Names, problems: Problems
) -> None:
    """A multipolygon: its outline is walked along like that of a closed way, and the area across. way_of: by OSM id."""
    facts = find_way_facts(Reading(relation.tags, f"relation {relation.id}", extract.file, problems), names)
    if facts is None or not facts.access & (Access.FOOT_F | Access.FOOT_B):
        return
    members = [(member, way_of.get(member.id)) for member in relation.members if member.kind == "w"]
    for member, way in members:
        if way is not None and member.id in extract.outlines:
            ways.append(StreetWay(way.id, facts, way.nodes, True))
    complete = all(way is not None and (way.nodes >= 0).all() for _, way in members)
    outer = find_rings([way.nodes for member, way in members if way is not None and member.role != "inner"]) if complete else None
    inner = find_rings([way.nodes for member, way in members if way is not None and member.role == "inner"]) if complete else None
    if not outer or inner is None:
        problems.add("area_incomplete", f"relation {relation.id}: its outline is not closed in the extract, only the outline is walked", extract.file)
        return
    first = next(member.id for member, _ in members if member.role != "inner")
    areas.append(Area(first, facts, outer, inner))


def entrances(extract: Extract, ways: list[StreetWay], areas: list[Area], node_facts: dict[int, NodeFacts]) -> np.ndarray:
    uses = np.zeros(len(extract.node_id), np.int32)
    for way in ways:
        uses[np.unique(way.nodes[way.nodes >= 0])] += 1
    for area in areas:
        if area.facts.kind == Kind.ELEVATOR:
            uses[np.concatenate(area.outer)] += 1
    entrance = uses > 1
    entrance[[row for row, facts in node_facts.items() if facts.entrance or facts.elevator]] = True
    return entrance
