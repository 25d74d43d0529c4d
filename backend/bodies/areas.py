"""Areas from GeoJSON (RFC 7946): districts, cities, parks. Which of them hold a place, and which borders it is close to."""
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from routing.earth import METRES_PER_DEGREE

MOST_AREAS, MOST_POINTS = 2000, 200_000
STEP_M = 0.5  # over a border, to see who is there
AROUND = 8
CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}\Z")
SHAPES = ("Polygon", "MultiPolygon")
HIGHEST_LEVEL = 20


class AreasRefused(ValueError):
    """problems: each says which feature and what to write."""

    def __init__(self, problems: list[str]):
        super().__init__(problems[0])
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Area:
    """level: as in OSM, 8 a city, 9 and 10 its parts; 0 unknown. shape: degrees (lon, lat)."""

    code: str
    name: str
    level: int
    shape: BaseGeometry


class Areas:
    """Asked in degrees; measured in metres on a plane that is true to scale in the middle of the areas."""

    def __init__(self, areas: Iterable[Area] = ()):
        self.areas = tuple(areas)
        self.by_code = {area.code: area for area in self.areas}

    @cached_property
    def x_per_degree(self) -> float:
        south, north = (0.0, 0.0) if not self.areas else shapely.total_bounds([area.shape for area in self.areas])[[1, 3]]
        return METRES_PER_DEGREE * math.cos(math.radians((south + north) / 2))

    @cached_property
    def planes(self) -> list[BaseGeometry]:
        shapes = [shapely.transform(area.shape, lambda degrees: degrees * (self.x_per_degree, METRES_PER_DEGREE)) for area in self.areas]
        shapely.prepare(shapes)
        return shapes

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.planes)

    @cached_property
    def sizes(self) -> dict[str, float]:
        return {area.code: shape.area for area, shape in zip(self.areas, self.planes)}

    def on_plane(self, lat: float, lon: float) -> shapely.Point:
        return shapely.Point(lon * self.x_per_degree, lat * METRES_PER_DEGREE)

    def holding(self, lat: float, lon: float) -> tuple[str, ...]:
        """Codes of the areas that a place lies in, borders included, the smallest first."""
        return self._holding(self.on_plane(lat, lon))

    def _holding(self, point: shapely.Point) -> tuple[str, ...]:
        if not self.areas:
            return ()
        rows = self.tree.query(point, predicate="intersects").tolist()
        return tuple(sorted((self.areas[row].code for row in rows), key=lambda code: (self.sizes[code], code)))

    def beyond(self, lat: float, lon: float, within_m: float) -> list[tuple[str, ...]]:
        """What holds the places just over each border that is within some metres: other answers that a place may mean."""
        if not self.areas:
            return []
        here = self.on_plane(lat, lon)
        found: dict[tuple[str, ...], None] = {}
        for row in self.tree.query(here, predicate="dwithin", distance=within_m).tolist():
            border = self.planes[row].boundary
            nearest = shapely.shortest_line(here, border)
            if nearest.length <= within_m:
                found.update(dict.fromkeys(self._holding(point) for point in over(here, nearest)))
        return [codes for codes in found if codes != self._holding(here)]


def over(here: shapely.Point, nearest: shapely.LineString) -> list[shapely.Point]:
    """Points a step beyond the end of the shortest way to a border; all around where one stands on it."""
    end, length = nearest.coords[1], nearest.length
    if length < STEP_M:
        turns = np.linspace(0, 2 * math.pi, AROUND, endpoint=False)
        return [shapely.Point(end[0] + STEP_M * math.cos(turn), end[1] + STEP_M * math.sin(turn)) for turn in turns]
    share = STEP_M / length
    return [shapely.Point(end[0] + (end[0] - here.x) * share, end[1] + (end[1] - here.y) * share)]


