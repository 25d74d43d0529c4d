"""Readings are kept in minutes of UTC; habits follow the clock on the wall."""
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

DAY_MIN, SUNDAY = 1440, 6
STEP_MIN = 15  # all clocks of the world change at a quarter of an hour
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(NamedTuple):
    """since: int64[k], minutes of UTC from which the clock is `ahead` of UTC: int64[k] minutes; the first also holds before.

    sundays   int64[m], days since 1970 that are lived like a Sunday, whatever day of the week they are
    """

    since: np.ndarray
    ahead: np.ndarray
    sundays: np.ndarray = np.zeros(0, np.int64)

    @classmethod
    def of(cls, zone: ZoneInfo, first_min: int, last_min: int, sundays: Iterable[int] = ()) -> "Clock":
        since, ahead = [first_min], [ahead_of(zone, first_min)]
        for day_min in range(first_min, last_min + DAY_MIN, DAY_MIN):
            if ahead_of(zone, day_min + DAY_MIN) != ahead[-1]:
                change = next(at for at in range(day_min, day_min + DAY_MIN + 1, STEP_MIN) if ahead_of(zone, at) != ahead[-1])
                since.append(change)
                ahead.append(ahead_of(zone, change))
        return cls(np.array(since, np.int64), np.array(ahead, np.int64), np.array(sorted(sundays), np.int64))

    def wall(self, minute: np.ndarray) -> np.ndarray:
        """Minutes since 1970 as a clock on the wall counts them."""
        return minute + self.ahead[np.maximum(np.searchsorted(self.since, minute, side="right") - 1, 0)]


    def weekday(self, day: np.ndarray) -> np.ndarray:
        """Monday 0, of days since 1970 on the wall."""
        return np.where(np.isin(day, self.sundays), SUNDAY, (day + 3) % 7)


def ahead_of(zone: ZoneInfo, minute: int) -> int:
    offset = (EPOCH + timedelta(minutes=minute)).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) // 60 if offset else 0


def minute_of(moment: datetime) -> float:
    """Minutes of UTC since 1970; not whole ones, so that no reading counts before it was read."""
    return moment.timestamp() / 60
