"""What a drawn line passes, read from the raw file: stretches of crossings and of steps, and points where others' streets lie across."""
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from pathlib import Path

import osmium

from tests.oracle.walls.extract import Extract, Place, Way, stretches
from tests.oracle.walls.kinds import CROSSINGS

METRES_PER_E7 = 0.0111194927


@dataclass(frozen=True)
class Stretch:
    """Of a line, along one way. whole: from its first node to its last."""

    begin_m: float
    end_m: float
    way: Way
    whole: bool
    ahead: bool


@dataclass(frozen=True)
class Point:
    at_m: float
    tags: dict[str, str]


@dataclass
class Reading:
    """Of one extract. pairs: the ways on which two nodes follow one another, and whether they are the first two or the last two of it."""

    extract: Extract
    pairs: dict[tuple[int, int], list[tuple[Way, bool]]] = field(default_factory=lambda: defaultdict(list))
    at: dict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))
    streets: dict[int, list[Way]] = field(default_factory=lambda: defaultdict(list))  # by node, those that cars drive on

    @classmethod
    def of(cls, extract: Extract) -> "Reading":
        found = cls(extract)
        for node, place in extract.at.items():
            found.at[place].append(node)
        for way in extract.ways:
            for _, one, other in stretches(way):
                found.pairs[one, other].append((way, True))
                found.pairs[other, one].append((way, False))
        for way in {way.id: way for ways in extract.meeting.values() for way in ways if way.driven}.values():
            for node in way.nodes:
                if node is not None:
                    found.streets[node].append(way)
        return found

    def walked(self, line: Sequence[Place], length_m: float) -> list[tuple[float, float, list[tuple[Way, bool]], tuple[int, int]]]:
        """Of every straight part between nodes: metres at both, the ways it may be a part of, and the two nodes. length_m: of the line as told."""
        found, metres = [], 0.0
        scale = length_m / max(sum(apart(*pair) for pair in pairwise(line)), 0.01)
        for one, other in pairwise(line):
            length = apart(one, other) * scale
            for pair in ((a, b) for a in self.at.get(one, ()) for b in self.at.get(other, ())):
                if self.pairs.get(pair):
                    found.append((metres, metres + length, self.pairs[pair], pair))
                    break
            metres += length
        return found

    def along(self, line: Sequence[Place], length_m: float, kind: str) -> Iterator[Stretch]:
        """Stretches of ways of a kind, those left out where another way leads over the same nodes."""
        parts = [(begin, end, ways[0]) for begin, end, ways, _ in self.walked(line, length_m) if len(ways) == 1]
        for (way, ahead), group in groupby(parts, key=lambda part: part[2]):
            if way.kind != kind:
                continue
            run = list(group)
            inside = [node for node in way.nodes if node is not None]
            length = sum(apart(self.extract.at[one], self.extract.at[other]) for one, other in pairwise(inside))
            yield Stretch(run[0][0], run[-1][1], way, run[-1][1] - run[0][0] > 0.99 * length and None not in way.nodes, ahead)

    def crossing_points(self, line: Sequence[Place], length_m: float, ways: set[int]) -> Iterator[Point]:
        """Nodes tagged as crossings on a street, passed from one way that is not driven to another; ways: those that the answer names."""
        parts = self.walked(line, length_m)
        for (_, at_m, before, (_, node)), (begins_m, _, after, (same, _)) in pairwise(parts):
            tags = self.extract.points.get(node, {})
            if same != node or begins_m != at_m or tags.get("highway") != "crossing":
                continue
            if any(way.driven or way.kind == "crossing" for way, _ in (*before, *after)) or not ways >= {way.id for way, _ in (*before, *after)}:
                continue
            if any(street.nodes[0] != node and street.nodes[-1] != node for street in self.streets[node] if street.kind != "service"):
                yield Point(at_m, tags)

    def kind_at(self, stretch: Stretch) -> set[str]:
        """What is told of how it is crossed, by the way, else by its nodes."""
        told = how(stretch.way.tags)
        if told:
            return {told}
        return {found for node in stretch.way.nodes if node is not None and (found := how(self.extract.points.get(node, {})))}


def read_names(path: Path, kinds: tuple[str, ...]) -> dict[int, set[str]]:
    """By node, what the ways of some kinds are called that lead over it, also those that nobody may walk."""
    found: dict[int, set[str]] = defaultdict(set)
    for way in osmium.FileProcessor(str(path), osmium.osm.WAY):
        if way.tags.get("highway") in kinds:
            for node in way.nodes:
                found[node.ref].add(way.tags.get("name") or way.tags.get("ref") or "")
    return found


def how(tags: dict[str, str]) -> str | None:
    if tags.get("crossing:signals") == "yes":
        return "signals"
    found = CROSSINGS.get(tags.get("crossing", ""))
    if found is None and "crossing:markings" in tags:
        return "unmarked" if tags["crossing:markings"] == "no" else "marked"
    return found or ("marked" if tags.get("crossing_ref") else None)


def apart(one: Place, other: Place) -> float:
    narrow = math.cos(math.radians(one[0] / 1e7))
    return math.hypot(other[0] - one[0], (other[1] - one[1]) * narrow) * METRES_PER_E7
