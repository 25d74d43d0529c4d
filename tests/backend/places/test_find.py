"""Finding places by what people type."""
import statistics
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.places.index import build_index
from backend.places.service import FoundPlace, PlaceSearch
from routing.atlas import PlaceKind
from routing.build.features import build_atlas
from routing.build.problems import Problems
from routing.store import StoreError
from tests.backend.places.city import CityBook, at, timetable

HERE = at(0, 0)
STOPS = [("8221:1", "Bismarckplatz", 200, 0, 1, -1), ("8221:1:a", "Bismarckplatz", 205, 5, 0, 0), ("8221:2", "Heidelberg, Hbf", 1500, 0, 0, -1)]


@pytest.fixture(scope="module")
def search(tmp_path_factory) -> PlaceSearch:
    book = CityBook()
    book.street("Hauptstraße", 400, 0, "1 2 3 5 12 12a 14 47-51").street("Hauptstraße", 9000, 0, "7 12", town="Eppelheim")
    book.street("Gerhart-Hauptmann-Straße", -300, 400, "1 3").street("Berliner Straße", -600, 0, "10 41").street("Mönchhofstraße", 0, 900)
    book.street("Bismarckplatz", 230, 20).street("Im Neuenheimer Feld", -900, 600, "205 400").street("Alder Street", 300, 900, "8")
    book.add(PlaceKind.SETTLEMENT, "Neuenheim", -400, 700, town="", category="suburb")
    book.add(PlaceKind.FOOD, "Café Knösel", 500, 30, category="cafe", addr__street="Haspelgasse", addr__housenumber="20")
    book.add(PlaceKind.SHOP, "Backhaus", 150, 50, category="bakery").add(PlaceKind.SHOP, "Backhaus", 4000, 0, category="bakery")
    book.add(PlaceKind.HEALTH, "St. Josef Hospital", 700, -200, category="hospital")
    book.add(PlaceKind.TOILETS, "", 300, -40, category="toilets").add(PlaceKind.TOILETS, "", 3000, 0, category="toilets")
    book.add(PlaceKind.PARKING, "P1 Poststraße", 100, -100, category="underground").add(PlaceKind.PARK_RIDE, "", 2500, 0, category="surface")
    book.add(PlaceKind.LEISURE, "Stadtpark", 0, -500, category="park").add(PlaceKind.LEISURE, "Stadtpark", 200, -500, category="park")
    book.add(PlaceKind.ADDRESS, "", 5000, 5000, town="Dilsberg", addr__street="Untere Höfe", addr__housenumber="4")
    folder = tmp_path_factory.mktemp("search")
    build_index(book.places(), timetable(STOPS, route_type=0, served=(0, 2)), folder)
    return PlaceSearch.open(folder)


def first(search: PlaceSearch, query: str, near=HERE) -> FoundPlace:
    return search.find(query, near, 5)[0]


@pytest.mark.parametrize(
    "query", ["Hauptstr 12", "12 Hauptstrasse, Heidelberg", "hauptstraße 12", "Haupt Str. 12", "Hauptstr. 12 Heidelberg", "haupstrasse 12"]
)
def test_an_address_however_it_is_written(search, query):
    place = first(search, query)
    assert (place.kind, place.name, place.detail, place.asked_number) == (PlaceKind.ADDRESS, "Hauptstraße 12", "Heidelberg", None)
    assert place.id.endswith("#12")


def test_the_town_chooses_between_streets_of_one_name(search):
    assert first(search, "Hauptstraße 12 Eppelheim").detail == "Eppelheim"
    assert first(search, "Hauptstraße Eppelheim").detail == "Eppelheim"
    assert first(search, "Hauptstraße 12", near=at(9000, 0)).detail == "Eppelheim"


def test_letters_and_ranges_of_house_numbers(search):
    assert first(search, "hauptstr 12a").name == "Hauptstraße 12a"
    assert first(search, "hauptstr 12 a").name == "Hauptstraße 12a"
    assert first(search, "hauptstr 49").name == "Hauptstraße 47-51"


def test_an_unknown_number_gives_the_nearest_and_says_so(search):
    place = first(search, "Hauptstraße 16")
    assert (place.name, place.asked_number) == ("Hauptstraße 14", "16")
    street = first(search, "Mönchhofstr 3")
    assert (street.kind, street.name, street.asked_number) == (PlaceKind.STREET, "Mönchhofstraße", "3")


@pytest.mark.parametrize(
    "query, name",
    [
        ("mönch", "Mönchhofstraße"),
        ("moenchhofstrasse", "Mönchhofstraße"),
        ("MONCHHOFSTR", "Mönchhofstraße"),
        ("monchofstrasse", "Mönchhofstraße"),
        ("neuenhiemer feld", "Im Neuenheimer Feld"),
        ("feld neuenheimer im", "Im Neuenheimer Feld"),
        ("cafe knosel", "Café Knösel"),
        ("Knoesel", "Café Knösel"),
        ("saint josef", "St. Josef Hospital"),
        ("krankenhaus josef", "St. Josef Hospital"),
        ("alder st", "Alder Street"),
        ("Alder Str", "Alder Street"),
        ("aldr stret", "Alder Street"),
        ("hauptbahnhof", "Heidelberg, Hbf"),
        ("heidelberg hbf", "Heidelberg, Hbf"),
        ("berliner str", "Berliner Straße"),
        ("parkhaus", "P1 Poststraße"),
        ("cafe haspelgasse", "Café Knösel"),
    ],
)
def test_slips_beginnings_accents_and_other_words(search, query, name):
    assert first(search, query).name == name


