"""How vehicles live their trips, on timetables made up for it."""
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.demo.live.delays import FASTEST, Times, foreseen, lived
from backend.demo.live.runs import Runs

ORIGIN_S = 1_795_478_400  # midnight of a Tuesday, UTC
DAY = 739_944


def runs_of(trips: list[list[tuple[int, int]]], begin_s: int = 8 * 3600) -> Runs:
    """Each trip: (seconds from the stop before, seconds of standing) of each stop."""
    longest = max(len(trip) for trip in trips)
    arrival_s, departure_s = np.zeros((len(trips), longest), np.int64), np.zeros((len(trips), longest), np.int64)
    stop = np.full((len(trips), longest), -1, np.int32)
    for row, trip in enumerate(trips):
        at_s = ORIGIN_S + begin_s
        for column in range(longest):
            if column < len(trip):
                arrival_s[row, column] = at_s = at_s + trip[column][0]
                departure_s[row, column] = at_s = at_s + trip[column][1]
                stop[row, column] = column
            else:
                arrival_s[row, column], departure_s[row, column] = arrival_s[row, column - 1], departure_s[row, column - 1]
    number = np.arange(len(trips), dtype=np.int32)
    stops = np.array([len(trip) for trip in trips], np.int32)
    return Runs(number, np.full(len(trips), DAY, np.int32), np.full(len(trips), ORIGIN_S), stops, stop, arrival_s, departure_s)


TRIPS = st.lists(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 400)), min_size=2, max_size=12), min_size=1, max_size=6)


def live(runs: Runs, seed: int, slowed: float = 0.24, extra_s: int = 0) -> Times:
    nothing = np.zeros(runs.stop.shape, np.int64)
    return lived(seed, runs, np.full(len(runs.trip), slowed), nothing + extra_s, nothing)


@settings(deadline=None)
@given(TRIPS, st.integers(0, 10_000), st.integers(0, 300))
def test_no_time_runs_back_and_no_vehicle_flies(trips, seed, extra_s):
    runs = runs_of(trips)
    real = live(runs, seed, extra_s=extra_s)
    for row, stops in enumerate(runs.stops.tolist()):
        arrival_s, departure_s = real.arrival_s[row, :stops], real.departure_s[row, :stops]
        assert (departure_s >= arrival_s).all()
        assert (departure_s[:-1] >= runs.departure_s[row, : stops - 1]).all()  # nobody leaves before the time
        run_s, planned_s = arrival_s[1:] - departure_s[:-1], runs.arrival_s[row, 1:stops] - runs.departure_s[row, : stops - 1]
        assert (run_s >= FASTEST * planned_s).all()


@settings(deadline=None)
@given(TRIPS, st.integers(0, 10_000), st.integers(-1000, 12_000))
def test_what_is_foreseen_lies_ahead_and_in_order(trips, seed, after_s):
    runs = runs_of(trips)
    real, now_s = live(runs, seed), ORIGIN_S + 8 * 3600 + after_s
    said = foreseen(runs, real, np.zeros(runs.stop.shape, np.int64), now_s)
    for row, stops in enumerate(runs.stops.tolist()):
        told, truth = (np.column_stack((times.arrival_s[row, :stops], times.departure_s[row, :stops])).ravel() for times in (said, real))
        assert (np.diff(told) >= 0).all()
        assert (told[truth <= now_s] == truth[truth <= now_s]).all()
        assert (told[truth > now_s] >= now_s).all()


def test_a_forecast_gets_better_as_the_stop_comes_nearer():
    runs = runs_of([[(0, 0), *[(120, 20)] * 30]] * 40)
    real = live(runs, 5, extra_s=20)
    last_s = int(real.arrival_s[:, -1].min())
    held_s = np.zeros(runs.stop.shape, np.int64)
    errors = [np.abs(foreseen(runs, real, held_s, last_s - ahead).arrival_s[:, -1] - real.arrival_s[:, -1]).mean() for ahead in (3000, 1500, 300)]
    assert errors[0] > 2 * errors[1] > 4 * errors[2] > 0


def test_delays_grow_along_a_busy_road_and_shrink_where_the_timetable_has_room():
    busy = live(runs := runs_of([[(0, 0), *[(120, 0)] * 25]] * 60), 3).arrival_s - runs.arrival_s
    assert busy[:, 25].mean() > busy[:, 12].mean() > busy[:, 2].mean()
    roomy = live(runs := runs_of([[(0, 0), *[(120, 0)] * 12, (120, 600), (120, 0)]] * 60), 3).arrival_s - runs.arrival_s
    assert roomy[:, -1].mean() < 0.5 * roomy[:, -2].mean()


def test_those_who_share_a_road_in_the_same_half_hour_share_its_delay():
    together = live(runs := runs_of([[(0, 0), *[(300, 0)] * 12]] * 30), 11).arrival_s - runs.arrival_s
    gained = np.diff(together, axis=1)
    assert gained.mean(axis=0).std() > gained.std(axis=0).mean() * 0.5


def test_the_night_is_quiet():
    day, night = (live(runs := runs_of([[(0, 0), *[(120, 0)] * 25]] * 60, hour * 3600), 3).arrival_s - runs.arrival_s for hour in (8, 3))
    assert night[:, -1].mean() < 0.2 * day[:, -1].mean()
