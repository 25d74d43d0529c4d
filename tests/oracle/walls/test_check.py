"""The checker can say no: seeded violations on tiny worlds, one rule of docs/WALLS.md after the other, and lines that nothing carries."""
import numpy as np
import pytest

from tests.oracle.walls.check import Checker
from tests.oracle.walls.extract import read_extract
from tests.oracle.walls.stations import Pathway, Stations, Stop
from tests.oracle.walls.terrain import Terrain
from tests.oracle.walls.trace import Map
from tests.routing.build.osm_world import OsmWorld, write_geotiff

CHAIR = {"max_incline_up_pct": 6.0, "max_incline_down_pct": 6.0, "max_kerb_m": 0.03, "min_width_m": 0.9, "steps": False, "wheelchair": True}
STRICT = {"unknown": "strict"}


@pytest.fixture
def looked_at(tmp_path):
    """What is wrong with a line over the nodes of a world, by their names."""

    def look(world: OsmWorld, names: str, limits: dict, terrain: Terrain | None = None) -> list[str]:
        on = Map(read_extract(world.write(tmp_path / "world.osm.pbf")))
        line = [on.extract.at[world.node_id[name]] for name in names.split()]
        return [objection.what for objection in Checker(on, limits, terrain).objections(line)]

    return look


def lane(**tags) -> OsmWorld:
    world = OsmWorld(a=(0, 0), b=(40, 0))
    world.way("a b", **tags)
    return world


@pytest.mark.parametrize(
    "tags, limits, expected",
    [
        ({"highway": "footway"}, CHAIR, []),
        ({"highway": "steps"}, CHAIR, ["steps"]),
        ({"highway": "steps", "ramp": "yes", "wheelchair": "yes"}, CHAIR, ["steps"]),
        ({"highway": "steps", "conveying": "forward"}, CHAIR, []),
        ({"highway": "steps", "conveying": "forward"}, {"escalators": False}, ["escalators"]),
        ({"highway": "footway", "conveying": "yes"}, {"escalators": False}, ["escalators"]),
        ({"highway": "elevator"}, {"lifts": False}, ["lifts"]),
        ({"highway": "footway", "incline": "8%"}, CHAIR, ["max_incline_up_pct"]),
        ({"highway": "footway", "incline": "-8%"}, CHAIR, ["max_incline_down_pct"]),
        ({"highway": "footway", "incline": "6%"}, CHAIR, []),
        ({"highway": "footway", "incline": "up"}, {**CHAIR, **STRICT}, ["max_incline_down_pct?", "max_incline_up_pct?", "min_width_m?"]),
        ({"highway": "footway", "width": "0.8"}, CHAIR, ["min_width_m"]),
        ({"highway": "footway", "width": "wide", "est_width": "80 cm"}, CHAIR, ["min_width_m"]),
        ({"highway": "pedestrian"}, {"min_width_m": 0.9, **STRICT}, []),
        ({"highway": "footway", "surface": "gravel"}, {"surfaces": ("asphalt",)}, ["surfaces"]),
        ({"highway": "footway"}, {"surfaces": ("asphalt",), **STRICT}, ["surfaces?"]),
        ({"highway": "footway", "footway": "sidewalk"}, {"surfaces": ("other_paved",), **STRICT}, []),
        ({"highway": "footway", "surface": "sand"}, {"smoothness": "bad"}, ["smoothness"]),
        ({"highway": "footway", "surface": "sand", "smoothness": "good"}, {"smoothness": "bad"}, []),
        ({"highway": "footway"}, {"smoothness": "bad", **STRICT}, ["smoothness?"]),
        ({"highway": "footway", "footway": "crossing", "crossing": "unmarked"}, {"crossings": ("signals",)}, ["crossings"]),
        ({"highway": "footway", "footway": "crossing"}, {"crossings": ("signals",), **STRICT}, ["crossings?"]),
        ({"highway": "footway", "footway": "crossing"}, {"max_kerb_m": 0.03, **STRICT}, ["max_kerb_m?"]),
        ({"highway": "footway", "wheelchair": "no"}, CHAIR, ["wheelchair"]),
        ({"highway": "footway", "wheelchair": "limited"}, {"wheelchair": True, **STRICT}, ["wheelchair?"]),
        ({"highway": "footway", "wheelchair": "yes"}, {**CHAIR, **STRICT}, []),
        ({"route": "ferry"}, {"wheelchair": True, **STRICT}, ["wheelchair?"]),
        ({"highway": "footway", "foot": "no"}, {}, ["off the map"]),
        ({"highway": "motorway"}, {}, ["off the map"]),
        ({"highway": "steps", "conveying": "backward"}, {}, ["off the map"]),
    ],
)
def test_a_stretch_is_judged_by_its_tags(looked_at, tags, limits, expected):
    assert looked_at(lane(**tags), "a b", limits) == expected


def test_slopes_are_judged_in_the_direction_walked(looked_at):
    world, limits = lane(highway="footway", incline="8%"), {"max_incline_up_pct": 6.0}
    assert looked_at(world, "a b", limits) == ["max_incline_up_pct"]
    assert looked_at(world, "b a", limits) == []


