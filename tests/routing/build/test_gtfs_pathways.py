"""Pins: where stops join the streets, and the pathways of stations."""
from routing.streets.model import UNKNOWN_I16
from tests.routing.build.feed_world import LEVELS, STATION, STOPS, build

HEADER = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional,length,traversal_time,stair_count,max_slope,min_width,signposted_as,"
HEADER += "reversed_signposted_as\n"
WAYS = HEADER + "p1,in,way,1,1,20.5,,,,1.8,Platforms,Exit\np2,way,a,2,1,,30,-24,0.083,,,\np3,way,b,5,1,,45,,,,,\n"


def station(tmp_path, pathways, stops=STATION):
    return build(tmp_path, stops=stops, levels=LEVELS, pathways=pathways)


def joined(built) -> list[str]:
    return [stop for stop, row in built.stop.items() if built.pins.joins[row]]


def test_pathways_keep_all_their_fields(tmp_path):
    built = station(tmp_path, WAYS)
    pins, row = built.pins, built.stop
    assert pins.pathway_from.tolist() == [row["in"], row["way"], row["way"]]
    assert pins.pathway_to.tolist() == [row["way"], row["a"], row["b"]]
    assert pins.pathway_mode.tolist() == [1, 2, 5]
    assert pins.pathway_two_way.tolist() == [1, 1, 1]
    assert pins.pathway_length_cm.tolist() == [2050, -1, -1]
    assert pins.pathway_time_s.tolist() == [-1, 30, 45]
    assert pins.pathway_step_count.tolist() == [UNKNOWN_I16, -24, UNKNOWN_I16]
    assert pins.pathway_incline_permille.tolist() == [UNKNOWN_I16, 83, UNKNOWN_I16]
    assert pins.pathway_width_cm.tolist() == [180, UNKNOWN_I16, UNKNOWN_I16]
    assert (pins.pathway_name[0], pins.pathway_reversed_name[0], pins.pathway_name[1]) == ("Platforms", "Exit", "")
    assert float(pins.level[row["a"]]) == 1.5
    assert built.problems.as_manifest() == {}


def test_without_pathways_every_stop_joins_the_streets_where_it_stands(tmp_path):
    assert len(joined(build(tmp_path, stops=STATION, levels=LEVELS))) == 8
    assert build(tmp_path, stops=STOPS).pins.joins.tolist() == [1, 1, 1, 1]


def test_a_station_with_pathways_joins_at_its_entrances_only(tmp_path):
    assert joined(station(tmp_path, WAYS)) == ["in", "c", "d"]


def test_where_no_entrance_has_a_pathway_every_pathway_end_joins(tmp_path):
    stops = STATION.replace("in,,49.4002,8.60,2,hbf,,street,\n", "")
    assert joined(station(tmp_path, WAYS.replace("p1,in,way", "p1,b,way"), stops)) == ["a", "b", "way", "c", "d"]


def test_a_platform_that_no_pathway_reaches_joins_where_it_stands_and_is_counted(tmp_path):
    built = station(tmp_path, WAYS.split("p3")[0])
    assert joined(built) == ["b", "in", "c", "d"]
    assert built.problems.count("platform_without_pathway") == 1


def test_a_pathway_to_a_boarding_area_goes_on_to_its_platform(tmp_path):
    built = station(tmp_path, WAYS.replace("p2,way,a", "p2,way,front"))
    row = built.stop
    assert (built.pins.pathway_from[-1], built.pins.pathway_to[-1]) == (row["front"], row["a"])
    assert (int(built.pins.pathway_mode[-1]), int(built.pins.pathway_two_way[-1]), int(built.pins.pathway_length_cm[-1])) == (1, 1, 0)
    assert joined(built) == ["in", "c", "d"]


def test_bad_pathways_are_counted(tmp_path):
    rows = "q1,in,x,1,1,,,,,,,\nq2,in,hbf,1,1,,,,,,,\nq3,in,in,1,1,,,,,,,\nq4,in,a,9,1,,,,,,,\nq5,in,a,1,2,,,,,,,\nq6,in,a,,1,,,,,,,\n"
    rows += "q7,a,in,7,1,,,,,,,\nq8,in,a,1,1,-3,x,,,,,\np1,in,a,1,1,,,,,,,\n"
    built = station(tmp_path, WAYS + rows)
    assert built.example("unknown_stop") == ("feed.zip/pathways.txt", 5)
    assert built.example("pathway_at_station") == ("feed.zip/pathways.txt", 6)
    assert built.example("pathway_to_itself") == ("feed.zip/pathways.txt", 7)
    assert built.example("unreadable_number") == ("feed.zip/pathways.txt", 8)
    assert built.problems.count("unreadable_number") == 4
    assert built.example("missing_value") == ("feed.zip/pathways.txt", 10)
    assert built.example("exit_gate_two_way") == ("feed.zip/pathways.txt", 11)
    assert built.example("duplicate_id") == ("feed.zip/pathways.txt", 13)
    assert built.pins.pathway_two_way.tolist() == [1, 1, 1, 0, 1]
    assert built.pins.pathway_length_cm.tolist()[-1] == -1
