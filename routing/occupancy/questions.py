"""What was known when somebody asked how full a car park will be, and what came of it. Nothing read after the question is in it."""
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from routing.occupancy.clock import DAY_MIN, Clock
from routing.occupancy.profile import at, day_table, rolling
from routing.occupancy.series import Series

HORIZONS_MIN = np.array([15, 30, 60, 120, 180])
USUAL = len(HORIZONS_MIN)  # in place of a horizon: nothing was counted lately
OLDEST_MIN = 45
FOUND_MIN = 40  # a reading this much before a moment still stands for it
RECENT_MIN = (15, 30, 60, 90, 120)  # not 0: the slot after a reading is made of the one after it
LEAST_READINGS = 50


class Questions(NamedTuple):
    """Arrays of one length. lot: row of the model, -1 one that it does not know. horizon: row of HORIZONS_MIN, or USUAL.

    origin, target   minutes of UTC: when it was asked, and about when
    lead             minutes from the newest reading to the target
    now, before30, before60   shares occupied at the newest reading and before it
    usual_now, usual_then     what is usual at the newest reading, at the target; NaN unknown
    off_mean         how far the last two hours were off the usual; off_day, off_week: the target's time of yesterday and a week ago; NaN unknown
    came             the share occupied at the target; NaN unknown
    """

    lot: np.ndarray
    horizon: np.ndarray
    capacity: np.ndarray
    origin: np.ndarray
    target: np.ndarray
    lead: np.ndarray
    now: np.ndarray
    before30: np.ndarray
    before60: np.ndarray
    usual_now: np.ndarray
    usual_then: np.ndarray
    off_mean: np.ndarray
    off_day: np.ndarray
    off_week: np.ndarray
    came: np.ndarray

    def where(self, chosen: np.ndarray) -> "Questions":
        return Questions(*(column[chosen] for column in self))

    def as_usual(self) -> "Questions":
        """The same asked as if nothing had been counted lately; only where it is known what is usual."""
        known = self.where(~np.isnan(self.usual_then))
        then, nothing = known.usual_then, np.zeros(len(known.lot))
        known = known._replace(now=then, before30=then, before60=then, usual_now=then, off_mean=nothing, off_day=nothing, off_week=nothing)
        return known._replace(horizon=np.full(len(then), USUAL), lead=nothing)


def joined(parts: Sequence[Questions]) -> Questions:
    return Questions(*(np.concatenate(columns) for columns in zip(*parts)))


def looked_back(minute: np.ndarray, occupied: np.ndarray, newest: np.ndarray, back_min: int) -> np.ndarray:
    """The share so long before each newest reading (rows of minute); that of the reading itself where there was none."""
    then = minute[newest] - back_min
    found = minute[np.maximum(np.searchsorted(minute, then, side="right") - 1, 0)]
    return np.where((found <= then) & (found >= then - FOUND_MIN), np.interp(then, minute, occupied), occupied[newest])


def asked_of(lot: int, seen: Series, truth: Series, clock: Clock, first_day: int, n_days: int, step: int = 1) -> list[Questions]:
    """One part for each horizon: every step-th reading of `truth` asked for beforehand with what was `seen` until then."""
    minute, occupied = seen.minute, seen.occupied
    table = day_table(minute, occupied, clock, first_day, n_days)
    usual = rolling(table, clock, first_day)
    off, parts = table - usual, []
    for row, horizon_min in enumerate(HORIZONS_MIN):
        target, came = truth.minute[::step], truth.occupied[::step]
        newest = np.searchsorted(minute, target - horizon_min, side="right") - 1
        can = (newest >= 0) & (target - horizon_min - minute[np.maximum(newest, 0)] <= OLDEST_MIN)
        newest, target, came = newest[can], target[can], came[can]
        wall, then = clock.wall(minute[newest]), clock.wall(target)
        recent = np.stack([at(off, wall - back, first_day) for back in RECENT_MIN])
        parts.append(Questions._make((
            np.full(len(target), lot), np.full(len(target), row), np.full(len(target), seen.capacity), target - horizon_min, target,
            (target - minute[newest]).astype(float), occupied[newest], *(looked_back(minute, occupied, newest, back) for back in (30, 60)),
            at(usual, wall, first_day), at(usual, then, first_day), mean_known(recent),
            at(off, then - DAY_MIN, first_day), at(off, then - 7 * DAY_MIN, first_day), came,
        )))  # fmt: skip
    return parts


def mean_known(values: np.ndarray) -> np.ndarray:
    """Along the first axis, of what is known; NaN where nothing is."""
    known = ~np.isnan(values)
    count = known.sum(axis=0)
    return np.divide(np.nan_to_num(values).sum(axis=0), count, out=np.full(values.shape[1:], np.nan), where=count > 0)


def all_asked(every: Sequence[Series], clock: Clock, first_day: int, n_days: int, step: int = 1, truth: Sequence[Series] | None = None) -> Questions:
    """Of car parks by their row; those with hardly a reading are not asked about."""
    parts = []
    for lot, (seen, true) in enumerate(zip(every, truth or every)):
        if len(seen.minute) >= LEAST_READINGS:
            parts += asked_of(lot, seen, true, clock, first_day, n_days, step)
    return joined(parts) if parts else Questions(*(np.zeros(0) for _ in Questions._fields))
