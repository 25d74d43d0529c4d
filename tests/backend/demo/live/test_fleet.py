"""Days of a fleet: where they begin, and who wants to ride when."""
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.demo.live.fleet import Day, FleetDay, day_of, requests_of
from backend.demo.live.noise import seed_of

BERLIN = ZoneInfo("Europe/Berlin")


@given(st.integers(1_700_000_000, 1_900_000_000))
def test_every_moment_lies_in_one_day(at_s):
    day = day_of(at_s, BERLIN)
    assert day.from_s <= at_s < day.to_s
    assert day_of(day.to_s, BERLIN).ordinal == day.ordinal + 1
    assert day_of(day.from_s - 1, BERLIN).to_s == day.from_s


@pytest.mark.parametrize(("moment", "hours"), [("2026-03-28T12:00", 23), ("2026-10-24T12:00", 25), ("2026-06-01T12:00", 24)])
def test_days_are_as_long_as_the_clock_makes_them(moment, hours):
    day = day_of(int(datetime.fromisoformat(moment).replace(tzinfo=BERLIN).timestamp()), BERLIN)
    assert (day.to_s - day.from_s) / 3600 == hours


def test_people_ride_into_town_in_the_morning_and_out_in_the_evening():
    away_m = np.linspace(0, 4000, 200)
    day = day_of(int(datetime(2026, 11, 24, 12, tzinfo=BERLIN).timestamp()), BERLIN)
    wanted = requests_of(day, away_m, 20_000, seed_of(1, 1))
    assert (np.diff(wanted.at_s) >= 0).all()
    hour = (wanted.at_s - day.from_s) // 3600 + 4
    inward = away_m[wanted.origin] - away_m[wanted.goal]
    assert inward[hour == 8].mean() > 500
    assert inward[hour == 17].mean() < -500
    assert (hour == 8).sum() > 5 * (hour == 27).sum()


def test_what_was_planned_happens_in_order_and_once():
    told = []
    day = FleetDay(Day(1, 0, 100))
    for at_s, word in ((30, "c"), (10, "a"), (10, "b"), (60, "later")):
        day.plan(at_s, told.append, word)
    day.advance(30)
    day.advance(50)
    assert told == ["a", "b", "c"]
    assert day.now_s == 50
