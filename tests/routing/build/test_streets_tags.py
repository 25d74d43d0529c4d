"""Facts of ways and nodes from their tags; what is not tagged stays unknown."""
import pytest

from routing.build.problems import Problems
from routing.build.tags_value import Reading, find_incline, find_kmh, find_levels, find_metres
from routing.build.times import find_duration_s
from routing.streets.model import UNKNOWN_I16, CrossingKind, Kerb, Kind, Sidewalk, Smoothness, Surface, Tri, Wheelchair
from tests.routing.build.osm_world import OsmWorld


def built_way(tmp_path, **tags):
    world = OsmWorld(a=(0, 0), b=(100, 0))
    way = world.way("a b", **({"highway": "residential"} | tags))
    built = world.build(tmp_path)
    return built, way


WAYS = [
    ({"highway": "footway", "footway": "sidewalk"}, {"kind": Kind.SIDEWALK}),
    ({"highway": "footway", "footway": "crossing", "crossing": "traffic_signals", "crossing:island": "yes"},
     {"kind": Kind.CROSSING, "crossing": CrossingKind.SIGNALS, "island": Tri.YES}),
    ({"highway": "footway", "footway": "crossing", "crossing": "uncontrolled", "tactile_paving": "no"},
     {"crossing": CrossingKind.MARKED, "tactile": Tri.NO, "island": Tri.UNKNOWN}),
    ({"highway": "footway", "footway": "crossing", "traffic_signals:sound": "walk", "traffic_signals:vibration": "no"},
     {"signal_sound": Tri.YES, "signal_vibration": Tri.NO}),
    ({"highway": "steps", "step_count": "17", "handrail:left": "yes", "ramp:wheelchair": "yes"},
     {"kind": Kind.STEPS, "step_count": 17, "handrail": Tri.YES, "ramp": Tri.YES}),
    ({"highway": "steps", "ramp:bicycle": "yes", "ramp": "yes"}, {"ramp": Tri.UNKNOWN, "handrail": Tri.UNKNOWN}),
    ({"highway": "steps", "ramp:stroller": "no"}, {"ramp": Tri.NO}),
    ({"highway": "steps", "conveying": "yes"}, {"kind": Kind.ESCALATOR, "time_s": 200}),
    ({"highway": "footway", "conveying": "forward"}, {"kind": Kind.MOVING_WALKWAY, "time_s": -1}),
    ({"surface": "sett", "smoothness": "bad", "lit": "24/7", "wheelchair": "limited", "width": "3.5 m"},
     {"surface": Surface.SETT, "smoothness": Smoothness.BAD, "lit": Tri.YES, "wheelchair": Wheelchair.LIMITED, "width_cm": 350}),
    ({"surface": "moon_dust", "lit": "no"}, {"surface": Surface.UNKNOWN, "lit": Tri.NO}),
    ({"est_width": "6 ft"}, {"width_cm": 183}),
    ({}, {"width_cm": UNKNOWN_I16, "lit": Tri.UNKNOWN, "smoothness": 0, "wheelchair": 0, "step_count": UNKNOWN_I16, "sidewalk": 0, "cycleway": 0,
          "layer": 0, "bridge": 0, "roundabout": 0, "crossing": 0}),
    ({"bridge": "viaduct", "layer": "1"}, {"bridge": 1, "layer": 1}),
    ({"tunnel": "yes", "layer": "-2"}, {"bridge": 2, "layer": -2}),
    ({"highway": "corridor", "level": "-1;0"}, {"layer": -1, "kind": Kind.CORRIDOR}),
    ({"sidewalk": "both"}, {"sidewalk": Sidewalk.BOTH}),
    ({"sidewalk:both": "separate"}, {"sidewalk": Sidewalk.SEPARATE}),
    ({"sidewalk:left": "no", "sidewalk:right": "yes"}, {"sidewalk": Sidewalk.RIGHT}),
    ({"sidewalk": "none"}, {"sidewalk": Sidewalk.NONE}),
    ({"cycleway:right": "lane", "cycleway:left": "track"}, {"cycleway": 1}),
    ({"cycleway:both": "no"}, {"cycleway": 4}),
    ({"highway": "cycleway"}, {"cycleway": 1}),
    ({"junction": "roundabout"}, {"roundabout": 1}),
    ({"maxspeed": "50"}, {"speed_kmh": 45}),
    ({"maxspeed": "20 mph"}, {"speed_kmh": 29}),
    ({"maxspeed": "DE:zone30"}, {"speed_kmh": 27}),
    ({"maxspeed": "walk"}, {"speed_kmh": 6}),
    ({"highway": "motorway", "maxspeed": "none"}, {"speed_kmh": 117}),
    ({"highway": "service", "service": "driveway", "maxspeed": "50"}, {"speed_kmh": 10}),
    ({"highway": "secondary"}, {"speed_kmh": 45}),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "expected"), WAYS, ids=[" ".join(f"{k}={v}" for k, v in tags.items()) or "nothing" for tags, _ in WAYS])
def test_facts_of_ways(tmp_path, tags, expected):
    built, way = built_way(tmp_path, **tags)
    assert {name: built.of(way, name) for name in expected} == expected


def test_names_and_numbers_of_roads(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0))
    both, number, none = (world.way("a b", highway="primary", **tags) for tags in ({"name": "Ring", "ref": "B 3"}, {"ref": "B 3"}, {}))
    built = world.build(tmp_path)
    names = built.streets.names
    assert [names[built.of(way, "name")] for way in (both, number, none)] == ["Ring", "B 3", ""]
    assert [names[built.of(way, "ref")] for way in (both, number, none)] == ["B 3", "B 3", ""]
    assert list(names) == ["Ring", "B 3"]


