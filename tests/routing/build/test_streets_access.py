"""Who may use a way in which direction, by its tags and by what stands on it."""
import pytest

from routing.streets.model import Access, Barrier, Kind
from tests.routing.build.osm_world import OsmWorld

ALL = "foot> foot< bike> bike< car> car<"
NO_CAR = "foot> foot< bike> bike<"
WALKED = "foot> foot<"
RULES = [
    ({"highway": "residential"}, ALL),
    ({"highway": "motorway"}, "car>"),
    ({"highway": "trunk"}, "bike> bike< car> car<"),
    ({"highway": "trunk", "sidewalk": "right"}, ALL),
    ({"highway": "primary", "motorroad": "yes"}, "car> car<"),
    ({"highway": "footway"}, WALKED),
    ({"highway": "footway", "bicycle": "yes"}, NO_CAR),
    ({"highway": "footway", "access": "yes"}, WALKED),
    ({"highway": "pedestrian", "motor_vehicle": "delivery"}, WALKED),
    ({"highway": "path"}, NO_CAR),
    ({"highway": "cycleway", "foot": "no"}, "bike> bike<"),
    ({"highway": "track"}, NO_CAR),
    ({"highway": "track", "motor_vehicle": "agricultural"}, NO_CAR),
    ({"highway": "residential", "oneway": "yes"}, "foot> foot< bike> car>"),
    ({"highway": "residential", "oneway": "-1"}, "foot> foot< bike< car<"),
    ({"highway": "residential", "oneway": "yes", "oneway__bicycle": "no"}, "foot> foot< bike> bike< car>"),
    ({"highway": "residential", "oneway": "yes", "cycleway": "opposite"}, "foot> foot< bike> bike< car>"),
    ({"highway": "residential", "oneway": "yes", "cycleway__left": "lane", "cycleway__left__oneway": "-1"}, "foot> foot< bike> bike< car>"),
    ({"highway": "residential", "oneway": "yes", "bicycle__backward": "yes"}, "foot> foot< bike> bike< car>"),
    ({"highway": "residential", "junction": "roundabout"}, "foot> foot< bike> car>"),
    ({"highway": "footway", "oneway__foot": "yes"}, "foot>"),
    ({"highway": "residential", "access": "private", "foot": "yes"}, WALKED),
    ({"highway": "residential", "access": "no", "vehicle": "yes"}, "bike> bike< car> car<"),
    ({"highway": "residential", "vehicle": "no", "motorcar": "permissive"}, "foot> foot< car> car<"),
    ({"highway": "residential", "foot": "use_sidepath"}, "bike> bike< car> car<"),
    ({"highway": "residential", "bicycle": "dismount"}, "foot> foot< car> car<"),
    ({"highway": "residential", "sidewalk__both": "separate"}, ALL),
    ({"highway": "residential", "motor_vehicle": "no;destination"}, ALL),
    ({"highway": "residential", "motor_vehicle__forward": "no"}, "foot> foot< bike> bike< car<"),
    ({"highway": "steps"}, WALKED),
    ({"highway": "steps", "conveying": "backward"}, "foot<"),
    ({"highway": "steps", "conveying": "reversible"}, WALKED),
    ({"highway": "steps", "conveying": "yes", "oneway": "yes"}, "foot>"),
    ({"route": "ferry"}, NO_CAR),
    ({"route": "ferry", "motor_vehicle": "yes"}, ALL),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "expected"), RULES, ids=[" ".join(f"{k}={v}" for k, v in tags.items()) for tags, _ in RULES])
def test_access_of_ways(tmp_path, tags, expected):
    world = OsmWorld(a=(0, 0), b=(100, 0))
    way = world.way("a b", **tags)
    assert world.build(tmp_path).who(way) == expected


def test_a_way_for_its_residents_is_left_out(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(200, 0))
    world.way("a b", highway="residential")
    private = world.way("b c", highway="service", access="private")
    assert world.build(tmp_path).edges(private) == []


TO_STAY = [
    {"motor_vehicle": "destination"}, {"access": "customers"}, {"service": "driveway"}, {"service": "parking_aisle"}, {"vehicle": "destination"},
]  # fmt: skip


@pytest.mark.parametrize("tags", TO_STAY)
def test_cars_may_only_come_to_stay(tmp_path, tags):
    world = OsmWorld(a=(0, 0), b=(100, 0))
    through, to_stay = world.way("a b", highway="service"), world.way("a b", highway="service", **tags)
    built = world.build(tmp_path)
    assert built.of(to_stay, "access") == built.of(through, "access") | Access.DESTINATION


def test_values_that_cannot_be_read_are_counted_with_the_way(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0))
    way = world.way("a b", highway="residential", access="perhaps", oneway="sometimes")
    world.way("a b", highway="residential", access__conditional="no @ (22:00-06:00)")
    built = world.build(tmp_path)
    assert built.who(way) == ALL
    assert [built.problems.count(code) > 0 for code in ("bad_access", "bad_oneway", "conditional_access")] == [True] * 3
    assert f"way {way}: access=perhaps" in built.problems.as_manifest()["bad_access"]["examples"][0]["message"]


