"""A question as kernels read it: stops as numbered nodes, all times from one beginning.

Node r is the pickup of ride r, n + r its dropoff, 2n + v the start of vehicle v, 2n + m + v its end and 2n + 2m + b break b of the fleet.
Kernels hand rides, vehicles and positions to each other as int64 only: for every other kind of number each of them would be compiled once more.
"""
from typing import NamedTuple

import numpy as np

# Longer than any day, and three of them still fit int32.
FAR = 1 << 29


class Problem(NamedTuple):
    """n rides, m vehicles, b breaks, k kinds of load, p places; times in ticks.

    place                      int32[2n + 2m + b], row of `travel` of each node
    earliest, latest, service  int32[2n + 2m + b]
    limit                      int32[n], longest time from the end of service at the pickup to the beginning at the dropoff; FAR if none
    load                       int32[n, k]
    room                       int32[m, c, k], a load fits where some row of the vehicle is nowhere less
    aboard                     int32[m, k], who is in the vehicle at its start
    picked                     bool[n], on board already: the ride has a dropoff only
    promised                   bool[n], has a place and never loses it
    bound                      int32[n], the only vehicle that may serve the ride, -1 if any
    fixed                      int32[m], stops at the front that stay where they are
    longest                    int32[m], longest time from start to end; FAR if none
    travel                     int32[p, p]
    shut                       bool[m], takes nobody
    paused                     int32[b], whose break each is
    near                       int32[n, q], of each ride the others that begin or end nearest to it, nearest first
    """

    place: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray
    service: np.ndarray
    limit: np.ndarray
    load: np.ndarray
    room: np.ndarray
    aboard: np.ndarray
    picked: np.ndarray
    promised: np.ndarray
    bound: np.ndarray
    fixed: np.ndarray
    longest: np.ndarray
    travel: np.ndarray
    shut: np.ndarray
    paused: np.ndarray
    near: np.ndarray


class Routes(NamedTuple):
    """Who goes where, and what follows from it. Kernels change it in place.

    stops       int32[m, s], nodes in order, start first and end last
    length      int32[m], how many of them
    at          int32[2n], position of each node in its route, -1 if in none
    vehicle     int32[n], -1 for who is not served
    load        int32[m, s, k], on board when leaving each position
    bounds      int32[m, s + 1, s + 1], the tightest bounds: time of stop j less time of stop i is at most bounds[v, 1 + i, 1 + j];
                row and column 0 are the beginning of time, so bounds[v, 0, 1 + i] is the latest and -bounds[v, 1 + i, 0] the earliest time
    cost        int64[m], travel of each route
    stamp       int64[m + 1], a number that changes with the route; the last is the highest given so far
    """

    stops: np.ndarray
    length: np.ndarray
    at: np.ndarray
    vehicle: np.ndarray
    load: np.ndarray
    bounds: np.ndarray
    cost: np.ndarray
    stamp: np.ndarray


def empty_routes(problem: Problem, most_stops: int) -> Routes:
    """Room for `most_stops` nodes in each route; none is there yet."""
    n, m, kinds = len(problem.limit), len(problem.fixed), problem.load.shape[1]
    return Routes(
        np.full((m, most_stops), -1, np.int32), np.zeros(m, np.int32), np.full(2 * n, -1, np.int32), np.full(n, -1, np.int32),
        np.zeros((m, most_stops, kinds), np.int32), np.zeros((m, most_stops + 1, most_stops + 1), np.int32), np.zeros(m, np.int64),
        np.zeros(m + 1, np.int64),
    )  # fmt: skip
