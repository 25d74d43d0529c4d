"""Door to door through a village that one can work out by hand: see tests/routing/door/village.py."""
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from routing.closures import Closure
from routing.door.checks import violations
from routing.journey import TransitLeg
from routing.kept import Kept
from routing.plan import plan
from routing.query import Point, Query, TripMode
from tests.routing.door.village import EAST, FROM_B_TO_C, NORTH, WEST, A, B, C, at, point, village
from tests.routing.transit.feeds import DAY
from tests.routing.transit.towns import clock, said, trip

W, E, N = point(WEST), point(EAST), point(NORTH)
BUS = trip(f"{A} at 8:10, {C} at 8:25")
FEEDER = trip(f"{B} at 8:40, {C} at 8:45")
ONLY = {mode: frozenset({mode}) for mode in TripMode}


@pytest.fixture(scope="module")
def morning(tmp_path_factory):
    return village(tmp_path_factory.mktemp("village"), [BUS, FEEDER])


def ask(snapshot, start, goal, when, **facts):
    found = plan(snapshot, Query(start, goal, when, **facts))
    for journey in found.journeys:
        assert violations(journey) == []
    return found


def ridden(found):
    return [journey for journey in found.journeys if journey.rides]


def mode(leg):
    return "RIDE" if isinstance(leg, TransitLeg) else leg.mode.value


def said_legs(journey):
    return [(mode(leg), said(leg.departure_s), said(leg.arrival_s)) for leg in journey.legs]


def test_walk_ride_walk_leaving_as_late_as_the_bus_allows(morning):
    (journey,) = ridden(ask(morning, W, E, at(8)))
    assert said_legs(journey) == [("WALK", "8:01:40", "8:10"), ("RIDE", "8:10", "8:25"), ("WALK", "8:25", "8:33:20")]
    assert journey.walk_m == pytest.approx(1199.4, abs=0.1)
    ride = journey.legs[1]
    assert (ride.start.stop, ride.end.stop, ride.service_day) == (A, C, DAY)
    assert (ride.departures_s[0], ride.arrivals_s[-1]) == (clock("8:10"), clock("8:25"))
    assert ride.distance_m == pytest.approx(11_400, rel=0.001)


def test_walking_all_the_way_is_always_compared(morning):
    found = ask(morning, W, E, at(8))
    assert [journey.kind for journey in found.journeys] == ["TRANSIT", "WALK"]
    assert found.journeys[1].duration_s == 10_500
    # Where walking is quicker than any ride, it is the only answer.
    assert [journey.kind for journey in ask(morning, W, point((500.0, 0.0)), at(8)).journeys] == ["WALK"]


def test_arriving_by_is_in_time_and_leaves_as_late_as_possible(tmp_path):
    snapshot = village(tmp_path, [trip(f"{A} at 8:{m}, {C} at 8:{m + 15}") for m in (10, 20, 30)])
    (journey,) = ridden(ask(snapshot, W, E, at(8, 44), arrive_by=True, window_s=600))
    assert (said(journey.departure_s), said(journey.arrival_s)) == ("8:11:40", "8:43:20")
    walk = ask(snapshot, W, E, at(8, 44), arrive_by=True).journeys[-1]
    assert (walk.kind, walk.arrival_s) == ("WALK", clock("8:44"))


def test_outside_the_window_the_next_departure_is_found_however_late(morning):
    (journey,) = ridden(ask(morning, W, E, at(6), window_s=600))
    assert said(journey.departure_s) == "8:01:40"
    (journey,) = ridden(ask(morning, W, E, at(10), arrive_by=True, window_s=600))
    assert said(journey.arrival_s) == "8:33:20"


def test_after_the_last_bus_of_the_day_comes_the_first_of_the_next(tmp_path):
    snapshot = village(tmp_path, [trip(f"{A} at 5:00, {C} at 5:15", days=(1,))])
    (journey,) = ask(snapshot, W, E, at(23), max_walk_m=1500).journeys
    assert journey.legs[1].service_day == DAY + timedelta(days=1)
    assert said(journey.legs[1].departure_s) == "29:00"


