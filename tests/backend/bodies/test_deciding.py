"""Whose a request is: priorities, what says more, borders, what nobody covers."""
from datetime import datetime
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from backend.bodies.deciding import BORDER, CLOSED, TWO_EQUAL, UNCOVERED, check_tests, contexts_of, decide, list_untested
from backend.bodies.reading import read_table
from tests.backend.bodies.world import TABLE, Streets, areas, at

TABLES = read_table(TABLE)


def asked(category: str, x: float, y: float, table=TABLES, **more):
    return decide(table, areas(), Streets(), category, at(x, y), **more)


def body(decision) -> str | None:
    return decision.target.body if decision.target else None


def test_the_tests_that_live_with_the_rules_pass_and_reach_all_of_them():
    assert check_tests(TABLES, areas(), Streets()) == []
    assert list_untested(TABLES, areas(), Streets()) == []


def test_a_federal_road_goes_elsewhere_than_the_street_beside_it():
    federal = asked("pothole", 300, 5)
    assert (federal.target.body, federal.target.service, federal.rule) == ("state", "FB-pothole", "federal-roads")
    assert body(asked("pothole", 300, 100)) == "streets"
    assert body(asked("litter", 300, 5)) == "streets", "litter on it stays with the city"


def test_a_body_that_takes_nothing_is_passed_over():
    assert body(asked("pothole", 300, 5, silent={"state"})) == "streets"
    closed = asked("pothole", 300, 5, silent={"state", "streets"})
    assert (closed.target, closed.rule, closed.asked) == (None, CLOSED, ("state",))


def test_what_nobody_covers_is_for_triage_and_never_lost():
    assert asked("pothole", 5000, 5000).rule == UNCOVERED
    assert decide(TABLES, areas(), Streets(), "pothole", None).rule == UNCOVERED
    near = asked("pothole", 2010, 500)
    assert (near.rule, near.asked) == (UNCOVERED, ("streets",)), "who is ten metres away is named"


@pytest.mark.parametrize("x, rule", [(500 - 14, BORDER), (500 + 14, BORDER), (500 - 16, "city"), (500 + 16, "park")])
def test_at_a_border_both_are_named(x, rule):
    found = asked("bench", x, 700)
    assert found.rule == rule
    assert set(found.asked) == ({"streets", "parks"} if rule == BORDER else set())


def test_a_border_that_changes_nothing_is_none():
    """West End and the rest of the city have the same body for holes."""
    assert asked("pothole", -5, 700).rule == "city"
    assert asked("litter", -5, 700).rule == BORDER


def test_context_counts_without_a_place():
    found = decide(TABLES, areas(), Streets(), "vehicle_dirty", None, contexts_of({"trip_id": "7", "stop_id": None}))
    assert found.rule == "vehicles"
    assert decide(TABLES, areas(), Streets(), "stop_damaged", at(300, 300), ["stop"]).rule == "stops", "at a stop, whatever the phone thinks"


RULES = {
    "any": 'id = "any"\nbody = "a"',
    "area": 'id = "area"\narea = "city"\nbody = "b"',
    "group": 'id = "group"\ncategory = "road"\narea = "city"\nbody = "c"',
    "code": 'id = "code"\ncategory = "pothole"\narea = "city"\nbody = "d"',
    "first": 'id = "first"\npriority = 1\nbody = "e"',
    "same": 'id = "same"\ncategory = "pothole"\narea = "city"\nbody = "f"',
    "smaller": 'id = "smaller"\ncategory = "pothole"\narea = "west"\nbody = "g"',
}


def table_of(*names: str):
    bodies = "".join(f'[[bodies]]\ncode = "{code}"\nname = "{code}"\n' for code in "abcdefg")
    return read_table(bodies + "".join(f"[[rules]]\n{RULES[name]}\n" for name in names))


@pytest.mark.parametrize("names, wins", [
    (("any", "area"), "area"), (("area", "group"), "group"), (("group", "code"), "code"), (("code", "first"), "first"),
    (("code", "smaller"), "smaller"),
])  # fmt: skip
def test_priority_then_what_says_more_then_the_smaller_area(names, wins):
    """In whatever order they are written."""
    for order in permutations(names):
        assert decide(table_of(*order), areas(), Streets(), "pothole", at(-1000, 1000)).rule == wins


def test_two_equal_rules_are_for_triage_with_both_named():
    for order in permutations(("code", "same", "any")):
        found = decide(table_of(*order), areas(), Streets(), "pothole", at(1000, 1000))
        assert (found.target, found.rule, set(found.asked)) == (None, TWO_EQUAL, {"d", "f"})


def test_hours_of_the_body_that_would_get_it():
    night = read_table(TABLE.replace('id = "city"\n', 'id = "city"\nhours = "open"\n'))
    monday, sunday = (datetime(2026, 11, day, 10, tzinfo=ZoneInfo("Europe/Berlin")) for day in (30, 29))
    assert body(asked("pothole", 300, 300, night, at=monday)) == "streets"
    assert asked("pothole", 300, 300, night, at=sunday).rule == UNCOVERED


def test_a_test_that_fails_says_where_and_what_came_out():
    wrong = TABLE.replace('category = "bench"\nwant = "parks"', 'category = "bench"\nwant = "trams"')
    (problem,) = check_tests(read_table(wrong), areas(), Streets())
    line = int(problem.split(":")[0].removeprefix("line "))
    assert wrong.splitlines()[line - 1] == "[[tests]]"
    assert "bench is wanted at trams and goes to parks" in problem


def test_rules_without_tests_are_not_taken():
    untested = TABLE[: TABLE.index("[[tests]]")]
    assert "there is none" in check_tests(read_table(untested), areas(), Streets())[0]
