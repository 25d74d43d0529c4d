import random
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.numbers import LENGTH, SIGNS, find_number, new_number, said

numbers = st.randoms(use_true_random=False).map(lambda chance: new_number(chance.randrange))


@given(numbers)
def test_a_number_is_read_however_it_is_typed(number):
    assert find_number(number) == find_number(said(number)) == number
    assert find_number(f" {said(number).lower()} ") == number
    assert find_number(number.replace("0", "O").replace("1", "l")) == number


@given(numbers, st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(number, at, sign):
    typed = number[:at] + sign + number[at + 1 :]
    assert find_number(typed) == (number if typed == number else None)


@given(numbers, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_that_changed_places_are_noticed(number, one, other):
    signs = list(number)
    signs[one], signs[other] = signs[other], signs[one]
    typed = "".join(signs)
    assert find_number(typed) == (number if typed == number else None)


@given(st.text(max_size=40))
def test_anything_else_is_none(text):
    found = find_number(text)
    assert found is None or (len(found) == LENGTH and set(found) <= set(SIGNS))


@pytest.mark.parametrize("text", ["", "7K2-M9", "7K2-M944", "VVVVVV", "7K2" * 1000, "٧K2M94"])
def test_these_are_none(text):
    assert find_number(text) is None


def test_one_guess_in_thirty_one_is_a_number_at_all():
    chance = random.Random(7)
    typed = ["".join(chance.choices(SIGNS, k=LENGTH)) for _ in range(20_000)]
    assert 0.02 < sum(find_number(text) is not None for text in typed) / 20_000 < 0.045


def test_it_looks_like_one():
    assert len(said(new_number(secrets.randbelow))) == 7
    assert said("7K2M94") == "7K2-M94"
