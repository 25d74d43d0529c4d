"""The old town: lanes along the contours of the hill, stairs straight up, serpentine lanes between them, and jumbled lanes below."""
import itertools

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPoint, Point
from shapely.ops import polygonize, substring

from .ground import HILL, gradient, hill_reach
from .shapes import closed, leftward, lines_of, unit

RING_RADII_M = (46, 94, 142, 190, 238, 288, 338)
# Well under the 6 % a wheelchair user can take, since junctions are moved a little afterwards.
RAMP_SLOPE = 0.042
RAMPS_BETWEEN_RINGS = 2
STAIRS_EVERY_M = 74
LONGEST_GAP_M = 90.0
CELL_SPACING_M = 66.0
MAIN_STREET = "Market Street"
SQUARES = ((-200, -60), (-430, 190), (330, 480), (-250, 560), (420, 60))
HILL_SQUARE = (70, 160)


def lay_out_old_town(plan, rng) -> None:
    """Add lanes and squares to a plan whose old town is known."""
    rings = [closed(ring) for ring in contour_rings(rng)]
    connections = hill_connections(rings, rng)
    hill_lanes = [rings[0], *(leave_gap(ring, connections) for ring in rings[1:-1]), rings[-1], *connections]
    inside = plan.old_town.buffer(-6)
    lanes = [piece for lane in hill_lanes for piece in lines_of(lane.intersection(inside))]
    main_street = market_street(rings[-1], plan.old_town)
    hill = shapely.Polygon(rings[-1])
    cells = []
    split_lines = [plan.old_town.boundary, rings[-1].intersection(inside), main_street]
    for region in polygonize(shapely.union_all(split_lines, grid_size=0.1)):
        if not hill.contains(region.representative_point()):
            cells += old_town_cells(region, rng)
    squares, blocks = choose_squares(cells, plan.old_town)
    blocks_on_hill = list(polygonize(shapely.union_all(lanes, grid_size=0.1)))
    plan.squares = [*squares, shapely.Polygon(rings[0]), min(blocks_on_hill, key=lambda block: block.distance(Point(HILL_SQUARE)))]
    # Whole, so that lanes meet the ring exactly; named only where they leave it.
    everything = shapely.union_all([block.boundary for block in blocks] + lanes + [main_street], grid_size=0.1)
    plan.linework.append(everything)
    edge = plan.old_town.boundary.buffer(0.5)
    plan.add(main_street, "lane", "old", MAIN_STREET)
    for lane in shapely.line_merge(everything.difference(edge).difference(main_street.buffer(0.5))).geoms:
        plan.add(lane, "lane", "old")


def contour_rings(rng) -> list[np.ndarray]:
    """Closed lanes round the hill that keep nearly one height, inner first, float[n, 2] each."""
    phase = rng.uniform(0, 6.3, 2)
    rings = []
    for radius in RING_RADII_M:
        angle = np.linspace(0, 2 * np.pi, max(24, int(radius / 3)), endpoint=False)
        wobble = 0.008 * np.sin(4 * angle + phase[0]) + 0.008 * np.sin(7 * angle + phase[1] + radius / 40)
        distance = radius * hill_reach(angle) * (1 + wobble)
        rings.append(np.array(HILL) + distance[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))
    return rings


def leave_gap(ring: LineString, connections: list[LineString]):
    """The ring without one stretch between two lanes that meet it: whole, the hill would look like a target, and it stays connected."""
    ends = [Point(end) for line in connections for end in (line.coords[0], line.coords[-1])]
    meets = sorted(ring.project(end) for end in ends if end.distance(ring) < 0.1)
    first, last = max(itertools.pairwise(meets), key=lambda stretch: min(stretch[1] - stretch[0], LONGEST_GAP_M))
    return shapely.MultiLineString([substring(ring, 0, first), substring(ring, last, ring.length)])


def hill_connections(rings: list[LineString], rng) -> list[LineString]:
    """Between each ring and the next: serpentine lanes of one slope, and stairs where no serpentine is in the way."""
    lines = []
    turn = rng.uniform(0, 2 * np.pi)
    for inner, outer in itertools.pairwise(rings):
        turn += rng.uniform(1.7, 2.3)
        direction = 1 if rng.random() < 0.5 else -1
        starts = [turn + k * 2 * np.pi / RAMPS_BETWEEN_RINGS for k in range(RAMPS_BETWEEN_RINGS)]
        ramps = [serpentine(inner, outer, angle, direction) for angle in starts]
        count = max(4, int(inner.length / STAIRS_EVERY_M))
        angles = (np.arange(count) + rng.uniform(-0.25, 0.25, count)) * 2 * np.pi / count
        stairs = [straight_up(inner, outer, angle, rng.normal(0, 5)) for angle in angles]
        lines += ramps + [flight for flight in stairs if all(flight.distance(ramp) > 16 for ramp in ramps)]
    return lines


