"""Families of square markers as cells. Ours is AprilTag 36h11: open, 587 slots, any two at least 11 of 36 cells apart, however they are turned."""
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

OPEN_FAMILY = "36h11"
DICTIONARIES = {
    "36h11": cv2.aruco.DICT_APRILTAG_36h11, "25h9": cv2.aruco.DICT_APRILTAG_25h9, "16h5": cv2.aruco.DICT_APRILTAG_16h5,
    "4x4_250": cv2.aruco.DICT_4X4_250, "5x5_250": cv2.aruco.DICT_5X5_250, "6x6_250": cv2.aruco.DICT_6X6_250,
    "mip_36h12": cv2.aruco.DICT_ARUCO_MIP_36h12,
}  # fmt: skip
QUIET = 1  # cells of white around the black border


@dataclass(frozen=True, eq=False)
class Family:
    """n slots. cells: bool[n, side, side], True is white, the black border of one cell included. patterns: see `patterns_of`."""

    name: str
    dictionary: cv2.aruco.Dictionary
    cells: np.ndarray
    patterns: np.ndarray

    @property
    def side(self) -> int:
        """Cells across the black square."""
        return self.cells.shape[1]

    @property
    def slots(self) -> int:
        return len(self.cells)


@cache
def open_family(name: str = OPEN_FAMILY) -> Family:
    """Raises KeyError for a family not known here."""
    dictionary = cv2.aruco.getPredefinedDictionary(DICTIONARIES[name])
    side = dictionary.markerSize + 2
    cells = np.stack([cv2.aruco.generateImageMarker(dictionary, slot, side, borderBits=1) > 127 for slot in range(len(dictionary.bytesList))])
    return Family(name, dictionary, cells, patterns_of(cells[:, 1:-1, 1:-1]))


def patterns_of(inner: np.ndarray) -> np.ndarray:
    """inner: bool[n, k, k]. Returns float32[4 n, k²]: each slot turned by 0, 90, 180 and 270 degrees, of mean 0 and length 1, so that a product with
    the like of a picture is their correlation.
    """
    turned = np.stack([np.rot90(inner, turn, (1, 2)) for turn in range(4)], axis=1)
    rows = turned.reshape(len(inner) * 4, -1) * np.float32(2) - np.float32(1)
    rows = rows - rows.mean(axis=1, keepdims=True)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
