"""Labels, marks and queues of one search thread. Kernels find them cleared where noted and leave them so."""
from typing import NamedTuple

import numpy as np

from routing.transit.timetable import Timetable
from routing.walks import Walks

INF = 2**29  # unreached, in seconds and in milliseconds: INF + INF still fits int32


class Workspace(NamedTuple):
    """k = most rides + 1, s stops, v vertices of the walking core, p patterns. Row r of a [k, ...] array is about r rides; times int32.

    ready          int32[k, s], arrival at a stop on foot or by ride, to board there; change_s is not in it yet
    ridden         int32[k, s], arrival by ride
    trip           int32[k, s], trip alighted from (timetable index)
    boarded_trip   int32[k, s], trip boarded: another one if the rider stayed seated in between
    boarded_at     int32[k, s], position in boarded_trip's pattern
    alighted_at    int32[k, s], position in trip's pattern
    walked_from    int32[k, s], stop alighted at before walking to where `ready` is
    ride_low, board_low   int32[k, s], best arrival with at most r rides, by ride and to board; only for pruning
    access, egress int32[s], seconds from the origin and to the destination; INF between searches
    access_row, egress_row   int32[s], place in the caller's lists
    never          int32[s], INF always
    marked, fresh  bool[s], False between searches; marked_list, fresh_list int32[s]
    position       int32[p], first position to scan, -1 between rounds; queue int32[p]
    seat_low       int32[k, p], earliest trip entered seated with at most r rides
    seat_pattern, seat_trip, seat_from, seat_board   int32[links], riders staying seated this round
    vertex_ms      int32[k, v], walking labels, counted from the search's base; vertex_from int32[k, v], stop alighted at
    heap           int64, at least as many as the search has arcs
    lower_s        int32[s], seconds to the destination that nothing can beat; lower_ms int32[v + s]
    no_lower_s, no_lower_ms   zeros of the same shapes
    """

    ready: np.ndarray
    ridden: np.ndarray
    trip: np.ndarray
    boarded_trip: np.ndarray
    boarded_at: np.ndarray
    alighted_at: np.ndarray
    walked_from: np.ndarray
    ride_low: np.ndarray
    board_low: np.ndarray
    access: np.ndarray
    egress: np.ndarray
    access_row: np.ndarray
    egress_row: np.ndarray
    never: np.ndarray
    marked: np.ndarray
    fresh: np.ndarray
    marked_list: np.ndarray
    fresh_list: np.ndarray
    position: np.ndarray
    queue: np.ndarray
    seat_low: np.ndarray
    seat_pattern: np.ndarray
    seat_trip: np.ndarray
    seat_from: np.ndarray
    seat_board: np.ndarray
    vertex_ms: np.ndarray
    vertex_from: np.ndarray
    heap: np.ndarray
    lower_s: np.ndarray
    lower_ms: np.ndarray
    no_lower_s: np.ndarray
    no_lower_ms: np.ndarray


def new_workspace(tt: Timetable, walks: Walks, max_rides: int) -> Workspace:
    k, stops, vertices, patterns = max_rides + 1, len(tt.at_first) - 1, len(walks.first) - 1, len(tt.trips)
    links = len(tt.link_pattern) + 1

    def labels(*shape, value=INF, dtype=np.int32):
        return np.full(shape, value, dtype)

    return Workspace(
        ready=labels(k, stops), ridden=labels(k, stops), trip=labels(k, stops), boarded_trip=labels(k, stops),
        boarded_at=labels(k, stops), alighted_at=labels(k, stops),
        walked_from=labels(k, stops), ride_low=labels(k, stops), board_low=labels(k, stops),
        access=labels(stops), egress=labels(stops), access_row=labels(stops), egress_row=labels(stops), never=labels(stops),
        marked=labels(stops, value=False, dtype=np.bool_), fresh=labels(stops, value=False, dtype=np.bool_),
        marked_list=labels(stops), fresh_list=labels(stops), position=labels(patterns, value=-1), queue=labels(patterns),
        seat_low=labels(k, patterns), seat_pattern=labels(links), seat_trip=labels(links), seat_from=labels(links), seat_board=labels(links),
        vertex_ms=labels(k, vertices), vertex_from=labels(k, vertices),
        heap=np.empty(len(walks.head) + len(tt.pattern_stop) + 4 * stops + 16, np.int64),
        lower_s=labels(stops, value=0), lower_ms=labels(vertices + stops, value=0),
        no_lower_s=labels(stops, value=0), no_lower_ms=labels(vertices + stops, value=0),
    )
