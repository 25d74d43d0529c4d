"""Until when a ride on demand can be booked, and from when: booking_rules.txt of GTFS as one pure function.

Minutes of notice are minutes that pass, also where the clocks change in between. Days of notice are counted back from the service day of the pickup,
so that a ride at half past midnight that belongs to the evening before has the deadline of that evening; the time on such a day is what the clocks
on the wall there show.
"""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum

# Whether the days of notice count a day; None in place of it: every day.
NoticeDays = Callable[[date], bool]
# So many days in a row without one that counts: the calendar says nothing of that time, and every day counts.
LONGEST_GAP_DAYS = 60
MIDNIGHT_S = 86_400
RETRIES = 2


class BookingType(IntEnum):
    """As in GTFS."""

    REAL_TIME = 0
    SAME_DAY = 1
    PRIOR_DAYS = 2


@dataclass(frozen=True)
class BookingRule:
    """One row of booking_rules.txt, in its words. None: not said.

    notice_min, notice_max   minutes before the pickup: the latest and the earliest moment to book
    last_day, last_time_s    days before the service day, and seconds since midnight there: the latest moment; without a time that of the pickup
    start_day, start_time_s  likewise the earliest moment; without a time midnight
    """

    booking_type: BookingType = BookingType.REAL_TIME
    notice_min: int | None = None
    notice_max: int | None = None
    last_day: int | None = None
    last_time_s: int | None = None
    start_day: int | None = None
    start_time_s: int | None = None


@dataclass(frozen=True)
class Pickup:
    """When somebody is picked up: aware, in the time zone of the service, and the service day it belongs to."""

    at: datetime
    service_day: date


@dataclass(frozen=True)
class Bookable:
    until: datetime


@dataclass(frozen=True)
class TooLate:
    until: datetime


@dataclass(frozen=True)
class TooEarly:
    opens: datetime
    until: datetime


Outcome = Bookable | TooLate | TooEarly


def may_book(rule: BookingRule, now: datetime, pickup: Pickup, calendar: NoticeDays | None = None) -> Outcome:
    """Whether a ride can be booked now. All moments are aware; those of the answer are in the time zone of the pickup.

    calendar: the days of prior_notice_service_id. At the very moment of a deadline it can still be booked.
    """
    until, opens = deadline(rule, pickup, calendar), opening(rule, pickup, calendar)
    if now > until:
        return TooLate(until)
    if opens is not None and now < opens:
        return TooEarly(opens, until)
    return Bookable(until)


def all_of(outcomes: list[Outcome]) -> Outcome:
    """What holds where several rules do: that of getting in and that of getting out."""
    until = min((one.until for one in outcomes), key=instant)
    if any(isinstance(one, TooLate) for one in outcomes):
        return TooLate(until)
    early = [one.opens for one in outcomes if isinstance(one, TooEarly)]
    return TooEarly(max(early, key=instant), until) if early else Bookable(until)


def deadline(rule: BookingRule, pickup: Pickup, calendar: NoticeDays | None) -> datetime:
    found = [earlier(pickup.at, rule.notice_min or 0)]
    if rule.last_day is not None:
        seconds = clock_s(pickup.at) if rule.last_time_s is None else rule.last_time_s
        found.append(on_the_wall(days_before(pickup.service_day, rule.last_day, calendar), seconds, pickup.at.tzinfo))
    return min(found, key=instant)


def opening(rule: BookingRule, pickup: Pickup, calendar: NoticeDays | None) -> datetime | None:
    found = []
    if rule.notice_max is not None:
        found.append(earlier(pickup.at, rule.notice_max))
    if rule.start_day is not None:
        found.append(on_the_wall(days_before(pickup.service_day, rule.start_day, calendar), rule.start_time_s or 0, pickup.at.tzinfo))
    return max(found, key=instant, default=None)


def earliest_bookable(rules: list[tuple[BookingRule, NoticeDays | None]], now: datetime, pickup: Pickup, last: datetime) -> datetime | None:
    """The earliest pickup from `pickup.at` to `last`, both of one service day, that it is not too late to book under all of these rules."""
    at = pickup.at
    for _ in range(RETRIES + 1):
        found = all_of([may_book(rule, now, Pickup(at, pickup.service_day), calendar) for rule, calendar in rules] or [Bookable(at)])
        if not isinstance(found, TooLate) and instant(now) <= instant(at):
            return at if instant(at) <= instant(last) else None
        late = max(instant(now) - instant(found.until), instant(now) - instant(at))
        at = (at.astimezone(UTC) + late).astimezone(at.tzinfo)
    return None


def days_before(day: date, count: int, calendar: NoticeDays | None) -> date:
    """That many days earlier, of which only those are counted that the calendar counts."""
    if calendar is None:
        return day - timedelta(days=count)
    for _ in range(count):
        earlier_day = next((back for back in past(day) if calendar(back)), None)
        day = day - timedelta(days=1) if earlier_day is None else earlier_day
    return day


def past(day: date):
    return (day - timedelta(days=back) for back in range(1, LONGEST_GAP_DAYS + 1))


def earlier(moment: datetime, minutes: int) -> datetime:
    """Minutes that pass; adding to a local time would not count the hour that the clocks leave out."""
    return (moment.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(moment.tzinfo)


def on_the_wall(day: date, seconds: int, zone) -> datetime:
    """When the clocks show so many seconds after midnight of a day; 24:00:00 and more are the days after."""
    days, rest = divmod(seconds, MIDNIGHT_S)
    shown = datetime.combine(day + timedelta(days=days), time(), zone) + timedelta(seconds=rest)
    return shown.astimezone(UTC).astimezone(zone)  # a time that the clocks leave out is moved to one that they show


def clock_s(moment: datetime) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def instant(moment: datetime) -> datetime:
    """Comparable and subtractable across changes of the clocks."""
    return moment.astimezone(UTC)
