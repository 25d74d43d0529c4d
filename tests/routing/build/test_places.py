"""Addresses, streets, settlements and points of interest from OpenStreetMap."""
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.atlas import PlaceKind, Places
from routing.build.features import build_atlas
from routing.build.places import Found, pack
from routing.build.places_tags import place_of
from routing.build.places_towns import ADDRESS_REACH_M, REACH_M, Address, Settlement, Towns
from routing.build.problems import Problems
from routing.earth import METRES_PER_DEGREE
from routing.streets.model import Wheelchair
from tests.routing.build.osm_world import OsmWorld, at


def places(world: OsmWorld, folder) -> tuple[Places, Problems]:
    problems = Problems()
    _, found = build_atlas(world.write(folder / "world.osm.pbf"), problems, lambda step, share: None)
    return found, problems


def listed(found: Places) -> list[tuple]:
    """Kind, name or address, town, category."""
    rows = []
    for i, kind in enumerate(found.kind.tolist()):
        name = found.texts[found.name[i]] or f"{found.texts[found.street[i]]} {found.texts[found.house_number[i]]}".strip()
        rows.append((PlaceKind(kind), name, found.texts[found.town[i]], found.texts[found.category[i]]))
    return rows


@pytest.mark.parametrize(
    "tags, place",
    [
        ({"amenity": "cafe"}, (PlaceKind.FOOD, "cafe")),
        ({"amenity": "cafe", "shop": "books"}, (PlaceKind.FOOD, "cafe")),
        ({"shop": "supermarket"}, (PlaceKind.SHOP, "supermarket")),
        ({"shop": "vacant"}, None),
        ({"amenity": "parking", "parking": "underground"}, (PlaceKind.PARKING, "underground")),
        ({"amenity": "parking", "access": "private"}, None),
        ({"amenity": "parking", "access": "customers"}, None),
        ({"amenity": "parking", "access": "customers", "park_ride": "yes"}, (PlaceKind.PARK_RIDE, "parking")),
        ({"amenity": "parking", "park_ride": "yes"}, (PlaceKind.PARK_RIDE, "parking")),
        ({"amenity": "parking", "park_ride": "no"}, (PlaceKind.PARKING, "parking")),
        ({"amenity": "hospital", "building": "yes"}, (PlaceKind.HEALTH, "hospital")),
        ({"leisure": "park"}, None),
        ({"leisure": "park", "name": "City Park"}, (PlaceKind.LEISURE, "park")),
        ({"leisure": "playground"}, (PlaceKind.LEISURE, "playground")),
        ({"place": "suburb", "name": "Neuenheim"}, (PlaceKind.SETTLEMENT, "suburb")),
        ({"tourism": "hotel"}, (PlaceKind.LODGING, "hotel")),
        ({"office": "lawyer"}, None),
        ({"office": "lawyer", "name": "Right & Sons"}, (PlaceKind.OFFICE, "lawyer")),
        ({"amenity": "toilets", "access": "private"}, None),
        ({"amenity": "bench"}, (PlaceKind.BENCH, "bench")),
        ({"amenity": "something_new", "name": "New"}, (PlaceKind.OTHER, "something_new")),
        ({"building": "yes"}, None),
    ],
)
def test_kinds_of_places(tags, place):
    assert place_of(tags) == place


def test_rows_in_the_order_asked_for():
    found = Found()
    found.add(PlaceKind.FOOD, 49.4, 8.6, 4, {"addr:street": "Elm", "addr:housenumber": " 7 ", "addr:city": "Town"}, name="Blue", category="cafe")
    found.add(PlaceKind.PARK_RIDE, 49.5, -8.7, 9, {"capacity": "120", "wheelchair": "limited"})
    made = pack(found, np.array([1, 0]))
    assert made.kind.tolist() == [PlaceKind.PARK_RIDE, PlaceKind.FOOD]
    assert (made.lat_e7.tolist(), made.lon_e7.tolist(), made.osm.tolist()) == ([495000000, 494000000], [-87000000, 86000000], [9, 4])
    assert (made.capacity.tolist(), made.wheelchair.tolist()) == ([120, -1], [Wheelchair.LIMITED, Wheelchair.UNKNOWN])
    assert listed(made)[1] == (PlaceKind.FOOD, "Blue", "Town", "cafe")
    assert [made.texts[i[1]] for i in (made.street, made.house_number)] == ["Elm", "7"]
    assert len(pack(found, []).kind) == 0


def test_a_capacity_that_is_no_number_is_counted():
    found = Found(file="town.osm.pbf")
    found.add(PlaceKind.PARKING, 49.4, 8.6, 4711 * 4 + 1, {"capacity": "about 20"})
    found.add(PlaceKind.PARKING, 49.4, 8.6, 9, {"capacity": "99999999999"})
    assert pack(found, [0, 1]).capacity.tolist() == [-1, -1]
    entry = found.problems.as_manifest()["bad_capacity"]
    assert entry["count"] == 2
    assert entry["examples"][0] == {"file": "town.osm.pbf", "line": 0, "message": "way 4711: capacity=about 20 is no number"}


def test_addresses_of_nodes_and_houses(tmp_path):
    world = OsmWorld(a=(0, 0), b=(20, 0), c=(20, 20), d=(0, 20), p=(400, 0))
    world.node("n", 100, 0, addr__street="Elm Street", addr__housenumber="7;9", addr__city="Town")
    world.tag("p", addr__place="Hamlet", addr__housenumber="3")
    world.way("a b c d a", building="yes", addr__street="Elm Street", addr__housenumber="1", addr__city="Town", wheelchair="yes")
    world.node("bare", 300, 0, addr__housenumber="5")
    world.way("a p", addr__interpolation="odd")
    found, problems = places(world, tmp_path)
    assert sorted(name for _, name, *_ in listed(found)) == ["Elm Street 1", "Elm Street 7", "Elm Street 9", "Hamlet 3"]
    house = int(np.flatnonzero(found.osm % 4 == 1)[0])
    assert (found.lat_e7[house] / 1e7, found.lon_e7[house] / 1e7) == pytest.approx(at(10, 10), abs=2e-7)
    assert found.wheelchair[house] == Wheelchair.YES
    assert (problems.count("address_without_street"), problems.count("address_interpolation")) == (1, 1)


