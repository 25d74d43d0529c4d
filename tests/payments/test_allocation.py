from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.allocation import Weight, allocate

weights = st.dictionaries(st.text("abcdef", min_size=1, max_size=4), st.integers(0, 10**6), min_size=1, max_size=12)


def slow_twin(total, weights):
    """One unit at a time to the line that lacks most of its exact part, whole units first."""
    if not sum(weights.values()):
        weights = dict.fromkeys(weights, 1)
    exact = {line: Fraction(abs(total) * weight, sum(weights.values())) for line, weight in weights.items()}
    shares = {line: int(part) for line, part in exact.items()}
    while sum(shares.values()) < abs(total):
        lacking = min(sorted(shares), key=lambda line: shares[line] - exact[line])
        shares[lacking] += 1
    return {line: share if total >= 0 else -share for line, share in shares.items()}


@given(st.integers(-(10**7), 10**7), weights)
def test_it_agrees_with_the_slow_twin(total, weights):
    assert allocate(total, [Weight(*pair) for pair in weights.items()]) == slow_twin(total, weights)


@given(st.integers(-(10**7), 10**7), weights, st.randoms())
def test_shares_add_up_are_close_and_know_no_order(total, weights, random):
    pairs = [Weight(*pair) for pair in weights.items()]
    shares = allocate(total, pairs)
    assert sum(shares.values()) == total
    whole = sum(weights.values())
    if whole:
        assert all(abs(shares[line] - Fraction(total * weight, whole)) < 1 for line, weight in pairs)
    random.shuffle(pairs)
    assert allocate(total, pairs) == shares


def test_ties_go_to_the_lowest_line_and_no_weight_means_equal_shares():
    assert allocate(10, [Weight("c", 1), Weight("a", 1), Weight("b", 1)]) == {"a": 4, "b": 3, "c": 3}
    assert allocate(-5, [Weight("b", 0), Weight("a", 0)]) == {"a": -3, "b": -2}
    assert allocate(0, []) == {}


@pytest.mark.parametrize("total, weights", [(1, []), (1, [Weight("a", -1)]), (1, [Weight("a", 1), Weight("a", 1)])])
def test_what_cannot_be_shared_is_refused(total, weights):
    with pytest.raises(ValueError):
        allocate(total, weights)
