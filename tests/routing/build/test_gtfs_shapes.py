"""Patterns, and the shapes they are drawn with."""
from itertools import combinations_with_replacement

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from routing.build.gtfs_fit import place_nearest
from tests.routing.build.feed_world import ROUTES, STOP_TIMES, STOPS, TRIPS, build

SHAPED = "route_id,service_id,trip_id,shape_id\n5,week,t1,s\n5,week,t2,\n"
LINE = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,49.4,8.59,1\ns,49.4,8.62,2\ns,49.41,8.63,30\n"


def same_stops(times: str) -> str:
    return times.replace(",d,3", ",c,3")


def points(built, trip: str) -> list[tuple[float, float]]:
    t = built.transit
    shape = t.pattern_shape[t.trip_pattern[built.trip(trip)]]
    span = slice(t.shape_first[shape], t.shape_first[shape + 1])
    return list(zip((t.shape_lat_e7[span] / 1e7).round(5).tolist(), (t.shape_lon_e7[span] / 1e7).round(5).tolist()))


def test_trips_of_one_stop_sequence_share_a_pattern(tmp_path):
    assert build(tmp_path, stop_times=same_stops(STOP_TIMES)).transit.trip_pattern.tolist() == [0, 0]
    assert build(tmp_path).transit.trip_pattern.tolist() == [0, 1]


def test_other_routes_boarding_rules_headsigns_and_shapes_make_other_patterns(tmp_path):
    times = same_stops(STOP_TIMES)
    built = build(tmp_path, stop_times=times, routes=ROUTES + "6,rnv,6,Six,0\n", trips=TRIPS.replace("5,week,t2", "6,week,t2"))
    assert built.transit.trip_pattern[1] == 1
    for column, value in (("pickup_type", "1"), ("drop_off_type", "3"), ("stop_headsign", "Zoo")):
        header, *rows = times.strip().split("\n")
        extended = "\n".join([f"{header},{column}", *(row + "," + (value if row.startswith("t2,09:05") else "") for row in rows)])
        built = build(tmp_path, stop_times=extended)
        assert built.transit.trip_pattern.tolist() == [0, 1]
        if column == "stop_headsign":
            assert [built.transit.headsigns[i] for i in built.of_pattern(1, "pattern_headsign")] == ["", "Zoo", ""]
        else:
            assert built.of_pattern(1, {"pickup_type": "pattern_pickup", "drop_off_type": "pattern_drop_off"}[column]) == [0, int(value), 0]
    assert build(tmp_path, stop_times=times, trips=SHAPED, shapes=LINE).transit.trip_pattern.tolist() == [0, 1]


def test_an_unknown_boarding_rule_is_taken_as_regular_and_counted(tmp_path):
    built = build(tmp_path, stop_times=STOP_TIMES.replace("sequence\n", "sequence,pickup_type\n").replace("b,2\n", "b,2,9\n"))
    assert built.problems.count("unreadable_number") == 2
    assert built.of_pattern(0, "pattern_pickup") == [0, 0, 0]


def test_the_places_of_the_stops_become_points_of_the_shape(tmp_path):
    built = build(tmp_path, trips=SHAPED, shapes=LINE)
    assert built.of_pattern(0, "pattern_shape_at") == [1, 2, 4]
    drawn = points(built, "t1")
    assert drawn[:4] == [(49.4, 8.59), (49.4, 8.6), (49.4, 8.61), (49.4, 8.62)]
    assert 49.4 < drawn[4][0] < 49.41
    assert built.of_pattern(1, "pattern_shape_at") == [-1] * 3
    assert int(built.transit.pattern_shape[1]) == -1
    assert built.problems.as_manifest() == {}


def test_a_way_there_and_back_is_followed_in_order(tmp_path):
    stops = STOPS + "b2,Bert,49.40,8.61\na2,Anna,49.40,8.60\n"
    times = STOP_TIMES.split("t2")[0] + "t1,08:20:00,08:20:00,b2,4\nt1,08:30:00,08:30:00,a2,5\n"
    shapes = LINE.split("s,")[0] + "s,49.4,8.6,1\ns,49.4,8.63,2\ns,49.4,8.6,3\n"
    built = build(tmp_path, stops=stops, stop_times=times, trips=SHAPED.split("5,week,t2")[0], shapes=shapes)
    assert [points(built, "t1")[at][1] for at in built.of_pattern(0, "pattern_shape_at")] == [8.6, 8.61, 8.63, 8.61, 8.6]
    assert built.of_pattern(0, "pattern_shape_at") == sorted(built.of_pattern(0, "pattern_shape_at"))


