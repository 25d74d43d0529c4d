"""Streets that a way leads over: each told once, with what is tagged of it and no more."""
import pytest

from routing.streets.model import CrossingKind, Kerb, Tri
from routing.streets.waymarks import waymarks
from routing.streets.waymarks_kinds import Crossing, CycleTrack, KerbStone, Sides
from routing.streets.waymarks_walked import Meeting, Walked
from tests.routing.build.osm_world import OsmWorld
from tests.routing.streets.ways_walked import walk

BOTH = Sides.LEFT | Sides.RIGHT


@pytest.fixture
def told(tmp_path):
    """What is told on a way through a world: crossings only, in order."""

    def on(world: OsmWorld, names: str, ridden: bool = False) -> list[Crossing]:
        return [mark for mark in every(world, names, ridden) if isinstance(mark, Crossing)]

    def every(world: OsmWorld, names: str, ridden: bool = False):
        built = world.build(tmp_path)
        return waymarks(Walked.of(Meeting(built.streets), walk(built, names)), ridden=ridden)

    on.every = every
    return on


def drawn(oneway: str = "no", **tags) -> OsmWorld:
    """North along pavements over High Street, from west to east, by a crossing that is drawn from kerb to kerb."""
    world = OsmWorld(west=(-100, 0), middle=(0, 0), east=(100, 0), south=(0, -50), near=(0, -5), far=(0, 5), north=(0, 50))
    world.way("west middle east", highway="secondary", name="High Street", oneway=oneway)
    world.way("south near", highway="footway", footway="sidewalk")
    world.way("near middle far", highway="footway", footway="crossing", **tags)
    world.way("far north", highway="footway", footway="sidewalk")
    return world


def test_a_drawn_crossing_is_told_from_kerb_to_kerb(told):
    (crossing,) = told(drawn(crossing="traffic_signals"), "south near middle far north")
    assert (crossing.at_m, crossing.until_m) == (pytest.approx(45, abs=0.1), pytest.approx(55, abs=0.1))
    assert (crossing.street, crossing.kind, crossing.tagged) == ("High Street", CrossingKind.SIGNALS, True)
    assert (crossing.traffic, crossing.slanted) == (BOTH, False)
    assert (crossing.sound, crossing.vibration, crossing.tactile, crossing.island) == (Tri.UNKNOWN,) * 4
    assert (crossing.kerb, crossing.far_kerb, crossing.kerb_m) == (Kerb.UNKNOWN, Kerb.UNKNOWN, None)


@pytest.mark.parametrize("value, expected", [("yes", Tri.YES), ("no", Tri.NO), (None, Tri.UNKNOWN)])
@pytest.mark.parametrize("key, field", [
    ("traffic_signals:sound", "sound"), ("traffic_signals:vibration", "vibration"), ("tactile_paving", "tactile"), ("crossing:island", "island"),
])  # fmt: skip
@pytest.mark.parametrize("on_way", [True, False])
def test_facts_are_yes_no_or_not_known_on_the_way_or_its_point(told, key, field, value, expected, on_way):
    tags = {} if value is None else {key.replace(":", "__"): value}
    world = drawn(crossing="traffic_signals", **(tags if on_way else {}))
    world.tag("middle", highway="crossing", **({} if on_way else tags))
    (crossing,) = told(world, "south near middle far north")
    assert getattr(crossing, field) is expected


@pytest.mark.parametrize("value, kind", [
    ("traffic_signals", CrossingKind.SIGNALS), ("zebra", CrossingKind.MARKED), ("uncontrolled", CrossingKind.MARKED),
    ("unmarked", CrossingKind.UNMARKED), ("no", CrossingKind.NO), ("strange", CrossingKind.UNKNOWN),
])  # fmt: skip
def test_how_it_is_crossed_is_what_is_tagged(told, value, kind):
    (crossing,) = told(drawn(crossing=value), "south near middle far north")
    assert crossing.kind is kind


