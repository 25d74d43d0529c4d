"""Stairs, lifts, slopes, surfaces and the rest of what is passed: with its tags, in the direction one goes, and only where it is so."""
import numpy as np
import pytest

from routing.atlas import Features, Layer, RailKind
from routing.limits import Attribute, Limits
from routing.store import Texts
from routing.streets import waymarks_kinds as marks
from routing.streets.model import CrossingKind, Kerb, Surface, Tri
from routing.streets.walls import walls_of
from routing.streets.waymarks import forks, waymarks
from routing.streets.waymarks_kinds import Change
from routing.streets.waymarks_tracks import Rails
from routing.streets.waymarks_walked import Meeting, Walked
from tests.routing.build.osm_world import OsmWorld, at
from tests.routing.streets.ways_walked import walk

UNSAID, YES, NO = Tri


@pytest.fixture
def told(tmp_path):
    """What of one kind is told on a way through a world."""

    def on(kind: type, world: OsmWorld, names: str, rails: Rails | None = None, limits: Limits | None = None, **shares):
        built = world.build(tmp_path)
        walls = None if limits is None else walls_of(built.streets, limits)
        found = waymarks(Walked.of(Meeting(built.streets), walk(built, names, **shares)), rails, walls)
        assert [mark.at_m for mark in found] == sorted(mark.at_m for mark in found)
        return [mark for mark in found if isinstance(mark, kind)]

    return on


def row(*stretches: dict, length_m: float = 50.0) -> OsmWorld:
    """Ways from west to east, one after the other: a0 a1 a2 ..."""
    world = OsmWorld()
    for number in range(len(stretches) + 1):
        world.node(f"a{number}", number * length_m, 0)
    for number, tags in enumerate(stretches):
        world.way(f"a{number} a{number + 1}", **({"highway": "footway"} | tags))
    return world


def along(count: int, back: bool = False) -> str:
    names = [f"a{number}" for number in range(count + 1)]
    return " ".join(names[::-1] if back else names)


STEPS = {"highway": "steps"}


@pytest.mark.parametrize("tags, ahead, back", [
    ({"incline": "up", "step_count": 12}, (YES, 12), (NO, 12)), ({"incline": "down", "step_count": 12}, (NO, 12), (YES, 12)),
    ({"incline": "up"}, (YES, None), (NO, None)), ({"step_count": 12}, (UNSAID, 12), (UNSAID, 12)), ({}, (UNSAID, None), (UNSAID, None)),
])  # fmt: skip
def test_stairs_lead_up_or_down_with_their_steps(told, tags, ahead, back):
    world = row({}, STEPS | tags, {})
    for names, expected in ((along(3), ahead), (along(3, back=True), back)):
        (stairs,) = told(marks.Stairs, world, names)
        assert (stairs.up, stairs.steps) == expected
        assert (stairs.at_m, stairs.until_m, stairs.tagged) == (pytest.approx(50, abs=0.1), pytest.approx(100, abs=0.1), True)


@pytest.mark.parametrize("value, expected", [("yes", YES), ("no", NO), (None, UNSAID)])
def test_rails_and_ramps_of_stairs_are_yes_no_or_not_known(told, value, expected):
    tags = {} if value is None else {"handrail": value, "ramp:wheelchair": value}
    (stairs,) = told(marks.Stairs, row({}, STEPS | tags, {}), along(3))
    assert (stairs.handrail, stairs.ramp) == (expected, expected)


def test_flights_that_follow_one_another_are_counted_together(told):
    one, other = STEPS | {"step_count": 10, "handrail": "yes"}, STEPS | {"step_count": 4}
    (stairs,) = told(marks.Stairs, row(one, other, {}), along(3))
    assert (stairs.steps, stairs.handrail) == (14, UNSAID)
    assert [flight.steps for flight in told(marks.Stairs, row(one, {}, other), along(3))] == [10, 4]
    assert told(marks.Stairs, row(one, STEPS, {}), along(3))[0].steps is None


