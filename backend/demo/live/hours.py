"""How a city breathes: what share of people is on the way, at work or asleep, by hour of the day and kind of day."""
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

DAY_S = 86_400
SATURDAY, SUNDAY = 5, 6

# One value per full hour; between them the line is straight.
TRAFFIC_WEEKDAY = (3, 2, 1, 1, 4, 14, 42, 85, 100, 66, 48, 50, 56, 54, 58, 74, 92, 100, 82, 54, 34, 24, 15, 8)
TRAFFIC_WEEKEND = (10, 7, 5, 3, 3, 5, 9, 16, 28, 44, 58, 66, 68, 66, 64, 62, 60, 56, 52, 44, 36, 30, 24, 16)
INTO_TOWN_WEEKDAY = (30, 30, 30, 40, 70, 85, 92, 92, 88, 75, 60, 55, 50, 50, 45, 32, 18, 12, 16, 25, 28, 22, 18, 22)
INTO_TOWN_WEEKEND = (25, 20, 20, 30, 45, 55, 60, 65, 70, 72, 70, 66, 60, 56, 50, 46, 42, 40, 44, 46, 40, 34, 28, 26)


class Hour(NamedTuple):
    """A moment on the clock of the city."""

    at_s: int  # Unix seconds
    hour: float  # 0 to 24
    weekday: int  # Monday 0
    ordinal: int  # date.toordinal
    offset_s: int  # of the clock to UTC


def hour_of(at_s: int, zone: ZoneInfo) -> Hour:
    local = datetime.fromtimestamp(at_s, zone)
    offset = local.utcoffset()
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return Hour(at_s, seconds / 3600, local.weekday(), local.toordinal(), int(offset.total_seconds()) if offset else 0)


def curve(values: tuple, hour) -> np.ndarray:
    """The line through 24 values at full hours, going round at midnight; hour in 0 to 24, one or many."""
    return np.interp(np.asarray(hour) % 24, np.arange(25), (*values, values[0]))


def is_weekend(weekday: int) -> bool:
    return weekday in (SATURDAY, SUNDAY)


def traffic(hour, weekday: int) -> np.ndarray:
    """How much is on the way, 0 to 1; 1 is the worst of a working day."""
    return curve(TRAFFIC_WEEKEND if is_weekend(weekday) else TRAFFIC_WEEKDAY, hour) / 100


def into_town(hour, weekday: int) -> np.ndarray:
    """Of those on the way, the share that goes towards the centre, 0 to 1."""
    return curve(INTO_TOWN_WEEKEND if is_weekend(weekday) else INTO_TOWN_WEEKDAY, hour) / 100
