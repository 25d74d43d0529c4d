"""The cheapest places for a ride in a route, each pair of places judged in constant time and exactly.

A new stop adds few constraints, all of them to stops whose bounds are known; there is no other way to contradict them than a ring through these few.
Leaving out the direct way from a stop to the next can only widen the bounds, and only where a detour is quicker than it: there a place may be missed,
and none that is not possible is ever taken.
"""
import numpy as np

from routing.dispatch.search.problem import FAR
from routing.jit import njit, njit_inline

NOWHERE = np.int64(1) << 60


@njit_inline
def fits(p, v, load, ride):
    """load: int32[k] on board, to which the ride is added."""
    for row in range(p.room.shape[1]):
        enough = True
        for k in range(p.room.shape[2]):
            if load[k] + p.load[ride, k] > p.room[v, row, k]:
                enough = False
                break
        if enough:
            return True
    return False


@njit
def has_room(p, v, load):
    """load: int32[k] on board."""
    enough = False
    for row in range(p.room.shape[1]):
        enough = enough or (load <= p.room[v, row]).all()
    return enough


@njit
def holds(p, r, v):
    """Whether the vehicle holds its load all along, and nobody is on board during a break."""
    for i in range(r.length[v]):
        if not has_room(p, v, r.load[v, i]) or (r.stops[v, i] >= 2 * (len(p.limit) + len(p.fixed)) and r.load[v, i].any()):
            return False
    return True


@njit
def cheapest(p, r, v, ride, most):
    """(cost, i, j): pickup after position i, dropoff after position j, both of the route as it is; NOWHERE if none costs less than most."""
    if p.shut[v]:
        return NOWHERE, -1, -1
    if p.bound[ride] >= 0:
        if p.bound[ride] != v:
            return NOWHERE, -1, -1
        return cheapest_dropoff(p, r, v, ride, most)
    n, stops, d, travel = len(p.limit), r.stops[v], r.bounds[v], p.travel
    here, there, first, last = p.place[ride], p.place[n + ride], np.int64(p.earliest[ride]), np.int64(p.latest[ride])
    drops, ahead, latest_drop = dropoffs(p, r, v, ride), travel[here, there], p.latest[n + ride]
    best, best_i, best_j, least = most, -1, -1, drops[0].min()
    for i in range(p.fixed[v], r.length[v] - 1):
        if -d[i + 1, 0] > last:
            break
        if d[0, i + 2] < first or drops[3, i] == 0:
            continue
        before, after = p.place[stops[i]], p.place[stops[i + 1]]
        reach = p.service[stops[i]] + travel[before, here]
        soonest = max(first, -d[i + 1, 0] + reach)
        if soonest > last or soonest + p.service[ride] + ahead > latest_drop:
            continue
        cost = travel[before, here] + ahead + travel[there, after] - travel[before, after]
        if drops[0, i] < NOWHERE and cost < best and together(p, d, i, stops, ride, reach):
            best, best_i, best_j = cost, i, i
        out = travel[before, here] + travel[here, after] - travel[before, after]
        if out + least < best:
            cost, j = apart(p, d, i, stops[i + 1], drops, ride, reach, soonest, out, best)
            if cost < best:
                best, best_i, best_j = cost, i, j
    return (best, best_i, best_j) if best_i >= 0 else (NOWHERE, -1, -1)


@njit
def dropoffs(p, r, v, ride):
    """int64[4, stops], of a dropoff after each position: how much longer the route gets, NOWHERE where it cannot be even alone; time from the stop
    before and to the stop behind; 0 if the rider has no room when leaving the position, 1 if it is a break, else 2."""
    n, m, d, stops, travel = len(p.limit), r.length[v], r.bounds[v], r.stops[v], p.travel
    drop, there = n + ride, p.place[n + ride]
    found = np.empty((4, m - 1), np.int64)
    for j in range(m - 1):
        last, following = p.place[stops[j]], p.place[stops[j + 1]]
        towards, onwards = p.service[stops[j]] + travel[last, there], p.service[drop] + travel[there, following]
        dropped, at_last = max(p.earliest[drop], -d[j + 1, 0] + towards), min(p.latest[drop], d[0, j + 2] - onwards)
        possible = dropped <= at_last and towards + onwards <= d[j + 1, j + 2]
        found[0, j] = travel[last, there] + travel[there, following] - travel[last, following] if possible else NOWHERE
        found[1, j], found[2, j] = towards, onwards
        found[3, j] = (2 if j == 0 or stops[j] < 2 * n else 1) if fits(p, v, r.load[v, j], ride) else 0
    return found