def test_of_a_part_of_a_flight_nobody_knows_the_steps(told):
    (stairs,) = told(marks.Stairs, row(STEPS | {"step_count": 10}, {}), along(2), begin=0.5)
    assert (stairs.steps, stairs.until_m) == (None, pytest.approx(25, abs=0.1))


def test_an_escalator_is_told_apart(told):
    (stairs,) = told(marks.Stairs, row({}, STEPS | {"conveying": "yes", "incline": "up", "step_count": 20}, {}), along(3))
    assert (stairs.conveyed, stairs.up) == (True, YES)


def test_a_lift_is_one_lift_and_leads_up_or_down(told):
    world = row({"level": 0, "highway": "corridor"}, {"highway": "elevator"}, {"highway": "elevator"}, {"level": 2, "highway": "corridor"})
    assert [lift.up for lift in told(marks.Lift, world, along(4))] == [YES]
    assert [lift.up for lift in told(marks.Lift, world, along(4, back=True))] == [NO]


def test_a_lift_that_is_one_point_is_taken_where_one_leaves_on_another_floor(told):
    world = row({"level": 1}, {"level": 0})
    world.tag("a1", highway="elevator")
    (lift,) = told(marks.Lift, world, along(2))
    assert (lift.at_m, lift.until_m) == (pytest.approx(50, abs=0.1), pytest.approx(50, abs=0.1))
    assert lift.up is NO
    world = row({"level": 0}, {"level": 0})
    world.tag("a1", highway="elevator")
    assert told(marks.Lift, world, along(2)) == []


def test_slopes_are_told_where_they_are_steep_and_long_in_the_direction_one_goes(told):
    world = row({"incline": "3%"}, {"incline": "6%"}, {"incline": "1%"}, {"incline": "-4%"}, {})
    up, down = told(marks.Gradient, world, along(5))
    assert (up.pct, up.at_m, up.until_m, up.tagged) == (6.0, 0.0, pytest.approx(100, abs=0.1), True)
    assert (down.pct, down.at_m) == (-4.0, pytest.approx(150, abs=0.1))
    up, down = told(marks.Gradient, world, along(5, back=True))
    assert (up.pct, down.pct) == (4.0, -6.0)


def test_a_short_slope_is_not_told_and_a_short_rest_does_not_part_one(told):
    assert told(marks.Gradient, row({"incline": "8%"}, {}, length_m=14), along(2)) == []
    world = OsmWorld(a=(0, 0), b=(10, 0), c=(14, 0), d=(24, 0))
    for names, incline in (("a b", "5%"), ("b c", "0%"), ("c d", "5%")):
        world.way(names, highway="footway", incline=incline)
    (slope,) = told(marks.Gradient, world, "a b c d")
    assert (slope.at_m, slope.until_m) == (0.0, pytest.approx(24, abs=0.1))
    assert told(marks.Gradient, row(STEPS | {"incline": "30%"}, {}), along(2)) == [], "stairs are told as stairs"


def test_surfaces_are_told_where_they_change_to_one_that_is_tagged(told):
    asphalt, sett = {"surface": "asphalt"}, {"surface": "sett"}
    found = told(marks.Material, row(asphalt, asphalt, sett, {}, sett, asphalt), along(6))
    assert [(one.surface, round(one.at_m)) for one in found] == [(Surface.ASPHALT, 0), (Surface.SETT, 100), (Surface.ASPHALT, 250)]
    assert told(marks.Material, row({}, {"highway": "residential"}), along(2)) == [], "what is only derived is not told"


def test_a_few_steps_of_something_else_are_no_change_of_surface(told):
    world = OsmWorld(a=(0, 0), b=(50, 0), c=(52, 0), d=(100, 0))
    for names, surface in (("a b", "asphalt"), ("b c", "sett"), ("c d", "asphalt")):
        world.way(names, highway="footway", surface=surface)
    assert [(one.surface, one.until_m) for one in told(marks.Material, world, "a b c d")] == [(Surface.ASPHALT, pytest.approx(100, abs=0.1))]


