"""Tracks of trams and trains on the level, and where a way leads over them."""
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import shapely

from routing.atlas import Features, Layer, RailKind
from routing.earth import METRES_PER_DEGREE
from routing.streets.waymarks_kinds import Tracks
from routing.streets.waymarks_walked import Walked, runs

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


def places(rails: Rails, walked: Walked) -> Iterator[float]:
    """Metres along the way at which it crosses a rail on the level."""
    ground = (walked.streets.edge_bridge[walked.edge] == 0) & (walked.streets.edge_way[walked.edge] >= 0)
    points = rails.plane(walked.lat, walked.lon)
    for begin, end in runs(ground):
        line = points[walked.first[begin] : walked.first[end] + 1]
        if len(line) < 2:
            continue
        found = rails.tree.query(shapely.LineString(line), predicate="intersects")
        if not len(found):
            continue
        reached = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
        begin_m, length_m = walked.start_m[begin], walked.start_m[end] - walked.start_m[begin]
        for part in rails.parts[found]:
            for row, share in cuts(line, part):
                yield float(begin_m + length_m * (reached[row] + share * (reached[row + 1] - reached[row])) / max(reached[-1], 0.01))


def cuts(line: np.ndarray, part: np.ndarray) -> Iterator[tuple[int, float]]:
    """Where the straight parts of a line cross another: number of the part, and share of its length."""
    begin, ahead = line[:-1], np.diff(line, axis=0)
    along = part[1] - part[0]
    across = ahead[:, 0] * along[1] - ahead[:, 1] * along[0]
    lengths = np.hypot(*ahead.T) * np.hypot(*along)
    crossing = np.abs(across) > STEEP_SINE * np.maximum(lengths, 1e-9)
    safe = np.where(crossing, across, 1.0)
    to = part[0] - begin
    share = (to[:, 0] * along[1] - to[:, 1] * along[0]) / safe
    other = (to[:, 0] * ahead[:, 1] - to[:, 1] * ahead[:, 0]) / safe
    for row in np.flatnonzero(crossing & (share >= 0) & (share < 1) & (other >= 0) & (other <= 1)).tolist():
        yield row, float(share[row])
