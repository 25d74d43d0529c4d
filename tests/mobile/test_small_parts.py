"""Named tasks, polylines, turns in words, what is asked for, a start without pauses."""
import asyncio
import os
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.trips import Step, TripMode
from backend.trips.polyline import encode_lines
from mobile.asking import Ask, Spot, When, WhenKind, request_of, rounded
from mobile.i18n import LANGUAGES, use
from mobile.polyline import decode
from mobile.tasks import Tasks
from mobile.turns import ICONS, PLAIN, compass, turn_spoken, turn_written

ZONE = ZoneInfo("Europe/Berlin")
HOME, WORK = Spot("Home", 49.41, 8.69), Spot("Work", 49.42, 8.7)


async def test_a_newer_question_drops_the_older_one():
    tasks, shown = Tasks(), []

    async def ask(words, wait):
        await asyncio.sleep(wait)
        shown.append(words)

    tasks.start("page", "search", ask("sta", 0.05))
    newer = tasks.start("page", "search", ask("station", 0.01))
    other = tasks.start("page", "other", ask("other", 0.01))
    await asyncio.gather(newer, other)
    await asyncio.sleep(0.08)
    assert sorted(shown) == ["other", "station"]
    assert not tasks.runs("page", "search")


async def test_a_page_that_is_left_stops_its_tasks_only():
    tasks = Tasks()
    mine, yours = tasks.start("mine", "a", asyncio.sleep(9)), tasks.start("yours", "a", asyncio.sleep(9))
    tasks.stop("mine")
    await asyncio.sleep(0)
    assert mine.cancelled() or mine.cancelling()
    assert tasks.runs("yours", "a")
    tasks.stop_all()
    await asyncio.gather(mine, yours, return_exceptions=True)


async def test_a_bug_is_never_hidden():
    crashes = []
    tasks = Tasks(crashes.append)

    async def fail():
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):
        await tasks.start("page", "a", fail())
    await asyncio.sleep(0)
    assert [str(error) for error in crashes] == ["a bug"]


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=30))
def test_polylines_of_the_engine_come_back(points):
    lat, lon = (np.array([round(point[axis] * 1e7) for point in points], np.int32) for axis in (0, 1))
    back = decode(encode_lines([(lat, lon)])[0])
    assert len(back) == len(points)
    for point, (lat_back, lon_back) in zip(points, back):
        assert point == pytest.approx((lat_back, lon_back), abs=6e-7)


@given(st.text(st.characters(min_codepoint=63, max_codepoint=126), max_size=20))
def test_any_text_is_a_polyline_or_an_error(text):
    try:
        assert isinstance(decode(text), list)
    except ValueError as error:
        assert "polyline" in str(error)  # noqa: PT017 either answer is right


def step(manoeuvre, name="", bearing=0, number=0) -> Step:
    return Step(name, "residential", 120, 90, manoeuvre, number, bearing, 49, 8, ())


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (step("depart", "Mill Lane", 45), "Start north-east on Mill Lane"),
        (step("depart", "", 359), "Start north"),
        (step("left", "High Street"), "Left into High Street"),
        (step("left"), "Turn left"),
        (step("roundabout", "High Street", number=3), "At the roundabout take exit 3, High Street"),
        (step("roundabout", number=2), "At the roundabout take exit 2"),
        (step("elevator"), "Take the lift"),
        (step("steps_down", "Old Stairs"), "Down the steps"),
        (step("of_the_future", "High Street"), "High Street"),
    ],
)
def test_turns_in_words(turn, words):
    assert turn_written(turn, "metric")[1:] == (words, "120 m")
    assert turn_spoken(turn, "metric") == f"{words}, 120 metres"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_turn_has_words_and_an_icon_in_each_language(language):
    use(language)
    for manoeuvre in (*PLAIN, "depart", "roundabout"):
        for name in ("", "High Street"):
            icon, words, _ = turn_written(step(manoeuvre, name, number=1), "metric")
            assert words
            assert icon == ICONS[manoeuvre]


@given(st.floats(0, 360))
def test_eight_directions(bearing):
    names = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west", "north")
    nearest = min(range(9), key=lambda number: abs(number * 45 - bearing))
    assert compass(bearing) in (names[nearest], names[max(0, nearest - 1)], names[min(8, nearest + 1)])
    assert compass(nearest * 45) == names[nearest]


def test_a_request_has_limits_and_no_names_or_reasons():
    at = datetime(2026, 11, 27, 8, 47, tzinfo=ZONE)
    request = request_of(Ask(HOME, WORK, When(WhenKind.ARRIVE, at)), (TripMode.WALK,), 400, 0)
    assert (request.depart_at, request.arrive_by, request.max_walk_m, request.max_transfers) == (None, at, 400, 0)
    assert (request.origin.name, request.destination.name) == ("", "")
    assert Ask(HOME, WORK).swapped() == Ask(WORK, HOME)
    assert not Ask(HOME).complete


@pytest.mark.parametrize(("minute", "second", "to"), [(0, 0, 0), (0, 1, 5), (4, 59, 5), (5, 0, 5), (58, 0, 60)])
def test_a_stepper_begins_at_the_next_five_minutes(minute, second, to):
    hour = datetime(2026, 11, 27, 8, 0, tzinfo=ZONE)
    assert rounded(hour.replace(minute=minute, second=second)) == hour + timedelta(minutes=to)


def test_what_the_start_made_is_never_looked_through_again():
    """In a process of its own: what is frozen in this one would stay."""
    code = (
        "import gc, sys, pathlib\n"
        "from mobile.main import set_up_kivy\n"
        "set_up_kivy(pathlib.Path(sys.argv[1]))\n"
        "assert not gc.isenabled()\n"
        "from mobile.app import COLLECT_EVERY, spare_the_start\n"
        "spare_the_start()\n"
        "assert gc.isenabled() and gc.get_threshold()[0] == COLLECT_EVERY\n"
        "assert gc.get_freeze_count() > 50_000 > len(gc.get_objects())\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", code, folder], check=True, env=os.environ | {"KIVY_HOME": folder}, cwd=Path(__file__).parents[2])
