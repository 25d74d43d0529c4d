"""Which rides to take out: those that could change places with each other (Shaw, 1998), dear ones (Ropke and Pisinger, 2006), whole routes,
and strings of stops that lie side by side (Christiaens and Vanden Berghe, 2020). Each writes rides into `out` and says how many."""
import numpy as np

from routing.dispatch.search.changing import movable, take_out
from routing.dispatch.search.dice import below, roll
from routing.jit import njit

RANDOM, NEAR, AT_ONCE, ALIKE, DEAR, ROUTE, STRINGS = range(7)
WAYS = 7


@njit
def ruin(p, r, dice, way, count, out, touched):
    """Takes up to `count` rides out of their routes, which are to be closed anew. Returns how many stand in `out`."""
    free = np.empty(len(p.limit), np.bool_)
    for ride in range(len(free)):
        free[ride] = movable(p, r, ride)
    seed = some_ride(free, dice)
    if seed < 0 or count < 1:
        return 0
    if way == ROUTE:
        return whole_route(p, r, np.int64(r.vehicle[seed]), count, out, touched)
    if way == STRINGS:
        return strings(p, r, dice, seed, count, out, free, touched)
    found = dear(p, r, dice, count, out, free) if way == DEAR else related(p, r, dice, way, seed, count, out, free)
    for k in range(found):
        leave(p, r, np.int64(out[k]), out, k, touched)
    return found


@njit
def leave(p, r, ride, out, found, touched):
    touched[r.vehicle[ride]] = True
    take_out(p, r, ride)
    out[found] = ride
    return found + 1


@njit
def some_ride(free, dice):
    """A ride that may be moved, -1 if there is none."""
    n = len(free)
    begin = below(dice, n)
    for step in range(n):
        if free[(begin + step) % n]:
            return (begin + step) % n
    return -1


@njit
def times(p, r):
    """int64[n, 2]: earliest times of pickup and dropoff; of who is on board the dropoff's for both, of who is not served nought."""
    n = len(p.limit)
    when = np.zeros((n, 2), np.int64)
    for v in range(len(r.length)):
        for i in range(1, r.length[v] - 1):
            node = r.stops[v, i]
            if node < n:
                when[node, 0] = -r.bounds[v, i + 1, 0]
            elif node < 2 * n:
                when[node - n, 1] = -r.bounds[v, i + 1, 0]
                if p.picked[node - n]:
                    when[node - n, 0] = when[node - n, 1]
    return when


@njit
def related(p, r, dice, way, seed, count, out, free):
    """One after the other who is most like one of those chosen already, in place, in time or in both; chance has a say."""
    space, time = (0 if way == AT_ONCE else 1), (0 if way == NEAR else 1)
    n, place, travel, when, found, ride = len(p.limit), p.place, p.travel, times(p, r), 0, seed
    while True:
        out[found], free[ride] = ride, False
        found += 1
        if found == count:
            return found
        like, least, ride = out[below(dice, found)], 1e18, -1
        for other in range(n):
            if not free[other]:
                continue
            score = roll(dice)
            if way != RANDOM:
                far = travel[place[like], place[other]] + travel[place[n + like], place[n + other]]
                later = abs(when[like, 0] - when[other, 0]) + abs(when[like, 1] - when[other, 1])
                score = (1.0 + score) * (space * far + time * later)
            if score < least:
                least, ride = score, other
        if ride < 0:
            return found


@njit
def dear(p, r, dice, count, out, free):
    """Those without whom their routes are shortest; chance has a say."""
    n, found = len(free), 0
    spares = np.zeros(n, np.int64)
    for ride in range(n):
        if free[ride]:
            spares[ride] = 1 + saved(p, r, ride)
    while found < count:
        most, chosen = -1.0, -1
        for ride in range(n):
            if free[ride]:
                score = (0.3 + roll(dice)) * spares[ride]
                if score > most:
                    most, chosen = score, ride
        if chosen < 0:
            break
        out[found], free[chosen] = chosen, False
        found += 1
    return found


@njit
def saved(p, r, ride):
    """How much shorter the route is without the ride, never below nought."""
    n, v = len(p.limit), r.vehicle[ride]
    stops, j = r.stops[v], r.at[n + ride]
    i = -1 if p.picked[ride] else r.at[ride]
    if i <= p.fixed[v]:
        return max(0, detour(p, stops, j, j))
    if i + 1 == j:
        return max(0, detour(p, stops, i, j))
    return max(0, detour(p, stops, i, i) + detour(p, stops, j, j))


@njit
def detour(p, stops, i, j):
    """Travel by the stops at i … j, two at most, less the way past them."""
    a, b = p.place[stops[i - 1]], p.place[stops[j + 1]]
    by = p.travel[a, p.place[stops[i]]] + p.travel[p.place[stops[j]], b]
    if i < j:
        by += p.travel[p.place[stops[i]], p.place[stops[j]]]
    return by - p.travel[a, b]


@njit
def whole_route(p, r, v, count, out, touched):
    n, found, i = len(p.limit), 0, p.fixed[v] + 1
    while i < r.length[v] - 1 and found < count:
        node = r.stops[v, i]
        if n <= node < 2 * n:
            found = leave(p, r, node - n, out, found, touched)
            i = p.fixed[v] + 1
        else:
            i += 1
    return found


@njit
def strings(p, r, dice, seed, count, out, free, touched):
    """Around a ride, of each route near by a run of stops, with all rides that have one of them."""
    longest = 1 + below(dice, max(2, count // 2))
    found = string(p, r, dice, seed, longest, count, out, 0, touched)
    for k in range(p.near.shape[1]):
        other = np.int64(p.near[seed, k])
        if found >= count:
            break
        if free[other] and r.vehicle[other] >= 0 and not touched[r.vehicle[other]]:
            found = string(p, r, dice, other, longest, count, out, found, touched)
    return found


@njit
def string(p, r, dice, ride, longest, count, out, found, touched):
    """The rides of a run of up to 2 * longest stops around one end of the ride."""
    n, v = len(p.limit), r.vehicle[ride]
    centre = r.at[n + ride] if p.picked[ride] or roll(dice) < 0.5 else r.at[ride]
    begin = max(p.fixed[v] + 1, centre - below(dice, 2 * longest))
    end = min(r.length[v] - 1, begin + 2 * longest)
    chosen = [node % n for node in r.stops[v, begin:end] if node < 2 * n]
    for one in chosen:
        if found < count and r.vehicle[one] == v and movable(p, r, one):
            found = leave(p, r, one, out, found, touched)
    return found
