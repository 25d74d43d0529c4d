"""Whether a route can be driven in time, and by how much each of its stops may move: the closure of its difference constraints.

Windows, travel, ride limits and the longest time of a vehicle all say "this stop at most so long after that one", so the tightest bounds are shortest
paths (Dechter, Meiri and Pearl, Artificial Intelligence 49, 1991), and a route is possible exactly when no bound of a stop to itself is below nought.
"""
import numpy as np

from routing.jit import njit


@njit
def close(p, r, v):
    """Work out load, cost and bounds of vehicle v anew from its stops. True if the route is possible."""
    follow(p, r, v)
    state(p, r, v)
    m, d = r.length[v], r.bounds[v]
    for k in range(1, m + 1):
        for i in range(1, m + 1):
            through = d[i, k]
            for j in range(m + 1):
                d[i, j] = min(d[i, j], through + d[k, j])
            # Going on with a contradiction would double it again and again.
            if d[i, i] < 0:
                return False
        for j in range(1, m + 1):
            d[0, j] = min(d[0, j], d[0, k] + d[k, j])
    return True


@njit
def widen(p, r, v, at, began):
    """The bounds of v once the stop at position `at` has come in, from those without it; False if it cannot be there.

    began: position of the pickup if it is a dropoff with a limit, else -1. Only where no detour is quicker than the way past it: else `close`.
    """
    m, d, x, node = r.length[v], r.bounds[v], at + 1, r.stops[v, at]
    make_room(d, m, x)
    before, after = r.stops[v, at - 1], r.stops[v, at + 1]
    reach = p.service[before] + p.travel[p.place[before], p.place[node]]
    leave = p.service[node] + p.travel[p.place[node], p.place[after]]
    earliest, latest = np.int64(p.earliest[node]), np.int64(p.latest[node])
    ring = min(d[x - 1, x + 1] - reach - leave, d[x - 1, 0] - reach + latest, d[0, x + 1] - earliest - leave, latest - earliest)
    within = p.service[node - len(p.limit)] + p.limit[node - len(p.limit)] if began >= 0 else 0
    if began >= 0:
        ring = min(ring, d[x - 1, began + 1] - reach + within, d[0, began + 1] - earliest + within)
    if ring < 0:
        return False
    for j in range(m + 1):
        out, into = min(d[x - 1, j] - reach, d[0, j] - earliest), min(d[j, x + 1] - leave, d[j, 0] + latest)
        if began >= 0:
            into = min(into, d[j, began + 1] + within)
        if j != x:
            d[x, j], d[j, x] = out, into
    d[x, x] = 0
    for i in range(m + 1):
        through = d[i, x]
        for j in range(m + 1):
            d[i, j] = min(d[i, j], through + d[x, j])
    return True


@njit
def make_room(d, m, x):
    """Row and column x of d int32[m + 1, m + 1] become free, those from x on move up by one."""
    for i in range(m - 1, -1, -1):
        row = i + 1 if i >= x else i
        for j in range(m - 1, x - 1, -1):
            d[row, j + 1] = d[i, j]
        if row != i:
            for j in range(x):
                d[row, j] = d[i, j]


@njit
def follow(p, r, v):
    """Positions, load and cost along the stops of v, and a new stamp."""
    n, m, stops = len(p.limit), r.length[v], r.stops[v]
    kinds = p.load.shape[1]
    cost = 0
    for k in range(kinds):
        r.load[v, 0, k] = p.aboard[v, k]
    for i in range(1, m):
        node = stops[i]
        cost += p.travel[p.place[stops[i - 1]], p.place[node]]
        for k in range(kinds):
            change = 0
            if node < n:
                change = p.load[node, k]
            elif node < 2 * n:
                change = -p.load[node - n, k]
            r.load[v, i, k] = r.load[v, i - 1, k] + change
        if node < 2 * n:
            r.at[node] = i
            if node >= n:
                r.vehicle[node - n] = v
    r.cost[v] = cost
    r.stamp[-1] += 1
    r.stamp[v] = r.stamp[-1]


@njit
def state(p, r, v):
    """The constraints themselves into the bounds of v, each pair already through the beginning of time."""
    n, m, d, stops = len(p.limit), r.length[v], r.bounds[v], r.stops[v]
    d[0, 0] = 0
    for i in range(m):
        d[0, i + 1], d[i + 1, 0] = p.latest[stops[i]], -p.earliest[stops[i]]
    for i in range(m):
        for j in range(m):
            d[i + 1, j + 1] = d[i + 1, 0] + d[0, j + 1]
        d[i + 1, i + 1] = min(0, d[i + 1, i + 1])
    for i in range(1, m):
        before, node = stops[i - 1], stops[i]
        d[i + 1, i] = min(d[i + 1, i], -(p.service[before] + p.travel[p.place[before], p.place[node]]))
        if n <= node < 2 * n and not p.picked[node - n]:
            began = r.at[node - n] + 1
            d[began, i + 1] = min(d[began, i + 1], p.service[node - n] + p.limit[node - n])
    d[1, m] = min(d[1, m], p.longest[v])
