"""Squares are walked across."""
import numpy as np
import pytest
import shapely

from routing.build.squares import MOST_POINTS, find_rings
from routing.streets.model import Kind
from tests.routing.build.osm_world import OsmWorld


def square(**more) -> OsmWorld:
    """100 m by 100 m, with a street to each corner."""
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(100, 100), d=(0, 100), A=(-50, -50), C=(150, 150), **more)
    world.way("A a", highway="footway")
    world.way("c C", highway="footway")
    return world


def across(built) -> set[frozenset]:
    """Pairs of OSM nodes joined by a line across."""
    s = built.streets
    return {frozenset((int(s.vertex_osm[s.edge_tail[e]]), int(s.vertex_osm[s.edge_head[e]]))) for e in np.flatnonzero(s.edge_kind == Kind.AREA)}


def pairs(world, *names) -> set[frozenset]:
    return {frozenset(world.node_id[name] for name in pair) for pair in names}


def test_an_empty_square_is_crossed_straight(tmp_path):
    world = square()
    plaza = world.way("a b c d a", highway="pedestrian", area="yes", surface="sett", name="Plaza")
    built = world.build(tmp_path)
    assert across(built) == pairs(world, "ac")
    assert built.walk_m(built.vertex("a"), built.vertex("c")) == pytest.approx(np.hypot(100, 100), abs=0.05)
    line = next(edge for edge in built.edges(plaza) if built.streets.edge_kind[edge] == Kind.AREA)
    assert built.streets.names[built.streets.edge_name[line]] == "Plaza"
    assert built.streets.edge_surface[line] == built.streets.edge_surface[built.edges(plaza)[0]] > 0


def test_a_closed_way_that_is_no_area_is_only_walked_around(tmp_path):
    world = square()
    world.way("a b c d a", highway="pedestrian")
    built = world.build(tmp_path)
    assert across(built) == set()
    assert built.walk_m(built.vertex("a"), built.vertex("c")) == pytest.approx(200, abs=0.1)


def test_lines_stay_inside_and_bend_at_corners_that_point_inwards(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(100, 40), inner=(40, 40), e=(40, 100), f=(0, 100), B=(150, 0), F=(-50, 100))
    world.way("b B", highway="footway")
    world.way("f F", highway="footway")
    world.way("a b c inner e f a", highway="pedestrian", area="yes")
    built = world.build(tmp_path)
    assert across(built) == pairs(world, ("b", "inner"), ("f", "inner"))
    expected = np.hypot(60, 40) + np.hypot(40, 60)
    assert built.walk_m(built.vertex("b"), built.vertex("f")) == pytest.approx(expected, abs=0.05)


def test_lines_go_around_the_hole_of_a_multipolygon(tmp_path):
    hole = {"p": (40, 40), "q": (60, 40), "r": (60, 60), "s": (40, 60)}
    world = square(**hole)
    outer = [world.way("a b c"), world.way("a d c")]
    inner = world.way("p q r s p", building="yes")
    members = [("w", outer[0], "outer"), ("w", outer[1], "outer"), ("w", inner, "inner")]
    world.relation(members, type="multipolygon", highway="pedestrian")
    built = world.build(tmp_path)
    assert across(built) == pairs(world, "aq", "as", "cq", "cs")
    expected = 2 * np.hypot(60, 40)
    assert built.walk_m(built.vertex("a"), built.vertex("c")) == pytest.approx(expected, abs=0.05)


def test_an_area_that_is_cut_by_the_extract_is_walked_around_and_counted(tmp_path):
    world = square()
    outer = world.way("a b c")
    world.relation([("w", outer, "outer"), ("w", 77, "outer")], type="multipolygon", highway="pedestrian")
    built = world.build(tmp_path)
    assert across(built) == set()
    assert built.goes("foot", "a", "c")
    assert built.problems.count("area_incomplete") == 1


def test_an_outline_that_crosses_itself_is_counted(tmp_path):
    world = square()
    world.way("a c b d a", highway="pedestrian", area="yes")
    built = world.build(tmp_path)
    assert across(built) == set()
    assert built.problems.count("area_not_a_polygon") == 1


def test_a_private_area_is_not_crossed(tmp_path):
    world = square()
    yard = world.way("a b c d a", highway="pedestrian", area="yes", access="private")
    assert world.build(tmp_path).edges(yard) == []


def test_a_platform_outline_is_an_area_without_saying_so(tmp_path):
    world = square()
    world.way("a b c d a", railway="platform")
    assert across(world.build(tmp_path)) == pairs(world, "ac")


