"""Which edges a closed line, area or point covers: on streets drawn by hand, against a slow reader, and on whole cities."""
import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.along import BESIDE_M, ENOUGH_M, running_along
from routing.city import City
from routing.covering import covered_edges
from routing.ground import ground_of
from routing.streets.graph import Mode
from routing.streets.model import Access, Kind
from tests.routing.door.village import features, manifest, places
from tests.routing.streets.ground import BIKE, CAR, E7_PER_METRE, EVERYBODY, FOOT, Edge, make_streets, open_network
from tests.routing.transit.feeds import Feed, make_transit
from tests.routing.transit.towns import trip

# The corners of two blocks, metres; a street from west to east, with a lane across it and one that leaves at a slant.
#   4 ── lane ── 1 ── lane ── 5
PLACES = [(0, 0), (200, 0), (400, 0), (600, 0), (200, 150), (200, -150), (500, 100), (0, 6), (400, 6), (15, 300), (15, 315)]
MAIN_1, MAIN_2, MAIN_3, LANE_N, LANE_S, SLANT, PAVEMENT, LIFT, STUB = range(9)
EDGES = [
    Edge(0, 1), Edge(1, 2), Edge(2, 3), Edge(1, 4), Edge(1, 5), Edge(2, 6), Edge(7, 8, FOOT, Kind.SIDEWALK),
    Edge(9, 9, FOOT, Kind.ELEVATOR, facts=(("way", -1),)), Edge(9, 10, FOOT, Kind.STATION_WALKWAY, facts=(("way", -2),)),
]  # fmt: skip


def city_of(folder, points, edges, pins=(0,)) -> City:
    streets, network = open_network(make_streets(points, edges, pins=pins), folder)
    transit = make_transit(Feed(max(2, len(pins)), [trip("0 at 8:00, 1 at 8:10")]))
    return City(folder, manifest(), streets, transit, places(False), features(), network)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory) -> City:
    return city_of(tmp_path_factory.mktemp("blocks"), PLACES, EDGES)


def degrees(points) -> np.ndarray:
    return np.array(points, float) * E7_PER_METRE / 1e7


def line(*points) -> shapely.LineString:
    return shapely.LineString(degrees(points))


def point(east_m: float, north_m: float) -> shapely.Point:
    return shapely.Point(degrees([(east_m, north_m)])[0])


def area(west_m: float, south_m: float, east_m: float, north_m: float) -> shapely.Polygon:
    return shapely.Polygon(degrees([(west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m)]))


def rows(city: City, shape, *modes: Mode) -> list[int]:
    return covered_edges(city, shape, *([modes] if modes else [])).tolist()


def test_a_line_closes_the_street_it_runs_along_and_the_pavement_beside_it(blocks):
    assert rows(blocks, line((0, 0), (200, 0))) == [MAIN_1, PAVEMENT]
    assert rows(blocks, line((200, 0), (0, 0))) == [MAIN_1, PAVEMENT]


def test_a_pavement_stays_open_when_the_closure_is_for_cars(blocks):
    assert rows(blocks, line((0, 0), (400, 0)), Mode.CAR) == [MAIN_1, MAIN_2]
    assert rows(blocks, line((0, 0), (400, 0)), Mode.CAR, Mode.BIKE) == [MAIN_1, MAIN_2]


def test_streets_that_cross_or_turn_away_stay_open(blocks):
    assert rows(blocks, line((150, 0), (260, 0)), Mode.CAR) == [MAIN_1, MAIN_2]
    assert rows(blocks, line((300, 0), (400, 0), (600, 0)), Mode.CAR) == [MAIN_2, MAIN_3]


def test_works_that_begin_or_end_on_the_way_close_the_edge_with_15_metres(blocks):
    assert rows(blocks, line((0, 0), (216, 0)), Mode.CAR) == [MAIN_1, MAIN_2]
    assert rows(blocks, line((0, 0), (212, 0)), Mode.CAR) == [MAIN_1]


def test_short_works_close_the_street_they_lie_on(blocks):
    assert rows(blocks, line((300, 2), (306, 2)), Mode.CAR) == [MAIN_2]


