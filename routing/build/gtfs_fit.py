"""Where on a line each of a row of stops lies, never going back: by shape_dist_traveled where that fits, else nearest as a whole."""
import math

import numpy as np

from routing.earth import METRES_PER_DEGREE

NEAR_M = 100  # distances in a feed are believed when they put every stop this near its place


def fit_stops(lat, lon, dist, stop_lat, stop_lon, stop_dist) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Segment int64[stops], share of it float64[stops] 0 to 1, and metres from the stop to that point float64[stops].

    lat, lon, dist: the points of the line, at least two; stop_lat, stop_lon, stop_dist: the stops in order. Distances may be NaN.
    """
    narrow = math.cos(math.radians(float(lat[0])))
    x, y = lon * (METRES_PER_DEGREE * narrow), lat * METRES_PER_DEGREE
    stop_x, stop_y = stop_lon * (METRES_PER_DEGREE * narrow), stop_lat * METRES_PER_DEGREE
    if rises(dist) and rises(stop_dist) and dist[0] < dist[-1]:
        segment, share = place_by_distance(dist, stop_dist)
        off_m = offset_m(x, y, segment, share, stop_x, stop_y)
        if off_m.max() <= NEAR_M:
            return segment, share, off_m
    segment, share = place_nearest(x, y, stop_x, stop_y)
    return segment, share, offset_m(x, y, segment, share, stop_x, stop_y)


def rises(dist: np.ndarray) -> bool:
    return not np.isnan(dist).any() and bool((np.diff(dist) >= 0).all())


def place_by_distance(dist: np.ndarray, stop_dist: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    segment = np.clip(np.searchsorted(dist, stop_dist, side="right") - 1, 0, len(dist) - 2)
    length = dist[segment + 1] - dist[segment]
    share = np.where(length > 0, (stop_dist - dist[segment]) / np.where(length > 0, length, 1), 0)
    return segment, np.clip(share, 0, 1)


def place_nearest(x, y, stop_x, stop_y) -> tuple[np.ndarray, np.ndarray]:
    """Places that never go back with the least sum of squared distances, by dynamic programming over stops and segments.

    A candidate for a stop is its nearest point of each segment. It follows a candidate of the stop before that lies no farther along the
    line; where none does, it moves up to the one on its own segment.
    """
    step_x, step_y = np.diff(x), np.diff(y)
    square = step_x**2 + step_y**2
    along = (stop_x[:, None] - x[:-1]) * step_x + (stop_y[:, None] - y[:-1]) * step_y
    share = np.clip(along / np.where(square > 0, square, 1), 0, 1)
    n, m = share.shape
    segments = np.arange(m)
    before = np.zeros((n, m), np.int64)  # segment of the stop before, if this stop is on a segment
    total = squared(x, y, share[0], stop_x[0], stop_y[0])
    for stop in range(1, n):
        least = np.minimum.accumulate(total)
        lower = np.concatenate([[True], total[1:] < least[:-1]])
        best = np.maximum.accumulate(np.where(lower, segments, 0))
        last = np.searchsorted(segments + share[stop - 1], segments + share[stop], side="right") - 1
        before[stop] = np.where(last >= 0, best[np.maximum(last, 0)], segments)
        share[stop] = np.where(last >= 0, share[stop], np.maximum(share[stop], share[stop - 1]))
        total = squared(x, y, share[stop], stop_x[stop], stop_y[stop]) + total[before[stop]]
    segment = np.zeros(n, np.int64)
    segment[-1] = np.argmin(total)
    for stop in range(n - 1, 0, -1):
        segment[stop - 1] = before[stop, segment[stop]]
    return segment, share[np.arange(n), segment]


def squared(x, y, share, stop_x: float, stop_y: float) -> np.ndarray:
    """float64[segments]: from a stop to a point of each segment."""
    return (x[:-1] + share * np.diff(x) - stop_x) ** 2 + (y[:-1] + share * np.diff(y) - stop_y) ** 2


def offset_m(x, y, segment, share, stop_x, stop_y) -> np.ndarray:
    at_x = x[segment] + share * (x[segment + 1] - x[segment])
    at_y = y[segment] + share * (y[segment + 1] - y[segment])
    return np.hypot(at_x - stop_x, at_y - stop_y)
