"""Stops and what they inherit; agencies and routes."""
import math

import pytest

from routing.build.problems import BuildError
from tests.routing.build.feed_world import AGENCY, LEVELS, ROUTES, STATION, STOP_TIMES, STOPS, TRIPS, build


def station(tmp_path, stops=STATION, **changes):
    return build(tmp_path, stops=stops, levels=LEVELS, **changes)


def test_names_places_and_wheelchair_access_are_inherited_from_the_station(tmp_path):
    built = station(tmp_path)
    t, row = built.transit, built.stop
    names = {stop: t.stop_name[row[stop]] for stop in ("hbf", "a", "b", "in", "way", "front")}
    assert names == {"hbf": "Central", "a": "Central", "b": "Gleis 2", "in": "Central", "way": "Central", "front": "Central"}
    assert (t.stop_lat[row["b"]], t.stop_lon[row["b"]]) == (49.40, 8.60)
    assert t.stop_lat[row["a"]] == 49.4001
    assert t.stop_lat[row["front"]] == 49.4001, "a boarding area takes the place of its platform"
    assert [int(t.stop_wheelchair[row[stop]]) for stop in ("hbf", "a", "b", "in", "front", "c")] == [1, 1, 2, 1, 1, 0]
    assert [int(t.stop_kind[row[stop]]) for stop in ("hbf", "a", "in", "way", "front")] == [1, 0, 2, 3, 4]
    assert [int(t.stop_parent[row[stop]]) for stop in ("hbf", "a", "front", "c")] == [-1, row["hbf"], row["a"], -1]
    assert built.problems.as_manifest() == {}


def test_levels_and_platform_codes(tmp_path):
    built = station(tmp_path, STATION.replace("c,Carl,49.40,8.63,0,,,,", "c,Carl,49.40,8.63,0,,,cellar,"))
    t, row = built.transit, built.stop
    assert [float(t.stop_level[row[stop]]) for stop in ("a", "in", "front")] == [1.5, 0, 1.5]
    assert math.isnan(t.stop_level[row["c"]])
    assert built.example("unknown_level") == ("feed.zip/stops.txt", 8)
    assert (t.stop_platform[row["a"]], t.stop_platform[row["b"]]) == ("1", "2")


def test_times_at_a_boarding_area_are_those_of_its_platform(tmp_path):
    built = station(tmp_path, stop_times=STOP_TIMES.replace(",a,1", ",front,1"))
    assert built.stops_of(0) == ["a", "b", "c"]


def test_a_call_at_a_station_is_kept_and_counted(tmp_path):
    built = station(tmp_path, stop_times=STOP_TIMES.replace("t1,08:00:00,08:00:00,a,1", "t1,08:00:00,08:00:00,hbf,1"))
    assert built.stops_of(0) == ["hbf", "b", "c"]
    assert built.example("call_at_no_stop") == ("feed.zip/stop_times.txt", 2)


def test_parents_that_are_unknown_missing_or_of_another_kind_are_counted(tmp_path):
    stops = STATION + "x,X,49.4,8.6,0,nowhere,,,\ny,Y,49.4,8.6,0,in,,,\nz,Z,49.4,8.6,2,,,,\nq,Q,49.4,8.6,1,hbf,,,\n"
    built = station(tmp_path, stops)
    assert built.example("unknown_parent") == ("feed.zip/stops.txt", 10)
    assert built.problems.count("wrong_parent") == 2
    assert built.example("missing_value") == ("feed.zip/stops.txt", 12)
    assert [int(built.transit.stop_parent[built.stop[stop]]) for stop in "xyzq"] == [-1] * 4


def test_stops_without_a_place_are_kept_without_one(tmp_path):
    built = build(tmp_path, stops=STOPS.replace("b,Bert,49.40,8.61", "b,Bert,,").replace("c,Carl,49.40,8.63", "c,Carl,0,0.0"))
    assert built.problems.count("stop_without_place") == 2
    assert built.example("stop_at_zero") == ("feed.zip/stops.txt", 4)
    assert math.isnan(built.transit.stop_lat[1])
    assert built.stops_of(0) == ["a", "b", "c"]
    assert built.pins.joins.tolist() == [1, 0, 0, 1]


def test_a_place_off_the_earth_or_unreadable_is_counted(tmp_path):
    built = build(tmp_path, stops=STOPS.replace("49.40,8.61", "149.40,8.61").replace("49.40,8.63", "49.40,east"))
    assert built.problems.count("unreadable_number") == 2
    assert built.example("unreadable_number") == ("feed.zip/stops.txt", 3)
    assert math.isnan(built.transit.stop_lon[2])


