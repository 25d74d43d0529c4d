"""Thrown numbers, the same for the same seed in every process: xorshift64* (Vigna, 2016). The state is the caller's: one word in an array."""
import numpy as np

from routing.jit import njit

RIGHT, LEFT, AGAIN = np.uint64(12), np.uint64(25), np.uint64(27)
SPREAD, LOW_BITS = np.uint64(2685821657736338717), np.uint64(11)
UNIT = 1.0 / 9007199254740992.0


def dice_of(seed: int) -> np.ndarray:
    """uint64[1], never nought. Neighbouring seeds begin far from each other."""
    return np.array([(seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) % 2**64 or 1], np.uint64)


@njit
def roll(dice):
    """float64 in [0, 1)."""
    x = dice[0]
    x ^= x >> RIGHT
    x ^= x << LEFT
    x ^= x >> AGAIN
    dice[0] = x
    return np.float64((x * SPREAD) >> LOW_BITS) * UNIT


@njit
def below(dice, n):
    """int64 in 0 … n - 1."""
    return np.int64(roll(dice) * n)
