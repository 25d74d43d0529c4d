"""Obstacles that people report, as ways pass them: what is told to those who are not led around."""
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import UUID

import numpy as np
import shapely

from backend.contract.obstacles import ObstacleKind, ObstacleState
from backend.contract.trips import LegMode, ObstacleOnWay
from routing.earth import METRES_PER_DEGREE
from routing.limits import Limits

BESIDE_M = 12.0
MOST_TOLD = 20
WARNED = frozenset({LegMode.WALK, LegMode.BIKE, LegMode.SCOOTER})


@dataclass(frozen=True)
class Reported:
    """lat, lon: degrees. until: then it is over unless somebody sees it again.

    wall: bits of routing.limits.Attribute, those whose limits ask for one of them are led around it; 0 everybody; None nobody
    """

    id: UUID
    kind: ObstacleKind
    lat: float
    lon: float
    state: ObstacleState
    last_seen: datetime
    until: datetime
    wall: int | None = None

    def leads_around(self, limits: Limits | None) -> bool:
        return self.wall is not None and (not self.wall or (limits is not None and bool(limits.asked & self.wall)))


@dataclass(frozen=True)
class Passed:
    """at_m: metres along the line to where it is nearest."""

    obstacle: Reported
    at_m: float


class ReportedObstacles:
    """All that are active at one moment, to be found along lines. Made once for each change, read from any thread."""

    def __init__(self, obstacles: Sequence[Reported] = ()):
        self.obstacles = tuple(obstacles)
        lat, lon = (np.array([getattr(one, name) for one in self.obstacles], np.float64) for name in ("lat", "lon"))
        # One plane for all: over a city the metres of its middle are right to a few in a thousand.
        self._east = float(np.cos(np.radians(lat.mean()))) if len(lat) else 1.0
        self._tree = shapely.STRtree(shapely.points(self._plane(lat, lon)))

    def along(self, lat: np.ndarray, lon: np.ndarray) -> list[Passed]:
        """Those within 12 m of a line in degrees, as it passes them."""
        if not self.obstacles or len(lat) < 2:
            return []
        line = shapely.LineString(self._plane(np.asarray(lat, np.float64), np.asarray(lon, np.float64)))
        near = np.sort(self._tree.query(line, predicate="dwithin", distance=BESIDE_M))
        at_m = shapely.line_locate_point(line, self._tree.geometries[near])
        return sorted((Passed(self.obstacles[row], float(metres)) for row, metres in zip(near, at_m)), key=lambda passed: passed.at_m)

    def _plane(self, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        return np.column_stack((lon * self._east, lat)) * METRES_PER_DEGREE


NONE_REPORTED = ReportedObstacles()
Line = tuple[np.ndarray, np.ndarray]


def on_way(
    reported: ReportedObstacles, lines: Iterable[tuple[int, LegMode, Line]], limits: Limits | None, now: datetime, zone: tzinfo
) -> tuple[ObstacleOnWay, ...]:
    """What somebody passes on the legs, in order, each once and twenty at most; whatever leads them around is on no way of theirs.

    lines: number of the leg, its mode, and its latitudes and longitudes in degrees
    """
    found: dict[UUID, ObstacleOnWay] = {}
    for leg, passed in passed_on(reported, lines):
        one = passed.obstacle
        if one.id in found or one.until <= now or one.leads_around(limits):
            continue
        seen = one.last_seen.astimezone(zone).replace(microsecond=0)
        found[one.id] = ObstacleOnWay(one.id, one.kind, one.lat, one.lon, one.state, seen, leg, round(passed.at_m, 1))
        if len(found) == MOST_TOLD:
            break
    return tuple(found.values())


def passed_on(reported: ReportedObstacles, lines: Iterable[tuple[int, LegMode, Line]]) -> Iterator[tuple[int, Passed]]:
    """On foot and on two wheels: whoever sits in a car or a vehicle passes them by."""
    if not reported.obstacles:
        return
    for leg, mode, (lat, lon) in lines:
        if mode in WARNED:
            for passed in reported.along(lat, lon):
                yield leg, passed
