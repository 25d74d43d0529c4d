"""The trips of the demonstration city through a day."""
from datetime import date

import numpy as np

from backend.demo.live.hours import hour_of
from backend.demo.live.journal import Entry, Journal, Order
from backend.demo.live.trips import AFTER_S, AHEAD_S, DISRUPTIONS, Trips
from backend.demo.live.world import World

HOUR_S = 3600


def final_delays(state) -> np.ndarray:
    last = (np.arange(len(state.runs.trip)), state.runs.stops - 1)
    return (state.real.arrival_s - state.runs.arrival_s)[last]


def test_what_runs_now_and_within_the_hour_is_there_and_nothing_else(world, town, eight):
    state = world.trips.at(eight)
    seen = set(zip(state.runs.trip.tolist(), state.runs.day.tolist()))
    slow, day = set(), hour_of(eight, town.zone).ordinal
    column = day - int(town.transit.first_day[0])
    origin_s = eight - 8 * HOUR_S
    for trip in range(len(town.transit.trip_id)):
        first, last = int(town.transit.time_first[trip]), int(town.transit.time_first[trip + 1]) - 1
        begins, ends = origin_s + int(town.transit.departure_s[first]), origin_s + int(town.transit.arrival_s[last])
        if town.transit.service_days[town.transit.trip_service[trip], column] and begins < eight + AHEAD_S and ends > eight + 60:
            slow.add((trip, day))
    assert slow <= seen
    late = [row for row, key in enumerate(zip(state.runs.trip.tolist(), state.runs.day.tolist())) if key not in slow]
    assert all(state.real.arrival_s[row, state.runs.stops[row] - 1] > eight - AFTER_S for row in late)


def test_trips_of_the_day_before_run_on_after_midnight(world, town, eight):
    state = world.trips.at(eight - 8 * HOUR_S + 600)
    assert set(state.runs.day.tolist()) >= {hour_of(eight, town.zone).ordinal - 1}


def test_a_working_day_is_believable(world, eight):
    day = [world.trips.at(eight + hour * HOUR_S) for hour in range(-2, 14)]
    late_s = np.concatenate([final_delays(state)[~state.cancelled] for state in day])
    assert 0 < np.median(late_s) < 240
    assert np.percentile(late_s, 90) > 60
    assert late_s.min() > -120
    cancelled = np.concatenate([state.cancelled for state in day])
    assert 0.004 < cancelled.mean() < 0.03
    assert 0 < sum(state.skipped.any(axis=1).sum() for state in day) < 0.1 * len(cancelled)


def test_a_trip_keeps_its_fate_from_one_moment_to_the_next(world, town, eight):
    """Seen a quarter of an hour later, what lies behind is still the same."""
    before, after = world.trips.at(eight), Trips(town, 1, world.journal).at(eight + 900)
    row_after = {key: row for row, key in enumerate(zip(after.runs.trip.tolist(), after.runs.day.tolist()))}
    both = 0
    for row, key in enumerate(zip(before.runs.trip.tolist(), before.runs.day.tolist())):
        if key in row_after:
            stops, other = before.runs.stops[row], row_after[key]
            assert (before.real.arrival_s[row, :stops] == after.real.arrival_s[other, :stops]).all()
            assert before.cancelled[row] == after.cancelled[other]
            both += 1
    assert both > 100


def test_no_first_or_last_stop_is_skipped(world, eight):
    for hour in range(12):
        state = world.trips.at(eight + hour * HOUR_S)
        assert not state.skipped[:, 0].any()
        assert not state.skipped[np.arange(len(state.runs.trip)), state.runs.stops - 1].any()


def test_a_disruption_slows_its_route(town, eight):
    class Undisturbed(Trips):
        def disruptions(self, hour):
            return ()

    struck = 0
    for number, one in enumerate(World(town, seed=1).trips.at(eight).disruptions):
        at_s = one.from_s + 1200
        disturbed, usual = (kind(town, 1, Journal()).at(at_s) for kind in (Trips, Undisturbed))
        rows = {key: row for row, key in enumerate(zip(usual.runs.trip.tolist(), usual.runs.day.tolist()))}
        for row, key in enumerate(zip(disturbed.runs.trip.tolist(), disturbed.runs.day.tolist())):
            stops = disturbed.runs.stops[row]
            if key in rows and number >= DISRUPTIONS:
                later_s = disturbed.real.arrival_s[row, stops - 1] - usual.real.arrival_s[rows[key], stops - 1]
                assert later_s >= 0
                struck += later_s > 60 and town.transit.trip_route[key[0]] == one.route
    assert struck


def test_orders_hold_from_their_moment_on(town, eight):
    world = World(town, seed=1)
    state = world.trips.at(eight)
    row = next(row for row in range(len(state.runs.trip)) if not state.cancelled[row] and state.runs.departure_s[row, 0] > eight + 1200)
    trip_id, day = town.transit.trip_id[int(state.runs.trip[row])], date.fromordinal(int(state.runs.day[row]))
    key = (state.runs.trip[row], state.runs.day[row])
    world.journal.add(Entry(eight + 60, Order.DELAY_TRIP, trip_id, day, 600))
    world.journal.add(Entry(eight + 120, Order.CANCEL_TRIP, trip_id, day))

    def seen(at_s: int):
        now = world.trips.at(at_s)
        found = next(row for row in range(len(now.runs.trip)) if (now.runs.trip[row], now.runs.day[row]) == key)
        return int(now.real.departure_s[found, 0] - now.runs.departure_s[found, 0]), bool(now.cancelled[found])

    usual_s = seen(eight)[0]
    assert [seen(eight), seen(eight + 60), seen(eight + 120)] == [(usual_s, False), (usual_s + 600, False), (usual_s + 600, True)]


def test_a_trip_that_does_not_run_needs_no_relief(town, eight):
    world = World(town, seed=1)
    state = world.trips.at(eight)
    row = next(row for row in range(len(state.runs.trip)) if not state.cancelled[row] and not state.relieved[row])
    trip_id, day = town.transit.trip_id[int(state.runs.trip[row])], date.fromordinal(int(state.runs.day[row]))
    world.journal.add(Entry(eight, Order.RELIEVE_TRIP, trip_id, day))
    assert world.trips.at(eight).relieved.sum() > state.relieved.sum()
    world.journal.add(Entry(eight, Order.CANCEL_TRIP, trip_id, day))
    assert np.array_equal(world.trips.at(eight).relieved, state.relieved)
