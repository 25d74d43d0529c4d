"""Faces, by CenterFace (Xu et al. 2019, arXiv:1911.03599): a map of centres, and at each centre how large and how far off."""
import math

import cv2
import numpy as np
import onnxruntime

from backend.pictures.boxes import best, grown, joined

STRIDE, MULTIPLE = 4, 32
# Longest side and threshold. Large faces are lost at full size, so they are looked for in a small picture.
PASSES = ((1600, 0.12), (640, 0.3))
SAME, GROWTH = 0.4, 0.25


def find_faces(session: onnxruntime.InferenceSession, picture: np.ndarray) -> np.ndarray:
    """picture: uint8[height, width, 3], blue first. float32[n, 5], already grown over hair and chin."""
    return grown(best(joined([seen(session, picture, *one) for one in PASSES]), SAME), GROWTH, GROWTH)


def seen(session: onnxruntime.InferenceSession, picture: np.ndarray, longest: int, threshold: float) -> np.ndarray:
    height, width = picture.shape[:2]
    scale = longest / max(height, width)
    wide, high = (math.ceil(side * scale / MULTIPLE) * MULTIPLE for side in (width, height))
    asked = cv2.dnn.blobFromImage(picture, 1.0, (wide, high), (0, 0, 0), swapRB=True, crop=False)
    heat, size, offset, _ = session.run(None, {session.get_inputs()[0].name: asked})
    heat = heat[0, 0]
    row, column = np.where(heat > threshold)
    box_h, box_w = np.exp(size[0, 0, row, column]) * STRIDE, np.exp(size[0, 1, row, column]) * STRIDE
    top = (row + offset[0, 0, row, column] + 0.5) * STRIDE - box_h / 2
    left = (column + offset[0, 1, row, column] + 0.5) * STRIDE - box_w / 2
    across, down = wide / width, high / height
    return np.stack([left / across, top / down, (left + box_w) / across, (top + box_h) / down, heat[row, column]], 1)
