"""A way along streets: its line, its figures and the list of turns."""
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from routing.streets.drawing import draw
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
    """Many pieces as arrays of the same names."""

    edge: np.ndarray
    forward: np.ndarray
    begin: np.ndarray
    end: np.ndarray
    ms: np.ndarray

    @classmethod
    def of(cls, before: list[Piece], edge: np.ndarray, forward: np.ndarray, ms: np.ndarray, after: list[Piece]) -> "Pieces":
        """Whole edges with parts of edges before and after them."""
        k = len(edge)
        head, tail = ([list(column) for column in zip(*side)] or [[]] * 5 for side in (before, after))
        return cls(
            np.concatenate([np.array(head[0], np.int32), edge, np.array(tail[0], np.int32)]),
            np.concatenate([np.array(head[1], np.uint8), forward, np.array(tail[1], np.uint8)]),
            np.concatenate([np.array(head[2], np.float64), np.zeros(k), np.array(tail[2], np.float64)]),
            np.concatenate([np.array(head[3], np.float64), np.ones(k), np.array(tail[3], np.float64)]),
            np.concatenate([np.array(head[4], np.int64), ms, np.array(tail[4], np.int64)]),
        )


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
    _drawn: tuple  # streets, pieces and their line, for the turn list

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return turn_list(*self._drawn)


def make_path(streets: Streets, pieces: Pieces, exits: np.ndarray, spot: tuple[int, int]) -> StreetPath:
    """The path over some pieces. spot: where it is when there are none, 1e-7 degrees. exits: see turn_list."""
    edge, forward = pieces.edge, pieces.forward
    lat, lon, first = draw(edge, forward, pieces.begin, pieces.end, streets.geometry_first, streets.geometry_lat_e7, streets.geometry_lon_e7)
    if not len(lat):
        lat, lon = (np.array([value], np.int32) for value in spot)
    share = pieces.end - pieces.begin
    climb, drop = streets.edge_climb_dm[edge], streets.edge_drop_dm[edge]
    up, down = np.where(forward == 1, climb, drop), np.where(forward == 1, drop, climb)
    length_cm = streets.edge_length_cm[edge] * share
    return StreetPath(
        lat, lon, int(pieces.ms.sum()), round(float(length_cm.sum())), round(float((up * share).sum())), round(float((down * share).sum())),
        edge, forward, (streets, pieces, length_cm, lat, lon, first, exits),
    )  # fmt: skip
