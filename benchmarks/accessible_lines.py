"""Lines of whoever answered, against the raw files: what somebody in a wheelchair would be led over. The checker is that of tests/oracle/walls."""
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from scipy.spatial import cKDTree

from tests.oracle.walls.check import JUMP, OFF_THE_MAP, Checker
from tests.oracle.walls.extract import Place
from tests.oracle.walls.trace import Map

NODE_M, WAY_M = 0.3, 1.0  # a peer rounds to a tenth of a metre: its points are the nodes of the extract, its ends lie on a way
UNTRACED = (OFF_THE_MAP, JUMP)
CLAIMED = ("steps", "wheelchair")  # what every one of the peers says that it keeps


@dataclass
class Violations:
    """`ways` answered, `broken` of them with something they must not have, `claimed` with steps or what is closed to wheelchairs."""

    ways: int = 0
    broken: int = 0
    claimed: int = 0
    untraced: int = 0
    kinds: Counter = field(default_factory=Counter)

    def add(self, objections: Iterable[str]) -> None:
        """All that is wrong with one answer."""
        found = Counter(objections)
        self.ways += 1
        self.untraced += any(found.pop(name, 0) for name in UNTRACED)
        self.broken += bool(found)
        self.claimed += any(name in found for name in CLAIMED)
        self.kinds.update(found.keys())

    def __str__(self) -> str:
        kinds = ", ".join(f"{name} in {count}" for name, count in self.kinds.most_common())
        lost = f"; {self.untraced} in part not found in the extract" if self.untraced else ""
        kinds = f" ({kinds})" if kinds else ""
        return f"{self.broken} of {self.ways} answers with violations{kinds}, {self.claimed} with steps or a closed way{lost}"


class Fitter:
    """Puts the points of a foreign line back onto the nodes and ways of the extract."""

    def __init__(self, on: Map):
        self.on = on
        self.places = [on.extract.at[node] for node in on.extract.meeting]
        self.nodes = cKDTree(np.array([on.xy(place) for place in self.places]))

    def fit(self, line: Sequence[tuple[float, float]]) -> list[Place]:
        """`line` in degrees; points in 1e-7 degrees, none twice in a row."""
        fitted: list[Place] = []
        for lat, lon in line:
            place = self.point((round(lat * 1e7), round(lon * 1e7)))
            if not fitted or fitted[-1] != place:
                fitted.append(place)
        return fitted

    def point(self, place: Place) -> Place:
        xy = self.on.xy(place)
        far_m, row = self.nodes.query(xy, distance_upper_bound=NODE_M)
        if np.isfinite(far_m):
            return self.places[row]
        here = shapely.Point(xy)
        row = self.on.part_tree.nearest(here)
        if row is None or (way := self.on.lines[row]).distance(here) > WAY_M:
            return place
        return self.between(row, way.project(here, normalized=True))

    def between(self, row: int, share: float) -> Place:
        """A place on a stretch of a way."""
        _, _, one, other = self.on.parts[row]
        (lat, lon), (to_lat, to_lon) = self.on.extract.at[one], self.on.extract.at[other]
        return round(lat + share * (to_lat - lat)), round(lon + share * (to_lon - lon))


def objections(checker: Checker, line: Sequence[Place], way_ids: Collection[int] | None = None) -> list[str]:
    return [objection.what for objection in checker.objections(line, way_ids)] if len(line) > 1 else []
