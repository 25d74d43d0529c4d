"""Walking as a criterion of its own: Pareto sets over arrival, rides and milliseconds on foot, access and egress included.

McRAPTOR (Delling, Pajor, Werneck, ALENEX 2012) with walks between rounds as in MCR (Delling, Dibbelt, Pajor, Wagner, Werneck, "Computing
Multimodal Journeys in Practice", SEA 2013). On a walk both criteria grow alike, so a vertex only remembers the least walking so far.
"""
import numpy as np

from routing.heap import pop, push
from routing.jit import njit
from routing.transit.bags import add_label, beaten
from routing.transit.rounds import collect, first_trip, mark
from routing.transit.workspace import INF

RESERVE = 4096  # labels that must be free before a pattern or a stop is worked on


@njit
def least_walk(walks, rules, tt, work, bags, start_s, access_stop, access_s, access_ms, egress_stop, egress_s, egress_ms,
               direct_s, direct_ms, max_rides, change_s, max_duration_s, max_walk_ms):
    """Journeys leaving at or after start_s that no other beats on arrival, rides and walking, nor going directly does.

    access_ms, egress_ms  int32, milliseconds on foot of each list entry; direct_ms of the direct way; max_walk_ms in the whole journey
    Other arguments as search.earliest.
    returns  journeys int64[j, 6] (departure, arrival, rides, access row, egress row, walk ms), legs int32[j, max_rides, 4],
             complete False: `bags` is too small, try again with larger ones
    """
    goals, ends = np.empty((64, 2), np.int64), np.empty((64, 3), np.int64)
    n_goals = 0
    limit_s = start_s + max_duration_s
    if direct_s < INF:
        goals[0, 0], goals[0, 1], ends[0, 0] = start_s + direct_s, direct_ms, -1
        n_goals = 1
    bags.used[0] = 0
    bags.ride_head[:] = -1
    bags.ready_head[:] = -1
    exits = egress_lists(egress_stop, bags.ride_head.size)
    n_marked = add_access(work, bags, start_s, access_stop, access_s, access_ms, limit_s, max_walk_ms)
    k = 0
    complete = bags.used[0] + RESERVE < bags.time_s.size
    while k < max_rides and n_marked > 0 and complete:
        k += 1
        rides_from = bags.used[0]
        queued = collect(tt, work, n_marked)
        complete = scan_all(tt, work, bags, queued, k, change_s if k > 1 else 0, limit_s, goals, n_goals, max_walk_ms)
        rides_to = bags.used[0]
        goals, ends, n_goals = reach_goal(bags, rides_from, rides_to, exits, egress_s, egress_ms, limit_s, max_walk_ms, goals, ends, n_goals)
        n_marked = 0
        if k < max_rides and complete:
            n_marked, complete = walk_on(walks, rules, work, bags, rides_from, rides_to, k, start_s, change_s, limit_s, goals, n_goals, max_walk_ms)
    for m in range(n_marked):
        work.marked[work.marked_list[m]] = False
    journeys, legs = read_goals(tt, bags, goals, ends, n_goals, max_rides, access_s)
    return journeys, legs, complete


@njit
def egress_lists(egress_stop, n_stops):
    """Linked lists of egress entries by stop: int32[stops + entries], first entry of each stop, then the next of each entry; -1 ends."""
    chain = np.full(n_stops + egress_stop.size, -1, np.int32)
    for i in range(egress_stop.size):
        chain[n_stops + i] = chain[egress_stop[i]]
        chain[egress_stop[i]] = i
    return chain


@njit
def add_access(work, bags, start_s, access_stop, access_s, access_ms, limit_s, max_walk_ms):
    """Ready labels of round 0. Returns the number of marked stops."""
    n_marked = 0
    for i in range(access_stop.size):
        if start_s + access_s[i] > limit_s or access_ms[i] > max_walk_ms or bags.used[0] + 1 >= bags.time_s.size:
            continue
        label = add_label(bags, bags.ready_head, access_stop[i], start_s + access_s[i], access_ms[i], 0, -1)
        if label >= 0:
            bags.row[label] = i
            n_marked = mark(work, access_stop[i], n_marked)
    return n_marked