def test_narrow_stretches_and_gates(told):
    world = row({}, {"width": "0.9"}, {"width": "1.1"}, {"width": "1.5"}, {})
    world.tag("a4", barrier="gate", **{"maxwidth:physical": "0.8"})
    stretch, gate = told(marks.Narrow, world, along(5))
    assert (stretch.width_m, stretch.at_m, stretch.until_m) == (0.9, pytest.approx(50, abs=0.1), pytest.approx(150, abs=0.1))
    assert (gate.width_m, gate.at_m) == (0.8, pytest.approx(200, abs=0.1))
    (passage,) = told(marks.Passage, world, along(5))
    assert (passage.gate, passage.width_m) == (True, 0.8)


def test_doors_are_told_and_what_is_not_passed_through_is_not(told):
    world = row({}, {"highway": "corridor"})
    world.tag("a1", entrance="main")
    (door,) = told(marks.Passage, world, along(2))
    assert (door.gate, door.width_m, door.at_m) == (False, None, pytest.approx(50, abs=0.1))
    world = row({}, {})
    world.tag("a2", entrance="main")
    assert told(marks.Passage, world, along(2)) == []


@pytest.mark.parametrize("kerb, expected", [("raised", [Kerb.RAISED]), ("lowered", [Kerb.LOWERED]), ("flush", []), ("no", [])])
def test_kerbs_that_are_felt_are_told(told, kerb, expected):
    world = row({}, {})
    world.tag("a1", barrier="kerb", kerb=kerb)
    assert [stone.kerb for stone in told(marks.KerbStone, world, along(2))] == expected


def test_the_way_changes_its_kind(told):
    world = row({}, {"highway": "cycleway", "foot": "yes"}, {"highway": "residential", "sidewalk": "no"}, {"highway": "residential"}, {"lit": "no"})
    found = told(marks.PathChange, world, along(5))
    assert [(one.change, round(one.at_m), round(one.until_m)) for one in found] == [
        (Change.SHARED, 50, 100), (Change.NO_PAVEMENT, 100, 150), (Change.UNLIT, 200, 250),
    ]  # fmt: skip


def test_open_squares_have_a_name_or_none(told):
    world = OsmWorld(a=(0, 0), b=(40, 0), c=(40, 40), d=(0, 40), start=(-30, 0), end=(70, 40))
    world.way("a b c d a", highway="pedestrian", area="yes", name="Market Square")
    world.way("start a", highway="footway")
    world.way("c end", highway="footway")
    (square,) = told(marks.Square, world, "start a c end")
    assert (square.name, round(square.at_m), round(square.until_m)) == ("Market Square", 30, 87)


def test_what_limits_ask_for_and_nobody_says(told):
    world = row({"width": "2"}, {}, {}, {"width": "2"})
    (unknown,) = told(marks.Untold, world, along(4), limits=Limits(min_width_m=0.9))
    assert (unknown.attribute, round(unknown.at_m), round(unknown.until_m), unknown.tagged) == (Attribute.WIDTH, 50, 150, False)
    both = told(marks.Untold, world, along(4), limits=Limits(min_width_m=0.9, max_incline_up_pct=6))
    assert {one.attribute for one in both} == {Attribute.WIDTH, Attribute.INCLINE_UP}
    assert told(marks.Untold, world, along(4)) == []


def rails(*lines: tuple[tuple[float, float], ...], bridge: int = 0, kind: RailKind = RailKind.TRAM) -> Rails:
    points = np.rint(np.array([at(*xy) for line in lines for xy in line]) * 1e7).astype(np.int32).reshape(-1, 2)
    n, ends = len(lines), np.cumsum([0, *(len(line) for line in lines)])
    return Rails(Features(
        layer=np.full(n, Layer.RAIL, np.uint8), kind=np.full(n, kind, np.uint8), bridge=np.full(n, bridge, np.uint8), name=np.full(n, -1, np.int32),
        ring_first=np.arange(n + 1, dtype=np.int32), point_first=ends.astype(np.int64), ring_inner=np.zeros(n, np.uint8),
        lat_e7=points[:, 0].copy(), lon_e7=points[:, 1].copy(), names=Texts.of([]),
    ))  # fmt: skip


