"""What is usual comes from earlier days alone, most from those that are alike and near."""
import numpy as np
import pytest

from routing.occupancy.clock import DAY_MIN, Clock
from routing.occupancy.profile import SLOTS, ahead, at, on_slots, rolling, weights

MONDAY = 20_787  # days since 1970
PLAIN = Clock(np.zeros(1, np.int64), np.zeros(1, np.int64))


def table(*days: float) -> np.ndarray:
    return np.repeat(np.array(days, float)[:, None], SLOTS, 1)


def test_a_day_is_made_of_those_before_it():
    seen = table(0.2, 0.4, np.nan, 0.9)
    usual = rolling(seen, PLAIN, MONDAY)
    assert np.isnan(usual[0]).all()
    assert usual[1, 0] == pytest.approx(0.2)
    assert 0.2 < usual[2, 0] < 0.4
    later = seen.copy()
    later[3] = 0.1
    np.testing.assert_array_equal(rolling(later, PLAIN, MONDAY), usual)


def test_the_same_weekday_counts_most_and_a_half_life_halves():
    monday, tuesday, friday, sunday = (weights(0, np.array([kind]))[0] for kind in (0, 1, 4, 6))
    assert (tuesday / monday, friday / monday, sunday / monday) == pytest.approx((0.5, 0.2, 0.02))
    assert weights(2, np.full(22, 2))[0] / weights(2, np.full(22, 2))[21] == pytest.approx(0.5)


def test_a_holiday_is_foreseen_as_a_sunday_and_leaves_its_weekday_alone():
    weekly = table(*([0.8] * 6 + [0.1]) * 4)
    plain, holiday = PLAIN, PLAIN._replace(sundays=np.array([MONDAY + 28]))
    assert ahead(weekly, plain, MONDAY)[0, 0] > 0.75
    assert ahead(weekly, holiday, MONDAY)[0, 0] < 0.35
    odd = weekly.copy()
    odd[21] = 0.1  # a Monday that was lived like a Sunday
    known = PLAIN._replace(sundays=np.array([MONDAY + 21]))
    assert ahead(odd, known, MONDAY)[0, 0] > ahead(odd, plain, MONDAY)[0, 0] + 0.05


def test_nothing_is_made_up_in_a_gap_or_beyond_the_ends():
    wall, occupied = np.array([0.0, 30, 60, 180, 210]), np.array([0.1, 0.2, 0.3, 0.9, 0.8])
    grid = np.array([0.0, 45, 75, 105, 165, 195, 225, 240])
    np.testing.assert_allclose(on_slots(wall, occupied, grid), [0.1, 0.25, 0.375, np.nan, 0.825, 0.85, 0.8, np.nan])
    assert np.isnan(on_slots(wall[:1], occupied[:1], grid)).all()


def test_between_slots_it_is_straight_and_one_that_is_known_stands_for_its_neighbour():
    values = np.array([[0.0, 1.0, np.nan, *[0.5] * (SLOTS - 3)]])
    moments = MONDAY * DAY_MIN + np.array([7.5, 20, 29, 44, -1, 1440 + 16])
    np.testing.assert_allclose(at(values, moments, MONDAY), [0.5, 1.0, 1.0, 0.5, np.nan, np.nan])