def test_one_address_on_a_house_and_the_shop_in_it_is_one_and_far_away_two(tmp_path):
    world = OsmWorld()
    address = {"addr__street": "Elm Street", "addr__housenumber": "1"}
    world.node("door", 0, 0, **address)
    world.node("shop", 30, 0, shop="books", **address)
    world.node("far", 900, 0, **address)
    found, _ = places(world, tmp_path)
    assert [kind for kind, *_ in listed(found)] == [PlaceKind.ADDRESS, PlaceKind.ADDRESS, PlaceKind.SHOP]


def test_the_middle_of_a_bent_area_lies_inside_it(tmp_path):
    world = OsmWorld(a=(0, 0), b=(90, 0), c=(90, 10), d=(10, 10), e=(10, 80), f=(90, 80), g=(90, 90), h=(0, 90))
    world.way("a b c d e f g h a", leisure="park", name="Bent Park")
    found, _ = places(world, tmp_path)
    bent = shapely.Polygon([at(*xy)[::-1] for xy in ((0, 0), (90, 0), (90, 10), (10, 10), (10, 80), (90, 80), (90, 90), (0, 90))])
    assert bent.contains(shapely.Point(found.lon_e7[0] / 1e7, found.lat_e7[0] / 1e7))


def test_one_entry_for_each_street_of_each_town(tmp_path):
    world = OsmWorld(a=(0, 0), b=(100, 0), c=(300, 0), d=(0, 500), e=(50, 500), x=(40_000, 0), y=(40_100, 0))
    world.nodes += [((0, 100), {"place": "town", "name": "Oakham"}), ((40_000, 100), {"place": "village", "name": "Elmham"})]
    world.way("a b", highway="residential", name="High Street")
    longest = world.way("b c", highway="residential", name="High Street")
    world.way("d e", highway="service", name="High Street")
    world.way("x y", highway="residential", name="High Street")
    found, _ = places(world, tmp_path)
    streets = [row for row in listed(found) if row[0] == PlaceKind.STREET]
    assert [row[1:3] for row in streets] == [("High Street", "Oakham"), ("High Street", "Elmham")]
    here = int(np.flatnonzero(found.kind == PlaceKind.STREET)[0])
    assert found.osm[here] == longest * 4 + 1
    assert (found.lat_e7[here] / 1e7, found.lon_e7[here] / 1e7) == pytest.approx(at(150, 0), abs=2e-7)
    assert [row[2] for row in listed(found) if row[0] == PlaceKind.SETTLEMENT] == ["", ""], "a town is not in itself"


def test_an_area_then_an_address_then_a_settlement_says_which_town():
    box = shapely.box(8.0, 49.0, 8.1, 49.1)
    towns = Towns(
        [Settlement("Oakham", "town", 49.05, 8.05), Settlement("County Town", "city", 49.2, 8.3)],
        [Address("Elmham", 49.12, 8.12)],
        [("County", shapely.box(7, 48, 9, 50)), ("Oakham", box), ("Elmham", shapely.box(7.9, 48.9, 8.2, 49.2))],
    )
    lat, lon = np.array([49.05, 49.11, 49.21, 47.0]), np.array([8.05, 8.11, 8.31, 8.0])
    assert towns.of(lat, lon) == ["Oakham", "Elmham", "County Town", ""], "a county is no town, and the smallest area counts"
    assert Towns([], [Address("Elmham", 49.12, 8.12)], []).of(np.array([49.121, 49.5]), np.array([8.12, 8.12])) == ["Elmham", ""]
    assert Towns([], [], []).of(lat, lon) == ["", "", "", ""]


spot = st.tuples(st.floats(49.0, 49.2), st.floats(8.0, 8.3))


@given(st.lists(st.tuples(st.sampled_from(sorted(REACH_M)), spot), max_size=8), st.lists(spot, max_size=8), st.lists(spot, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_the_nearest_witness_against_trying_all(settlements, addresses, points):
    witnesses = [Settlement(f"s{i}", place, *where) for i, (place, where) in enumerate(settlements)]
    towns = Towns(witnesses, [Address(f"a{i}", *where) for i, where in enumerate(addresses)], [])
    every = [(where, REACH_M[place], f"s{i}") for i, (place, where) in enumerate(settlements)]
    every += [(where, ADDRESS_REACH_M, f"a{i}") for i, where in enumerate(addresses)]
    narrow = np.cos(np.radians(np.mean([where[0] for where, _, _ in every]))) if every else 1.0
    for point, town in zip(points, towns.of(np.array([p[0] for p in points]), np.array([p[1] for p in points]))):
        shares = {}
        for where, reach_m, name in every:
            shares[name] = np.hypot(point[0] - where[0], (point[1] - where[1]) * narrow) * METRES_PER_DEGREE / reach_m
        near = {name: share for name, share in shares.items() if share < 1}
        near = {name: share for name, share in near.items() if name[0] == "a"} or near
        if not near:
            assert town == "" or shares[town] == pytest.approx(1.0)
        else:
            assert shares[town] == pytest.approx(min(near.values()), rel=1e-6, abs=1e-9)
