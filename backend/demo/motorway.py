"""The motorway ring: two one-way carriageways, diamond interchanges with main roads, and links out of the map."""
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import LineString, Point
from shapely.geometry.polygon import orient

from .extract import Extract
from .layout import BOX, CENTRE
from .shapes import leftward, parts_of, unit

HALF_GAP_M = 13.0
RAMP_M, RAMP_BEND_M = 300.0, 120.0
FORK_M = 260.0
FOR_CARS = {"oneway": "yes", "surface": "asphalt", "foot": "no", "bicycle": "no"}
RING = {"highway": "motorway", "ref": "M1", "name": "Outer Ring", "lanes": 2, "maxspeed": 100} | FOR_CARS
LINK = {"highway": "motorway_link", "maxspeed": 60, "lit": "yes"} | FOR_CARS
NODES_A_WAY, NODES_A_BEND = 12, 11


class Motorway:
    """`joints`: (metres along, node) on each carriageway where a ramp or link begins or ends."""

    def __init__(self, extract: Extract, streets, plan):
        self.extract, self.streets, self.plan = extract, streets, plan
        inside = shapely.Polygon(plan.motorway)
        # One drives on the right: against the clock on the outer carriageway.
        self.outer = orient(inside.buffer(HALF_GAP_M)).exterior
        self.inner = orient(inside.buffer(-HALF_GAP_M), -1).exterior
        self.joints: dict[int, list[tuple[float, int]]] = {1: [], -1: []}

    def draw(self) -> int:
        """Draw everything; returns the number of interchanges."""
        interchanges = self._choose_interchanges()
        for edge in interchanges:
            for track, side in ((self.outer, 1), (self.inner, -1)):
                self._draw_ramps(edge, track, side)
        for number, spur in enumerate(self.plan.spurs, 2):
            self._draw_spur(spur, f"M{number}")
        for track, side in ((self.outer, 1), (self.inner, -1)):
            self._draw_carriageway(track, side)
        return len(interchanges)

    def _choose_interchanges(self) -> list:
        kinds = ("primary", "secondary")
        over = [edge for edge in self.streets.edges if edge.over == "motorway" and edge.kind in kinds and edge.length < 260]
        busy = shapely.union_all([self.plan.river, self.plan.rail.buffer(30)]).buffer(330)
        spurs = shapely.union_all(self.plan.spurs).buffer(620)
        chosen: list = []
        for edge in over:
            if busy.disjoint(edge.line) and spurs.disjoint(edge.line) and all(edge.line.distance(other.line) > 800 for other in chosen):
                chosen.append(edge)
        return chosen

    def _joint(self, track, side: int, at_m: float) -> int:
        at_m %= track.length
        node = self.extract.node(*track.interpolate(at_m).coords[0])
        self.joints[side].append((at_m, node))
        return node

    def _draw_ramps(self, edge, track, side: int) -> None:
        """A way off and a way on between a carriageway and the foot of the bridge on its side."""
        ends = sorted((edge.u, edge.v), key=lambda node: side * np.hypot(*(self.streets.xy[node] - CENTRE)))
        foot = self.extract.node(*self.streets.xy[ends[-1]])
        here = track.project(Point(edge.line.intersection(self.plan.motorway).centroid))
        for sign in (-1, 1):
            joint = self._joint(track, side, here + sign * RAMP_M)
            near = np.array(track.interpolate((here + sign * RAMP_BEND_M) % track.length).coords[0])
            nodes = self._bend(joint, near + unit(near - CENTRE) * side * 19, foot)
            self.extract.way(nodes if sign < 0 else nodes[::-1], **LINK)

    def _bend(self, start: int, towards, end: int) -> list[int]:
        """Nodes of a curve from one node to another, drawn towards a point (Bezier's of second degree)."""
        a, b = np.array(self.extract.place(start)), np.array(self.extract.place(end))
        t = np.linspace(0, 1, NODES_A_BEND)[1:-1, None]
        between = (1 - t) ** 2 * a + 2 * t * (1 - t) * np.asarray(towards) + t**2 * b
        return [start, *(self.extract.node(*place) for place in between), end]

    def _draw_spur(self, spur: LineString, ref: str) -> None:
        """Two carriageways out of the map, joined to the ring by four links; the left turns cross on bridges."""
        foot = np.array(spur.coords[0])
        out = unit(np.subtract(spur.coords[-1], foot))
        left = leftward(out)
        length_m = LineString(spur).intersection(BOX).length
        steps = np.linspace(FORK_M, length_m, 10)[:, None]
        leaving = [self.extract.node(*place) for place in foot + steps * out - left * HALF_GAP_M]
        arriving = [self.extract.node(*place) for place in (foot + steps * out + left * HALF_GAP_M)[::-1]]
        for nodes in (leaving, arriving):
            self.extract.way(nodes, **RING | {"ref": ref, "name": ""})
        start, end = leaving[0], arriving[-1]
        here_outer, here_inner = self.outer.project(Point(foot)), self.inner.project(Point(foot))
        # Against the clock the outer carriageway comes from the right of someone driving out.
        from_outer = self._joint(self.outer, 1, here_outer - FORK_M)
        to_outer = self._joint(self.outer, 1, here_outer + FORK_M)
        from_inner = self._joint(self.inner, -1, here_inner - FORK_M)
        to_inner = self._joint(self.inner, -1, here_inner + FORK_M)
        self.extract.way(self._bend(from_outer, foot + out * 50 - left * 50, start), **LINK)
        self.extract.way(self._bend(end, foot + out * 50 + left * 50, to_outer), **LINK)
        self.extract.way(self._bend(from_inner, foot + out * 20 + left * 10, start), bridge="yes", layer=1, **LINK)
        self.extract.way(self._bend(end, foot + out * 20 - left * 10, to_inner), bridge="yes", layer=2, **LINK)

    def _draw_carriageway(self, track, side: int) -> None:
        """The carriageway in ways of some nodes each, split where it goes over river or railway."""
        spans = shapely.union_all([self.plan.river.buffer(14), self.plan.rail.buffer(14)])
        stops = [(track.project(Point(c)), self.extract.node(*c)) for c in list(track.simplify(0.3).coords)[:-1]]
        stops += self.joints[side]
        stops += [(track.project(point), self.extract.node(point.x, point.y)) for point in parts_of(track.intersection(spans.boundary))]
        order = sorted(set(stops))
        order.append((track.length, order[0][1]))
        aloft = [bool(spans.contains(track.interpolate((a + b) / 2))) for (a, _), (b, _) in pairwise(order)]
        first = 0
        for k in range(1, len(order)):
            is_last = k == len(order) - 1
            if is_last or aloft[k] != aloft[first] or k - first >= NODES_A_WAY:
                bridge = {"bridge": "yes", "layer": 1} if aloft[first] else {}
                self.extract.way([node for _, node in order[first : k + 1]], **RING, **bridge)
                first = k
