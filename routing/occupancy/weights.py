"""What is learned of all car parks together and of each, and how it answers questions."""
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from routing.occupancy.questions import HORIZONS_MIN, USUAL, Questions

LEVEL_BINS = (0.5, 0.8, 0.93)
LEVELS = np.linspace(0, 1, 201)
SHARE_FREE = 0.05
NEARLY = 1e-9
# By name of the limit: the highest share occupied at which so much is free.
LIMITS: dict[str, Callable[[Questions], np.ndarray]] = {
    "one": lambda asked: 1 - 1 / asked.capacity + NEARLY,
    "share": lambda asked: np.full(len(asked.lot), 1 - SHARE_FREE + NEARLY),
}


@dataclass(frozen=True)
class Weights:
    """h rows of HORIZONS_MIN and one for USUAL, n car parks and a last row for any other one.

    lead         float64[h, 3]: the least, the usual and the most minutes that lay between a reading and the target
    point, lean  float64[h, POINT], float64[h, n + 1, POINT]: of the change from now, of all and in addition of each; none for USUAL
    base         float64[h + 1, n + 1]: logarithm of the size of errors
    size         float64[h + 1, SIZE]
    shape        float64[h + 1, 4, len(LEVELS)]: errors as shares of their size, by how full it will be
    odds         by name of a limit, float64[h + 1, ODDS]
    widen        float64[h + 1]: by how much wider errors are these days, at least 1
    """

    lead: np.ndarray
    point: np.ndarray
    lean: np.ndarray
    base: np.ndarray
    size: np.ndarray
    shape: np.ndarray
    odds: dict[str, np.ndarray]
    widen: np.ndarray


@dataclass(frozen=True)
class Outlook:
    """float64[n]: expected share occupied, the size of its error, and the chance that one space (a twentieth) is free."""

    point: np.ndarray
    size: np.ndarray
    one: np.ndarray
    share: np.ndarray


def answer(weights: Weights, asked: Questions, point: np.ndarray | None = None) -> Outlook:
    """point: the share expected, where it is known from elsewhere."""
    point = blended(weights, asked, lambda q: expected(weights, q)) if point is None else point
    size = blended(weights, asked, lambda q, p: sizes(weights, q, p), point)
    chances = {
        name: blended(weights, asked, lambda q, p, s, name=name: chance(weights.odds[name], q, p, s, LIMITS[name](q)), point, size) for name in LIMITS
    }
    return Outlook(point, size, chances["one"], np.minimum(chances["share"], chances["one"]))


def below(weights: Weights, asked: Questions, outlook: Outlook, limit: np.ndarray) -> np.ndarray:
    """The chance that at most the share `limit` is occupied, by the spread alone."""
    return blended(weights, asked, lambda q, p, s, most: under(weights, q, p, (most - p) / s), outlook.point, outlook.size, limit)


def quantiles(weights: Weights, asked: Questions, outlook: Outlook, levels: np.ndarray) -> np.ndarray:
    """float64[n, len(levels)]"""
    return blended(weights, asked, lambda q, p, s: spread_out(weights, q, p, s, levels), outlook.point, outlook.size)


def blended(weights: Weights, asked: Questions, each: Callable, *columns: np.ndarray) -> np.ndarray:
    """`each` of the horizon before the lead and of the one after it, nearer ones more. Whoever asks hears the same at one lead from any horizon."""
    lead = weights.lead[:, 1]
    usual = asked.horizon == USUAL
    place = np.interp(asked.lead, lead, np.arange(len(lead)))
    low = np.minimum(place.astype(np.int64), len(lead) - 2)
    share = np.where(usual, 0, place - low)
    value = each(asked._replace(horizon=np.where(usual, USUAL, low)), *columns)
    above = share > 0
    if above.any():
        part = asked._replace(horizon=low + 1).where(above)
        other, weight = each(part, *(column[above] for column in columns)), share[above].reshape(-1, *[1] * (value.ndim - 1))
        value[above] = (1 - weight) * value[above] + weight * other
    return value


# The change from now