def test_huge_outlines_are_limited_and_counted(tmp_path):
    count = MOST_POINTS + 16
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    world = OsmWorld(**{f"p{i}": (100 * np.cos(a), 100 * np.sin(a)) for i, a in enumerate(angle)})
    for i, a in enumerate(angle):
        world.node(f"q{i}", 120 * np.cos(a), 120 * np.sin(a))
        world.way(f"p{i} q{i}", highway="footway")
    world.way(" ".join([*(f"p{i}" for i in range(count)), "p0"]), highway="pedestrian", area="yes")
    built = world.build(tmp_path)
    lines = int((built.streets.edge_kind == Kind.AREA).sum())
    assert 0 < lines <= MOST_POINTS * (MOST_POINTS - 1) // 2
    assert built.problems.count("area_with_many_corners") == 1


def test_rings_are_joined_from_ways_in_any_direction():
    rings = find_rings([np.array([1, 2, 3]), np.array([1, 5, 3]), np.array([7, 8, 9, 7])])
    assert rings is not None
    assert [ring.tolist() for ring in rings] == [[1, 2, 3, 5], [7, 8, 9]]
    assert find_rings([np.array([1, 2, 3]), np.array([3, 4])]) is None


@pytest.mark.parametrize("seed", range(6))
def test_lines_across_find_the_shortest_way_between_all_entrances(tmp_path, seed):
    """The slow twin walks between all corners that see each other, whatever their shape."""
    rng = np.random.default_rng(seed)
    polygon = shapely.Polygon([(0, 0), (1, 1), (0, 1), (1, 0)])
    while not polygon.is_valid:  # a draw may cross itself
        angle = np.sort(rng.uniform(0, 2 * np.pi, 9))
        corners = np.column_stack([np.cos(angle), np.sin(angle)]) * rng.uniform(20, 100, (9, 1))
        polygon = shapely.Polygon(corners)
    world = OsmWorld(**{f"p{i}": tuple(xy) for i, xy in enumerate(corners)})
    doors = [0, 3, 6]
    for door in doors:
        world.node(f"q{door}", *(corners[door] * 1.2))
        world.way(f"p{door} q{door}", highway="footway")
    world.way(" ".join(f"p{i % 9}" for i in range(10)), highway="pedestrian", area="yes")
    built = world.build(tmp_path)
    room = polygon.buffer(1e-6)
    metres = np.array([[np.hypot(*(a - b)) if room.covers(shapely.LineString([a, b])) else np.inf for b in corners] for a in corners])
    for k in range(9):
        metres = np.minimum(metres, metres[:, k : k + 1] + metres[k])
    for one in doors:
        for other in doors:
            assert built.walk_m(built.vertex(f"p{one}"), built.vertex(f"p{other}")) == pytest.approx(metres[one, other], abs=0.1)


def kinds_across(built, world, *names) -> dict[str, Kind]:
    """Kind of the line between two corners, by their names."""
    s, found = built.streets, {}
    for pair in names:
        ends = {world.node_id[name] for name in pair}
        for edge in range(len(s.edge_tail)):
            if {int(s.vertex_osm[s.edge_tail[edge]]), int(s.vertex_osm[s.edge_head[edge]])} == ends:
                found[pair] = Kind(int(s.edge_kind[edge]))
    return found


def two_levels(**steps) -> OsmWorld:
    """A square with a street at each of six entrances; steps run from e to f, half way up its middle."""
    world = OsmWorld(
        a=(0, 0), b=(100, 0), r=(100, 50), c=(100, 100), d=(0, 100), l=(0, 50), e=(50, 45), f=(50, 55),
        A=(-50, -50), B=(150, -50), R=(150, 50), C=(150, 150), D=(-50, 150), L=(-50, 50),
    )  # fmt: skip
    for name in "abrcdl":
        world.way(f"{name.upper()} {name}", highway="footway")
    world.way("a b r c d l a", highway="pedestrian", area="yes")
    world.way("e f", highway="steps", **steps)
    return world


def test_a_line_across_that_runs_over_steps_is_steps(tmp_path):
    world = two_levels()
    kinds = kinds_across(world.build(tmp_path), world, "ac", "bd", "lr", "ar")
    assert kinds == {"ac": Kind.STEPS, "bd": Kind.STEPS, "lr": Kind.STEPS, "ar": Kind.AREA}


def test_wide_steps_are_in_the_way_of_more_lines(tmp_path):
    wide = two_levels(width="90")
    assert kinds_across(wide.build(tmp_path), wide, "ar") == {"ar": Kind.STEPS}
    narrow = two_levels(width="1")
    assert kinds_across(narrow.build(tmp_path), narrow, "ar") == {"ar": Kind.AREA}


def test_an_area_that_is_steps_is_steps_wherever_it_is_crossed(tmp_path):
    world = square()
    world.way("a b c d a", highway="steps", area="yes")
    assert kinds_across(world.build(tmp_path), world, "ac") == {"ac": Kind.STEPS}
