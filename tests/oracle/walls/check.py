"""Is somebody led over what they cannot pass? A drawn line against the raw files, stretch by stretch and point by point."""
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import shapely

from tests.oracle.walls.extract import Area, Place, Way
from tests.oracle.walls.judge import Limits, Side, judge_crossing, judge_point, judge_stretch
from tests.oracle.walls.terrain import Terrain
from tests.oracle.walls.trace import Carrier, Map
from tests.oracle.walls.values import find_metres

FLIGHT_M = 2.0  # steps drawn as a line, where nobody says how wide they are
TOUCHED_M = 0.35  # whoever is longer on them climbs them
OFF_THE_MAP, JUMP = "off the map", "jump"  # nothing in the files carries it, or what does hangs not together
WORST = 1000


class Objection(NamedTuple):
    """What is wrong, and where it begins. A question mark: nobody knows, and the limits are strict."""

    what: str
    place: Place


class Best(NamedTuple):
    """The fewest objections with which a point is reached, and by which carrier from which one before."""

    cost: int
    objections: frozenset[str]
    before: int


class Checker:
    """One person's limits on one map. terrain: what tells slopes where nobody tagged them; None: nothing does."""

    def __init__(self, on: Map, limits: Limits, terrain: Terrain | None = None):
        self.map, self.limits, self.terrain = on, limits, terrain
        self.judged: dict = {}
        self.flights, self.flight_tree = flights_of(on)

    def objections(self, line: Sequence[Place], way_ids: Collection[int] | None = None) -> list[Objection]:
        """way_ids: what the answer says it goes over; other objects of the map do not excuse it."""
        return self.follow(line, way_ids)[1]

    def follow(self, line: Sequence[Place], way_ids: Collection[int] | None = None) -> tuple[list[Carrier | None], list[Objection]]:
        """What carries each stretch, None where nothing does, and all objections."""
        last = len(line) - 2
        layers = [self.candidates(*pair, number == 0, number == last, way_ids) for number, pair in enumerate(pairwise(line))]
        table: list[list[Best]] = []
        for number, layer in enumerate(layers):
            own = [self.stretch(carrier, line[number], line[number + 1]) for carrier in layer]
            table.append([self.reach(layers, table, number, row, found) for row, found in enumerate(own)])
        row = min(range(len(layers[-1])), key=lambda row: table[-1][row].cost) if layers else 0
        carried: list[Carrier | None] = [None] * len(layers)
        found: list[Objection] = []
        for number in range(len(layers) - 1, -1, -1):
            best = table[number][row]
            carried[number] = layers[number][row]
            found = [*(Objection(what, line[number]) for what in sorted(best.objections)), *found]
            row = best.before
        if self.terrain is not None:
            pairs = zip(carried, pairwise(line))
            sloped = [None if carrier is None or self.is_flight(carrier, *pair) else carrier for carrier, pair in pairs]
            found += [Objection(what, place) for what, place in self.terrain.objections(self.map, line, sloped, self.limits)]
        return carried, found

    def candidates(self, here: Place, there: Place, begins: bool, ends: bool, way_ids: Collection[int] | None) -> Sequence[Carrier | None]:
        found = self.map.find(here, there, begins, ends)
        if way_ids is not None:
            found = tuple(one for one in found if one.what in ("link", "pathway") or one.thing.id in way_ids)
        return found or (None,)

    def reach(self, layers, table: list[list[Best]], number: int, row: int, own: frozenset[str]) -> Best:
        after = layers[number][row]
        if number == 0:
            return Best(len(own), own, -1)
        best = None
        for earlier, before in enumerate(layers[number - 1]):
            objections = own | self.joint(before, after)
            cost = table[number - 1][earlier].cost + len(objections) + WORST * (JUMP in objections)
            if best is None or cost < best.cost:
                best = Best(cost, objections, earlier)
        return best

    def stretch(self, carrier: Carrier | None, here: Place, there: Place) -> frozenset[str]:
        if carrier is None:
            return frozenset({OFF_THE_MAP})
        place = (here, there) if carrier.what == "area" else (carrier.start, carrier.end)
        key = (carrier.what, carrier.thing, carrier.position, carrier.forward, place)
        if key not in self.judged:
            self.judged[key] = self.find_stretch(carrier, here, there)
        return self.judged[key]

    def find_stretch(self, carrier: Carrier, here: Place, there: Place) -> frozenset[str]:
        thing = carrier.thing
        if carrier.what == "link":
            return frozenset()
        if carrier.what == "pathway":
            return thing.findings(carrier.forward, self.limits).against(self.limits)
        known = self.terrain is not None and self.terrain.covers(here, there)
        if carrier.what == "area":
            return self.across(thing, here, there, known)
        found = judge_stretch(thing.tags, thing.kind, carrier.forward, self.limits, known).against(self.limits)
        if thing.kind == "crossing":
            touched = tuple(node for node in (carrier.start, carrier.end) if node is not None)
            piece = piece_of(self.map, thing, carrier.position)
            found |= judge_crossing(self.map.extract, thing, piece, touched, self.limits).against(self.limits)
        return found

    def across(self, area: Area, here: Place, there: Place, known: bool) -> frozenset[str]:
        kind = area.kind if area.kind in ("steps", "elevator") else "steps" if self.over_steps(here, there) else "square"
        return judge_stretch(area.tags, kind, True, self.limits, known).against(self.limits)

    def is_flight(self, carrier: Carrier, here: Place, there: Place) -> bool:
        """Steps have no slope, nor have lines across a square that run over them."""
        return carrier.what == "area" and self.over_steps(here, there)

    def over_steps(self, here: Place, there: Place) -> bool:
        line = shapely.LineString([self.map.xy(here), self.map.xy(there)])
        rows = self.flight_tree.query(line, "intersects").tolist()
        return any(line.intersection(self.flights[row]).length > TOUCHED_M for row in rows)

    def joint(self, before: Carrier | None, after: Carrier | None) -> frozenset[str]:
        """Passing from one stretch to the next."""
        if before is None or after is None:
            return frozenset()
        if "pathway" in (before.what, after.what):
            return self.inside(before, after)
        if before.end != after.start and "link" not in (before.what, after.what):
            return self.over_nothing(before, after)
        if before.end is None and after.start is None and before.thing is not after.thing and "link" not in (before.what, after.what):
            return frozenset({JUMP})
        node = before.end if before.end is not None else after.start
        if not isinstance(node, int):
            return frozenset()
        return judge_point(self.map.extract, node, side(before), side(after), self.limits).against(self.limits)

    def over_nothing(self, before: Carrier, after: Carrier) -> frozenset[str]:
        """Between two nodes at one place, if a way joins them there."""
        found = []
        for hop in self.map.hops.get((before.end, after.start), ()):
            place = self.map.extract.at[hop.start]
            found.append(self.stretch(hop, place, place) | self.joint(before, hop) | self.joint(hop, after))
        return min(found, key=len, default=frozenset({JUMP}))

    def inside(self, before: Carrier, after: Carrier) -> frozenset[str]:
        """Stops at one place stand above one another: between them there must be pathways that can be passed."""
        if before.end == after.start:
            return frozenset()
        there = self.map.passed(before.end, after.start, self.limits) if isinstance(before.end, str) and isinstance(after.start, str) else False
        return frozenset() if there else frozenset({JUMP})