def test_a_line_drawn_beside_the_street_with_a_few_bends_closes_it(blocks):
    assert rows(blocks, line((2, -4), (60, -6), (120, -3), (198, -5)), Mode.CAR) == [MAIN_1]


def test_a_line_across_a_street_closes_nothing(blocks):
    assert rows(blocks, line((100, -8), (100, 8))) == []
    assert rows(blocks, line((80, -20), (120, 20))) == []


def test_a_line_far_from_any_street_covers_nothing(blocks):
    assert rows(blocks, line((0, -60), (180, -60))) == []


def test_a_line_without_length_is_a_point(blocks):
    assert rows(blocks, line((100, -1), (100, -1))) == rows(blocks, point(100, -1))


def test_an_area_closes_what_is_more_than_2_metres_inside(blocks):
    assert rows(blocks, area(202.5, -20, 300, 20)) == [MAIN_2, PAVEMENT]
    assert rows(blocks, area(197, 10, 203, 200)) == [LANE_N]
    assert rows(blocks, area(150, -1.5, 250, 1)) == [MAIN_1, MAIN_2]


def test_an_area_closes_lifts_but_no_ways_inside_stations(blocks):
    assert rows(blocks, area(0, 290, 30, 330)) == [LIFT]
    assert rows(blocks, area(0, 290, 30, 330), Mode.CAR) == []


def test_an_area_whose_outline_crosses_itself_is_read_as_its_parts(blocks):
    bow = shapely.Polygon(degrees([(40, -10), (160, 10), (160, -10), (40, 10)]))
    assert rows(blocks, bow, Mode.CAR) == [MAIN_1]


def test_a_point_closes_the_nearest_street_of_each_mode(blocks):
    assert rows(blocks, point(100, 1), Mode.CAR) == [MAIN_1]
    assert rows(blocks, point(100, 5.9)) == [MAIN_1, PAVEMENT]
    assert rows(blocks, point(100, 5.9), Mode.CAR, Mode.BIKE) == [MAIN_1]
    assert rows(blocks, point(100, -16)) == []


def test_a_point_on_a_junction_closes_all_streets_that_meet_there(blocks):
    assert rows(blocks, point(203, 2), Mode.CAR) == [MAIN_1, MAIN_2, LANE_N, LANE_S]
    assert rows(blocks, point(207, 0), Mode.CAR) == [MAIN_2]
    assert rows(blocks, point(599, 0), Mode.CAR) == [MAIN_3]


def test_several_shapes_add_up(blocks):
    lines, points = shapely.MultiLineString([line((0, 0), (200, 0)), line((400, 0), (600, 0))]), shapely.MultiPoint([point(200, 75)])
    assert rows(blocks, shapely.GeometryCollection([lines, points]), Mode.CAR) == [MAIN_1, MAIN_3, LANE_N]
    assert rows(blocks, shapely.Polygon()) == []
    assert covered_edges(blocks, line((0, 0), (200, 0)), frozenset()).tolist() == []


def test_heights_are_ignored(blocks):
    assert rows(blocks, shapely.force_3d(line((0, 0), (200, 0)), 120.0), Mode.CAR) == [MAIN_1]


def test_a_bicycle_may_be_pushed_beside_what_is_closed_to_bicycles(tmp_path):
    city = city_of(tmp_path, [(0, 0), (100, 0), (0, 5), (100, 5)], [Edge(0, 1, BIKE | CAR), Edge(2, 3, FOOT), Edge(2, 3, Access.BIKE_B)])
    assert rows(city, line((0, 0), (100, 0)), Mode.BIKE) == [0, 2]
    assert rows(city, line((0, 0), (100, 0)), Mode.FOOT) == [1]


def test_a_city_without_streets_has_nothing_to_close(tmp_path):
    city = city_of(tmp_path, [(0, 0)], [])
    assert all(rows(city, shape) == [] for shape in (line((0, 0), (9, 0)), point(0, 0), area(0, 0, 9, 9)))


