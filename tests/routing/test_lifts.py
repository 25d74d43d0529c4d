"""Which lift or escalator somebody speaks of, in a station that both the map and the timetable know."""
from dataclasses import replace

import numpy as np
import pytest

from backend.demo.live.survey import lifts_of
from routing.build.pins import PathwayMode, Pins
from routing.city import City
from routing.covering import lift_edges
from routing.lifts import rides_of
from routing.store import Texts, load, save
from routing.streets.model import UNKNOWN_I16, Kind, Streets
from routing.streets.network import StreetNetwork
from tests.routing.build.osm_world import OsmWorld
from tests.routing.build.osm_world import at as place_at
from tests.routing.door.village import features, manifest, places
from tests.routing.transit.feeds import Feed, make_transit
from tests.routing.transit.towns import trip

# Stops by row, metres east and north: an entrance, a hall below it, two platforms; the station around them; a stop elsewhere.
STOPS = {"door": (0, 0), "hall": (2, 0), "east": (3, 0), "west": (60, 0), "station": (20, 0), "far": (300, 0)}
DOOR, HALL, EAST, WEST, STATION, FAR = range(6)
PATHWAYS = [
    (DOOR, HALL, PathwayMode.ELEVATOR), (HALL, EAST, PathwayMode.ELEVATOR), (HALL, WEST, PathwayMode.ELEVATOR),
    (DOOR, HALL, PathwayMode.ESCALATOR), (HALL, DOOR, PathwayMode.ESCALATOR),
]  # fmt: skip


def write_world(folder) -> Streets:
    """A street, a lift of the map beside the entrance with two more floors above it, and one far away that is a way."""
    world = OsmWorld(a=(-50, 0), b=(0, 0), c=(350, 0), up=(-4, 30), top=(20, 30), x=(200, 0), y=(200, 20))
    world.tag("up", highway="elevator")
    world.way("a b x c", highway="residential")
    world.node("ground", -4, 3)
    for names, level in (("b ground up", 0), ("up top", 1), ("top up", 2)):
        world.way(names, highway="footway", level=level)
    world.node("lift", -4, 1, highway="elevator")
    world.way("b lift", highway="footway", level=0)
    world.way("lift top", highway="footway", level=1)
    world.way("x y", highway="elevator")
    world.way("y top", highway="footway", level=1)
    built = world.build(folder, pins())
    return built.streets


def pins() -> Pins:
    lat, lon = zip(*(place_at(*metres) for metres in STOPS.values()))
    count = len(PATHWAYS)
    one, other, mode = (np.array(column) for column in zip(*PATHWAYS))
    none16 = np.full(count, UNKNOWN_I16, np.int16)
    return replace(
        Pins.at(lat, lon), joins=np.array([1, 0, 0, 0, 0, 1], np.uint8), level=np.array([0, -1, -2, -2, 0, 0], np.float32),
        pathway_from=one.astype(np.int32), pathway_to=other.astype(np.int32), pathway_mode=mode.astype(np.uint8),
        pathway_two_way=(mode == PathwayMode.ELEVATOR).astype(np.uint8), pathway_length_cm=np.full(count, -1, np.int32),
        pathway_time_s=np.full(count, -1, np.int32), pathway_step_count=none16, pathway_incline_permille=none16, pathway_width_cm=none16,
        pathway_name=Texts.of([""] * count), pathway_reversed_name=Texts.of([""] * count),
    )  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> City:
    folder = tmp_path_factory.mktemp("station")
    save(write_world(folder), folder / "streets")
    streets = load(Streets, folder / "streets")
    StreetNetwork.build(streets, folder / "network")
    transit = replace(
        make_transit(Feed(len(STOPS), [trip("2 at 8:00, 3 at 8:10")])), stop_id=Texts.of(STOPS),
        stop_parent=np.array([STATION, STATION, STATION, STATION, -1, -1], np.int32),
    )  # fmt: skip
    return City(folder, manifest(), streets, transit, places(False), features(), StreetNetwork.open(folder / "streets", folder / "network"))


