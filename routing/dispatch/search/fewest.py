"""As few vehicles as possible first, then the least travel: one vehicle after the other is taken away for as long as everybody still finds a place.

Who was left out for long comes before others (Christiaens and Vanden Berghe, Transportation Science 54, 2020, "absence-based").
"""
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from routing.dispatch.rides.model import Dispatch
from routing.dispatch.search.asked import Asked
from routing.dispatch.search.bounds import close
from routing.dispatch.search.improve import Search, improve
from routing.dispatch.search.problem import empty_routes
from routing.dispatch.search.search import CHUNK, USUAL, Found, Tuning, limits_of, run, scale_of, search_of

# Of the whole time, how much goes into vehicles at most; how many steps one vehicle is worth.
SHARE, PATIENCE = 0.5, 100_000


def improved_with_fewest(
    dispatch: Dispatch, waiting: Sequence[int], seed: int, progress: Callable[[int], float], tuning: Tuning = USUAL
) -> Found:
    """progress: as for `improved_until`. Vehicles that are left over stay empty."""
    asked = Asked.of(dispatch, np.asarray(waiting, np.int64))
    shut = asked.problem.shut
    asked.problem.promised[:] = False
    search = search_of(asked, seed)
    done = until_all_served(asked, search, tuning, 0, progress)
    while search.left[2] == 0 and progress(done) < SHARE and int((~shut).sum()) > 1:
        gone = fewest_served(search, shut)
        shut[gone] = True
        fewer = search_without(asked, search, gone, seed + done)
        done = until_all_served(asked, fewer, tuning, done, progress)
        if fewer.left[2] > 0:
            shut[gone] = False
            break
        search = fewer
    search = search_without(asked, search, -1, seed + done)
    begin = min(0.99, progress(done))
    return run(asked, search, tuning, 1 << 40, lambda steps: (progress(done + steps) - begin) / (1 - begin))


def until_all_served(asked: Asked, search: Search, tuning: Tuning, done: int, progress: Callable[[int], float]) -> int:
    """Steps until everybody has a place, or so many that it seems in vain; returns how many there were in all."""
    fewest, most = limits_of(asked, tuning)
    enough = done + PATIENCE
    while search.left[2] > 0 and done < enough and progress(done) < SHARE:
        heat = scale_of(search) * tuning.cold * 4
        improve(asked.problem, search, CHUNK, heat, heat, fewest, most)
        done += CHUNK
    return done


def fewest_served(search: Search, shut: np.ndarray) -> int:
    served = np.bincount(search.best.vehicle[search.best.vehicle >= 0], minlength=len(shut))
    return int(np.argmin(np.where(shut, served.sum() + 1, served)))


def search_without(asked: Asked, search: Search, gone: int, seed: int) -> Search:
    """Goes on from the best plan of a search, in which the riders of vehicle `gone` wait; -1: of none."""
    problem, best = asked.problem, search.best
    routes = empty_routes(problem, best.stops.shape[1])
    for v, length in enumerate(best.length.tolist()):
        route = best.stops[v, :length] if v != gone else best.stops[v, [0, length - 1]]
        routes.length[v] = len(route)
        routes.stops[v, : len(route)] = route
        close(problem, routes, v)
    return search_of(replace(asked, routes=routes, waiting=np.flatnonzero(routes.vehicle < 0).astype(np.int32)), seed)