POSITIONS = st.tuples(st.floats(-60, 60), st.floats(-60, 60))
LINES = st.lists(POSITIONS, min_size=2, max_size=4).map(shapely.LineString).filter(lambda drawn: drawn.length > 3)


def slow_overlap_m(edge: shapely.LineString, works: shapely.LineString) -> float:
    """Metres of an edge beside a line and parallel to it, looked at every 10 cm."""
    total, length = 0.0, edge.length
    count = max(1, math.ceil(length / 0.1))
    stretches = [shapely.LineString(pair) for pair in zip(works.coords[:-1], works.coords[1:]) if pair[0] != pair[1]]
    for number in range(count):
        here = edge.interpolate((number + 0.5) * length / count)
        ahead = np.subtract(edge.interpolate((number + 0.6) * length / count).coords[0], edge.interpolate((number + 0.4) * length / count).coords[0])
        nearest = min(stretches, key=lambda stretch: stretch.distance(here))
        along = np.subtract(nearest.coords[1], nearest.coords[0])
        passed = np.dot(np.subtract(here.coords[0], nearest.coords[0]), along) / np.dot(along, along)
        off_end = (nearest is stretches[0] and passed < 0) or (nearest is stretches[-1] and passed > 1)
        cosine = abs(np.dot(ahead, along)) / np.hypot(*ahead) / np.hypot(*along)
        if nearest.distance(here) <= BESIDE_M and cosine >= math.cos(math.radians(25)) and not off_end:
            total += length / count
    return total


@settings(max_examples=40, deadline=None)
@given(LINES, LINES)
def test_what_runs_along_agrees_with_a_slow_reader(edge, works):
    (found,) = running_along(np.array([edge]), works).tolist()
    overlap_m = slow_overlap_m(edge, works)
    slack_m = 2.5 * len(edge.coords)
    if overlap_m > edge.length / 2 + slack_m:
        assert found
    if overlap_m < min(edge.length / 2, ENOUGH_M, works.length / 2) - slack_m:
        assert not found


@pytest.mark.parametrize("folder", ["demo_folder", "heidelberg_folder"])
def test_in_a_whole_city_the_line_of_a_street_closes_it_and_no_street_at_right_angles(folder, request):
    city = City.open(request.getfixturevalue(folder))
    ground, streets = ground_of(city), city.streets
    kinds = np.isin(streets.edge_kind, (Kind.RESIDENTIAL, Kind.SECONDARY, Kind.FOOTWAY, Kind.CYCLEWAY))
    drawn = kinds & ground.outdoors & (streets.edge_access & EVERYBODY > 0) & (shapely.length(ground.lines) > 5)
    chosen = np.random.default_rng(7).choice(np.flatnonzero(drawn), 200, replace=False)
    across = 0
    for edge in chosen.tolist():
        first, end = int(streets.geometry_first[edge]), int(streets.geometry_first[edge + 1])
        drawn_line = shapely.LineString(np.column_stack((streets.geometry_lon_e7[first:end], streets.geometry_lat_e7[first:end])) / 1e7)
        found = covered_edges(city, drawn_line)
        assert edge in found
        ends = {int(streets.edge_tail[edge]), int(streets.edge_head[edge])}
        meeting = [other for other in found.tolist() if other != edge and ends & {int(streets.edge_tail[other]), int(streets.edge_head[other])}]
        across += sum(angle_of(ground.lines[edge], ground.lines[other]) > 60 for other in meeting if ground.lines[other].length > 2 * BESIDE_M)
    assert across == 0


def angle_of(one: shapely.LineString, other: shapely.LineString) -> float:
    """Degrees between the directions from end to end, 0 to 90; 0 for what leads back to where it began."""
    a, b = (np.subtract(line.coords[-1], line.coords[0]) for line in (one, other))
    if np.hypot(*a) < 0.9 * one.length or np.hypot(*b) < 0.9 * other.length:
        return 0.0
    return math.degrees(math.acos(min(1.0, abs(np.dot(a, b)) / np.hypot(*a) / np.hypot(*b))))
