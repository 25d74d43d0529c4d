import pytest

from routing.streets.graph import Mode
from routing.streets.model import Kind
from routing.streets.snap import Snap
from tests.routing.streets.ground import CAR, E7_PER_METRE, FOOT, Edge, Restriction, make_streets, open_network


def steps_of(tmp_path, places, edges, a, b, mode=Mode.FOOT, **more):
    _, network = open_network(make_streets(places, edges, **more), tmp_path)
    start, goal = (network.vertex_snap(place) if isinstance(place, int) else Snap(0, 0, *place, 0) for place in (a, b))
    return network.route(mode, start, goal)


def test_a_crossroads_told_turn_by_turn(tmp_path):
    places = [(0, 0), (100, 0), (100, 100), (190, 150), (0, -50)]
    edges = [Edge(0, 1, name="Long Street"), Edge(1, 2, name="Hill Road"), Edge(2, 3, name="Mill Lane"), Edge(0, 4)]
    path = steps_of(tmp_path, places, edges, (0, 0.5), (2, 0.5))
    assert [(step.manoeuvre, step.name) for step in path.steps] == [("depart", "Long Street"), ("left", "Hill Road"), ("right", "Mill Lane")]
    assert [step.distance_m for step in path.steps] == pytest.approx([50, 100, 51.48], abs=0.02)
    assert [step.bearing_deg for step in path.steps] == [90, 0, 61]
    assert [step.way_ids for step in path.steps] == [(100,), (101,), (102,)]
    assert (path.lat_e7[0], path.lon_e7[0]) == (0, pytest.approx(50 * E7_PER_METRE, abs=1))
    back = steps_of(tmp_path / "back", places, edges, (2, 0.5), (0, 0.5))
    assert [step.manoeuvre for step in back.steps] == ["depart", "left", "right"]
    assert back.lat_e7.tolist() == path.lat_e7.tolist()[::-1]


def test_one_street_of_many_edges_is_one_step_until_it_bends(tmp_path):
    places = [(0, 0), (50, 0), (100, 5), (150, 5), (150, 90)]
    edges = [Edge(i, i + 1, name="Ring") for i in range(4)]
    path = steps_of(tmp_path, places, edges, 0, 4)
    assert [(step.manoeuvre, step.way_ids) for step in path.steps] == [("depart", (100, 101, 102)), ("left", (103,))]


def test_steps_lifts_crossings_and_squares_are_told_of(tmp_path):
    places = [(0, 0), (20, 0), (30, 0), (45, 0), (45, 2), (85, 2)]
    edges = [
        Edge(0, 1, FOOT, Kind.FOOTWAY), Edge(1, 2, FOOT, Kind.CROSSING), Edge(2, 3, FOOT, Kind.STEPS, facts=(("drop_dm", 30),)),
        Edge(3, 4, FOOT, Kind.ELEVATOR, facts=(("time_s", 40),)), Edge(4, 5, FOOT, Kind.AREA),
    ]  # fmt: skip
    path = steps_of(tmp_path, places, edges, 0, 5)
    assert [step.manoeuvre for step in path.steps] == ["depart", "cross", "steps_down", "elevator", "enter_square"]
    assert path.drop_dm == 30
    back = steps_of(tmp_path / "back", places, edges, 5, 0)
    assert [step.manoeuvre for step in back.steps] == ["enter_square", "elevator", "steps_up", "cross", "continue"]
    assert (back.climb_dm, back.drop_dm) == (30, 0)
    assert back.steps[1].duration_ms == 40_000


def test_a_roundabout_names_the_exit(tmp_path):
    # a circle driven against the clock from the south: exits to the east, north and west
    places = [(0, -60), (0, -20), (20, 0), (0, 20), (-20, 0), (60, 0), (0, 60), (-60, 0)]
    circle = (("roundabout", 1),)
    edges = [
        Edge(0, 1, CAR, name="South"), Edge(1, 2, 16, facts=circle), Edge(2, 3, 16, facts=circle), Edge(3, 4, 16, facts=circle),
        Edge(4, 1, 16, facts=circle), Edge(2, 5, CAR, name="East"), Edge(3, 6, CAR, name="North"), Edge(4, 7, CAR, name="West"),
    ]  # fmt: skip
    for number, (edge, name) in enumerate([(5, "East"), (6, "North"), (7, "West")], 1):
        path = steps_of(tmp_path / name, places, edges, (0, 0.5), (edge, 0.5), Mode.CAR)
        assert [(step.manoeuvre, step.exit) for step in path.steps][1] == ("roundabout", number)
        assert path.steps[2].name == name


def test_a_link_to_a_stop_is_part_of_the_street(tmp_path):
    places = [(0, 3), (0, 0), (100, 0)]
    edges = [Edge(0, 1, FOOT, Kind.LINK, facts=(("way", 0),)), Edge(1, 2, name="Main Street")]
    path = steps_of(tmp_path, places, edges, 0, 2)
    assert [(step.name, step.way_ids) for step in path.steps if step.name] == [("Main Street", ()), ("Main Street", (101,))]


def test_a_route_from_a_place_to_itself_is_one_point(tmp_path):
    path = steps_of(tmp_path, [(0, 0), (100, 0)], [Edge(0, 1)], 0, 0)
    assert (path.duration_ms, path.length_cm, path.steps, len(path.lat_e7)) == (0, 0, (), 1)


def test_restrictions_are_obeyed_and_the_way_round_is_told(tmp_path):
    places = [(0, 0), (100, 0), (200, 0), (100, 100), (200, 100)]
    edges = [Edge(0, 1), Edge(1, 2), Edge(1, 3), Edge(2, 4), Edge(4, 3)]
    free = steps_of(tmp_path / "free", places, edges, (0, 0.5), (2, 0.5), Mode.CAR)
    assert free.edges.tolist() == [0, 2]
    no_left = steps_of(tmp_path / "no", places, edges, (0, 0.5), (2, 0.5), Mode.CAR, restrictions=[Restriction(0, 1, 2)])
    assert no_left.edges.tolist() == [0, 1, 3, 4, 2]
    only = steps_of(tmp_path / "only", places, edges, (0, 0.5), (2, 0.5), Mode.CAR, restrictions=[Restriction(0, 1, 1, only=True)])
    assert only.edges.tolist() == [0, 1, 3, 4, 2]
    over_ways = [Restriction(0, 1, 2), Restriction(0, 1, 4, via=(1, 3))]
    assert steps_of(tmp_path / "ways", places, edges, (0, 0.5), (2, 0.5), Mode.CAR, restrictions=over_ways) is None
    assert steps_of(tmp_path / "walk", places, edges, (0, 0.5), (2, 0.5), restrictions=over_ways).edges.tolist() == [0, 2]