@njit
def scan_all(tt, work, bags, queued, k, added_s, limit_s, goals, n_goals, max_walk_ms):
    """Ride the queued patterns with all labels of the round before. Returns False when the pool of labels is nearly full."""
    most = 1
    for q in range(queued):
        most = max(most, tt.trips[work.queue[q]])
    riders = np.empty((most + 1, 4), np.int64)  # (trip, walking, ready label, board position); no trip stands twice
    complete = True
    for q in range(queued):
        p = work.queue[q]
        begin = work.position[p]
        work.position[p] = -1
        if complete:
            complete = scan_pattern(tt, bags, riders, p, begin, k, added_s, limit_s, goals, n_goals, max_walk_ms)
    return complete


@njit
def scan_pattern(tt, bags, riders, p, begin, k, added_s, limit_s, goals, n_goals, max_walk_ms):
    """One pattern from position `begin` and, staying seated, those beyond its end. Returns False when the pool is nearly full."""
    n_riders = 0
    n = tt.trips[p]
    origin = tt.stop_first[p]
    for i in range(begin, tt.stop_first[p + 1] - origin):
        s = tt.pattern_stop[origin + i]
        base = tt.time_first[p] + i * n
        if bags.used[0] + n_riders + RESERVE // 2 > bags.time_s.size:
            return False
        if tt.can_alight[origin + i]:
            for r in range(n_riders):
                trip = tt.trip_first[p] + riders[r, 0]
                arrival_s = tt.arr[base + riders[r, 0]]
                add_ride(bags, s, arrival_s, riders[r, 1], k, riders[r, 2], trip, trip, riders[r, 3], i, limit_s, goals, n_goals)
        if tt.can_board[origin + i]:
            label = bags.ready_head[s]
            while label >= 0 and bags.round[label] == k - 1:
                trip = first_trip(tt.dep, base, n, bags.time_s[label] + added_s)
                if trip < n:
                    n_riders = add_rider(riders, n_riders, trip, bags.walk_ms[label], label, i)
                label = bags.following[label]
    for r in range(n_riders):  # noqa: SIM110 (a generator costs a kernel more)
        if not stay_seated(tt, bags, riders[r], p, k, limit_s, goals, n_goals):
            return False
    return True


@njit
def add_rider(riders, n_riders, trip, walk_ms, label, position):
    """Keep riders[:n_riders] free of riders in a later trip who also walked no less. Returns their number."""
    kept = 0
    for r in range(n_riders):
        if riders[r, 0] <= trip and riders[r, 1] <= walk_ms:
            return n_riders
    for r in range(n_riders):
        if not (trip <= riders[r, 0] and walk_ms <= riders[r, 1]):
            riders[kept] = riders[r]
            kept += 1
    riders[kept, 0], riders[kept, 1], riders[kept, 2], riders[kept, 3] = trip, walk_ms, label, position
    return kept + 1


@njit
def add_ride(bags, s, arrival_s, walk_ms, k, ready, boarded_trip, trip, boarded_at, alighted_at, limit_s, goals, n_goals):
    if arrival_s > limit_s or beaten(goals, n_goals, arrival_s, walk_ms):
        return
    label = add_label(bags, bags.ride_head, s, arrival_s, walk_ms, k, ready)
    if label >= 0:
        bags.trip[label], bags.boarded_trip[label] = trip, boarded_trip
        bags.boarded_at[label], bags.alighted_at[label] = boarded_at, alighted_at


