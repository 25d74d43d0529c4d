"""Reading the plain table: every mistake has its line and says what to write."""
import re

import pytest

from backend.bodies.reading import TableUnusable, read_table
from backend.bodies.words import ClockKind
from tests.backend.bodies.world import TABLE

CODES = frozenset(("city", "west", "park"))


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(TableUnusable) as refused:
        read_table(text, areas=CODES)
    return refused.value.problems


def test_a_whole_table():
    table = read_table(TABLE, areas=CODES)
    assert list(table.bodies) == ["desk", "streets", "state", "trams", "mayor", "parks"]
    assert table.triage == "desk"
    streets = table.bodies["streets"]
    assert streets.hours.week[0] == ((480, 960),)
    assert streets.hours.working_day_s == 8 * 3600
    assert streets.holidays.version.startswith("DE-BW:")
    assert table.bodies["trams"].hours.week[6] == ((240, 1440),)
    assert table.bodies["state"].channel_to == "roads@state.example"


@pytest.mark.parametrize("old, new, where, words", [
    ('body = "state"\n', 'body = "nobody"\n', 'body = "nobody"', "one of desk"),
    ('area = "park"', 'area = "lake"', 'area = "lake"', "no area 'lake'"),
    ('category = "litter"\narea', 'category = "liter"\narea', 'category = "liter"', "neither a category nor a group"),
    ("stop_m = 30", "stop_m = -30", "stop_m = -30", "from 1 to 1000"),
    ("priority = 40", 'priority = "first"', 'priority = "first"', "whole number"),
    ('road = { ref = "B *" }', 'road = { number = "B *" }', 'road = { number = "B *" }', "ref = "),
    ('id = "park"', 'id = "city"', 'id = "city"', "comes twice"),
    ('id = "park"', 'id = "border"', 'id = "border"', "small letters"),
    ('else_body = "streets"', 'else = "streets"', 'else = "streets"', "else is not known"),
    ('hours = ["daily 04:00-24:00"]', 'hours = ["daily 22:00-06:00"]', 'hours = ["daily 22:00-06:00"]', "a night is two"),
    ('hours = ["daily 04:00-24:00"]', 'hours = ["Mo-Fr 08:00-16:00"]', 'hours = ["Mo-Fr 08:00-16:00"]', "such as"),
    ('hours = ["daily 04:00-24:00"]', 'hours = ["Sun 08:00-09:00"]', 'hours = ["Sun 08:00-09:00"]', "four hours a week"),
    ('to = "roads@state.example"', 'to = "roads"', 'to = "roads"', "mail address"),
    ('alarm = "control@trams.example"', 'alarm = "x\\ny@z"', 'alarm = "x\\ny@z"', "mail address"),
    ('name = "City Trams"', 'name = ""', 'name = ""', "200 letters"),
    ('triage = "desk"', 'triage = "table"', 'triage = "table"', "inbox"),
    ('zone = "Europe/Berlin"', 'zone = "Europe/Heidelberg"', 'zone = "Europe/Heidelberg"', "IANA"),
    ('emergency_number = "112"', 'emergency_number = "call us"', 'emergency_number = "call us"', "digits"),
    ('category = "bench"\nwant', 'category = "benches"\nwant', 'category = "benches"', "code of a category"),
    ('context = "vehicle"', 'context = "ship"', 'context = "ship"', "some of stop"),
])  # fmt: skip
def test_a_mistake_is_told_with_its_line(old, new, where, words):
    assert old in TABLE
    text = TABLE.replace(old, new, 1)
    found = [one for one in problems(text) if re.search(words, one)]
    assert found, problems(text)
    line = int(re.match(r"line (\d+): ", found[0]).group(1))
    assert text.splitlines()[line - 1].strip() == where


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines():
    text = TABLE.replace("stop_m = 30", "stop_m = 0").replace('area = "park"', 'area = "lake"')
    text = text.replace("[[bodies]]\ncode", "[[bodies]]\nx = 1\ncode", 1)
    told = [int(one.split(":")[0].removeprefix("line ")) for one in problems(text) if one.startswith("line")]
    assert len(told) >= 3
    assert told == sorted(told)


@pytest.mark.parametrize("text, words", [
    ("[[bodies]\n", "no TOML.*line 1"), ("", "triage"), ("bodies = 3", r"\[\[bodies\]\]"), ("rules = {}\n", r"\[\[rules\]\]"),
    ("[holidays]\ncity = 3\n", "holidays"), ("[categories]\nhole = 3\n", "hole"), ('[categories.hole]\nfix = "soon"\nname = { en = "x" }\n', "2wd"),
    ('[categories.hole]\nname = { en = "x" }\nfix = "401wd"\n', "400wd is the most"), ("extra = 1\n", "line 1: extra is not known"),
])  # fmt: skip
def test_what_is_no_table_at_all(text, words):
    assert any(re.search(words, one) for one in problems(text)), problems(text)


def test_nothing_goes_up_in_circles():
    circle = TABLE.replace('name = "Mayor\'s office"', 'name = "Mayor\'s office"\nescalates_to = "desk"')
    assert any("does not go up to this one" in one for one in problems(circle))


def test_a_city_changes_categories_and_holidays_of_its_own():
    more = (
        '[holidays.own]\n"City day" = "06-24"\n[categories.pothole]\nfix = "3wd"\n[categories.graffiti]\ngone = true\n'
        '[categories.swan]\ngroup = "water"\nname = { en = "Swan in the way" }\nurgent = true\n'
    )
    table = read_table(TABLE.replace('holidays = "DE-BW"', 'holidays = "own"', 1) + more)
    assert table.categories.get("pothole").lengths[ClockKind.FIX].text == "3wd"
    assert table.categories.get("pothole").name["de"] == "Schlagloch"
    assert table.categories.find("graffiti") is None
    assert table.categories.get("swan").lengths[ClockKind.ACK].text == "10min"
    assert table.bodies["desk"].holidays.name == "own"
