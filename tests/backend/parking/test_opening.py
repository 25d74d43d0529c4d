"""When a site is open, and where a driveway is said to be."""
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backend.contract.listings import Approval, ListingState, Stretch
from backend.contract.parking import SpaceKind
from backend.parking.calendar import without
from backend.parking.known import AllKnown
from backend.parking.opening import is_open, open_between
from backend.parking.places import rounded
from backend.parking.spaces import Exceptional, Hosted, Site
from payments.parking.times import WeekHours
from routing.earth import METRES_PER_DEGREE

BERLIN = ZoneInfo("Europe/Berlin")
NOBODY = UUID(int=7)
HOUR = timedelta(hours=1)


def site(week=(), exceptions=(), opening=None, hosted=True) -> Site:
    told = Hosted(NOBODY, NOBODY, "", ListingState.ACTIVE, Approval.INSTANT, 60, tuple(week), tuple(exceptions), ()) if hosted else None
    kind = SpaceKind.PRIVATE if hosted else SpaceKind.GARAGE
    return Site(NOBODY, kind, None, None, "", 49.4, 8.6, None, opening, "Europe/Berlin", "EUR", None, "", None, None, None, (), told)


def local(*of) -> datetime:
    return datetime(*of, tzinfo=BERLIN)


def except_(start: datetime, end: datetime, opens: bool) -> Exceptional:
    return Exceptional(NOBODY, start, end, opens)


def test_a_car_park_without_hours_never_closes():
    assert is_open(site(hosted=False), local(2026, 1, 1), local(2026, 3, 1))
    closed_at_night = site(hosted=False, opening=((0b1111111, 360, 1320),))
    assert is_open(closed_at_night, local(2026, 11, 24, 6), local(2026, 11, 24, 22))
    assert not is_open(closed_at_night, local(2026, 11, 24, 6), local(2026, 11, 24, 22, 1))
    weekdays = site(hosted=False, opening=((0b0011111, 0, 1440),))
    assert is_open(weekdays, local(2026, 11, 23), local(2026, 11, 28))
    assert not is_open(weekdays, local(2026, 11, 27), local(2026, 11, 28, 0, 1))


def test_an_exception_wins_over_the_week_and_closed_over_open():
    noon = local(2026, 11, 24, 12)
    daily = [WeekHours(day, 480, 1080) for day in range(7)]
    assert not is_open(site(daily, [except_(noon, noon + HOUR, False)]), noon, noon + HOUR)
    evening = local(2026, 11, 24, 18)
    opened = site(daily, [except_(evening, evening + 2 * HOUR, True)])
    assert is_open(opened, noon, evening + 2 * HOUR)
    both = site(daily, [except_(evening, evening + 2 * HOUR, True), except_(evening + HOUR, evening + 2 * HOUR, False)])
    assert not is_open(both, evening, evening + 2 * HOUR)
    assert is_open(both, evening, evening + HOUR)


@pytest.mark.parametrize("day, hours", [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 11, 24), 24)])
def test_a_whole_day_has_the_hours_it_has(day, hours):
    whole = site([WeekHours(number, 0, 1440) for number in range(7)])
    begin = local(*day).astimezone(UTC)
    end = (local(*day) + timedelta(days=1)).astimezone(UTC)
    assert [(one.start, one.end) for one in open_between(whole, begin, end)] == [(begin, end)]
    assert end - begin == hours * HOUR


times = st.integers(0, 14_400).map(lambda minute: datetime(2026, 10, 20, tzinfo=UTC) + timedelta(minutes=minute))
spans = st.tuples(times, st.integers(1, 600)).map(lambda told: (told[0], told[0] + timedelta(minutes=told[1])))


@settings(max_examples=60)
@given(st.lists(spans, max_size=4), st.lists(spans, max_size=4), spans)
def test_open_is_what_is_open_every_minute(extra, closed, asked):
    week = [WeekHours(day, 420, 1200) for day in range(7)]
    told = site(week, [except_(*one, True) for one in extra] + [except_(*one, False) for one in closed])

    def minute(at: datetime) -> bool:
        clock = at.astimezone(BERLIN)
        is_week = 420 <= clock.hour * 60 + clock.minute < 1200
        held = [any(begin <= at < end for begin, end in rows) for rows in (extra, closed)]
        return (is_week or held[0]) and not held[1]

    begin, end = asked
    assert is_open(told, begin, end) == all(minute(begin + timedelta(minutes=n)) for n in range((end - begin) // timedelta(minutes=1)))


@settings(max_examples=60)
@given(spans, st.lists(spans, max_size=5).map(sorted))
def test_what_is_booked_is_never_blocked(whole, booked):
    pieces = without(whole, [Stretch(max(begin, whole[0]), min(end, whole[1])) for begin, end in booked if begin < whole[1] and end > whole[0]])
    for begin, end in pieces:
        assert whole[0] <= begin < end <= whole[1]
        assert not any(begin < until and at < end for at, until in booked)
    covered = sum((end - begin for begin, end in pieces), timedelta())
    minutes = range((whole[1] - whole[0]) // timedelta(minutes=1))
    free = sum(not any(at <= whole[0] + timedelta(minutes=n) < until for at, until in booked) for n in minutes)
    assert covered == timedelta(minutes=free)


@settings(max_examples=100)
@given(st.floats(-80, 80), st.floats(-179, 179))
@example(-0.75, 1.0)
def test_a_place_is_rounded_to_a_hundred_metres_and_no_nearer(lat, lon):
    lat_e7, lon_e7 = rounded(lat, lon)
    across = abs(lon_e7 / 1e7 - lon) * METRES_PER_DEGREE
    assert abs(lat_e7 / 1e7 - lat) * METRES_PER_DEGREE <= 56
    assert across <= 330  # at 80 degrees; at 50 it is 56 m
    assert rounded(lat_e7 / 1e7, lon_e7 / 1e7) == (lat_e7, lon_e7)


def test_nothing_is_near_where_nothing_is_known():
    assert AllKnown().near(49.4, 8.6, 1000, 10) == ([], 0)
