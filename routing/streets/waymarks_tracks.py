"""Tracks of trams and trains on the level, and where a way leads over them."""
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely

from routing.atlas import Features, Layer, RailKind
from routing.earth import METRES_PER_DEGREE
from routing.streets.waymarks_kinds import Tracks
from routing.streets.waymarks_walked import Walked

TOGETHER_M = 12.0  # between tracks that are told of in one
BESIDE_M = 1.5  # from the middle of a track to where a vehicle on it may be
STEEP_SINE = 0.34  # of 20 degrees: whoever walks in the street beside rails does not cross them


class Rails:
    """Rails of a city that lie on the ground, to be crossed with ways."""

    def __init__(self, features: Features):
        self._east = 1.0
        wanted = (features.layer == Layer.RAIL) & np.isin(features.kind, (RailKind.RAIL, RailKind.TRAM, RailKind.SIDING)) & (features.bridge == 0)
        ring = features.ring_first[np.flatnonzero(wanted)]
        begin, end = features.point_first[ring], features.point_first[ring + 1]
        if len(ring):
            self._east = float(np.cos(np.radians(features.lat_e7[begin].mean() / 1e7)))
        pairs = [np.arange(low, high - 1) for low, high in zip(begin.tolist(), end.tolist())]
        rows = np.concatenate([*pairs, np.zeros(0, np.int64)]).astype(np.int64)
        self.rail = np.repeat(np.arange(len(ring)), [len(pair) for pair in pairs])  # number of the rail of each straight part
        points = self.plane(features.lat_e7, features.lon_e7)
        self.parts = np.stack((points[rows], points[rows + 1]), axis=1)
        self.tree = shapely.STRtree(shapely.linestrings(self.parts))

    def plane(self, lat_e7: np.ndarray, lon_e7: np.ndarray) -> np.ndarray:
        """float64[p, 2], metres."""
        return np.column_stack((lon_e7 * self._east, lat_e7)) * (METRES_PER_DEGREE * 1e-7)


def tracks(rails: Rails, walked: Walked) -> Iterator[Tracks]:
    """Rails that meet in one place are one track; those a few metres apart are told of together."""
    crossed = sorted(places(rails, walked))
    while crossed:
        together = [crossed.pop(0)]
        while crossed and crossed[0] - together[-1] <= TOGETHER_M:
            together.append(crossed.pop(0))
        count = 1 + sum(other - one > BESIDE_M for one, other in pairwise(together))
        length_m = float(walked.start_m[-1])
        yield Tracks(max(0.0, together[0] - BESIDE_M), min(length_m, together[-1] + BESIDE_M), False, count)


def places(rails: Rails, walked: Walked) -> list[float]:
    """Metres along the way at which it crosses a rail on the level."""
    line = rails.plane(walked.lat, walked.lon)
    found = rails.tree.query(shapely.linestrings(line), predicate="intersects") if len(line) > 1 else ()
    if not len(found):
        return []
    row, share = cuts(line, rails.parts[found])
    piece = np.searchsorted(walked.first, row, side="right") - 1
    edge = walked.edge[piece]
    ground = (walked.streets.edge_bridge[edge] == 0) & (walked.streets.edge_way[edge] >= 0)
    row, share, piece = row[ground], share[ground], piece[ground]
    drawn = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    begin, end = drawn[walked.first[piece]], drawn[walked.first[piece + 1]]
    along = (drawn[row] + share * (drawn[row + 1] - drawn[row]) - begin) / np.maximum(end - begin, 0.01)
    return (walked.start_m[piece] + along * (walked.start_m[piece + 1] - walked.start_m[piece])).tolist()


def cuts(line: np.ndarray, parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the n straight parts of a line cross others, float64[m, 2, 2]: numbers of those of the line, and shares of their lengths."""
    begin, ahead = line[:-1], np.diff(line, axis=0)
    first, along = parts[:, :1], (parts[:, 1] - parts[:, 0])[:, None]  # each beside all of the line: [m, 1, 2]
    across = cross(ahead, along)
    lengths = np.hypot(*ahead.T) * np.hypot(along[..., 0], along[..., 1])
    crossing = np.abs(across) > STEEP_SINE * np.maximum(lengths, 1e-9)
    safe = np.where(crossing, across, 1.0)
    to = first - begin
    share, other = cross(to, along) / safe, cross(to, ahead) / safe
    part, row = np.nonzero(crossing & (share >= 0) & (share < 1) & (other >= 0) & (other <= 1))
    return row, share[part, row]


def cross(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]