def read_areas(told: Any) -> Areas:
    """told: a FeatureCollection of Polygons and MultiPolygons, each with properties `code`, `name` and, if wanted, `level`. Raises AreasRefused."""
    if not isinstance(told, dict) or told.get("type") != "FeatureCollection" or not isinstance(told.get("features"), list):
        raise AreasRefused(["Write a FeatureCollection of GeoJSON with a list `features`."])
    if len(told["features"]) > MOST_AREAS:
        raise AreasRefused([f"There are more than {MOST_AREAS:,} features. Leave out those that no rule names."])
    areas: list[Area] = []
    problems: list[str] = []
    points = 0
    for number, feature in enumerate(told["features"], 1):
        try:
            area = read_area(feature, {one.code for one in areas})
            points += shapely.get_num_coordinates(area.shape)
            areas.append(area)
        except ValueError as error:
            problems.append(f"feature {number}: {error}")
    if points > MOST_POINTS:
        problems.append(f"There are more than {MOST_POINTS:,} points. Simplify the borders.")
    if problems:
        raise AreasRefused(problems)
    return Areas(areas)


def read_area(feature: Any, taken: set[str]) -> Area:
    """Raises ValueError."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or not isinstance(geometry, dict) or geometry.get("type") not in SHAPES:
        raise ValueError("write a Feature with `properties` and a geometry of type Polygon or MultiPolygon")
    code, name, level = properties.get("code"), properties.get("name"), properties.get("level", 0)
    if not isinstance(code, str) or not CODE.match(code):
        raise ValueError("properties.code: small letters, digits, hyphens, low lines and dots, 64 at most")
    if code in taken:
        raise ValueError(f"properties.code: {code} comes twice; put its parts into one MultiPolygon")
    if not isinstance(name, str) or not 0 < len(name.strip()) <= 200:
        raise ValueError(f"{code}: properties.name: a text of 200 letters at most")
    if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= HIGHEST_LEVEL:
        raise ValueError(f"{code}: properties.level: a whole number from 0 to {HIGHEST_LEVEL}")
    return Area(code, name.strip(), level, read_shape(code, geometry))


def read_shape(code: str, geometry: Mapping[str, Any]) -> BaseGeometry:
    polygons = geometry.get("coordinates")
    polygons = [polygons] if geometry["type"] == "Polygon" else polygons
    if not isinstance(polygons, list) or not polygons:
        raise ValueError(f"{code}: coordinates: at least one polygon")
    shapes = [read_polygon(code, polygon) for polygon in polygons]
    shape = shapes[0] if len(shapes) == 1 else shapely.MultiPolygon(shapes)
    if not shapely.is_valid(shape):
        raise ValueError(f"{code}: the border is not sound: {shapely.is_valid_reason(shape)} (longitude, latitude). Draw it anew there.")
    west, _, east, _ = shape.bounds
    if east - west > 90:
        raise ValueError(f"{code}: it is wider than a quarter of the earth; an area over the 180th meridian is cut there into two polygons")
    return shape


def read_polygon(code: str, rings: Any) -> shapely.Polygon:
    """The first ring is the border, the others are holes."""
    if not isinstance(rings, list) or not rings:
        raise ValueError(f"{code}: a polygon is a list of rings, the border first, then its holes")
    return shapely.Polygon(read_ring(code, rings[0]), [read_ring(code, ring) for ring in rings[1:]])


def read_ring(code: str, ring: Any) -> list[tuple[float, float]]:
    if not isinstance(ring, list) or not 4 <= len(ring) <= MOST_POINTS:
        raise ValueError(f"{code}: a ring has at least four positions, the last the same as the first")
    positions = [read_position(code, one) for one in ring]
    if positions[0] != positions[-1]:
        raise ValueError(f"{code}: a ring ends where it began; repeat its first position at the end")
    return positions


def read_position(code: str, told: Any) -> tuple[float, float]:
    """A height is allowed and not needed."""
    numbers = isinstance(told, list) and 2 <= len(told) <= 3 and all(isinstance(one, int | float) and not isinstance(one, bool) for one in told)
    if not numbers or not (-180 <= told[0] <= 180 and -90 <= told[1] <= 90):
        raise ValueError(f"{code}: a position is [longitude, latitude] in degrees, such as [8.69, 49.41]")
    return float(told[0]), float(told[1])
