"""What a stay costs: windows of the week with ladders and steps, free minutes, and the most that a day costs.

Minutes are real ones, as UTC counts them; windows and days are those of the wall clock, also in the nights in which it is moved.
"""
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from payments.parking.wall import DAY_MIN, MINUTE, before_shift, day_no, minute_of, offset_at, utc, weekday

LONGEST_MIN = 62 * DAY_MIN  # nothing longer is sold, so that no stranger's dates are worked on for long


class CapFrom(StrEnum):
    ENTRY = "entry"  # each 24 hours since the stay began
    DAY = "day"  # each day of the calendar


class Rung(NamedTuple):
    """What a visit of up to so many minutes costs altogether."""

    up_to_min: int
    total_minor: int


@dataclass(frozen=True)
class Window:
    """Hours that have prices of their own; whoever comes back to them begins at the first rung.

    days       0 Monday to 6 Sunday
    from_min, to_min   of the local day, half-open; to below from: until the next day; equal: the whole day
    ladder     by rising minutes; beyond the last one every step begun costs step_minor
    step_min   0: nothing is sold beyond the ladder
    cap_minor  the most of one visit
    dates      on these days only, before all windows of the week; days say nothing then
    """

    days: frozenset[int]
    from_min: int
    to_min: int
    ladder: tuple[Rung, ...] = ()
    step_min: int = 0
    step_minor: int = 0
    cap_minor: int | None = None
    dates: frozenset[date] = frozenset()

    @cached_property
    def numbers(self) -> frozenset[int]:
        return frozenset(map(day_no, self.dates))

    @property
    def whole_day(self) -> bool:
        return self.from_min == self.to_min or (self.from_min, self.to_min) == (0, DAY_MIN)

    def begins_on(self, day: int) -> bool:
        """day: since 1970-01-01."""
        return day in self.numbers if self.dates else weekday(day) in self.days

    def holds(self, day: int, minute: int) -> bool:
        if self.whole_day:
            return self.begins_on(day)
        if self.from_min < self.to_min:
            return self.from_min <= minute < self.to_min and self.begins_on(day)
        return (minute >= self.from_min and self.begins_on(day)) or (minute < self.to_min and self.begins_on(day - 1))


@dataclass(frozen=True)
class Tariff:
    """free_min: a stay that short costs nothing; a longer one pays from its beginning, unless `free_deducted`.

    cap_minor   the most for each 24 hours or day, as cap_from says; each of them begins the ladders anew
    closed      days on which only windows with that date hold
    """

    zone: str
    windows: tuple[Window, ...]
    free_min: int = 0
    free_deducted: bool = False
    cap_minor: int | None = None
    cap_from: CapFrom = CapFrom.ENTRY
    closed: frozenset[date] = field(default=frozenset())

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """Minutes of a day at which another window may begin, and its end."""
        ends = {end for window in self.windows for end in (window.from_min, window.to_min)}
        return tuple(sorted((ends | {DAY_MIN}) - {0}))

    @cached_property
    def shut(self) -> frozenset[int]:
        return frozenset(map(day_no, self.closed))

    @cached_property
    def by_rank(self) -> tuple[Window, ...]:
        return tuple(sorted(self.windows, key=lambda window: not window.dates))

    def window_at(self, day: int, minute: int) -> Window | None:
        for window in self.by_rank:
            if (window.dates or day not in self.shut) and window.holds(day, minute):
                return window
        return None


class Stretch(NamedTuple):
    """Minutes since 1970 in UTC, half-open, within one window and one period of the cap. window None: closed."""

    window: Window | None
    period: int
    first: int
    until: int


def ladder(pairs: Iterable[tuple[int, int]]) -> tuple[Rung, ...]:
    """Rungs in their order, as feeds have them in any. Pairs: up to which minute, total in minor units."""
    return tuple(Rung(*pair) for pair in sorted(set(pairs)))


def price(tariff: Tariff, start: datetime, end: datetime) -> int | None:
    """Minor units of a stay between two aware moments. A minute begun is whole. None: closed for some of it, or no price is known for so long.

    A stay that is longer never costs less, for every tariff that `check` finds nothing wrong with. Raises ValueError for an end before the start.
    """
    start, end = utc(start), utc(end)
    if end < start:
        raise ValueError("a stay ends before it begins")
    first = minute_of(start)
    until = first - (start - end) // MINUTE
    if until - first > LONGEST_MIN:
        return None
    stretches = list(stretches_of(tariff, first, until))
    if any(stretch.window is None for stretch in stretches):
        return None
    if until - first <= tariff.free_min:
        return 0
    return total_of(tariff, stretches, first + (tariff.free_min if tariff.free_deducted else 0))


def stretches_of(tariff: Tariff, first: int, until: int) -> Iterator[Stretch]:
    at, by_day = first, tariff.cap_from is CapFrom.DAY
    while at < until:
        offset = offset_at(tariff.zone, at)
        day, minute = divmod(at + offset, DAY_MIN)
        end = min(until, at + tariff.edges[bisect_right(tariff.edges, minute)] - minute)
        period = 0
        if tariff.cap_minor is not None:
            period = day if by_day else (at - first) // DAY_MIN
            end = end if by_day else min(end, first + (period + 1) * DAY_MIN)
        end = before_shift(tariff.zone, at, end, offset)
        yield Stretch(tariff.window_at(day, minute), period, at, end)
        at = end


def total_of(tariff: Tariff, stretches: Iterable[Stretch], paid_from: int) -> int | None:
    """None: some visit is longer than what is sold."""
    visits: list[tuple[Window, int, int]] = []
    for window, period, first, until in stretches:
        minutes = until - max(first, paid_from)
        if window is None or minutes <= 0:
            continue
        if visits and visits[-1][0] is window and visits[-1][1] == period:
            minutes += visits.pop()[2]
        visits.append((window, period, minutes))
    sums: dict[int, int] = {}
    for window, period, minutes in visits:
        part = visit_price(window, minutes, tariff.cap_minor)
        if part is None:
            return None
        sums[period] = sums.get(period, 0) + part
    return sum(sums.values()) if tariff.cap_minor is None else sum(min(part, tariff.cap_minor) for part in sums.values())


def visit_price(window: Window, minutes: int, most_minor: int | None = None) -> int | None:
    """most_minor: what a longer visit would not exceed anyway. None: nothing is sold for so long."""
    last = Rung(0, 0)
    for rung in window.ladder:
        if minutes <= rung.up_to_min:
            return capped(rung.total_minor, window.cap_minor)
        last = rung
    if window.step_min > 0:
        return capped(last.total_minor - (last.up_to_min - minutes) // window.step_min * window.step_minor, window.cap_minor)
    reached = any(most is not None and last.total_minor >= most for most in (window.cap_minor, most_minor))
    return capped(last.total_minor, window.cap_minor) if reached else None


def capped(amount_minor: int, cap_minor: int | None) -> int:
    return amount_minor if cap_minor is None else min(amount_minor, cap_minor)
