"""Boxes found in a picture: float32[n, 5] of left, top, right, bottom in pixels, and how sure the detector is."""
import cv2
import numpy as np

NONE = np.zeros((0, 5), np.float32)


def best(boxes: np.ndarray, overlap: float) -> np.ndarray:
    """Of boxes that overlap by more than that share of both, the surest."""
    boxes = np.asarray(boxes, np.float32).reshape(-1, 5)
    if not len(boxes):
        return boxes
    corners = [[float(left), float(top), float(right - left), float(bottom - top)] for left, top, right, bottom, _ in boxes]
    kept = cv2.dnn.NMSBoxes(corners, boxes[:, 4].tolist(), 0.0, overlap)
    return boxes[np.array(kept, int).flatten()]


def joined(parts: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([NONE, *parts]).astype(np.float32)


def grown(boxes: np.ndarray, of_width: float, of_height: float) -> np.ndarray:
    """Wider by a share of their width and higher by one of their height, on each side."""
    made = boxes.copy()
    more_x, more_y = of_width * (boxes[:, 2] - boxes[:, 0]), of_height * (boxes[:, 3] - boxes[:, 1])
    made[:, 0], made[:, 2] = boxes[:, 0] - more_x, boxes[:, 2] + more_x
    made[:, 1], made[:, 3] = boxes[:, 1] - more_y, boxes[:, 3] + more_y
    return made


def grown_by_shorter(boxes: np.ndarray, share: float) -> np.ndarray:
    """Larger on each side by a share of the shorter side: long boxes grow no further along than across."""
    made = boxes.copy()
    more = share * np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    made[:, 0], made[:, 1], made[:, 2], made[:, 3] = boxes[:, 0] - more, boxes[:, 1] - more, boxes[:, 2] + more, boxes[:, 3] + more
    return made


def covered(boxes: np.ndarray, width: int, height: int) -> np.ndarray:
    """bool[height, width]: what lies in one of them."""
    mask = np.zeros((height, width), bool)
    for left, top, right, bottom in whole_pixels(boxes, width, height):
        mask[top:bottom, left:right] = True
    return mask


def whole_pixels(boxes: np.ndarray, width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Rounded outwards and cut to the picture; those that lie outside are left out."""
    found = []
    for left, top, right, bottom in boxes[:, :4]:
        inside = max(0, int(np.floor(left))), max(0, int(np.floor(top))), min(width, int(np.ceil(right))), min(height, int(np.ceil(bottom)))
        if inside[0] < inside[2] and inside[1] < inside[3]:
            found.append(inside)
    return found
