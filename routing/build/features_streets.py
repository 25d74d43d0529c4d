"""Named streets as wholes: ways of one name that hang together, over bridges and changes of kind, become one line to write a name along."""
from collections import defaultdict
from typing import NamedTuple

import numpy as np
import shapely

from routing.atlas import LabelKind


class StreetWay(NamedTuple):
    """One way that bears the name of a street."""

    name: str
    label: LabelKind
    osm: int  # as in Places
    line: shapely.LineString


class Street(NamedTuple):
    """Ways of one name that meet. `lines` are as long as the junctions allow."""

    name: str
    label: LabelKind  # the most important of its ways
    osm: int  # of its longest way
    lines: list[shapely.LineString]
    length_deg: float


def join_streets(ways: list[StreetWay]) -> list[Street]:
    """All streets, by name and then by the id of their first way."""
    by_name: dict[str, list[StreetWay]] = defaultdict(list)
    for way in ways:
        by_name[way.name].append(way)
    return [street_of(group) for name in sorted(by_name) for group in connected(by_name[name])]


def connected(ways: list[StreetWay]) -> list[list[StreetWay]]:
    """Groups of ways that share a point."""
    if len(ways) == 1:
        return [ways]
    owner: dict[tuple[float, float], int] = {}
    parent = list(range(len(ways)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, way in enumerate(ways):
        for point in map(tuple, shapely.get_coordinates(way.line).tolist()):
            a, b = root(owner.setdefault(point, i)), root(i)
            parent[max(a, b)] = min(a, b)
    groups: dict[int, list[StreetWay]] = defaultdict(list)
    for i, way in enumerate(ways):
        groups[root(i)].append(way)
    return list(groups.values())


def street_of(ways: list[StreetWay]) -> Street:
    lines = np.array([way.line for way in ways], object)
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines))) if len(ways) > 1 else lines
    length = shapely.length(lines)
    longest = ways[int(np.argmax(length))]
    return Street(ways[0].name, min(way.label for way in ways), longest.osm, list(merged), float(length.sum()))


def middle_of(street: Street) -> tuple[float, float]:
    """Latitude and longitude of the middle of its longest line, degrees."""
    line = max(street.lines, key=lambda line: line.length)
    point = shapely.line_interpolate_point(line, 0.5, normalized=True)
    return float(point.y), float(point.x)
