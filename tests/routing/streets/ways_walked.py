"""Ways along named points of a tiny world, as a search would find them."""
from itertools import pairwise

import numpy as np

from routing.streets.drawing import draw, measured
from routing.streets.model import Streets
from routing.streets.path import Pieces, StreetPath
from tests.routing.build.osm_world import BuiltStreets


def walk(built: BuiltStreets, names: str, begin: float = 0.0, end: float = 1.0) -> StreetPath:
    """From vertex to vertex, the names with spaces between; begin, end: shares of the first and the last edge."""
    streets, vertices = built.streets, [built.vertex(name) for name in names.split()]
    pairs = [pair for one, other in pairwise(vertices) for pair in pairwise(fewest(streets, one, other))]
    edges, forward = zip(*(shortest(streets, *pair) for pair in pairs))
    edge, going = np.array(edges, np.int32), np.array(forward, np.uint8)
    lat, lon, first = draw(edge, going, begin, end, streets.geometry_first, streets.geometry_lat_e7, streets.geometry_lon_e7)
    length_cm, up, down = measured(edge, going, begin, end, streets.edge_length_cm, streets.edge_climb_dm, streets.edge_drop_dm)
    pieces = Pieces(edge, going, np.zeros(len(edge), np.int64), length_cm, first, lat, lon)
    exits = np.zeros(len(streets.vertex_lat_e7), np.uint8)
    return StreetPath(lat, lon, 0, round(float(length_cm.sum())), round(up), round(down), edge, going, (streets, pieces, exits))


def fewest(streets: Streets, start: int, end: int) -> list[int]:
    """Vertices from one to another over as few edges as possible: points may have been opened into several."""
    before, queue = {start: start}, [start]
    for vertex in queue:
        for one, other in ((streets.edge_tail, streets.edge_head), (streets.edge_head, streets.edge_tail)):
            for found in other[one == vertex].tolist():
                if found not in before:
                    before[found] = vertex
                    queue.append(found)
    chain = [end]
    while chain[-1] != start:
        chain.append(before[chain[-1]])
    return chain[::-1]


def shortest(streets: Streets, one: int, other: int) -> tuple[int, bool]:
    """The shortest edge between two vertices, and whether it leads ahead."""
    tail, head = streets.edge_tail, streets.edge_head
    ahead, back = np.flatnonzero((tail == one) & (head == other)), np.flatnonzero((tail == other) & (head == one))
    found = [(int(streets.edge_length_cm[edge]), int(edge), leads) for rows, leads in ((ahead, True), (back, False)) for edge in rows]
    return min(found)[1:]