def test_a_night_bus_of_yesterdays_timetable_is_caught_after_midnight(tmp_path):
    snapshot = village(tmp_path, [trip(f"{A} at 24:40, {C} at 24:55", days=(-1,))])
    (journey,) = ridden(ask(snapshot, W, E, at(0, 20)))
    assert journey.legs[1].service_day == DAY - timedelta(days=1)
    assert said(journey.legs[1].departure_s) == "0:40"


def test_no_way_is_an_empty_answer_with_its_reason(morning):
    found = ask(morning, W, E, at(12), max_walk_m=100)
    assert found.journeys == ()
    assert [notice.code for notice in found.notices] == ["no_way_within_limits"]


def test_a_point_without_a_street_is_named(morning):
    far = Point(1.0, 1.0)
    assert [notice.code for notice in ask(morning, far, E, at(8)).notices] == ["origin_off_network"]
    assert [notice.code for notice in ask(morning, W, far, at(8)).notices] == ["destination_off_network"]
    assert len(ask(morning, far, far, at(8)).notices) == 2


def test_outside_the_calendar_streets_remain_and_a_notice_says_why(morning):
    found = ask(morning, W, E, at(8) + timedelta(days=60))
    assert [journey.kind for journey in found.journeys] == ["WALK"]
    assert [notice.code for notice in found.notices] == ["no_service_data"]
    assert "2026-11-21" in found.notices[0].text


def test_a_closure_is_obeyed_by_the_next_query_and_the_old_snapshot_keeps_its_streets(morning):
    b, c = point((8000.0, 0.0)), point((12000.0, 0.0))
    closed = morning.with_closures([Closure(np.array([FROM_B_TO_C], np.int32))], "works", datetime.now(UTC))
    assert [journey.kind for journey in ask(morning, b, c, at(12)).journeys] == ["WALK"]
    found = ask(closed, b, c, at(12))
    assert found.journeys == ()
    assert [notice.code for notice in found.notices] == ["no_way"]
    # The bus still runs, and the walk to it is open.
    assert [journey.kind for journey in ask(closed, b, c, at(8, 30)).journeys] == ["TRANSIT"]
    assert [journey.kind for journey in ask(morning, b, c, at(12)).journeys] == ["WALK"]
    assert (closed.version, set(closed.observed)) == (morning.version + 1, {"works"})


def test_park_and_ride_drives_parks_walks_and_rides(morning):
    (journey,) = ridden(ask(morning, W, E, at(8), modes=ONLY[TripMode.PARK_RIDE], max_rides=1))
    assert [mode(leg) for leg in journey.legs] == ["CAR", "WALK", "RIDE", "WALK"]
    drive, walk, ride, _ = journey.legs
    assert drive.path.length_cm == pytest.approx(789_970, abs=10)
    assert walk.departure_s - drive.arrival_s == 180
    assert (walk.arrival_s, ride.departure_s) == (clock("8:40"), clock("8:40"))
    assert walk.start.place == 0
    assert journey.co2_g > 1000


def test_without_a_car_park_there_is_no_park_and_ride(tmp_path):
    snapshot = village(tmp_path, [FEEDER], car_park=False)
    assert ridden(ask(snapshot, W, E, at(8), modes=ONLY[TripMode.PARK_RIDE])) == []


def test_kiss_and_ride_is_driven_to_the_kerb_and_boards(tmp_path):
    (journey,) = ridden(ask(village(tmp_path, [FEEDER]), W, E, at(8), modes=ONLY[TripMode.KISS_RIDE]))
    assert [mode(leg) for leg in journey.legs] == ["CAR", "RIDE", "WALK"]
    assert journey.legs[1].departure_s - journey.legs[0].arrival_s == 60


def test_a_bike_is_ridden_to_the_stop_and_locked(tmp_path):
    (journey,) = ridden(ask(village(tmp_path, [FEEDER]), N, E, at(8, 30), modes=ONLY[TripMode.BIKE_RIDE]))
    assert [mode(leg) for leg in journey.legs] == ["BIKE", "RIDE", "WALK"]
    # Nobody rides on the footpath: it takes 250 s beside the bike, and locking it a minute.
    assert said_legs(journey)[0] == ("BIKE", "8:34:50", "8:39")


