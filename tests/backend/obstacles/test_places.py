"""Which way on foot an obstacle lies on: a street with a pavement on each side, a crossing, a road for cars alone, a passage inside a station."""
import pytest

from backend.contract.obstacles import ObstacleKind
from backend.obstacles.places import apart_m, edges_at
from routing.city import City
from routing.streets.model import Access, Kind
from tests.routing.build.osm_world import at as place_at
from tests.routing.streets.ground import CAR, E7_PER_METRE, FOOT, Edge
from tests.routing.test_covering import city_of
from tests.routing.test_lifts import city as station  # noqa: F401 - a fixture

CORNERS = [(0, 8), (200, 8), (0, -8), (200, -8), (100, 8), (100, -8), (0, 60), (200, 60), (0, 90), (200, 90), (0, 0), (200, 0)]
NORTH_1, NORTH_2, SOUTH_1, SOUTH_2, CROSSING, ROAD, PASSAGE = range(7)
EDGES = [
    Edge(0, 4, FOOT, Kind.SIDEWALK), Edge(4, 1, FOOT, Kind.SIDEWALK), Edge(2, 5, FOOT, Kind.SIDEWALK), Edge(5, 3, FOOT, Kind.SIDEWALK),
    Edge(4, 5, FOOT, Kind.CROSSING), Edge(6, 7, CAR, Kind.PRIMARY), Edge(8, 9, FOOT, Kind.CORRIDOR),
]  # fmt: skip


@pytest.fixture(scope="module")
def street(tmp_path_factory) -> City:
    return city_of(tmp_path_factory.mktemp("street"), CORNERS, EDGES)


def found(city: City, east_m: float, north_m: float, kind: ObstacleKind = ObstacleKind.BINS, accuracy_m: float = 0) -> list[int]:
    lon, lat = east_m * E7_PER_METRE / 1e7, north_m * E7_PER_METRE / 1e7
    return edges_at(city, kind, lat, lon, accuracy_m).tolist()


def test_of_two_pavements_the_nearer_one(street):
    assert found(street, 40, 5) == [NORTH_1]
    assert found(street, 40, -3) == [SOUTH_1]
    assert found(street, 160, 14) == [NORTH_2]


def test_a_blocked_kerb_ramp_closes_the_crossing_and_not_the_pavement(street):
    assert found(street, 100, 8, ObstacleKind.KERB_RAMP_BLOCKED) == [CROSSING]
    assert found(street, 103, 8, ObstacleKind.KERB_RAMP_BLOCKED) == [CROSSING]
    assert found(street, 103, 8.5, ObstacleKind.BINS) == [NORTH_2]
    assert found(street, 40, 8, ObstacleKind.KERB_RAMP_BLOCKED) == [NORTH_1], "where no crossing is mapped, the pavement"


def test_nobody_on_foot_is_on_a_road_for_cars_and_a_place_on_the_map_is_not_inside(street):
    assert CAR & (Access.FOOT_F | Access.FOOT_B) == 0
    assert found(street, 100, 60) == []
    assert found(street, 100, 90) == []


def test_a_place_that_may_be_far_off_reaches_farther_and_not_without_end(street):
    assert found(street, 40, 30) == []
    assert found(street, 40, 30, accuracy_m=25) == [NORTH_1]
    assert found(street, 40, 62, accuracy_m=1000) == []


def test_a_broken_lift_is_all_of_the_lift_that_is_there(station):  # noqa: F811
    lat, lon = place_at(200, 12)
    edges = edges_at(station, ObstacleKind.LIFT_BROKEN, float(lat), float(lon), 0)
    assert len(edges)
    assert set(station.streets.edge_kind[edges].tolist()) == {Kind.ELEVATOR}


def test_a_lift_where_there_is_none_closes_nothing(street):
    assert found(street, 40, 8, ObstacleKind.LIFT_BROKEN) == []


def test_metres_between_places():
    assert apart_m(49.4, 8.6, 49.401, 8.6) == pytest.approx(111.2, abs=0.5)
    assert apart_m(49.4, 8.6, 49.4, 8.601) == pytest.approx(72.4, abs=0.5)
