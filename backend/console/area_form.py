"""The form of one area as a feature of GeoJSON, and the other way round. Whether it is right, the reader of areas says."""
from collections.abc import Mapping
from typing import Any

import shapely

from backend.bodies.areas import HIGHEST_LEVEL, Area
from backend.console.forms import Fields

MOST_POINTS, LEAST_POINTS = 2000, 3
MOST_TYPED = 100_000
DECIMALS = 7


class NotOneRing(ValueError):
    """An area of several parts or with holes has no form; its name can be changed, its shape comes from a file."""


def ring_of(area: Area) -> list[tuple[float, float]] | None:
    """(lat, lon) round it; None where it is not one ring."""
    if not isinstance(area.shape, shapely.Polygon) or area.shape.interiors or len(area.shape.exterior.coords) > MOST_POINTS:
        return None
    return [(lat, lon) for lon, lat in list(area.shape.exterior.coords)[:-1]]


def values_of(area: Area) -> dict[str, str]:
    """What the form is filled in with."""
    ring = ring_of(area) or []
    points = "\n".join(f"{lat:.{DECIMALS}f}, {lon:.{DECIMALS}f}" for lat, lon in ring)
    return {"code": area.code, "name": area.name, "level": str(area.level), "points": points}


def changed_areas(fields: Fields, standing: Mapping[str, Any], old: str) -> dict[str, Any]:
    """The standing features with that of the form, or without the one that is taken out. What cannot be read the fields say. Raises NotOneRing."""
    features = list(standing.get("features", ()))
    at = next((row for row, one in enumerate(features) if one["properties"]["code"] == old), None)
    if fields.form.get("act") == "retire" and at is not None:
        return {**standing, "features": [one for row, one in enumerate(features) if row != at]}
    code, name, level = fields.text("code", least=1, most=64), fields.text("name", least=1, most=200), fields.text("level", most=2)
    if level and not (level.isdecimal() and int(level) <= HIGHEST_LEVEL):
        fields.wrong("level", "unreadable")
    kept = features[at] if at is not None else None
    geometry = geometry_of(fields, kept["geometry"] if kept else None)
    if not fields.right:
        return dict(standing)
    properties = {**(kept["properties"] if kept else {}), "code": code, "name": name, "level": int(level or 0)}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    if at is None:
        return {**standing, "features": [*features, feature]}
    return {**standing, "features": [feature if row == at else one for row, one in enumerate(features)]}


def geometry_of(fields: Fields, standing: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Without points the one that stands. Raises NotOneRing."""
    if standing is not None and not fields.text("points", most=MOST_TYPED):
        return standing
    points = fields.points("points", MOST_POINTS, MOST_TYPED)
    if fields.right and len(points) < LEAST_POINTS:
        fields.wrong("points", "area_points")
    if standing is not None and (standing["type"] != "Polygon" or len(standing["coordinates"]) != 1):
        raise NotOneRing
    ring = [[lon, lat] for lat, lon in points]
    return {"type": "Polygon", "coordinates": [[*ring, *ring[:1]]]}
