"""The order of what was found: how well the text fits, then how important the kind is, then how near it lies."""
import math

from rapidfuzz.distance import OSA

from backend.places.words import ENDINGS, forms
from routing.atlas import PlaceKind
from routing.earth import METRES_PER_DEGREE

IMPORTANCE = {
    PlaceKind.STATION: 1.0,
    PlaceKind.STOP: 0.75,
    PlaceKind.SETTLEMENT: 0.7,
    PlaceKind.STREET: 0.55,
    PlaceKind.PARK_RIDE: 0.5,
    PlaceKind.BENCH: 0.2,
    PlaceKind.ADDRESS: 0.3,
}
POINT_OF_INTEREST = 0.4
KIND_SHARE, NEAR_SHARE, WEIGHT_SHARE = 0.16, 0.12, 0.05
NEAR_M = 1500.0  # at this distance the bonus for nearness has fallen to a half
SLIP_SCORE = {1: 0.66, 2: 0.42}  # a wrong first letter is rare and costs more
DESCRIBED = 0.55  # a word found only in street, town or category


def text_score(words: tuple[str, ...], name: list[str], more: list[str]) -> float:
    """0 to about 1.2: how well typed words fit a name.

    words, name, more   folded words; `more` is street, town and category
    """
    if not words:
        return 0.0
    total, used, from_name = 0.0, set(), 0.0
    for i, word in enumerate(words):
        score, position = best_match(word, name, last=i == len(words) - 1)
        described, _ = best_match(word, more, last=i == len(words) - 1)
        if described * DESCRIBED > score:
            score, position = described * DESCRIBED, -1
        if position >= 0:
            used.add(position)
            from_name += score
        total += score
    covered = sum(len(name[i]) for i in used) / max(1, sum(map(len, name)))
    starts = 0.06 if name and 0 in used and best_match(words[0], name[:1], last=True)[0] > 0.7 else 0.0
    return total / len(words) + 0.18 * covered * from_name / len(words) + starts


def best_match(word: str, others: list[str], last: bool) -> tuple[float, int]:
    """The best fit of one typed word among others, 0 to 1, and its position; -1 none."""
    best, position = 0.0, -1
    options = forms(word)
    for i, other in enumerate(others):
        score = fit(word, other, options, last)
        if score > best:
            best, position = score, i
    return best, position


def fit(word: str, other: str, options: tuple[str, ...], last: bool) -> float:
    if other == word:
        return 1.0
    others = forms(other)
    if other in options or word in others:
        return 0.97
    for long in others:
        if long.startswith(word):
            return (0.8 if last else 0.7) + 0.17 * len(word) / len(long)
    long = options[1] if len(options) > 1 else word
    for form in {word, long}:
        for ending in ENDINGS:
            # "Haupt Straße" for "Hauptstraße"
            if form == ending and other.endswith(ending):
                return 0.85
    return slip(word, other, last)


def slip(word: str, other: str, last: bool) -> float:
    """A word with one or two wrong letters; while typing, compared with as much of the other word."""
    allowed = 0 if len(word) < 4 or word.isdigit() else 1 if len(word) < 8 else 2
    if not allowed:
        return 0.0
    wrong = OSA.distance(word, other, score_cutoff=allowed)
    if wrong <= allowed:
        return SLIP_SCORE[wrong] - (0.1 if word[0] != other[0] else 0.0)
    if last and len(other) > len(word) and min(OSA.distance(word, other[:cut], score_cutoff=1) for cut in (len(word), len(word) + 1)) <= 1:
        return 0.55
    return 0.0


def total_score(text: float, kind: int, weight: float, distance_m: float | None) -> float:
    near = 0.0 if distance_m is None else NEAR_SHARE * nearness(distance_m)
    return text + KIND_SHARE * IMPORTANCE.get(PlaceKind(kind), POINT_OF_INTEREST) + WEIGHT_SHARE * weight + near


def nearness(distance_m: float) -> float:
    """1 here, a half at NEAR_M, and still falling far away."""
    return 1.0 / (1.0 + distance_m / NEAR_M)


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """As the crow flies; degrees."""
    north = (lat - other_lat) * METRES_PER_DEGREE
    east = (lon - other_lon) * METRES_PER_DEGREE * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(north, east)
