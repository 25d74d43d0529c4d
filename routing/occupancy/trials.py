"""What else a forecast has to stand: sensors that fail, car parks that are new, car parks that it never saw."""
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from routing.occupancy.clock import DAY_MIN, Clock
from routing.occupancy.guard import guarded
from routing.occupancy.judging import Said, hold_out, say
from routing.occupancy.learning import BLOCK_MIN, issued, learn
from routing.occupancy.profile import at, day_table, rolling
from routing.occupancy.questions import Questions, all_asked
from routing.occupancy.series import Series, spikes
from routing.occupancy.weights import Weights, answer

FROZEN_DAYS, WILD, SILENT_DAYS = 0.05, 0.02, 0.05
NOON_MIN, SILENCE_MIN = 12 * 60, 180


def spoil(series: Series, rng: np.random.Generator) -> Series:
    """Some days frozen at noon, some wild readings, some silences of three hours; see the shares above."""
    minute, occupied = series.minute, series.occupied.copy()
    day, of_day = (minute // DAY_MIN).astype(np.int64), minute % DAY_MIN
    silent = np.zeros(len(minute), bool)
    for one in np.unique(day):
        of_this = day == one
        if rng.random() < FROZEN_DAYS and (of_this & (of_day >= NOON_MIN)).any():
            frozen = of_this & (of_day >= NOON_MIN)
            occupied[frozen] = occupied[frozen][0]
        if rng.random() < SILENT_DAYS:
            begin = rng.uniform(8 * 60, 14 * 60)
            silent |= of_this & (of_day >= begin) & (of_day < begin + SILENCE_MIN)
    wild = rng.random(len(minute)) < WILD
    occupied[wild] = rng.random(int(wild.sum()))
    return replace(series, minute=minute[~silent], occupied=occupied[~silent])


def spoiled_run(every: Sequence[Series], clock: Clock, first_day: int, n_days: int, cut_min: int, end_min: int, watched: bool, seed: int = 1) -> Said:
    """Learned from spoiled readings and asked with them; the truth is what was really counted. watched: whether the guard looks at them live."""
    rng = np.random.default_rng(seed)
    spoiled = [spoil(series, rng) for series in every]
    known = [without_spikes(series) for series in spoiled]
    asked = after_a_week(all_asked(known, clock, first_day, n_days), first_day)
    seen = [guarded(series, usual_at(series, clock, first_day, n_days)) for series in spoiled] if watched else spoiled
    test = all_asked(seen, clock, first_day, n_days, truth=every)
    return hold_out(asked, len(every), cut_min, end_min, test.where(test.origin >= cut_min))


def usual_at(series: Series, clock: Clock, first_day: int, n_days: int) -> np.ndarray:
    """float64[n]: what was usual at each reading, as its day began."""
    known = without_spikes(series)
    usual = rolling(day_table(known.minute, known.occupied, clock, first_day, n_days), clock, first_day)
    return at(usual, clock.wall(series.minute), first_day)


def without_spikes(series: Series) -> Series:
    wild = spikes(series.occupied)
    return replace(series, minute=series.minute[~wild], occupied=series.occupied[~wild])


def after_a_week(asked: Questions, first_day: int) -> Questions:
    """Before that nothing is known of what is usual."""
    return asked.where(asked.origin >= (first_day + 7) * DAY_MIN)


def new_car_parks(every: Sequence[Series], clock: Clock, cut_min: int, weights: Weights, known_days: int) -> Said:
    """The first week after cut_min as if every car park had been there for so many days only and the weights had never seen it."""
    begin, end = cut_min - known_days * DAY_MIN, cut_min + BLOCK_MIN
    young = [series.between(begin, end) for series in every]
    first_day = begin // DAY_MIN
    asked = all_asked(young, clock, first_day, (end - begin) // DAY_MIN)
    asked = asked.where(asked.origin >= cut_min)
    strange = asked._replace(lot=np.full(len(asked.lot), -1))
    return say(weights, strange, answer(weights, strange))


def each_left_out(asked: Questions, lots: int, cut_min: int, end_min: int) -> Iterator[Said]:
    """Every car park answered, from cut_min on, by what was learned of the others only."""
    past = asked.target < cut_min
    said = issued(asked.where(past), lots, cut_min)
    for lot in np.unique(asked.lot):
        others = asked.lot[past] != lot
        weights = learn(asked.where(past).where(others), lots, cut_min, said[others])
        test = asked.where((asked.lot == lot) & (asked.origin >= cut_min) & (asked.origin < end_min))
        if len(test.lot):
            strange = test._replace(lot=np.full(len(test.lot), -1))
            yield say(weights, strange, answer(weights, strange))
