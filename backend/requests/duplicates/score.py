"""How likely two requests are about the same thing: a logistic score of distance, time, category and words. Pure.

Words are compared by their letters (2 to 5 in a row, within words), so that a slip of the pen costs little; no list of words of a language is needed.
"""
import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

SHORTEST, LONGEST = 2, 5
MOST_WORDS = 80  # of each text: more adds nothing, and costs
WORD = re.compile(r"\w+")
GPS_VAGUE_M, GPS_MORE_M = 30, 20  # a phone that is that unsure gets so much for nothing
MODEL = "letters/1"


@dataclass(frozen=True)
class Weights:
    """Of the logistic score; fitted by `python -m benchmarks.duplicates`."""

    same_category: float = 3.6
    per_50_m: float = -2.5
    per_10_days: float = -1.06
    letters: float = 2.3
    start: float = -0.44


WEIGHTS = Weights()


@dataclass(frozen=True)
class Pair:
    """distance_m, days: between the two. letters: how alike their words are, 0 to 1."""

    distance_m: float
    days: float
    same_category: bool
    letters: float
    accuracy_m: float = 0.0


def probability(pair: Pair, weights: Weights = WEIGHTS) -> float:
    away_m = max(0.0, pair.distance_m - (GPS_MORE_M if pair.accuracy_m > GPS_VAGUE_M else 0))
    total = weights.start + weights.per_50_m * away_m / 50 + weights.per_10_days * max(0.0, pair.days) / 10
    total += weights.letters * pair.letters + (weights.same_category if pair.same_category else 0.0)
    return 1 / (1 + math.exp(-total))


def letters_of(text: str) -> Mapping[str, float]:
    """How much each run of letters counts in a text; the vector has length 1, or nothing in it."""
    counted: Counter[str] = Counter()
    for word in WORD.findall(text.lower())[:MOST_WORDS]:
        padded = f" {word} "
        counted.update(padded[at : at + long] for long in range(SHORTEST, LONGEST + 1) for at in range(len(padded) - long + 1))
    weighed = {run: 1 + math.log(times) for run, times in counted.items()}
    length = math.sqrt(sum(weight * weight for weight in weighed.values()))
    return {run: weight / length for run, weight in weighed.items()} if length else {}


def likeness(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two such vectors, 0 to 1."""
    few, many = (one, other) if len(one) <= len(other) else (other, one)
    return min(1.0, sum(weight * many[run] for run, weight in few.items() if run in many))