@pytest.mark.parametrize("speed", [0.7, 1.2, 1.6])
@pytest.mark.parametrize("kind", [TripMode.TRANSIT, TripMode.PARK_RIDE, TripMode.KISS_RIDE, TripMode.BIKE_RIDE])
def test_nobody_leaves_before_the_asked_time_at_any_walking_speed(morning, kind, speed):
    for minute in range(0, 40, 7):
        for journey in ask(morning, W, E, at(8, minute), modes=ONLY[kind], walk_speed_mps=speed).journeys:
            assert journey.departure_s >= clock(f"8:{minute:02}")


def test_no_more_walking_than_allowed(morning):
    assert ridden(ask(morning, W, E, at(8), max_walk_m=1201))
    assert ask(morning, W, E, at(8), max_walk_m=1199).journeys == ()
    (journey,) = ask(morning, W, E, at(8, 44), max_walk_m=1201, arrive_by=True).journeys
    assert said(journey.arrival_s) == "8:33:20"


def test_a_limit_on_walking_counts_only_what_is_walked_on_the_way_to_the_stop(morning):
    found = ask(morning, W, E, at(8), max_walk_m=710, modes=ONLY[TripMode.PARK_RIDE])
    assert [journey.walk_m for journey in ridden(found)] == [pytest.approx(699.7, abs=0.1)]


def test_staying_seated_is_one_ride_of_two_legs(tmp_path):
    trips = [trip(f"{A} at 8:10, {B} at 8:20", block=1), trip(f"{B} at 8:20, {C} at 8:30", block=1)]
    (journey,) = ridden(ask(village(tmp_path, trips), W, E, at(8), max_rides=1))
    assert [leg.stay_seated for leg in journey.legs if isinstance(leg, TransitLeg)] == [False, True]
    assert journey.rides == 1


def test_a_change_with_a_walk_between_two_stops(tmp_path):
    trips = [trip(f"{A} at 8:10, {B} at 8:20"), trip(f"{C} at 9:30, {A} at 9:31, {B} at 9:32")]
    legs = ridden(ask(village(tmp_path, trips), W, N, at(8)))[0].legs
    # Nothing is gained by the second bus: who rides at all rides to B and walks the footpath.
    assert [leg.end.stop for leg in legs] == [A, B, -1]


def test_the_trip_to_where_one_is_takes_no_time(morning):
    (journey,) = ask(morning, W, W, at(8)).journeys
    assert (journey.kind, journey.duration_s, len(journey.legs)) == ("WALK", 0, 1)


def test_unmapped_metres_are_walked_and_counted(morning):
    beside = point((4000.0, 60.0))
    (journey,) = ask(morning, beside, point((4600.0, 0.0)), at(12)).journeys
    assert journey.walk_m == pytest.approx(660, abs=0.5)
    assert journey.duration_s == pytest.approx(550, abs=1)
    assert (journey.legs[0].path.lat_e7[0], journey.legs[0].path.lon_e7[0]) == (round(beside.lat * 1e7), round(beside.lon * 1e7))


def test_a_time_without_a_zone_is_refused(morning):
    with pytest.raises(ValueError, match="time zone"):
        plan(morning, Query(W, E, at(8).replace(tzinfo=None)))


def test_the_same_moment_in_another_zone_is_the_same_question(morning):
    berlin = ask(morning, W, E, at(8))
    assert [j.arrival_s for j in ask(morning, W, E, at(8).astimezone(UTC)).journeys] == [j.arrival_s for j in berlin.journeys]


def test_threads_share_a_snapshot(morning):
    query = Query(W, E, at(8), modes=frozenset(TripMode))
    expected = [said_legs(journey) for journey in plan(morning, query).journeys]
    found = []

    def work():
        found.extend([said_legs(journey) for journey in plan(fresh, query).journeys] for _ in range(3))

    fresh = replace(morning, _kept=Kept({}, 12), _paths={})
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def test_nobody_is_led_straight_over_the_map_out_of_a_closed_street(morning):
    closed = morning.with_closures([Closure(np.array([0], np.int32))], "works", datetime.now(UTC))
    inside = point((300.0, 0.0))
    assert ask(morning, inside, E, at(8)).journeys
    found = ask(closed, inside, E, at(8))
    assert not found.journeys
    assert [notice.code for notice in found.notices] == ["origin_closed"]
    assert ask(closed, point((560.0, 0.0)), E, at(8)).journeys, "a few steps lead out of it"
