"""QR codes in a picture as texts. A text is a stranger's: `signing.codes.read_code` says whether it is the city's, and nothing else looks at it."""
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp

from mobile.scan.detect import as_grey
from signing.codes import MOST_SIGNS

MOST_TEXTS = 8
LOOKED_CLOSER = 2_500_000  # pixels; larger pictures are fine enough as they are


@dataclass(frozen=True)
class SeenText:
    """x, y: the middle of the code, as a share of the picture from its left and its top."""

    text: str
    x: float
    y: float


def read_texts(picture: np.ndarray) -> list[str]:
    """Each text once, in the order found; as in `read_codes`."""
    return list(dict.fromkeys(seen.text for seen in read_codes(picture)))


def read_codes(picture: np.ndarray) -> list[SeenText]:
    """In the order found; texts longer than a code of ours are left out, each text comes once. picture: uint8[h, w] grey or uint8[h, w, 3] RGB.

    Raises ValueError for what is no picture.
    """
    grey = as_grey(picture)
    codes = codes_in(grey)
    if not codes and grey.size <= LOOKED_CLOSER:
        # A module of one and a half pixels is read when drawn twice as large: that is a third farther away.
        codes = codes_in(cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC))
    return codes[:MOST_TEXTS]


def codes_in(grey: np.ndarray) -> list[SeenText]:
    height, width = grey.shape
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey), formats=zxingcpp.BarcodeFormat.QRCode)
    seen: dict[str, SeenText] = {}
    for code in found:
        if code.valid and 0 < len(code.text) <= MOST_SIGNS:
            seen.setdefault(code.text, SeenText(code.text, *middle(code.position, width, height)))
    return list(seen.values())


def middle(position: zxingcpp.Position, width: int, height: int) -> tuple[float, float]:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return sum(corner.x for corner in corners) / 4 / width, sum(corner.y for corner in corners) / 4 / height
