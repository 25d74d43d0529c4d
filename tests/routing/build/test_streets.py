"""From a PBF file to vertices and edges: cutting, geometry, parts, errors."""
import gzip

import numpy as np
import pytest

from routing.build.pins import Pins
from routing.build.problems import BuildError, Problems
from routing.build.streets import build_streets
from routing.check import check_streets
from routing.streets.model import Kind, Part, Streets
from tests.routing.build.osm_world import OsmWorld, at


def build(path):
    return build_streets(path, Pins.at([], []), None, Problems(), lambda step, share: None)


def test_ways_are_cut_at_junctions_ends_and_tagged_nodes(tmp_path):
    world = OsmWorld(a=(0, 0), bend=(50, 10), b=(100, 0), c=(200, 0), d=(100, 100))
    world.tag("c", highway="crossing")
    world.node("e", 300, 0)
    main, side = world.way("a bend b c e", highway="residential"), world.way("b d", highway="footway")
    built = world.build(tmp_path)
    assert [built.find_vertex(name) is not None for name in ("a", "bend", "b", "c", "e", "d")] == [True, False, True, True, True, True]
    assert len(built.edges(main)) == 3
    assert len(built.edges(side)) == 1
    assert list(check_streets(built.streets)) == []


def test_geometry_keeps_every_point_and_the_length_follows_it(tmp_path):
    world = OsmWorld(a=(0, 0), bend=(30, 40), b=(60, 0))
    way = world.way("a bend b", highway="footway")
    built = world.build(tmp_path)
    edge = built.edge(way)
    first, last = built.streets.geometry_first[edge : edge + 2]
    assert last - first == 3
    assert built.streets.geometry_lat_e7[first + 1] == round(at(30, 40)[0] * 1e7)
    assert built.streets.edge_length_cm[edge] == pytest.approx(10_000, abs=3)


def test_a_loop_is_split_so_that_no_edge_begins_where_it_ends(tmp_path):
    world = OsmWorld(a=(0, 0), b=(50, 0), c=(50, 50), d=(0, 50), out=(-50, 0))
    loop = world.way("a b c d a", highway="residential")
    world.way("out a", highway="residential")
    triangle = OsmWorld(a=(0, 0), b=(50, 0))
    there_and_back = triangle.way("a b a", highway="path")
    built = world.build(tmp_path)
    assert len(built.edges(loop)) == 2
    assert (built.streets.edge_tail != built.streets.edge_head).all()
    assert (triangle.build(tmp_path).streets.edge_way == there_and_back).sum() == 2


def test_repeated_nodes_make_no_edges(tmp_path):
    world = OsmWorld(a=(0, 0), b=(50, 0))
    way = world.way("a a b b", highway="path")
    point = world.way("a a", highway="path")
    built = world.build(tmp_path)
    assert len(built.edges(way)) == 1
    assert built.edges(point) == []
    assert built.problems.count("way_without_nodes") == 1


def test_a_way_leaving_the_extract_is_cut_there_and_counted(tmp_path):
    world = OsmWorld(a=(0, 0), b=(50, 0), c=(100, 0), d=(150, 0))
    way = world.way("a b missing c d", highway="residential")
    built = world.build(tmp_path)
    assert len(built.edges(way)) == 2
    assert not built.goes("foot", "b", "c")
    assert built.problems.count("node_outside_extract") == 1


def test_two_nodes_at_one_place_are_a_centimetre_apart(tmp_path):
    world = OsmWorld(a=(0, 0), b=(0, 0))
    way = world.way("a b", highway="path")
    assert world.build(tmp_path).of(way, "length_cm") == 1


def test_what_is_not_built_is_no_street_and_what_nobody_knows_is_counted(tmp_path):
    world = OsmWorld(a=(0, 0), b=(50, 0), c=(100, 0))
    world.way("a b", highway="residential")
    planned, odd = world.way("b c", highway="proposed"), world.way("b c", highway="moonwalk")
    built = world.build(tmp_path)
    assert built.edges(planned) == []
    assert built.edges(odd) == []
    assert built.problems.as_manifest()["unknown_highway"]["examples"][0]["message"].startswith(f"way {odd}:")


