"""May it still be booked? A table of (now, pickup, rule) and answers; and a second plain reading of the rules on random ones."""
import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.flex.rules import Bookable, BookingRule, BookingType, Pickup, TooEarly, TooLate, all_of, earliest_bookable, may_book

ROWS = list(csv.DictReader((Path(__file__).parent / "booking.csv").read_text(encoding="utf-8").splitlines()))
HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 26)}
CALENDARS = {
    "": None, "none": lambda day: False, "weekdays": lambda day: day.weekday() < 5,
    "no_holidays": lambda day: day.weekday() < 5 and day not in HOLIDAYS,
}  # fmt: skip
WORDS = {Bookable: "bookable", TooLate: "too_late", TooEarly: "too_early"}


def moment(text: str, zone: str) -> datetime:
    told = datetime.fromisoformat(text)
    return told if told.tzinfo else told.replace(tzinfo=ZoneInfo(zone))


def seconds(text: str) -> int | None:
    if not text:
        return None
    hours, minutes, rest = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + rest


def rule_of(row: dict) -> BookingRule:
    whole = {name: int(row[name]) if row[name] else None for name in ("notice_min", "notice_max", "last_day", "start_day")}
    return BookingRule(BookingType(int(row["type"])), **whole, last_time_s=seconds(row["last_time"]), start_time_s=seconds(row["start_time"]))


@pytest.mark.parametrize("row", ROWS, ids=[row["what"].replace(" ", "_") for row in ROWS])
def test_the_table(row):
    zone = row["zone"]
    pickup = Pickup(moment(row["pickup"], zone), date.fromisoformat(row["service_day"]))
    found = may_book(rule_of(row), moment(row["now"], zone), pickup, CALENDARS[row["notice_days"]])
    assert WORDS[type(found)] == row["answer"]
    assert found.until.astimezone(UTC) == moment(row["until"], zone).astimezone(UTC)
    assert str(found.until.tzinfo) == zone
    if row["opens"]:
        assert found.opens.astimezone(UTC) == moment(row["opens"], zone).astimezone(UTC)


def test_of_two_rules_the_stricter_one_counts():
    until, later, opens = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (9, 10, 8))
    assert all_of([Bookable(later), Bookable(until)]) == Bookable(until)
    assert all_of([Bookable(until), TooEarly(opens, later)]) == TooEarly(opens, until)
    assert all_of([TooEarly(opens, later), TooLate(until), Bookable(later)]) == TooLate(until)


# The rules once more, as somebody with a calendar on the wall would read them: minute by minute, without arithmetic on time zones.

ZONE = ZoneInfo("Europe/Berlin")
NIGHTS = st.sampled_from([datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 12, 24, tzinfo=UTC)])
RULES = st.builds(
    BookingRule, st.sampled_from(BookingType), notice_min=st.none() | st.integers(0, 300), last_day=st.none() | st.integers(0, 3),
    last_time_s=st.integers(0, 47).map(lambda half: half * 1800),
)  # fmt: skip


def plainly(rule: BookingRule, now: datetime, pickup: Pickup, calendar) -> bool:
    """Whether it is not too late."""
    if (pickup.at.astimezone(UTC) - now).total_seconds() < 60 * (rule.notice_min or 0):
        return False
    if rule.last_day is None:
        return True
    day, left = pickup.service_day, rule.last_day
    while left:
        day -= timedelta(days=1)
        left -= 1 if calendar is None or calendar(day) else 0
    here = now.astimezone(ZONE)
    shown = here.hour * 3600 + here.minute * 60 + here.second
    return here.date() < day or (here.date() == day and shown <= rule.last_time_s)


@settings(max_examples=150)
@given(RULES, NIGHTS, st.integers(0, 4 * 1440), st.integers(-3 * 1440, 600), st.sampled_from(["", "weekdays", "no_holidays"]))
def test_a_second_reading_agrees(rule, night, pickup_min, ago_min, days):
    pickup_at = (night + timedelta(minutes=pickup_min)).astimezone(ZONE)
    now, pickup = pickup_at.astimezone(UTC) + timedelta(minutes=ago_min), Pickup(pickup_at, pickup_at.date())
    found = may_book(rule, now, pickup, CALENDARS[days])
    skipped_or_doubled = night.month in (3, 10) and rule.last_time_s is not None and 7200 <= rule.last_time_s < 10_800
    if not skipped_or_doubled:  # which of two half past two a deadline means, a calendar on the wall does not say
        assert isinstance(found, TooLate) is not plainly(rule, now, pickup, CALENDARS[days])


@settings(max_examples=80)
@given(RULES, NIGHTS, st.integers(0, 1440), st.integers(-2 * 1440, 2 * 1440), st.integers(0, 900))
def test_the_earliest_pickup_that_can_still_be_booked(rule, night, first_min, ago_min, long_min):
    first = (night + timedelta(minutes=first_min)).astimezone(ZONE)
    last = (night + timedelta(minutes=first_min + long_min)).astimezone(ZONE)
    day, now = first.date(), night + timedelta(minutes=first_min + ago_min)
    found = earliest_bookable([(rule, None)], now, Pickup(first, day), last)
    every = [(night + timedelta(minutes=minute)).astimezone(ZONE) for minute in range(first_min, first_min + long_min + 1, 5)]
    open_ = [at for at in every if at.astimezone(UTC) >= now and not isinstance(may_book(rule, now, Pickup(at, day)), TooLate)]
    if found is None:
        assert open_ == []
        return
    assert first.astimezone(UTC) <= found.astimezone(UTC) <= last.astimezone(UTC)
    assert not isinstance(may_book(rule, now, Pickup(found, day)), TooLate)
    assert all(at.astimezone(UTC) >= found.astimezone(UTC) for at in open_)
