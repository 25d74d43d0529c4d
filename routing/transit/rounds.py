"""The parts of one RAPTOR round: scan patterns, walk on, collect the patterns to scan next.

Delling, Pajor, Werneck, "Round-Based Public Transit Routing", ALENEX 2012; walking without limit between rounds as in MR: Baum et al.,
"UnLimited TRAnsfers for Multi-Modal Route Planning", ESA 2019. `low` arrays may have a single row (one departure) or one per ride count.

Pruning one label by another is right only where whatever follows the one may follow the other:
- an arrival by ride by an arrival on foot (ride_low is board_low): if egress is a closed walk and no transfer rule constrains a stop
- an arrival by ride by access (wall = access): if both access and egress are closed walks; else wall is INF everywhere
"""
from routing.heap import pop, push
from routing.jit import njit


@njit
def first_trip(dep, base, limit, ready_s):
    """First trip with dep[base + i] >= ready_s among i < limit; limit if none. Trips of a pattern do not overtake."""
    low, high = 0, limit
    while low < high:
        middle = (low + high) >> 1
        if dep[base + middle] < ready_s:
            low = middle + 1
        else:
            high = middle
    return low


@njit
def lower_rows(low, row, column, value):
    """Set low[row:, column] to at most value; rows never rise, so the first that is low enough ends the work."""
    for j in range(row, low.shape[0]):
        if low[j, column] <= value:
            break
        low[j, column] = value


@njit
def take_seats(tt, work, seat_low, row, p, trip, board_position, seats, bound, lower_s):
    """Queue the patterns in which a rider sitting in `trip` of pattern p can stay beyond its end. Returns the new queue size."""
    for link in range(tt.link_first[p], tt.link_first[p + 1]):
        q = tt.link_pattern[link]
        entered = tt.seat_trip[tt.link_table[link] + trip]
        if entered < seat_low[row, q] and entered < tt.trips[q]:
            leaves_s = tt.dep[tt.time_first[q] + entered]
            if leaves_s + lower_s[tt.pattern_stop[tt.stop_first[q]]] < bound:
                lower_rows(seat_low, row, q, entered)
                work.seat_pattern[seats] = q
                work.seat_trip[seats] = entered
                work.seat_from[seats] = tt.trip_first[p] + tt.seat_from[tt.link_table[link] + trip]
                work.seat_board[seats] = board_position
                seats += 1
    return seats


@njit
def scan(tt, work, queued, k, start_s, change_s, bound, ride_low, seat_low, wall, lower_s):
    """Ride the queued patterns: work.ridden[k] and its parents from work.ready[k - 1] (k = 1: start_s + access).

    Arrivals at or after `bound` are dropped, and `bound` falls with each arrival at the destination. Stops whose arrival improved
    are listed in work.fresh_list. Returns (their number, bound, stop of the last such arrival or -1).
    """
    ready = work.access if k == 1 else work.ready[k - 1]
    added_s = start_s if k == 1 else change_s
    row = min(k, ride_low.shape[0] - 1)
    n_fresh, seats, hit = 0, 0, -1
    entry = 0
    while entry < queued + seats:
        seated = entry >= queued
        p = work.seat_pattern[entry - queued] if seated else work.queue[entry]
        n = tt.trips[p]
        begin = 1 if seated else work.position[p]
        trip = work.seat_trip[entry - queued] if seated else n
        board_position = work.seat_board[entry - queued] if seated else -1
        if seated and trip > seat_low[row, p]:
            entry += 1
            continue
        if not seated:
            work.position[p] = -1
        origin = tt.stop_first[p]
        for i in range(begin, tt.stop_first[p + 1] - origin):
            s = tt.pattern_stop[origin + i]
            base = tt.time_first[p] + i * n
            if trip < n and tt.can_alight[origin + i]:
                a = tt.arr[base + trip]
                if a < ride_low[row, s] and a + lower_s[s] < bound and a < start_s + wall[s]:
                    lower_rows(ride_low, row, s, a)
                    work.ridden[k, s] = a
                    work.trip[k, s] = tt.trip_first[p] + trip
                    work.boarded_trip[k, s] = work.seat_from[entry - queued] if seated else tt.trip_first[p] + trip
                    work.boarded_at[k, s] = board_position
                    work.alighted_at[k, s] = i
                    if not work.fresh[s]:
                        work.fresh[s] = True
                        work.fresh_list[n_fresh] = s
                        n_fresh += 1
                    if a + work.egress[s] < bound:
                        bound = a + work.egress[s]
                        hit = s
            if not seated and tt.can_board[origin + i]:
                ready_s = ready[s] + added_s
                if ready_s + lower_s[s] < bound and (trip == n or ready_s <= tt.dep[base + trip]):
                    earlier = first_trip(tt.dep, base, trip, ready_s)
                    if earlier < trip:
                        trip = earlier
                        board_position = i
        if not seated and trip < n and tt.link_first[p] < tt.link_first[p + 1]:
            seats = take_seats(tt, work, seat_low, row, p, trip, board_position, seats, bound, lower_s)
        entry += 1
    return n_fresh, bound, hit


