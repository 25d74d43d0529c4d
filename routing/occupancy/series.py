"""What was counted in one car park, without what cannot be true."""
from dataclasses import dataclass

import numpy as np

from routing.occupancy.clock import DAY_MIN

LEAST_SLACK, SLACK = 3.0, 0.05  # spaces, share of the capacity: by so much counters drift
SPIKE, AGREE = 0.25, 0.10
OTHER_CAPACITY, WEEK_MIN = 0.05, 7 * DAY_MIN
LEAST_IN_WEEK = 100


@dataclass(frozen=True)
class Series:
    """minute: float64[n], of UTC since 1970, growing. occupied: float64[n], share 0 to 1. dropped: how many readings could not be true, by why."""

    key: str
    capacity: float
    minute: np.ndarray
    occupied: np.ndarray
    dropped: dict[str, int]

    def between(self, begin_min: float, end_min: float) -> "Series":
        first, last = np.searchsorted(self.minute, (begin_min, end_min))
        return Series(self.key, self.capacity, self.minute[first:last], self.occupied[first:last], self.dropped)


def clean(key: str, capacity: float, minute: np.ndarray, free: np.ndarray, single: bool = True) -> Series:
    """For learning: looks at both neighbours of a reading. capacity: as stated, above 0. single: whether wild single readings are left out."""
    order = np.argsort(minute, kind="stable")
    minute, free = np.asarray(minute, float)[order], np.asarray(free, float)[order]
    last = np.diff(minute, append=np.inf) > 0  # of one moment the last one told counts
    repeated, minute, free = int((~last).sum()), minute[last], free[last]
    capacity = usable_capacity(capacity, minute, free)
    slack = max(LEAST_SLACK, SLACK * capacity)
    can = (free >= -slack) & (free <= capacity + slack)
    minute, occupied = minute[can], 1 - np.clip(free[can], 0, capacity) / capacity
    wild = spikes(occupied) if single else np.zeros(len(minute), bool)
    dropped = {"repeated": repeated, "outside": int((~can).sum()), "spike": int(wild.sum())}
    return Series(key, capacity, minute[~wild], occupied[~wild], dropped)


def spikes(occupied: np.ndarray) -> np.ndarray:
    """bool[n]: far off both neighbours, which agree."""
    wild = np.zeros(len(occupied), bool)
    before, this, after = occupied[:-2], occupied[1:-1], occupied[2:]
    wild[1:-1] = (np.abs(this - (before + after) / 2) > SPIKE) & (np.abs(before - after) < AGREE)
    return wild


def usable_capacity(stated: float, minute: np.ndarray, free: np.ndarray) -> float:
    """As stated, unless more was free week after week than there is said to be: then what was."""
    if not len(minute):
        return stated
    weeks = minute // WEEK_MIN
    seen = [float(np.quantile(free[weeks == week], 0.995)) for week in np.unique(weeks) if (weeks == week).sum() >= LEAST_IN_WEEK]
    usual = float(np.median(seen)) if seen else stated
    return usual if usual > (1 + OTHER_CAPACITY) * stated else stated