TWO = (((40, -30), (40, 0), (40, 30)), ((44, -30), (44, 30)))


def test_tracks_are_told_together_and_counted(told):
    (tracks,) = told(marks.Tracks, row({}, {}), along(2), rails=rails(*TWO))
    assert (tracks.count, tracks.tagged) == (2, False)
    assert (tracks.at_m, tracks.until_m) == (pytest.approx(38.5, abs=0.2), pytest.approx(45.5, abs=0.2))
    (back,) = told(marks.Tracks, row({}, {}), along(2, back=True), rails=rails(*TWO))
    assert (back.at_m, back.until_m) == (pytest.approx(54.5, abs=0.2), pytest.approx(61.5, abs=0.2))


def test_what_runs_beside_or_above_is_not_crossed(told):
    assert told(marks.Tracks, row({}, {}), along(2), rails=rails(*TWO, bridge=1)) == []
    assert told(marks.Tracks, row({"bridge": "yes", "layer": 1}, {}), along(2), rails=rails(*TWO)) == []
    assert told(marks.Tracks, row({}, {}), along(2), rails=rails(((-10, -3), (110, 3)))) == []
    assert told(marks.Tracks, row({}, {}), along(2), rails=rails(*TWO, kind=RailKind.METRO)) == []
    assert told(marks.Tracks, row({}, {}), along(2), rails=rails()) == []


def test_a_drawn_crossing_of_nothing_but_tracks_is_that_of_tracks(told):
    world = OsmWorld(a=(0, 0), b=(36, 0), c=(48, 0), d=(100, 0))
    world.way("a b", highway="footway")
    world.way("b c", highway="footway", footway="crossing", crossing="traffic_signals")
    world.way("c d", highway="footway")
    (mark,) = told(marks.Waymark, world, "a b c d", rails=rails(*TWO))
    assert isinstance(mark, marks.Tracks)
    assert (mark.count, mark.kind, mark.tagged, round(mark.at_m), round(mark.until_m)) == (2, CrossingKind.SIGNALS, True, 36, 48)


@pytest.mark.parametrize("degrees, forked", [(20, True), (60, False), (180, False)])
def test_a_fork_is_where_another_way_leaves_almost_alike(tmp_path, degrees, forked):
    turn = np.radians(degrees)
    world = OsmWorld(start=(-50, 0), fork=(0, 0), right=(50, 0), wrong=(50 * np.cos(turn), 50 * np.sin(turn)))
    for names in ("start fork", "fork right", "fork wrong"):
        world.way(names, highway="footway")
    built = world.build(tmp_path)
    assert forks(Walked.of(Meeting(built.streets), walk(built, "start fork right")), [0, 1]) == [False, forked]


def test_where_a_bend_is_drawn_with_many_points_its_first_metres_count_whatever_their_number(tmp_path):
    bend = {f"b{number}": (number, number / 5) for number in range(1, 6)}
    world = OsmWorld(start=(-50, 0), fork=(0, 0), right=(50, 0), wrong=(6, 50), **bend)
    for names in ("start fork", "fork right", f"fork {' '.join(bend)} wrong"):
        world.way(names, highway="footway")
    built = world.build(tmp_path)
    assert forks(Walked.of(Meeting(built.streets), walk(built, "start fork right")), [1]) == [False]


def test_a_way_of_one_piece_or_none_passes_little(told):
    (surface,) = told(marks.Waymark, row({"surface": "asphalt"}), along(1))
    assert isinstance(surface, marks.Material)
