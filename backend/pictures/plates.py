"""What may be a number plate: text of the shape of one, by the text detector of PP-OCR (Liao et al. 2020, arXiv:1911.08947) at several sizes."""
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime

from backend.pictures.boxes import best, grown_by_shorter, joined

MULTIPLE = 32
UNCLIPPED = 1.6  # the map shows the heart of a text: area through circumference times this is missing around it
LEAST_SIDE, LEAST_ASPECT, MOST_ASPECT = 3, 1.1, 9.0
SAME, GROWTH = 0.7, 0.6
EDGE_PX, SHARPER = 2.0, 1.5


class Pass(NamedTuple):
    """Longest side of the picture as looked at, from what probability a pixel counts as text, how probable a text must be on the whole.

    sharpened: small plates are often a little out of focus; looked at sharpened, more of them are found and fewer windows are taken for text.
    """

    longest: int
    pixel: float
    box: float
    sharpened: bool = False


PASSES = (Pass(960, 0.3, 0.4), Pass(1600, 0.2, 0.3, True), Pass(2240, 0.2, 0.3, True))


def find_plates(session: onnxruntime.InferenceSession, picture: np.ndarray) -> np.ndarray:
    """picture: uint8[height, width, 3], blue first. float32[n, 5], already grown over the rim of the plate."""
    sharp = sharpened(picture)
    return grown_by_shorter(joined([best(seen(session, sharp if one.sharpened else picture, one), SAME) for one in PASSES]), GROWTH)


def sharpened(picture: np.ndarray) -> np.ndarray:
    return cv2.addWeighted(picture, 1 + SHARPER, cv2.GaussianBlur(picture, (0, 0), EDGE_PX), -SHARPER, 0)


def seen(session: onnxruntime.InferenceSession, picture: np.ndarray, how: Pass) -> np.ndarray:
    height, width = picture.shape[:2]
    scale = how.longest / max(height, width)
    wide, high = (max(MULTIPLE, round(side * scale / MULTIPLE) * MULTIPLE) for side in (width, height))
    asked = (cv2.resize(picture, (wide, high)).astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None]
    text = session.run(None, {session.get_inputs()[0].name: asked})[0][0, 0]
    return texts(text, how) * np.array([width / wide, height / high, width / wide, height / high, 1.0], np.float32)


def texts(text: np.ndarray, how: Pass) -> np.ndarray:
    """text: float32[height, width], how probable text is. Boxes that have the shape of a plate."""
    mask = (text > how.pixel).astype(np.uint8)
    found = []
    for outline in cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)[0]:
        left, top, wide, high = cv2.boundingRect(outline)
        if min(wide, high) < LEAST_SIDE:
            continue
        inside = text[top : top + high, left : left + wide]
        sure = float(inside[inside > how.pixel].mean())
        _, (one, other), _ = cv2.minAreaRect(outline)
        short, long = min(one, other), max(one, other)
        more = UNCLIPPED * short * long / (2 * (short + long) + 1e-6)
        if sure < how.box or not LEAST_ASPECT < (long + 2 * more) / (short + 2 * more + 1e-6) < MOST_ASPECT:
            continue
        found.append([left - more, top - more, left + wide + more, top + high + more, sure])
    return np.array(found, np.float32).reshape(-1, 5)
