"""Large-neighbourhood search: take some rides out, put them back, keep what is better and now and then what is not.

Pisinger and Ropke, Computers & Operations Research 34 (2007), with weights that adapt and simulated annealing; a plan with more people in it is
always better, and somebody left out for long comes before others left out (Christiaens and Vanden Berghe, Transportation Science 54, 2020).
"""
from typing import NamedTuple

import numpy as np

from routing.dispatch.search.bounds import close
from routing.dispatch.search.changing import copy_route, copy_stops
from routing.dispatch.search.dice import below, roll
from routing.dispatch.search.problem import Routes
from routing.dispatch.search.recreate import WAYS as RECREATE_WAYS
from routing.dispatch.search.recreate import Known, recreate
from routing.dispatch.search.ruin import WAYS as RUIN_WAYS
from routing.dispatch.search.ruin import ruin
from routing.jit import njit


class Search(NamedTuple):
    """All of a search under way.

    now, before   the plan being changed, and as it was before
    best          the best so far: stops, length, vehicle and cost only
    known         kept answers
    out           int32[n + 1], who is out; those without a vehicle stand first between two steps
    left          int64[3], how many are out now, before, and in the best plan
    waited        int64[n], in how many steps each was left out
    touched       bool[m]
    weight        float64[2, 8], of the ways to take out and to put back; score and uses below
    score, uses   float64[2, 8]
    dice          uint64[1]
    """

    now: Routes
    before: Routes
    best: Routes
    known: Known
    out: np.ndarray
    kept_out: np.ndarray
    left: np.ndarray
    waited: np.ndarray
    touched: np.ndarray
    weight: np.ndarray
    score: np.ndarray
    uses: np.ndarray
    dice: np.ndarray


FORGET, EACH = 0.2, 100
GREAT, GOOD, TAKEN = 33.0, 13.0, 9.0


@njit
def improve(p, s, steps, hot, cold, fewest, most):
    """`steps` steps, the temperature falling evenly in its logarithm from hot to cold; fewest to most rides are taken out in each."""
    heat, cooling = hot, (cold / hot) ** (1.0 / max(1, steps))
    for number in range(steps):
        heat *= cooling
        step(p, s, heat, fewest, most)
        if number % EACH == EACH - 1:
            adapt(s)


@njit
def step(p, s, heat, fewest, most):
    ruining, recreating = choose(s, 0, RUIN_WAYS), choose(s, 1, RECREATE_WAYS)
    s.touched[:] = False
    waiting = s.left[0]
    count = fewest + below(s.dice, most - fewest + 1)
    taken = s.out[waiting:]
    found = ruin(p, s.now, s.dice, ruining, min(count, len(taken) - 1), taken, s.touched)
    possible = True
    for v in range(len(s.touched)):
        if s.touched[v]:
            possible = close(p, s.now, v) and possible
    everybody = waiting + found
    s.kept_out[:everybody] = s.out[:everybody]
    left = -1
    if possible:
        noise = heat * 4.0 if roll(s.dice) < 0.5 else 0.0
        left = recreate(p, s.now, s.known, s.dice, recreating, noise, s.out, everybody, s.touched)
    gain = 0.0
    if left >= 0 and accepted(s, left, everybody, heat):
        gain = TAKEN if left > s.left[1] or s.now.cost.sum() >= s.before.cost.sum() else GOOD
        keep(p, s, left, everybody)
        if left < s.left[2] or (left == s.left[2] and s.now.cost.sum() < s.best.cost.sum()):
            copy_stops(p, s.now, s.best)
            s.left[2], gain = left, GREAT
    else:
        go_back(p, s, waiting, everybody)
    s.score[0, ruining] += gain
    s.score[1, recreating] += gain
    s.uses[0, ruining] += 1
    s.uses[1, recreating] += 1


@njit
def accepted(s, left, everybody, heat):
    """Fewer left out, or those who waited less; else what annealing takes."""
    if left != s.left[1] or left > 0:
        missed, missed_before = 0, 0
        for k in range(left):
            missed += s.waited[s.out[k]]
            s.waited[s.out[k]] += 1
        for k in range(s.left[1]):
            missed_before += s.waited[s.kept_out[k]]
        if left < s.left[1] or missed < missed_before:
            return True
        if left > s.left[1]:
            return False
    return s.now.cost.sum() < s.before.cost.sum() - heat * np.log(1.0 - roll(s.dice))


@njit
def keep(p, s, left, everybody):
    for k in range(everybody):
        forget(p, s.before, s.kept_out[k])
    for v in range(len(s.touched)):
        if s.touched[v]:
            copy_route(p, s.now, s.before, v)
    s.left[0] = s.left[1] = left


@njit
def go_back(p, s, waiting, everybody):
    for k in range(everybody):
        forget(p, s.now, s.kept_out[k])
    for v in range(len(s.touched)):
        if s.touched[v]:
            copy_route(p, s.before, s.now, v)
    s.out[:everybody] = s.kept_out[:everybody]
    s.left[0] = waiting


@njit
def forget(p, r, ride):
    r.vehicle[ride] = -1
    r.at[ride] = r.at[len(p.limit) + ride] = -1


@njit
def choose(s, row, ways):
    """A way by its weight."""
    at = roll(s.dice) * s.weight[row, :ways].sum()
    for way in range(ways - 1):
        at -= s.weight[row, way]
        if at < 0:
            return way
    return ways - 1


@njit
def adapt(s):
    for row in range(2):
        for way in range(s.weight.shape[1]):
            if s.uses[row, way] > 0:
                s.weight[row, way] = max(0.5, (1 - FORGET) * s.weight[row, way] + FORGET * s.score[row, way] / s.uses[row, way])
    s.score[:] = 0
    s.uses[:] = 0
