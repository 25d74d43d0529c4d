"""Looks for all that must not be shown on a picture."""
from dataclasses import dataclass

import numpy as np

from backend.pictures import faces, plates
from backend.pictures.detectors import open_faces, open_reader, open_text
from backend.pictures.reading import LEAST_SIGNS, LEAST_SURE, Reader


@dataclass(frozen=True)
class Seen:
    """faces, plates: float32[n, 5], grown already. doubtful: in how many places something can be read that may be a plate.

    params: with what it was looked for.
    """

    faces: np.ndarray
    plates: np.ndarray
    doubtful: int
    params: str


def look(picture: np.ndarray) -> Seen:
    """picture: uint8[height, width, 3], blue first. Raises DetectorMissing, ModelUnreadable."""
    found, text = faces.find_faces(open_faces(), picture), plates.find_plates(open_text(), picture)
    doubtful = Reader(open_reader()).count_readable(picture, text) if len(text) else 0
    return Seen(found, text, doubtful, params())


def params() -> str:
    by_face = " ".join(f"{longest}:{threshold}" for longest, threshold in faces.PASSES)
    by_text = " ".join(f"{one.longest}:{one.pixel}:{one.box}{':sharp' * one.sharpened}" for one in plates.PASSES)
    return f"faces {by_face} +{faces.GROWTH}; text {by_text} +{plates.GROWTH}; read {LEAST_SIGNS}:{LEAST_SURE}"
