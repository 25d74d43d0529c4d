"""What feeds say of trips, found again in the timetable."""
from datetime import timedelta

import pytest

from backend.feeds.gtfs_rt import added_trips
from routing.transit.live import NO_DATA, SCHEDULED, SKIPPED, UNTOLD
from tests.backend.feeds.gtfs_rt.world import DAY, ROUTES, STOP_TIMES, TRIPS, at, expected, late, read, row, told, town, update

TODAY = DAY.strftime("%Y%m%d")
NO = int(UNTOLD)


def test_a_delay_is_carried_on_from_the_stop_that_says_it(index):
    facts = read(index, update("t1", late("b", 120)))
    assert told(index, facts) == {("t1", 0): [(1, SCHEDULED, 120, NO)]}
    assert expected(index, facts, "t1") == ["8:00", "8:08", "8:12"]
    assert not facts.problems


def test_a_time_says_the_delay_and_outdoes_one_that_stands_beside_it(index):
    stop = {"stop_id": "b", "arrival": {"time": at("8:07"), "delay": 5}, "departure": {"time": at("8:09")}}
    facts = read(index, update("t1", stop))
    assert told(index, facts) == {("t1", 0): [(1, SCHEDULED, 120, 180)]}
    assert expected(index, facts, "t1") == ["8:00", "8:09", "8:13"]


def test_skipped_stops_and_stops_without_news(index):
    skipped, silent = {"stop_id": "b", "schedule_relationship": "SKIPPED"}, {"stop_id": "c", "schedule_relationship": "NO_DATA"}
    facts = read(index, update("t1", late("a", 60), skipped, silent))
    assert [stop[1] for stop in told(index, facts)["t1", 0]] == [SCHEDULED, SKIPPED, NO_DATA]


def test_cancelled_and_deleted_trips_do_not_run(index):
    facts = read(index, update({"trip_id": "t1", "schedule_relationship": "CANCELED"}), update({"trip_id": "t2", "schedule_relationship": "DELETED"}))
    assert told(index, facts) == {("t1", 0): None, ("t2", 0): None}


def test_a_delay_of_the_whole_trip_holds_until_a_stop_says_another(index):
    assert expected(index, read(index, update("t1", delay=240)), "t1") == ["8:04", "8:10", "8:14"]
    assert expected(index, read(index, update("t1", late("c", 0), delay=240)), "t1") == ["8:04", "8:10", "8:10"]
    assert expected(index, read(index, update("t1", late("a", 60), delay=240)), "t1") == ["8:01", "8:07", "8:11"]


@pytest.mark.parametrize("clock, days", [("8:00", 0), ("30:00", 1), ("-14:00", -1)])
def test_without_a_date_it_is_the_day_on_which_the_trip_runs_nearest(index, clock, days):
    assert list(told(index, read(index, update("t1", late("b", 60)), clock=clock))) == [("t1", days)]


def test_the_times_told_decide_the_day_rather_than_the_time_of_the_message(index):
    tomorrow = {"stop_id": "b", "arrival": {"time": at("8:07", DAY + timedelta(days=1))}}
    assert list(told(index, read(index, update("t1", tomorrow), clock="12:00"))) == [("t1", 1)]


def test_after_midnight_the_night_tram_is_yesterdays(index):
    assert list(told(index, read(index, update("night", late("c", 60)), clock="24:40"))) == [("night", 0)]
    of_calendar = {"trip_id": "night", "start_date": (DAY + timedelta(days=4)).strftime("%Y%m%d")}  # Saturday, when none begins
    assert list(told(index, read(index, update(of_calendar, late("c", 60))))) == [("night", 3)]


def test_a_trip_is_found_by_route_direction_and_start(index):
    by_start = {"route_id": "5", "direction_id": 1, "start_time": "09:00:00", "start_date": TODAY}
    assert list(told(index, read(index, update(by_start, late("a", 60))))) == [("back", 0)]
    both = read(index, update({"route_id": "5", "start_time": "09:00:00", "start_date": TODAY}, late("a", 60)))
    assert not told(index, both)
    assert both.problems.count("ambiguous_trip") == 1


def test_departures_of_a_frequency_are_told_apart_by_their_start(index):
    facts = read(index, update({"trip_id": "exactly", "start_time": "06:20:00", "start_date": TODAY}, late("a", 60)))
    assert facts.updates.trip.tolist() == [row(index.transit, "exactly", 1)]
    assert expected(index, facts, "exactly", 1) == ["6:20", "6:27"]
    unknown = read(index, update({"trip_id": "exactly", "start_time": "06:21:00", "start_date": TODAY}, late("a", 60)))
    assert unknown.problems.count("unknown_start_time") == 1
    assert read(index, update({"trip_id": "often", "start_date": TODAY}, late("b", 0))).problems.count("trip_without_start_time") == 1


