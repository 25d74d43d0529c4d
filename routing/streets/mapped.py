"""What the networks of all walkers and closures of a city share."""
import numpy as np

from routing.streets.graph import Graph
from routing.streets.model import Access, Streets
from routing.streets.snap import Grid
from routing.streets.topology import Topology


class Kept:
    """What is mapped from a city's folder and shared by the networks of all speeds and closures."""

    def __init__(self, streets: Streets, graphs: dict[str, Graph], topologies: dict[str, Topology], grid: Grid, snappable: np.ndarray):
        self.streets, self.graphs, self.topologies, self.grid, self.snappable = streets, graphs, topologies, grid, snappable
        self.exits = roundabout_exits(streets)
        self.worked_out: dict = {}  # of the streets, whoever walks there


def roundabout_exits(streets: Streets) -> np.ndarray:
    """uint8[n], 1: a vertex of a roundabout where one can drive out of it."""
    n, circle = len(streets.vertex_lat_e7), streets.edge_roundabout == 1
    exits, on_circle = np.zeros(n, np.uint8), np.zeros(n, bool)
    on_circle[streets.edge_tail[circle]] = on_circle[streets.edge_head[circle]] = True
    for bit, vertex in ((Access.CAR_F, streets.edge_tail), (Access.CAR_B, streets.edge_head)):
        exits[vertex[((streets.edge_access & bit) != 0) & ~circle]] = 1
    return exits * on_circle
