import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.concessions import Base, Concession, base_price

CHILD = Concession("child", "child", factor_bp=5000)
COMPANION = Concession("companion", "companion", factor_bp=0)
STUDENT = Concession("student", "student", fixed_minor=150)
COUNCIL = Concession("council", "council", factor_bp=9000, stacks_on=frozenset({"child"}))
ALL = (CHILD, COMPANION, STUDENT, COUNCIL)


@pytest.mark.parametrize("held, base", [
    ("", Base(285, ())), ("child", Base(143, ("child",))), ("companion", Base(0, ("companion",))), ("student", Base(150, ("student",))),
    ("child student", Base(143, ("child",))),  # the lower one, not both
    ("council", Base(257, ("council",))), ("child council", Base(129, ("child", "council"))), ("student council", Base(150, ("student",))),
    ("pilot", Base(285, ())),
])  # fmt: skip
def test_the_lowest_price_somebody_has_a_right_to(held, base):
    assert base_price(285, ALL, frozenset(held.split())) == base


def test_a_fixed_fare_above_the_list_price_is_not_taken():
    assert base_price(100, ALL, frozenset({"student"})) == Base(100, ())


@given(st.integers(0, 10**6), st.sets(st.sampled_from(["child", "companion", "student", "council"])), st.randoms())
def test_no_right_ever_makes_it_dearer_and_order_does_not_matter(price, held, random):
    shuffled = list(ALL)
    random.shuffle(shuffled)
    base = base_price(price, shuffled, frozenset(held))
    assert base == base_price(price, ALL, frozenset(held))
    assert all(base.base_minor <= base_price(price, ALL, frozenset(held - {one})).base_minor for one in held)
    assert 0 <= base.base_minor <= price


@pytest.mark.parametrize("wrong", [{}, {"factor_bp": 1, "fixed_minor": 1}, {"factor_bp": 10_001}, {"factor_bp": -1}, {"fixed_minor": -1}])
def test_what_is_no_concession_is_refused(wrong):
    with pytest.raises(ValueError):
        Concession("x", "x", **wrong)
    with pytest.raises(ValueError):
        base_price(-1, ALL, frozenset())