def serpentine(inner: LineString, outer: LineString, angle: float, direction: int) -> LineString:
    """A lane down the hill at RAMP_SLOPE from one ring to the next, turning left (+1) or right (-1) round the hill."""
    place = np.array(meet(inner, angle))
    points = [place]
    beyond = shapely.Polygon(outer)
    for _ in range(300):
        uphill = gradient(*place)
        steepness = max(float(np.hypot(*uphill)), 1e-6)
        down = -unit(uphill)
        outwards = unit(place - HILL)
        share = min(1.0, RAMP_SLOPE / steepness)
        # On a slope gentler than wanted go straight out, for the contour would never leave the ring.
        step = share * (down if share < 1 else outwards) + np.sqrt(1 - share**2) * direction * leftward(outwards)
        place = place + 4.0 * unit(step)
        points.append(place)
        if not beyond.contains(Point(place)):
            break
    line = LineString(points)
    return substring(line, 0, min(line.project(point) for point in shapely.get_parts(line.intersection(outer))))


def straight_up(inner: LineString, outer: LineString, angle: float, bend_m: float) -> LineString:
    a, b = np.array(meet(inner, angle)), np.array(meet(outer, angle))
    return LineString([a, (a + b) / 2 + leftward(unit(b - a)) * bend_m, b])


def meet(ring: LineString, angle: float) -> tuple[float, float]:
    ray = LineString([HILL, np.array(HILL) + 900 * np.array([np.cos(angle), np.sin(angle)])])
    return ray.intersection(ring).centroid.coords[0]


def market_street(ring: LineString, old_town) -> LineString:
    """From the western to the eastern gate, along the foot of the hill."""
    angles = np.radians(np.linspace(204, 336, 40))
    foot = [meet(ring, angle) for angle in angles]
    ends = []
    for corner, wish in ((foot[0], (-1.0, -0.12)), (foot[-1], (1.0, -0.1))):
        ray = LineString([np.array(corner) + 30 * unit(wish), np.array(corner) + 900 * unit(wish)])
        gates = shapely.get_parts(ray.intersection(old_town.boundary))
        ends.append(min(gates, key=lambda gate: gate.distance(Point(corner))).coords[0])
    return LineString([ends[0], *foot, ends[1]])


def old_town_cells(area, rng) -> list:
    """Medieval blocks: a relaxed Voronoi diagram with unequal cells."""
    x0, y0, x1, y1 = area.bounds
    columns, rows = np.arange(x0, x1, CELL_SPACING_M), np.arange(y0, y1, CELL_SPACING_M)
    lattice = np.stack(np.meshgrid(columns, rows), -1).reshape(-1, 2)
    points = lattice + rng.uniform(-0.48, 0.48, lattice.shape) * CELL_SPACING_M
    points = points[shapely.contains_xy(area.buffer(-14), *points.T)]
    if len(points) < 2:
        return [area]
    for _ in range(2):  # the second pass only rebuilds the cells; half a Lloyd step keeps them irregular
        cells = [cell.intersection(area) for cell in shapely.voronoi_polygons(MultiPoint(points), extend_to=area).geoms]
        centroids = np.array([cell.centroid.coords[0] for cell in cells])
        owner = shapely.STRtree(shapely.points(points)).nearest(shapely.points(centroids))
        points = 0.5 * points[owner] + 0.5 * centroids
    return [cell for cell in merge_some(cells, rng) if cell.area > 20]


def merge_some(cells: list, rng, share: float = 0.22) -> list:
    """Join pairs of neighbours, so that blocks differ in size and lanes do not look like a honeycomb."""
    free = set(range(len(cells)))
    merged: dict[int, object] = dict(enumerate(cells))
    for i in rng.permutation(len(cells)).tolist():
        if i not in free or rng.random() >= share:
            continue
        near = [j for j in sorted(free) if j != i and cells[i].boundary.intersection(cells[j].boundary).length > 18]
        if not near:
            continue
        j = min(near, key=lambda other: cells[other].area)
        merged[i] = shapely.union_all([cells[i], cells[j]], grid_size=0.01)
        del merged[j]
        free -= {i, j}
    return list(merged.values())


def choose_squares(cells: list, old_town) -> tuple[list, list]:
    """Squares among the cells that do not touch the wall, and every cell as a block."""
    inside = [cell for cell in cells if cell.distance(old_town.exterior) > 1]
    squares = []
    for place in SQUARES:
        free = [cell for cell in inside if cell not in squares]
        squares.append(min(free, key=lambda cell: cell.centroid.distance(Point(place))))
    return squares, cells
