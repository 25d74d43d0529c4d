"""Squares of the old town, on a slope with two terraces, and the lift inside the hill."""
import numpy as np
from shapely.geometry import LineString, Point, Polygon

from .extract import Extract
from .ground import gradient, height
from .shapes import key_of, leftward, nearest_on, parts_of, unit
from .streets import Streets

TERRACES_FROM = 0.06
SHAFT_LEVEL = 90
STAIRS = {"highway": "steps", "step_count": 12, "incline": "up", "handrail": "yes", "tactile_paving": "yes", "width": 6, "surface": "sett"}
RAMP = {"highway": "footway", "incline": "7%", "width": 1.6, "surface": "paving_stones", "smoothness": "good", "wheelchair": "yes"}


def add_square(extract: Extract, streets: Streets, face: Polygon, rng) -> None:
    name = f"{streets.names.word()} Square"
    surface = "sett" if rng.random() < 0.4 else "paving_stones"
    about = {"highway": "pedestrian", "area": "yes", "name": name, "surface": surface, "lit": "yes", "smoothness": "intermediate"}
    middle = np.array(face.centroid.coords[0])
    for east_m in (-9, 0, 9):
        extract.node(*(middle + (east_m, 9)), amenity="bench", backrest="yes" if east_m else "no")
    extract.node(*(middle + (12, -9)), amenity="fountain", name=f"{name} Fountain")
    uphill = gradient(*middle)
    if np.hypot(*uphill) < TERRACES_FROM:
        extract.area(face.difference(Point(middle).buffer(5, quad_segs=4)), **about)
        return
    add_terraces(extract, face, middle, unit(uphill), about, has_ramp=rng.random() < 0.7)


def add_terraces(extract: Extract, face: Polygon, middle, up, about: dict, has_ramp: bool) -> None:
    """Two terraces with a wall, a flight of steps and perhaps a ramp between them."""
    along = leftward(up)
    wall = LineString([middle - along * 200, middle + along * 200])
    terraces = [part for part in parts_of(face.difference(wall.buffer(2.4, cap_style="flat"))) if part.area > 150]
    doors = [(0.0, STAIRS), (14.0, RAMP)] if has_ramp else [(0.0, STAIRS)]
    for terrace in terraces:
        extract.area(with_points(terrace, [middle + along * at_m for at_m, _ in doors]), **about)
    for at_m, tags in doors:
        ends = [nearest_on(terrace.exterior, middle + along * at_m) for terrace in terraces[:2]]
        if len(ends) == 2:
            extract.line(sorted(ends, key=lambda end: float(np.dot(end, up))), **tags)
    reach_m = wall.intersection(face).length / 2 - 2
    for low_m, high_m in ((-reach_m, -4), (4, 12), (16, reach_m)):
        if high_m > low_m + 1:
            extract.line([middle + along * low_m, middle + along * high_m], barrier="retaining_wall", height=2)


def with_points(polygon: Polygon, points) -> Polygon:
    """The polygon with extra vertices on its outline nearest to the points."""
    ring = polygon.exterior
    stops = [(ring.project(Point(c)), tuple(c)) for c in ring.coords[:-1]]
    stops += [(ring.project(Point(point)), tuple(nearest_on(ring, point))) for point in points]
    return Polygon([c for _, c in sorted(stops)])


def add_hill_lift(extract: Extract, streets: Streets, special: dict[int, str]) -> None:
    """A public lift in the hill: from a low lane through a tunnel up to the highest square."""
    squares = [streets.faces[i] for i, kind in special.items() if kind == "square"]
    top = max(squares, key=lambda square: float(height(*square.centroid.coords[0])))
    kinds = ("pedestrian", "living_street", "footway")
    lanes = sorted({node for edge in streets.edges if edge.zone == "old" and edge.kind in kinds for node in (edge.u, edge.v)})
    foot = min(lanes, key=lambda node: float(height(*streets.xy[node])) + 0.12 * top.distance(Point(streets.xy[node])))
    junctions = {key_of(xy) for xy in streets.xy}
    heads = [c for c in top.exterior.coords[:-1] if key_of(c) in junctions]
    head = min(heads, key=lambda c: np.hypot(*np.subtract(c, streets.xy[foot])))
    shaft_tags = {"highway": "elevator", "name": "Hill Lift", "wheelchair": "yes", "level": "0;4", "opening_hours": "Mo-Su 06:00-23:00"}
    shaft = extract.node(*(np.array(head) + 2), SHAFT_LEVEL, **shaft_tags)
    about = {"highway": "footway", "surface": "concrete", "smoothness": "excellent", "width": 3, "lit": "yes"}
    extract.way([extract.node(*streets.xy[foot]), shaft], tunnel="yes", layer=-1, level=0, name="Hill Lift Tunnel", **about)
    extract.way([shaft, extract.node(*head)], level=4, **about)
