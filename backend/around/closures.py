"""Closures that hold now, drawn along the streets that they close."""
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from weakref import WeakKeyDictionary

import numpy as np
import shapely

from backend.around.area import Area, first_of
from backend.around.sources import Sources
from backend.contract.around import ClosedStretch
from backend.obstacles.obeying import SOURCE as OBSTACLES
from backend.trips.polyline import encode_lines
from routing.city import City
from routing.closures import Closure
from routing.earth import METRES_PER_DEGREE
from routing.ground import Ground, ground_of
from routing.streets.graph import Mode
from routing.streets.model import Kind

WORDS = {Mode.FOOT: "foot", Mode.BIKE: "bike", Mode.CAR: "car"}
# Across a square one walks from every corner to every other: a web of lines, which the streets around it tell better.
UNDRAWN = (Kind.AREA, Kind.LINK)
DOTS_ACROSS = 4000  # finer than a screen
E7 = 10_000_000


class Drawings:
    """The lines of closures on the plane of the city, made once for each: one that is told again is the same one."""

    def __init__(self, city: City):
        self.city = city
        self._known: WeakKeyDictionary[Closure, shapely.MultiLineString] = WeakKeyDictionary()

    @property
    def ground(self) -> Ground:
        return ground_of(self.city)

    def of(self, closure: Closure) -> shapely.MultiLineString:
        drawn = self._known.get(closure)
        if drawn is None:
            drawn = self._known[closure] = self.draw(closure.edges)
        return drawn

    def draw(self, edges: np.ndarray) -> shapely.MultiLineString:
        """Edges that hang together become one line."""
        streets = edges[~np.isin(self.city.streets.edge_kind[edges], UNDRAWN)]
        lines = shapely.multilinestrings(self.ground.lines[streets if len(streets) else edges])
        return shapely.multilinestrings(shapely.get_parts(shapely.line_merge(lines)))


@dataclass(frozen=True)
class Told:
    """source: who says so, as the snapshot names it."""

    source: str
    closure: Closure


class Closures:
    """Of one snapshot, whether they hold yet or not; one that closes no street is not among them, nor what people report."""

    def __init__(self, drawings: Drawings, by_source: Mapping[str, tuple[Closure, ...]]):
        self.drawings = drawings
        drawn = {source: closures for source, closures in by_source.items() if source != OBSTACLES}
        self.told = [Told(source, closure) for source, closures in drawn.items() for closure in closures if len(closure.edges)]
        self._lines = np.array([drawings.of(one.closure) for one in self.told], object)
        self._bounds = shapely.bounds(self._lines).reshape(-1, 4)

    def within(self, area: Area, sources: Sources, lifts: Collection[str]) -> tuple[tuple[ClosedStretch, ...], int]:
        """lifts: sources whose closures are lifts out of order, which are told as what they are."""
        if not self.told:
            return (), 0
        frame = Frame.of(self.drawings.ground, area)
        rows = np.array([row for row in frame.meeting(self._bounds) if self.holds(row, sources.now, lifts)], np.int64)
        parts = shapely.clip_by_rect(self._lines[rows], *frame.sides)
        seen = shapely.length(parts) > 0
        rows, parts = rows[seen], parts[seen]
        order, omitted = first_of(np.arange(len(rows)), shapely.distance(parts, frame.middle))
        lines = frame.encoded(parts[order])
        return tuple(stretch(self.told[row], texts, sources) for row, texts in zip(rows[order].tolist(), lines)), omitted

    def holds(self, row: int, now: datetime, lifts: Collection[str]) -> bool:
        return self.told[row].source not in lifts and self.told[row].closure.touches(now, now)


@dataclass(frozen=True)
class Frame:
    """An area on the plane of the city. sides: west, south, east, north in metres."""

    ground: Ground
    sides: tuple[float, float, float, float]

    @classmethod
    def of(cls, ground: Ground, area: Area) -> "Frame":
        return cls(ground, (*ground.metres(area.south, area.west).tolist(), *ground.metres(area.north, area.east).tolist()))

    @property
    def middle(self) -> shapely.Point:
        west, south, east, north = self.sides
        return shapely.Point((west + east) / 2, (south + north) / 2)

    def meeting(self, bounds: np.ndarray) -> list[int]:
        """Rows of bounds, float64[n, 4], that have to do with the area."""
        west, south, east, north = self.sides
        return np.flatnonzero((bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)).tolist()

    def encoded(self, drawings: np.ndarray) -> Iterator[tuple[str, ...]]:
        """The lines of each drawing, without bends that nobody sees on an area of this size."""
        west, south, east, north = self.sides
        lines, of_drawing = shapely.get_parts(drawings, return_index=True)
        simple = shapely.simplify(lines, max(east - west, north - south) / DOTS_ACROSS, preserve_topology=False)
        points, of_line = shapely.get_coordinates(simple, return_index=True)
        lon, lat = np.rint(points / (self.ground.x_per_degree, METRES_PER_DEGREE) * E7).astype(np.int64).T
        texts = encode_lines([(lat[begin:end], lon[begin:end]) for begin, end in spans(of_line, len(lines))]) if len(lines) else []
        return (tuple(texts[begin:end]) for begin, end in spans(of_drawing, len(drawings)))


def spans(owner: np.ndarray, owners: int) -> Iterator[tuple[int, int]]:
    """From where to where the things of each owner stand; owner: int[things] in ascending order."""
    return pairwise(np.searchsorted(owner, np.arange(owners + 1)).tolist())


def stretch(told: Told, lines: tuple[str, ...], sources: Sources) -> ClosedStretch:
    """What no feed tells comes from the staff, and has no source."""
    closure = told.closure
    return ClosedStretch(
        id=closure.id,
        title=closure.reason,
        modes=tuple(word for mode, word in WORDS.items() if mode in closure.modes),
        begins_at=closure.starts,
        ends_at=closure.ends,
        lines=lines,
        source=sources.of(told.source) if told.source in sources.view.told else None,
    )
