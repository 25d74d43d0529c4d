"""Putting rides back: the cheapest first, or whom it would cost most to leave for later (regret; Potvin and Rousseau, 1993), or one after the other
with places overlooked by chance (blinks; Christiaens and Vanden Berghe, 2020)."""
from typing import NamedTuple

import numpy as np

from routing.dispatch.search.changing import put_in
from routing.dispatch.search.dice import below, roll
from routing.dispatch.search.insertion import NOWHERE, cheapest
from routing.jit import njit

GREEDY, REGRET_2, REGRET_3, IN_TURN = range(4)
WAYS = 4
BLINK = 0.02


class Known(NamedTuple):
    """What `cheapest` said of ride and vehicle, good as long as the stamp is that of the route. int64[n, m] and int32[n, m]."""

    cost: np.ndarray
    i: np.ndarray
    j: np.ndarray
    stamp: np.ndarray


@njit
def look(p, r, known, v, ride):
    """The cost of the ride in route v."""
    if known.stamp[ride, v] != r.stamp[v]:
        cost, i, j = cheapest(p, r, v, ride, NOWHERE)
        known.cost[ride, v], known.i[ride, v], known.j[ride, v], known.stamp[ride, v] = cost, i, j, r.stamp[v]
    return known.cost[ride, v]


@njit
def recreate(p, r, known, dice, way, noise, out, count, touched):
    """Puts as many of the first `count` rides of `out` back as it can; returns how many it could not, which then stand first. -1: give this up."""
    count = put_bound(p, r, known, out, count, touched)
    if count < 0:
        return -1
    if way == IN_TURN:
        count = in_turn(p, r, known, dice, out, count, touched)
    else:
        count = by_cost(p, r, known, dice, way, noise, out, count, touched)
    for k in range(count):
        if p.promised[out[k]]:
            return -1
    return count


@njit
def by_cost(p, r, known, dice, way, noise, out, count, touched):
    while count > 0:
        chosen, vehicle = who_next(p, r, known, dice, way, noise, out, count)
        if chosen < 0:
            return count
        if not placed(p, r, known, vehicle, np.int64(out[chosen]), touched):
            return -1
        count -= 1
        out[chosen], out[count] = out[count], out[chosen]
    return count


@njit
def placed(p, r, known, v, ride, touched):
    touched[v] = True
    return put_in(p, r, v, ride, np.int64(known.i[ride, v]), np.int64(known.j[ride, v]))


@njit
def put_bound(p, r, known, out, count, touched):
    """Who is on board or about to be comes first: there is only one vehicle for them. Returns how many others are left, -1 if one has no place."""
    k = 0
    while k < count:
        ride, v = np.int64(out[k]), np.int64(p.bound[out[k]])
        if v < 0:
            k += 1
            continue
        if look(p, r, known, v, ride) >= NOWHERE or not placed(p, r, known, v, ride, touched):
            return -1
        count -= 1
        out[k], out[count] = out[count], out[k]
    return count


@njit
def who_next(p, r, known, dice, way, noise, out, count):
    """(place in `out`, vehicle): the cheapest of all, or who has most to lose; -1 if nobody fits anywhere."""
    # Handing all arrays to a function takes longer than reading what it knows already.
    chosen, vehicle, most, stamp, costs, stamps = -1, -1, -1e30, r.stamp, known.cost, known.stamp
    for k in range(count):
        first, second, third, at, ride = 1e15, 1e15, 1e15, -1, np.int64(out[k])
        for v in range(len(stamp) - 1):
            exact = costs[ride, v] if stamps[ride, v] == stamp[v] else look(p, r, known, v, ride)
            if exact >= NOWHERE:
                continue
            cost = exact + noise * (roll(dice) - 0.5)
            if cost < first:
                first, second, third, at = cost, first, second, v
            elif cost < second:
                second, third = cost, second
            elif cost < third:
                third = cost
        if at < 0:
            continue
        score = -first
        if way == REGRET_2:
            score = second - first
        elif way == REGRET_3:
            score = second + third - 2 * first
        if score > most:
            chosen, vehicle, most = k, at, score
    return chosen, vehicle


@njit
def in_turn(p, r, known, dice, out, count, touched):
    """In an order by chance, by time, or by length; each takes its cheapest place among those it sees."""
    order = below(dice, 4)
    keys = np.empty(count)
    for k in range(count):
        ride = out[k]
        n = len(p.limit)
        if order == 0:
            keys[k] = roll(dice)
        elif order == 1:
            keys[k] = p.latest[n + ride]
        elif order == 2:
            keys[k] = -p.travel[p.place[ride], p.place[n + ride]]
        else:
            keys[k] = p.latest[ride] - p.earliest[ride] + p.latest[n + ride] - p.earliest[n + ride]
    left, stamp, costs, stamps = 0, r.stamp, known.cost, known.stamp
    waiting = out[:count][np.argsort(keys)].copy()
    for one in waiting:
        ride = np.int64(one)
        least, vehicle = NOWHERE, -1
        for v in range(len(r.length)):
            if roll(dice) >= BLINK:
                cost = costs[ride, v] if stamps[ride, v] == stamp[v] else look(p, r, known, v, ride)
                if cost < least:
                    least, vehicle = cost, v
        if vehicle < 0:
            out[left] = ride
            left += 1
        elif not placed(p, r, known, vehicle, ride, touched):
            return -1
    return left
