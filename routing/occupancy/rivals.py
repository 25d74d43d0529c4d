"""Simple forecasts that a better one has to beat."""
from collections.abc import Callable

import numpy as np

from routing.occupancy.questions import Questions
from routing.occupancy.weights import move_of

PRESENT_BINS = np.append(np.linspace(0, 0.8, 9), (0.85, 0.9, 0.93, 0.95, 0.97, 0.985, 0.995, 1.0001))


def last_value(asked: Questions) -> np.ndarray:
    return asked.now


def time_of_week(asked: Questions) -> np.ndarray:
    return np.where(np.isnan(asked.usual_then), asked.now, asked.usual_then)


def last_and_season(asked: Questions) -> np.ndarray:
    return np.clip(asked.now + move_of(asked), 0, 1)


RIVALS: dict[str, Callable[[Questions], np.ndarray]] = {
    "last value": last_value, "time of week": time_of_week, "last value + season": last_and_season,
}  # fmt: skip


def frequency(past: Questions, asked: Questions, limit: Callable[[Questions], np.ndarray]) -> np.ndarray:
    """How often it was at most so full after a present share like this one."""
    chance, free = np.empty(len(asked.lot)), past.came <= limit(past)
    for row in np.unique(asked.horizon):
        now, then = asked.horizon == row, past.horizon == row
        bins, seen = np.digitize(past.now[then], PRESENT_BINS), len(PRESENT_BINS) + 1
        hits, all_ = (np.bincount(bins, weight, seen) for weight in (free[then] * 1.0, None))
        chance[now] = ((hits + 0.5) / (all_ + 1))[np.digitize(asked.now[now], PRESENT_BINS)]
    return chance
