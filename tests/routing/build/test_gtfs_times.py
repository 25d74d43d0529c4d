"""Calendars, stop times and their repair, frequencies, on-demand rows."""
from datetime import date

import numpy as np
import pytest

from routing.build.gtfs import build_transit
from routing.build.gtfs_interpolate import Gaps, fill_gaps
from routing.build.problems import Problems
from tests.routing.build.feed_world import CALENDAR, STOP_TIMES, STOPS, TRIPS, build, write_feed


def days_of(built, service: str) -> list[str]:
    t = built.transit
    row = t.service_id.index()[service]
    return [str(date.fromordinal(int(t.first_day[0]) + int(day))) for day in np.flatnonzero(t.service_days[row])]


def with_column(text: str, column: str, values: dict[str, str]) -> str:
    """stop_times with one more column; values by "trip,sequence"."""
    lines = text.strip().split("\n")
    rows = [row + "," + values.get(",".join((row.split(",")[0], row.split(",")[4])), "") for row in lines[1:]]
    return "\n".join([f"{lines[0]},{column}", *rows]) + "\n"


def test_a_service_runs_on_its_weekdays_and_exceptions_add_and_remove_days(tmp_path):
    built = build(tmp_path, calendar_dates="service_id,date,exception_type\nweek,20261124,2\nweek,20261129,1\nweek,20261201,1\n")
    assert days_of(built, "week") == ["2026-11-23", "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-29", "2026-12-01"]


def test_a_feed_may_have_dates_only(tmp_path):
    built = build(tmp_path, calendar=None, calendar_dates="service_id,date,exception_type\nweek,20261124,1\n")
    assert days_of(built, "week") == ["2026-11-24"]


def test_bad_rows_of_calendars_are_counted(tmp_path):
    rows = "a,1,1,1,1,1,1,1,20261123,2026-11-29\nb,1,1,1,1,1,1,1,20261129,20261123\nc,1,yes,0,0,0,0,0,20261123,20261129\nd,1,1,1,1,1,1,1,,20261129\n"
    dates = "service_id,date,exception_type\nweek,20261131,1\nweek,20261124,3\nweek,20261125,2\nweek,20261125,1\nnever,20261125,2\n"
    built = build(tmp_path, calendar=CALENDAR + rows, calendar_dates=dates)
    assert built.example("unreadable_date") == ("feed.zip/calendar.txt", 3)
    assert built.problems.count("unreadable_date") == 2
    assert built.example("service_ends_before_it_starts") == ("feed.zip/calendar.txt", 4)
    assert built.example("missing_value") == ("feed.zip/calendar.txt", 6)
    assert built.problems.count("unreadable_number") == 2
    assert built.example("duplicate_id") == ("feed.zip/calendar_dates.txt", 5)
    assert built.problems.count("service_never_runs") == 1
    assert "2026-11-25" not in days_of(built, "week")
    assert days_of(built, "c") == ["2026-11-23"]


def test_times_pass_midnight_and_hours_may_have_one_digit(tmp_path):
    built = build(tmp_path, stop_times=STOP_TIMES.replace("t2,09:1", "t2,25:1").replace(",09:1", ",25:1").replace("08:00", "8:00"))
    assert built.times(1)[-1] == (25 * 3600 + 600,) * 2
    assert built.times(0)[0] == (8 * 3600,) * 2


def test_rows_in_any_order_are_sorted_by_their_sequence(tmp_path):
    header, *rows = STOP_TIMES.strip().split("\n")
    built = build(tmp_path, stop_times="\n".join([header, *rows[::-1]]))
    assert built.stops_of(built.trip("t1")) == ["a", "b", "c"]
    assert list(built.transit.trip_id) == ["t1", "t2"]


def test_one_time_of_a_call_stands_for_both(tmp_path):
    built = build(tmp_path, stop_times=STOP_TIMES.replace("t1,08:05:00,08:06:00", "t1,,08:06:00").replace("t2,09:05:00,09:06:00", "t2,09:05:00,"))
    assert (built.times(0)[1], built.times(1)[1]) == ((29160, 29160), (32700, 32700))
    assert built.transit.time_exact.all()


def test_missing_times_are_estimated_along_the_stops(tmp_path):
    built = build(tmp_path, stop_times=STOP_TIMES.replace("08:05:00,08:06:00", ","))
    assert built.times(0) == [(28800, 28800), (29000, 29000), (29400, 29400)], "b is a third of the way from a to c"
    assert built.transit.time_exact.tolist() == [1, 0, 1, 1, 1, 1]
    assert built.problems.as_manifest() == {}