def test_kerbs_are_those_of_the_side_one_comes_from(told):
    world = drawn()
    world.tag("near", kerb="raised", kerb__height="0.12")
    world.tag("far", kerb="flush")
    (ahead,) = told.every(world, "south near middle far north")
    assert (ahead.kerb, ahead.kerb_m, ahead.far_kerb) == (Kerb.RAISED, 0.12, Kerb.FLUSH)
    (back,) = told(world, "north far middle near south")
    assert (back.kerb, back.kerb_m, back.far_kerb) == (Kerb.FLUSH, None, Kerb.RAISED)


def test_traffic_comes_from_where_it_is_allowed_to(told):
    assert told(drawn(oneway="yes"), "south near middle far north")[0].traffic is Sides.LEFT
    assert told(drawn(oneway="yes"), "north far middle near south")[0].traffic is Sides.RIGHT
    assert told(drawn(oneway="-1"), "south near middle far north")[0].traffic is Sides.RIGHT


@pytest.mark.parametrize("island_piece", [True, False])
def test_two_halves_are_one_crossing_and_what_is_drawn_between_them_is_an_island(told, island_piece):
    places = {"south": -50, "near": -9, "one": -5, "in": -1.5, "out": 1.5, "two": 5, "far": 9, "north": 50}
    world = OsmWorld(**{name: (0, y) for name, y in places.items()}, w1=(-90, -5), e1=(90, -5), w2=(-90, 5), e2=(90, 5))
    world.way("w1 one e1", highway="primary", name="Ring", oneway="yes")
    world.way("e2 two w2", highway="primary", name="Ring", oneway="yes")
    world.way("south near", highway="footway")
    world.way("near one in", highway="footway", footway="crossing", crossing="traffic_signals", traffic_signals__sound="yes")
    world.way("in out", highway="footway", footway="traffic_island" if island_piece else "crossing", crossing="traffic_signals")
    world.way("out two far", highway="footway", footway="crossing", crossing="traffic_signals")
    world.way("far north", highway="footway")
    (crossing,) = told(world, "south near one in out two far north")
    assert (crossing.at_m, crossing.until_m) == (pytest.approx(41, abs=0.1), pytest.approx(59, abs=0.1))
    assert (crossing.street, crossing.kind, crossing.traffic) == ("Ring", CrossingKind.SIGNALS, BOTH)
    assert crossing.island is (Tri.YES if island_piece else Tri.UNKNOWN)
    assert crossing.sound is Tri.UNKNOWN, "nobody says whether the second half sounds"


def test_a_sound_that_is_missing_on_one_half_is_missing(told):
    world = OsmWorld(south=(0, -30), near=(0, -6), middle=(0, 0), far=(0, 6), north=(0, 30), west=(-90, 0), east=(90, 0))
    world.way("west middle east", highway="primary", name="Ring")
    world.way("south near", highway="footway")
    world.way("near middle", highway="footway", footway="crossing", crossing="traffic_signals", traffic_signals__sound="yes")
    world.way("middle far", highway="footway", footway="crossing", crossing="marked", traffic_signals__sound="no")
    world.way("far north", highway="footway")
    (crossing,) = told(world, "south near middle far north")
    assert (crossing.sound, crossing.kind) == (Tri.NO, CrossingKind.MARKED), "of the two the one that offers less"


def test_two_streets_at_a_corner_are_two_crossings(told):
    world = OsmWorld(
        junction=(0, 0), west=(-100, 0), east=(100, 0), north=(0, 100), south=(0, -100), sw=(-8, -8), se=(8, -8), ne=(8, 8), cs=(0, -8), ce=(8, 0),
        start=(-60, -8), end=(8, 60),
    )  # fmt: skip
    world.way("west junction ce east", highway="secondary", name="Long Street")
    world.way("south cs junction north", highway="secondary", name="Cross Street")
    world.way("start sw", highway="footway")
    world.way("sw cs se", highway="footway", footway="crossing", crossing="marked")
    world.way("se ce ne", highway="footway", footway="crossing", crossing="unmarked")
    world.way("ne end", highway="footway")
    one, two = told(world, "start sw cs se ce ne end")
    assert (one.street, one.kind, two.street, two.kind) == ("Cross Street", CrossingKind.MARKED, "Long Street", CrossingKind.UNMARKED)
    assert one.until_m == pytest.approx(two.at_m, abs=0.01)


