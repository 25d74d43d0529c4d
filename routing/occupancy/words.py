"""A chance is said in a word: a number would promise more than anybody knows."""
from enum import IntEnum

import numpy as np


class Word(IntEnum):
    UNLIKELY, UNCERTAIN, LIKELY, VERY_LIKELY = range(4)


FROM = (0.35, 0.65, 0.85)  # the least chance of each word after the first
LEAST_CLAIMS = 30


def words_of(chance: np.ndarray) -> np.ndarray:
    """int64[n], Word; of chances that are known."""
    return np.digitize(chance, FROM)


def came_true(chance: np.ndarray, free: np.ndarray) -> np.ndarray:
    """int64[4]: of a hundred times that each word was said, how often a space was free; -1 where it was said too seldom."""
    said, hits = (np.bincount(words_of(chance), weight, len(Word)) for weight in (None, free * 1.0))
    return np.where(said >= LEAST_CLAIMS, np.rint(100 * hits / np.maximum(said, 1)), -1).astype(np.int64)
