"""How good forecasts were: weeks that were held out, each answered by what was learned before it began."""
from dataclasses import dataclass, replace

import numpy as np

from routing.occupancy.learning import BAND, BLOCK_MIN, WINDOW_MIN, issued, learn, learn_point, learn_spread
from routing.occupancy.questions import Questions, joined
from routing.occupancy.rivals import RIVALS, frequency
from routing.occupancy.weights import LIMITS, Outlook, Weights, answer, below, blended, quantiles, sizes

PINBALL_LEVELS = np.linspace(0.02, 0.98, 49)
CLAIMS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5)  # shares free of which it is said how likely they are
CALLED = (0.75, 0.85)
OURS, LIKE_FOR_LIKE = "Allways", "last value + season, our chances"


@dataclass(frozen=True)
class Said:
    """What a method said. one, share: chances that one space, a twentieth are free. claims: float64[len(CLAIMS), n]. band: float64[n, 2]."""

    asked: Questions
    point: np.ndarray
    one: np.ndarray
    share: np.ndarray
    claims: np.ndarray
    band: np.ndarray
    pinball: np.ndarray


@dataclass(frozen=True)
class Figures:
    """Of one horizon. mae, pinball: shares of the capacity. skill: 1 - Brier / that of always saying how often it was so.

    called, claims: of what was called about 80 % the share that came true, and how many it were. held: by the bands from 10 to 90 %
    """

    questions: int
    mae: float
    spaces: float
    pinball: float
    brier_one: float
    skill_one: float
    brier_share: float
    skill_share: float
    called: float
    claims: int
    held: float


def say(weights: Weights, asked: Questions, outlook: Outlook) -> Said:
    claims = np.stack([below(weights, asked, outlook, np.full(len(asked.lot), 1 - share)) for share in CLAIMS])
    found = quantiles(weights, asked, outlook, PINBALL_LEVELS)
    off = asked.came[:, None] - found
    pinball = np.maximum(PINBALL_LEVELS * off, (PINBALL_LEVELS - 1) * off).mean(1)
    return Said(asked, outlook.point, outlook.one, outlook.share, claims, quantiles(weights, asked, outlook, BAND), pinball)


def together(parts: list[Said]) -> Said:
    names = ("point", "one", "share", "band", "pinball")
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Said(joined([part.asked for part in parts]), claims=np.concatenate([part.claims for part in parts], 1), **columns)


def hold_out(asked: Questions, lots: int, cut_min: int, end_min: int, test: Questions | None = None) -> Said:
    """Weeks from cut_min on, learned anew before each. test: what is asked in them, where that is not the same as what is learned from."""
    test, said, parts = asked if test is None else test, issued(asked, lots, end_min), []
    before = None
    for begin in range(cut_min, end_min, BLOCK_MIN):
        past, week = asked.target < begin, (test.origin >= begin) & (test.origin < min(begin + BLOCK_MIN, end_min))
        before = learn(asked.where(past), lots, begin, said[past], before)
        part = test.where(week)
        parts.append(say(before, part, answer(before, part)))
    return together(parts)


def rival(name: str, asked: Questions, lots: int, cut_min: int, end_min: int) -> Said:
    """A simple forecast with a spread learned from its own errors, and chances by that spread or, of the last value, by frequency."""
    point, past, late = RIVALS[name], asked.target < cut_min, asked.origin >= cut_min
    learned, test = asked.where(past & (asked.target > cut_min - WINDOW_MIN)), asked.where(late & (asked.origin < end_min))
    weights = learn_spread(learn_point(learned, lots), learned, point(learned))
    size = blended(weights, test, lambda q, p: sizes(weights, q, p), point(test))
    outlook = Outlook(point(test), size, size, size)
    if name == "last value":
        chances = {limit: frequency(asked.where(past), test, LIMITS[limit]) for limit in LIMITS}
    else:
        chances = {limit: below(weights, test, outlook, LIMITS[limit](test)) for limit in LIMITS}
    return say(weights, test, replace(outlook, one=chances["one"], share=chances["share"]))


def like_for_like(asked: Questions, lots: int, cut_min: int, end_min: int) -> Said:
    """The best simple forecast with everything that ours has beside its expectation."""
    parts, season = [], RIVALS["last value + season"]
    for begin in range(cut_min, end_min, BLOCK_MIN):
        late = (asked.target < begin) & (asked.target > begin - WINDOW_MIN)
        learned, test = asked.where(late), asked.where((asked.origin >= begin) & (asked.origin < min(begin + BLOCK_MIN, end_min)))
        weights = learn_spread(learn_point(learned, lots), learned, season(learned))
        parts.append(say(weights, test, answer(weights, test, season(test))))
    return together(parts)


def figures(said: Said, horizon: int) -> Figures:
    chosen = said.asked.horizon == horizon
    asked = said.asked.where(chosen)
    error = np.abs(said.point[chosen] - asked.came)
    briers = [brier(chance[chosen], asked.came <= LIMITS[name](asked)) for name, chance in (("one", said.one), ("share", said.share))]
    claims, came = said.claims[:, chosen], asked.came <= 1 - np.array(CLAIMS)[:, None]
    called = (claims >= CALLED[0]) & (claims < CALLED[1])
    low, high = said.band[chosen].T
    held = (asked.came >= low - 1e-9) & (asked.came <= high + 1e-9)
    return Figures(
        len(error), mean(error), mean(error * asked.capacity), mean(said.pinball[chosen]), *briers[0], *briers[1],
        mean(came[called]), int(called.sum()), mean(held),
    )  # fmt: skip


def brier(chance: np.ndarray, came: np.ndarray) -> tuple[float, float]:
    """The score, and the skill against always saying how often it was so; no skill is to be had where it was always or never so."""
    score, rate = mean((chance - came) ** 2), mean(came)
    return score, 1 - score / (rate * (1 - rate)) if 0 < rate < 1 else 0.0


def mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")