def undrawn(**tags) -> OsmWorld:
    """A footway that goes on over Mill Lane, where one point is all that is drawn."""
    world = OsmWorld(west=(-90, 0), over=(0, 0), east=(90, 0), south=(0, -60), north=(0, 60))
    world.tag("over", **tags)
    world.way("west over east", highway="residential", name="Mill Lane")
    world.way("south over north", highway="footway")
    return world


def test_a_tagged_point_on_a_street_that_is_passed_over(told):
    (crossing,) = told(undrawn(highway="crossing", crossing="zebra", crossing__island="yes", tactile_paving="no"), "south over north")
    assert (crossing.street, crossing.kind, crossing.island, crossing.tactile, crossing.tagged) == (
        "Mill Lane", CrossingKind.MARKED, Tri.YES, Tri.NO, True,
    )  # fmt: skip
    assert crossing.at_m < 60 < crossing.until_m


def test_a_street_that_is_passed_over_and_of_which_nobody_says_how(told):
    (crossing,) = told(undrawn(), "south over north")
    assert (crossing.street, crossing.kind, crossing.tagged, crossing.traffic) == ("Mill Lane", CrossingKind.UNKNOWN, False, BOTH)


def test_a_street_that_only_ends_at_a_footway_is_not_crossed(told):
    world = OsmWorld(west=(-90, 0), over=(0, 0), south=(0, -60), north=(0, 60))
    world.way("west over", highway="residential", name="Mill Lane")
    world.way("south over north", highway="footway")
    assert told(world, "south over north") == []


def test_a_point_where_others_cross_the_street_one_walks_along_is_no_crossing_of_ours(told):
    world = undrawn(highway="crossing", crossing="zebra")
    assert told(world, "west over east") == []


def grid(sidewalk: str = "", side: str = "residential") -> OsmWorld:
    """Along Main Street without pavements past Side Street, which turns off to the left at `t`, and over Cross Street at `x`."""
    world = OsmWorld(
        start=(0, 0), t=(100, 0), x=(200, 0), end=(300, 0), up=(100, 80), north=(200, 80), south=(200, -80), zebra=(200, 8)
    )
    tags = {"sidewalk": sidewalk} if sidewalk else {}
    world.way("start t x end", highway="tertiary", name="Main Street", **tags)
    world.way("t up", highway=side, name="Side Street")
    world.way("south x zebra north", highway="residential", name="Cross Street")
    world.tag("zebra", highway="crossing", crossing="zebra")
    return world


def test_side_streets_of_a_street_without_pavements_are_crossed(told):
    side, cross = told(grid(), "start t x end")
    assert (side.street, side.kind, side.tagged) == ("Side Street", CrossingKind.UNKNOWN, False)
    assert (cross.street, cross.kind, cross.tagged) == ("Cross Street", CrossingKind.MARKED, True), "its crossing is drawn a few metres along it"


@pytest.mark.parametrize("sidewalk, way, expected", [
    ("left", "start t x end", ["Side Street", "Cross Street"]), ("right", "start t x end", ["Cross Street"]),
    ("left", "end x t start", ["Cross Street", "Side Street"]), ("right", "end x t start", ["Cross Street"]),
    ("both", "start t x end", ["Side Street", "Cross Street"]),
])  # fmt: skip
def test_who_walks_on_the_only_pavement_crosses_what_turns_off_on_its_side(told, sidewalk, way, expected):
    assert [crossing.street for crossing in told(grid(sidewalk), way)] == expected


