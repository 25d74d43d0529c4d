"""GeoJSON geometries as flat arrays; the other decoders that meet GeoJSON read it here too. RFC 7946."""
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from backend.feeds.problems import TOO_MANY_ENTITIES, FeedUnreadable

FEWEST_IN_LINE, FEWEST_IN_RING = 2, 4


class GeometryKind(StrEnum):
    POINT = "point"
    LINE = "line"
    AREA = "area"


# GeoJSON type: what it becomes, and whether there is a single one
TYPES = {
    "Point": (GeometryKind.POINT, True), "MultiPoint": (GeometryKind.POINT, False), "LineString": (GeometryKind.LINE, True),
    "MultiLineString": (GeometryKind.LINE, False), "Polygon": (GeometryKind.AREA, True), "MultiPolygon": (GeometryKind.AREA, False),
}  # fmt: skip


class GeometryUnusable(Exception):
    """The argument is a kind of problem."""


@dataclass(frozen=True, eq=False)
class Geometry:
    """Points, lines or areas in WGS 84.

    lat, lon       float64[n] degrees, all positions end to end
    part_first     int32[parts + 1], into the positions: a part is a point, a line, or a closed ring
    polygon_first  int32[polygons + 1], into the parts: the first ring of a polygon is its outline, the others are holes; of areas only, else [0]
    """

    kind: GeometryKind
    lat: np.ndarray
    lon: np.ndarray
    part_first: np.ndarray
    polygon_first: np.ndarray

    def contains(self, lat: float, lon: float) -> bool:
        """Whether a place is in an area, by the number of edges that a ray to the east crosses; of points and lines never."""
        if self.kind is not GeometryKind.AREA:
            return False
        inner = np.ones(len(self.lat) - 1, bool)
        inner[self.part_first[1:-1] - 1] = False  # no edge leads from one ring to the next
        begin, end = np.flatnonzero(inner), np.flatnonzero(inner) + 1
        crosses = (self.lat[begin] > lat) != (self.lat[end] > lat)
        begin, end = begin[crosses], end[crosses]
        share = (lat - self.lat[begin]) / (self.lat[end] - self.lat[begin])
        east = self.lon[begin] + share * (self.lon[end] - self.lon[begin]) > lon
        polygon = np.searchsorted(self.part_first[self.polygon_first], begin[east], side="right") - 1
        return bool((np.bincount(polygon, minlength=1) % 2).any())

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """South, west, north, east."""
        return float(self.lat.min()), float(self.lon.min()), float(self.lat.max()), float(self.lon.max())


class GeometryReader:
    """Reads the geometries of one message, of at most `most` positions together."""

    def __init__(self, most: int):
        self.most = self.left = most

    def read(self, value: Any) -> Geometry:
        """Raises GeometryUnusable; FeedUnreadable when the message has more positions than allowed."""
        name = value.get("type") if isinstance(value, dict) else None
        if not isinstance(name, str) or name not in TYPES:
            raise GeometryUnusable("bad_geometry")
        kind, single = TYPES[name]
        coordinates = [value.get("coordinates")] if single else value.get("coordinates")
        if kind is GeometryKind.AREA:
            polygons = [[self._part(ring, FEWEST_IN_RING) for ring in listed(polygon)] for polygon in listed(coordinates)]
            if not all(polygons):
                raise GeometryUnusable("bad_geometry")
            parts = [closed(ring) for polygon in polygons for ring in polygon]
            return geometry(kind, parts, [len(polygon) for polygon in polygons])
        if kind is GeometryKind.LINE:
            return geometry(kind, [self._part(line, FEWEST_IN_LINE) for line in listed(coordinates)], [])
        return geometry(kind, [self._part([point], 1) for point in listed(coordinates)], [])

    def _part(self, value: Any, fewest: int) -> list[tuple[float, float]]:
        """(lat, lon) of each position."""
        positions = listed(value)
        self.left -= len(positions)
        if self.left < 0:
            raise FeedUnreadable(TOO_MANY_ENTITIES, f"The message has more than {self.most:,} positions. Ask its operator for simpler shapes.")
        if len(positions) < fewest:
            raise GeometryUnusable("bad_geometry")
        return [place(position) for position in positions]


def listed(value: Any) -> list:
    """A list that is not empty."""
    if not isinstance(value, list) or not value:
        raise GeometryUnusable("bad_geometry")
    return value


def place(position: Any) -> tuple[float, float]:
    """(lat, lon) of a GeoJSON position, which has the longitude first."""
    if not isinstance(position, list) or len(position) < 2:
        raise GeometryUnusable("bad_geometry")
    lon, lat = position[:2]
    if type(lon) not in (int, float) or type(lat) not in (int, float):
        raise GeometryUnusable("bad_geometry")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise GeometryUnusable("position_outside")
    return lat, lon


def closed(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
    return ring if ring[0] == ring[-1] else [*ring, ring[0]]


def geometry(kind: GeometryKind, parts: list[list[tuple[float, float]]], rings: list[int]) -> Geometry:
    lat, lon = np.array([position for part in parts for position in part], np.float64).T.copy()
    part_first = np.cumsum([0, *(len(part) for part in parts)]).astype(np.int32)
    arrays = lat, lon, part_first, np.cumsum([0, *rings]).astype(np.int32)
    for array in arrays:
        array.flags.writeable = False
    return Geometry(kind, *arrays)