BARRIERS = [
    ({"barrier": "bollard"}, "foot bike"),
    ({"barrier": "gate"}, "foot bike car"),
    ({"barrier": "gate", "access": "private"}, ""),
    ({"barrier": "gate", "locked": "yes"}, ""),
    ({"barrier": "gate", "access": "no", "foot": "yes"}, "foot"),
    ({"barrier": "lift_gate", "motor_vehicle": "private"}, "foot bike"),
    ({"barrier": "kissing_gate"}, "foot"),
    ({"barrier": "stile"}, "foot"),
    ({"barrier": "cycle_barrier"}, "foot bike"),
    ({"barrier": "cycle_barrier", "bicycle": "no"}, "foot"),
    ({"barrier": "moat"}, "foot bike"),
    ({"barrier": "kerb"}, "foot bike car"),
    ({"barrier": "bollard", "motor_vehicle": "yes"}, "foot bike car"),
]


@pytest.mark.parametrize(("tags", "expected"), BARRIERS, ids=[" ".join(f"{k}={v}" for k, v in tags.items()) for tags, _ in BARRIERS])
def test_who_gets_past_a_barrier(tmp_path, tags, expected):
    world = OsmWorld(a=(0, 0), gate=(50, 0), b=(100, 0))
    world.tag("gate", **tags)
    world.way("a gate b", highway="residential")
    built = world.build(tmp_path)
    assert " ".join(mode for mode in ("foot", "bike", "car") if built.goes(mode, "a", "b")) == expected
    assert built.goes("car", "a", "gate") or built.goes("car", "b", "gate")  # up to the barrier everybody gets


def test_a_bollard_at_a_junction_stops_cars_between_all_its_streets(tmp_path):
    world = OsmWorld(a=(0, 0), gate=(50, 0), b=(100, 0), c=(50, 50))
    world.tag("gate", barrier="bollard", maxwidth__physical="1.2")
    world.way("a gate b", highway="residential")
    world.way("gate c", highway="residential")
    built = world.build(tmp_path)
    for start, end in (("a", "b"), ("a", "c"), ("b", "c")):
        assert built.goes("bike", start, end)
        assert not built.goes("car", start, end)
    gate = built.vertex("gate")
    assert built.streets.vertex_barrier[gate] == Barrier.BOLLARD
    assert built.streets.vertex_barrier_width_cm[gate] == 120


def test_a_one_way_street_stays_one_way_through_a_gate(tmp_path):
    world = OsmWorld(a=(0, 0), gate=(50, 0), b=(100, 0))
    world.tag("gate", barrier="lift_gate", foot="no")
    world.way("a gate b", highway="residential", oneway="yes")
    built = world.build(tmp_path)
    assert built.goes("car", "a", "b")
    assert not built.goes("car", "b", "a")
    assert not built.goes("foot", "a", "b")


def test_a_lift_as_a_node_joins_floors_and_takes_time(tmp_path):
    world = OsmWorld(a=(0, 0), lift=(50, 0), b=(100, 0), c=(50, 50))
    world.tag("lift", highway="elevator", wheelchair="yes")
    world.way("a lift", highway="footway", level="0")
    world.way("lift b", highway="footway", level="3")
    world.way("c lift", highway="footway", level="0")
    built = world.build(tmp_path)
    s = built.streets
    rides = [edge for edge in range(len(s.edge_kind)) if s.edge_kind[edge] == Kind.ELEVATOR]
    assert [int(s.edge_time_s[edge]) for edge in rides] == [60]  # 30 s to wait, three floors of 10 s
    assert built.goes("foot", "a", "b")
    assert not built.goes("bike", "a", "b")
    on_the_ground = {s.edge_head[s.edge_way == 1][0], s.edge_head[s.edge_way == 3][0]}
    assert len(on_the_ground) == 1  # between ways of one floor nobody rides
    assert s.vertex_elevator[built.vertex("lift")] == 1


def test_a_lift_as_a_way_and_as_an_outline(tmp_path):
    world = OsmWorld(a=(0, 0), b=(3, 0), c=(3, 3), d=(0, 3), west=(-50, 0), east=(50, 3))
    cabin = world.way("a b c d a", highway="elevator", level="0;2")
    world.way("west a", highway="footway", level="0")
    world.way("c east", highway="footway", level="2")
    line = world.way("west east", highway="elevator")
    built = world.build(tmp_path)
    assert built.goes("foot", "west", "east")
    assert (built.of(cabin, "kind"), built.of(cabin, "time_s")) == (Kind.ELEVATOR, 50)
    assert (built.of(line, "kind"), built.of(line, "time_s")) == (Kind.ELEVATOR, 40)
