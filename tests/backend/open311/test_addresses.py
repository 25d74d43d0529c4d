"""A place by its address: one that is clear, or a refusal that says what it may be. Nothing is guessed."""
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.open311.addresses import find_address
from backend.open311.errors import Faults
from backend.places.index import build_index
from backend.places.service import PlaceSearch
from routing.atlas import PlaceKind
from tests.backend.open311.georeport import GeoReportClient, Refused
from tests.backend.places.city import CityBook, timetable
from tests.worlds.town import at


@pytest.fixture(scope="module")
def search(tmp_path_factory) -> PlaceSearch:
    book = CityBook()
    book.street("Hauptstraße", 400, 0, "1 2 12 12a").street("Hauptstraße", 9000, 0, "7 12", town="Eppelheim").street("Alder Street", 300, 900, "8")
    book.add(PlaceKind.SHOP, "Alder Street Bakery", 320, 910).add(PlaceKind.SHOP, "Backhaus", 150, 50).add(PlaceKind.SHOP, "Backhaus", 4000, 0)
    book.add(PlaceKind.SETTLEMENT, "Neuenheim", -400, 700, town="", category="suburb")
    folder = tmp_path_factory.mktemp("search")
    build_index(book.places(), timetable([("8221:2", "Heidelberg, Hbf", 1500, 0, 0, -1)], route_type=0, served=(0,)), folder)
    return PlaceSearch.open(folder)


@pytest.mark.parametrize(("text", "name", "town"), [
    ("Hauptstraße 12, Heidelberg", "Hauptstraße 12", "Heidelberg"), ("hauptstr. 12 eppelheim", "Hauptstraße 12", "Eppelheim"),
    ("12a Hauptstrasse", "Hauptstraße 12a", "Heidelberg"), ("Haupt Str. 7", "Hauptstraße 7", "Eppelheim"),
    ("69117 Heidelberg, Hauptstraße 1", "Hauptstraße 1", "Heidelberg"), ("Alder Street", "Alder Street", "Heidelberg"),
    ("Alder St. 8", "Alder Street 8", "Heidelberg"), ("Alder Street Bakery", "Alder Street Bakery", "Heidelberg"),
])  # fmt: skip
def test_what_is_clear_is_found_however_it_is_written(search, text, name, town):
    place = find_address(search, text, "")
    assert (place.name, place.detail) == (name, town)
    assert find_address(search, "", place.id) == place, "and by the id that it was told by"


@pytest.mark.parametrize(("text", "count"), [("Hauptstraße 12", 2), ("Backhaus", 2), ("Hauptstraße", 2), ("Hauptstraße 99 Heidelberg", 1)])
def test_what_may_be_several_is_listed(search, text, count):
    with pytest.raises(Faults) as refused:
        find_address(search, text, "")
    (fault,) = refused.value.faults
    ids = [part.rpartition("(")[2].partition(")")[0] for part in fault.partition("It may be: ")[2].split(";")]
    assert len(ids) >= count
    assert len({find_address(search, "", one).id for one in ids}) == len(ids) <= 3


@pytest.mark.parametrize(("text", "place_id"), [
    ("Nowhere Lane 5", ""), ("Neuenheim", ""), ("???", ""), ("", "way/7000"), ("", "stop/x"), ("", "way/x"), ("", "node/4#"), ("", "house"),
])  # fmt: skip
def test_what_is_nowhere_is_refused(search, text, place_id):
    with pytest.raises(Faults, match="known here"):
        find_address(search, text, place_id)


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(max_size=30) | st.from_regex(r"(node|way|relation|stop)/[0-9]{1,30}(#[0-9a-z]{0,4})?", fullmatch=True))
def test_whatever_is_typed_is_a_place_or_a_refusal(search, text, place_id):
    with suppress(Faults):
        assert find_address(search, text, place_id).id


@pytest.fixture
def them(client, key) -> GeoReportClient:
    return GeoReportClient(client, api_key=key)


def test_a_request_is_filed_and_found_by_an_address(them):
    asked = {"service_code": "other", "description": "Flour on the pavement."}
    number = them.file(**asked, address_string="Elm Bakery")["service_request_id"]
    told = them.request(number)
    lat, lon = at(700, 5)
    assert (abs(float(told["lat"]) - lat) < 1e-4, abs(float(told["long"]) - lon) < 1e-4) == (True, True)
    assert (told["address"], told["address_id"]) == ("Elm Bakery", "node/1")
    again = them.file(**asked, address_id=told["address_id"])["service_request_id"]
    for around in ({"address_string": "Elm Bakery"}, {"address_id": "node/1", "radius": 20}, {"lat": lat, "long": lon}):
        assert {number, again} <= {one["service_request_id"] for one in them.requests(**around)}
    far = dict(zip(("lat", "long"), at(1500, 0)))
    assert not {number, again} & {one["service_request_id"] for one in them.requests(**far, radius=700)}
    assert {number, again} <= {one["service_request_id"] for one in them.requests(**far, radius=900)}


@pytest.mark.parametrize("place", [{"address_string": "Nowhere Lane 5"}, {"address_id": "way/7000"}, {"lat": "north", "long": "8"}, {"lat": "49.4"}])
def test_a_place_that_is_not_clear_is_refused_both_ways(them, place):
    for asks in (lambda: them.requests(**place), lambda: them.file(service_code="other", description="Here.", **place)):
        with pytest.raises(Refused) as refused:
            asks()
        assert refused.value.status == 400


def test_what_was_written_of_a_place_is_not_told(them):
    lat, lon = at(700, 5)
    number = them.file(service_code="other", description="x", lat=lat, long=lon, address_string="CANARY, at my aunt's")["service_request_id"]
    assert "CANARY" not in str(them.request(number))
