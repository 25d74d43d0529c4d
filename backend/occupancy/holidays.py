"""Public holidays as the timetable knows them: other days of the week on which everything runs as on a Sunday."""
import numpy as np

from routing.occupancy.clock import EPOCH, SUNDAY
from routing.transit.model import Transit

ALIKE = 0.9  # share of the trips of two days that run on both
WEEK = 7


def like_sundays(transit: Transit) -> frozenset[int]:
    """Days since 1970. Of cities whose Sundays are like other days none can be told."""
    runs = transit.service_days.astype(bool)
    trips = np.bincount(transit.trip_service, minlength=len(runs)).astype(float)
    first = int(transit.first_day[0])  # as date.toordinal counts
    found = []
    for day in range(runs.shape[1]):
        kind = (first + day - 1) % WEEK
        sundays = [one for one in (day - kind - 1, day - kind + SUNDAY) if 0 <= one < runs.shape[1]]
        others = [one for one in (day - WEEK, day + WEEK) if 0 <= one < runs.shape[1]]
        if kind == SUNDAY or not sundays or not others:
            continue
        if all(alike(runs, trips, day, one) for one in sundays) and not any(alike(runs, trips, day, one) for one in others):
            found.append(first + day - EPOCH.toordinal())
    return frozenset(found)


def alike(runs: np.ndarray, trips: np.ndarray, one: int, other: int) -> bool:
    either = trips @ (runs[:, one] | runs[:, other])
    return bool(either > 0 and trips @ (runs[:, one] & runs[:, other]) >= ALIKE * either)