def told(city: City, facility_id: str, stop_id: str = "", metres=None, kind: str = "unknown") -> set[tuple[str, int]]:
    """Kind and way (negative: one more than the row of the pathway) of what is closed."""
    lat, lon = place_at(*metres) if metres else (None, None)
    rows = lift_edges(city, facility_id, stop_id, lat, lon, kind)
    return {(Kind(int(city.streets.edge_kind[row])).name, int(city.streets.edge_way[row])) for row in rows}


LIFT_OF_HALL = {("ELEVATOR", -1), ("ELEVATOR", -2)}
LIFT_OF_MAP = {("ELEVATOR", 0)}


def test_the_world_has_what_the_tests_speak_of(city):
    rides = rides_of(city)
    assert sorted(ride.kind for ride in rides.rides) == ["escalator"] * 2 + ["lift"] * 6
    assert len(set(rides.shaft.tolist())) == 6


def test_a_pathway_is_found_by_the_stops_it_joins_with_all_floors_and_the_map_beside_it(city):
    assert told(city, "pathway-door-hall", kind="lift") == told(city, "pathway-hall-east") == LIFT_OF_HALL | LIFT_OF_MAP
    assert told(city, "pathway-hall-west") == {("ELEVATOR", -3)}


def test_a_name_that_lift_and_escalator_share_is_told_apart_by_the_kind(city):
    assert told(city, "pathway-door-hall", kind="escalator") == {("ESCALATOR", -4)}
    assert told(city, "pathway-hall-door") == {("ESCALATOR", -5)}
    assert told(city, "pathway-hall-west", kind="escalator") == set()


def test_lifts_of_the_map_are_found_by_node_and_by_way(city):
    rides = rides_of(city).rides
    nodes = [ride for ride in rides if ride.of_map and ride.names[0].startswith("osm-node")]
    assert sorted(len(ride.edges) for ride in nodes) == [1, 3]
    for ride in nodes:
        assert set(ride.edges) <= set(lift_edges(city, ride.names[0], "", None, None).tolist())
    (way,) = [ride for ride in rides if ride.names[0].startswith("osm-way")]
    assert told(city, way.names[0]) == {("ELEVATOR", int(way.names[0].removeprefix("osm-way-")))}


def test_an_id_of_its_own_is_found_by_its_place(city):
    assert told(city, "A17", metres=(33, 3), kind="lift") == {("ELEVATOR", -3)}
    assert told(city, "A17", metres=(2, 1), kind="lift") == LIFT_OF_HALL | LIFT_OF_MAP
    assert told(city, "A17", metres=(200, 8))
    assert told(city, "A17", metres=(280, 0)) == set()


def test_at_its_stop_rather_than_elsewhere(city):
    assert told(city, "A17", "", (-4, 25), "lift") == LIFT_OF_MAP
    assert told(city, "A17", "station", (-4, 25), "lift") == LIFT_OF_HALL | LIFT_OF_MAP


def test_without_a_place_the_only_one_of_its_stop(city):
    assert told(city, "A17", "door", kind="lift") == set()  # the station has two
    assert told(city, "A17", "far") == told(city, "A17", "nowhere") == told(city, "A17") == set()


@pytest.mark.parametrize("folder", ["demo_folder", "heidelberg_folder"])
def test_in_a_whole_city_every_lift_is_found_by_its_id_and_by_its_place(folder, request):
    city = City.open(request.getfixturevalue(folder))
    streets, found = city.streets, 0
    for lift in lifts_of(streets, city.transit):
        edges = lift_edges(city, lift.id, lift.stop_id, None, None, lift.kind)
        assert len(edges)
        assert set(streets.edge_kind[edges].tolist()) == {Kind.ELEVATOR if lift.kind == "lift" else Kind.ESCALATOR}
        found += bool(set(edges.tolist()) & set(lift_edges(city, "own", lift.stop_id, lift.lat, lift.lon, lift.kind).tolist()))
    assert found == len(lifts_of(streets, city.transit)) > 20