def test_who_turns_off_crosses_nothing_that_is_known(told):
    assert told(grid(), "start t up") == []


def test_ways_to_houses_are_crossed_by_footways_only(told):
    assert [one.street for one in told(grid(side="service"), "start t x end")] == ["Cross Street"]
    world = undrawn()
    world.ways[0][1].update(highway="service")
    assert len(told(world, "south over north")) == 1


def test_on_wheels_side_streets_are_passed_as_those_do_who_drive(told):
    assert told(grid(), "start t x end", ridden=True) == []
    assert len(told(undrawn(), "south over north", ridden=True)) == 1


@pytest.mark.parametrize("leaves, crossed", [((20, 40), 1), ((20, -40), 0)])
def test_who_comes_to_a_street_from_one_side_and_leaves_it_on_the_other_crosses_it(told, leaves, crossed):
    world = OsmWorld(west=(-90, 0), one=(0, 0), two=(20, 0), east=(90, 0), start=(0, -40), end=leaves)
    world.way("west one two east", highway="residential", name="Mill Lane")
    world.way("start one", highway="footway")
    world.way("two end", highway="footway")
    found = told(world, "start one two end")
    assert [one.street for one in found] == ["Mill Lane"] * crossed


def test_who_went_round_a_corner_is_on_a_side_that_nobody_knows(told):
    world = OsmWorld(one=(0, 0), corner=(60, 0), two=(60, 60), west=(-50, 0), north=(60, 120), start=(0, -40), end=(20, 60))
    world.way("west one corner", highway="residential", name="Mill Lane")
    world.way("corner two north", highway="residential", name="Hill Lane")
    world.way("start one", highway="footway")
    world.way("two end", highway="footway")
    assert told(world, "start one corner two end") == []


def test_a_cycle_track_beside_a_street_is_told_apart_from_it(told):
    world = undrawn()
    world.node("c", 0, -7)
    world.node("cw", -90, -7)
    world.node("ce", 90, -7)
    world.ways[1][0].insert(1, world.node_id["c"])
    world.way("cw c ce", highway="cycleway")
    found = told.every(world, "south c over north")
    assert [type(mark) for mark in found] == [CycleTrack, Crossing]
    assert found[0].at_m == pytest.approx(53, abs=0.1)


def test_a_drawn_crossing_of_a_cycle_track_alone_is_told_as_that(told):
    world = OsmWorld(west=(-90, 0), middle=(0, 0), east=(90, 0), south=(0, -50), near=(0, -3), far=(0, 3), north=(0, 50))
    world.way("west middle east", highway="cycleway")
    world.way("south near", highway="footway")
    world.way("near middle far", highway="footway", footway="crossing", crossing="unmarked")
    world.way("far north", highway="footway")
    (mark,) = told.every(world, "south near middle far north")
    assert isinstance(mark, CycleTrack)
    assert (mark.at_m, mark.until_m) == (pytest.approx(47, abs=0.1), pytest.approx(53, abs=0.1))


def test_a_kerb_beside_a_crossing_belongs_to_it_and_another_does_not(told):
    world = drawn()
    world.tag("near", kerb="lowered")
    world.node("step", 0, -20, barrier="kerb", kerb="raised")
    world.ways[1][0].insert(1, world.node_id["step"])
    stone, crossing = told.every(world, "south step near middle far north")
    assert isinstance(stone, KerbStone)
    assert (stone.kerb, stone.at_m, stone.height_m) == (Kerb.RAISED, pytest.approx(30, abs=0.1), None)
    assert crossing.kerb is Kerb.LOWERED


def test_a_street_that_is_crossed_at_a_slant(told):
    world = OsmWorld(west=(-100, 0), over=(0, 0), east=(100, 0), south=(-60, -40), north=(60, 40))
    world.way("west over east", highway="residential", name="Mill Lane")
    world.way("south over north", highway="footway")
    assert told(world, "south over north")[0].slanted is True
