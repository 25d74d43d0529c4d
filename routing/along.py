"""Which of many lines run along another, as the streets do along which works are drawn. Everything lies on a plane, in metres."""
import math
from dataclasses import dataclass

import numpy as np
import shapely

# A line that is drawn in the middle of a street has its pavements and cycle tracks beside it.
BESIDE_M = 10.0
PARALLEL = math.cos(math.radians(25))
ENOUGH_M = 15.0
STEP_M = 2.0  # between the places at which an edge is compared with a line


def running_along(lines: np.ndarray, line: shapely.LineString) -> np.ndarray:
    """bool[n], which of n LineStrings run along a line of some length, at most BESIDE_M beside it.

    With half of their length, or with ENOUGH_M (half of a shorter line) where they only come and go at the ends of the line: works begin and end
    somewhere along a street. What crosses the line or turns away from it is left out, whatever the angle.
    """
    if not len(lines):
        return np.zeros(0, bool)
    stretches, samples = Stretches.of(shapely.get_coordinates(line)), Samples.of(lines)
    beside, at_m = stretches.beside(samples)
    overlap_m = np.bincount(samples.row, samples.length_m * beside, len(lines))
    turns = (samples.row[1:] == samples.row[:-1]) & (beside[1:] != beside[:-1])
    last_m = np.where(beside[1:], at_m[1:], at_m[:-1])[turns]
    turned_away = np.zeros(len(lines), bool)
    turned_away[samples.row[1:][turns][np.minimum(last_m, stretches.whole_m - last_m) > 2 * STEP_M]] = True
    # A hair less than half: the parts are sums of floats.
    most = (overlap_m > 0) & (overlap_m >= 0.999 * shapely.length(lines) / 2)
    return most | (~turned_away & (overlap_m >= min(ENOUGH_M, stretches.whole_m / 2)))


@dataclass(frozen=True, eq=False)
class Samples:
    """Places on edges, in order along each: the middle of a piece of at most STEP_M.

    row int64[n] among the edges given; xy float64[n, 2]; ahead float64[n, 2], direction of length 1; length_m float64[n] of the piece
    """

    row: np.ndarray
    xy: np.ndarray
    ahead: np.ndarray
    length_m: np.ndarray

    @classmethod
    def of(cls, lines: np.ndarray) -> "Samples":
        xy, row = shapely.get_coordinates(lines, return_index=True)
        step = np.diff(xy, axis=0)
        length_m = np.hypot(*step.T)
        kept = (row[1:] == row[:-1]) & (length_m > 0)
        begin, step, length_m, row = xy[:-1][kept], step[kept], length_m[kept], row[:-1][kept]
        pieces = np.ceil(length_m / STEP_M).astype(np.int64)
        last = np.cumsum(pieces)
        share = (np.arange(pieces.sum()) - np.repeat(last - pieces, pieces) + 0.5) / np.repeat(pieces, pieces)
        spread = [np.repeat(values, pieces, axis=0) for values in (row, begin, step, length_m / pieces, step / length_m[:, None])]
        return cls(spread[0], spread[1] + spread[2] * share[:, None], spread[4], spread[3])


@dataclass(frozen=True, eq=False)
class Stretches:
    """The straight stretches of a line; k of them. first_m float64[k], length of the line before each."""

    lines: np.ndarray
    begin: np.ndarray
    ahead: np.ndarray
    length_m: np.ndarray
    first_m: np.ndarray
    whole_m: float

    @classmethod
    def of(cls, xy: np.ndarray) -> "Stretches":
        step = np.diff(xy, axis=0)
        length_m = np.hypot(*step.T)
        kept = length_m > 0
        begin, step, length_m = xy[:-1][kept], step[kept], length_m[kept]
        ends = np.cumsum(length_m)
        lines = shapely.linestrings(np.stack((begin, begin + step), axis=1))
        return cls(lines, begin, step / length_m[:, None], length_m, ends - length_m, float(ends[-1]))

    def beside(self, samples: Samples) -> tuple[np.ndarray, np.ndarray]:
        """bool[n], the edge runs along the line there, neither before its begin nor past its end; float64[n], metres along the line."""
        sample, stretch = shapely.STRtree(self.lines).query_nearest(shapely.points(samples.xy), max_distance=BESIDE_M, all_matches=False)
        passed_m = ((samples.xy[sample] - self.begin[stretch]) * self.ahead[stretch]).sum(1)
        before, past = (stretch == 0) & (passed_m < 0), (stretch == len(self.lines) - 1) & (passed_m > self.length_m[stretch])
        parallel = np.abs((samples.ahead[sample] * self.ahead[stretch]).sum(1)) >= PARALLEL
        beside, at_m = np.zeros(len(samples.xy), bool), np.zeros(len(samples.xy))
        beside[sample] = parallel & ~before & ~past
        at_m[sample] = self.first_m[stretch] + np.clip(passed_m, 0, self.length_m[stretch])
        return beside, at_m
