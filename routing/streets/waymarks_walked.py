"""A way as it is walked past everything that meets it: which streets lie to the left and to the right of each point passed."""
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from routing.earth import METRES_PER_E7
from routing.streets.bearings import turn_degrees
from routing.streets.drawing import bearings_around
from routing.streets.model import UNKNOWN_I16, Access, Kerb, Kind, Streets
from routing.streets.path import StreetPath

CAR = np.uint8(Access.CAR_F | Access.CAR_B)
FOOT = np.uint8(Access.FOOT_F | Access.FOOT_B)
REACH_M = 8.0  # along a line for its direction, past kerbs and corners that are cut
LOOK = 5  # points of a line that are looked at for it
# What somebody who crosses it calls a street, beside ways to houses and through car parks.
STREETS = (
    Kind.MOTORWAY, Kind.MOTORWAY_LINK, Kind.TRUNK, Kind.TRUNK_LINK, Kind.PRIMARY, Kind.PRIMARY_LINK, Kind.SECONDARY, Kind.SECONDARY_LINK,
    Kind.TERTIARY, Kind.TERTIARY_LINK, Kind.UNCLASSIFIED, Kind.RESIDENTIAL, Kind.LIVING_STREET, Kind.OTHER,
)  # fmt: skip
DRIVEWAYS = (Kind.SERVICE,)


def table(kinds: tuple[Kind, ...]) -> np.ndarray:
    """bool[256] by Kind."""
    found = np.zeros(256, bool)
    found[list(kinds)] = True
    return found


IS_STREET, IS_DRIVEWAY = table(STREETS), table(DRIVEWAYS)


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
        streets, edge, at_tail = self.streets, self.edge[row], self.at_tail[row]
        low, high = streets.geometry_first[edge], streets.geometry_first[edge + 1] - 1
        step, begin = np.where(at_tail, 1, -1), np.where(at_tail, low, high)
        points = np.clip(begin[:, None] + step[:, None] * np.arange(1, LOOK), low[:, None], high[:, None])
        lat, lon = streets.geometry_lat_e7, streets.geometry_lon_e7
        north = (lat[points].astype(np.int64) - lat[begin][:, None]) * METRES_PER_E7
        east = (lon[points].astype(np.int64) - lon[begin][:, None]) * METRES_PER_E7 * np.cos(np.radians(lat[begin] / 1e7))[:, None]
        far = np.hypot(north, east) >= REACH_M
        seen = np.where(far.any(1), far.argmax(1), LOOK - 2)
        rows = np.arange(len(row))
        return np.degrees(np.arctan2(east[rows, seen], north[rows, seen])) % 360.0


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
        return ((self.streets.edge_access[self.edge] & CAR) > 0) & (IS_STREET | IS_DRIVEWAY)[self.kind]

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
    def has_kerbs(self) -> bool:
        return bool(self.kerb.any())

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

    right bool[j]: to the right of the way; towards bool[j]: cars may come along it towards the way
    """

    place: np.ndarray
    edge: np.ndarray
    bearing: np.ndarray
    right: np.ndarray
    towards: np.ndarray

    @classmethod
    def of(cls, walked: Walked) -> "Met":
        meeting, streets = walked.meeting, walked.streets
        row, place = meeting.at(walked.vertex)
        edge = meeting.edge[row]
        wanted = (IS_STREET | IS_DRIVEWAY)[streets.edge_kind[edge]] & ((streets.edge_access[edge] & CAR) > 0)
        wanted |= streets.edge_kind[edge] == Kind.CYCLEWAY
        other = wanted & (edge != walked.edge[:-1][place]) & (edge != walked.edge[1:][place])
        row, place, edge = row[other], place[other], edge[other]
        bearing = meeting.bearings(row)
        after, back = walked.after[place], walked.before[place] + 180.0
        right = (bearing - after) % 360.0 < (back - after) % 360.0
        bit = np.where(meeting.at_tail[row], np.uint8(Access.CAR_B), np.uint8(Access.CAR_F))
        return cls(place, edge, bearing, right, (streets.edge_access[edge] & bit) > 0)


def runs(found: np.ndarray) -> Iterator[tuple[int, int]]:
    """First and one past the last of every run of True."""
    if not found.any():
        return
    framed = np.zeros(len(found) + 2, bool)
    framed[1:-1] = found
    edges = np.flatnonzero(framed[1:] != framed[:-1]).tolist()
    yield from zip(edges[::2], edges[1::2])