def test_ids_that_stand_twice_or_not_at_all_count_once(tmp_path):
    built = build(tmp_path, stops=STOPS + "a,Again,49.5,8.5\n,Nobody,49.5,8.5\n", routes=ROUTES + "5,rnv,9,Nine,3\n", trips=TRIPS + "5,week,t1\n")
    assert built.problems.count("duplicate_id") == 3
    assert built.example("missing_value") == ("feed.zip/stops.txt", 7)
    assert built.transit.stop_name[0] == "Anna"
    assert len(built.transit.route_id) == 1
    assert list(built.transit.trip_id) == ["t1", "t2"]


def test_what_no_trip_needs_is_counted_and_kept(tmp_path):
    built = build(tmp_path, stops=STOPS + "e,Emil,49.4,8.6\n", routes=ROUTES + "6,rnv,6,Six,3\n")
    assert built.example("unused_stop") == ("feed.zip/stops.txt", 6)
    assert built.example("unused_route") == ("feed.zip/routes.txt", 3)
    assert len(built.transit.stop_id) == 5


def test_routes_have_colours_types_and_agencies(tmp_path):
    routes = "route_id,agency_id,route_short_name,route_long_name,route_type,route_color,route_text_color\n"
    routes += "5,rnv,5,Five,0,C0392B,ffffff\n6,,6,Six,700,#00ff00,\n7,db,7,Seven,99,red,\n8,rnv,8,Eight,,,\n9,rnv,9,Nine,tram,,\n"
    built = build(tmp_path, routes=routes)
    t = built.transit
    assert t.route_colour.tolist() == [0xC0392B, 0x00FF00, -1, -1, -1]
    assert t.route_text_colour.tolist() == [0xFFFFFF, -1, -1, -1, -1]
    assert t.route_type.tolist() == [0, 700, 99, 3, 3]
    assert t.route_agency.tolist() == [0, 0, -1, 0, 0], "the only agency need not be named"
    assert built.example("unknown_agency") == ("feed.zip/routes.txt", 4)
    assert built.example("unreadable_colour") == ("feed.zip/routes.txt", 4)
    assert built.example("unknown_route_type") == ("feed.zip/routes.txt", 4)
    assert built.example("missing_value") == ("feed.zip/routes.txt", 5)
    assert built.example("unreadable_number") == ("feed.zip/routes.txt", 6)


def test_a_route_must_name_one_of_several_agencies_and_the_first_zone_counts(tmp_path):
    agencies = AGENCY + "sncf,SNCF,https://sncf.example,Europe/Paris\n"
    built = build(tmp_path, agency=agencies, routes=ROUTES.replace("5,rnv", "5,"))
    assert built.example("route_without_agency") == ("feed.zip/routes.txt", 2)
    assert built.example("agency_timezone_differs") == ("feed.zip/agency.txt", 3)
    assert list(built.transit.agency_timezone) == ["Europe/Berlin"] * 2


@pytest.mark.parametrize("zone", ["Europe/Heidelberg", "", "../zone", "CET+1 "])
def test_an_unknown_time_zone_is_an_error(tmp_path, zone):
    with pytest.raises(BuildError, match=r"feed\.zip/agency\.txt line 2: agency_timezone .* is not known"):
        build(tmp_path, agency=AGENCY.replace("Europe/Berlin", zone))


def test_trips_of_unknown_routes_or_services_are_left_out_and_counted_once(tmp_path):
    more = STOP_TIMES.split("\n", 1)[1].replace("t1", "t3").replace("t2", "t4")
    built = build(tmp_path, trips=TRIPS + "66,week,t3\n5,never,t4\n", stop_times=STOP_TIMES + more)
    assert built.example("unknown_route") == ("feed.zip/trips.txt", 4)
    assert built.example("unknown_service") == ("feed.zip/trips.txt", 5)
    assert list(built.transit.trip_id) == ["t1", "t2"]
    assert len(built.problems) == 2


def test_trips_have_direction_access_bicycles_block_and_names(tmp_path):
    trips = "route_id,service_id,trip_id,trip_headsign,trip_short_name,direction_id,block_id,wheelchair_accessible,bikes_allowed\n"
    trips += "5,week,t1,Dora,RE 1,1,x,1,2\n5,week,t2,Dora,,,y,,7\n"
    t = (built := build(tmp_path, trips=trips)).transit
    assert [t.headsigns[i] for i in t.trip_headsign] == ["Dora", "Dora"]
    assert (t.headsigns[t.trip_short_name[0]], int(t.trip_short_name[1])) == ("RE 1", -1)
    assert t.trip_direction.tolist() == [1, -1]
    assert t.trip_block.tolist() == [0, 1]
    assert (t.trip_wheelchair.tolist(), t.trip_bikes.tolist()) == ([1, 0], [2, 0])
    assert built.example("unreadable_number") == ("feed.zip/trips.txt", 3)
