"""Encoded polylines with six decimals, many lines at once. Source: Google, "Encoded Polyline Algorithm Format"."""
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

E7_PER_UNIT = 10  # 1e-7 degrees in one unit of the sixth decimal
CHUNK_BITS = 5
MOST_CHUNKS = 6  # a difference of 360 degrees takes 30 bits with its sign
SHIFTS = np.arange(MOST_CHUNKS, dtype=np.int64) * CHUNK_BITS


def encode_lines(lines: Sequence[tuple[np.ndarray, np.ndarray]]) -> list[str]:
    """One text per line. Lines are pairs of int32 arrays, latitudes and longitudes in 1e-7 degrees; halves are rounded up."""
    lengths = np.array([len(lat) for lat, _ in lines], np.int64)
    if not lengths.sum():
        return [""] * len(lines)
    points = np.empty((int(lengths.sum()), 2), np.int64)
    np.concatenate([lat for lat, _ in lines], out=points[:, 0], casting="unsafe")
    np.concatenate([lon for _, lon in lines], out=points[:, 1], casting="unsafe")
    points = (points + E7_PER_UNIT // 2) // E7_PER_UNIT
    begins = np.cumsum(lengths) - lengths
    starts = begins[lengths > 0]
    step = np.diff(points, axis=0, prepend=0)
    step[starts] = points[starts]
    value = ((step << 1) ^ (step >> 63)).ravel()
    rest = value[:, None] >> SHIFTS
    used = rest > 0
    used[:, 0] = True
    more = np.zeros_like(used)
    more[:, :-1] = used[:, 1:]
    text = ((rest & 31) | (more << CHUNK_BITS)) + 63
    ends = np.concatenate([[0], np.cumsum(used.sum(axis=1))])
    letters = text[used].astype(np.uint8).tobytes().decode("ascii")
    at = ends[2 * np.concatenate([begins, [len(points)]])].tolist()
    return [letters[begin:end] for begin, end in pairwise(at)]
