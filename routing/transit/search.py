"""Searches for journeys: one departure, and all departures of a window."""
import numpy as np

from routing.jit import njit
from routing.transit.rounds import alight, collect, first_trip, follow_rules, read_legs, scan, walk
from routing.transit.workspace import INF


@njit
def set_ends(work, access_stop, access_s, egress_stop, egress_s):
    """Spread the access and egress lists over the stops; of two entries for one stop the shorter counts."""
    for i in range(access_stop.size):
        if access_s[i] < work.access[access_stop[i]]:
            work.access[access_stop[i]] = access_s[i]
            work.access_row[access_stop[i]] = i
    for i in range(egress_stop.size):
        if egress_s[i] < work.egress[egress_stop[i]]:
            work.egress[egress_stop[i]] = egress_s[i]
            work.egress_row[egress_stop[i]] = i


@njit
def clear_ends(work, access_stop, egress_stop):
    for i in range(access_stop.size):
        work.access[access_stop[i]] = INF
    for i in range(egress_stop.size):
        work.egress[egress_stop[i]] = INF


@njit
def mark_access(walks, work, access_stop, start_s, change_s, bound, vertex_ms, closed):
    """Mark the stops reached from the origin before `bound`. Closed access also bounds the walks after rides."""
    n_marked = 0
    for i in range(access_stop.size):
        s = access_stop[i]
        if work.marked[s] or start_s + work.access[s] >= bound:
            continue
        work.marked[s] = True
        work.marked_list[n_marked] = s
        n_marked += 1
        v = walks.board_vertex[s]
        if closed and v >= 0:
            # A walk that comes here later than this boards everywhere later than the origin's own walk does.
            vertex_ms[0, v] = min(vertex_ms[0, v], (work.access[s] - change_s) * 1000)
    return n_marked


@njit
def earliest(tt, walks, rules, work, start_s, access_stop, access_s, egress_stop, egress_s, direct_s, max_rides, change_s,
             max_duration_s, walk_access, walk_egress):
    """Journeys leaving at or after start_s, one per ride count that arrives earlier than every smaller count and than going directly.

    access_stop, access_s    int32, stops to begin at and the seconds there; egress_stop, egress_s  int32, likewise at the end
    direct_s                 seconds without transit, INF if impossible; max_duration_s  arrivals at most this much after start_s
    walk_access, walk_egress True: that list holds every stop within reach on foot (closed), which allows more pruning
    returns  journeys int64[j, 5] (departure, arrival, rides, access row, egress row), legs int32[j, max_rides, 4], see read_legs
    """
    closed = walk_access and walk_egress
    plain = walk_egress and rules.target_stop.size == 0
    wall = work.access if closed else work.never
    board_low = work.board_low[:1]
    ride_low = board_low if plain else work.ride_low[:1]
    seat_low, vertex_ms = work.seat_low[:1], work.vertex_ms[:1]
    board_low[:] = INF
    ride_low[:] = INF
    seat_low[:] = INF
    vertex_ms[:] = INF
    set_ends(work, access_stop, access_s, egress_stop, egress_s)
    bound = start_s + min(direct_s, max_duration_s + 1)
    n_marked = mark_access(walks, work, access_stop, start_s, change_s, bound, vertex_ms, closed)
    best_arrival, best_stop = np.full(max_rides + 1, INF, np.int64), np.full(max_rides + 1, -1, np.int64)
    k = 0
    while k < max_rides and n_marked > 0:
        k += 1
        queued = collect(tt, work, n_marked)
        n_fresh, bound, hit = scan(tt, work, queued, k, start_s, change_s, bound, ride_low, seat_low, wall, work.no_lower_s)
        if hit >= 0:
            best_arrival[k], best_stop[k] = bound, hit
        work.ready[k, :] = INF
        n_marked, size = alight(walks, rules, work, n_fresh, k, start_s, vertex_ms, board_low)
        if k < max_rides:
            n_marked = walk(walks, rules, work, n_marked, size, k, start_s, start_s, change_s, bound, vertex_ms, board_low, wall, work.no_lower_ms)
            n_marked = follow_rules(rules, work, n_fresh, n_marked, k, start_s, change_s, bound, board_low, wall)
    for m in range(n_marked):
        work.marked[work.marked_list[m]] = False
    journeys, legs = read_best(tt, work, best_arrival, best_stop)
    clear_ends(work, access_stop, egress_stop)
    return journeys, legs


@njit
def read_best(tt, work, best_arrival, best_stop):
    """Journeys and legs of the ride counts that reached the destination."""
    found = 0
    for k in range(best_stop.size):
        found += best_stop[k] >= 0
    journeys = np.empty((found, 5), np.int64)
    legs = np.empty((found, best_stop.size - 1, 4), np.int32)
    found = 0
    for k in range(1, best_stop.size):
        if best_stop[k] >= 0:
            write_journey(tt, work, k, best_stop[k], best_arrival[k], journeys[found], legs[found])
            found += 1
    return journeys, legs


@njit
def write_journey(tt, work, k, stop, arrival_s, journey, legs):
    """Fill one row: the rider leaves as late as the first ride allows."""
    first = read_legs(tt, work, k, stop, legs)
    trip, position = legs[0, 0], legs[0, 1]
    p = tt.trip_pattern[trip]
    departs = tt.dep[tt.time_first[p] + position * tt.trips[p] + trip - tt.trip_first[p]]
    journey[0] = departs - work.access[first]
    journey[1] = arrival_s
    journey[2] = k
    journey[3] = work.access_row[first]
    journey[4] = work.egress_row[stop]


