"""A path for walking and cycling below both embankments, reached by ramps and by steps in turn."""
import numpy as np
import shapely
from shapely.geometry import Point

from .extract import Extract
from .streets import Streets

GATE_EVERY_M = 330
ABOUT = {"foot": "designated", "surface": "asphalt", "smoothness": "good", "width": 4, "segregated": "yes"}
RAMP = {"highway": "footway", "incline": "6%", "width": 2.5, "wheelchair": "yes"}
STEPS = {"highway": "steps", "step_count": 11, "incline": "down", "handrail": "yes", "tactile_paving": "yes"}
EMBANKMENT = {"residential", "unclassified", "tertiary"}


def add_promenade(extract: Extract, streets: Streets, plan) -> None:
    banks = plan.river.buffer(6).boundary.intersection(shapely.box(-3000, -4000, 3000, 4000))
    for bank in banks.geoms:
        stops = [(bank.project(Point(c)), extract.node(*c)) for c in bank.coords]
        stops += gangway_crossings(extract, bank)
        stops += add_gates(extract, streets, bank)
        order = sorted(set(stops))
        for k in range(0, len(order) - 1, 10):
            part = [node for _, node in order[k : k + 11]]
            x, y = extract.place(part[0])
            extract.way(part, highway="cycleway", name="River Walk", lit="yes" if abs(x) < 1500 else "no", **ABOUT)
            extract.node(x + 1, y + 2.5, amenity="bench", backrest="yes")


def gangway_crossings(extract: Extract, bank) -> list[tuple[float, int]]:
    """A node of the path on every gangway of a pier that crosses it; the gangway gets the node too."""
    stops = []
    for way_id, (nodes, tags) in enumerate(extract.ways, 1):
        if tags.get("man_made") != "pier":
            continue
        gangway = extract.geometry(way_id)
        if gangway.crosses(bank):
            meeting = gangway.intersection(bank).centroid
            nodes.insert(1, extract.node(meeting.x, meeting.y))
            stops.append((bank.project(meeting), nodes[1]))
    return stops


def add_gates(extract: Extract, streets: Streets, bank) -> list[tuple[float, int]]:
    """Ways down from the embankment, well apart."""
    near = set()
    for edge in streets.edges:
        if edge.kind not in EMBANKMENT or edge.over or edge.line.distance(bank) > 12:
            continue
        for node in (edge.u, edge.v):
            if bank.distance(Point(streets.xy[node])) < 14:
                near.add((bank.project(Point(streets.xy[node])), node))
    stops: list[tuple[float, int]] = []
    last_m = -np.inf
    for at_m, node in sorted(near):
        if at_m - last_m < GATE_EVERY_M:
            continue
        last_m = at_m
        foot = bank.interpolate(at_m).coords[0]
        stops.append((at_m, extract.node(*foot)))
        way_down = RAMP if len(stops) % 2 else STEPS
        extract.line([tuple(streets.xy[node]), foot], surface="paving_stones", smoothness="good", lit="yes", **way_down)
    return stops
