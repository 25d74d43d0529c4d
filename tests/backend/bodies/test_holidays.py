"""Holidays worked out by rule, against dates written down by hand."""
from datetime import date

import pytest

from backend.bodies.holidays import CalendarRefused, easter, known_calendars, read_calendar

# As the state published them; the four years that matter first.
BADEN_WUERTTEMBERG = {
    2025: "01-01 01-06 04-18 04-21 05-01 05-29 06-09 06-19 10-03 11-01 12-25 12-26",
    2026: "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 10-03 11-01 12-25 12-26",
    2027: "01-01 01-06 03-26 03-29 05-01 05-06 05-17 05-27 10-03 11-01 12-25 12-26",
    2028: "01-01 01-06 04-14 04-17 05-01 05-25 06-05 06-15 10-03 11-01 12-25 12-26",
}
EASTERS = {1818: "03-22", 1943: "04-25", 1954: "04-18", 1981: "04-19", 2000: "04-23", 2008: "03-23", 2011: "04-24", 2024: "03-31", 2038: "04-25"}


@pytest.mark.parametrize("year", BADEN_WUERTTEMBERG)
def test_days_of_baden_wuerttemberg(year):
    wanted = {date.fromisoformat(f"{year}-{day}") for day in BADEN_WUERTTEMBERG[year].split()}
    assert set(known_calendars()["DE-BW"].days_of(year)) == wanted


@pytest.mark.parametrize("year, day", EASTERS.items())
def test_easter_at_its_edges(year, day):
    """The earliest and the latest there can be, and years in which a simpler rule is wrong."""
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


def test_a_rule_that_began_once_says_nothing_before():
    calendar = read_calendar("city", {"New day": {"rule": "06-24", "from": 2026}})
    assert date(2025, 6, 24) not in calendar
    assert date(2026, 6, 24) in calendar


def test_the_version_changes_with_what_it_says():
    one, other = read_calendar("city", {"A": "06-24"}), read_calendar("city", {"A": "06-25"})
    assert one.version != other.version
    assert one.version == read_calendar("city", {"A": "06-24"}).version


@pytest.mark.parametrize("rule", ["24-06", "02-29", "easter+x", "Easter", 7, "", "06-24 "])
def test_a_rule_that_cannot_be_read_says_what_to_write(rule):
    with pytest.raises(CalendarRefused, match=r"holidays\.city"):
        read_calendar("city", {"Day": rule})
