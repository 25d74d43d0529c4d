from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.cancelling import FeeStep, Ladder
from payments.caps import CappedLeg, CapScheme
from payments.concessions import Concession
from payments.money import MixedCurrency, UnknownCurrency
from payments.quote import CapUse, Change, Discount, LineKind, PricedLeg, Terms, change, make_quote
from payments.states import CaptureMode

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
CHILD = Concession("child", "child", factor_bp=5000)
LADDER = Ladder((FeeStep(3600, 0, 5000), FeeStep(86_400, 0, 0)))
K = LineKind


def leg(no, price, minute=0, **more):
    start = EIGHT + timedelta(minutes=minute)
    terms = {"payee_id": f"op{no}", "currency": "eur", "list_minor": price, "product_minor": price, "tax_rate_bp": 700, "ladder": LADDER} | more
    return PricedLeg(no, starts_at=start, ends_at=start + timedelta(minutes=20), **terms)


def shown(quote):
    return [(line.leg_no, line.kind, line.shown_minor) for line in quote.lines]


def test_one_price_with_a_line_per_operator():
    quote = make_quote([leg(1, 280), leg(2, 350, 30), leg(3, 400, 60, tax_rate_bp=1900)], Terms(fee_minor=50, fee_rate_bp=1900), EIGHT)
    assert quote.total_minor == 1080
    assert shown(quote) == [(0, K.BOOKING_FEE, 50), (1, K.FARE, 280), (2, K.FARE, 350), (3, K.FARE, 400)]
    assert [line.tax_minor for line in quote.lines] == [8, 18, 23, 64]  # 41 of 630 at 7 %, 72 of 450 at 19 %
    assert quote.valid_until == EIGHT + timedelta(minutes=5)
    assert quote.capture_mode is CaptureMode.TRIP_END


def test_the_steps_come_in_their_order():
    """List 350, product 300, child 150, the day's cap leaves 120, a tenth off: 108."""
    cap = CapUse(CapScheme("city", "eur", 500), BERLIN, (CappedLeg("yesterday's", EIGHT.date(), 380, 380),))
    one = leg(1, 350, product_minor=300, concessions=(CHILD,), cap=cap)
    quote = make_quote([one], Terms(frozenset({"child"}), discounts=(Discount("spring", factor_bp=1000),)), EIGHT)
    assert shown(quote) == [(1, K.CAP_CREDIT, -30), (1, K.DISCOUNT, -12), (1, K.FARE, 150)]
    fare = quote.lines[-1]
    assert (fare.list_minor, fare.concession_ids, fare.tax_minor) == (350, ("child",), 7)
    assert quote.total_minor == 108


def test_a_cap_counts_the_legs_of_the_trip_in_the_order_of_travel():
    cap = CapUse(CapScheme("city", "eur", 500), BERLIN)
    late, early = leg(1, 280, 60, cap=cap), leg(2, 280, 0, cap=cap)
    quote = make_quote([late, early], Terms(), EIGHT)
    assert shown(quote) == [(1, K.CAP_CREDIT, -60), (1, K.FARE, 280), (2, K.FARE, 280)]
    assert make_quote([early, late], Terms(), EIGHT).fingerprint == quote.fingerprint


def test_vouchers_pay_and_leave_the_tax_as_it_is():
    plain = make_quote([leg(1, 280)], Terms(), EIGHT)
    quote = make_quote([leg(1, 280)], Terms(vouchers={"city": 200, "other": 200, "more": 5}), EIGHT)
    assert quote.total_minor == 0
    assert [line.shown_minor for line in quote.lines if line.kind is K.VOUCHER] == [-200, -80]
    assert sum(line.tax_minor for line in quote.lines) == sum(line.tax_minor for line in plain.lines) == 18


