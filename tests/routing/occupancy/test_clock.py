"""Habits follow the clock on the wall, also on the two odd days of a year."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from routing.occupancy.clock import DAY_MIN, EPOCH, SUNDAY, Clock, minute_of
from routing.occupancy.profile import SLOTS, day_table

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Asia/Seoul", "Australia/Lord_Howe", "America/St_Johns"])
def test_it_agrees_with_the_zone_in_every_quarter_of_an_hour(zone):
    first = int(minute_of(datetime(2026, 3, 20, tzinfo=UTC)))
    minute = np.arange(first, first + 240 * DAY_MIN, 7 * 15)
    clock = Clock.of(ZoneInfo(zone), first, first + 240 * DAY_MIN)
    moments = [(EPOCH + timedelta(minutes=int(one))).astimezone(ZoneInfo(zone)).replace(tzinfo=UTC) for one in minute]
    np.testing.assert_array_equal(clock.wall(minute), [minute_of(moment) for moment in moments])


def test_a_monday_is_a_monday_and_a_holiday_a_sunday():
    monday = int(minute_of(datetime(2026, 11, 30, tzinfo=UTC)) // DAY_MIN)
    clock = Clock.of(BERLIN, monday * DAY_MIN, (monday + 9) * DAY_MIN, {monday + 1})
    assert clock.weekday(monday + np.arange(8)).tolist() == [0, SUNDAY, 2, 3, 4, 5, SUNDAY, 0]


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_of_the_hour_that_comes_twice_the_later_pass_counts_and_one_that_never_comes_is_filled(day, hours):
    begin = int(minute_of(datetime(day.year, day.month, day.day, tzinfo=BERLIN)))
    minute = begin + np.arange(0, hours * 60, 15, dtype=float)
    clock = Clock.of(BERLIN, begin - DAY_MIN, begin + 2 * DAY_MIN)
    table = day_table(minute, minute - begin, clock, int(clock.wall(np.array([begin]))[0] // DAY_MIN), 1)
    assert table.shape == (1, SLOTS)
    assert not np.isnan(table).any()
    assert (table[0, 8], table[0, 12]) == ((108, 120) if hours == 23 else (180, 240))
