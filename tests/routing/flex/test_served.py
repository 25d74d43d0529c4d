"""Which ride of a service goes from one place to another at a moment, on which service day, and whether it can be booked now."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from routing.flex.model import Area, Booking, OnDemand, OnDemandRide, Operated
from routing.flex.rules import Bookable, BookingRule, BookingType, TooEarly, TooLate
from routing.flex.served import Place, find_served
from routing.transit.model import Transit

ZONE = ZoneInfo("Europe/Berlin")
SATURDAY, EVERY_DAY = 1 << 5, 127
INSIDE, BESIDE, AT_STOP = Place(49.4, 8.6), Place(49.4, 8.9), Place(49.4, 8.9, stop=3)
NIGHT = (22 * 3600, 27 * 3600)
NO_TIMETABLE: Transit = np.array([])  # type: ignore[assignment]  # days are those of the week here


def service(*windows: tuple[int, int], rule: BookingRule | None = None, weekdays: int = EVERY_DAY, key: str = "vans") -> OnDemand:
    """From a square to itself and to stop 3, one ride for each window."""
    areas = Area("square", "Square", shapely.box(8.5, 49.3, 8.7, 49.5)), Area("stop", "Stop", stops=(3,))
    rides = tuple(OnDemandRide(0, 0, to, window, window, 0) for window in windows for to in (0, 1))
    return OnDemand(areas, (Booking(rule),), (Operated("Vans", "D1", "Europe/Berlin", weekdays=weekdays, key=key),), rides)


def find(on_demand: OnDemand, pickup: datetime, now: datetime | None = None, end: Place = INSIDE, key: str = "vans"):
    return find_served(on_demand, NO_TIMETABLE, key, (INSIDE, end), pickup, now or pickup - timedelta(hours=1))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def test_both_ends_are_held_by_an_area_or_named_by_it():
    vans = service((6 * 3600, 20 * 3600))
    assert find(vans, at(24, 8)).row == 0
    assert find(vans, at(24, 8), end=BESIDE) is None
    assert find(vans, at(24, 8), end=AT_STOP).row == 1
    assert find(vans, at(24, 8), key="others") is None


def test_a_pickup_is_within_the_hours_to_their_very_ends():
    vans = service((6 * 3600, 20 * 3600))
    assert [find(vans, moment) is not None for moment in (at(24, 5, 59), at(24, 6), at(24, 20), at(24, 20, 1))] == [False, True, True, False]
    assert find(vans, at(24, 6).astimezone(UTC)).day == date(2026, 11, 24)
    assert find(vans, at(24, 6)).last_drop_off == at(24, 20)


def test_a_night_belongs_to_the_evening_before():
    vans = service(NIGHT, weekdays=SATURDAY)
    assert find(vans, at(29, 2, 30)).day == date(2026, 11, 28)  # a Saturday
    assert find(vans, at(29, 2, 30)).last_drop_off == at(29, 3)
    assert find(vans, at(28, 2, 30)) is None
    assert find(vans, at(29, 23)) is None


@pytest.mark.parametrize(("now", "told"), [(at(24, 7, 30), Bookable), (at(24, 7, 31), TooLate), (at(24, 6), Bookable), (at(24, 5, 59), TooEarly)])
def test_whether_it_can_be_booked_is_said_by_the_rules(now, told):
    rule = BookingRule(BookingType.SAME_DAY, notice_min=30, notice_max=120)
    assert isinstance(find(service((6 * 3600, 20 * 3600), rule=rule), at(24, 8), now).outcome, told)


def test_of_two_service_days_the_one_that_can_still_be_booked_counts():
    rule = BookingRule(BookingType.PRIOR_DAYS, last_day=1, last_time_s=17 * 3600)
    both = service((0, 30 * 3600), rule=rule)
    found = find(both, at(24, 3), now=at(23, 10))
    assert (found.day, type(found.outcome)) == (date(2026, 11, 24), Bookable)  # that of the 23rd is too late by then
