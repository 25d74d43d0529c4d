"""Where a photo was taken, as the camera wrote into it: a proposal for the pin, read on the phone before all of that is taken out of the photo."""

import math
from dataclasses import dataclass
from pathlib import Path

from mobile.store.photos import KINDS, MOST_BYTES

GPS_FOLDER = 0x8825
LAT_SIGN, LAT, LON_SIGN, LON, ERROR_M = 1, 2, 3, 4, 31  # of that folder, as EXIF 2.31 numbers them
USUAL_ERROR_M = 15.0  # where the camera does not say
PARTS = (1, 60, 3600)  # degrees, minutes, seconds


@dataclass(frozen=True)
class PhotoPlace:
    """Degrees, and how far off it may be in metres."""

    lat: float
    lon: float
    accuracy_m: float


def place_of(source: Path) -> PhotoPlace | None:
    """None where the photo does not say, or says what cannot be."""
    told = told_by(source, GPS_FOLDER)
    try:
        lat, lon = degrees(told[LAT], told[LAT_SIGN], "S"), degrees(told[LON], told[LON_SIGN], "W")
        error_m = float(told.get(ERROR_M, USUAL_ERROR_M))
    except (KeyError, ValueError, TypeError, ArithmeticError):
        return None
    known = all(map(math.isfinite, (lat, lon, error_m))) and abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0.0, 0.0)
    return PhotoPlace(lat, lon, min(1000.0, max(0.0, error_m))) if known else None


def told_by(source: Path, folder: int) -> dict:
    """What the camera wrote in this folder, by the numbers of EXIF; nothing of a photo that cannot be read."""
    from PIL import Image

    try:
        if source.stat().st_size > MOST_BYTES:
            return {}
        with Image.open(source, formats=KINDS) as opened:
            return dict(opened.getexif().get_ifd(folder))
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, ArithmeticError, AttributeError, Image.DecompressionBombError):
        return {}


def degrees(parts, sign: str, negative: str) -> float:
    """From degrees, minutes and seconds; "S" and "W" lie below 0."""
    value = sum(float(part) / per for part, per in zip(parts, PARTS, strict=True))
    return -value if str(sign).strip("\0 ").upper() == negative else value
