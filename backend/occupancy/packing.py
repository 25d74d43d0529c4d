"""The readings of one car park on one day of UTC as bytes: the first of each quarter of an hour, ten bytes each."""
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from routing.occupancy.clock import DAY_MIN
from routing.occupancy.profile import SLOT_MIN, SLOTS

SLOT = np.dtype([("free", "<i4"), ("capacity", "<i4"), ("second", "<u2")])
# of the slot; NONE: nothing was read in it
NONE = 0xFFFF


class Reading(NamedTuple):
    """feed, site: ids. minute: of UTC since 1970. free: spaces of the capacity."""

    feed: str
    site: str
    minute: float
    free: int
    capacity: int

    @property
    def day(self) -> int:
        return int(self.minute // DAY_MIN)

    @property
    def slot(self) -> int:
        return int(self.minute % DAY_MIN // SLOT_MIN)


def empty_day() -> np.ndarray:
    day = np.zeros(SLOTS, SLOT)
    day["second"] = NONE
    return day


def put(packed: bytes | None, readings: Iterable[Reading]) -> bytes:
    """packed: the day until now. What a slot has stays: it was read first."""
    day = empty_day() if packed is None else np.frombuffer(packed, SLOT).copy()
    for reading in readings:
        if day[reading.slot]["second"] == NONE:
            second = min(SLOT_MIN * 60 - 1, round(reading.minute % SLOT_MIN * 60))
            day[reading.slot] = reading.free, reading.capacity, second
    return day.tobytes()


def taken_out(day: int, packed: bytes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """float64[n] minutes of UTC since 1970, float64[n] free, float64[n] capacity; in order."""
    slots = np.frombuffer(packed, SLOT)
    known = np.flatnonzero(slots["second"] != NONE)
    minute = day * DAY_MIN + known * SLOT_MIN + slots["second"][known] / 60
    return minute, slots["free"][known].astype(float), slots["capacity"][known].astype(float)
