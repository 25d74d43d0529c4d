"""How far one gets on foot on streets of which some are walled off: whether there is room around a place, and what can be reached at all."""
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import breadth_first_order, connected_components

from routing.streets.costs import EdgeTimes
from routing.streets.model import Streets
from routing.streets.topology import INF

LEAST_ROOM_M = 300.0


def roomy(streets: Streets, times: EdgeTimes) -> np.ndarray:
    """bool[m]: edges that can be walked, from which one gets around and back for more than a little: nobody is put into a corner walled in."""
    tail, head, n = streets.edge_tail, streets.edge_head, len(streets.vertex_lat_e7)
    _, part = connected_components(csr_matrix(*ways(streets, times, n)), connection="strong")
    inside = ((times.forward_ms < INF) | (times.backward_ms < INF)) & (part[tail] == part[head])
    length_cm = np.bincount(part[tail[inside]], streets.edge_length_cm[inside], minlength=n)
    return inside & (length_cm[part[tail]] >= LEAST_ROOM_M * 100)


def reached(streets: Streets, times: EdgeTimes, vertices: np.ndarray) -> np.ndarray:
    """bool[m]: edges that can be walked from some vertices, int32."""
    n = len(streets.vertex_lat_e7)
    (_, (begin, end)), _ = ways(streets, times, n)
    # one vertex more, from which all the others are a step away
    begin, end = np.concatenate((begin, np.full(len(vertices), n))), np.concatenate((end, vertices))
    order = breadth_first_order(csr_matrix((np.ones(len(begin), np.uint8), (begin, end)), (n + 1, n + 1)), n, return_predecessors=False)
    found = np.zeros(n + 1, bool)
    found[order] = True
    return ((times.forward_ms < INF) & found[streets.edge_tail]) | ((times.backward_ms < INF) & found[streets.edge_head])


def ways(streets: Streets, times: EdgeTimes, n: int) -> tuple[tuple[np.ndarray, tuple[np.ndarray, np.ndarray]], tuple[int, int]]:
    """The arguments of a sparse matrix: from where to where one gets along an edge."""
    tail, head, forward, backward = streets.edge_tail, streets.edge_head, times.forward_ms < INF, times.backward_ms < INF
    ends = np.concatenate((tail[forward], head[backward])), np.concatenate((head[forward], tail[backward]))
    return (np.ones(len(ends[0]), np.uint8), ends), (n, n)
