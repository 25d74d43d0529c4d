"""A trip as text and as a calendar file, read back by the rules of RFC 5545."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.i18n import use
from mobile.share.calendar import ics
from mobile.share.text import as_text
from tests.mobile.share.trip import a_trip, minutes

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


def parsed(raw: bytes) -> list[tuple[str, str]]:
    """Name and value of each line, unfolded and unescaped. Source: RFC 5545, 3.1 and 3.3.11."""
    assert raw.endswith(b"\r\n")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line and b"\r" not in line  # noqa: PT018 one line, one rule
    found = []
    for line in raw.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        name, value = line.split(":", 1)
        value = re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)
        found.append((name, value))
    return found


def test_a_calendar_holds_times_places_and_every_leg():
    lines = parsed(ics(a_trip(), "Home", "Work", NOW))
    assert lines[0] == ("BEGIN", "VCALENDAR")
    assert lines[-1] == ("END", "VCALENDAR")
    event = dict(lines[lines.index(("BEGIN", "VEVENT")) : lines.index(("BEGIN", "VALARM"))])
    assert event["DTSTART"] == "20261127T074700Z"
    assert event["DTEND"] == "20261127T081300Z"
    assert event["DTSTAMP"] == "20261126T120000Z"
    assert event["SUMMARY"] == "Home to Work"
    assert event["LOCATION"] == "Home"
    assert event["GEO"] == "49.410000;8.690000"
    assert event["DESCRIPTION"].split("\n") == [
        "08:47 Home: Walk 300 m, 5 min",
        "08:54 Market: Tram 4 to East, Depot; Hall, get off at Bridge, 09:05",
        "09:05 Bridge: Walk 550 m, 8 min",
        "09:13 Work",
    ]
    alarm = dict(lines[lines.index(("BEGIN", "VALARM")) :])
    assert alarm["TRIGGER"] == "-PT10M"


def test_the_same_trip_has_one_uid_and_another_has_another():
    def uid(raw):
        return dict(parsed(raw))["UID"]

    first = uid(ics(a_trip(), "Home", "Work", NOW))
    assert uid(ics(a_trip(), "Home", "Work", minutes(0))) == first
    assert uid(ics(a_trip(), "Home", "Gym", NOW)) != first


names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=90)


@given(names, names, names, names)
def test_any_name_comes_back_whole(origin, destination, stop, headsign):
    lines = parsed(ics(a_trip(stop_name=stop, headsign=headsign), origin, destination, NOW))
    kept = "".join(letter for letter in origin.replace("\r\n", "\n").replace("\r", "\n") if letter == "\n" or letter.isprintable())
    assert dict(lines)["LOCATION"] == kept
    names_of_lines = [name for name, _ in lines]
    assert names_of_lines.count("BEGIN") == names_of_lines.count("END") == 3
    assert names_of_lines.count("SUMMARY") == 1  # no name can add a line of its own


def test_text_for_a_message():
    assert as_text(a_trip(), "Home", "Work").split("\n") == [
        "Home to Work",
        "08:47 – 09:13, 26 min",
        "08:47 Home: Walk 300 m, 5 min",
        "08:54 Market: Tram 4 to East, Depot; Hall, get off at Bridge, 09:05",
        "09:05 Bridge: Walk 550 m, 8 min",
        "09:13 Work",
    ]
    assert "Walk 980 ft" in as_text(a_trip(), "Home", "Work", "imperial")


@pytest.mark.parametrize(("language", "line"), [("de", "09:05 Bridge: Gehen 550 m, 8 min"), ("es", "09:05 Bridge: Andar 550 m, 8 min")])
def test_in_the_language_of_the_person(language, line):
    use(language)
    assert line in as_text(a_trip(), "Home", "Work").split("\n")
