"""Clocks of bodies over nights, weekends, holidays and changes of the clocks, and against a slow twin that looks at every minute."""
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.bodies.holidays import known_calendars
from backend.bodies.hours import Hours, NeverOpen

BERLIN, HAVANA, LORD_HOWE = (ZoneInfo(name) for name in ("Europe/Berlin", "America/Havana", "Australia/Lord_Howe"))
BW = known_calendars()["DE-BW"]
OFFICE = ((480, 960),)


def hours(week=(OFFICE,) * 5 + ((), ()), zone=BERLIN, off=lambda day: day in BW) -> Hours:
    return Hours(zone, tuple(week), off)


def local(text: str, zone=BERLIN, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


@pytest.mark.parametrize("since, working_h, due", [
    ("2026-11-30T10:00", 4, "2026-11-30T14:00"),
    ("2026-11-30T15:00", 2, "2026-12-01T09:00"),
    ("2026-11-30T20:00", 8, "2026-12-01T16:00"),
    ("2026-11-27T15:00", 2, "2026-11-30T09:00"),  # over a weekend
    ("2026-12-24T15:00", 2, "2026-12-28T09:00"),  # Christmas is a Friday and a Saturday
    ("2026-04-02T12:00", 16, "2026-04-08T12:00"),  # Good Friday, Easter Monday
    ("2026-03-27T12:00", 16, "2026-03-31T12:00"),  # summer time begins in between
    ("2026-10-23T12:00", 16, "2026-10-27T12:00"),  # and ends
    ("2026-01-05T15:30", 1, "2026-01-07T08:30"),  # Epiphany in Baden-Württemberg
])  # fmt: skip
def test_due_dates_of_an_office(since, working_h, due):
    assert hours().add(local(since), working_h * 3600) == local(due).astimezone(UTC)


def test_a_night_shift_is_as_long_as_the_night_is():
    night = hours([((0, 360),)] * 7, off=lambda day: False)
    assert night.between(local("2026-03-29T00:00"), local("2026-03-29T06:00")) == 5 * 3600
    assert night.between(local("2026-10-25T00:00"), local("2026-10-25T06:00")) == 7 * 3600


def test_spans_within_the_hour_that_is_left_out_or_comes_twice():
    """02:00 to 03:00 is missing in spring, and there twice in autumn."""
    small = hours([((120, 150), (150, 180))] * 7, off=lambda day: False)
    assert small.spans_on(date(2026, 3, 29)) == ()
    ((begins, ends),) = small.spans_on(date(2026, 10, 25))
    assert ends - begins == timedelta(hours=2)
    ((begins, ends),) = hours([((60, 150),)] * 7, off=lambda day: False).spans_on(date(2026, 3, 29))
    assert (begins, ends) == (datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC))


def test_a_day_that_has_two_midnights_counts_each_hour_once():
    """In Havana clocks go back from one to midnight."""
    always = hours([((0, 1440),)] * 7, HAVANA, off=lambda day: False)
    assert always.between(local("2026-10-31T00:00", HAVANA), local("2026-11-02T00:00", HAVANA)) == 49 * 3600
    assert always.between(local("2026-03-07T00:00", HAVANA), local("2026-03-09T00:00", HAVANA)) == 47 * 3600


def test_a_body_that_never_works_is_told_and_not_waited_for():
    with pytest.raises(NeverOpen):
        hours(off=lambda day: True).add(local("2026-11-30T10:00"), 60)


week_days = st.lists(
    st.lists(st.integers(0, 24), min_size=0, max_size=4, unique=True).map(sorted).map(
        lambda cuts: tuple((a * 60, b * 60) for a, b in zip(cuts[::2], cuts[1::2]))
    ), min_size=7, max_size=7,
).filter(lambda week: sum(map(len, week)) > 0)  # fmt: skip
zones = st.sampled_from((BERLIN, HAVANA, LORD_HOWE))
moments = st.integers(0, 600 * 86_400).map(lambda second: datetime(2025, 9, 1, tzinfo=UTC) + timedelta(seconds=second))


@given(week_days, zones, moments, st.integers(1, 60 * 3600))
@settings(max_examples=60)
def test_what_is_added_lies_between(week, zone, since, seconds):
    """The round trip of a due date, over weekends, holidays and all changes of clocks."""
    clock = hours(week, zone)
    due = clock.add(since, seconds)
    assert due > since
    assert clock.between(since, due) == pytest.approx(seconds, abs=1e-6)
    assert clock.between(since, due - timedelta(microseconds=1)) < seconds


@given(week_days, zones, st.sampled_from(("2026-03-07", "2026-03-28", "2026-04-04", "2026-10-24", "2026-10-31", "2026-12-24")), st.integers(0, 2880))
@settings(max_examples=25)
def test_it_agrees_with_looking_at_every_minute(week, zone, day, minutes):
    """Slow twin: each minute counts when the wall shows a time of work on a day that is none of rest."""
    clock = hours(week, zone)
    since = datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC)
    to = since + timedelta(minutes=minutes)

    def works(at: datetime) -> bool:
        wall = at.astimezone(zone)
        minute = wall.hour * 60 + wall.minute
        return wall.date() not in BW and any(a <= minute < b for a, b in week[wall.weekday()])

    assert clock.between(since, to) == 60 * sum(works(since + timedelta(minutes=at)) for at in range(minutes))


@given(week_days, moments, st.lists(st.integers(1, 200_000), min_size=2, max_size=6))
@settings(max_examples=30)
def test_parts_add_up(week, since, steps):
    """However often one stops and goes on: that is what pauses do."""
    clock = hours(week)
    moments = [since]
    for step in steps:
        moments.append(moments[-1] + timedelta(seconds=step))
    whole = clock.between(moments[0], moments[-1])
    assert sum(clock.between(a, b) for a, b in pairwise(moments)) == pytest.approx(whole, abs=1e-6)
