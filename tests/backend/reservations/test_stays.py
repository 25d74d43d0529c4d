"""Money of a stay that goes on and is left, whatever the times: one price for all of it, nothing below zero, nothing above what was paid."""
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.reservations.extending import costs_more
from backend.reservations.leaving import shares
from payments.parking.leaving import leave
from payments.parking.overstaying import OverstayTerms, overstay
from payments.parking.tariff import CapFrom, Rung, Tariff, Window, price

MINUTE = timedelta(minutes=1)
EVERY_DAY = frozenset(range(7))
TARIFFS = [
    Tariff("Europe/Berlin", (Window(EVERY_DAY, 0, 0, (Rung(60, 200),), 30, 100),)),
    Tariff("Europe/Berlin", (Window(EVERY_DAY, 0, 0, (), 30, 100),), 20, cap_minor=1200, cap_from=CapFrom.DAY),
    Tariff("Europe/Berlin", (Window(EVERY_DAY, 420, 1260, (Rung(20, 50), Rung(60, 250)), 60, 200), Window(EVERY_DAY, 1260, 420, (), 60, 50, 500))),
]
# Also over both nights in which clocks are moved.
STARTS = st.sampled_from([datetime(2026, 3, 28, 22, tzinfo=UTC), datetime(2026, 10, 24, 21, 40, tzinfo=UTC), datetime(2026, 6, 1, 8, tzinfo=UTC)])
SPANS = st.lists(st.integers(1, 700), min_size=1, max_size=4)


@given(st.sampled_from(TARIFFS), STARTS, SPANS, st.integers(-30, 3000))
def test_extensions_add_up_to_one_quote_and_what_comes_back_is_within_what_was_paid(tariff, start, spans, left_after):
    ends, prices = [start], []
    for span in spans:
        end = ends[-1] + span * MINUTE
        prices.append(price(tariff, start, end) if len(ends) == 1 else costs_more(tariff, start, ends[-1], end))
        ends.append(end)
    assert min(prices) >= 0
    assert sum(prices) == price(tariff, start, ends[-1])
    left = leave(tariff, start, ends[-1], start + left_after * MINUTE, sum(prices))
    due = shares(left.due_minor, prices)
    assert sum(due) == left.due_minor
    assert all(0 <= one <= whole for one, whole in zip(due, prices))
    assert 0 <= left.refund_minor <= sum(prices)
    assert start <= left.ends_at <= ends[-1]
    later = leave(tariff, start, ends[-1], start + (left_after + 1) * MINUTE, sum(prices))
    assert later.refund_minor <= left.refund_minor, "the earlier proof is the better one"


@given(STARTS, st.integers(0, 30), st.sampled_from([10, 15, 60]), st.integers(0, 500), st.integers(0, 900), st.integers(0, 5000))
def test_an_overstay_is_free_within_the_grace_and_never_above_what_was_shown(start, grace, step, minor, fee, most):
    terms = OverstayTerms(grace, step, minor, fee, most)
    assert overstay(terms, start, start + grace * MINUTE).total_minor == 0
    charged = [overstay(terms, start, start + (grace + extra) * MINUTE).total_minor for extra in (1, step, step + 1, 10_000)]
    assert charged == sorted(charged)
    assert charged[-1] <= most
    assert charged[0] == min(minor + fee, most)