def test_parts_are_the_largest_in_which_every_place_reaches_every_other(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(200, 0), d=(300, 0), x=(0, 500), y=(100, 500))
    main, trap = world.way("a b c", highway="residential"), world.way("c d", highway="residential", oneway="yes")
    island = world.way("x y", highway="residential")
    built = world.build(tmp_path)
    everyone = Part.FOOT | Part.BIKE | Part.CAR
    assert {built.streets.edge_part[edge] for edge in built.edges(main)} == {everyone}
    assert built.of(trap, "part") == Part.FOOT  # a car that enters does not come out again
    assert built.of(island, "part") == 0


def test_two_builds_are_equal(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(100, 100), d=(0, 100), e=(50, -50))
    world.way("a b c d a", highway="pedestrian", area="yes")
    world.way("e a", highway="residential", name="Lane")
    world.way("e b", highway="residential", name="Row")
    world.tag("a", barrier="bollard")
    pins = Pins.at(*np.array([at(50, -40), at(20, 50)]).T)
    one, other = (vars(world.build(tmp_path, pins).streets) for _ in range(2))
    for name in Streets.__dataclass_fields__:
        if name == "names":
            assert list(one[name]) == list(other[name])
        else:
            np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def test_progress_runs_forward(tmp_path):
    world = OsmWorld(a=(0, 0), b=(50, 0))
    world.way("a b", highway="path")
    told = []
    path = world.write(tmp_path / "world.osm.pbf")
    build_streets(path, Pins.at([], []), None, Problems(), lambda step, share: told.append((share, step)))
    assert told == sorted(told)
    assert told[0][0] >= 0
    assert told[-1][0] < 1


def test_files_that_are_no_extract_are_refused_by_name(tmp_path):
    world = OsmWorld(a=(0, 0), b=(50, 0))
    world.way("a b", highway="path")
    good = world.write(tmp_path / "good.osm.pbf").read_bytes()
    bad = {"empty.osm.pbf": b"", "cut.osm.pbf": good[: len(good) // 2], "zip.osm.pbf": gzip.compress(good), "text.osm.pbf": b"<osm version='0.6'/>"}
    for name, content in bad.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(BuildError, match=name):
            build(tmp_path / name)
    with pytest.raises(BuildError, match=r"absent\.osm\.pbf: no such file"):
        build(tmp_path / "absent.osm.pbf")


def test_an_extract_without_usable_streets_is_refused(tmp_path):
    houses = OsmWorld(a=(0, 0), b=(50, 0))
    houses.way("a b", building="yes")
    with pytest.raises(BuildError, match="no street in it"):
        houses.build(tmp_path)
    private = OsmWorld(a=(0, 0), b=(50, 0))
    private.way("a b", highway="service", access="private")
    with pytest.raises(BuildError, match="nobody may use"):
        private.build(tmp_path)
    away = OsmWorld(a=(0, 0))
    away.way("missing gone", highway="service")
    with pytest.raises(BuildError, match="no nodes"):
        away.build(tmp_path)


def test_platforms_piers_ferries_and_corridors_are_streets(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0))
    kinds = {
        Kind.PLATFORM: {"railway": "platform"}, Kind.OTHER: {"man_made": "pier"}, Kind.FERRY: {"route": "ferry", "duration": "00:10"},
        Kind.CORRIDOR: {"highway": "corridor", "level": -1},
    }  # fmt: skip
    ways = {kind: world.way("a b", **tags) for kind, tags in kinds.items()}
    indoor, public = world.way("a b", indoor="corridor"), world.way("a b", public_transport="platform")
    built = world.build(tmp_path)
    assert {kind: built.of(way, "kind") for kind, way in ways.items()} == {kind: kind for kind in ways}
    assert built.of(indoor, "kind") == Kind.CORRIDOR
    assert built.of(public, "kind") == Kind.PLATFORM
    assert built.of(ways[Kind.FERRY], "time_s") == 600
    assert built.of(ways[Kind.CORRIDOR], "layer") == -1
