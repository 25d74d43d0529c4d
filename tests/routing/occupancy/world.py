"""Car parks of a small made-up town: offices, shops and a station, counted every quarter of an hour for five weeks. They follow no real place."""
from functools import lru_cache

import numpy as np

from routing.occupancy.clock import DAY_MIN, Clock
from routing.occupancy.model import Model, learn_model
from routing.occupancy.series import Series, clean

FIRST_DAY, DAYS, EVERY_MIN = 20_000, 35, 15
UTC_CLOCK = Clock(np.zeros(1, np.int64), np.zeros(1, np.int64))
END_MIN = (FIRST_DAY + DAYS) * DAY_MIN
CAPACITY = (60, 120, 200, 400)
PEAK_H, WIDTH_H = (10.5, 13, 15, 12), (3.0, 2.5, 4.0, 3.5)


@lru_cache(maxsize=1)
def town() -> tuple[Series, ...]:
    rng, minute = np.random.default_rng(5), np.arange(FIRST_DAY * DAY_MIN, END_MIN, EVERY_MIN, dtype=float)
    weekend = (minute // DAY_MIN + 3) % 7 >= 5
    found = []
    for capacity, peak_h, width_h in zip(CAPACITY, PEAK_H, WIDTH_H):
        hour = minute % DAY_MIN / 60
        usual = 0.08 + np.where(weekend, 0.45, 0.95) * np.exp(-(((hour - peak_h) / width_h) ** 2))
        drift = np.zeros(len(minute))
        for at in range(1, len(minute)):
            drift[at] = 0.96 * drift[at - 1] + rng.normal(0, 0.012)
        free = np.rint(capacity * (1 - np.clip(usual + drift, 0, 1)))
        found.append(clean(f"town/{capacity}", capacity, minute, free))
    return tuple(found)


@lru_cache(maxsize=1)
def model() -> Model:
    return learn_model(town(), UTC_CLOCK, END_MIN - DAY_MIN)
