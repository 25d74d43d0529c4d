"""Staying seated while the vehicle goes on as another trip (GTFS blocks and in-seat transfers)."""
import numpy as np

from routing.jit import njit
from routing.transit.model import Transit
from routing.transit.timetable import offsets

NO_SEAT = np.int32(2**30)
IN_SEAT, NOT_IN_SEAT = 4, 5


def continuations(transit: Transit, trip_row, trip_day, first_dep, last_arr, first_stop, last_stop) -> tuple[np.ndarray, np.ndarray]:
    """Which trips the same vehicle goes on to do: next_first int32[t + 1], next_trip int32.

    Consecutive trips of one block on one service day belong together when the next begins where the last ends; transfers.txt adds
    (type 4) and forbids (type 5) pairs. All arguments have one entry per trip of the timetable. Source: GTFS, blocks, linked trips.
    """
    tails, heads = block_pairs(transit, trip_row, trip_day, first_dep, last_arr, first_stop, last_stop)
    named_tails, named_heads = named_pairs(transit, trip_row, trip_day, IN_SEAT)
    tails, heads = np.concatenate([tails, named_tails]), np.concatenate([heads, named_heads])
    in_time = first_dep[heads] >= last_arr[tails]
    # Strictly later in this order, so that chains end.
    rank = np.empty(len(trip_row), np.int64)
    rank[np.lexsort((trip_row, last_arr, first_dep))] = np.arange(len(trip_row))
    in_time &= rank[heads] > rank[tails]
    keys = np.unique(tails[in_time].astype(np.int64) << 32 | heads[in_time])
    no_tails, no_heads = named_pairs(transit, trip_row, trip_day, NOT_IN_SEAT)
    keys = np.setdiff1d(keys, no_tails.astype(np.int64) << 32 | no_heads, assume_unique=False)
    next_first = offsets(np.bincount(keys >> 32, minlength=len(trip_row)))
    return next_first, (keys & 0xFFFFFFFF).astype(np.int32)


def block_pairs(transit: Transit, trip_row, trip_day, first_dep, last_arr, first_stop, last_stop) -> tuple[np.ndarray, np.ndarray]:
    """Consecutive trips of each block of each service day where one begins where the other ends."""
    block = transit.trip_block[trip_row]
    # Departures of a frequency-based trip share its block, but say nothing about which vehicle goes on.
    members = np.flatnonzero((block >= 0) & (transit.trip_start_s[trip_row] < 0))
    feed = transit.route_feed[transit.trip_route[trip_row[members]]]
    order = np.lexsort((trip_row[members], last_arr[members], first_dep[members], trip_day[members], block[members], feed))
    ordered, feed = members[order], feed[order]
    tails, heads = ordered[:-1], ordered[1:]
    together = (block[tails] == block[heads]) & (feed[:-1] == feed[1:]) & (trip_day[tails] == trip_day[heads])
    together &= last_stop[tails] == first_stop[heads]
    return tails[together], heads[together]


def named_pairs(transit: Transit, trip_row, trip_day, transfer_type: int) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of trips that transfers.txt names, on every service day on which both run."""
    rows = np.flatnonzero((transit.transfer_type == transfer_type) & (transit.transfer_from_trip >= 0) & (transit.transfer_to_trip >= 0))
    tails, heads = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for day in np.unique(trip_day) if len(rows) else ():
        of_row = np.full(len(transit.trip_route), -1, np.int64)
        today = np.flatnonzero(trip_day == day)
        of_row[trip_row[today]] = today
        tail, head = of_row[transit.transfer_from_trip[rows]], of_row[transit.transfer_to_trip[rows]]
        both = (tail >= 0) & (head >= 0)
        tails.append(tail[both])
        heads.append(head[both])
    return np.concatenate(tails), np.concatenate(heads)


@njit
def count_links(next_first, next_trip, trip_first, trip_pattern):
    """How many other patterns each pattern leads to by staying seated: int32[patterns]."""
    n = trip_first.size - 1
    count, seen = np.zeros(n, np.int32), np.full(n, -1, np.int32)
    stack = np.empty(next_trip.size + 1, np.int32)
    for p in range(n):
        for trip in range(trip_first[p], trip_first[p + 1]):
            stack[0] = trip
            size = 1
            while size > 0:
                size -= 1
                at = stack[size]
                for e in range(next_first[at], next_first[at + 1]):
                    stack[size] = next_trip[e]
                    size += 1
                    q = trip_pattern[next_trip[e]]
                    if seen[q] != p:
                        seen[q] = p
                        count[p] += 1
    return count


@njit
def fill_links(next_first, next_trip, trip_first, trip_pattern, link_first, link_table, link_pattern, seat_trip, seat_from):
    """Fill the last three arrays of a Timetable's links: for each trip the earliest trip of the target that it or a later one becomes.

    A rider may board any later trip of the pattern at the same place (none overtakes), but only where he boards: chains are therefore
    followed here, trip by trip, and never by putting two of these tables one behind the other.
    """
    n = trip_first.size - 1
    link_of = np.full(n, -1, np.int32)
    stack = np.empty(next_trip.size + 1, np.int32)
    for p in range(n):
        links = link_first[p]
        for trip in range(trip_first[p + 1] - 1, trip_first[p] - 1, -1):
            i = trip - trip_first[p]
            for link in range(link_first[p], links):
                if trip + 1 < trip_first[p + 1]:
                    seat_trip[link_table[link] + i] = seat_trip[link_table[link] + i + 1]
                    seat_from[link_table[link] + i] = seat_from[link_table[link] + i + 1]
            stack[0] = trip
            size = 1
            while size > 0:
                size -= 1
                at = stack[size]
                for e in range(next_first[at], next_first[at + 1]):
                    following = next_trip[e]
                    stack[size] = following
                    size += 1
                    q = trip_pattern[following]
                    link = link_of[q]
                    if link < link_first[p] or link >= links:
                        link = links
                        link_of[q] = links
                        link_pattern[links] = q
                        links += 1
                    if following - trip_first[q] < seat_trip[link_table[link] + i]:
                        seat_trip[link_table[link] + i] = following - trip_first[q]
                        seat_from[link_table[link] + i] = i


def seat_links(next_first, next_trip, trip_first, trip_pattern) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """link_first, link_pattern, link_table, seat_trip, seat_from of a Timetable, from its continuations."""
    count = count_links(next_first, next_trip, trip_first, trip_pattern)
    link_first = offsets(count)
    width = np.repeat(np.diff(trip_first), count)
    table = offsets(width, np.int64)
    link_pattern = np.full(len(width), -1, np.int32)
    seat_trip, seat_from = np.full(table[-1], NO_SEAT, np.int32), np.full(table[-1], -1, np.int32)
    fill_links(next_first, next_trip, trip_first, trip_pattern, link_first, table[:-1], link_pattern, seat_trip, seat_from)
    return link_first, link_pattern, table[:-1].copy(), seat_trip, seat_from


def find_chain(next_first, next_trip, trip: int, target: int) -> list[int]:
    """Trips from `trip` to `target`, both included, that one vehicle does one after the other."""
    if trip == target:
        return [trip]
    for following in next_trip[next_first[trip] : next_first[trip + 1]]:
        rest = find_chain(next_first, next_trip, int(following), target)
        if rest:
            return [trip, *rest]
    return []
