"""Trips of one stop sequence, split so that within a pattern no trip overtakes another, and laid out stop by stop."""
import numpy as np

from routing.jit import njit


@njit
def overtakes(earlier, later, length, first, shift, arrival_s, departure_s):
    """Is run `later` anywhere before run `earlier`? Arrivals and departures are compared stop by stop."""
    a, b = first[earlier], first[later]
    gap = shift[later] - shift[earlier]
    for i in range(length):  # noqa: SIM110 (a generator costs a kernel more)
        if departure_s[b + i] + gap < departure_s[a + i] or arrival_s[b + i] + gap < arrival_s[a + i]:
            return True
    return False


@njit
def split_fifo(pattern, length, first, shift, arrival_s, departure_s):
    """Put each run into the first group of its pattern whose last run it does not overtake.

    pattern  int32[r], stop sequence of each run; runs sorted by pattern, then by first departure
    length   int32[patterns], stops of a pattern
    first    int64[r], into arrival_s and departure_s; shift int32[r], seconds to add to them
    returns  group int32[r] (numbered so that groups of one pattern follow each other), place int32[r] within the group, number of groups
    """
    n = pattern.size
    group, place = np.empty(n, np.int32), np.empty(n, np.int32)
    last, size = np.empty(n, np.int32), np.empty(n, np.int32)
    groups = 0
    opened = 0  # first group of the present pattern
    for run in range(n):
        if run > 0 and pattern[run] != pattern[run - 1]:
            opened = groups
        chosen = groups
        for g in range(opened, groups):
            if not overtakes(last[g], run, length[pattern[run]], first, shift, arrival_s, departure_s):
                chosen = g
                break
        if chosen == groups:
            size[groups] = 0
            groups += 1
        group[run] = chosen
        place[run] = size[chosen]
        size[chosen] += 1
        last[chosen] = run
    return group, place, groups


@njit
def lay_out(group, place, trips, length, time_first, first, shift, arrival_s, departure_s):
    """Copy the times of all runs into stop-major order: int32 departures and arrivals, see Timetable.dep."""
    dep = np.empty(time_first[-1], np.int32)
    arr = np.empty(time_first[-1], np.int32)
    for run in range(group.size):
        g = group[run]
        to = time_first[g] + place[run]
        for i in range(length[g]):
            dep[to] = departure_s[first[run] + i] + shift[run]
            arr[to] = arrival_s[first[run] + i] + shift[run]
            to += trips[g]
    return dep, arr
