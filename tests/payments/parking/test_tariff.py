"""Stays priced by ladders, steps, caps and clocks that are moved."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.parking.checking import check
from payments.parking.tariff import LONGEST_MIN, Tariff, Window, ladder, price
from tests.payments.parking.worlds import BERLIN, DRIVEWAY, MINUTE, POSTSTRASSE, WEEK, WITH_FREE, berlin, later, starts, stays, tariffs, twin_price

TEN, NIGHTS = berlin(2024, 6, 7, 10), ((2024, 3, 31), (2024, 10, 27))


@pytest.mark.parametrize("tariff, start, end, minor", [
    (POSTSTRASSE, TEN, TEN + 35 * MINUTE, 100), (POSTSTRASSE, TEN, TEN + 60 * MINUTE, 250), (POSTSTRASSE, TEN, TEN + 61 * MINUTE, 500),
    (POSTSTRASSE, berlin(2024, 6, 7, 19, 30), berlin(2024, 6, 7, 23, 15), 650), (POSTSTRASSE, berlin(2024, 6, 7, 9), berlin(2024, 6, 8, 11), 2500),
    (DRIVEWAY, berlin(2024, 3, 31, 1, 30), berlin(2024, 3, 31, 3, 30), 200),
    (DRIVEWAY, berlin(2024, 10, 27, 1, 30), berlin(2024, 10, 27, 3, 30), 600),
    (DRIVEWAY, berlin(2024, 10, 27, 2, 30), berlin(2024, 10, 27, 2, 30, fold=1), 200),
    (DRIVEWAY, berlin(2024, 6, 7, 22), berlin(2024, 6, 8, 9), 1600),
    (WITH_FREE, TEN, TEN + 20 * MINUTE, 0), (WITH_FREE, TEN, TEN + 21 * MINUTE, 200), (WITH_FREE, TEN, TEN + 95 * MINUTE, 360),
])  # fmt: skip
def test_stays_worked_out_by_hand(tariff, start, end, minor):
    assert price(tariff, start, end) == minor


@settings(max_examples=150)
@given(tariffs(), starts, stays, st.integers(0, 59))
def test_a_twin_that_goes_minute_by_minute_says_the_same(tariff, start, minutes, seconds):
    start += timedelta(seconds=seconds)
    assert price(tariff, start, start + minutes * MINUTE) == twin_price(tariff, start, start + minutes * MINUTE)


@settings(max_examples=200)
@given(tariffs(), starts, stays, st.integers(1, 2000))
def test_staying_longer_never_costs_less(tariff, start, minutes, more):
    shorter, longer = (price(tariff, start, start + count * MINUTE) for count in (minutes, minutes + more))
    assert check(tariff) == ()
    assert longer is None or (shorter is not None and shorter <= longer)


@given(tariffs(), starts)
def test_no_time_costs_nothing_and_time_does_not_run_backwards(tariff, start):
    assert price(tariff, start, start) == 0
    with pytest.raises(ValueError):
        price(tariff, start, start - timedelta(microseconds=1))


@settings(max_examples=50)
@given(tariffs(), starts, stays, st.sampled_from(["Asia/Kolkata", "America/Caracas", "Pacific/Chatham"]))
def test_it_does_not_matter_in_which_zone_a_moment_is_told(tariff, start, minutes, zone):
    end = start + minutes * MINUTE
    assert price(tariff, start, end) == price(tariff, start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone)))


@pytest.mark.parametrize("day, hours", [(NIGHTS[0], 23), (NIGHTS[1], 25), ((2024, 6, 7), 24)])
def test_a_day_of_the_calendar_has_its_cap_once_however_long_it_is(day, hours):
    start, end = berlin(*day), datetime.combine(date(*day) + timedelta(days=1), datetime.min.time(), BERLIN)
    assert (end.astimezone(UTC) - start.astimezone(UTC)) == timedelta(hours=hours)
    assert price(DRIVEWAY, start, end) == 1200
    assert price(DRIVEWAY, start, later(end, 1)) == 1300
    hourly = Tariff("Europe/Berlin", (Window(WEEK, 0, 0, (), 60, 100),))
    assert price(hourly, start, end) == 100 * hours


def test_24_hours_from_entering_are_real_hours():
    tariff = Tariff("Europe/Berlin", (Window(WEEK, 0, 0, (), 60, 100),), cap_minor=500)
    for start in (berlin(2024, 3, 30, 12), berlin(2024, 10, 26, 12)):
        assert [price(tariff, start, later(start, minutes)) for minutes in (300, 301, 1440, 1441)] == [500, 500, 500, 600]


def test_a_window_that_the_clock_leaves_out_is_not_visited():
    """From 02:00 to 03:00 only that hour costs something; in spring there is none, in autumn two of them in one visit."""
    windows = (Window(WEEK, 120, 180, ladder([(60, 500)]), 60, 300), Window(WEEK, 180, 120, (), 60, 0))
    tariff = Tariff("Europe/Berlin", windows)
    assert price(tariff, berlin(2024, 6, 7, 1), berlin(2024, 6, 7, 4)) == 500
    assert price(tariff, berlin(2024, 3, 31, 1), berlin(2024, 3, 31, 4)) == 0
    assert price(tariff, berlin(2024, 10, 27, 1), berlin(2024, 10, 27, 4)) == 800


def test_a_leap_day_the_end_of_a_week_and_29_hours():
    weekend = Tariff("Europe/Berlin", (Window(frozenset({5, 6}), 0, 0, (), 60, 10), Window(frozenset(range(5)), 0, 0, (), 60, 100)))
    assert price(weekend, berlin(2024, 2, 28, 20), berlin(2024, 3, 1, 1)) == 2900
    assert price(weekend, berlin(2024, 6, 9, 22), berlin(2024, 6, 10, 2)) == 20 + 200
    assert price(weekend, berlin(2024, 6, 7, 23), berlin(2024, 6, 9, 4)) == 100 + 280


@pytest.mark.parametrize("deducted, expected", [(False, [0, 200, 200, 280]), (True, [0, 200, 200, 280])])
def test_free_minutes(deducted, expected):
    tariff = Tariff("Europe/Berlin", WITH_FREE.windows, 20, deducted)
    shift = 20 if deducted else 0
    assert [price(tariff, TEN, TEN + minutes * MINUTE) for minutes in (20, 21, 60 + shift, 61 + shift)] == expected


def test_the_last_rung_and_one_minute_more():
    assert [price(POSTSTRASSE, TEN, TEN + minutes * MINUTE) for minutes in (479, 480, 481, 540, 541)] == [1300, 1300, 1350, 1350, 1400]


def test_a_cap_is_reached_within_a_window_and_across_two():
    tariff = Tariff("Europe/Berlin", POSTSTRASSE.windows, cap_minor=1200)
    assert [price(tariff, TEN, TEN + minutes * MINUTE) for minutes in (360, 420, 660)] == [1150, 1200, 1200]
    assert price(tariff, berlin(2024, 6, 7, 16), berlin(2024, 6, 8, 2)) == 1200  # 1050 by day and 250 at night
    night = berlin(2024, 6, 7, 21)
    assert [price(POSTSTRASSE, night, later(night, minutes)) for minutes in (540, 541, 600, 601)] == [450, 500, 500, 550]


def test_nothing_is_sold_beyond_a_ladder_without_steps_unless_it_costs_the_most_already():
    rungs = ladder([(60, 230), (600, 2000)])
    short, capped = (Tariff("Europe/Berlin", (Window(WEEK, 0, 0, rungs),), cap_minor=cap) for cap in (None, 2000))
    assert [price(short, TEN, TEN + minutes * MINUTE) for minutes in (60, 600, 601)] == [230, 2000, None]
    assert [price(capped, TEN, TEN + minutes * MINUTE) for minutes in (600, 601, 1440, 1500)] == [2000, 2000, 2000, 2230]


def test_what_is_closed_for_a_minute_is_not_sold():
    tariff = Tariff("Europe/Berlin", (Window(WEEK, 360, 1320, (), 60, 100),), free_min=30)
    assert price(tariff, berlin(2024, 6, 7, 6), berlin(2024, 6, 7, 22)) == 1600
    assert price(tariff, berlin(2024, 6, 7, 5, 59), berlin(2024, 6, 7, 7)) is None
    assert price(tariff, berlin(2024, 6, 7, 21, 59), berlin(2024, 6, 7, 22, 1)) is None  # short enough to be free, and closed


def test_a_date_beats_the_week():
    """A fair in the evening of the 7th, which goes on into the 8th; on the 9th nobody is let in, except for an hour that the site says."""
    fair = Window(frozenset(), 18 * 60, 2 * 60, ladder([(480, 1500)]), 60, 0, dates=frozenset({date(2024, 6, 7)}))
    hour = Window(frozenset(), 12 * 60, 13 * 60, (), 60, 700, dates=frozenset({date(2024, 6, 9)}))
    tariff = Tariff("Europe/Berlin", (Window(WEEK, 0, 0, (), 60, 100), fair, hour), closed=frozenset({date(2024, 6, 9)}))
    assert price(tariff, berlin(2024, 6, 7, 17), berlin(2024, 6, 7, 19)) == 1600
    assert price(tariff, berlin(2024, 6, 8, 1), berlin(2024, 6, 8, 3)) == 1600
    assert price(tariff, berlin(2024, 6, 8, 18), berlin(2024, 6, 8, 20)) == 200
    assert price(tariff, berlin(2024, 6, 9, 12), berlin(2024, 6, 9, 13)) == 700
    assert price(tariff, berlin(2024, 6, 9, 11, 59), berlin(2024, 6, 9, 13)) is None


def test_months_are_not_sold():
    assert price(DRIVEWAY, TEN, later(TEN, LONGEST_MIN)) == 62 * 1200 + 1200  # the first and the last day in part, each above its cap
    assert price(DRIVEWAY, TEN, later(TEN, LONGEST_MIN + 1)) is None


@given(tariffs())
def test_a_tariff_is_kept_as_json_and_comes_back_the_same(tariff):
    again = msgspec.json.decode(msgspec.json.encode(tariff), type=Tariff)
    assert again == tariff
