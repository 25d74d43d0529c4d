"""Small sums wait for the end of the month, fresh ones for a day, and debts for what is earned next."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.parking.paying_out import LEAST_MINOR, Owed, payout_minor

sums = st.integers(-5000, 5000)


@pytest.mark.parametrize("total, ripe, old, paid", [
    (2000, 2000, 0, 2000), (1999, 1999, 0, 0), (1999, 1999, 1, 1999), (9000, 0, 0, 0), (9000, 500, 500, 500),
    (500, -100, -100, 0), (-100, -100, -100, 0),
    (3000, 2500, -100, 2500), (0, 0, 0, 0),
])  # fmt: skip
def test_payouts_worked_out_by_hand(total, ripe, old, paid):
    assert payout_minor(Owed(total, ripe, old)) == paid


@given(sums, sums, sums)
def test_never_more_than_is_ripe_and_small_sums_only_once_they_are_old(total, ripe, old):
    paid = payout_minor(Owed(total, ripe, old))
    assert paid in (0, max(0, ripe))
    assert not 0 < paid < LEAST_MINOR or old > 0