@pytest.mark.parametrize(
    "tags, limits, expected",
    [
        ({"barrier": "bollard", "maxwidth__physical": "0.8"}, CHAIR, ["barrier"]),
        ({"barrier": "bollard", "maxwidth__physical": "1.2"}, CHAIR, []),
        ({"barrier": "bollard"}, CHAIR | STRICT, []),
        ({"barrier": "cycle_barrier"}, CHAIR, []),
        ({"barrier": "cycle_barrier"}, CHAIR | STRICT, ["barrier?"]),
        ({"barrier": "whatever"}, CHAIR | STRICT, ["barrier?"]),
        ({"barrier": "kissing_gate"}, CHAIR, ["barrier"]),
        ({"barrier": "kissing_gate", "wheelchair": "yes"}, CHAIR, []),
        ({"barrier": "bollard", "maxwidth__physical": "0.8", "wheelchair": "yes"}, CHAIR, ["barrier"]),
        ({"barrier": "stile"}, {"steps": False}, ["barrier"]),
        ({"entrance": "yes", "wheelchair": "no"}, CHAIR, ["barrier"]),
        ({"railway": "tram_stop", "wheelchair": "no"}, CHAIR, []),
        ({"highway": "elevator"}, {"lifts": False}, ["lifts"]),
        ({"kerb": "raised"}, CHAIR, ["max_kerb_m"]),
        ({"kerb": "raised"}, {"max_kerb_m": 0.1, **STRICT}, ["max_kerb_m?"]),
        ({"kerb": "raised", "kerb__height": "8 cm"}, {"max_kerb_m": 0.1, **STRICT}, []),
        ({"kerb": "lowered"}, {"max_kerb_m": 0.02}, ["max_kerb_m"]),
        ({"kerb": "lowered"}, CHAIR, []),
    ],
)
def test_a_point_is_judged_where_it_is_passed_and_not_where_a_line_ends(looked_at, tags, limits, expected):
    world = OsmWorld(a=(0, 0), b=(40, 0), c=(80, 0))
    world.way("a b c", highway="footway", width=2, incline="0%", surface="asphalt")
    world.tag("b", **tags)
    assert looked_at(world, "a b c", limits) == expected
    assert looked_at(world, "a b", limits) == []


def corner() -> OsmWorld:
    """A street w-m-e, a pavement p-q beside it, and a crossing m-k-q with a kerb at k."""
    world = OsmWorld(w=(-50, 0), m=(0, 0), e=(50, 0), p=(-50, 10), q=(0, 10), k=(0, 5), s=(0, -10))
    world.way("w m e", highway="residential")
    world.way("p q", highway="footway", footway="sidewalk")
    world.way("q k m", highway="footway", footway="crossing")
    world.way("m s", highway="footway")
    return world


def test_a_kerb_parts_what_leads_off_a_street(looked_at):
    world, limits = corner(), {"max_kerb_m": 0.03}
    world.tag("m", kerb="raised", highway="crossing", crossing="marked")
    assert looked_at(world, "w m e", limits) == []
    assert looked_at(world, "w m k", limits) == ["max_kerb_m"]
    assert looked_at(world, "k m s", limits) == ["max_kerb_m"]


def test_a_kerb_parts_a_pavement_from_a_crossing(looked_at):
    world, limits = corner(), {"max_kerb_m": 0.03}
    world.tag("q", kerb="raised")
    assert looked_at(world, "p q k m", limits) == ["max_kerb_m"]
    world = corner()
    world.tag("k", kerb="raised")
    assert looked_at(world, "p q k m", limits) == ["max_kerb_m"]


def test_a_kerb_of_a_crossing_on_a_street_that_nothing_leads_off_is_met_by_nobody(looked_at):
    world = OsmWorld(w=(-50, 0), m=(0, 0), e=(50, 0))
    world.way("w m e", highway="residential")
    world.tag("m", kerb="raised", highway="crossing", crossing="marked")
    assert looked_at(world, "w m e", {"max_kerb_m": 0.03}) == []


def test_the_point_tells_the_kind_of_a_crossing_that_does_not(looked_at):
    world, limits = corner(), {"crossings": ("signals",), **STRICT}
    assert looked_at(world, "q k m", limits) == ["crossings?", "crossings?"]
    world.tag("m", highway="crossing", crossing="unmarked")
    assert looked_at(world, "q k m", limits) == ["crossings"]
    world.tag("m", crossing="traffic_signals")
    assert looked_at(world, "q k m", limits) == []


def square(**steps) -> OsmWorld:
    """A square of 40 m by 40 m with ways leading off two corners and steps across its middle, from side to side."""
    world = OsmWorld(a=(-20, 0), b=(0, 0), c=(40, 0), d=(40, 40), e=(0, 40), f=(60, 40), u=(20, 5), v=(20, 35))
    world.way("b c d e b", highway="pedestrian", area="yes")
    world.way("a b", highway="footway")
    world.way("d f", highway="footway")
    if steps:
        world.way("u v", **steps)
    return world


