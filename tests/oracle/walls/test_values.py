"""Numbers in tags as the checker reads them; two readings that share no code agree."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.build.tags_value import find_incline, find_metres
from tests.oracle.walls.values import STEEPEST_PCT, find_incline_pct, first_metres
from tests.oracle.walls.values import find_metres as own_metres

numbers = st.decimals(0, 300, places=2).map(str)
spelled = st.builds("".join, st.tuples(numbers, st.sampled_from(["", " ", "  "]), st.sampled_from(["", "m", "cm", "mm", "%", "°", "in", "'", "x"])))
slopes = st.builds("".join, st.tuples(st.sampled_from(["", "-", "+"]), st.one_of(spelled, st.builds("1:{}".format, numbers), st.just("up"))))


@pytest.mark.parametrize(
    "text, metres", [("2", 2), ("1,5", 1.5), ("90 cm", 0.9), ("6'6\"", 1.9812), ("1.2;0.8", 0.8), ("wide", None), ("1.2;x", None), ("400 km", None)]
)
def test_lengths(text, metres):
    assert own_metres(text) == (pytest.approx(metres) if metres is not None else None)


@pytest.mark.parametrize(
    "text, pct", [("6%", 6), ("-3,5 %", -3.5), ("10", 10), ("1:12", 8.333), ("45°", 100), ("up", None), ("400%", None), ("89°", None)]
)
def test_slopes(text, pct):
    assert find_incline_pct(text) == (pytest.approx(pct, abs=0.001) if pct is not None else None)


def test_the_first_length_that_can_be_read_counts():
    assert first_metres({"width": "about 2", "est_width": "1.5"}, "width", "est_width") == 1.5


@given(st.one_of(spelled, st.text(max_size=12)))
def test_lengths_as_the_build_reads_them(text):
    ours, theirs = own_metres(text), find_metres(text)
    if theirs is not None and 0 <= theirs <= 300:
        assert ours == pytest.approx(theirs)
    if ours is not None:
        assert theirs is not None


@given(st.one_of(slopes, st.text(max_size=12)))
def test_slopes_as_the_build_reads_them(text):
    ours = find_incline_pct(text)
    try:
        permille, _ = find_incline(text)
    except ValueError:
        permille = None
    if ours is None or permille is None:
        assert ours is permille is None or abs(ours or 0) >= STEEPEST_PCT - 0.1
    else:
        assert ours * 10 == pytest.approx(permille, abs=0.51)
