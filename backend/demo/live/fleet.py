"""A day of a fleet, lived event by event from four in the morning, when crews have put all vehicles back; replayed to go back in time."""
import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import numpy as np

from backend.demo.live import hours

BEGINS_AT = time(4)
LEAST_TRAFFIC = 0.02
NEAR_CENTRE_M, AROUND_M, OUT_M = 900.0, 700.0, 3000.0
DETOUR = 1.35  # ridden metres per metre of straight line


class Requests(NamedTuple):
    """People who want to ride, in order of time. at_s int64[n]; origin, goal int32[n], rows of the places; luck float64[n] in [0, 1)."""

    at_s: np.ndarray
    origin: np.ndarray
    goal: np.ndarray
    luck: np.ndarray


class Day(NamedTuple):
    """One day of a fleet: from_s to to_s, Unix seconds."""

    ordinal: int
    from_s: int
    to_s: int


def day_of(at_s: int, zone: ZoneInfo) -> Day:
    ordinal = (datetime.fromtimestamp(at_s, zone) - timedelta(hours=BEGINS_AT.hour)).toordinal()
    begin, end = (int(datetime.combine(date.fromordinal(day), BEGINS_AT, zone).timestamp()) for day in (ordinal, ordinal + 1))
    if at_s < begin:  # the hours in which clocks change belong to the day before
        return day_of(at_s - 7200, zone)
    return Day(ordinal, begin, end)


def requests_of(day: Day, from_centre_m: np.ndarray, per_weekday: float, rng: np.random.Generator) -> Requests:
    """per_weekday: how many a working day brings. Into town in the morning, out of it in the evening, hither and thither between."""
    inner = np.exp(-from_centre_m / NEAR_CENTRE_M)
    outer = (1 - np.exp(-from_centre_m / AROUND_M)) * np.exp(-from_centre_m / OUT_M) + 0.01
    inner, outer = inner / inner.sum(), outer / outer.sum()
    usual = (hours.traffic(np.arange(24), 0) + LEAST_TRAFFIC).sum()
    parts = []
    for begin_s in range(day.from_s, day.to_s, 3600):
        hour = (BEGINS_AT.hour + (begin_s - day.from_s) // 3600) % 24
        weekday = (day.ordinal - 1 + (hour < BEGINS_AT.hour)) % 7  # ordinal 1 was a Monday
        count = rng.poisson(per_weekday * (hours.traffic(hour, weekday) + LEAST_TRAFFIC) / usual)
        inward = rng.random(count) < hours.into_town(hour, weekday)
        of_inner, of_outer = rng.choice(len(inner), count, p=inner), rng.choice(len(outer), count, p=outer)
        at_s = begin_s + np.sort(rng.integers(0, 3600, count))
        parts.append((at_s, np.where(inward, of_outer, of_inner), np.where(inward, of_inner, of_outer), rng.random(count)))
    return Requests(*(np.concatenate(column) for column in zip(*parts)))


class FleetDay:
    """What happens is put in with `plan` and done in order of time by `advance`; of one second, in the order it was put in."""

    def __init__(self, day: Day):
        self.day, self.now_s = day, day.from_s
        self._ahead: list[tuple[int, int, Callable, tuple]] = []
        self._planned = 0

    def plan(self, at_s: int, act: Callable, *about) -> None:
        self._planned += 1
        heapq.heappush(self._ahead, (at_s, self._planned, act, about))

    def advance(self, to_s: int) -> None:
        """Do all that happens up to and with to_s."""
        while self._ahead and self._ahead[0][0] <= to_s:
            self.now_s, _, act, about = heapq.heappop(self._ahead)
            act(*about)
        self.now_s = to_s


OfDay = TypeVar("OfDay", bound=FleetDay)


class Replay(Generic[OfDay]):
    """Keeps the day that was last asked for, and begins it anew for an earlier moment or after a new order."""

    def __init__(self, zone: ZoneInfo, begin: Callable[[Day], OfDay]):
        self.zone, self.begin = zone, begin
        self._kept: tuple[int, OfDay] | None = None

    def at(self, at_s: int, revision: int) -> OfDay:
        """revision: of the journal that `begin` reads."""
        day = day_of(at_s, self.zone)
        if self._kept is None or self._kept[0] != revision or self._kept[1].day != day or self._kept[1].now_s > at_s:
            self._kept = (revision, self.begin(day))
        self._kept[1].advance(at_s)
        return self._kept[1]
