"""How late vehicles run: a late start, slow stretches that all vehicles of a corridor share, noise, and time made up where the timetable has some.

Times are worked out stop by stop as a vehicle lives them, so they cannot run back: it leaves no stop before its time, stands as long as people need,
and drives no stretch in less than FASTEST of the planned time.
"""
from typing import NamedTuple

import numpy as np

from backend.demo.live import hours
from backend.demo.live.noise import bell, draw, exponential, wave
from backend.demo.live.runs import Runs

FASTEST = 0.75  # of the planned running time
SHORTEST_STOP_S = 15
SURE_S = 1500.0  # ahead, what will be and what one would guess count about alike
SLACK = 0.05  # of the planned running time can be made up
SLOT_S = 1800  # a stretch is slow for about so long
LATE_START, LATE_START_S = 0.35, 70.0  # share of trips, mean
KEY_START, KEY_LATE, KEY_STRETCH, KEY_NOISE = 11, 12, 13, 14
# How much traffic slows a vehicle at worst, as a share of its running time, by GTFS route_type (extended types by their hundred).
SLOWED = {0: 0.12, 1: 0.05, 2: 0.05, 3: 0.24, 4: 0.03, 5: 0.12, 7: 0.03, 11: 0.24, 12: 0.04, 100: 0.05, 400: 0.05, 700: 0.24, 900: 0.12, 1000: 0.03}
SLOWED_ELSE = 0.2


class Times(NamedTuple):
    """int64[n, l] Unix seconds: when vehicles really come and go."""

    arrival_s: np.ndarray
    departure_s: np.ndarray


def slowed_by_type(route_type: np.ndarray) -> np.ndarray:
    known = [SLOWED.get(int(kind), SLOWED.get(int(kind) // 100 * 100, SLOWED_ELSE)) for kind in route_type]
    return np.array(known, np.float64)


def lived(seed: int, runs: Runs, slowed: np.ndarray, extra_s: np.ndarray, held_s: np.ndarray) -> Times:
    """slowed float64[n], of the kind of vehicle; extra_s, held_s int64[n, l]: seconds lost on the way to a stop (disruptions), and standing there."""
    planned_s = np.maximum(runs.arrival_s[:, 1:] - runs.departure_s[:, :-1], 0)
    lost_s = on_the_way(seed, runs, slowed, planned_s) + extra_s[:, 1:]
    run_s = np.maximum(planned_s + np.rint(lost_s - SLACK * planned_s).astype(np.int64), np.ceil(FASTEST * planned_s).astype(np.int64))
    arrival_s, departure_s = runs.arrival_s.copy(), runs.departure_s.copy()
    departure_s[:, 0] += late_start(seed, runs) + held_s[:, 0]
    for stop in range(1, arrival_s.shape[1]):
        before = departure_s[:, stop - 1]
        arrival = before + run_s[:, stop - 1]
        stand_s = np.minimum(runs.departure_s[:, stop] - runs.arrival_s[:, stop], SHORTEST_STOP_S)
        departure = np.maximum(runs.departure_s[:, stop], arrival + stand_s) + held_s[:, stop]
        arrival_s[:, stop] = np.where(stop < runs.stops, arrival, before)
        departure_s[:, stop] = np.where(stop < runs.stops - 1, departure, arrival_s[:, stop])
    return Times(arrival_s, departure_s)


def busy_at(runs: Runs, at_s: np.ndarray) -> np.ndarray:
    """How busy the streets are, 0 to 1, by the clock of each trip's service day; at_s int64[n, k] -> float64[n, k]."""
    hour = (at_s - runs.origin_s[:, None]) % hours.DAY_S / 3600
    weekend = np.array([hours.is_weekend((day - 1) % 7) for day in runs.day.tolist()], bool)  # ordinal 1 was a Monday
    return np.where(weekend[:, None], hours.traffic(hour, hours.SUNDAY), hours.traffic(hour, 0))


def late_start(seed: int, runs: Runs) -> np.ndarray:
    """Seconds after its time that each vehicle leaves its first stop."""
    busy = busy_at(runs, runs.departure_s[:, :1])[:, 0]
    late = draw(seed, KEY_START, runs.trip, runs.day) < LATE_START * (0.3 + busy)
    return np.where(late, np.minimum(exponential(seed, LATE_START_S, KEY_LATE, runs.trip, runs.day), 900), 0).astype(np.int64)


def on_the_way(seed: int, runs: Runs, slowed: np.ndarray, planned_s: np.ndarray) -> np.ndarray:
    """Seconds lost on each stretch, float64[n, l - 1]. The same stretch is slow for everybody who comes along in the same half hour."""
    at_s = runs.departure_s[:, :-1]
    stretch = runs.stop[:, :-1].astype(np.int64) << 32 | np.maximum(runs.stop[:, 1:], 0)
    jam = wave(seed + KEY_STRETCH, stretch, at_s, SLOT_S) ** 2 * 2
    noise = bell(seed, KEY_NOISE, runs.trip[:, None], runs.day[:, None], np.arange(planned_s.shape[1]))
    return planned_s * slowed[:, None] * busy_at(runs, at_s) * jam + noise * np.sqrt(np.minimum(planned_s, 900)) * (0.3 + slowed[:, None] * 4)


def foreseen(runs: Runs, real: Times, held_s: np.ndarray, now_s: int) -> Times:
    """What an operator says now: the past as it was; ahead the delay of this moment, nearer to what will be the nearer the stop.

    held_s as in `lived`: who orders a vehicle to wait knows of it. No time ahead lies before now or before the time at the stop before.
    """
    planned = interleaved(runs.arrival_s, runs.departure_s)
    truth = interleaved(real.arrival_s, real.departure_s)
    past = truth <= now_s
    known_s = np.cumsum(interleaved(np.zeros_like(held_s), held_s), axis=1)
    delay = truth - planned - known_s
    reached = np.maximum(past.sum(axis=1) - 1, 0)
    late_s = np.where(past[:, 0], delay[np.arange(len(delay)), reached], 0)
    ahead_s = np.maximum(truth - now_s, 0)
    guess = np.rint(planned + known_s + late_s[:, None] + (delay - late_s[:, None]) * np.exp(-ahead_s / SURE_S)).astype(np.int64)
    said = np.where(past, truth, np.maximum(guess, np.maximum(planned * (np.arange(planned.shape[1]) % 2 == 1), now_s)))
    said = np.maximum.accumulate(said, axis=1)
    return Times(said[:, 0::2], said[:, 1::2])


def interleaved(arrival_s: np.ndarray, departure_s: np.ndarray) -> np.ndarray:
    """int64[n, 2 l]: arrival and departure of each stop in turn."""
    both = np.empty((len(arrival_s), 2 * arrival_s.shape[1]), np.int64)
    both[:, 0::2], both[:, 1::2] = arrival_s, departure_s
    return both
