"""A way as it is walked past everything that meets it: which streets lie to the left and to the right of each point passed."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np

from routing.streets.bearings import turn_degrees
from routing.streets.drawing import bearings_around, bearings_from
from routing.streets.model import CAR, UNKNOWN_I16, Access, Kerb, Kind, Streets
from routing.streets.path import StreetPath
from routing.streets.walls import STREETS

REACH_M = 8.0  # along a line for its direction, past kerbs and corners that are cut
# What somebody who crosses it calls a street, beside ways to houses and through car parks.
CROSSED = (*STREETS, Kind.MOTORWAY, Kind.MOTORWAY_LINK, Kind.OTHER)
DRIVEWAYS = (Kind.SERVICE,)


def table(kinds: Sequence[IntEnum]) -> np.ndarray:
    """bool[256] by their code."""
    found = np.zeros(256, bool)
    found[list(kinds)] = True
    return found


IS_STREET, IS_DRIVEWAY = table(CROSSED), table(DRIVEWAYS)
IS_DRIVEN = IS_STREET | IS_DRIVEWAY


class Meeting:
    """Which edges meet at each vertex of some streets; made once for a city (0.1 s for a million edges).

    first int64[n + 1] into edge int32[2m]; at_tail bool[2m]: the vertex is the tail of the edge
    """

    def __init__(self, streets: Streets):
        self.streets = streets
        m, ends = len(streets.edge_tail), np.concatenate((streets.edge_tail, streets.edge_head))
        order = np.argsort(ends, kind="stable")
        self.first = np.concatenate(([0], np.cumsum(np.bincount(ends, minlength=len(streets.vertex_lat_e7)))))
        self.edge, self.at_tail = (order % m).astype(np.int32), order < m

    def at(self, vertex: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """For vertices int[k]: rows of `edge` int64[j] of all that meet there, and of which vertex (its place among the k) each is."""
        counts = self.first[vertex + 1] - self.first[vertex]
        owner = np.repeat(np.arange(len(vertex)), counts)
        before = np.cumsum(counts) - counts
        return np.arange(counts.sum()) - before[owner] + self.first[vertex][owner], owner

    def bearings(self, row: np.ndarray) -> np.ndarray:
        """float64[j] degrees from north, into which the edges lead from their vertices, by their first metres."""
        streets = self.streets
        return bearings_from(
            self.edge[row], self.at_tail[row], streets.geometry_first, streets.geometry_lat_e7, streets.geometry_lon_e7, REACH_M
        )


@dataclass(frozen=True, eq=False)
class Walked:
    """k pieces of edges. start_m float64[k + 1]: metres at which each begins, and the end; vertex int32[k - 1] between them.

    lat, lon int32 in 1e-7 degrees; first int32[k + 1]: row of the line at which each piece begins
    """

    meeting: Meeting
    edge: np.ndarray
    forward: np.ndarray
    start_m: np.ndarray
    vertex: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    first: np.ndarray

    @classmethod
    def of(cls, meeting: Meeting, path: StreetPath) -> "Walked":
        streets, pieces = meeting.streets, path.pieces
        forward = pieces.forward.astype(bool)
        vertex = np.where(forward, streets.edge_head[pieces.edge], streets.edge_tail[pieces.edge])[:-1]
        start_m = np.concatenate(([0.0], np.cumsum(pieces.length_cm) / 100))
        return cls(meeting, pieces.edge, forward, start_m, vertex, pieces.lat, pieces.lon, pieces.first)

    @property
    def streets(self) -> Streets:
        return self.meeting.streets

    @cached_property
    def kind(self) -> np.ndarray:
        return self.streets.edge_kind[self.edge]

    @cached_property
    def road(self) -> np.ndarray:
        """bool[k], on a street or a way to houses, where cars may go."""
        return ((self.streets.edge_access[self.edge] & CAR) > 0) & IS_DRIVEN[self.kind]

    @cached_property
    def at_m(self) -> np.ndarray:
        """float64[k - 1], where each vertex is passed."""
        return self.start_m[1:-1]

    @cached_property
    def kerb(self) -> np.ndarray:
        """bool[k - 1], something is said of a kerb at the vertex."""
        streets = self.streets
        return (streets.vertex_kerb[self.vertex] != Kerb.UNKNOWN) | (streets.vertex_kerb_height_cm[self.vertex] != UNKNOWN_I16)

    @cached_property
    def kerbs_m(self) -> list[float]:
        """Where those are passed, ascending."""
        return self.at_m[self.kerb].tolist()

    @cached_property
    def before(self) -> np.ndarray:
        return self._around[0]

    @cached_property
    def after(self) -> np.ndarray:
        """float64[k - 1] degrees, where the way leads after each vertex."""
        return self._around[1]

    @cached_property
    def turn(self) -> np.ndarray:
        """float64[k - 1] degrees at each vertex, to the right above 0."""
        return turn_degrees(self.before, self.after)

    @cached_property
    def _around(self) -> tuple[np.ndarray, np.ndarray]:
        return bearings_around(self.lat, self.lon, self.first[1:-1], REACH_M)

    @cached_property
    def met(self) -> "Met":
        return Met.of(self)


@dataclass(frozen=True, eq=False)
class Met:
    """j edges that meet the way at its vertices and are not walked. place int64[j]: number of the vertex on the way, ascending.

    kind uint8[j] of the edges; right bool[j]: to the right of the way; towards bool[j]: cars may come along it towards the way
    """

    streets: Streets
    place: np.ndarray
    edge: np.ndarray
    kind: np.ndarray
    bearing: np.ndarray
    right: np.ndarray
    towards: np.ndarray

    @classmethod
    def of(cls, walked: Walked) -> "Met":
        meeting, streets = walked.meeting, walked.streets
        row, place = meeting.at(walked.vertex)
        edge = meeting.edge[row]
        kind, access = streets.edge_kind[edge], streets.edge_access[edge]
        wanted = (IS_DRIVEN[kind] & ((access & CAR) > 0)) | (kind == Kind.CYCLEWAY)
        other = wanted & (edge != walked.edge[place]) & (edge != walked.edge[place + 1])
        row, place, edge, kind, access = row[other], place[other], edge[other], kind[other], access[other]
        bearing = meeting.bearings(row)
        after, back = walked.after[place], walked.before[place] + 180.0
        right = (bearing - after) % 360.0 < (back - after) % 360.0
        bit = np.where(meeting.at_tail[row], np.uint8(Access.CAR_B), np.uint8(Access.CAR_F))
        return cls(streets, place, edge, kind, bearing, right, (access & bit) > 0)

    @cached_property
    def names(self) -> list[int]:
        """Of the streets, else their numbers; -1 where they have neither."""
        name = self.streets.edge_name[self.edge]
        return np.where(name >= 0, name, self.streets.edge_ref[self.edge]).tolist()

    @cached_property
    def to_houses(self) -> list[bool]:
        return IS_DRIVEWAY[self.kind].tolist()


def runs(found: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and one past the last of every run of True."""
    if not found.any():
        return
    framed = np.zeros(len(found) + 2, bool)
    framed[1:-1] = found
    edges = np.flatnonzero(framed[1:] != framed[:-1]).tolist()
    yield from zip(edges[::2], edges[1::2])