def test_a_departure_without_exact_times_is_the_one_planned_nearest(index):
    descriptor = {"trip_id": "often", "start_time": "06:24:00", "start_date": TODAY, "schedule_relationship": "UNSCHEDULED"}
    assert expected(index, read(index, update(descriptor)), "often", 1) == ["6:24", "6:30"]
    assert expected(index, read(index, update(descriptor, late("b", 60))), "often", 1) == ["6:24", "6:31"]
    assert expected(index, read(index, update(descriptor, {"stop_id": "b", "arrival": {"time": at("6:35")}})), "often", 1) == ["6:24", "6:35"]


def test_another_platform_of_the_station_is_the_same_call(index):
    assert told(index, read(index, update("t1", late("a2", 30)))) == {("t1", 0): [(0, SCHEDULED, 30, NO)]}


def test_where_a_trip_comes_back_number_then_time_then_order_decide(index):
    second = {"stop_id": "a", "stop_sequence": 3, "arrival": {"delay": 60}}
    assert [stop[0] for stop in told(index, read(index, update("ring", second)))["ring", 0]] == [2]
    by_time = {"stop_id": "a", "departure": {"time": at("10:33")}}
    assert told(index, read(index, update("ring", by_time)))["ring", 0] == [(2, SCHEDULED, NO, 180)]
    in_order = read(index, update("ring", late("a", 0), late("b", 0), late("a", 60)))
    assert [stop[0] for stop in told(index, in_order)["ring", 0]] == [0, 1, 2]


def test_numbers_alone_are_understood_where_they_have_no_gaps(index):
    stops = [{"stop_sequence": number, "arrival": {"delay": 60 * number}} for number in (2, 3)]
    assert told(index, read(index, update("t1", *stops))) == {("t1", 0): [(1, SCHEDULED, 120, NO), (2, SCHEDULED, 180, NO)]}
    from_zero = [{"stop_sequence": number, "arrival": {"delay": 60}} for number in (0, 2)]
    assert [stop[0] for stop in told(index, read(index, update("t1", *from_zero)))["t1", 0]] == [0, 2]
    begin, end = ({"stop_sequence": number, "arrival": {"delay": 60}} for number in (1, 30))
    with_gaps = read(index, update("t1", begin), update("t2", end))
    assert not told(index, with_gaps)
    assert with_gaps.problems.count("unknown_stop_sequence") == 2


def test_what_the_city_does_not_know_is_counted_and_the_rest_is_used(index):
    facts = read(
        index, update("nobody", late("a", 1)), update("t1", late("mars", 60), late("d", 60), late("c", 60), late("b", 60)),
        update({"trip_id": "t2", "start_date": "20261128"}, late("a", 1)), update({"trip_id": "t2", "start_date": "soon"}, late("a", 1)),
        update("t2"), update("back", late("a", 90_000)),
    )  # fmt: skip
    assert told(index, facts)["t1", 0] == [(2, SCHEDULED, 60, NO)]
    counted = {problem.kind: (problem.count, problem.examples) for problem in facts.problems}
    assert counted == {
        "unknown_trip": (1, ("nobody",)), "unknown_stop": (1, ("mars",)), "stop_not_of_trip": (1, ("d",)), "stop_out_of_order": (1, ("t1",)),
        "trip_not_that_day": (1, ("t2",)), "bad_start_date": (1, ("t2",)), "trip_without_times": (1, ("t2",)), "impossible_delay": (1, ("back",)),
    }  # fmt: skip
    assert facts.problems.unknown_ids == 2
    assert facts.entities == 6


def test_of_two_updates_for_one_run_the_last_counts(index):
    facts = read(index, update("t1", late("a", 60)), update({"trip_id": "t1", "start_date": TODAY}, late("a", 90)))
    assert told(index, facts) == {("t1", 0): [(0, SCHEDULED, 90, NO)]}
    assert facts.problems.count("repeated_trip") == 1


def calls_of(index, added) -> list[tuple[str, str, str]]:
    """Stop, arrival, departure by the clock of its day."""
    times = ([f"{at // 3600}:{at // 60 % 60:02}" for at in column] for column in (added.arrival_s, added.departure_s))
    return list(zip((index.transit.stop_id[stop] for stop in added.stops), *times))


