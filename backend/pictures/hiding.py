"""Makes what lies in boxes unrecognisable, and reads and writes pictures without anything but pixels."""
from typing import NamedTuple

import cv2
import numpy as np

CELLS = 2  # a side: 4 by 3 cells of nested boxes still showed eyes and mouth, and a soft blur can be undone
QUALITIES, MOST_BYTES = (85, 70, 50), 3 * 1024 * 1024
HASH_SIDE = 8
Box = tuple[int, int, int, int]


class PictureUnreadable(ValueError):
    """These bytes are no picture, or one that cannot be written small enough."""


class Area(NamedTuple):
    """As shares of the picture, from the left and the top."""

    left: float
    top: float
    right: float
    bottom: float


def read(jpeg: bytes) -> np.ndarray:
    """uint8[height, width, 3], blue first. Raises PictureUnreadable."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
    if picture is None:
        raise PictureUnreadable
    return picture


def hide(picture: np.ndarray, boxes: list[Box]) -> np.ndarray:
    """boxes: left, top, right, bottom in whole pixels inside the picture."""
    hidden = picture.copy()
    for left, top, right, bottom in boxes:
        cells = cv2.resize(hidden[top:bottom, left:right], (CELLS, CELLS), interpolation=cv2.INTER_AREA)
        hidden[top:bottom, left:right] = cv2.resize(cells, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
    return hidden


def hide_but(picture: np.ndarray, plates: list[Box], shown: list[Box], always: list[Box]) -> np.ndarray:
    """plates: hidden but for what lies in `shown`. always: faces and what people hid, whatever is shown."""
    hidden = hide(picture, plates)
    for left, top, right, bottom in shown:
        hidden[top:bottom, left:right] = picture[top:bottom, left:right]
    return hide(hidden, always)


def boxes_of(areas: list[Area], picture: np.ndarray) -> np.ndarray:
    """float32[n, 5] in pixels."""
    height, width = picture.shape[:2]
    scale = np.array([width, height, width, height, 1.0], np.float32)
    return np.array([[*area, 1.0] for area in areas], np.float32).reshape(-1, 5) * scale


def write(picture: np.ndarray) -> bytes:
    """A JPEG of at most 3 MiB. Raises PictureUnreadable."""
    for quality in QUALITIES:
        done, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_OPTIMIZE, 1])
        if done and len(coded) <= MOST_BYTES:
            return coded.tobytes()
    raise PictureUnreadable


def dhash(picture: np.ndarray) -> bytes:
    """64 bits that stay much the same when a picture is coded anew: whether each cell is brighter than its left neighbour."""
    grey = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (HASH_SIDE + 1, HASH_SIDE), interpolation=cv2.INTER_AREA)
    return np.packbits(grey[:, 1:] > grey[:, :-1]).tobytes()


def bits_apart(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
