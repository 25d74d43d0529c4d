"""Seconds of a plan become moments, over the change of the clocks too."""
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backend.trips.clock import clock_of
from routing.journey import Plan
from routing.plan import service_origin
from routing.query import Point

BERLIN = ZoneInfo("Europe/Berlin")


def plan_on(day: date) -> Plan:
    return Plan(service_origin(day, BERLIN), day, (), (), Point(0, 0), Point(0, 0))


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24), date(2026, 10, 25), date(2026, 6, 1)])
@pytest.mark.parametrize("first_s, last_s", [(0, 100_000), (30_000, 40_000), (90_000, 95_000), (-7200, 0), (5, 5)])
def test_moments_are_the_seconds_after_the_origin(day, first_s, last_s):
    plan = plan_on(day)
    moment = clock_of(plan, first_s, last_s)
    zero = datetime(day.year, day.month, day.day, 12, tzinfo=BERLIN).astimezone(UTC) - timedelta(hours=12)
    for seconds in {first_s, (first_s + last_s) // 2, last_s}:
        found, expected = moment(seconds), (zero + timedelta(seconds=seconds)).astimezone(BERLIN)
        # A local time that stands twice on the clock never equals one of another zone: compare in UTC.
        assert found.astimezone(UTC) == expected.astimezone(UTC)
        assert found.isoformat() == expected.isoformat(), "written with the offset of that moment"
