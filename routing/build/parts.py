"""Which edges belong to the largest part of each mode in which every place reaches every other."""
import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from routing.build.draft import Table
from routing.streets.model import Access, Part

MODE_BITS = ((Part.FOOT, Access.FOOT_F, Access.FOOT_B), (Part.BIKE, Access.BIKE_F, Access.BIKE_B), (Part.CAR, Access.CAR_F, Access.CAR_B))


def parts_of(edges: Table, n_vertices: int) -> np.ndarray:
    """uint8[edges], Part. An edge belongs to a part when it can be used in some direction and both ends are in it."""
    part = np.zeros(len(edges), np.uint8)
    for bit, forward, backward in MODE_BITS:
        inside = largest_part(edges, n_vertices, forward, backward)
        usable = (edges["access"] & (forward | backward)) != 0
        part[usable & inside[edges["tail"]] & inside[edges["head"]]] |= np.uint8(bit)
    return part


def largest_part(edges: Table, n_vertices: int, forward: int, backward: int) -> np.ndarray:
    """bool[n_vertices]; of parts of one size the one with the lowest vertex."""
    on, back = (edges["access"] & forward) != 0, (edges["access"] & backward) != 0
    tail = np.concatenate([edges["tail"][on], edges["head"][back]])
    head = np.concatenate([edges["head"][on], edges["tail"][back]])
    if not len(tail):
        return np.zeros(n_vertices, bool)
    graph = csr_matrix((np.ones(len(tail), np.int8), (tail, head)), (n_vertices, n_vertices))
    count, label = connected_components(graph, directed=True, connection="strong")
    size = np.bincount(label, minlength=count)
    first = np.full(count, n_vertices)
    np.minimum.at(first, label, np.arange(n_vertices))
    return label == np.lexsort((first, -size))[0]
