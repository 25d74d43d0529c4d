"""When an errand can be done, in words of the four languages."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.screens.day.heard import understood
from mobile.store.day import DAY_MIN, ErrandWish, KeptSpot

PLAIN = ErrandWish(KeptSpot("Post", 55.0, 3.0), 10)


def said(words: str) -> tuple[int, int | None, int | None, int | None] | None:
    """Minutes, opens, closes, at."""
    found = understood(words, PLAIN)
    return None if found is None else (found.minutes, found.opens, found.closes, found.at)


@pytest.mark.parametrize(("words", "meant"), [
    ("until 18:30, 5 min", (5, 0, 1110, None)), ("open 9:00 to 18:00", (10, 540, 1080, None)), ("at 4 pm", (10, None, None, 960)),
    ("from 9 am till 1 pm, half", (10, 540, 780, None)), ("at 16 o'clock", (10, None, None, 960)), ("12 am", (10, None, None, 0)),
    ("um 16 Uhr", (10, None, None, 960)), ("bis 18.30, 5 Minuten", (5, 0, 1110, None)), ("von 9 Uhr 15 bis 12:30 Uhr", (10, 555, 750, None)),
    ("hasta las 14:00, 20 minutos", (20, 0, 840, None)), ("de 9:00 a 13:30", (10, 540, 810, None)), ("a las 16h30", (10, None, None, 990)),
    ("오후 4시", (10, None, None, 960)), ("18:30까지 5분", (5, 0, 1110, None)), ("오전 9시 30분", (10, None, None, 570)),
    ("1시간 20분", (80, None, None, None)), ("1 h 20 min", (80, None, None, None)),
    ("1 hour", (60, None, None, None)), ("45 min", (45, None, None, None)), ("until 24:00", (10, 0, 1439, None)),
])  # fmt: skip
def test_what_is_meant_is_understood(words, meant):
    assert said(words) == meant


@pytest.mark.parametrize("words", ["", "soon", "25:99", "13 pm", "number 7"])
def test_what_says_no_time_changes_nothing(words):
    assert said(words) is None


@given(st.text(max_size=60))
def test_whatever_is_said_is_a_sensible_errand_or_none(words):
    found = understood(words, PLAIN)
    if found is not None:
        assert 0 <= found.minutes <= 720
        assert all(minute is None or 0 <= minute < DAY_MIN for minute in (found.opens, found.closes, found.at))
