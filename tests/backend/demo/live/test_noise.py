"""Chance from keys."""
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backend.demo.live.noise import bell, draw, exponential, wave

KEYS = st.integers(-(2**62), 2**62)


@given(KEYS, KEYS, KEYS)
def test_the_same_keys_draw_the_same_number(seed, one, other):
    number = float(draw(seed, one, other))
    assert 0 <= number < 1
    assert number == float(draw(seed, one, other))


def test_each_key_counts_and_so_does_their_order():
    assert len({float(draw(*keys)) for keys in ((1, 2, 3), (1, 3, 2), (2, 2, 3), (1, 2), (1, 2, 3, 0))}) == 5


def test_draws_are_spread_evenly():
    numbers = draw(7, np.arange(100_000))
    counts = np.histogram(numbers, 20, (0, 1))[0]
    assert abs(counts - 5000).max() < 350
    assert abs(np.corrcoef(numbers[:-1], numbers[1:])[0, 1]) < 0.01


def test_bells_and_waits_have_their_means():
    rows = np.arange(50_000)
    assert abs(bell(1, rows).mean()) < 0.02
    assert abs(bell(1, rows).std() - 1) < 0.02
    assert abs(exponential(1, 300, rows).mean() - 300) < 6


@given(st.integers(0, 2**31), st.integers(-1000, 1000))
def test_a_wave_has_no_steps(at_s, key):
    line = wave(3, key, at_s + np.arange(4000), 1800)
    assert line.min() >= 0
    assert line.max() < 1
    assert np.abs(np.diff(line)).max() < 0.001