@njit
def mark(work, s, n_marked):
    if work.marked[s]:
        return n_marked
    work.marked[s] = True
    work.marked_list[n_marked] = s
    return n_marked + 1


@njit
def alight(walks, rules, work, n_fresh, k, base_s, vertex_ms, board_low):
    """Turn fresh arrivals by ride into labels to board at the same stop and into sources of the walk.

    Clears work.fresh; the list stays for `follow_rules`. Returns (marked stops, heap size).
    """
    row = min(k, board_low.shape[0] - 1)
    n_marked, size = 0, 0
    for m in range(n_fresh):
        s = work.fresh_list[m]
        work.fresh[s] = False
        a = work.ridden[k, s]
        if rules.target_row[s] < 0 and a < work.ready[k, s] and a <= board_low[row, s]:
            lower_rows(board_low, row, s, a)
            work.ready[k, s] = a
            work.walked_from[k, s] = s
            n_marked = mark(work, s, n_marked)
        v = walks.alight_vertex[s]
        if v >= 0:
            z = (a - base_s) * 1000
            if z < vertex_ms[row, v]:
                vertex_ms[row, v] = z
                work.vertex_from[row, v] = s
                size = push(work.heap, size, (z << 32) | v)
    return n_marked, size


@njit
def walk(walks, rules, work, n_marked, size, k, base_s, start_s, change_s, bound, vertex_ms, board_low, wall, lower_ms):
    """Dijkstra on the core from the heap's vertices: work.ready[k] of stops reached on foot. Returns the number of marked stops.

    A label is of use only if boarding change_s after it still beats both the bound and boarding straight from the origin.
    """
    row = min(k, board_low.shape[0] - 1)
    fewer = max(row - 1, 0)
    limit = (bound - change_s - base_s) * 1000
    while size > 0:
        key, size = pop(work.heap, size)
        z = key >> 32
        v = key & 0xFFFFFFFF
        if z >= limit:
            break
        if z > vertex_ms[row, v]:
            continue
        source = work.vertex_from[row, v]
        a = base_s + (z + 999) // 1000
        for i in range(walks.board_first[v], walks.board_first[v + 1]):
            s = walks.board_stop[i]
            if rules.target_row[s] < 0 and a < board_low[row, s] and a + change_s < start_s + wall[s]:
                lower_rows(board_low, row, s, a)
                work.ready[k, s] = a
                work.walked_from[k, s] = source
                n_marked = mark(work, s, n_marked)
        for e in range(walks.first[v], walks.first[v + 1]):
            y = walks.head[e]
            further = z + walks.weight_ms[e]
            if further < vertex_ms[row, y] and further < vertex_ms[fewer, y] and further + lower_ms[y] < limit:
                vertex_ms[row, y] = further
                work.vertex_from[row, y] = source
                size = push(work.heap, size, (further << 32) | y)
    return n_marked


@njit
def follow_rules(rules, work, n_fresh, n_marked, k, start_s, change_s, bound, board_low, wall):
    """Boarding labels of the stops that a transfer rule constrains, each from the stop alighted at. Returns the number of marked stops."""
    row = min(k, board_low.shape[0] - 1)
    for r in range(rules.target_stop.size):
        b = rules.target_stop[r]
        for m in range(n_fresh):
            c = work.fresh_list[m]
            a = work.ridden[k, c] + rules.ready_s[r, c]
            if a < board_low[row, b] and a + change_s < bound and a + change_s < start_s + wall[b]:
                lower_rows(board_low, row, b, a)
                work.ready[k, b] = a
                work.walked_from[k, b] = c
                n_marked = mark(work, b, n_marked)
    return n_marked


@njit
def collect(tt, work, n_marked):
    """Queue the patterns that can be boarded at a marked stop, from the first such position. Clears the marks; returns the queue's size."""
    queued = 0
    for m in range(n_marked):
        s = work.marked_list[m]
        work.marked[s] = False
        for e in range(tt.at_first[s], tt.at_first[s + 1]):
            p = tt.at_pattern[e]
            i = tt.at_position[e]
            if work.position[p] < 0:
                work.position[p] = i
                work.queue[queued] = p
                queued += 1
            elif i < work.position[p]:
                work.position[p] = i
    return queued


@njit
def read_legs(tt, work, k, stop, legs):
    """Write the journey of k rides that ends by ride at `stop`: rows (boarded trip, board position, alighted trip, alight position).

    Returns the stop boarded first.
    """
    s = stop
    for j in range(k, 0, -1):
        boarded, position = work.boarded_trip[j, s], work.boarded_at[j, s]
        legs[j - 1, 0] = boarded
        legs[j - 1, 1] = position
        legs[j - 1, 2] = work.trip[j, s]
        legs[j - 1, 3] = work.alighted_at[j, s]
        b = tt.pattern_stop[tt.stop_first[tt.trip_pattern[boarded]] + position]
        s = work.walked_from[j - 1, b] if j > 1 else b
    return s
