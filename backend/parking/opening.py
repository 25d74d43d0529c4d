"""When a site is open: by the hours of a car park, or by the week and the exceptions of whoever lets a driveway."""
from datetime import datetime

from backend.parking.spaces import Site
from payments.parking.times import Hours, Interval, Span, WeekHours, joined, open_spans, without
from payments.parking.wall import MINUTE, minute_of, moment_of

EVERY_DAY = range(7)


def hours_of(site: Site) -> tuple[WeekHours, ...] | None:
    """None: always."""
    if site.hosted is not None:
        return site.hosted.week
    if site.opening is None:
        return None
    return tuple(WeekHours(day, from_min, to_min) for days, from_min, to_min in site.opening for day in EVERY_DAY if days >> day & 1)


def spans_between(site: Site, start: datetime, end: datetime) -> list[Span]:
    """Minutes of UTC when it is open that touch the time between, in order. What its host or the staff closes is closed whatever else is said.
    Raises ValueError for more than some hundred days."""
    spans = spans_of_hours(site, start, end)
    shut = [(minute_of(since), until_minute(until)) for since, until in site.closed if since < end and start < until]
    return without(spans, joined(sorted(shut))) if shut else spans


def spans_of_hours(site: Site, start: datetime, end: datetime) -> list[Span]:
    week = hours_of(site)
    if week is None:
        return [(minute_of(start), until_minute(end))]
    spans = open_spans(Hours(site.zone, week), start, end)
    if site.hosted is None or not site.hosted.exceptions:
        return spans
    near = [one for one in site.hosted.exceptions if one.starts_at < end and start < one.ends_at]
    extra, closed = ([(minute_of(one.starts_at), until_minute(one.ends_at)) for one in near if one.opens is opens] for opens in (True, False))
    return without(joined([*spans, *extra]), joined(closed))


def until_minute(moment: datetime) -> int:
    """A minute begun is whole."""
    return -(-(moment - moment_of(0)) // MINUTE)


def is_open(site: Site, start: datetime, end: datetime) -> bool:
    """All the time."""
    return any(first <= minute_of(start) and until_minute(end) <= until for first, until in spans_between(site, start, end))


def open_between(site: Site, start: datetime, end: datetime) -> tuple[Interval, ...]:
    """Cut to the time between."""
    spans = spans_between(site, start, end)
    cut = (Interval(max(moment_of(first), start), min(moment_of(until), end)) for first, until in spans)
    return tuple(one for one in cut if one.start < one.end)