def test_extra_trips_are_kept_with_stops_and_times(index):
    calls = [
        {"stop_id": "a", "departure": {"time": at("8:20")}}, {"stop_id": "mars", "arrival": {"time": at("8:22")}},
        {"stop_id": "b", "schedule_relationship": "SKIPPED"}, {"stop_id": "c", "arrival": {"time": at("8:30")}},
    ]  # fmt: skip
    told_of = {"trip_id": "extra", "route_id": "5", "start_date": TODAY, "schedule_relationship": "NEW", "direction_id": 1}
    told_too = {"trip_properties": {"trip_headsign": "Relief"}, "vehicle": {"wheelchair_accessible": "WHEELCHAIR_ACCESSIBLE"}}
    facts = read(index, update(told_of, *calls, **told_too))
    (added,) = facts.added
    assert (added.id, index.transit.route_id[added.route], added.day) == ("extra", "5", DAY.toordinal())
    assert (added.direction, added.headsign, added.like, added.wheelchair) == (1, "Relief", -1, 1)
    assert calls_of(index, added) == [("a", "8:20", "8:20"), ("c", "8:30", "8:30")]
    assert facts.problems.count("unknown_stop") == 1
    assert len(facts.updates.trip) == 0


def test_a_time_may_be_told_as_what_was_planned_for_it_and_a_delay(index):
    calls = [
        {"stop_id": "a", "departure": {"scheduled_time": at("8:20"), "delay": 120}},
        {"stop_id": "c", "arrival": {"scheduled_time": at("8:30")}, "departure": {"time": at("8:33")}},
    ]  # fmt: skip
    (added,) = read(index, update({"trip_id": "extra", "route_id": "5", "schedule_relationship": "NEW"}, *calls)).added
    assert calls_of(index, added) == [("a", "8:22", "8:22"), ("c", "8:30", "8:33")]


def test_without_a_date_an_extra_trip_belongs_to_the_day_on_which_it_begins(index):
    calls = [{"stop_id": "a", "departure": {"time": at("23:50")}}, {"stop_id": "c", "arrival": {"time": at("24:10")}}]
    (added,) = read(index, update({"trip_id": "extra", "route_id": "5", "schedule_relationship": "ADDED"}, *calls), clock="23:40").added
    assert (added.day, calls_of(index, added)[1][1]) == (DAY.toordinal(), "24:10")
    calls = [{"stop_id": "a", "departure": {"time": at("24:05")}}, {"stop_id": "c", "arrival": {"time": at("24:10")}}]
    (added,) = read(index, update({"trip_id": "extra", "route_id": "5", "schedule_relationship": "ADDED"}, *calls), clock="23:40").added
    assert (added.day, calls_of(index, added)[0][1]) == (DAY.toordinal() + 1, "0:05")


def test_a_replacement_cancels_the_trip_in_whose_place_it_runs(index):
    calls = [{"stop_id": "a", "departure": {"time": at("8:01")}}, {"stop_id": "d", "arrival": {"time": at("8:30")}}]
    facts = read(index, update({"trip_id": "t1", "start_date": TODAY, "schedule_relationship": "REPLACEMENT"}, *calls))
    assert told(index, facts) == {("t1", 0): None}
    (added,) = facts.added
    assert (added.id, index.transit.route_id[added.route], added.day) == ("t1", "5", DAY.toordinal())
    assert calls_of(index, added) == [("a", "8:01", "8:01"), ("d", "8:30", "8:30")]


def test_a_duplicate_runs_like_its_model_at_another_time(index):
    own = {"trip_id": "t1-again", "start_date": TODAY, "start_time": "08:30:00"}
    facts = read(index, update({"trip_id": "t1", "schedule_relationship": "DUPLICATED"}, trip_properties=own))
    (added,) = facts.added
    assert (added.id, added.like, added.direction) == ("t1-again", row(index.transit, "t1"), 0)
    assert calls_of(index, added) == [("a", "8:30", "8:30"), ("b", "8:35", "8:36"), ("c", "8:40", "8:40")]


def added_by(trip_id: str, first: str, last: str, route_id: str = "5", **facts) -> dict:
    calls = [{"stop_id": "a", "departure": {"time": at(first)}}, {"stop_id": "b", "arrival": {"time": at(last)}}]
    return update({"trip_id": trip_id, "route_id": route_id, "schedule_relationship": "ADDED", **facts}, *calls)