@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 200), st.sampled_from([0, 700, 1900]), st.booleans()), min_size=1, max_size=6),
    st.integers(0, 300), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 3000)), max_size=2), st.integers(0, 9000), st.booleans(),
    st.randoms(),
)  # fmt: skip
def test_lines_add_up_for_every_trip_and_order(rows, fee, discounts, voucher, child, random):
    cap = CapUse(CapScheme("city", "eur", 900, 4000), BERLIN, (CappedLeg("b", EIGHT.date(), 300, 300),))
    legs = [
        leg(no, price, minute, tax_rate_bp=rate, concessions=(CHILD,), cap=cap if capped else None)
        for no, (price, minute, rate, capped) in enumerate(rows, 1)
    ]
    asked = Terms(
        frozenset({"child"} if child else ()), fee, 1900, tuple(Discount(str(at), *pair) for at, pair in enumerate(discounts)), {"v": voucher}
    )
    quote = make_quote(legs, asked, EIGHT)
    assert quote.total_minor == sum(line.shown_minor for line in quote.lines) >= 0
    assert all(line.shown_minor >= 0 for line in quote.lines if line.kind in (K.FARE, K.BOOKING_FEE))
    assert all(line.shown_minor < 0 for line in quote.lines if line.kind not in (K.FARE, K.BOOKING_FEE))
    assert len({line[:3] for line in quote.lines}) == len(quote.lines)
    for fare in (line for line in quote.lines if line.kind is K.FARE):
        net = sum(line.shown_minor for line in quote.lines if line.leg_no == fare.leg_no)
        assert 0 <= fare.tax_minor <= net <= fare.list_minor
    random.shuffle(legs)
    again = make_quote(legs, asked, EIGHT + timedelta(seconds=9))
    assert (again.fingerprint, again.terms_fingerprint) == (quote.fingerprint, quote.terms_fingerprint)
    assert change(quote, again) is Change.NONE


def test_a_price_worked_out_again_rises_never_in_silence():
    accepted = make_quote([leg(1, 280)], Terms(), EIGHT)
    assert change(accepted, make_quote([leg(1, 281)], Terms(), EIGHT)) is Change.HIGHER
    assert change(accepted, make_quote([leg(1, 279)], Terms(), EIGHT)) is Change.LOWER
    assert change(accepted, make_quote([leg(1, 270, ladder=Ladder(()))], Terms(), EIGHT)) is Change.HIGHER
    assert change(accepted, make_quote([leg(1, 270, currency="chf")], Terms(), EIGHT)) is Change.HIGHER


def test_a_quote_is_no_longer_valid_than_an_offer_in_it():
    offer = EIGHT + timedelta(minutes=2)
    assert make_quote([leg(1, 280), leg(2, 1, 5, offer_valid_until=offer)], Terms(), EIGHT).valid_until == offer


@pytest.mark.parametrize("ahead, off_session, mode", [
    (timedelta(days=5, hours=12), False, CaptureMode.TRIP_END), (timedelta(days=5, hours=12, seconds=1), False, CaptureMode.AT_CONFIRMATION),
    (timedelta(days=3), True, CaptureMode.TRIP_END), (timedelta(days=3, seconds=1), True, CaptureMode.AT_CONFIRMATION),
])  # fmt: skip
def test_money_is_taken_after_the_trip_unless_the_hold_would_not_last(ahead, off_session, mode):
    one = leg(1, 280)
    assert make_quote([one], Terms(off_session=off_session), one.ends_at - ahead).capture_mode is mode


def test_what_is_no_trip_has_no_quote():
    for legs in ([], [leg(1, 1), leg(1, 2)], [leg(no, 1) for no in range(21)]):
        with pytest.raises(ValueError):
            make_quote(legs, Terms(), EIGHT)
    with pytest.raises(MixedCurrency):
        make_quote([leg(1, 1), leg(2, 1, currency="chf")], Terms(), EIGHT)
    with pytest.raises(MixedCurrency):
        make_quote([leg(1, 1, cap=CapUse(CapScheme("x", "chf", 1), BERLIN))], Terms(), EIGHT)
    with pytest.raises(UnknownCurrency):
        make_quote([leg(1, 1, currency="xyz")], Terms(), EIGHT)
    with pytest.raises(ValueError):
        make_quote([leg(1, 1)], Terms(discounts=(Discount("d", 10_001),)), EIGHT)
