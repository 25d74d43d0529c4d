"""Tariffs that are refused, each with its reason, and that nothing which is let through is cheaper for longer."""
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.parking.checking import MOST_RUNGS, Wrong, check, is_refused
from payments.parking.tariff import Rung, Tariff, Window, price
from tests.payments.parking.worlds import DRIVEWAY, MINUTE, POSTSTRASSE, WEEK, WITH_FREE, berlin

W = Wrong
WINDOW = Window(WEEK, 0, 0, (Rung(60, 200),), 30, 80)
DAY = frozenset({date(2024, 6, 7)})


def of(**changes) -> Tariff:
    return replace(WITH_FREE, windows=(replace(WINDOW, **changes),))


@pytest.mark.parametrize("tariff", [POSTSTRASSE, DRIVEWAY, WITH_FREE])
def test_garages_and_driveways_are_let_through(tariff):
    assert check(tariff) == ()
    assert not is_refused(tariff)


@pytest.mark.parametrize("tariff, wrong", [
    (replace(WITH_FREE, windows=()), W.NO_WINDOWS), (replace(WITH_FREE, zone="Europe/Nowhere"), W.BAD_ZONE),
    (replace(WITH_FREE, zone="../etc"), W.BAD_ZONE), (replace(WITH_FREE, free_min=-1), W.BAD_HOURS), (replace(WITH_FREE, cap_minor=-1), W.BAD_AMOUNT),
    (of(from_min=-1), W.BAD_HOURS), (of(from_min=1440), W.BAD_HOURS), (of(to_min=1441), W.BAD_HOURS), (of(days=frozenset({7})), W.BAD_HOURS),
    (of(days=frozenset()), W.BAD_HOURS), (of(step_min=-1), W.BAD_STEP), (of(ladder=(), step_min=0), W.BAD_STEP),
    (of(step_minor=-1), W.BAD_AMOUNT), (of(cap_minor=-5), W.BAD_AMOUNT), (of(ladder=(Rung(60, -200),)), W.LONGER_IS_CHEAPER),
    (of(ladder=(Rung(60, 10**12),)), W.BAD_AMOUNT), (of(ladder=(Rung(60, 200), Rung(60, 250))), W.RUNGS_OUT_OF_ORDER),
    (of(ladder=(Rung(90, 200), Rung(60, 250))), W.RUNGS_OUT_OF_ORDER), (of(ladder=(Rung(0, 200),)), W.RUNGS_OUT_OF_ORDER),
    (of(ladder=(Rung(60, 200), Rung(90, 150))), W.LONGER_IS_CHEAPER),
    (of(ladder=tuple(Rung(minute, 5) for minute in range(1, MOST_RUNGS + 2))), W.TOO_MUCH),
    (replace(WITH_FREE, windows=(WINDOW,) * 51), W.TOO_MUCH),
    (replace(WITH_FREE, closed=frozenset(date(2024, 1, 1) + timedelta(days=number) for number in range(401))), W.TOO_MUCH),
])  # fmt: skip
def test_what_cannot_be_sold_by_says_why(tariff, wrong):
    assert wrong in check(tariff)


@pytest.mark.parametrize("spans, doubled, on_a_date", [
    ([(0, 600), (600, 0)], False, False), ([(0, 601), (600, 0)], True, True), ([(1200, 300), (300, 1200)], False, False),
    ([(1200, 301), (300, 1200)], True, False), ([(0, 0), (5, 6)], True, True),
])  # fmt: skip
def test_two_windows_at_once_are_ambiguous(spans, doubled, on_a_date):
    """What goes on after midnight meets the morning of every day of the week, but of a date only its own evening."""
    windows = tuple(replace(WINDOW, from_min=first, to_min=until) for first, until in spans)
    assert (W.OVERLAP in check(replace(WITH_FREE, windows=windows))) is doubled
    dated = tuple(replace(window, dates=DAY) for window in windows)
    assert (W.OVERLAP in check(replace(WITH_FREE, windows=dated))) is on_a_date


def test_a_window_of_a_date_may_lie_over_the_week():
    assert check(replace(WITH_FREE, windows=(WINDOW, replace(WINDOW, from_min=600, to_min=700, dates=DAY)))) == ()


def test_windows_of_different_weekdays_do_not_meet_except_after_midnight():
    friday, saturday = (replace(WINDOW, days=frozenset({day}), from_min=1200, to_min=120) for day in (4, 5))
    assert check(replace(WITH_FREE, windows=(friday, saturday))) == ()
    morning = replace(WINDOW, days=frozenset({5}), from_min=0, to_min=60)
    assert check(replace(WITH_FREE, windows=(friday, morning))) == (W.OVERLAP,)


@given(st.lists(st.tuples(st.integers(1, 300), st.integers(0, 900)), min_size=1, max_size=4))
def test_a_ladder_by_which_longer_is_cheaper_is_always_found(pairs):
    tariff = of(ladder=tuple(Rung(*pair) for pair in pairs))
    start = berlin(2024, 6, 7, 10)
    prices = [price(tariff, start, start + minutes * MINUTE) for minutes in range(21, 400)]
    if prices != sorted(prices):
        assert is_refused(tariff)
