"""transfers.txt: every type, stations, single routes and trips."""
from tests.routing.build.feed_world import LEVELS, STATION, build

HEADER = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_route_id,to_route_id,from_trip_id,to_trip_id\n"


def test_all_types_between_stops(tmp_path):
    built = build(tmp_path, transfers=HEADER + "a,b,,,,,,\na,c,1,,,,,\nb,c,2,180,,,,\nc,a,3,,,,,\n")
    assert built.transfers() == [("a", "b", 0, -1), ("a", "c", 1, -1), ("b", "c", 2, 180), ("c", "a", 3, -1)]
    assert built.transit.stop_change_s.tolist() == [-1] * 4
    assert built.problems.as_manifest() == {}


def test_type_2_from_a_stop_to_itself_is_its_change_time(tmp_path):
    built = build(tmp_path, transfers=HEADER + "b,b,2,120,,,,\nc,c,3,,,,,\n")
    assert built.transit.stop_change_s.tolist() == [-1, 120, -1, -1]
    assert built.transfers() == [("c", "c", 3, -1)]


def test_a_station_stands_for_its_platforms_and_a_row_of_platforms_comes_first(tmp_path):
    built = build(tmp_path, stops=STATION, levels=LEVELS, transfers=HEADER + "hbf,hbf,2,300,,,,\na,b,2,60,,,,\nhbf,c,1,,,,,\nfront,c,3,,,,,\n")
    assert sorted(built.transfers()) == [("a", "b", 2, 60), ("a", "c", 3, -1), ("b", "a", 2, 300), ("b", "c", 1, -1)]
    change_s = built.transit.stop_change_s
    assert [int(change_s[built.stop[stop]]) for stop in ("a", "b", "hbf")] == [300, 300, -1]


def test_rows_for_single_routes_and_trips_keep_them(tmp_path):
    frequencies = "trip_id,start_time,end_time,headway_secs\nt1,06:00:00,07:00:00,600\n"
    built = build(tmp_path, transfers=HEADER + "a,b,2,60,5,,,t2\nb,b,2,60,,5,,\n", frequencies=frequencies)
    t = built.transit
    assert (t.transfer_from_route.tolist(), t.transfer_to_route.tolist()) == ([0, -1], [-1, 0])
    assert (t.transfer_from_trip.tolist(), t.transfer_to_trip.tolist()) == ([-1, -1], [built.trip("t2"), -1])
    assert built.trip("t2") == 6
    assert (t.stop_change_s < 0).all(), "a rule for one route is not the stop's"


def test_staying_seated_names_two_trips_and_lies_between_their_ends(tmp_path):
    built = build(tmp_path, transfers=HEADER + ",,4,,,,t1,t2\nc,a,5,,,,t2,t1\na,b,4,,,,t1,\n")
    assert built.transfers() == [("c", "a", 4, -1), ("d", "a", 5, -1)]
    assert built.transit.transfer_from_trip.tolist() == [0, 1]
    assert built.transit.transfer_to_trip.tolist() == [1, 0]
    assert built.example("transfer_of_no_trip") == ("feed.zip/transfers.txt", 4)


def test_bad_rows_are_counted(tmp_path):
    rows = "a,x,1,,,,,\na,b,7,,,,,\na,b,1,,9,,,\na,b,1,,,,t9,\na,b,1,,,,,\nb,c,2,,,,,\n,b,1,,,,,\nc,d,2,-5,,,,\n"
    built = build(tmp_path, transfers=HEADER + rows)
    assert {example["line"] for example in built.problems.as_manifest()["unknown_stop"]["examples"]} == {2, 8}
    assert built.example("unreadable_number") == ("feed.zip/transfers.txt", 3)
    assert built.example("unknown_route") == ("feed.zip/transfers.txt", 4)
    assert built.example("unknown_trip") == ("feed.zip/transfers.txt", 5)
    assert built.example("duplicate_transfer") == ("feed.zip/transfers.txt", 6)
    assert built.example("transfer_without_time") == ("feed.zip/transfers.txt", 7)
    assert built.transfers() == [("a", "b", 0, -1), ("b", "c", 0, -1), ("c", "d", 0, -1)]


def test_transfers_at_entrances_and_of_trips_left_out_are_counted(tmp_path):
    trips = "route_id,service_id,trip_id\n5,week,t1\n5,never,t2\n"
    built = build(tmp_path, stops=STATION, levels=LEVELS, trips=trips, transfers=HEADER + "in,a,1,,,,,\na,b,4,,,,t1,t2\n")
    assert built.example("transfer_at_no_stop") == ("feed.zip/transfers.txt", 2)
    assert built.example("transfer_of_no_trip") == ("feed.zip/transfers.txt", 3)
    assert built.transfers() == []
