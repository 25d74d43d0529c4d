"""When a space is offered: weekly hours in local time, as spans of UTC."""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from payments.parking.wall import DAY_MIN, from_wall, minute_of, offset_at, weekday

MOST_DAYS = 400
Span = tuple[int, int]  # minutes since 1970 in UTC, half-open


class Interval(NamedTuple):
    """Moments of UTC, half-open."""

    start: datetime
    end: datetime


class WeekHours(NamedTuple):
    """day: 0 Monday to 6 Sunday. Minutes of the local day; to below from: until the next day; equal: the whole day."""

    day: int
    from_min: int
    to_min: int


@dataclass(frozen=True)
class Hours:
    zone: str
    weekly: tuple[WeekHours, ...]


def open_spans(hours: Hours, start: datetime, end: datetime) -> list[Span]:
    """Whole ones that touch the time between two aware moments, apart from each other and in order. Raises ValueError for more than some hundred
    days."""
    first, until = minute_of(start), minute_of(end) + 1
    if until - first > MOST_DAYS * DAY_MIN:
        raise ValueError("too many days at once")
    days = range((first + offset_at(hours.zone, first)) // DAY_MIN - 1, (until + offset_at(hours.zone, until)) // DAY_MIN + 1)
    offered = (span for day in days for row in hours.weekly if row.day == weekday(day) for span in span_of(hours.zone, day, row))
    return [span for span in joined(offered) if span[0] < until and span[1] > first]


def span_of(zone: str, day: int, row: WeekHours) -> Iterator[Span]:
    """None where the clock leaves out all of it. day: since 1970-01-01."""
    first_min, end_min = (0, DAY_MIN) if row.from_min == row.to_min else row[1:]
    first = from_wall(zone, day, first_min, ends=False)
    until = from_wall(zone, day + (end_min < first_min), end_min, ends=True)
    if first < until:
        yield first, until


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order; those that touch are one."""
    found: list[Span] = []
    for first, until in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(until, found[-1][1])
        else:
            found.append((first, until))
    return found


def without(spans: Iterable[Span], closed: Iterable[Span]) -> list[Span]:
    left = list(spans)
    for shut_from, shut_until in closed:
        pieces = [piece for first, until in left for piece in ((first, min(until, shut_from)), (max(first, shut_until), until))]
        left = [(first, until) for first, until in pieces if first < until]
    return left
