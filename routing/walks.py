"""Walking between stops as the timetable search sees it: a small core graph in which every stop is a vertex."""
from typing import NamedTuple

import numpy as np


class Walks(NamedTuple):
    """Core of the walking graph: distances between stops are exact, other vertices are mostly contracted away.

    first, head, weight_ms       CSR of arcs walked from tail to head, int32; weight in milliseconds
    back_first, back_head, back_weight_ms   the same arcs by head, for searches towards a destination
    alight_vertex   int32[n_stops], vertex where a rider who alights at a stop starts to walk; -1: the stop is off the map
    board_vertex    int32[n_stops], vertex from which a stop is boarded (the same unless a benchmark imposes a footpath list)
    board_first, board_stop      CSR by vertex: stops boarded there
    alight_first, alight_stop    CSR by vertex: stops alighted there
    """

    first: np.ndarray
    head: np.ndarray
    weight_ms: np.ndarray
    back_first: np.ndarray
    back_head: np.ndarray
    back_weight_ms: np.ndarray
    alight_vertex: np.ndarray
    board_vertex: np.ndarray
    board_first: np.ndarray
    board_stop: np.ndarray
    alight_first: np.ndarray
    alight_stop: np.ndarray

    def reversed(self) -> "Walks":
        """Every walk turned round, for arrive-by."""
        return Walks(self.back_first, self.back_head, self.back_weight_ms, self.first, self.head, self.weight_ms,
                     self.board_vertex, self.alight_vertex, self.alight_first, self.alight_stop, self.board_first, self.board_stop)