@njit
def events(tt, work, access_stop, t0, t1, limit_s, lower_s):
    """Every boarding at an access stop whose latest leaving time lies in [t0, t1]: sorted keys (leaving time - t0) << 32 | row of at_*.

    Stops from which the destination cannot be reached within limit_s of leaving are left out.
    """
    keys = np.empty(1024, np.int64)
    n = 0
    for i in range(access_stop.size):
        s = access_stop[i]
        if work.access_row[s] != i or work.access[s] + lower_s[s] >= limit_s:
            continue
        for e in range(tt.at_first[s], tt.at_first[s + 1]):
            p = tt.at_pattern[e]
            base = tt.time_first[p] + tt.at_position[e] * tt.trips[p]
            trip = first_trip(tt.dep, base, tt.trips[p], t0 + work.access[s])
            while trip < tt.trips[p] and tt.dep[base + trip] <= t1 + work.access[s]:
                if n == keys.size:
                    grown = np.empty(2 * n, np.int64)
                    grown[:n] = keys
                    keys = grown
                keys[n] = (np.int64(tt.dep[base + trip] - work.access[s] - t0) << 32) | e
                n += 1
                trip += 1
    keys = keys[:n]
    keys.sort()
    return keys


@njit
def collect_events(tt, work, keys, x, slot_s):
    """Queue the patterns of all events at or after slot_s (counted from t0). Returns (events left, queue size)."""
    queued = 0
    while x > 0 and keys[x - 1] >> 32 >= slot_s:
        x -= 1
        e = keys[x] & 0xFFFFFFFF
        p = tt.at_pattern[e]
        i = tt.at_position[e]
        if work.position[p] < 0:
            work.position[p] = i
            work.queue[queued] = p
            queued += 1
        elif i < work.position[p]:
            work.position[p] = i
    return x, queued


@njit
def grow(journeys, legs, found):
    """Room for one more journey: the same arrays, or twice as long copies."""
    if found < journeys.shape[0]:
        return journeys, legs
    more_journeys = np.empty((2 * found, journeys.shape[1]), np.int64)
    more_legs = np.empty((2 * found, legs.shape[1], legs.shape[2]), np.int32)
    more_journeys[:found] = journeys
    more_legs[:found] = legs
    return more_journeys, more_legs


@njit
def clear_range(work, max_rides):
    for k in range(max_rides + 1):
        work.ready[k, :] = INF
        work.board_low[k, :] = INF
        work.ride_low[k, :] = INF
        work.seat_low[k, :] = INF
        work.vertex_ms[k, :] = INF


@njit
def range_search(tt, walks, rules, work, t0, t1, access_stop, access_s, egress_stop, egress_s, direct_s, max_rides, change_s,
                 max_duration_s, walk_access, walk_egress, step_s):
    """All journeys leaving in [t0, t1] that no other beats on departure, arrival and rides (nor going directly): latest departure first.

    rRAPTOR (Delling et al.): labels live on from later to earlier departures. Starts are gathered in slots of step_s seconds from t0;
    the answer is exact for leaving at each slot's begin, for step_s = 1 at each second. The caller has put lower bounds into
    work.lower_s and work.lower_ms (zeros are right, too). Arguments and results otherwise as `earliest`.
    """
    plain = walk_egress and rules.target_stop.size == 0
    board_low = work.board_low[: max_rides + 1]
    ride_low = board_low if plain else work.ride_low[: max_rides + 1]
    seat_low, vertex_ms = work.seat_low[: max_rides + 1], work.vertex_ms[: max_rides + 1]
    clear_range(work, max_rides)
    set_ends(work, access_stop, access_s, egress_stop, egress_s)
    wall = work.access if walk_access and walk_egress else work.never
    limit_s = min(direct_s, max_duration_s + 1)
    keys = events(tt, work, access_stop, t0, t1, limit_s, work.lower_s)
    reached = np.full(max_rides + 1, INF, np.int64)  # best arrival at the destination with at most k rides
    journeys, legs = np.empty((16, 5), np.int64), np.empty((16, max_rides, 4), np.int32)
    found = 0
    x = keys.size
    while x > 0:
        slot_s = keys[x - 1] >> 32
        slot_s -= slot_s % step_s
        start_s = t0 + slot_s
        x, queued = collect_events(tt, work, keys, x, slot_s)
        k = 0
        while k < max_rides and queued > 0:
            k += 1
            bound = min(reached[k], start_s + limit_s)
            n_fresh, bound, hit = scan(tt, work, queued, k, start_s, change_s, bound, ride_low, seat_low, wall, work.lower_s)
            if hit >= 0:
                for j in range(k, max_rides + 1):
                    reached[j] = min(reached[j], bound)
                journeys, legs = grow(journeys, legs, found)
                write_journey(tt, work, k, hit, bound, journeys[found], legs[found])
                found += 1
            n_marked, size = alight(walks, rules, work, n_fresh, k, t0, vertex_ms, board_low)
            if k < max_rides:
                n_marked = walk(walks, rules, work, n_marked, size, k, t0, start_s, change_s, bound, vertex_ms, board_low, wall, work.lower_ms)
                n_marked = follow_rules(rules, work, n_fresh, n_marked, k, start_s, change_s, bound, board_low, wall)
            queued = collect(tt, work, n_marked)
        for q in range(queued):
            work.position[work.queue[q]] = -1
    clear_ends(work, access_stop, egress_stop)
    return journeys[:found], legs[:found]
