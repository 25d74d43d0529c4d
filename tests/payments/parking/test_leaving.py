"""What comes back to somebody who leaves early."""
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.parking.leaving import leave
from payments.parking.tariff import price
from tests.payments.parking.worlds import DRIVEWAY, MINUTE, POSTSTRASSE, berlin, later, starts, tariffs

TEN = berlin(2024, 6, 7, 10)


def left(tariff, booked_min, used_min, least_min=0, paid=None):
    end = later(TEN, booked_min)
    return leave(tariff, TEN, end, later(TEN, used_min), price(tariff, TEN, end) if paid is None else paid, least_min)


def test_unused_steps_of_a_driveway_come_back():
    found = left(DRIVEWAY, 240, 130)
    assert (found.due_minor, found.refund_minor) == (500, 300)
    assert found.ends_at == later(TEN, 130)


def test_nothing_comes_back_of_a_day_that_has_cost_its_most():
    """Ten hours are capped at 12.00, and nine of them cost as much alone."""
    assert left(DRIVEWAY, 600, 540).refund_minor == 0
    assert left(DRIVEWAY, 600, 350).refund_minor == 0
    assert left(DRIVEWAY, 600, 330).refund_minor == 100


@pytest.mark.parametrize("used_min, least_min, refund, ends_min", [
    (0, 0, 250, 0), (0, 30, 150, 30), (-15, 0, 250, 0), (60, 0, 0, 60), (75, 0, 0, 60), (10, 90, 0, 60), (20, 0, 200, 20), (21, 0, 150, 21),
])  # fmt: skip
def test_at_the_start_at_the_end_and_below_the_least(used_min, least_min, refund, ends_min):
    found = left(POSTSTRASSE, 60, used_min, least_min)
    assert (found.refund_minor, found.ends_at) == (refund, later(TEN, ends_min))


def test_in_the_hour_that_comes_twice():
    start, end = berlin(2024, 10, 27, 1, 30), berlin(2024, 10, 27, 3, 30)
    found = leave(DRIVEWAY, start, end, berlin(2024, 10, 27, 2, 30, fold=1), 600)
    assert (found.due_minor, found.refund_minor) == (400, 200)
    assert found.ends_at == berlin(2024, 10, 27, 2, 30, fold=1).astimezone(UTC)


def test_twice_and_across_an_extension():
    """The stay is one whole, from its start: whoever extended and leaves early is priced anew for all of it."""
    end, extended = later(TEN, 60), later(TEN, 120)
    paid = price(POSTSTRASSE, TEN, end) + 250
    first = leave(POSTSTRASSE, TEN, extended, later(TEN, 40), paid)
    assert (first.due_minor, first.refund_minor) == (100, 400)
    again = leave(POSTSTRASSE, TEN, first.ends_at, later(TEN, 40), first.due_minor)
    assert (again.due_minor, again.refund_minor) == (100, 0)


@settings(max_examples=120)
@given(tariffs(), starts, st.integers(1, 1500), st.integers(-60, 1600), st.integers(0, 120), st.integers(0, 3000))
def test_never_more_than_was_paid_and_never_less_than_nothing(tariff, start, booked, used, least, paid):
    end = start + booked * MINUTE
    whole = price(tariff, start, end)
    if whole is None:
        return
    found = leave(tariff, start, end, start + used * MINUTE, paid, least)
    assert found.due_minor + found.refund_minor == paid
    assert found.due_minor >= 0
    assert found.refund_minor >= 0
    assert start <= found.ends_at <= end
    later_on = leave(tariff, start, end, start + (used + 7) * MINUTE, paid, least)
    assert later_on.refund_minor <= found.refund_minor


@pytest.mark.parametrize("wrong", [
    lambda: leave(DRIVEWAY, TEN, TEN, TEN, 100), lambda: left(DRIVEWAY, 60, 30, paid=-1), lambda: left(DRIVEWAY, 60, 30, least_min=-1),
    lambda: left(DRIVEWAY, 63 * 1440, 62 * 1440 + 1, paid=5),
])  # fmt: skip
def test_what_was_never_sold_is_not_left(wrong):
    with pytest.raises(ValueError):
        wrong()
