"""How likely two requests are the same."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.requests.duplicates.score import Pair, letters_of, likeness, probability

texts = st.text(max_size=60)
pairs = st.builds(Pair, st.floats(0, 150), st.floats(0, 30), st.booleans(), st.floats(0, 1), st.floats(0, 100))


@given(texts, texts)
def test_likeness_is_the_same_both_ways_and_whole_with_oneself(one, other):
    a, b = letters_of(one), letters_of(other)
    assert likeness(a, b) == pytest.approx(likeness(b, a))
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, a) == (pytest.approx(1) if a else 0)


def test_a_slip_of_the_pen_costs_little_and_other_words_much():
    pothole = letters_of("deep pothole on the road")
    assert likeness(pothole, letters_of("Deep POTHOEL on the road!")) > 0.7
    assert likeness(pothole, letters_of("litter bin overflows")) < 0.15
    assert likeness(letters_of("승강기 고장"), letters_of("승강기가 고장났어요")) > 0.2


@given(pairs)
def test_nearer_newer_alike_is_never_less_likely(pair):
    likely = probability(pair)
    assert 0 < likely < 1
    for better in (
        Pair(pair.distance_m / 2, pair.days, pair.same_category, pair.letters, pair.accuracy_m),
        Pair(pair.distance_m, pair.days / 2, pair.same_category, pair.letters, pair.accuracy_m),
        Pair(pair.distance_m, pair.days, True, pair.letters, pair.accuracy_m),
        Pair(pair.distance_m, pair.days, pair.same_category, 1.0, pair.accuracy_m),
        Pair(pair.distance_m, pair.days, pair.same_category, pair.letters, 100.0),
    ):  # fmt: skip
        assert probability(better) >= likely


def test_category_is_soft():
    """One in ten takes another one: near by, with the same words, it is offered all the same."""
    assert probability(Pair(5, 1, same_category=False, letters=0.8)) > 0.15
    assert probability(Pair(5, 1, same_category=False, letters=0.0)) > 0.15
    assert probability(Pair(120, 1, same_category=False, letters=0.3)) < 0.15
