import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.tax import TaxedLine, included_tax, refund_tax, taxes

lines = st.lists(st.tuples(st.integers(0, 100_000), st.sampled_from([0, 700, 1900, 2550])), max_size=10).map(
    lambda pairs: [TaxedLine(str(i), *pair) for i, pair in enumerate(pairs)]
)


@given(lines)
def test_lines_add_up_to_the_tax_of_each_rate(lines):
    found = taxes(lines)
    for rate, tax in found.by_rate.items():
        of_rate = [line for line in lines if line.rate_bp == rate]
        assert tax == included_tax(sum(line.gross_minor for line in of_rate), rate) == sum(found.by_line[line.line_id] for line in of_rate)
    assert found.total_minor == sum(found.by_line.values())
    assert all(0 <= found.by_line[line.line_id] <= line.gross_minor for line in lines)


@given(st.integers(0, 10**6), st.sampled_from([0, 700, 1900]), st.lists(st.integers(0, 10**6), max_size=8))
def test_refunds_in_any_parts_give_back_the_tax_and_no_more(gross, rate, wishes):
    tax = included_tax(gross, rate)
    before, back = 0, 0
    for wish in [*wishes, gross]:
        part = min(wish, gross - before)
        given_back = refund_tax(gross, tax, before, part)
        assert 0 <= given_back <= part
        before, back = before + part, back + given_back
    assert (before, back) == (gross, tax)


def test_known_values():
    assert included_tax(119, 1900) == 19
    assert included_tax(160, 1900) == 26  # 25.546
    assert included_tax(107, 700) == 7
    three = [TaxedLine("a", 100, 1900), TaxedLine("b", 100, 1900), TaxedLine("c", 107, 700)]
    assert taxes(three).by_line == {"a": 16, "b": 16, "c": 7}
    assert refund_tax(100, 16, 0, 50) == 8


@pytest.mark.parametrize("before, part", [(0, 101), (60, 50), (0, -1), (-1, 1)])
def test_nobody_is_refunded_beyond_what_was_paid(before, part):
    with pytest.raises(ValueError):
        refund_tax(100, 16, before, part)


def test_discounts_come_off_before_tax():
    with pytest.raises(ValueError):
        taxes([TaxedLine("a", -1, 1900)])
    with pytest.raises(ValueError):
        included_tax(100, -1)
    with pytest.raises(ValueError):
        taxes([TaxedLine("a", 1, 1900), TaxedLine("a", 1, 700)])
