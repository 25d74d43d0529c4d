"""Where names stand: along lines where they are straight, inside areas where there is room."""
import numpy as np
import shapely

from backend.map.rules import EXTENT, UNITS_PER_PIXEL

LETTER_PIXELS = 6.6  # width of a letter at the size of street names
REPEAT_PIXELS = 330.0  # free line between two labels of one street
STRAIGHT = 0.96  # chord over arc below the text
SHIFTS = (0.0, 0.12, -0.12, 0.25, -0.25, 0.37, -0.37, 0.5, -0.5)  # tries around the middle of a stretch, as a part of what is free
STRAIGHT_ENOUGH = 0.995  # the first try as good as this is taken


def text_units(text: str) -> float:
    return (len(text) * LETTER_PIXELS + 6.0) * UNITS_PER_PIXEL


def along(line: np.ndarray, text: str) -> list[tuple[float, float, float, float]]:
    """Anchors of a name on a line: x, y, angle and room.

    line     float64[n, 2] in tile units, not clipped, so that neighbouring tiles choose the same anchors
    returns  angle in degrees clockwise from the east, from -90 to 90; room in units along the line
    """
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    length, wide = at[-1], text_units(text)
    if length < wide:
        return []
    count = max(1, int(length / (REPEAT_PIXELS * UNITS_PER_PIXEL + wide)))
    stretch = length / count
    anchors = []
    for middle in (np.arange(count) + 0.5) * stretch:
        best = straightest(line, at, middle, stretch - wide, wide)
        if best[0] >= STRAIGHT:
            anchors.append((*best[1:], min(stretch, wide * 2)))
    return anchors


def straightest(line: np.ndarray, at: np.ndarray, middle: float, free: float, wide: float) -> tuple[float, float, float, float]:
    """The best place for a text around the middle of its stretch."""
    best = (0.0, 0.0, 0.0, 0.0)
    for shift in SHIFTS:
        best = max(best, straight_at(line, at, middle + shift * free, wide))
        if best[0] >= STRAIGHT_ENOUGH:
            break
    return best


def straight_at(line: np.ndarray, at: np.ndarray, middle: float, wide: float) -> tuple[float, float, float, float]:
    """How straight a line is under a text (chord over arc), the middle of the chord, and its angle."""
    ends = (middle - wide / 2, middle + wide / 2)
    (x0, x1), (y0, y1) = np.interp(ends, at, line[:, 0]), np.interp(ends, at, line[:, 1])
    x, y = np.interp(middle, at, line[:, 0]), np.interp(middle, at, line[:, 1])
    angle = np.degrees(np.arctan2(y1 - y0, x1 - x0))
    if angle > 90.0:
        angle -= 180.0
    elif angle <= -90.0:
        angle += 180.0
    return float(np.hypot(x1 - x0, y1 - y0) / wide), float(x), float(y), float(angle)


def inside(polygon) -> tuple[float, float, float]:
    """The middle of the largest circle inside an area and its diameter, in the area's own units."""
    radius = shapely.maximum_inscribed_circle(polygon, tolerance=max(polygon.length, 1e-12) * 0.004)
    x, y = shapely.get_coordinates(radius)[0]
    return float(x), float(y), float(radius.length * 2)


def in_tile(x: float, y: float) -> bool:
    """A label belongs to the one tile that holds its anchor."""
    return 0 <= x < EXTENT and 0 <= y < EXTENT
