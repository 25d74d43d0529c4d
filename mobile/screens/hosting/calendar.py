"""The days of one space: when it is open, when it is booked, what was closed or opened beyond the week. Without Kivy."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from backend.contract.listings import CalendarBlock, ListingCalendar, Stretch
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.parking.words import times_words

DAYS = 14


@dataclass(frozen=True)
class DayRow:
    """`blocks` are what can be taken away again on this day. `start` and `end` are the whole day."""

    start: datetime
    end: datetime
    title: str
    detail: str
    open: bool
    booked: int
    blocks: tuple[CalendarBlock, ...]

    @property
    def spoken(self) -> str:
        return f"{self.title}, {self.detail}"


def span_of(now: datetime) -> tuple[datetime, datetime]:
    """What is asked for: from today on."""
    start = midnight(now.date(), now)
    return start, midnight(now.date() + timedelta(days=DAYS), now)


def midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)


def rows_of(told: ListingCalendar, now: datetime) -> tuple[DayRow, ...]:
    """One for each day: its open times, how often it is booked."""
    return tuple(day_row(told, now.date() + timedelta(days=after), now) for after in range(DAYS))


def day_row(told: ListingCalendar, day: date, now: datetime) -> DayRow:
    start, end = midnight(day, now), midnight(day + timedelta(days=1), now)
    opens, booked = within(told.open, start, end), within(told.booked, start, end)
    blocks = tuple(block for block in told.blocks if block.starts_at < end and block.ends_at > start)
    parts = [", ".join(stretch_words(*one, start, end) for one in opens) or tr("closed")]
    if booked:
        times = ", ".join(stretch_words(*one, start, end) for one in booked)
        parts.append(f"{trn('{n} booking', '{n} bookings', len(booked))}: {times}")
    return DayRow(start, end, write.day(day, now.date()), " · ".join(parts), bool(opens), len(booked), blocks)


def within(stretches: Iterable[Stretch], start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """What of them lies in a day."""
    return [(max(one.starts_at, start), min(one.ends_at, end)) for one in stretches if one.starts_at < end and one.ends_at > start]


def stretch_words(start: datetime, end: datetime, day_start: datetime, day_end: datetime) -> str:
    if (start, end) == (day_start, day_end):
        return tr("all day")
    return f"{write.clock(start)} – {'24:00' if end == day_end else write.clock(end)}"


def block_words(block: CalendarBlock, today: date) -> str:
    when = times_words(block.starts_at, block.ends_at, today)
    return tr("Open beyond the week: {when}", when=when) if block.opens else tr("Closed: {when}", when=when)


def blocked_words(booked: Iterable[Stretch], today: date) -> str:
    """That what is booked stands, with when."""
    times = ", ".join(times_words(one.starts_at, one.ends_at, today) for one in booked)
    return tr("Closed. What is booked stands: {times}", times=times) if times else tr("Closed for this time.")


def describe(rows: Iterable[DayRow]) -> list[str]:
    """What can be heard of it, in reading order."""
    return [row.spoken for row in rows]
