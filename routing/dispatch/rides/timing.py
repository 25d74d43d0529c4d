"""When a vehicle is where: the earliest and the latest times of a route.

A route with windows, service times, longest rides and a longest route is a system of differences between the times of its stops (a simple temporal
network). Such a system has one schedule that is earliest at all stops at once, and one that is latest. Both are found by relaxing the system until
nothing moves: along the route, then over the limits of riding time, which push a pickup (or the departure) behind. A way through the system repeats
no limit, so more rounds than there are limits prove that no schedule exists. Exact for the question that Cordeau & Laporte (Transportation Research B
37, 2003) answer in eight steps; pickups wait only as long as a limit needs it.

Positions of a route of m stops: 0 leaving the start, 1 … m its stops, m + 1 the end. Times are int64; `begin[0]` is when it leaves.
"""
from routing.jit import njit

NEVER = 1 << 30


@njit
def legs(place, route, start_place, end_place, travel_ticks, leg):
    """leg[k] int64: ticks at the wheel from position k to the next; returns their sum. The way to an end anywhere (-1) takes none."""
    here, total = start_place, 0
    for k in range(route.size):
        there = place[route[k]]
        leg[k] = travel_ticks[here, there]
        total += leg[k]
        here = there
    leg[route.size] = travel_ticks[here, end_place] if end_place >= 0 else 0
    return total + leg[route.size]


@njit
def earliest(stops, route, leg, start_at, end_by, longest_route, where, begin):
    """Fill begin int64[m + 2] with the earliest times; returns the first position that cannot be in time, or -1 where all can.

    leg    as `legs` fills it
    where  int64, scratch: one for each row of stops
    """
    m = route.size
    limits = 1
    for k in range(1, m + 1):
        begin[k] = stops.earliest[route[k - 1]]
        where[route[k - 1]] = k
        if stops.longest[route[k - 1]] < NEVER:
            limits += 1
    begin[0], begin[m + 1] = start_at, 0
    first = 0
    for _ in range(limits + 1):
        at = along(stops, route, leg, end_by, first, begin)
        if at >= 0:
            return at
        first = m + 1
        for k in range(1, m + 1):
            longest = stops.longest[route[k - 1]]
            if longest < NEVER:
                pickup = where[route[k - 1] - 1]
                need = begin[k] - longest - stops.service[route[pickup - 1]]
                if begin[pickup] < need:
                    begin[pickup] = need
                    first = min(first, pickup)
        if begin[m + 1] - begin[0] > longest_route:
            begin[0], first = begin[m + 1] - longest_route, 0
        if first > m:
            return -1
    return first


@njit
def along(stops, route, leg, end_by, first, begin):
    """Raise times along the route from position `first` on; returns the first that is too late, or -1."""
    m = route.size
    if first > 0 and begin[first] > stops.latest[route[first - 1]]:
        return first
    for k in range(first, m + 1):
        if leg[k] >= NEVER:
            return k + 1
        ready = begin[k] + leg[k]
        if k > 0:
            ready += stops.service[route[k - 1]]
        begin[k + 1] = max(begin[k + 1], ready)
        if begin[k + 1] > (stops.latest[route[k]] if k < m else end_by):
            return k + 1
    return -1


@njit
def latest(stops, route, leg, start_at, end_by, longest_route, where, begin):
    """`earliest` mirrored: fill begin with the latest times. The slack of a stop is how much later that is."""
    m = route.size
    limits = 1
    for k in range(1, m + 1):
        begin[k] = stops.latest[route[k - 1]]
        where[route[k - 1]] = k
        if stops.longest[route[k - 1]] < NEVER:
            limits += 1
    begin[0], begin[m + 1] = 2 * NEVER, end_by
    last = m + 1
    for _ in range(limits + 1):
        at = back(stops, route, leg, start_at, last, begin)
        if at >= 0:
            return at
        last = -1
        for k in range(1, m + 1):
            longest = stops.longest[route[k - 1]]
            if longest < NEVER:
                pickup = where[route[k - 1] - 1]
                most = begin[pickup] + stops.service[route[pickup - 1]] + longest
                if begin[k] > most:
                    begin[k] = most
                    last = max(last, k)
        if begin[m + 1] - begin[0] > longest_route:
            begin[m + 1], last = begin[0] + longest_route, m + 1
        if last < 0:
            return -1
    return last


@njit
def back(stops, route, leg, start_at, last, begin):
    """Lower times against the route from position `last` on; returns the first that is too early, or -1."""
    m = route.size
    if 0 < last <= m and begin[last] < stops.earliest[route[last - 1]]:
        return last
    for k in range(last - 1, -1, -1):
        if leg[k] >= NEVER:
            return k
        left = begin[k + 1] - leg[k]
        if k > 0:
            left -= stops.service[route[k - 1]]
        begin[k] = min(begin[k], left)
        if begin[k] < (stops.earliest[route[k - 1]] if k > 0 else start_at):
            return k
    return -1