def test_missing_times_are_estimated_along_the_shape_where_distances_are_given(tmp_path):
    times = with_column(STOP_TIMES.replace("08:05:00,08:06:00", ","), "shape_dist_traveled", {"t1,1": "0", "t1,2": "7.5", "t1,3": "10"})
    assert build(tmp_path, stop_times=times).times(0)[1] == (29250, 29250)


def test_missing_times_are_spread_evenly_where_nothing_is_known(tmp_path):
    built = build(tmp_path, stops=STOPS.replace("b,Bert,49.40,8.61", "b,Bert,,"), stop_times=STOP_TIMES.replace("08:05:00,08:06:00", ","))
    assert built.times(0)[1] == (29100, 29100)


def test_many_gaps_are_filled_as_a_plain_loop_fills_them():
    rng = np.random.default_rng(5)
    n, trip_of = 60, np.repeat(np.arange(6), 10)
    arrival = np.sort(rng.integers(0, 4000, (6, 10)), axis=1).ravel().astype(np.int32)
    departure, dist = arrival.copy(), np.cumsum(rng.random(n))
    dist[rng.random(n) < 0.15] = np.nan
    lat, lon = 49 + rng.random(n), np.where(rng.random(n) < 0.1, np.nan, 8.0)
    inner = (np.arange(n) % 10 > 0) & (np.arange(n) % 10 < 9)
    arrival[inner & (rng.random(n) < 0.6)] = -1
    filled = fill_gaps(Gaps.of(arrival, trip_of), arrival, departure, dist, lat, lon)
    for call in np.flatnonzero(arrival < 0):
        before, after = max(i for i in range(call) if arrival[i] >= 0), min(i for i in range(call, n) if arrival[i] >= 0)
        span = slice(before, after + 1)
        if not np.isnan(dist[span]).any():
            share = (dist[call] - dist[before]) / (dist[after] - dist[before])
        elif not np.isnan(lon[span]).any():  # along one meridian metres are proportional to degrees
            steps = np.abs(np.diff(lat[span]))
            share = steps[: call - before].sum() / steps.sum()
        else:
            share = (call - before) / (after - before)
        assert abs(filled[call] - (departure[before] + share * (arrival[after] - departure[before]))) <= 0.51


def test_timepoint_0_says_that_a_time_is_not_exact(tmp_path):
    built = build(tmp_path, stop_times=with_column(STOP_TIMES.replace("09:05:00,09:06:00", ","), "timepoint", {"t1,2": "0", "t2,2": "1"}))
    assert built.transit.time_exact.tolist() == [1, 0, 1, 1, 0, 1]
    assert built.example("timepoint_without_time") == ("feed.zip/stop_times.txt", 6)


@pytest.mark.parametrize("old,new,code,line", [
    ("t1,08:10:00,08:10:00", "t1,08:05:59,08:10:00", "times_run_backwards", 4),
    ("t1,08:05:00,08:06:00", "t1,08:06:00,08:05:00", "times_run_backwards", 3),
    ("t1,08:00:00,08:00:00", "t1,,", "trip_without_end_times", 2),
    ("t1,08:10:00,08:10:00,c", "t1,08:10:00,08:10:00,nowhere", "unknown_stop", 4),
    ("t1,08:05:00", "t1,8.05", "unreadable_time", 3),
    ("a,1\nt1", "a,one\nt1", "unreadable_number", 2),
    ("a,1\nt1", "a,\nt1", "missing_value", 2),
    ("b,2\nt1", "b,1\nt1", "duplicate_stop_sequence", 3),
    ("t1,08:05:00,08:06:00", "t9,08:05:00,08:06:00", "unknown_trip", 3),
])  # fmt: skip
def test_bad_stop_times_are_counted_with_their_line_and_the_rest_is_kept(tmp_path, old, new, code, line):
    built = build(tmp_path, stop_times=STOP_TIMES.replace(old, new, 1))
    assert built.problems.count(code) == 1
    assert built.example(code) == ("feed.zip/stop_times.txt", line)
    assert built.stops_of(built.trip("t2")) == ["a", "b", "d"]
    gone = code in ("times_run_backwards", "trip_without_end_times")
    assert (len(built.trips("t1")) == 0) == gone