def test_extra_trips_that_cannot_be_ridden_are_counted(index):
    back = [{"stop_id": "a", "departure": {"time": at("8:20")}}, {"stop_id": "b", "arrival": {"time": at("8:10")}}]
    facts = read(
        index, update({"trip_id": "one", "schedule_relationship": "ADDED", "route_id": "5"}, back[0]),
        update({"trip_id": "two", "schedule_relationship": "ADDED", "route_id": "5"}, *back),
        update({"trip_id": "nobody", "schedule_relationship": "REPLACEMENT"}, *back),
        update({"trip_id": "t1", "schedule_relationship": "DUPLICATED"}),
        added_by("nameless", "8:20", "8:30", route_id=""), added_by("strange", "8:20", "8:30", route_id="99"),
        added_by("long ago", "8:20", "8:30", start_date="20200101"), added_by("long", "8:20", "108:30"),
        added_by("tomorrow", "8:20", "8:30", start_date="20261127"),
    )  # fmt: skip
    assert not facts.added
    assert {problem.kind: problem.count for problem in facts.problems} == {
        "added_trip_without_stops": 2, "time_runs_back": 1, "unknown_trip": 1, "bad_trip_properties": 1, "added_trip_without_route": 1,
        "unknown_route": 1, "added_trip_outside_timetable": 1, "added_trip_not_that_day": 2,
    }  # fmt: skip


def test_of_an_extra_trip_told_twice_the_last_counts_and_one_without_id_has_that_of_its_entity(index):
    nameless = added_by("", "8:40", "8:50")
    nameless.id = "e7"
    facts = read(index, added_by("x", "8:20", "8:30"), added_by("x", "8:25", "8:35"), nameless)
    assert [(added.id, calls_of(index, added)[0][2]) for added in facts.added] == [("x", "8:25"), ("e7", "8:40")]
    assert facts.problems.count("repeated_trip") == 1


def test_extra_trips_beyond_all_measure_are_counted(index, monkeypatch):
    monkeypatch.setattr(added_trips, "MOST_TRIPS", 3)
    facts = read(index, *(added_by(f"x{number}", "8:20", "8:30") for number in range(5)))
    assert (len(facts.added), facts.problems.count("too_many_added_trips")) == (3, 2)
    monkeypatch.setattr(added_trips, "MOST_CALLS", 2)
    assert len(read(index, *(added_by(f"x{number}", "8:20", "8:30") for number in range(5))).added) == 1


def test_on_the_days_when_clocks_change_seconds_count_from_noon(tmp_path):
    calendar = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nweek,1,1,1,1,1,1,1,20261024,20261026\n"
    index = town(tmp_path, calendar=calendar)
    change = DAY.replace(month=10, day=25)
    facts = read(index, update({"trip_id": "t1", "start_date": "20261025"}, {"stop_id": "b", "arrival": {"time": at("8:07", change)}}))
    assert facts.updates.arrival_delay_s.tolist() == [120]


def test_of_several_feeds_the_one_that_knows_the_trips_is_meant(tmp_path):
    """Two feeds use the same ids for other trips."""
    from backend.feeds.gtfs_rt.index import TransitIndex
    from routing.build.gtfs import build_transit
    from routing.build.problems import Problems
    from tests.routing.build.feed_world import write_feed

    times = STOP_TIMES.replace("t2", "other").replace("08:0", "07:0")
    files = {"routes.txt": ROUTES, "trips.txt": TRIPS.replace("t2", "other"), "stop_times.txt": times}
    paths = [write_feed(tmp_path / "one.zip", {}), write_feed(tmp_path / "two.zip", files)]
    transit, _ = build_transit(paths, Problems(), lambda step, share: None)
    index = TransitIndex(transit, "Europe/Berlin")
    ours = read(index, update("t1", late("a", 60)), update("t2", late("a", 60)))
    theirs = read(index, update("t1", late("a", 60)), update("other", late("a", 60)))
    assert [index.feed_of(trip) for trip in ours.updates.trip.tolist()] == [0, 0]
    assert [index.feed_of(trip) for trip in theirs.updates.trip.tolist()] == [1, 1]


def test_on_a_loop_that_runs_late_the_call_is_told_by_the_delay_so_far(tmp_path):
    """Twelve minutes late, the first call at a is nearer to when the second one is planned."""
    planned = ("10:00", "d"), ("10:05", "a"), ("10:10", "b"), ("10:20", "a"), ("10:30", "c")
    ring = "".join(f"ring,{clock}:00,{clock}:00,{stop},{number}\n" for number, (clock, stop) in enumerate(planned, 1))
    index = town(tmp_path, stop_times=STOP_TIMES[: STOP_TIMES.index("ring")] + ring)
    passed = ("d", "10:12"), ("a", "10:17"), ("b", "10:22"), ("a", "10:32")
    stops = [{"stop_id": stop, "departure": {"time": at(clock)}} for stop, clock in passed]
    facts = read(index, update("ring", *stops), clock="10:00")
    assert facts.problems.total == 0
    assert facts.updates.position.tolist() == [0, 1, 2, 3]
    assert set(facts.updates.departure_delay_s.tolist()) == {720}
