"""Weights from questions of which it is known what came. Linear algebra only, so a city learns in seconds."""
from dataclasses import replace

import numpy as np

from routing.occupancy.clock import DAY_MIN
from routing.occupancy.questions import HORIZONS_MIN, USUAL, Questions, joined
from routing.occupancy.weights import (
    LEVEL_BINS,
    LEVELS,
    LIMITS,
    Weights,
    answer,
    change_inputs,
    expected,
    logistic,
    odds_inputs,
    quantiles,
    size_inputs,
    sizes,
)

ROWS = USUAL + 1
POINT, SIZE, ODDS = 15, 8, 7
BLOCK_MIN, WINDOW_MIN = 7 * DAY_MIN, 35 * DAY_MIN
LEAST_TO_LEARN, LEAST_OF_SHAPE = 2000, 200
PENALTY, PENALTY_OF_ONE, PENALTY_OF_SIZE, PENALTY_OF_ODDS = 0.3, 160.0, 0.1, 0.5
SMALLEST = 0.004  # no error is taken for smaller than this share
UNKNOWN_BASE = -3.5
MOST_STEPS, SMALL_STEP = 25, 1e-4
BAND = np.array([0.1, 0.9])
LEAST_HELD, MOST_HELD, STEP = 0.78, 0.83, 1.07


def ridge(inputs: np.ndarray, outcome: np.ndarray, penalty: float) -> np.ndarray:
    held = penalty * len(outcome) / 1000 * np.eye(inputs.shape[1])
    return np.linalg.solve(inputs.T @ inputs + held, inputs.T @ outcome)


def learn_point(asked: Questions, lots: int) -> Weights:
    """The expected change alone; sizes and chances are blank. lots: how many car parks there are, known or not."""
    lead = np.array([[horizon, horizon, horizon] for horizon in HORIZONS_MIN], float)
    point, lean = np.zeros((USUAL, POINT)), np.zeros((USUAL, lots + 1, POINT))
    for row in range(USUAL):
        part = asked.where(asked.horizon == row)
        if len(part.lot) < POINT:
            continue
        lead[row] = np.quantile(part.lead, (0.01, 0.5, 0.99))
        inputs, change = change_inputs(part, lead), part.came - part.now
        point[row] = ridge(inputs, change, PENALTY)
        rest = change - inputs @ point[row]
        held = np.diag(PENALTY_OF_ONE * (inputs**2).mean(0) + 1e-9)
        for lot in np.unique(part.lot):
            own = part.lot == lot
            lean[row, lot] = np.linalg.solve(inputs[own].T @ inputs[own] + held, inputs[own].T @ rest[own])
    lead[:, 1] = np.maximum.accumulate(lead[:, 1] + np.arange(USUAL) * 1e-6)
    blank = np.full((ROWS, lots + 1), UNKNOWN_BASE)
    shape = np.zeros((ROWS, len(LEVEL_BINS) + 1, len(LEVELS)))
    return Weights(lead, point, lean, blank, np.zeros((ROWS, SIZE)), shape, {name: np.zeros((ROWS, ODDS)) for name in LIMITS}, np.ones(ROWS))


def issued(asked: Questions, lots: int, until_min: float) -> np.ndarray:
    """float64[n]: what would have been expected, by what was known as each week began, back from until_min; NaN where that was too little."""
    point, first = np.full(len(asked.lot), np.nan), asked.origin.min() if len(asked.lot) else until_min
    begin = until_min
    while begin > first:
        begin -= BLOCK_MIN
        week, past = (asked.origin >= begin) & (asked.origin < begin + BLOCK_MIN), asked.target < begin
        if past.sum() < LEAST_TO_LEARN:
            break
        if week.any():
            point[week] = expected(learn_point(asked.where(past), lots), asked.where(week))
    return point