def test_a_stop_comes_before_its_street(search):
    found = search.find("bismarckplatz", HERE, 5)
    assert [(p.kind, p.stop_idx) for p in found[:2]] == [(PlaceKind.STOP, 0), (PlaceKind.STREET, None)]
    assert found[0].id == "stop/8221:1"
    assert [p.kind for p in found].count(PlaceKind.STOP) == 1, "station and platform are one"


def test_a_settlement_comes_before_a_street_that_begins_alike(search):
    assert first(search, "neuenheim").kind == PlaceKind.SETTLEMENT


def test_the_nearer_of_two_equals_comes_first(search):
    assert [round(p.distance_m, -3) for p in search.find("Backhaus", HERE, 5)] == [0, 4000]
    assert [round(p.distance_m, -3) for p in search.find("Backhaus", at(4000, 0), 5)] == [0, 4000]
    assert first(search, "wc").distance_m < 400
    assert first(search, "toilets", near=at(3000, 0)).distance_m < 10


def test_places_without_a_name_say_what_they_are(search):
    assert first(search, "toilet").name == "Toilets"
    assert first(search, "park and ride").name == "Park and ride"


def test_two_parts_of_one_park_are_one_result(search):
    assert len([p for p in search.find("stadtpark", HERE, 5) if p.kind == PlaceKind.LEISURE]) == 1


def test_a_street_known_only_by_its_addresses(search):
    place = first(search, "untere hofe 4")
    assert (place.kind, place.name, place.detail) == (PlaceKind.ADDRESS, "Untere Höfe 4", "Dilsberg")
    assert first(search, "untere hofe").kind == PlaceKind.STREET


def test_without_a_place_to_search_from(search):
    place = search.find("Hauptstr 12", None, 3)[0]
    assert place.distance_m is None
    assert place.name == "Hauptstraße 12"


GARBAGE = [
    "", " ", "\0", "\0\0hau\0", "😀", "🏳️‍🌈 🚌", "a" * 1000, "1 " * 500,
    "((((", "hauptstr AND OR NOT", '"', "*:*", "~2", "name:x", "\u202e", "12",
]  # fmt: skip


@pytest.mark.parametrize("query", GARBAGE)
def test_garbage_is_answered_calmly(search, query):
    assert isinstance(search.find(query, HERE, 5), list)


def test_nothing_is_found_for_nonsense(search):
    assert search.find("qwxyzzy", HERE, 5) == []
    assert search.find("Hauptstraße", HERE, 0) == []


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_searched(search, query):
    assert len(search.find(query, HERE, 4)) <= 4


def test_every_beginning_of_a_name_finds_it(search):
    for length in range(3, len("Mönchhofstraße") + 1):
        assert "Mönchhofstraße" in [p.name for p in search.find("Mönchhofstraße"[:length], HERE, 10)]


def test_a_folder_that_is_no_index(tmp_path):
    with pytest.raises(StoreError):
        PlaceSearch.open(tmp_path)


def test_an_empty_city(tmp_path):
    build_index(CityBook().places(), None, tmp_path / "search")
    empty = PlaceSearch.open(tmp_path / "search")
    assert empty.find("anything", HERE, 5) == []
    assert empty.reverse(*HERE) is None


@pytest.fixture(scope="module")
def heidelberg(shared_data, tmp_path_factory) -> PlaceSearch:
    features, places = build_atlas(shared_data / "heidelberg" / "heidelberg.osm.pbf", Problems(), lambda step, share: None)
    folder = tmp_path_factory.mktemp("heidelberg")
    build_index(places, None, folder, features)
    return PlaceSearch.open(folder)


def test_heidelberg(heidelberg):
    near = (49.4094, 8.6942)
    assert heidelberg.find("hauptstr", near, 3)[0].name == "Hauptstraße"
    assert heidelberg.find("hauptstr", near, 3)[0].detail == "Heidelberg"
    assert heidelberg.find("neuenhimer feld", near, 3)[0].name == "Im Neuenheimer Feld"
    assert heidelberg.find("Hauptstr 2 Neckargemünd", near, 3)[0].name == "Hauptstraße 2"
    assert heidelberg.find("toilets", near, 3)[0].kind == PlaceKind.TOILETS
    assert heidelberg.reverse(49.4118, 8.7069, 100).name
    took = []
    for query in ("h", "ha", "haupt", "hauptstr 12", "Mönchhofstr", "parkplatz", "bahnhof", "uni klinik", "im neuenheimer feld 371", "xqzw"):
        begun = time.perf_counter()
        heidelberg.find(query, near, 10)
        took.append((time.perf_counter() - begun) * 1000)
    print(f"search in Heidelberg: median {statistics.median(took):.1f} ms, longest {max(took):.1f} ms")
