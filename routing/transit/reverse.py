"""The timetable as seen backwards: arriving by is leaving at, mirrored. Times are negated, patterns and trips run the other way round."""
import numpy as np

from routing.jit import njit
from routing.transit.seats import seat_links
from routing.transit.timetable import Timetable, boardings, offsets


@njit
def mirror_times(time_first, dep, arr):
    """Negated times with the order of stops and of trips turned round within each pattern: (departures, arrivals)."""
    back_dep, back_arr = np.empty_like(dep), np.empty_like(arr)
    for p in range(time_first.size - 1):
        base = time_first[p]
        size = time_first[p + 1] - base
        for i in range(size):
            back_dep[base + i] = -arr[base + size - 1 - i]
            back_arr[base + i] = -dep[base + size - 1 - i]
    return back_dep, back_arr


def mirror_rows(first: np.ndarray) -> np.ndarray:
    """Rows of consecutive groups, each group turned round: int64, its own inverse."""
    counts = np.diff(first)
    begin = np.repeat(first[:-1], counts).astype(np.int64)
    end = np.repeat(first[1:], counts).astype(np.int64)
    return begin + end - 1 - np.arange(len(begin))


def mirror(tt: Timetable) -> Timetable:
    """The mirrored timetable; pattern numbers stay, trip i of a pattern becomes its i-th last."""
    stop_rows, trip_rows = mirror_rows(tt.stop_first), mirror_rows(tt.trip_first)
    dep, arr = mirror_times(tt.time_first, tt.dep, tt.arr)
    pattern_stop, can_board, can_alight = tt.pattern_stop[stop_rows], tt.can_alight[stop_rows], tt.can_board[stop_rows]
    tails = np.repeat(np.arange(len(tt.trip_row)), np.diff(tt.next_first))
    heads = trip_rows[tt.next_trip]
    order = np.lexsort((trip_rows[tails], heads))
    next_first = offsets(np.bincount(heads, minlength=len(tt.trip_row)))
    next_trip = trip_rows[tails][order].astype(np.int32)
    return Timetable(
        tt.stop_first, pattern_stop, can_board, can_alight, tt.time_first, dep, arr, tt.trips,
        *boardings(tt.stop_first, pattern_stop, can_board, len(tt.at_first) - 1),
        tt.trip_first, tt.trip_pattern, tt.trip_row[trip_rows], tt.trip_day[trip_rows], tt.source_pattern, next_first, next_trip,
        *seat_links(next_first, next_trip, tt.trip_first, tt.trip_pattern),
    )
