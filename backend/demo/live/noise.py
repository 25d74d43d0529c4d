"""Chance that can be asked at any moment: numbers drawn from keys, not from a generator with a state."""
import numpy as np

_STEP, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_UNIT = 2.0**-53


def _mixed(value: np.ndarray) -> np.ndarray:
    """SplitMix64. Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014."""
    value = (value ^ (value >> np.uint64(30))) * _FIRST
    value = (value ^ (value >> np.uint64(27))) * _SECOND
    return value ^ (value >> np.uint64(31))


def draw(seed: int, *keys) -> np.ndarray:
    """float64 in [0, 1), one for each row of the keys (integers or integer arrays, broadcast). The same keys give the same number."""
    found = np.full((), seed & (2**64 - 1), np.uint64)
    with np.errstate(over="ignore"):
        for key in keys:
            found = _mixed(found + _STEP + np.asarray(key, np.int64).astype(np.uint64))
    return (found >> np.uint64(11)) * _UNIT


def bell(seed: int, *keys) -> np.ndarray:
    """Close to a normal draw of mean 0 and deviation 1, never beyond 3.5: the sum of four draws."""
    return (sum(draw(seed, *keys, part) for part in range(4)) - 2.0) * 3.0**0.5


def wave(seed: int, key, at_s, period_s: float) -> np.ndarray:
    """A smooth line in [0, 1) over time for each key: one knot per period, cosine between."""
    place = np.asarray(at_s, np.float64) / period_s
    knot = np.floor(place).astype(np.int64)
    share = (1 - np.cos(np.pi * (place - knot))) / 2
    return draw(seed, key, knot) * (1 - share) + draw(seed, key, knot + 1) * share


def exponential(seed: int, mean, *keys) -> np.ndarray:
    """Exponential draws of the given mean, one or one for each row."""
    return -mean * np.log1p(-draw(seed, *keys))


def seed_of(seed: int, *keys: int) -> np.random.Generator:
    """A generator for a day of a fleet: what happens there has an order anyway."""
    return np.random.default_rng([seed & (2**63 - 1), *keys])
