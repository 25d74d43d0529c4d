"""Whether something can be read in a box, by the text recogniser of PP-OCRv4 (Shi et al. 2015, arXiv:1507.05717).

From afar windows and railings look like text. They are hidden too, and keep no picture from being shown.
"""
import re

import cv2
import numpy as np
import onnxruntime

from backend.pictures.boxes import best, whole_pixels

HIGH, WIDEST = 48, 320
SAME = 0.5
LEAST_SIGNS, LEAST_SURE = 3, 0.5  # fewer or less sure is no plate that anybody could read
TWO_LINES = 2.6  # boxes that are not longer than that are read in halves too
SIGNS = re.compile(r"[^A-Za-z0-9가-힣一-鿿]")


class Reader:
    def __init__(self, session: onnxruntime.InferenceSession):
        self.session, self.name = session, session.get_inputs()[0].name
        self.signs = ["", *session.get_modelmeta().custom_metadata_map["character"].splitlines(), " "]

    def count_readable(self, picture: np.ndarray, boxes: np.ndarray) -> int:
        """How many of the boxes have something in them that may be read as a plate; boxes of one place count once."""
        height, width = picture.shape[:2]
        return sum(self.is_readable(picture[top:bottom, left:right]) for left, top, right, bottom in whole_pixels(best(boxes, SAME), width, height))

    def is_readable(self, part: np.ndarray) -> bool:
        parts, high = [part], part.shape[0]
        if part.shape[1] < TWO_LINES * high:
            parts += [part[: high // 2 + high // 8], part[high // 2 - high // 8 :]]
        return any(len(SIGNS.sub("", words)) >= LEAST_SIGNS and sure >= LEAST_SURE for words, sure in map(self.read, parts))

    def read(self, part: np.ndarray) -> tuple[str, float]:
        """The words of one line, and how sure the recogniser is of its signs on the mean."""
        if not part.size:
            return "", 0.0
        wide = min(WIDEST, max(HIGH, round(part.shape[1] * HIGH / part.shape[0])))
        asked = (cv2.resize(part, (wide, HIGH)).astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None]
        likely = self.session.run(None, {self.name: asked})[0][0]
        sign = likely.argmax(1)
        told = [at for at in range(len(sign)) if sign[at] and (at == 0 or sign[at] != sign[at - 1]) and sign[at] < len(self.signs)]
        sure = float(np.mean([likely[at, sign[at]] for at in told])) if told else 0.0
        return "".join(self.signs[sign[at]] for at in told), sure
