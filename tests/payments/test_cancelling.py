from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.cancelling import Broken, FeeStep, HeldLeg, Ladder, early_leave_refund, is_stale, quote_cancellation
from payments.caps import CappedLeg, CapScheme

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
LADDER = Ladder((FeeStep(86_400, 0, 0), FeeStep(3600, 0, 5000), FeeStep(0, 50, 7500)))
steps = st.builds(FeeStep, st.integers(0, 10**6), st.integers(0, 500), st.integers(0, 10_000))


def held(no, shown=400, starts_at=NOON, **more):
    return HeldLeg(no, shown, starts_at, LADDER, **more)


@pytest.mark.parametrize("before, fee", [
    (timedelta(days=2), 0), (DAY, 0), (DAY - timedelta(seconds=1), 200), (timedelta(hours=1), 200), (timedelta(minutes=59), 350),
    (timedelta(), 350), (-timedelta(seconds=1), 400),
])  # fmt: skip
def test_the_fee_rises_step_by_step_to_the_whole_price(before, fee):
    quote = quote_cancellation([held(1)], [1], NOON - before)
    assert (quote.fee_minor, quote.refund_minor) == (fee, 400 - fee)
    assert quote.valid_until == NOON - before + timedelta(minutes=2)


@given(st.lists(steps, max_size=4), st.integers(0, 10**5), st.integers(-(10**6), 10**6))
def test_a_fee_is_never_above_the_price_and_knows_no_order_of_steps(steps, price, left_s):
    at = NOON - timedelta(seconds=left_s)
    fee = Ladder(tuple(steps)).fee(price, NOON, at)
    assert 0 <= fee <= price
    assert fee == Ladder(tuple(reversed(steps))).fee(price, NOON, at)


def test_an_operator_s_fault_costs_nothing():
    quote = quote_cancellation([held(1, operator_fault=True), held(2)], [1, 2], NOON + DAY)
    assert quote.fees == {1: 0, 2: 400}


def test_what_else_breaks_is_said_first():
    through = frozenset({1, 2})
    quote = quote_cancellation([held(1, through=through), held(2, through=through), held(3)], [1], NOON - 2 * DAY)
    assert quote.consequences == ((Broken.THROUGH_FARE, (2,)),)
    assert quote_cancellation([held(1, through=through), held(2, through=through)], [1, 2], NOON - 2 * DAY).consequences == ()


def test_a_cap_is_worked_out_anew():
    """Day cap 500, two rides at 280: the second was shown at 220."""
    scheme, day = CapScheme("city", "eur", 500), date(2026, 11, 23)
    capped = (CappedLeg("1", day, 280, 280), CappedLeg("2", day, 280, 220))
    legs = [held(1, 280), held(2, 220)]
    for gone, refund in ((1, 280), (2, 220)):
        quote = quote_cancellation(legs, [gone], NOON - 2 * DAY, scheme, capped)
        assert quote.refund_minor == refund
        assert [each.what for each in quote.consequences] == [Broken.CAP]
    far, whole = CapScheme("city", "eur", 900), [leg._replace(shown_minor=leg.base_minor) for leg in capped]
    assert quote_cancellation(legs, [1], NOON - 2 * DAY, far, whole).consequences == ()  # the cap is not reached
    other = (CappedLeg("bus", day, 600, 500),)
    assert quote_cancellation(legs, [1], NOON - 2 * DAY, scheme, other).consequences == ()  # the leg is in no cap
    three = (*capped, CappedLeg("bus", day, 280, 0))  # free that day: its price is due once the others are gone, and was never shown
    assert quote_cancellation(legs, [1, 2], NOON - 2 * DAY, scheme, three).refund_minor == 500


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 600)), min_size=1, max_size=5), st.integers(0, 1500), st.integers(-(10**5), 10**5))
def test_nobody_gets_less_than_nothing_or_more_than_was_paid(prices, cap, left_s):
    scheme, day = CapScheme("city", "eur", cap), date(2026, 11, 23)
    capped = [CappedLeg(str(no), day, max(pair), min(pair)) for no, pair in enumerate(prices)]
    legs = [held(no, leg.shown_minor) for no, leg in enumerate(capped)]
    quote = quote_cancellation(legs, [0], NOON - timedelta(seconds=left_s), scheme, capped)
    assert 0 <= quote.refund_minor <= sum(leg.shown_minor for leg in capped)
    assert 0 <= quote.fee_minor <= legs[0].shown_minor


def test_a_quote_goes_stale_when_it_is_over_or_dearer():
    legs = [held(1)]
    early, late = quote_cancellation(legs, [1], NOON - 2 * DAY), quote_cancellation(legs, [1], NOON)
    assert not is_stale(early, early, early.valid_until)
    assert is_stale(early, early, early.valid_until + timedelta(seconds=1))
    assert is_stale(early, late, early.valid_until)
    assert not is_stale(late, early, NOON)  # cheaper by now: the lower fee is taken


def test_there_must_be_something_to_cancel():
    for gone in ([], [2], [1, 2]):
        with pytest.raises(ValueError):
            quote_cancellation([held(1)], gone, NOON)


def test_leaving_early_gives_back_whole_steps():
    until = NOON + timedelta(hours=2)
    assert early_leave_refund(until, NOON + timedelta(minutes=61), 1200, 50, 300) == 100  # 59 of 120 minutes left: two steps of 20
    assert early_leave_refund(until, NOON, 1200, 100, 300) == 300
    assert early_leave_refund(until, until + DAY, 1200, 50, 300) == 0
    with pytest.raises(ValueError):
        early_leave_refund(until, NOON, 0, 50, 300)
