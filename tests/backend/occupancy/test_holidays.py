"""A timetable tells which days are lived like a Sunday."""
from datetime import date
from types import SimpleNamespace

import numpy as np

from backend.occupancy.holidays import like_sundays

MONDAY = date(2026, 11, 30)
EPOCH_DAY = date(1970, 1, 1).toordinal()


def timetable(working: str, sunday: str, trips=(0,) * 30 + (1,) * 10):
    """Services of working days and of Sundays: a 1 for each day from a Monday on."""
    days = np.array([[int(day) for day in row] for row in (working, sunday)], np.uint8)
    return SimpleNamespace(service_days=days, trip_service=np.array(trips, np.int32), first_day=np.array([MONDAY.toordinal()], np.int32))


def test_a_weekday_on_which_the_sunday_service_runs():
    found = like_sundays(timetable("1111110" "1011110" "1111110", "0000001" "0100001" "0000001"))
    assert found == {MONDAY.toordinal() - EPOCH_DAY + 8}


def test_none_where_every_day_is_alike_or_runs_otherwise_than_on_sundays():
    assert like_sundays(timetable("1" * 21, "0" * 21)) == frozenset()
    assert like_sundays(timetable("1111110" "1011110" "1111110", "0000001" "0000001" "0000001")) == frozenset()
    assert like_sundays(timetable("1111100" * 3, "0000001" * 3)) == frozenset()


def test_weeks_of_holidays_service_are_no_sundays():
    """Everything as on a Sunday for two weeks: that is another timetable, of which nobody knows how it is lived."""
    found = like_sundays(timetable("1111110" + "0000000" * 2 + "1111110", "0000001" + "1111111" * 2 + "0000001"))
    assert found == frozenset()
