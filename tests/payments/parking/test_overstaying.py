"""What staying too long costs: as it was shown, and nothing within the grace."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.parking.overstaying import Overstay, OverstayTerms, overstay
from tests.payments.parking.worlds import MINUTE, berlin, later

END = berlin(2024, 6, 7, 10)
PLAIN, GRACE = OverstayTerms(0, 10, 50, 50, 1000), OverstayTerms(10, 15, 50, 50, 1000)
amounts = st.integers(0, 500)
all_terms = st.builds(OverstayTerms, st.integers(0, 30), st.integers(1, 60), amounts, amounts, st.integers(0, 2000))


@pytest.mark.parametrize("terms, extra_min, time_minor, fee_minor", [
    (PLAIN, 20, 100, 50), (PLAIN, 0, 0, 0), (PLAIN, -5, 0, 0), (PLAIN, 0.1, 50, 50), (GRACE, 20, 50, 50), (GRACE, 10, 0, 0), (GRACE, 9, 0, 0),
    (GRACE, 11, 50, 50), (GRACE, 25, 50, 50), (GRACE, 26, 100, 50),
    (OverstayTerms(0, 10, 50, 50, 120), 20, 100, 20), (OverstayTerms(0, 10, 50, 50, 80), 20, 80, 0),
])  # fmt: skip
def test_overstays_worked_out_by_hand(terms, extra_min, time_minor, fee_minor):
    assert overstay(terms, END, END + extra_min * MINUTE) == Overstay(time_minor, fee_minor)


def test_minutes_are_real_in_the_night_in_which_the_clock_goes_back():
    end, left_at = berlin(2024, 10, 27, 2, 50), berlin(2024, 10, 27, 2, 10, fold=1)
    assert overstay(PLAIN, end, left_at) == Overstay(100, 50)


@given(all_terms, st.integers(-100, 2000), st.integers(0, 100))
def test_it_is_never_above_what_was_shown_and_never_falls(terms, extra_min, more):
    shorter, longer = (overstay(terms, END, later(END, minutes)) for minutes in (extra_min, extra_min + more))
    assert 0 <= shorter.total_minor <= longer.total_minor <= terms.maximum_minor
    assert shorter.time_minor <= longer.time_minor
    assert (shorter.total_minor == 0) or extra_min > terms.grace_min


@pytest.mark.parametrize("numbers", [(-1, 10, 0, 0, 0), (0, 0, 0, 0, 0), (0, 1, -1, 0, 0), (0, 1, 0, -1, 0), (0, 1, 0, 0, -1)])
def test_terms_have_no_numbers_below_zero(numbers):
    with pytest.raises(ValueError):
        OverstayTerms(*numbers)
