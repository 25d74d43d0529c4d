"""What is told of runs as the columns that the timetable takes: every time becomes a delay."""
from itertools import chain

import numpy as np

from backend.feeds.gtfs_rt.index import TransitIndex
from backend.feeds.gtfs_rt.runs import Run
from backend.feeds.gtfs_rt.trip_updates import NOT_SAID, Told
from backend.feeds.gtfs_rt.words import EARLIEST, LATEST
from backend.feeds.problems import ProblemLog
from routing.transit.live import SCHEDULED, UNTOLD, TripUpdates
from routing.transit.timetable import offsets

LONGEST_DELAY_S = 86_400


def columns(index: TransitIndex, runs: dict[Run, list[Told] | None], log: ProblemLog) -> TripUpdates:
    """runs: a trip of a service day → its stops in order, None for a cancelled one."""
    transit, trip = index.transit, np.array([run.trip for run in runs], np.int32)
    count = np.array([len(told or ()) for told in runs.values()], np.int64)
    flat = np.fromiter(chain.from_iterable(stop for told in runs.values() for stop in told or ()), np.int64)
    position, relation, arrival, departure, arrival_delay_s, departure_delay_s = flat.reshape(-1, 6).T
    of = np.repeat(np.arange(len(runs)), count)
    at = transit.time_first[trip][of] + position
    origin = np.array([index.origin(run.trip, run.day) for run in runs], np.int64)[of]
    events = (arrival, arrival_delay_s, transit.arrival_s), (departure, departure_delay_s, transit.departure_s)
    delays = []
    for told, told_delay_s, planned_s in events:
        delay_s = np.where(told != 0, np.clip(told, EARLIEST, LATEST) - origin - planned_s[at], told_delay_s)
        said = (delay_s != NOT_SAID) & (relation == SCHEDULED)
        possible = said & (np.abs(delay_s) <= LONGEST_DELAY_S)
        for row in of[said & ~possible].tolist():
            log.add("impossible_delay", transit.trip_id[int(trip[row])])
        delays.append(np.where(possible, delay_s, UNTOLD).astype(np.int32))
    return TripUpdates(
        trip, np.array([run.day for run in runs], np.int32), np.array([told is None for told in runs.values()], bool),
        offsets(count, np.int64), position.astype(np.int32), relation.astype(np.uint8), *delays,
    )  # fmt: skip
