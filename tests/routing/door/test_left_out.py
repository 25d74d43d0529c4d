"""Why a faster way is not offered: what stands against it is named, and only where it would save anything."""
from datetime import date

import numpy as np
import pytest

from routing.closures import Closure
from routing.plan import plan
from routing.query import Query, TripMode
from routing.streets.graph import Mode
from tests.routing.door.test_hire import NOW, bikes
from tests.routing.door.village import EAST, FROM_B_TO_C, NORTH, WEST, A, B, C, at, point, village
from tests.routing.test_plan_live import updates
from tests.routing.transit.towns import trip

EARLY, LATE = (trip(f"{A} at 8:{minute}, {B} at 8:{minute + 10}, {C} at 8:{minute + 15}") for minute in (10, 40))
WAYS = (TripMode.WALK, TripMode.TRANSIT)


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return village(tmp_path_factory.mktemp("village"), [EARLY, LATE])


def left_out(snapshot, modes=WAYS, origin=WEST, destination=EAST, **more):
    found = plan(snapshot, Query(point(origin), point(destination), at(8), modes=frozenset(modes), **more))
    return found.left_out


def said(found):
    return [(reason.code, reason.about) for way in found for reason in way.reasons]


def test_where_nothing_stands_in_the_way_nothing_is_said(morning):
    assert left_out(morning) == ()
    assert left_out(morning.with_trip_updates(updates((1, 0, None)), "buses", NOW)) == (), "the early bus runs"
    assert left_out(morning.with_closures([Closure(np.array([FROM_B_TO_C], np.int32), frozenset({Mode.CAR}))], "works", NOW)) == ()


def test_a_cancelled_bus_is_named_with_the_time_it_would_have_saved(morning):
    (way,) = left_out(morning.with_trip_updates(updates((0, 0, None)), "buses", NOW))
    assert said([way]) == [("cancelled", "")]
    assert way.journey.legs[way.reasons[0].leg].trip == 0
    assert (way.journey.arrival_s, way.gain_s) == (8 * 3600 + 25 * 60 + 500, 30 * 60)


def test_a_closed_street_is_named_in_the_words_of_whoever_closed_it(morning):
    closed = Closure(np.array([FROM_B_TO_C], np.int32), frozenset({Mode.FOOT}), id="w7", reason="New pipes")
    found = left_out(morning.with_closures([closed], "works", NOW), (TripMode.WALK,), NORTH)
    assert said(found) == [("closed", "New pipes")]
    assert found[0].reasons[0].closure == "w7"


def test_a_closed_street_that_a_bus_makes_up_for_is_no_reason(morning):
    closed = Closure(np.array([1], np.int32), frozenset({Mode.FOOT}))
    assert left_out(morning.with_closures([closed], "works", NOW)) == ()


@pytest.mark.parametrize(("spots", "reason"), [
    (((100.0, 0, 5), (600.0, 3, 3), (12_500.0, 0, 5)), "no_vehicle"), (((100.0, 2, 5), (9000.0, 0, 5), (12_500.0, 5, 0)), "no_dock"),
])  # fmt: skip
def test_an_empty_station_and_a_full_one_are_named(morning, spots, reason):
    fleet = bikes(*spots, spot_name=tuple(f"{spot[0]:.0f} m" for spot in spots))
    found = left_out(morning.with_fleets([fleet], "bikes", NOW), (TripMode.SHARED_BIKE,))
    place = spots[0] if reason == "no_vehicle" else spots[-1]
    assert said(found) == [(reason, f"{place[0]:.0f} m")]


def test_a_vehicle_that_stands_alone_is_no_dock_that_is_missed(morning):
    alone = bikes((100.0, 2, 5), (9000.0, 0, 5), (12_500.0, 1, 0), stations=2)
    assert left_out(morning.with_fleets([alone], "bikes", NOW), (TripMode.SHARED_BIKE,)) == ()


def test_to_arrive_by_a_time_the_way_that_leaves_latest_counts(morning):
    query = Query(point(WEST), point(EAST), at(9, 30), arrive_by=True)
    assert plan(morning, query).left_out == ()
    (way,) = plan(morning.with_trip_updates(updates((1, 0, None)), "buses", NOW), query).left_out
    assert (said([way]), way.gain_s) == ([("cancelled", "")], 30 * 60)
    assert way.journey.legs[1].service_day == date(2026, 11, 24)
