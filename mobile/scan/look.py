"""One look at one picture: the places the city signed, what was refused, and where something of a code may be. Pure; runs in a thread."""
import math
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import cv2
import numpy as np

from mobile.scan.detect import Lens, as_grey, find_markers, outlines
from mobile.scan.family import open_family
from mobile.scan.match import LEAST_RING, cells_in, ring_share
from mobile.scan.places import places_of
from mobile.scan.read import SeenText, read_codes
from mobile.scan.seen import Find
from signing.codes import PlaceCode, read_code
from signing.keys import Ring
from signing.refused import CodeRefused, Refusal
from signing.tables import MarkerTable

EDGE = 1 / 6  # of the picture: what lies there is told to be brought to the middle


class Side(StrEnum):
    """Where in the picture something like a code is."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"
    MIDDLE = "middle"


@dataclass(frozen=True)
class Glance:
    """found: nearest first. refused: why a QR code in view is not believed. strange: a marker that stands for no place here.
    likely: where something is that looks like a marker, when nothing was read.
    """

    found: tuple[Find, ...] = ()
    refused: Refusal | None = None
    strange: bool = False
    likely: Side | None = None


def look(
    picture: np.ndarray, ring: Ring | None, table: MarkerTable | None, at: tuple[float, float] | None, accuracy_m: float, now: datetime
) -> Glance:
    """ring, table: of the city, None where the phone has none. at: lat, lon of the phone, good to accuracy_m.

    Raises ValueError for what is no picture.
    """
    grey = as_grey(picture)
    height, width = grey.shape
    lens = Lens.usual(width, height)
    codes, refused = believed(read_codes(grey), ring, now)
    markers = find_markers(grey, lens)
    places, strange = places_of(markers, table, at, accuracy_m) if table else ([], markers)
    finds = [
        Find(seen.place.kind, seen.place.id, seen.place.name, seen.distance_m, seen.bearing_deg, seen.place.lat, seen.place.lon) for seen in places
    ]
    for code, text in codes:
        finds = joined(finds, find_of(code, math.degrees(math.atan2((text.x - 0.5) * width, lens.focal_px)), table))
    nothing = not finds and not strange and refused is None
    return Glance(tuple(sorted(finds, key=lambda find: find.near_m)), refused, bool(strange), likely_side(grey) if nothing else None)


def believed(texts: list[SeenText], ring: Ring | None, now: datetime) -> tuple[list[tuple[PlaceCode, SeenText]], Refusal | None]:
    """The codes of the city, and why the first of the others is none."""
    codes, refused = [], None
    for text in texts:
        try:
            if ring is None:
                raise CodeRefused(Refusal.UNKNOWN_KEY)
            codes.append((read_code(text.text, ring, now), text))
        except CodeRefused as error:
            refused = refused or error.reason
    return codes, refused


def find_of(code: PlaceCode, bearing_deg: float, table: MarkerTable | None) -> Find:
    """Where it is says the table, if it has the place."""
    listed = next((place for place in table.places if (place.kind, place.id) == (code.kind, code.id)), None) if table else None
    where = (listed.lat, listed.lon) if listed else (None, None)
    return Find(code.kind, code.id, code.name or (listed.name if listed else ""), None, bearing_deg, *where)


def joined(finds: list[Find], code: Find) -> list[Find]:
    """The code with the distance of its own marker, where that was seen too."""
    own = next((find for find in finds if find.code_id == code.code_id), None)
    if own is None:
        return [*finds, code]
    return [replace(find, name=code.name or find.name) if find is own else find for find in finds]


def likely_side(grey: np.ndarray) -> Side | None:
    """Where the largest shape is that has the border of a marker, though nothing could be read in it: too far, too slanted or moved."""
    family = open_family()
    for outline in outlines(grey, family):
        if ring_share(cells_in(grey, outline, family.side)) >= LEAST_RING:
            x, y = outline.mean(axis=0) / (grey.shape[1], grey.shape[0])
            return side_of(float(x), float(y))
    return cut_off_side(grey)


def cut_off_side(grey: np.ndarray) -> Side | None:
    """A QR code that is found but cannot be read, by a detector that looks for its three corner squares alone."""
    found, corners = cv2.QRCodeDetector().detect(grey)
    if not found or corners is None:
        return None
    x, y = corners.reshape(-1, 2).mean(axis=0) / (grey.shape[1], grey.shape[0])
    return side_of(float(x), float(y))


def side_of(x: float, y: float) -> Side:
    """x, y: share of the picture from its left and top."""
    beyond = {Side.LEFT: EDGE - x, Side.RIGHT: x - (1 - EDGE), Side.TOP: EDGE - y, Side.BOTTOM: y - (1 - EDGE)}
    side = max(beyond, key=lambda name: beyond[name])
    return side if beyond[side] > 0 else Side.MIDDLE
