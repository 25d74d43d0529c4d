"""Worlds in which somebody was once led over a wall, each as small as it gets: engine and checker must not be of two minds about them."""
from pathlib import Path

import pytest

from routing.store import save
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from tests.oracle.walls.asked import drawn, engine_limits
from tests.oracle.walls.check import Checker
from tests.oracle.walls.extract import read_extract
from tests.oracle.walls.terrain import Terrain
from tests.oracle.walls.trace import Map
from tests.routing.build.osm_world import OsmWorld, write_geotiff

LANE = {"a": (0, 0), "k": (50, 0), "b": (100, 0)}


def lane(**point) -> OsmWorld:
    world = OsmWorld(**LANE)
    world.way("a k b", highway="footway")
    world.tag("k", **point)
    return world


def surfaced(surface: str) -> OsmWorld:
    world = OsmWorld(**LANE)
    world.way("a k b", highway="footway", surface=surface)
    return world


def stairs_in_a_square(**steps) -> OsmWorld:
    """The only way from a to b leads across a square, and steps go through the middle of it from side to side."""
    world = OsmWorld(a=(-20, 0), b=(60, 40), c=(0, 0), d=(40, 0), e=(40, 40), f=(0, 40), u=(20, -1), v=(20, 41))
    world.way("c d e f c", highway="pedestrian", area="yes")
    world.way("a c", highway="footway")
    world.way("e b", highway="footway")
    world.way("u v", highway="steps", **steps)
    return world


def street_to_cross(**crossing) -> OsmWorld:
    """A footway from a to b over a street; nobody drew a crossing, the point k tells of one."""
    world = OsmWorld(**LANE, n=(50, 60), s=(50, -60))
    world.way("a k b", highway="footway")
    world.way("n k s", highway="residential")
    world.tag("k", **crossing)
    return world


def slope(x, y):
    return 0.6 * x


WORLDS = {
    "a terminal of a ferry that is not for wheelchairs": (lane(amenity="ferry_terminal", wheelchair="no"), {"wheelchair": True}, None),
    "a doorstep without any other tag, for the strict": (lane(wheelchair="limited"), {"wheelchair": True, "unknown": "strict"}, None),
    "bollards nearer to each other than one is wide": (
        lane(barrier="bollard", maxwidth__physical="0.7", wheelchair="yes"), {"min_width_m": 0.9}, None,
    ),
    "steps in a square that nobody may use": (stairs_in_a_square(access="no"), {"steps": False}, None),
    "a kerb of which nobody says how high it is, for the strict": (lane(barrier="kerb"), {"max_kerb_m": 0.03, "unknown": "strict"}, None),
    "a kerb that is there, for the strict": (lane(kerb="yes"), {"max_kerb_m": 0.1, "unknown": "strict"}, None),
    "an unmarked crossing that is only a point": (street_to_cross(highway="crossing", crossing="unmarked"), {"crossings": ("signals",)}, None),
    "gravel beside asphalt": (surfaced("asphalt;gravel"), {"surfaces": ("asphalt",)}, None),
    "grass between pavers": (surfaced("grass_paver"), {"surfaces": ("asphalt", "other_paved")}, None),
    "a hill steeper than any street": (lane(), {"max_incline_up_pct": 6.0}, slope),
}  # fmt: skip


@pytest.mark.parametrize("name", WORLDS)
def test_nobody_is_led_there(tmp_path: Path, name):
    world, limits, ground = WORLDS[name]
    hill = write_geotiff(tmp_path / "hill.tif", ground) if ground else None
    built = world.build(tmp_path, elevation=hill)
    save(built.streets, tmp_path / "streets")
    StreetNetwork.build(built.streets, tmp_path / "network")
    network = StreetNetwork.open(tmp_path / "streets", tmp_path / "network").with_walker(1.2, engine_limits(limits))
    path = network.route(Mode.FOOT, network.vertex_snap(built.vertex("a")), network.vertex_snap(built.vertex("b")))
    checker = Checker(Map(read_extract(tmp_path / "world.osm.pbf")), limits, Terrain(hill) if hill else None)
    wrong = [] if path is None else checker.objections(drawn(path))
    assert not wrong, wrong


@pytest.mark.parametrize("name", WORLDS)
def test_the_checker_sees_it(tmp_path: Path, name):
    world, limits, ground = WORLDS[name]
    hill = Terrain(write_geotiff(tmp_path / "hill.tif", ground)) if ground else None
    on = Map(read_extract(world.write(tmp_path / "world.osm.pbf")))
    stations = "a c e b" if "c" in world.node_id else "a k b"
    line = [on.extract.at[world.node_id[one]] for one in stations.split()]
    assert Checker(on, limits, hill).objections(line)


def street_along(**point) -> OsmWorld:
    world = OsmWorld(**LANE)
    world.way("a k b", highway="residential")
    world.tag("k", **point)
    return world


def square_with_closed_flight() -> OsmWorld:
    world = OsmWorld(a=(-20, 0), b=(60, 40), c=(0, 0), d=(40, 0), e=(40, 40), f=(0, 40), u=(15, -1), v=(25, -1), w=(25, 41), x=(15, 41))
    world.way("c d e f c", highway="pedestrian", area="yes")
    world.way("a c", highway="footway")
    world.way("e b", highway="footway")
    world.way("u v w x u", highway="steps", area="yes", access="no")
    return world


OPEN_WORLDS = {
    "along a street past the raised kerb of a crossing of no kind": (street_along(highway="crossing", kerb="raised"), {"max_kerb_m": 0.03}),
    "a kerb of which nobody says how high it is, for the cautious": (lane(barrier="kerb"), {"max_kerb_m": 0.03}),
    "over a street at a crossing of the right kind": (street_to_cross(highway="crossing", crossing="traffic_signals"), {"crossings": ("signals",)}),
    "over an area of steps that nobody may use": (square_with_closed_flight(), {"steps": False}),
}


@pytest.mark.parametrize("name", OPEN_WORLDS)
def test_there_is_a_way_and_the_checker_agrees(tmp_path: Path, name):
    world, limits = OPEN_WORLDS[name]
    built = world.build(tmp_path)
    save(built.streets, tmp_path / "streets")
    StreetNetwork.build(built.streets, tmp_path / "network")
    network = StreetNetwork.open(tmp_path / "streets", tmp_path / "network").with_walker(1.2, engine_limits(limits))
    path = network.route(Mode.FOOT, network.vertex_snap(built.vertex("a")), network.vertex_snap(built.vertex("b")))
    assert path is not None
    assert Checker(Map(read_extract(tmp_path / "world.osm.pbf")), limits, None).objections(drawn(path)) == []
