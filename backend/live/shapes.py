"""Geometries of feeds as Shapely has them, longitude before latitude."""
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from backend.feeds.closures.geojson import Geometry, GeometryKind


def shape_of(geometry: Geometry) -> BaseGeometry:
    """Areas are made valid."""
    points = np.column_stack((geometry.lon, geometry.lat))
    parts = [points[begin:end] for begin, end in zip(geometry.part_first[:-1], geometry.part_first[1:])]
    if geometry.kind is GeometryKind.POINT:
        return shapely.MultiPoint(points)
    if geometry.kind is GeometryKind.LINE:
        return shapely.MultiLineString(parts)
    polygons = [shapely.Polygon(parts[begin], parts[begin + 1 : end]) for begin, end in zip(geometry.polygon_first[:-1], geometry.polygon_first[1:])]
    return shapely.make_valid(shapely.MultiPolygon(polygons))