def test_distances_decide_on_which_pass_a_stop_is_served(tmp_path):
    """A line that runs a to c, back to b and on to c and d: only shape_dist_traveled tells that b is served on the second pass."""
    header = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence,shape_dist_traveled\n"
    shapes = header + "s,49.4,8.60,1,0\ns,49.4,8.63,2,3\ns,49.4,8.605,3,5.5\ns,49.4,8.63,4,8\n"
    times = "trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n"
    times += "t1,08:00:00,08:00:00,a,1,0\nt1,08:05:00,08:05:00,b,2,6\nt1,08:09:00,08:09:00,c,3,8\n"
    by_distance = build(tmp_path, stop_times=times, trips=SHAPED.split("5,week,t2")[0], shapes=shapes)
    at = by_distance.of_pattern(0, "pattern_shape_at")
    assert [points(by_distance, "t1")[row] for row in at] == [(49.4, 8.6), (49.4, 8.61), (49.4, 8.63)]
    assert at[1] == 4, "behind the turn"
    wrong = times.replace(",2,6\n", ",2,7.9\n")  # 2 km from the stop: not believed
    assert points(build(tmp_path, stop_times=wrong, trips=SHAPED.split("5,week,t2")[0], shapes=shapes), "t1")[2] == (49.4, 8.61)


def test_patterns_of_the_same_stops_share_a_drawn_shape(tmp_path):
    times = same_stops(STOP_TIMES).replace("sequence\n", "sequence,pickup_type\n").replace("a,1\nt1", "a,1,2\nt1")
    built = build(tmp_path, stop_times=times, trips=SHAPED.replace("t2,", "t2,s"), shapes=LINE)
    assert built.transit.pattern_shape.tolist() == [0, 0]
    assert len(built.transit.shape_first) == 2


def test_bad_shapes_are_counted(tmp_path):
    trips = SHAPED.replace("t2,", "t2,lost")
    shapes = LINE + "s,49.4,8.64,30\ns,,8.64,31\ns,49.4,x,32\nfree,49.4,8.6,1\nfree,49.4,8.7,2\n"
    built = build(tmp_path, trips=trips, shapes=shapes)
    assert built.example("unknown_shape") == ("feed.zip/trips.txt", 3)
    assert built.example("duplicate_shape_point") == ("feed.zip/shapes.txt", 5)
    assert built.example("missing_value") == ("feed.zip/shapes.txt", 6)
    assert built.example("unreadable_number") == ("feed.zip/shapes.txt", 7)
    assert built.example("unused_shape") == ("feed.zip/shapes.txt", 8)
    assert len(points(built, "t1")) == 6


def test_a_shape_of_one_point_or_of_another_line_is_not_drawn(tmp_path):
    built = build(tmp_path, trips=SHAPED, shapes=LINE.split("s,49.4,8.62")[0])
    assert built.example("shape_with_one_point") == ("feed.zip/shapes.txt", 2)
    assert built.transit.pattern_shape.tolist() == [-1, -1]
    built = build(tmp_path, trips=SHAPED, shapes=LINE.replace("49.4", "50.4"))
    assert built.example("shape_far_from_stop") == ("feed.zip/shapes.txt", 2)
    assert built.transit.pattern_shape.tolist() == [-1, -1]


def test_a_stop_without_place_has_no_point(tmp_path):
    built = build(tmp_path, stops=STOPS.replace("b,Bert,49.40,8.61", "b,Bert,,"), trips=SHAPED, shapes=LINE)
    assert built.of_pattern(0, "pattern_shape_at") == [1, -1, 3]


numbers = st.integers(-5, 5).map(float)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=6), st.lists(st.tuples(numbers, numbers), min_size=1, max_size=4))
def test_no_other_places_in_order_are_nearer_as_a_whole(line, stops):
    x, y = np.array(line).T
    stop_x, stop_y = np.array(stops).T

    def nearest(segment: int, stop: int) -> float:
        dx, dy = x[segment + 1] - x[segment], y[segment + 1] - y[segment]
        length = dx * dx + dy * dy
        along = (stop_x[stop] - x[segment]) * dx + (stop_y[stop] - y[segment]) * dy
        return 0.0 if length == 0 else min(1.0, max(0.0, along / length))

    def squares(segments, shares) -> float:
        at = [(x[s] + share * (x[s + 1] - x[s]), y[s] + share * (y[s + 1] - y[s])) for s, share in zip(segments, shares)]
        return sum((ax - px) ** 2 + (ay - py) ** 2 for (ax, ay), px, py in zip(at, stop_x, stop_y))

    segment, share = place_nearest(x, y, stop_x, stop_y)
    assert (np.diff(segment + share) >= 0).all()
    assert ((share >= 0) & (share <= 1)).all()
    for choice in combinations_with_replacement(range(len(x) - 1), len(stops)):
        shares = [nearest(s, stop) for stop, s in enumerate(choice)]
        if all(a + b <= c + d for a, b, c, d in zip(choice, shares, choice[1:], shares[1:])):
            assert squares(segment, share) <= squares(choice, shares) + 1e-9
