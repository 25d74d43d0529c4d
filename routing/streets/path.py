"""A way along streets: its line, its figures and the list of turns."""
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from routing.streets.drawing import draw, measured, travelled
from routing.streets.graph import Graph
from routing.streets.model import Streets
from routing.streets.turns import Step, turn_list


class Piece(NamedTuple):
    """A stretch of one edge as it is travelled: shares of the edge in that direction, and its milliseconds with the turn at its end."""

    edge: int
    forward: bool
    begin: float
    end: float
    ms: int


class Pieces(NamedTuple):
    """What is travelled, and the line of it: edge int32[k], forward uint8[k], ms int64[k], length_cm float64[k]; first int32[k + 1]: row of
    `lat` and `lon` (int32, 1e-7 degrees) at which each begins."""

    edge: np.ndarray
    forward: np.ndarray
    ms: np.ndarray
    length_cm: np.ndarray
    first: np.ndarray
    lat: np.ndarray
    lon: np.ndarray


@dataclass(frozen=True)
class StreetPath:
    """Geometry int32 (1e-7 degrees), whole milliseconds, centimetres along the streets, decimetres up and down.

    edges int32[k] and forward uint8[k]: what is travelled, parts of edges at both ends included.
    `steps` is the turn list; lengths and times of its steps add up to those of the streets.
    """

    lat_e7: np.ndarray
    lon_e7: np.ndarray
    duration_ms: int
    length_cm: int
    climb_dm: int
    drop_dm: int
    edges: np.ndarray
    forward: np.ndarray
    _drawn: tuple[Streets, Pieces, np.ndarray]  # for the turn list

    @property
    def pieces(self) -> Pieces:
        return self._drawn[1]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return turn_list(*self._drawn)


NOTHING = Piece(-1, False, 0.0, 1.0, 0)


def make_path(
    streets: Streets, graph: Graph, weight_ms: np.ndarray, arcs: np.ndarray, before: Piece | None, after: Piece | None, exits: np.ndarray
) -> StreetPath:
    """The path over a part of an edge, some arcs int32[j] of a graph with their weights, and a part of an edge; exits: see turn_list."""
    one, two = before or NOTHING, after or NOTHING
    edge, forward, ms = travelled(
        arcs, graph.arc_edge, graph.arc_forward, weight_ms, one.edge, int(one.forward), one.ms, two.edge, int(two.forward), two.ms
    )
    begin, end = one.begin, one.end if len(edge) == 1 and after is None else two.end
    lat, lon, first = draw(edge, forward, begin, end, streets.geometry_first, streets.geometry_lat_e7, streets.geometry_lon_e7)
    length_cm, up, down = measured(edge, forward, begin, end, streets.edge_length_cm, streets.edge_climb_dm, streets.edge_drop_dm)
    pieces = Pieces(edge, forward, ms, length_cm, first, lat, lon)
    return StreetPath(lat, lon, int(ms.sum()), round(float(length_cm.sum())), round(up), round(down), edge, forward, (streets, pieces, exits))


def resting(streets: Streets, lat_e7: int, lon_e7: int) -> StreetPath:
    """The path from a place to itself."""
    lat, lon = np.array([lat_e7], np.int32), np.array([lon_e7], np.int32)
    edge, forward = np.zeros(0, np.int32), np.zeros(0, np.uint8)
    pieces = Pieces(edge, forward, np.zeros(0, np.int64), np.zeros(0), np.zeros(1, np.int32), lat, lon)
    return StreetPath(lat, lon, 0, 0, 0, 0, edge, forward, (streets, pieces, forward))
