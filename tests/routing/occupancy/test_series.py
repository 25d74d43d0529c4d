"""What cannot be true is left out and counted; everything else stays as it was told."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.occupancy.series import clean


def cleaned(*free: float, capacity: float = 100):
    return clean("one", capacity, np.arange(len(free)) * 30.0, np.array(free, float))


def test_of_one_moment_the_last_one_told_counts():
    series = clean("one", 10, np.array([60.0, 30, 30]), np.array([1, 2, 5]))
    assert (series.minute.tolist(), series.occupied.tolist(), series.dropped["repeated"]) == ([30, 60], [0.5, 0.9], 1)


def test_a_little_outside_is_drift_and_more_is_no_reading():
    series = cleaned(-4, 104, -6, 106, 50)
    assert series.occupied.tolist() == [1, 0, 0.5]
    assert series.dropped["outside"] == 2


def test_a_single_wild_reading_is_left_out_and_a_rush_is_not():
    assert cleaned(50, 52, 5, 54, 50).dropped["spike"] == 1
    assert cleaned(50, 20, 15, 10, 50).dropped["spike"] == 0


@pytest.mark.parametrize(("stated", "used"), [(100, 100), (60, 98), (96, 96)])
def test_where_more_is_free_week_after_week_than_there_is_said_to_be_that_is_the_capacity(stated, used):
    minute = np.arange(0, 21 * 1440, 30.0)
    free = np.where(minute % 1440 < 480, 98, 30)
    assert clean("one", stated, minute, free).capacity == pytest.approx(used)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(-50, 200)), max_size=30), st.integers(1, 100))
def test_every_reading_is_kept_or_counted_and_shares_are_shares(told, capacity):
    minute, free = (np.array([one[axis] for one in told], float) for axis in (0, 1))
    series = clean("one", capacity, minute, free)
    assert len(series.minute) + sum(series.dropped.values()) == len(told)
    assert (np.diff(series.minute) > 0).all()
    assert ((series.occupied >= 0) & (series.occupied <= 1)).all()