@njit
def stay_seated(tt, bags, rider, p, k, limit_s, goals, n_goals):
    """Arrivals of a rider who keeps his seat beyond the end of pattern p. Returns False when the pool is nearly full."""
    for link in range(tt.link_first[p], tt.link_first[p + 1]):
        q = tt.link_pattern[link]
        entered = tt.seat_trip[tt.link_table[link] + rider[0]]
        if entered >= tt.trips[q]:
            continue
        boarded = tt.trip_first[p] + tt.seat_from[tt.link_table[link] + rider[0]]
        origin = tt.stop_first[q]
        length = tt.stop_first[q + 1] - origin
        if bags.used[0] + length + RESERVE // 4 > bags.time_s.size:
            return False
        for i in range(1, length):
            if tt.can_alight[origin + i]:
                arrival_s = tt.arr[tt.time_first[q] + i * tt.trips[q] + entered]
                trip = tt.trip_first[q] + entered
                add_ride(bags, tt.pattern_stop[origin + i], arrival_s, rider[1], k, rider[2], boarded, trip, rider[3], i, limit_s, goals, n_goals)
    return True


@njit
def reach_goal(bags, rides_from, rides_to, exits, egress_s, egress_ms, limit_s, max_walk_ms, goals, ends, n_goals):
    """Enter this round's arrivals at the destination into goals (arrival, walking) and ends (ride label, rides, egress row)."""
    stops = bags.ride_head.size
    for label in range(rides_from, rides_to):
        if not bags.alive[label]:
            continue
        i = exits[bags.stop[label]]
        while i >= 0:
            arrival_s = np.int64(bags.time_s[label]) + egress_s[i]
            walk_ms = np.int64(bags.walk_ms[label]) + egress_ms[i]
            if arrival_s <= limit_s and walk_ms <= max_walk_ms and not beaten(goals, n_goals, arrival_s, walk_ms):
                if n_goals == goals.shape[0]:
                    more_goals, more_ends = np.empty((2 * n_goals, 2), np.int64), np.empty((2 * n_goals, 3), np.int64)
                    more_goals[:n_goals], more_ends[:n_goals] = goals, ends
                    goals, ends = more_goals, more_ends
                goals[n_goals, 0], goals[n_goals, 1] = arrival_s, walk_ms
                ends[n_goals, 0], ends[n_goals, 1], ends[n_goals, 2] = label, bags.round[label], i
                n_goals += 1
            i = exits[stops + i]
    return goals, ends, n_goals


@njit
def walk_on(walks, rules, work, bags, rides_from, rides_to, k, base_s, change_s, limit_s, goals, n_goals, max_walk_ms):
    """Ready labels from this round's arrivals, on foot and by transfer rules. Returns (marked stops, False if the pool is nearly full)."""
    n_marked, size, steps = 0, 0, 0
    bags.settled_ms[:] = INF
    for label in range(rides_from, rides_to):
        if not bags.alive[label]:
            continue
        if bags.used[0] + rules.target_stop.size + RESERVE // 4 > bags.time_s.size or steps + RESERVE // 4 > bags.step_ms.size:
            return n_marked, False
        s = bags.stop[label]
        time_s, walk_ms = bags.time_s[label], bags.walk_ms[label]
        n_marked = be_ready(rules, work, bags, s, time_s, walk_ms, k, label, n_marked)
        for r in range(rules.target_stop.size):
            ready_s, further_ms = time_s + np.int64(rules.ready_s[r, s]), walk_ms + np.int64(rules.walk_ms[r, s])
            if ready_s + change_s <= limit_s and further_ms <= max_walk_ms and rules.ready_s[r, s] < INF:
                if add_label(bags, bags.ready_head, rules.target_stop[r], ready_s, further_ms, k, label) >= 0:
                    n_marked = mark(work, rules.target_stop[r], n_marked)
        v = walks.alight_vertex[s]
        if v >= 0:
            bags.step_ms[steps], bags.step_walk_ms[steps] = (time_s - base_s) * 1000, walk_ms
            bags.step_vertex[steps], bags.step_ride[steps] = v, label
            size = push(bags.heap, size, ((time_s - base_s) * 1000 << 32) | steps)
            steps += 1
    return spread_walks(walks, rules, work, bags, size, steps, n_marked, k, base_s, change_s, limit_s, goals, n_goals, max_walk_ms)


