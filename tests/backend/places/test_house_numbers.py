"""Choosing a house number."""
import pytest

from backend.places.house_numbers import choose
from backend.places.query import understand


@pytest.mark.parametrize(
    "asked, numbers, expected",
    [
        ("12", "10 12 14", ("12", True)),
        ("12a", "12 12a 12b", ("12a", True)),
        ("12a", "12 14", ("12", False)),
        ("13", "11 12 14 15", ("11", False)),
        ("99", "1 2 50 51", ("51", False)),
        ("13", "11 12-14 15", ("12-14", True)),
        ("5", "A B", (None, False)),
        ("5", "", (None, False)),
    ],
)
def test_the_number_or_the_nearest_known(asked, numbers, expected):
    known = numbers.split()
    at, exact = choose(asked, known)
    assert (known[at] if at >= 0 else None, exact) == expected


@pytest.mark.parametrize(
    "text, words, number",
    [
        ("Hauptstr 12", ("hauptstr",), "12"),
        ("12 Hauptstrasse, Heidelberg", ("hauptstrasse", "heidelberg"), "12"),
        ("Hauptstraße 12 a", ("hauptstrasse",), "12a"),
        ("69117 Heidelberg Hauptstraße 12B", ("heidelberg", "hauptstrasse"), "12b"),
        ("Hauptstr. 47-51", ("hauptstr",), "47-51"),
        ("Hauptstraße", (), ""),
        ("12", (), ""),
        ("", (), ""),
    ],
)
def test_a_typed_number_is_taken_apart(text, words, number):
    asked = understand(text)
    assert (asked.street_words, asked.number) == (words, number)
