"""The map features of a city as geometry, with a tree over them: what a tile is cut from."""
from dataclasses import dataclass

import numpy as np
import shapely

from backend.map.mercator import project
from backend.map.rules import first_zooms
from routing.atlas import Features, LabelKind, Layer, WaterKind, WoodKind

LINE_LAYERS = (Layer.STREET, Layer.RAIL, Layer.FERRY)


@dataclass(frozen=True)
class Shapes:
    """Geometry in the world square, one per feature."""

    features: Features
    geometry: np.ndarray  # object[f], shapely
    area: np.ndarray  # float64[f], part of the world square; NaN for lines and points
    first_zoom: np.ndarray  # uint8[f]
    tree: shapely.STRtree
    box: tuple[float, float, float, float]  # west, north, east, south in the world square

    @classmethod
    def of(cls, features: Features) -> "Shapes":
        x, y = project(features.lat_e7 / 1e7, features.lon_e7 / 1e7)
        geometry = geometry_of(features, np.column_stack([x, y]))
        area = np.where(shapely.get_type_id(geometry) == shapely.GeometryType.POLYGON, shapely.area(geometry), np.nan)
        box = (x.min(), y.min(), x.max(), y.max()) if len(x) else (0.0, 0.0, 0.0, 0.0)
        return cls(features, geometry, area, first_zooms(features), shapely.STRtree(geometry), tuple(map(float, box)))


def geometry_of(features: Features, xy: np.ndarray) -> np.ndarray:
    """object[f]: polygons with holes, lines and points over projected coordinates."""
    geometry = np.empty(len(features.layer), object)
    point, line, area = type_masks(features)
    for mask, kind in ((area, shapely.GeometryType.POLYGON), (line, shapely.GeometryType.LINESTRING)):
        rows = np.flatnonzero(mask)
        if not len(rows):
            continue
        counts = np.diff(features.ring_first)[rows]
        rings = spans(features.ring_first[rows].astype(np.int64), counts)
        lengths = np.diff(features.point_first)[rings]
        points = spans(features.point_first[rings], lengths)
        offsets = (starts(lengths), starts(counts)) if kind == shapely.GeometryType.POLYGON else (starts(lengths),)
        geometry[rows] = shapely.from_ragged_array(kind, xy[points], offsets)
    first = features.point_first[features.ring_first[:-1][point]] if point.any() else np.zeros(0, np.int64)
    geometry[point] = shapely.points(xy[first])
    return geometry


def type_masks(features: Features) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """bool[f] each: points, lines, areas."""
    layer, kind = features.layer, features.kind
    label = layer == Layer.LABEL
    point = (label & (kind < LabelKind.STREET_MAIN)) | ((layer == Layer.WOOD) & (kind == WoodKind.TREE))
    flowing = (layer == Layer.WATER) & np.isin(kind, (WaterKind.RIVER, WaterKind.STREAM))
    line = np.isin(layer, LINE_LAYERS) | (label & (kind >= LabelKind.STREET_MAIN)) | flowing
    return point, line, ~point & ~line


def spans(first: np.ndarray, count: np.ndarray) -> np.ndarray:
    """The indices first[i], first[i] + 1, ... (count[i] of them) for each i, one after another."""
    total = int(count.sum())
    return np.repeat(first - starts(count)[:-1], count) + np.arange(total)


def starts(count: np.ndarray) -> np.ndarray:
    """int64[n + 1]: where each of n groups begins when they stand one after another."""
    return np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
