"""Times of calls for which a feed gives none, from the calls before and after: along the shape, else along the stops, else evenly."""
from typing import NamedTuple

import numpy as np

from routing.build.gtfs_table import NO_TIME
from routing.earth import EARTH_RADIUS_M


class Gaps(NamedTuple):
    """call: int64[n], calls without time; before, after: int64[n], the timed calls of the same trip around each."""

    call: np.ndarray
    before: np.ndarray
    after: np.ndarray

    @classmethod
    def of(cls, arrival_s: np.ndarray, trip: np.ndarray) -> "Gaps":
        """arrival_s int32[calls], NO_TIME where there is none; the first and last call of each trip have one. trip: any number per trip."""
        timed = np.flatnonzero(arrival_s != NO_TIME)
        call = np.flatnonzero(arrival_s == NO_TIME)
        place = np.searchsorted(timed, call)
        before, after = timed[place - 1], timed[place]
        assert (trip[before] == trip[after]).all(), "a trip without time at its ends"
        return cls(call, before, after)


def fill_gaps(gaps: Gaps, arrival_s, departure_s, dist, lat, lon) -> np.ndarray:
    """Seconds at every call, int32[calls], of use at the untimed ones. dist: shape_dist_traveled or NaN; lat, lon in degrees or NaN."""
    along_shape = np.concatenate([[0.0], np.diff(dist)])
    along_stops = np.concatenate([[0.0], distance_m(lat[:-1], lon[:-1], lat[1:], lon[1:])])
    share = gap_share(gaps, np.ones(len(dist)))
    for steps in (along_stops, along_shape):
        better = gap_share(gaps, steps)
        share = np.where(np.isnan(better), share, better)
    start_s, end_s = departure_s[gaps.before], arrival_s[gaps.after]
    filled = np.zeros(len(dist), np.int32)
    filled[gaps.call] = np.rint(start_s + share * (end_s - start_s.astype(np.float64)))
    return filled


def gap_share(gaps: Gaps, steps: np.ndarray) -> np.ndarray:
    """How far each untimed call lies between the timed ones, 0 to 1; NaN where a step of its gap is unknown or negative, or none moves.

    steps: float64[calls], from the call before
    """
    bad = ~(steps >= 0)
    bads, way = np.cumsum(bad), np.cumsum(np.where(bad, 0, steps))
    length = way[gaps.after] - way[gaps.before]
    sound = (bads[gaps.after] == bads[gaps.before]) & (length > 0)
    return np.where(sound, (way[gaps.call] - way[gaps.before]) / np.where(sound, length, 1), np.nan)


def distance_m(lat, lon, other_lat, other_lon) -> np.ndarray:
    """Metres between points in degrees, on a sphere (haversine)."""
    a, b = np.radians(lat), np.radians(other_lat)
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(1, half)))
