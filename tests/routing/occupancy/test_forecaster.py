"""The forecast of a moment is the one that was learned, knows nothing of later, and says when it only knows what is usual."""
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.occupancy.clock import DAY_MIN
from routing.occupancy.forecaster import RECENT_KEPT_MIN, Forecaster, Standing
from routing.occupancy.questions import HORIZONS_MIN, USUAL, Questions, all_asked
from routing.occupancy.series import Series
from routing.occupancy.weights import answer, below, quantiles
from tests.routing.occupancy.world import CAPACITY, DAYS, END_MIN, FIRST_DAY, UTC_CLOCK, model, town

NOON = END_MIN - DAY_MIN + 12 * 60.0
FULL_AT_NOON = 0  # the row of a car park that fills up before noon on working days


@pytest.fixture(scope="module")
def forecaster():
    return Forecaster(model(), UTC_CLOCK)


def recent(at_min: float, every=None) -> list[Series]:
    """What had been counted by then."""
    return [series.between(at_min - RECENT_KEPT_MIN, np.nextafter(at_min, np.inf)) for series in every or town()]


def ask(forecaster, at_min: float, ahead_min: float, every=None):
    rows = np.arange(len(CAPACITY))
    return forecaster.chances(forecaster.standing(recent(at_min, every)), rows, np.full(len(rows), at_min + ahead_min), at_min)


def test_what_is_asked_live_is_what_was_learned_from():
    """The slow twin: the rows that the training makes of whole series, against those that a moment makes of the last hours."""
    today = Forecaster(model(), UTC_CLOCK)
    rows = all_asked(town(), UTC_CLOCK, FIRST_DAY, DAYS)
    for at_min in (NOON - 195, NOON + 60):
        standing = today.standing(recent(at_min))
        for horizon, minutes in enumerate(HORIZONS_MIN.tolist()):
            learned = rows.where((rows.origin == at_min) & (rows.horizon == horizon))
            asked = today._questions(standing, np.full(len(CAPACITY), at_min + minutes), at_min)
            for name in Questions._fields:
                if name not in ("horizon", "came"):
                    np.testing.assert_allclose(getattr(asked, name), getattr(learned, name), atol=1e-6, err_msg=name)


def test_no_reading_after_the_question_is_used(forecaster):
    """Later readings are replaced by a spike: neither what is asked nor what is answered moves."""
    def spoiled(series: Series, from_min: float) -> Series:
        return replace(series, occupied=np.where(series.minute > from_min, 1 - series.occupied, series.occupied))

    later = [spoiled(series, NOON) for series in town()]
    one, other = ask(forecaster, NOON, 60), ask(forecaster, NOON, 60, later)
    np.testing.assert_array_equal(one.one, other.one)
    rows, moved = (all_asked(every, UTC_CLOCK, FIRST_DAY, DAYS) for every in (town(), later))
    before = rows.origin <= NOON
    for name in Questions._fields:
        if name != "came":
            np.testing.assert_array_equal(getattr(rows, name)[before], getattr(moved, name)[before], err_msg=name)


def test_a_house_that_fills_up_is_said_to_and_one_that_empties_as_well(forecaster):
    early, late = NOON - 3.5 * 60, NOON + 60
    assert ask(forecaster, early, 15).one[FULL_AT_NOON] > 0.85
    assert ask(forecaster, early, 120).one[FULL_AT_NOON] < ask(forecaster, early, 15).one[FULL_AT_NOON]
    assert ask(forecaster, late, 180).one[FULL_AT_NOON] > 0.85


def test_an_old_reading_is_no_now(forecaster):
    at_min = NOON + 46
    old = [series.between(0, NOON + 0.1) for series in recent(NOON)]
    standing = forecaster.standing(old)
    rows = np.arange(len(CAPACITY))
    still, over = (forecaster.chances(standing, rows, np.full(len(rows), at + 30), at) for at in (NOON + 45, at_min))
    assert still.counted.all()
    assert (still.age_min == 45).all()
    assert not over.counted.any()
    assert np.isnan(over.age_min).all()
    assert not np.isnan(over.one).any()


