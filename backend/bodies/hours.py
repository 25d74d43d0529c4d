"""The clock of a body: it goes while the body works, by the wall of its own zone, and stands still at night, on holidays and when it is closed.

Moments are aware; what is counted are seconds. Days on which the clocks change are as long as they really are.
"""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MOST_DAYS = 20 * 366
MINUTES_OF_DAY = 1440
# Closed on every day for two years: nothing would ever be due.
LONGEST_STILL = 2 * 366

Interval = tuple[datetime, datetime]
Spans = tuple[tuple[int, int], ...]


class NeverOpen(ValueError):
    """The clock would stand still for ever."""


@dataclass(frozen=True)
class Hours:
    """week: per day from Monday, spans (from, to) in minutes of the wall clock, apart and in order · off: whether a day is none of work."""

    zone: ZoneInfo
    week: tuple[Spans, ...]
    off: Callable[[date], bool]

    @property
    def working_day_s(self) -> int:
        """The average of the days of the week that have hours."""
        lengths = [sum(to - since for since, to in spans) for spans in self.week if spans]
        return round(60 * sum(lengths) / len(lengths))

    def spans_on(self, day: date) -> tuple[Interval, ...]:
        """In UTC, apart and in order."""
        return () if self.off(day) else self.on_wall(day)

    @lru_cache(maxsize=512)  # noqa: B019 - as many as there are bodies, and they live as long as the table
    def on_wall(self, day: date) -> tuple[Interval, ...]:
        joined: list[Interval] = []
        for since, to in self.week[day.weekday()]:
            begins, ends = moment(day, since, self.zone, 0), moment(day, to, self.zone, 1)
            if joined and begins <= joined[-1][1]:  # hours that the change of the clocks laid over each other
                begins, ends = joined[-1][0], max(ends, joined.pop()[1])
            if begins < ends:
                joined.append((begins, ends))
        return tuple(joined)

    def spans_after(self, at: datetime) -> Iterator[Interval]:
        """From `at` on, the first one cut. Raises NeverOpen."""
        day, still = at.astimezone(self.zone).date(), 0
        for _ in range(MOST_DAYS):
            spans = self.spans_on(day)
            still = 0 if spans else still + 1
            if still > LONGEST_STILL:
                raise NeverOpen("the body does not work on any day of two years")
            for begins, ends in spans:
                if ends > at:
                    yield max(begins, at), ends
            day += timedelta(days=1)
        raise NeverOpen("the body does not work long enough in twenty years")

    def is_open(self, at: datetime) -> bool:
        return any(begins <= at < ends for begins, ends in self.spans_on(at.astimezone(self.zone).date()))

    def add(self, at: datetime, seconds: float) -> datetime:
        """When the clock has gone on by `seconds` > 0. Raises NeverOpen."""
        left = timedelta(seconds=seconds)
        for begins, ends in self.spans_after(at.astimezone(UTC)):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        raise NeverOpen("the body does not work long enough")

    def between(self, since: datetime, to: datetime) -> float:
        """Seconds that the clock goes from one moment to a later one; 0 where `to` is not later."""
        since, to = since.astimezone(UTC), to.astimezone(UTC)
        gone = timedelta()
        day, last = since.astimezone(self.zone).date(), to.astimezone(self.zone).date()
        while day <= last:
            for begins, ends in self.spans_on(day):
                gone += max(timedelta(), min(ends, to) - max(begins, since))
            day += timedelta(days=1)
        return gone.total_seconds()


@dataclass(frozen=True)
class Always:
    """The clock of every day and night."""

    working_day_s: int = 86_400

    def add(self, at: datetime, seconds: float) -> datetime:
        return at.astimezone(UTC) + timedelta(seconds=seconds)

    def between(self, since: datetime, to: datetime) -> float:
        return max(0.0, (to - since).total_seconds())


def moment(day: date, minute: int, zone: ZoneInfo, fold: int) -> datetime:
    """In UTC. fold: of a time that comes twice, 0 the first, 1 the second. One that is left out is the moment at which it is."""
    if minute == MINUTES_OF_DAY:
        day, minute = day + timedelta(days=1), 0
        fold = 0  # a day ends where the next one begins
    wall = datetime.combine(day, time(minute // 60, minute % 60), zone)
    told = wall.replace(fold=fold).astimezone(UTC)
    if told.astimezone(zone).replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None, fold=0):
        return told
    return change_between(wall.replace(fold=1).astimezone(UTC), wall.replace(fold=0).astimezone(UTC), zone)


def change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks are changed, to the second."""
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0) if middle.replace(microsecond=0) > before else middle
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after.replace(microsecond=0)
