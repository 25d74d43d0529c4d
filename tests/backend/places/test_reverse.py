"""Naming the place at a point."""
import numpy as np
import pytest
import shapely

from backend.places.index import build_index
from backend.places.service import PlaceSearch
from routing.atlas import LabelKind, Layer, PlaceKind
from routing.build.features import Collected, pack
from tests.backend.places.city import CityBook, at, timetable


@pytest.fixture(scope="module")
def search(tmp_path_factory) -> PlaceSearch:
    book = CityBook().street("Elm Street", 0, 0, "1 3 5").street("Long Lane", 1000, 0)
    book.add(PlaceKind.FOOD, "Café Blau", 5, 20, category="cafe").add(PlaceKind.BENCH, "", 300, 300, category="bench")
    collected = Collected()
    line = shapely.LineString([at(500, 0)[::-1], at(1500, 0)[::-1]])
    collected.add(Layer.LABEL, LabelKind.STREET_SMALL, 0, "Long Lane", line)
    folder = tmp_path_factory.mktemp("search")
    build_index(book.places(), timetable([("a", "Elm Corner", -200, 0, 0, -1)]), folder, pack(collected))
    return PlaceSearch.open(folder)


@pytest.mark.parametrize(
    "east, north, name",
    [
        (10, 10, "Elm Street 3"),
        (4, 19, "Café Blau"),
        (30, 40, "Elm Street 5"),
        (520, 30, "Long Lane"),
        (-195, 0, "Elm Corner"),
    ],
)
def test_the_nearest_name(search, east, north, name):
    place = search.reverse(*at(east, north))
    assert place.name == name
    assert place.distance_m < 60


def test_nothing_within_the_limit(search):
    assert search.reverse(*at(300, 300)) is None, "a bench names no place"
    assert search.reverse(*at(10, 30), 5) is None
    assert search.reverse(*at(10, 10), 0) is None
    assert search.reverse(float("nan"), 8.0) is None
    assert search.reverse(-89.0, 179.0) is None


def test_distance_is_that_to_the_address(search):
    place = search.reverse(*at(20, 18))
    assert place.distance_m == pytest.approx(10.0, abs=0.2)
    assert np.hypot(place.lat - at(20, 8)[0], place.lon - at(20, 8)[1]) < 1e-6
