"""Plans obey what is known of the trips right now, and legs tell the expected times beside the planned ones."""
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from routing.closures import Closure
from routing.door.checks import violations
from routing.plan import plan
from routing.query import Query, TripMode
from routing.transit.live import SKIPPED, UNTOLD
from tests.routing.door.village import EAST, FROM_B_TO_C, WEST, A, B, C, at, point, village
from tests.routing.transit.feeds import DAY
from tests.routing.transit.test_live import late, updates
from tests.routing.transit.towns import said, trip

W, E, MIDDLE = point(WEST), point(EAST), point((8000.0, 0.0))
NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
BUSES = [trip(f"{A} at 8:10, {B} at 8:20, {C} at 8:25"), trip(f"{A} at 8:40, {B} at 8:50, {C} at 8:55")]
SKIP_B = [(1, SKIPPED, UNTOLD, UNTOLD)]


@pytest.fixture
def snapshot(tmp_path):
    return village(tmp_path, BUSES)


def ride(snapshot, goal=E):
    """The legs by bus of the first way that has one."""
    found = plan(snapshot, Query(W, goal, at(8)))
    for journey in found.journeys:
        assert violations(journey) == []
    return next((leg for journey in found.journeys for leg in journey.legs if hasattr(leg, "trip")), None)


def test_a_late_bus_is_later_and_says_what_was_planned(snapshot):
    leg = ride(snapshot.with_trip_updates(updates((0, 0, [late(1, 4)])), "buses", NOW))
    assert [said(second) for second in leg.arrivals_s] == ["8:10", "8:24", "8:29"]
    assert [said(second) for second in leg.planned_arrivals_s] == ["8:10", "8:20", "8:25"]
    assert said(leg.arrival_s) == "8:29"
    assert ride(snapshot).planned_arrivals_s is None  # nothing known is not on time


def test_a_cancelled_bus_is_not_offered_by_the_next_plan_and_the_old_snapshot_keeps_it(snapshot):
    told = snapshot.with_trip_updates(updates((0, 0, None)), "buses", NOW)
    assert ride(told).trip == 1
    assert ride(snapshot).trip == 0
    assert (told.version, dict(told.observed)) == (snapshot.version + 1, {"buses": NOW})


def test_nobody_is_sent_to_a_stop_that_is_left_out(snapshot):
    told = snapshot.with_trip_updates(updates((0, 0, SKIP_B)), "buses", NOW)
    assert ride(told, MIDDLE).trip == 1
    through = ride(told)
    assert through.trip == 0
    assert through.passed.tolist() == [False, True, False]


def test_each_source_replaces_what_it_said_itself(snapshot):
    one = snapshot.with_trip_updates(updates((0, 0, None)), "buses", NOW)
    two = one.with_trip_updates(updates((1, 0, None)), "others", NOW + timedelta(seconds=5))
    assert ride(two) is None
    assert ride(two.with_trip_updates(updates(), "buses", NOW + timedelta(seconds=30))).trip == 0


def test_streets_and_walks_are_not_made_again_and_other_days_stay_as_built(snapshot):
    walks = snapshot.walks_at(1.2)
    told = snapshot.with_trip_updates(updates((0, 0, [late(0, 1)])), "buses", NOW)
    assert told.walks_at(1.2) is walks
    assert told.timetable_on(DAY) is told.timetable_on(DAY)
    assert told.timetable_on(DAY) is not snapshot.timetable_on(DAY)
    assert told.timetable_on(DAY + timedelta(days=2)) is snapshot.timetable_on(DAY + timedelta(days=2))


def test_a_closure_and_a_cancellation_hold_together(snapshot):
    told = snapshot.with_trip_updates(updates((0, 0, None)), "buses", NOW).with_closures([Closure(np.array([FROM_B_TO_C], np.int32))], "works", NOW)
    again = told.with_trip_updates(updates((1, 0, None)), "buses", NOW)
    for both, left in ((told, [1]), (again, [0])):
        assert set(both.observed) == {"buses", "works"}
        now = both.during(NOW, NOW)
        assert now.find_transfer(B, C, 1.2) is None
        assert now.search_on(DAY).tt.trip_row.tolist() == left


def test_nobody_drives_to_a_car_park_that_is_full(snapshot):
    def parked(snapshot):
        found = plan(snapshot, Query(W, E, at(8), modes=frozenset({TripMode.PARK_RIDE})))
        return [journey for journey in found.journeys if journey.kind == TripMode.PARK_RIDE]

    assert parked(snapshot)
    full = snapshot.with_full_car_parks({0}, "parking", NOW)
    assert not parked(full)
    assert parked(full.with_full_car_parks(set(), "parking", NOW))
    assert parked(full.without("parking"))