def side(carrier: Carrier) -> Side:
    if carrier.what != "way":
        return Side(False, False)
    return Side(carrier.thing.driven, carrier.thing.kind == "crossing")


def piece_of(on: Map, way: Way, position: int) -> tuple[int, ...]:
    """The nodes of a way around a stretch of it, up to where it ends or meets another."""

    def parts(at: int) -> bool:
        node = way.nodes[at]
        return node is None or len(on.extract.meeting[node]) > 1 or node in on.extract.roads

    first, last = position, position + 1
    while first > 0 and not parts(first):
        first -= 1
    while last < len(way.nodes) - 1 and not parts(last):
        last += 1
    return tuple(node for node in way.nodes[first : last + 1] if node is not None)


@lru_cache(maxsize=4)
def flights_of(on: Map) -> tuple[list[shapely.Polygon], shapely.STRtree]:
    """The ground that steps cover, and where to find it: lines as wide as they are, whoever may use them, and areas that somebody may."""
    found = []
    for way in on.extract.flights:
        at = [on.xy(on.extract.at[node]) for node in way.nodes if node is not None]
        closed = len(way.nodes) > 3 and way.nodes[0] == way.nodes[-1]
        if closed and way.tags.get("area") == "yes":
            found.append(shapely.Polygon(at))
        elif len(at) > 1:
            found.append(shapely.LineString(at).buffer((find_metres(way.tags.get("width")) or FLIGHT_M) / 2, cap_style="flat"))
    valid = [shape for shape in found if shape.is_valid]
    return valid, shapely.STRtree(valid)