def test_a_line_across_a_square_runs_over_the_steps_in_it(looked_at):
    assert looked_at(square(), "a b d f", CHAIR) == []
    assert looked_at(square(highway="steps"), "a b d f", CHAIR) == ["steps"]
    assert looked_at(square(highway="steps", access="no"), "a b d f", CHAIR) == ["steps"]
    assert looked_at(square(highway="steps"), "a b c d f", CHAIR) == []
    assert looked_at(square(highway="steps"), "a b d f", {}) == []


def test_the_ground_tells_slopes_nobody_tagged(looked_at, tmp_path):
    terrain = Terrain(write_geotiff(tmp_path / "hill.tif", lambda x, y: x * 0.08))
    world = OsmWorld(a=(0, 0), b=(110, 0))
    world.way("a b", highway="footway")
    limits = {"max_incline_up_pct": 6.0, "max_incline_down_pct": 9.0, **STRICT}
    assert looked_at(world, "a b", limits, terrain) == ["max_incline_up_pct by terrain"] * 4
    assert looked_at(world, "a b", {**limits, "max_incline_up_pct": 9.0}, terrain) == []
    assert looked_at(world, "b a", limits, terrain) == []
    assert terrain.height(place(50, 0)) == pytest.approx(4.0, abs=0.05)


def place(x: float, y: float):
    from tests.routing.build.osm_world import at

    lat, lon = at(x, y)
    return round(float(lat) * 1e7), round(float(lon) * 1e7)


def test_lines_that_nothing_carries_are_told(looked_at):
    world = OsmWorld(a=(0, 0), b=(40, 0), c=(80, 0), d=(40, 0), e=(40, 40))
    world.way("a b c", highway="footway")
    world.way("d e", highway="footway")
    assert looked_at(world, "a b c", {}) == []
    assert looked_at(world, "a e", {}) == ["off the map"]
    assert looked_at(world, "a b e", {}) == ["jump"], "b and d stand at one place, and nothing joins them"
    world.way("b d", highway="footway")
    assert looked_at(world, "a b e", {}) == []


def test_ends_of_a_line_lie_between_nodes(tmp_path):
    world = OsmWorld(a=(0, 0), b=(40, 0), c=(80, 0))
    world.way("a b", highway="footway")
    world.way("b c", highway="steps")
    on = Map(read_extract(world.write(tmp_path / "world.osm.pbf")))
    line = [place(13.3, 0), on.extract.at[2], place(50, 0)]
    carried, objections = Checker(on, CHAIR).follow(line)
    assert [carrier.thing.kind for carrier in carried] == ["footway", "steps"]
    assert [objection.what for objection in objections] == ["steps"]
    assert objections[0].place == on.extract.at[2]


def test_a_stop_is_linked_to_its_street_and_pathways_lead_through_its_station(tmp_path):
    """A stop 20 m from a street; the door of a station 10 m from it, and stairs from there to a hall."""
    on = Map(read_extract(lane(highway="footway").write(tmp_path / "world.osm.pbf")), station())
    street, stop, door, hall = place(20, 0), place(20, 20), place(30, 10), place(30, 30)
    for line in ([place(5, 0), street, stop], [stop, street, place(35, 0)], [place(20, 7), street], [stop, place(20, 19.5)]):
        assert Checker(on, CHAIR).objections(line) == []
    assert [one.what for one in Checker(on, CHAIR).objections([place(5, 0), place(25, 20)])] == ["off the map"]
    assert [one.what for one in Checker(on, {"steps": False}).objections([door, hall])] == ["steps"]
    assert Checker(on, {}).objections([door, hall]) == []
    assert [one.what for one in Checker(on, {}).objections([hall, door, stop])] == ["jump"]


def station() -> Stations:
    at = {"stop": place(20, 20), "door": place(30, 10), "hall": place(30, 30)}
    stops = {name: Stop(name, "0", "", where, "") for name, where in at.items()}
    return Stations(stops, (Pathway("p", "door", "hall", "steps", True, {}),))


def test_of_two_ways_over_one_stretch_the_one_that_the_answer_names_counts(tmp_path):
    world = OsmWorld(a=(0, 0), b=(40, 0))
    world.way("a b", highway="footway")
    world.way("a b", highway="steps")
    on = Map(read_extract(world.write(tmp_path / "world.osm.pbf")))
    line = [on.extract.at[node] for node in (1, 2)]
    assert Checker(on, CHAIR).objections(line) == []
    assert Checker(on, CHAIR).objections(line, {1}) == []
    assert [objection.what for objection in Checker(on, CHAIR).objections(line, {2})] == ["steps"]
    assert [objection.what for objection in Checker(on, CHAIR).objections(line, {3})] == ["off the map"]


def test_random_places_on_a_way_are_found_on_it(tmp_path):
    world, rng = lane(highway="footway"), np.random.default_rng(1)
    on = Map(read_extract(world.write(tmp_path / "world.osm.pbf")))
    for _ in range(50):
        first, last = sorted(rng.uniform(0, 40, 2))
        carried, _ = Checker(on, {}).follow([place(first, 0), place(last, 0)])
        assert carried[0] is not None
        assert carried[0].forward or last - first < 0.1
