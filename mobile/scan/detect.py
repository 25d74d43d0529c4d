"""Long-range markers in a picture: which, how far, and in which direction. Pure: a picture in, what is seen out; runs in a thread of its own.

A marker is only a slot. What hangs there says the signed table of the city (`places.py`).
"""
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from mobile.scan.family import OPEN_FAMILY, Family, open_family
from mobile.scan.match import Match, match

USUAL_SIDE_MM = 160
MOST_PIXELS = 24_000_000
MOST_OUTLINES, LEAST_AREA_PX = 400, 64  # a pixel for each cell at least
# Windows and constant find low contrast and blur; the polygon may bend by 5 %, as edges of few pixels do. Measured in benchmarks/markers.py.
SEARCH = {
    "adaptiveThreshWinSizeMin": 5, "adaptiveThreshWinSizeMax": 25, "adaptiveThreshWinSizeStep": 10, "adaptiveThreshConstant": 4,
    "polygonalApproxAccuracyRate": 0.05, "minMarkerPerimeterRate": 0.01, "minMarkerDistanceRate": 0.02,
}  # fmt: skip
REFINED_FROM_PX = 40  # corners of smaller markers have too few pixels around them to be found more exactly
STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 30, 0.01)


@dataclass(frozen=True)
class Lens:
    """focal_px: of this picture, in its pixels; a phone says it, or it is about 0.75 of the longer side for a main camera. The axis is taken to be in
    the middle, and the picture to be straightened, as phones do.
    """

    focal_px: float

    @classmethod
    def usual(cls, width: int, height: int) -> "Lens":
        return cls(0.75 * max(width, height))


@dataclass(frozen=True)
class SeenMarker:
    """distance_m: from the camera, for a black square of side_mm. bearing_deg: to the right of where the camera looks; elevation_deg: above it.
    turned_deg: between the way one looks at it and straight on. corners: float32[4, 2], pixels, clockwise from its top left.
    """

    slot: int
    distance_m: float
    bearing_deg: float
    elevation_deg: float
    turned_deg: float
    side_mm: int
    fit: float
    corners: np.ndarray


def find_markers(
    picture: np.ndarray, lens: Lens | None = None, sides_mm: Mapping[int, int] | None = None, family: str = OPEN_FAMILY
) -> list[SeenMarker]:
    """Nearest first. picture: uint8[h, w] grey or uint8[h, w, 3] RGB. sides_mm: of slots whose side is not the usual one. Raises ValueError."""
    grey = as_grey(picture)
    known = open_family(family)
    lens = lens or Lens.usual(grey.shape[1], grey.shape[0])
    matches = [found for outline in outlines(grey, known) if (found := match(grey, outline, known))]
    seen = [place(grey, found, lens, (sides_mm or {}).get(found.slot, USUAL_SIDE_MM), known) for found in best_of(matches)]
    return sorted(seen, key=lambda marker: marker.distance_m)


def as_grey(picture: np.ndarray) -> np.ndarray:
    if picture.dtype != np.uint8 or picture.ndim not in (2, 3) or (picture.ndim == 3 and picture.shape[2] != 3):
        raise ValueError("a picture is uint8[height, width] or uint8[height, width, 3]")
    if min(picture.shape[:2]) < 32 or picture.shape[0] * picture.shape[1] > MOST_PIXELS:
        raise ValueError(f"a picture has 32 pixels on each side or more, and at most {MOST_PIXELS:,} in all")
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


@cache
def detector(family: Family) -> cv2.aruco.ArucoDetector:
    search = cv2.aruco.DetectorParameters()
    for name, value in SEARCH.items():
        setattr(search, name, value)
    return cv2.aruco.ArucoDetector(family.dictionary, search)


def outlines(grey: np.ndarray, family: Family) -> list[np.ndarray]:
    """Dark shapes with four sides, whatever they hold; the largest first, as a picture full of small ones must not cost more time."""
    read, _, rejected = detector(family).detectMarkers(grey)
    found = [corners.reshape(4, 2) for corners in (*read, *rejected) if cv2.contourArea(corners) >= LEAST_AREA_PX]
    return sorted(found, key=lambda corners: -cv2.contourArea(corners))[:MOST_OUTLINES]


def best_of(matches: list[Match]) -> list[Match]:
    """One of each marker: its border has two outlines, and several windows find both. Two of one slot apart from each other both stay."""
    kept: list[Match] = []
    for found in sorted(matches, key=lambda found: -found.fit):
        centre, reach = found.corners.mean(axis=0), math.sqrt(cv2.contourArea(found.corners)) / 2 + 1
        if not any(other.slot == found.slot and np.hypot(*(other.corners.mean(axis=0) - centre)) < reach for other in kept):
            kept.append(found)
    return kept


def place(grey: np.ndarray, found: Match, lens: Lens, side_mm: int, family: Family) -> SeenMarker:
    corners = refined(grey, found.corners, family)
    height, width = grey.shape
    camera = np.array([[lens.focal_px, 0, (width - 1) / 2], [0, lens.focal_px, (height - 1) / 2], [0, 0, 1]])
    half = side_mm / 2000
    square = np.array([[-half, half, 0], [half, half, 0], [half, -half, 0], [-half, -half, 0]])
    _, turn, shift = cv2.solvePnP(square, corners.astype(np.float64), camera, None, flags=cv2.SOLVEPNP_IPPE_SQUARE)
    x, y, z = shift.ravel().tolist()
    distance = math.sqrt(x * x + y * y + z * z)
    straight_on = abs(float(cv2.Rodrigues(turn)[0][:, 2] @ shift.ravel())) / distance
    return SeenMarker(
        slot=found.slot,
        distance_m=distance,
        bearing_deg=math.degrees(math.atan2(x, z)),
        elevation_deg=math.degrees(math.asin(-y / distance)),
        turned_deg=math.degrees(math.acos(min(1.0, straight_on))),
        side_mm=side_mm,
        fit=found.fit,
        corners=corners,
    )


def refined(grey: np.ndarray, corners: np.ndarray, family: Family) -> np.ndarray:
    """Corners to parts of a pixel, looked for within half a cell."""
    shortest = float(np.min(np.hypot(*(corners - np.roll(corners, 1, axis=0)).T)))
    if shortest < REFINED_FROM_PX:
        return corners
    window = max(2, min(12, int(shortest / family.side / 2)))
    exact = cv2.cornerSubPix(grey, corners.reshape(-1, 1, 2).copy(), (window, window), (-1, -1), STOP)
    return exact.reshape(4, 2)