def change_inputs(asked: Questions, lead: np.ndarray) -> np.ndarray:
    """float64[n, POINT]; lead: as Weights has it."""
    known = np.nan_to_num
    share = np.clip(asked.lead, lead[asked.horizon, 0], lead[asked.horizon, 2]) / HORIZONS_MIN[asked.horizon]
    move, off = move_of(asked), known(asked.now - asked.usual_now)
    return np.stack([
        np.ones_like(off), move, move * share, off, off * share, known(asked.off_mean), known(asked.off_day), known(asked.off_week),
        asked.now - asked.before30, asked.before30 - asked.before60, move * off, move * asked.now, known(asked.usual_now) - 0.5,
        np.maximum(asked.now - 0.9, 0), np.maximum(move, 0) * (asked.now > 0.9),
    ], 1)  # fmt: skip


def move_of(asked: Questions) -> np.ndarray:
    """By how much it usually changes from the newest reading to the target; 0 where that is not known."""
    return np.nan_to_num(asked.usual_then - asked.usual_now)


def expected(weights: Weights, asked: Questions) -> np.ndarray:
    counted = asked.horizon != USUAL
    part, point = asked.where(counted), asked.now.copy()
    weight = weights.point[part.horizon] + weights.lean[part.horizon, part.lot]
    point[counted] += np.einsum("ij,ij->i", change_inputs(part, weights.lead), weight)
    return np.clip(point, 0, 1)


# The size and the shape of its error


def size_inputs(asked: Questions, point: np.ndarray, lead: np.ndarray, base: np.ndarray) -> np.ndarray:
    """float64[n, SIZE]"""
    counted = np.minimum(asked.horizon, USUAL - 1)
    share = np.where(asked.horizon == USUAL, 1, np.clip(asked.lead, lead[counted, 0], lead[counted, 2]) / HORIZONS_MIN[counted])
    return np.stack([
        np.ones_like(point), base[asked.horizon, asked.lot], share, np.abs(move_of(asked)), np.sqrt(point * (1 - point)),
        np.abs(np.nan_to_num(asked.now - asked.usual_now)), np.abs(asked.now - asked.before30), (point > 0.95) * 1.0,
    ], 1)  # fmt: skip


def sizes(weights: Weights, asked: Questions, point: np.ndarray) -> np.ndarray:
    logarithm = np.einsum("ij,ij->i", size_inputs(asked, point, weights.lead, weights.base), weights.size[asked.horizon])
    return np.exp(np.clip(logarithm, -6, 0)) * weights.widen[asked.horizon]


def under(weights: Weights, asked: Questions, point: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """The chance that the error is at most so many sizes."""
    found = np.empty(len(point))
    for shape, chosen in of_shapes(weights, asked, point):
        found[chosen] = (np.searchsorted(shape, distance[chosen], side="right") + 0.5) / (len(shape) + 1)
    return found


def spread_out(weights: Weights, asked: Questions, point: np.ndarray, size: np.ndarray, levels: np.ndarray) -> np.ndarray:
    found = np.empty((len(point), len(levels)))
    for shape, chosen in of_shapes(weights, asked, point):
        found[chosen] = point[chosen, None] + size[chosen, None] * np.interp(levels, LEVELS, shape)
    return np.clip(found, 0, 1)


def of_shapes(weights: Weights, asked: Questions, point: np.ndarray):
    """Each shape that is needed, with whose it is: bool[n]."""
    key = asked.horizon * (len(LEVEL_BINS) + 1) + np.digitize(point, LEVEL_BINS)
    for one in np.unique(key):
        yield weights.shape[divmod(int(one), len(LEVEL_BINS) + 1)], key == one


# The chance of a limit: being exactly full lasts, which a smooth spread does not know


def odds_inputs(asked: Questions, point: np.ndarray, size: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """float64[n, ODDS]"""
    distance, present = (limit - point) / size, limit - asked.now
    return np.stack([
        np.ones_like(point), np.clip(distance, -8, 8), np.clip((limit - point) * 20, -8, 8), np.clip(present * 20, -8, 8), (present <= 0) * 1.0,
        np.tanh(distance), np.clip(move_of(asked) * 20, -5, 5),
    ], 1)  # fmt: skip


def chance(odds: np.ndarray, asked: Questions, point: np.ndarray, size: np.ndarray, limit: np.ndarray) -> np.ndarray:
    return logistic(np.einsum("ij,ij->i", odds_inputs(asked, point, size, limit), odds[asked.horizon]))


def logistic(value: np.ndarray) -> np.ndarray:
    """Never 0 or 1."""
    return 1 / (1 + np.exp(-np.clip(value, -30, 30)))