def test_after_three_hours_only_the_usual_is_known_and_the_week_goes_round(forecaster):
    near, far = ask(forecaster, NOON, 180), ask(forecaster, NOON, 181)
    assert (near.counted.all(), far.counted.any()) == (True, False)
    week, next_ = ask(forecaster, NOON, 2 * DAY_MIN), ask(forecaster, NOON, 9 * DAY_MIN)
    np.testing.assert_array_equal(week.one, next_.one)


def test_a_car_park_that_was_never_learned_is_answered_from_its_count_alone(forecaster):
    strange = [replace(series, key="new") for series in recent(NOON)]
    standing, rows = forecaster.standing(strange), np.arange(len(CAPACITY))
    assert (standing.lot == -1).all()
    assert not np.isnan(forecaster.chances(standing, rows, np.full(4, NOON + 15), NOON).one).any()
    assert np.isnan(forecaster.chances(standing, rows, np.full(4, NOON + 300), NOON).one).all()
    assert forecaster.is_new("new")
    assert not forecaster.is_new(town()[0].key)


def test_chances_are_chances_and_fall_as_more_is_wanted(forecaster):
    rows = all_asked(town(), UTC_CLOCK, FIRST_DAY, DAYS, step=97)
    asked = rows.where(rows.origin > NOON - 10 * DAY_MIN)
    for part in (asked, asked.as_usual()):
        outlook, weights = answer(model().weights, part), model().weights
        for chance in (outlook.one, outlook.share):
            assert ((chance > 0) & (chance < 1)).all()
        assert (outlook.share <= outlook.one).all()
        wanted = [below(weights, part, outlook, np.full(len(part.lot), 1 - share)) for share in (0.05, 0.2, 0.5)]
        assert all((more <= less + 1e-12).all() for less, more in pairwise(wanted))
        spread = quantiles(weights, part, outlook, np.linspace(0.05, 0.95, 7))
        assert (np.diff(spread, axis=1) >= 0).all()


def test_the_same_moment_asked_through_any_horizon_is_one_answer():
    rows = all_asked(town(), UTC_CLOCK, FIRST_DAY, DAYS, step=193)
    counted = rows.where(rows.horizon < USUAL)
    other = counted._replace(horizon=(counted.horizon + 1) % USUAL)
    np.testing.assert_array_equal(answer(model().weights, counted).one, answer(model().weights, other).one)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 1)), max_size=12), st.sampled_from([town()[0].key, "new"]),
    st.floats(-60, 20_000), st.integers(1, 500),
)  # fmt: skip
def test_whatever_was_counted_a_chance_is_a_chance_or_unknown(forecaster, told, key, ahead_min, capacity):
    ago, occupied = (np.array([one[axis] for one in sorted(told, reverse=True)], float) for axis in (0, 1))
    apart = np.diff(ago, prepend=np.inf) < 0
    series = Series(key, capacity, NOON - ago[apart], occupied[apart], {})
    found = forecaster.chances(forecaster.standing([series]), np.zeros(1, np.int64), np.array([NOON + ahead_min]), NOON)
    assert np.isnan(found.one[0]) or 0 < found.one[0] < 1
    assert found.counted[0] == (len(series.minute) > 0 and NOON - series.minute[-1] <= 45 and ahead_min <= 180)


def test_thousands_are_answered_as_each_is(forecaster):
    many = Standing(*(np.resize(column, 5000) for column in forecaster.standing(recent(NOON))))
    found = forecaster.chances(many, np.arange(5000), np.full(5000, NOON + 40), NOON)
    np.testing.assert_array_equal(found.one, np.resize(ask(forecaster, NOON, 40).one, 5000))