def learn_spread(weights: Weights, asked: Questions, point: np.ndarray) -> Weights:
    """Sizes, shapes and chances from forecasts that were really issued (`point`), and from what is usual."""
    usual = asked.as_usual()
    asked, point = joined([asked, usual]), np.append(point, np.clip(usual.now, 0, 1))
    asked = asked._replace(lot=asked.lot.astype(np.int64), horizon=asked.horizon.astype(np.int64))
    error = asked.came - point
    logarithm = np.log(np.abs(error) + SMALLEST)
    base, size = weights.base.copy(), weights.size.copy()
    for row in range(ROWS):
        of_row = asked.horizon == row
        if of_row.any():
            base[row] = logarithm[of_row].mean()
            for lot in np.unique(asked.lot[of_row & (asked.lot >= 0)]):
                base[row, lot] = logarithm[of_row & (asked.lot == lot)].mean()
            size[row] = ridge(size_inputs(asked.where(of_row), point[of_row], weights.lead, base), logarithm[of_row], PENALTY_OF_SIZE)
    weights = replace(weights, base=base, size=size)
    spans = sizes(replace(weights, widen=np.ones(ROWS)), asked, point)
    odds = {name: learn_odds(asked, point, spans, limit(asked)) for name, limit in LIMITS.items()}
    return replace(weights, shape=shapes(asked, point, error / spans), odds=odds)


def shapes(asked: Questions, point: np.ndarray, error: np.ndarray) -> np.ndarray:
    found, bins = np.zeros((ROWS, len(LEVEL_BINS) + 1, len(LEVELS))), np.digitize(point, LEVEL_BINS)
    for row in range(ROWS):
        of_row = asked.horizon == row
        for level in range(len(LEVEL_BINS) + 1):
            own = of_row & (bins == level)
            chosen = own if own.sum() > LEAST_OF_SHAPE else of_row
            if chosen.any():
                found[row, level] = np.quantile(error[chosen], LEVELS)
    return found


def learn_odds(asked: Questions, point: np.ndarray, size: np.ndarray, limit: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's steps, held a little towards nothing."""
    odds = np.zeros((ROWS, ODDS))
    inputs, free = odds_inputs(asked, point, size, limit), (asked.came <= limit) * 1.0
    for row in np.unique(asked.horizon):
        part, came = inputs[asked.horizon == row], free[asked.horizon == row]
        for _ in range(MOST_STEPS):
            said = logistic(part @ odds[row])
            slope = part.T @ (came - said) - PENALTY_OF_ODDS * odds[row]
            bend = (part * (said * (1 - said) + 1e-6)[:, None]).T @ part + PENALTY_OF_ODDS * np.eye(ODDS)
            move = np.linalg.solve(bend, slope)
            odds[row] += move
            if np.abs(move).max() < SMALL_STEP:
                break
    return odds


def learn(asked: Questions, lots: int, until_min: float, said: np.ndarray | None = None, before: Weights | None = None) -> Weights:
    """All of it from questions whose targets lie before until_min.

    said: what `issued` gave for these questions, where that is known already. before: the weights until now, whose width goes on from night to night.
    """
    said = issued(asked, lots, until_min) if said is None else said
    known = ~np.isnan(said)
    late = known & (asked.target > until_min - WINDOW_MIN)
    weights = learn_spread(learn_point(asked, lots), asked.where(late), said[late])
    return weights if before is None else replace(weights, widen=widened(before, asked, said, until_min))


def widened(before: Weights, asked: Questions, said: np.ndarray, until_min: float) -> np.ndarray:
    """float64[h + 1]: a step wider where the bands of the last week held too little, a step back where they held too much, never below 1."""
    week = ~np.isnan(said) & (asked.origin >= until_min - BLOCK_MIN)
    widen = before.widen.copy()
    for row in range(USUAL):
        part = asked.where(week & (asked.horizon == row))
        if len(part.lot) >= LEAST_OF_SHAPE:
            low, high = quantiles(before, part, answer(before, part), BAND).T
            held = float(((part.came >= low - 1e-9) & (part.came <= high + 1e-9)).mean())
            widen[row] = max(1.0, widen[row] * STEP if held < LEAST_HELD else widen[row] / STEP if held > MOST_HELD else widen[row])
    return widen
