"""What is drawn over the map of a place: closures, areas. Shapes in degrees, as drawings have them."""
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from backend.map.mercator import project


@dataclass(frozen=True)
class Overlay:
    """look: its class in `console.css`. shape: degrees (lon, lat). label: a few letters, written at it; title: what it is, in words."""

    look: str
    shape: BaseGeometry
    label: str = ""
    title: str = ""


@dataclass(frozen=True)
class Laid:
    """An overlay in units of a drawing. d: of lines and areas; points: of places; label_at: where its label stands, None outside of the drawing."""

    look: str
    d: str
    points: tuple[tuple[int, int], ...]
    label: str
    title: str
    label_at: tuple[int, int] | None


def in_world(shape: BaseGeometry) -> BaseGeometry:
    return shapely.transform(shape, lambda degrees: np.column_stack(project(degrees[:, 1], degrees[:, 0])))


def bounds_of(overlays: tuple[Overlay, ...]) -> tuple[float, float, float, float] | None:
    """west, south, east, north in degrees; None of nothing."""
    shapes = [one.shape for one in overlays if not one.shape.is_empty]
    return tuple(map(float, shapely.total_bounds(shapes))) if shapes else None  # type: ignore[return-value]