def test_trips_with_fewer_than_two_calls_are_counted(tmp_path):
    built = build(tmp_path, trips=TRIPS + "5,week,t3\n5,week,t4\n", stop_times=STOP_TIMES + "t3,08:00:00,08:00:00,a,1\n")
    assert built.example("trip_with_one_stop") == ("feed.zip/stop_times.txt", 8)
    assert built.example("trip_without_stop_times") == ("feed.zip/trips.txt", 5)
    assert len(built.transit.trip_id) == 2


def test_a_frequency_based_trip_becomes_its_departures(tmp_path):
    frequencies = "trip_id,start_time,end_time,headway_secs,exact_times\nt1,06:00:00,06:30:00,600,\nt1,06:30:00,07:00:00,900,1\n"
    built = build(tmp_path, frequencies=frequencies)
    rows = built.trips("t1")
    assert built.transit.trip_start_s[rows].tolist() == [21600, 22200, 22800, 23400, 24300], "the end of a window is no departure"
    assert built.transit.trip_exact[rows].tolist() == [0, 0, 0, 1, 1]
    assert built.times(rows[1]) == [(22200, 22200), (22500, 22560), (22800, 22800)]
    ordinary = built.trip("t2")
    assert (int(built.transit.trip_start_s[ordinary]), int(built.transit.trip_exact[ordinary])) == (-1, 1)


def test_a_start_is_when_the_first_stop_is_left(tmp_path):
    times = STOP_TIMES.replace("t1,08:00:00,08:00:00", "t1,07:58:00,08:00:00")
    built = build(tmp_path, stop_times=times, frequencies="trip_id,start_time,end_time,headway_secs\nt1,06:00:00,06:01:00,600\n")
    assert built.times(built.trip("t1"))[0] == (21480, 21600)


def test_bad_frequencies_are_counted_and_a_model_without_any_is_no_trip(tmp_path):
    frequencies = "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,06:30:00,0\nt1,07:00:00,06:30:00,600\nt9,06:00:00,06:30:00,60\n"
    frequencies += "t2,06:00:00,06:20:00,600\nt2,06:10:00,06:40:00,600\n"
    built = build(tmp_path, frequencies=frequencies)
    assert built.example("unreadable_number") == ("feed.zip/frequencies.txt", 2)
    assert built.example("empty_frequency") == ("feed.zip/frequencies.txt", 3)
    assert built.example("unknown_trip") == ("feed.zip/frequencies.txt", 4)
    assert built.example("frequencies_overlap") == ("feed.zip/frequencies.txt", 6)
    assert built.problems.count("frequency_without_departures") == 1
    assert built.transit.trip_start_s.tolist() == [21600, 22200, 22800, 23400]


FLEX = (
    "trip_id,arrival_time,departure_time,stop_id,stop_sequence,location_id,location_group_id,"
    "start_pickup_drop_off_window,end_pickup_drop_off_window\n"
)


def test_on_demand_rows_are_no_part_of_the_timetable_and_the_fixed_calls_of_the_trip_are(tmp_path):
    times = FLEX + "t1,08:00:00,08:00:00,a,1,,,,\nt1,,,,2,zone,,08:00:00,09:00:00\nt1,09:00:00,09:00:00,c,3,,,,\n"
    times += "t2,,,,1,,group,08:00:00,09:00:00\nt2,,,,2,zone,,08:00:00,09:00:00\n"
    built = build(tmp_path, stop_times=times)
    assert len(built.problems) == 0  # they are read in flex.py, which says what is wrong with them
    assert list(built.transit.trip_id) == ["t1"]
    assert built.stops_of(0) == ["a", "c"]


def test_a_feed_of_on_demand_zones_only_is_an_empty_timetable(tmp_path):
    times = "trip_id,stop_sequence,location_id,start_pickup_drop_off_window,end_pickup_drop_off_window\nt1,1,zone,08:00:00,09:00:00\n"
    path = write_feed(tmp_path / "feed.zip", {"stops.txt": None, "locations.geojson": "{}", "stop_times.txt": times, "trips.txt": TRIPS[:-11]})
    problems = Problems()
    transit, pins = build_transit([path], problems, lambda step, share: None)
    assert (len(transit.trip_id), len(transit.stop_id), len(pins)) == (0, 0, 0)
    assert len(problems) == 0
