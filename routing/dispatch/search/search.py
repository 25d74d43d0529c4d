"""The search for a better plan: `improved` within a number of steps, the same for the same seed whatever else the machine does."""
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from routing.dispatch.rides.model import Dispatch, Plan
from routing.dispatch.search.asked import Asked
from routing.dispatch.search.changing import copy_stops
from routing.dispatch.search.dice import dice_of
from routing.dispatch.search.improve import Search, improve
from routing.dispatch.search.problem import Routes, empty_routes
from routing.dispatch.search.recreate import Known

CHUNK = 200


@dataclass(frozen=True)
class Tuning:
    """hot, cold: temperatures, as parts of what one ride costs on average. fewest, most: rides taken out in a step; most also as a part of all."""

    hot: float = 1.0
    cold: float = 0.01
    fewest: int = 2
    most: int = 18
    part: float = 0.3


USUAL = Tuning()
# A plan that is good already is changed a little.
FROM_A_PLAN = Tuning(hot=0.1, most=14)


@dataclass(frozen=True)
class Found:
    """unserved: rides of the dispatch for whom no place was found. cost_ticks: of all routes together."""

    plan: Plan
    unserved: tuple[int, ...]
    cost_ticks: int
    steps: int

    def dispatch_of(self, asked: Dispatch) -> Dispatch:
        return replace(asked, plan=self.plan)


def improved(dispatch: Dispatch, waiting, seed: int, steps: int, tuning: Tuning = USUAL) -> Found:
    """The best plan of `steps` steps: nobody who has a place loses it, those waiting get one where possible, then the least travel."""
    asked = Asked.of(dispatch, np.asarray(waiting, np.int64))
    search = search_of(asked, seed)
    return run(asked, search, tuning, steps, lambda done: done / steps)


def improved_until(dispatch: Dispatch, waiting, seed: int, progress: Callable[[int], float], tuning: Tuning = USUAL) -> Found:
    """As `improved`, until `progress`, asked now and then with the number of steps done, is 1: for benchmarks, since then the machine has a say."""
    asked = Asked.of(dispatch, np.asarray(waiting, np.int64))
    return run(asked, search_of(asked, seed), tuning, 1 << 40, progress)


def run(asked: Asked, search: Search, tuning: Tuning, steps: int, progress: Callable[[int], float]) -> Found:
    fewest, most = limits_of(asked, tuning)
    improve(asked.problem, search, 1, 1e-3, 1e-3, fewest, most)
    scale, done, at = scale_of(search), 0, 0.0
    while at < 1.0 and done < steps and len(asked.rows):
        heat, chunk = scale * tuning.hot * (tuning.cold / tuning.hot) ** at, min(CHUNK, steps - done)
        improve(asked.problem, search, chunk, heat, heat, fewest, most)
        done += chunk
        at = progress(done)
    return found(asked, search, done)


def limits_of(asked: Asked, tuning: Tuning) -> tuple[int, int]:
    """How many rides are taken out in a step, at least and at most."""
    most = max(1, min(tuning.most, int(tuning.part * len(asked.rows))))
    return min(tuning.fewest, most), most


def scale_of(search: Search) -> float:
    """What one ride costs on average."""
    return max(1.0, float(search.now.cost.sum()) / max(1, len(search.now.vehicle)))


def found(asked: Asked, search: Search, steps: int) -> Found:
    best = search.best
    plan = asked.plan(best.stops, best.length)
    return Found(plan, tuple(asked.rows[best.vehicle < 0].tolist()), int(best.cost.sum()), steps)


def search_of(asked: Asked, seed: int) -> Search:
    problem, routes = asked.problem, asked.routes
    n, m = len(asked.rows), len(routes.length)
    best = empty_routes(problem, routes.stops.shape[1])._replace(bounds=np.zeros((m, 1, 1), np.int32))
    copy_stops(problem, routes, best)
    known = Known(np.zeros((n, m), np.int64), np.zeros((n, m), np.int32), np.zeros((n, m), np.int32), np.full((n, m), -1, np.int64))
    out = np.zeros(n + 1, np.int32)
    out[: len(asked.waiting)] = asked.waiting
    left = np.full(3, len(asked.waiting), np.int64)
    return Search(
        copied(routes), routes, best, known, out, out.copy(), left, np.zeros(n, np.int64), np.zeros(m, np.bool_), np.ones((2, 8)),
        np.zeros((2, 8)), np.zeros((2, 8)), dice_of(seed),
    )  # fmt: skip


def copied(routes: Routes) -> Routes:
    return Routes(*(column.copy() for column in routes))