@njit_inline
def together(p, d, i, stops, ride, reach):
    """Whether pickup and dropoff may follow each other between positions i and i + 1."""
    drop = len(p.limit) + ride
    ahead = p.service[ride] + p.travel[p.place[ride], p.place[drop]]
    leave = p.service[drop] + p.travel[p.place[drop], p.place[stops[i + 1]]]
    within = p.service[ride] + p.limit[ride]
    picked = max(p.earliest[ride], -d[i + 1, 0] + reach)
    dropped = max(p.earliest[drop], picked + ahead)
    at_last = min(p.latest[drop], d[0, i + 2] - leave)
    return (
        picked <= p.latest[ride] and dropped <= at_last and reach + ahead + leave <= d[i + 1, i + 2]
        and ahead <= within and p.earliest[drop] - within <= p.latest[ride]
    )  # fmt: skip


@njit_inline
def apart(p, d, i, following, drops, ride, reach, soonest, out, most):
    """(cost, j) of the cheapest dropoff behind a pickup between i and i + 1 with a stop between them; nobody is on board during a break."""
    n = len(p.limit)
    drop = n + ride
    leave = p.service[ride] + p.travel[p.place[ride], p.place[following]]
    at_last = min(p.latest[ride], d[0, i + 2] - leave)
    best, best_j = most, -1
    if soonest > at_last or reach + leave > d[i + 1, i + 2]:
        return NOWHERE, -1
    within = p.service[ride] + p.limit[ride]
    for j in range(i + 1, drops.shape[1]):
        if drops[3, j] < 2 or -d[j + 1, 0] > p.latest[drop]:
            break
        # The time from position j back to the pickup, at most; below nought by how long he is on the way already.
        back = min(d[j + 1, i + 2] - leave, d[j + 1, 0] + at_last)
        if back + within < 0:
            break
        cost, towards, onwards = out + drops[0, j], drops[1, j], drops[2, j]
        if cost >= best:
            continue
        ahead = min(d[i + 1, j + 2] - reach, d[0, j + 2] - soonest)
        gap = min(d[j + 1, j + 2], back + ahead)
        latest, earliest = min(d[0, j + 2], at_last + ahead), -min(d[j + 1, 0], back - soonest)
        dropped, dropped_last = max(p.earliest[drop], earliest + towards), min(p.latest[drop], latest - onwards)
        if dropped <= dropped_last and towards + onwards <= gap and towards - within <= back and p.earliest[drop] - within <= at_last:
            best, best_j = cost, j
    return (best, best_j) if best_j >= 0 else (NOWHERE, -1)


@njit
def cheapest_dropoff(p, r, v, ride, most):
    """As `cheapest` for a ride that is on board or whose pickup is fixed: only its dropoff is put in, and i is -1. As long as it is out, the load of
    the route has the rider on board to the end."""
    n, stops, d = len(p.limit), r.stops[v], r.bounds[v]
    drop, there = n + ride, p.place[n + ride]
    picked = -1 if p.picked[ride] else r.at[ride]
    within = FAR if picked < 0 else p.service[ride] + p.limit[ride]
    best, best_j = most, -1
    for j in range(max(p.fixed[v], picked), r.length[v] - 1):
        if (j > picked and j > 0 and stops[j] >= 2 * n) or not has_room(p, v, r.load[v, j]):
            break
        last, following = p.place[stops[j]], p.place[stops[j + 1]]
        cost = p.travel[last, there] + p.travel[there, following] - p.travel[last, following]
        if cost >= best:
            continue
        towards, onwards = p.service[stops[j]] + p.travel[last, there], p.service[drop] + p.travel[there, following]
        dropped, at_last = max(p.earliest[drop], -d[j + 1, 0] + towards), min(p.latest[drop], d[0, j + 2] - onwards)
        if dropped > at_last or towards + onwards > d[j + 1, j + 2]:
            continue
        if picked >= 0 and (d[j + 1, picked + 1] + within < towards or p.earliest[drop] - within > d[0, picked + 1]):
            continue
        best, best_j = cost, j
    return (best, -1, best_j) if best_j >= 0 else (NOWHERE, -1, -1)
