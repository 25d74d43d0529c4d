"""Weekly hours as spans of UTC: nights, weeks, and the days on which clocks are moved."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.parking.times import Hours, WeekHours, joined, open_spans, without
from payments.parking.wall import from_wall, minute_of, moment_of
from tests.payments.parking.worlds import BERLIN, MINUTE, berlin, starts

ALL_DAY = tuple(WeekHours(day, 0, 0) for day in range(7))
OFFICE = tuple(WeekHours(day, 8 * 60, 18 * 60) for day in range(5))
minutes = st.integers(0, 1439)
rows = st.builds(WeekHours, st.integers(0, 6), minutes, st.integers(0, 1440))
some_spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], sum(pair))), max_size=6)


def between(hours, start, end):
    return [tuple(moment_of(minute) for minute in span) for span in open_spans(hours, start, end)]


def test_a_week_of_office_hours():
    """Whole days that touch what was asked, of which one begins before it and one ends after."""
    hours = Hours("Europe/Berlin", OFFICE)
    found = between(hours, berlin(2024, 6, 7, 9), berlin(2024, 6, 10, 12))
    assert found == [(berlin(2024, 6, day, 8), berlin(2024, 6, day, 18)) for day in (7, 10)]
    assert between(hours, berlin(2024, 6, 7, 18), berlin(2024, 6, 10, 7, 59)) == []


def test_days_that_touch_are_one_and_nights_go_on():
    (whole,) = between(Hours("Europe/Berlin", ALL_DAY), berlin(2024, 3, 30, 5), berlin(2024, 4, 2, 7))
    assert whole == (berlin(2024, 3, 29), berlin(2024, 4, 3))
    nights = Hours("Europe/Berlin", (WeekHours(4, 20 * 60, 7 * 60), WeekHours(5, 7 * 60, 9 * 60)))
    assert between(nights, berlin(2024, 6, 8, 3), berlin(2024, 6, 8, 4)) == [(berlin(2024, 6, 7, 20), berlin(2024, 6, 8, 9))]


@pytest.mark.parametrize("row, first, until", [
    (WeekHours(6, 90, 150), (2024, 3, 31, 1, 30, 0), (2024, 3, 31, 3, 0, 0)),  # an end that is left out is the first minute after it
    (WeekHours(6, 150, 240), (2024, 3, 31, 3, 0, 0), (2024, 3, 31, 4, 0, 0)),
    (WeekHours(6, 90, 150), (2024, 10, 27, 1, 30, 0), (2024, 10, 27, 2, 30, 1)),  # one that comes twice is the second, of a start the first
    (WeekHours(6, 150, 240), (2024, 10, 27, 2, 30, 0), (2024, 10, 27, 4, 0, 0)),
])  # fmt: skip
def test_nights_in_which_the_clock_is_moved(row, first, until):
    (*start, start_fold), (*end, end_fold) = first, until
    (found,) = between(Hours("Europe/Berlin", (row,)), berlin(*start[:3]), berlin(*start[:3]) + timedelta(days=1))
    assert found == (berlin(*start, fold=start_fold).astimezone(UTC), berlin(*end, fold=end_fold).astimezone(UTC))


def test_hours_that_the_clock_leaves_out_are_closed():
    hours = Hours("Europe/Berlin", (WeekHours(6, 120, 180), WeekHours(6, 135, 150)))
    assert between(hours, berlin(2024, 3, 31), berlin(2024, 4, 1)) == []
    assert len(between(hours, berlin(2024, 6, 2), berlin(2024, 6, 3))) == 1


@settings(max_examples=100)
@given(st.lists(rows, max_size=5), st.dates(date(2024, 3, 29), date(2024, 4, 2)) | st.dates(date(2024, 10, 25), date(2024, 10, 29)), minutes)
def test_a_minute_is_open_where_a_twin_says_so(weekly, day, minute):
    """Away from what is left out or comes twice, where wall clock and minutes are one to one."""
    if day in (date(2024, 3, 31), date(2024, 10, 27)) and minute < 240:
        return
    moment = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=BERLIN)
    now = minute_of(moment)
    found = any(first <= now < until for first, until in open_spans(Hours("Europe/Berlin", tuple(weekly)), moment, moment))
    assert found == any(twin(row, day.weekday(), minute) for row in weekly)


def twin(row, weekday, minute):
    if row.from_min == row.to_min:
        return row.day == weekday
    if row.from_min < row.to_min:
        return row.day == weekday and row.from_min <= minute < row.to_min
    return (row.day == weekday and minute >= row.from_min) or ((row.day + 1) % 7 == weekday and minute < row.to_min)


@settings(max_examples=60)
@given(st.lists(rows, max_size=4), starts, st.integers(0, 9000))
def test_spans_are_apart_in_order_and_touch_what_was_asked(weekly, start, length):
    end = start + length * MINUTE
    found = open_spans(Hours("America/St_Johns", tuple(weekly)), start, end)
    edges = [minute for span in found for minute in span]
    assert edges == sorted(set(edges))
    assert all(first <= minute_of(end) and until > minute_of(start) for first, until in found)


@given(some_spans, some_spans)
def test_joining_and_taking_away_are_those_of_sets(offered, closed):
    def of(spans):
        return {minute for first, until in spans for minute in range(first, until)}

    assert of(joined(offered)) == of(offered)
    left = without(joined(offered), joined(closed))
    assert of(left) == of(offered) - of(closed)
    assert all(first < until for first, until in left)


@given(starts, st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca"]))
def test_a_moment_comes_back_from_what_the_wall_clock_shows(moment, zone):
    wall = moment.astimezone(ZoneInfo(zone))
    number, minute = wall.date().toordinal() - date(1970, 1, 1).toordinal(), wall.hour * 60 + wall.minute
    assert moment in (moment_of(from_wall(zone, number, minute, ends)) for ends in (False, True))


def test_years_are_not_worked_out_at_once():
    with pytest.raises(ValueError):
        open_spans(Hours("UTC", ALL_DAY), datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
