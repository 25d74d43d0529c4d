"""What the checker takes from an extract: who may use a way, rings of relations, ways cut at the edge of it."""
import pytest

from tests.oracle.walls.extract import read_extract, rings, stretches
from tests.oracle.walls.kinds import find_crossing, find_kind, find_material, is_driven, may_walk
from tests.routing.build.osm_world import OsmWorld


@pytest.mark.parametrize(
    "tags, ahead, back, driven",
    [
        ({"highway": "residential"}, True, True, True),
        ({"highway": "residential", "access": "private"}, False, False, False),
        ({"highway": "residential", "access": "private", "foot": "yes"}, True, True, False),
        ({"highway": "residential", "oneway": "yes"}, True, True, True),
        ({"highway": "service", "motor_vehicle": "forestry"}, True, True, False),
        ({"highway": "footway", "motor_vehicle": "destination"}, True, True, True),
        ({"highway": "footway", "access": "yes"}, True, True, False),
        ({"highway": "footway", "oneway:foot": "-1"}, False, True, False),
        ({"highway": "trunk"}, False, False, True),
        ({"highway": "trunk", "sidewalk": "left"}, True, True, True),
        ({"highway": "motorway", "foot": "yes"}, True, True, True),
        ({"highway": "steps", "conveying": "backward"}, False, True, False),
        ({"highway": "path", "foot": "private;permissive"}, True, True, False),
    ],
)
def test_who_may_use_a_way(tags, ahead, back, driven):
    kind = find_kind(tags)
    assert (may_walk(tags, kind, True), may_walk(tags, kind, False), is_driven(tags, kind)) == (ahead, back, driven)


@pytest.mark.parametrize(
    "tags, kind",
    [
        ({"highway": "construction", "railway": "platform"}, None),
        ({"railway": "platform"}, "platform"),
        ({"highway": "cycleway", "cycleway": "crossing"}, "crossing"),
        ({"highway": "footway", "footway": "sidewalk", "conveying": "yes"}, "moving_walkway"),
        ({"man_made": "pier"}, "pier"),
        ({"building": "yes"}, None),
    ],
)
def test_kinds_of_ways(tags, kind):
    assert find_kind(tags) == kind


def test_materials_and_crossings():
    assert find_material({"surface": "lava;mud"}, "footway") == "dirt"
    assert find_material({}, "footway") is None
    assert find_material({}, "crossing") == "other_paved"
    assert find_crossing({"crossing": "island", "crossing:markings": "no"}) == "unmarked"
    assert find_crossing({"crossing": "island;traffic_signals"}) == "signals"


def test_a_relation_is_an_area_and_its_outline_is_walked(tmp_path):
    world = OsmWorld(a=(0, 0), b=(40, 0), c=(40, 40), d=(0, 40), e=(10, 10), f=(30, 10), g=(20, 30))
    outer = [world.way("a b c"), world.way("a d c")]
    hole = world.way("e f g e")
    world.relation([("w", outer[0], "outer"), ("w", hole, "inner"), ("w", outer[1], "outer")], type="multipolygon", highway="pedestrian")
    extract = read_extract(world.write(tmp_path / "world.osm.pbf"))
    (area,) = extract.areas
    assert (area.id, area.kind) == (outer[0], "pedestrian")
    assert {*area.outer[0]} == {1, 2, 3, 4}
    assert {*area.inner[0]} == {5, 6, 7}
    assert sorted(way.id for way in extract.ways) == sorted([*outer, hole])


def test_a_way_ends_where_the_extract_does(tmp_path):
    world = OsmWorld(a=(0, 0), b=(40, 0), c=(80, 0))
    world.way("a b nowhere c", highway="footway")
    extract = read_extract(world.write(tmp_path / "world.osm.pbf"))
    assert [(one, other) for _, one, other in stretches(extract.ways[0])] == [(1, 2)]
    assert not extract.areas


def test_rings_close_or_are_none():
    assert rings([(1, 2), (3, 2), (3, 1)]) == ((1, 2, 3),)
    assert rings([(1, 2), (2, 3)]) is None
