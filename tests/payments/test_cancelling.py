from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.cancelling import Broken, FeeStep, HeldLeg, Ladder, is_stale, quote_cancellation
from payments.caps import CappedLeg, CapScheme
from payments.staying import CapPeriod

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


def test_what_stays_pays_what_it_costs_without_the_legs_that_go():
    """Day cap 500, rides at 280: shown at 280, 220 and 0. Whoever gives back the first two rides the third at its price."""
    scheme, day = CapScheme("city", "eur", 500), date(2026, 11, 23)
    capped = tuple(CappedLeg(name, day, 280, shown) for name, shown in (("a", 280), ("b", 220), ("c", 0)))
    legs = [held(1, 280, leg_id="a"), held(2, 220, leg_id="b")]  # the third one is another trip
    quote = quote_cancellation(legs, [1, 2], NOON - 2 * DAY, [CapPeriod(scheme, capped)])
    assert (quote.refund_minor, quote.kept_minor, quote.dearer) == (220, 280, {"c": 280})
    assert quote.consequences == ((Broken.CAP, ()),)
    first = quote_cancellation(legs, [1], NOON - 2 * DAY, [CapPeriod(scheme, capped)])
    assert (first.refund_minor, first.dearer, first.consequences) == (0, {"b": 60, "c": 220}, ((Broken.CAP, (2,)),))
    two = CapPeriod(scheme, capped[:2])
    for gone, refund in ((1, 220), (2, 220)):
        assert quote_cancellation(legs, [gone], NOON - 2 * DAY, [two]).refund_minor == refund
    for period in (CapPeriod(CapScheme("city", "eur", 900), capped), CapPeriod(scheme, (CappedLeg("bus", day, 600, 500),))):
        assert quote_cancellation(legs, [2], NOON - 2 * DAY, [period]).consequences == ()  # the cap is not reached; the leg is in no cap


def test_the_fee_is_taken_of_what_is_not_kept():
    scheme, day = CapScheme("city", "eur", 500), date(2026, 11, 23)
    period = CapPeriod(scheme, (CappedLeg("a", day, 280, 280), CappedLeg("b", day, 280, 220)))
    late = quote_cancellation([held(1, 280, leg_id="a")], [1], NOON, [period])
    assert (late.kept, late.fees, late.refund_minor) == ({1: 60}, {1: 220}, 0)  # the ladder says 260
    fault = quote_cancellation([held(1, 280, leg_id="a", operator_fault=True)], [1], NOON, [period])
    assert (fault.kept, fault.fees, fault.refund_minor, fault.consequences) == ({}, {1: 0}, 280, ())


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 600)), min_size=1, max_size=5), st.integers(0, 1500), st.integers(-(10**5), 10**5))
def test_nobody_gets_less_than_nothing_or_more_than_was_paid(prices, cap, left_s):
    scheme, day = CapScheme("city", "eur", cap), date(2026, 11, 23)
    capped = tuple(CappedLeg(str(no), day, max(pair), min(pair)) for no, pair in enumerate(prices))
    legs = [held(no, leg.shown_minor, leg_id=leg.leg_id) for no, leg in enumerate(capped)]
    quote = quote_cancellation(legs, [0], NOON - timedelta(seconds=left_s), [CapPeriod(scheme, capped)])
    assert quote.refund_minor >= 0 <= quote.fee_minor
    assert quote.refund_minor + quote.fee_minor + quote.kept_minor == legs[0].shown_minor


def test_a_quote_goes_stale_when_it_is_over_or_dearer():
    legs = [held(1)]
    early, late = quote_cancellation(legs, [1], NOON - 2 * DAY), quote_cancellation(legs, [1], NOON)
    assert not is_stale(early, early, early.valid_until)
    assert is_stale(early, early, early.valid_until + timedelta(seconds=1))
    assert is_stale(early, late, early.valid_until)
    assert not is_stale(late, early, NOON)  # cheaper by now: the lower fee is taken
    assert is_stale(early, replace(early, refund_minor=early.refund_minor - 1), NOON - 2 * DAY)  # a leg that stays was bought meanwhile


def test_there_must_be_something_to_cancel():
    for gone in ([], [2], [1, 2]):
        with pytest.raises(ValueError):
            quote_cancellation([held(1)], gone, NOON)
