"""Which marker a four-sided outline in a picture holds, if any.

A far or blurred marker has cells of two or three pixels, whose grey lies between black and white; deciding each cell for itself loses it. Here the
grey of all cells is compared with every marker at once: the best must fit well and clearly better than the second. Measured in benchmarks/markers.py.
"""
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from mobile.scan.family import QUIET, Family

CELL = 4  # pixels of a cell in the straightened picture
GROWN_PX = (0.0, 0.7, 1.4, -0.7, 2.1)  # outlines of blurred edges lie a little in or out
LEAST_FIT = 0.82  # correlation of the inner cells; sharp markers of other families came to 0.794 in 4,000 pictures
LEAST_LEAD = 0.25  # over the next marker; those came to 0.24
# Share of border cells darker and quiet cells brighter than the middle between both, before and after the outline was fitted.
WORTH_A_LOOK, LEAST_RING = 0.6, 0.9
CONTRAST = (0.3, 0.75)  # spread of the inner cells, in steps from black border to white around it
LEAST_STEP = 8.0  # from black to white, of 255


@dataclass(frozen=True)
class Match:
    """corners: float32[4, 2], pixels, clockwise from the marker's own top left."""

    slot: int
    fit: float
    corners: np.ndarray


def match(picture: np.ndarray, outline: np.ndarray, family: Family) -> Match | None:
    """picture: uint8[h, w]. outline: float32[4, 2], clockwise."""
    if ring_share(cells_in(picture, outline, family.side)) < WORTH_A_LOOK:
        return None
    best: Match | None = None
    centre, half = outline.mean(axis=0), np.sqrt(cv2.contourArea(outline)) / 2
    for grown_px in GROWN_PX:
        corners = (centre + (outline - centre) * (1 + grown_px / half)).astype(np.float32)
        found = identify(cells_in(picture, corners, family.side), family)
        if found and (best is None or found[1] > best.fit):
            slot, fit, turn = found
            best = Match(slot, fit, np.roll(corners, turn, axis=0))
    return best


def cells_in(picture: np.ndarray, corners: np.ndarray, side: int) -> np.ndarray:
    """Mean grey of each cell of the straightened marker and the quiet ring around it: float32[side + 2, side + 2]."""
    across = side + 2 * QUIET
    low, high = QUIET * CELL - 0.5, (QUIET + side) * CELL - 0.5
    square = np.array([[low, low], [high, low], [high, high], [low, high]], np.float32)
    straighten = cv2.getPerspectiveTransform(square, corners)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    straight = cv2.warpPerspective(picture, straighten, (across * CELL, across * CELL), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    # The outer pixels of a cell are half its neighbour's.
    return straight.reshape(across, CELL, across, CELL)[:, 1:-1, :, 1:-1].astype(np.float32).mean(axis=(1, 3))


@cache
def rings(across: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Masks of the quiet ring, the border and the inner cells."""
    row, column = np.indices((across, across))
    depth = np.minimum(np.minimum(row, column), across - 1 - np.maximum(row, column))
    return depth < QUIET, depth == QUIET, depth > QUIET


def ring_share(cells: np.ndarray) -> float:
    """Of the cells of the black border and the white around it, how many are on their side of the middle between both; 0 without contrast."""
    quiet, border, _ = (cells[mask] for mask in rings(len(cells)))
    step = float(quiet.mean() - border.mean())
    if step < LEAST_STEP:
        return 0.0
    middle = border.mean() + step / 2
    return float(np.count_nonzero(border < middle) + np.count_nonzero(quiet > middle)) / (len(border) + len(quiet))


def identify(cells: np.ndarray, family: Family) -> tuple[int, float, int] | None:
    """The slot, how well it fits, and the quarter turns to its own top left."""
    if ring_share(cells) < LEAST_RING:
        return None
    quiet, border, inner = (cells[mask] for mask in rings(len(cells)))
    if not CONTRAST[0] <= inner.std() / (quiet.mean() - border.mean()) <= CONTRAST[1]:
        return None
    inner = inner - inner.mean()
    fits = (family.patterns @ (inner / np.linalg.norm(inner))).reshape(-1, 4)
    of_slot = fits.max(axis=1)
    slot = int(of_slot.argmax())
    fit = float(of_slot[slot])
    if fit < LEAST_FIT or fit - float(np.partition(of_slot, -2)[-2]) < LEAST_LEAD:
        return None
    return slot, fit, int(fits[slot].argmax())