@njit
def be_ready(rules, work, bags, s, time_s, walk_ms, k, ride, n_marked):
    if rules.target_row[s] < 0 and add_label(bags, bags.ready_head, s, time_s, walk_ms, k, ride) >= 0:
        return mark(work, s, n_marked)
    return n_marked


@njit
def spread_walks(walks, rules, work, bags, size, steps, n_marked, k, base_s, change_s, limit_s, goals, n_goals, max_walk_ms):
    """Dijkstra by time over labels (time, walking); what is settled later is kept only if it walked less."""
    while size > 0:
        key, size = pop(bags.heap, size)
        z, step = key >> 32, key & 0xFFFFFFFF
        v, walk_ms, ride = bags.step_vertex[step], bags.step_walk_ms[step], bags.step_ride[step]
        time_s = base_s + (z + 999) // 1000
        if time_s + change_s > limit_s:
            break
        if walk_ms >= bags.settled_ms[v] or beaten(goals, n_goals, time_s + change_s, walk_ms):
            continue
        bags.settled_ms[v] = walk_ms
        if bags.used[0] + walks.board_first[v + 1] - walks.board_first[v] >= bags.time_s.size:
            return n_marked, False
        for i in range(walks.board_first[v], walks.board_first[v + 1]):
            n_marked = be_ready(rules, work, bags, walks.board_stop[i], time_s, walk_ms, k, ride, n_marked)
        for e in range(walks.first[v], walks.first[v + 1]):
            y, further_ms = walks.head[e], walk_ms + np.int64(walks.weight_ms[e])
            if further_ms < bags.settled_ms[y] and further_ms <= max_walk_ms:
                if steps == bags.step_ms.size:
                    return n_marked, False
                bags.step_ms[steps], bags.step_walk_ms[steps] = z + walks.weight_ms[e], further_ms
                bags.step_vertex[steps], bags.step_ride[steps] = y, ride
                size = push(bags.heap, size, (z + walks.weight_ms[e] << 32) | steps)
                steps += 1
    return n_marked, True


@njit
def read_goals(tt, bags, goals, ends, n_goals, max_rides, access_s):
    """The goals that no other beats on arrival, rides and walking, in the order found."""
    journeys, legs = np.empty((n_goals, 6), np.int64), np.empty((n_goals, max_rides, 4), np.int32)
    found = 0
    for g in range(n_goals):
        keep = ends[g, 0] >= 0
        for other in range(g + 1, n_goals):
            # A goal found later is no better than an earlier one, but may beat it within the same round.
            if ends[other, 1] <= ends[g, 1] and goals[other, 0] <= goals[g, 0] and goals[other, 1] <= goals[g, 1]:
                keep = False
        if not keep:
            continue
        label = ends[g, 0]
        for j in range(ends[g, 1] - 1, -1, -1):
            legs[found, j, 0], legs[found, j, 1] = bags.boarded_trip[label], bags.boarded_at[label]
            legs[found, j, 2], legs[found, j, 3] = bags.trip[label], bags.alighted_at[label]
            ready = bags.parent[label]
            label = bags.parent[ready]
        trip = legs[found, 0, 0]
        p = tt.trip_pattern[trip]
        departs = tt.dep[tt.time_first[p] + legs[found, 0, 1] * tt.trips[p] + trip - tt.trip_first[p]]
        row = bags.row[ready]
        journeys[found, 0], journeys[found, 1], journeys[found, 2] = departs - access_s[row], goals[g, 0], ends[g, 1]
        journeys[found, 3], journeys[found, 4], journeys[found, 5] = row, ends[g, 2], goals[g, 1]
        found += 1
    return journeys[:found], legs[:found]