def test_steps_of_a_flight_in_pieces_add_up(tmp_path):
    world = OsmWorld(a=(0, 0), b=(3, 0), c=(10, 0))
    world.tag("b", tactile_paving="yes")
    way = world.way("a b c", highway="steps", step_count="21")
    built = world.build(tmp_path)
    assert sorted(built.streets.edge_step_count[built.edges(way)].tolist()) == [6, 15]


NODES = [
    ({"kerb": "lowered", "kerb:height": "3 cm"}, {"kerb": Kerb.LOWERED, "kerb_height_cm": 3}),
    ({"barrier": "kerb", "kerb": "flush", "tactile_paving": "yes"}, {"kerb": Kerb.FLUSH, "tactile": Tri.YES, "barrier": 0}),
    ({"highway": "crossing", "crossing": "zebra", "crossing:island": "no"}, {"crossing": CrossingKind.MARKED, "island": Tri.NO}),
    ({"highway": "crossing", "crossing:signals": "yes", "traffic_signals:sound": "yes", "traffic_signals:vibration": "yes"},
     {"crossing": CrossingKind.SIGNALS, "signal_sound": Tri.YES, "signal_vibration": Tri.YES, "signals": 0}),
    ({"highway": "crossing"}, {"crossing": CrossingKind.UNKNOWN, "signal_sound": Tri.UNKNOWN, "kerb": 0, "kerb_height_cm": UNKNOWN_I16}),
    ({"railway": "tram_crossing", "crossing": "unmarked"}, {"crossing": CrossingKind.UNMARKED}),
    ({"highway": "traffic_signals"}, {"signals": 1, "crossing": 0}),
    ({"entrance": "main", "wheelchair": "yes"}, {"entrance": 1, "wheelchair": Wheelchair.YES}),
    ({"railway": "subway_entrance", "wheelchair": "no"}, {"entrance": 1, "wheelchair": Wheelchair.NO}),
    ({"ele": "-2.5", "kerb": "yes"}, {"elevation_dm": -25}),
]  # fmt: skip


@pytest.mark.parametrize(("tags", "expected"), NODES, ids=[" ".join(f"{k}={v}" for k, v in tags.items()) for tags, _ in NODES])
def test_facts_of_nodes(tmp_path, tags, expected):
    world = OsmWorld(a=(0, 0), here=(50, 0), b=(100, 0))
    world.tag("here", **tags)
    world.way("a here b", highway="footway")
    built = world.build(tmp_path)
    vertex = built.vertex("here")
    assert {name: int(getattr(built.streets, f"vertex_{name}")[vertex]) for name in expected} == expected


def test_a_node_that_says_nothing_about_walking_is_no_vertex(tmp_path):
    world = OsmWorld(a=(0, 0), here=(50, 0), b=(100, 0))
    world.tag("here", created_by="JOSM", highway="street_lamp")
    world.way("a here b", highway="footway")
    assert world.build(tmp_path).find_vertex("here") is None


@pytest.mark.parametrize(
    ("key", "value"), [("maxspeed", "fast"), ("width", "ca. 2"), ("incline", "rather"), ("step_count", "a few"), ("level", "ground"), ("layer", "up")]
)
def test_numbers_that_cannot_be_read_are_unknown_and_counted_with_their_way(tmp_path, key, value):
    built, way = built_way(tmp_path, highway="steps", **{key: value})
    (example,) = built.problems.as_manifest()[f"bad_{key}"]["examples"]
    assert example["message"].startswith(f"way {way}: {key}={value}")
    assert built.of(way, "width_cm") == built.of(way, "step_count") == built.of(way, "incline_permille") == UNKNOWN_I16


def test_lengths_speeds_floors_and_durations():
    lengths = {"2": 2, "2,5 m": 2.5, "90 cm": 0.9, "6'6\"": 1.9812, "7 ft": 2.1336, "2;1.5": 1.5, "wide": None, "2 parsec": None}
    assert {value: find_metres(value) for value in lengths} == pytest.approx(lengths)
    speeds = {"50": 50, "30 mph": 48.28032, "RO:urban": 50, "zone:20": 20, "60;50": 50, "10 knots": 18.52, "0": None, "?": None}
    assert {value: find_kmh(value) for value in speeds} == pytest.approx(speeds)
    assert find_levels("-1;0-2;3.5") == [-1, 0, 1, 2, 3.5]
    durations = {"00:20": 1200, "1:05:10": 3910, "15": 900, "PT1H30M": 5400, "PT": None, "soon": None}
    assert {value: find_duration_s(value) for value in durations} == durations


def test_inclines():
    slopes = {"5%": (50, 1), "-3,5 %": (-35, -1), "10°": (176, 1), "1:12": (83, 1), "0": (0, 0)}
    slopes |= {"up": (None, 1), "down": (None, -1), "steep": (None, 0)}
    assert {value: find_incline(value) for value in slopes} == slopes
    for value in ("900%", "89°", "quite"):
        with pytest.raises(ValueError, match=value):
            find_incline(value)


def test_a_negative_answer_is_known_and_a_shrug_is_not():
    reading = Reading({"a": "no", "b": "unknown", "c": "dedicated"}, "way 1", "x.pbf", Problems())
    assert [reading.tri(key) for key in ("a", "b", "c", "d")] == [Tri.NO, Tri.UNKNOWN, Tri.YES, Tri.UNKNOWN]
    assert reading.tri("b", "a") == Tri.NO
