"""Places for clients of MOTIS: by what is typed, and at a point."""
import pytest

from backend.motis.geocoding import tokens
from tests.backend.motis.asking import HOME, plan, point


def found(client, version: int = 1, **asked) -> list[dict]:
    answer = client.get(f"/api/v{version}/geocode", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("version", [1, 5, 6])
def test_a_station_can_be_found_and_travelled_to(client, version):
    station = found(client, version, text="market stat")[0]
    assert (station["type"], station["id"], station["name"], station["modes"]) == ("STOP", "hbf", "Market Station", ["BUS", "TRAM"])
    assert station["tokens"] == [[0, 6], [7, 4]]
    assert plan(client, toPlace=station["id"])["to"]["name"] == "Market Station"


def test_places_and_streets(client):
    bakery = found(client, text="elm bakry")[0]
    assert (bakery["type"], bakery["category"], bakery["id"]) == ("PLACE", "bakery", "node/1")
    street = found(client, text="main street")[0]
    assert (street["type"], street["street"]) == ("ADDRESS", "Main Street")
    assert found(client, text="zzzzqqq") == []


def test_only_what_is_wanted(client):
    assert found(client, text="main street", type="STOP,PLACE") == []
    assert found(client, text="market", mode="FERRY") == []
    assert found(client, text="market", mode="BUS")
    west, east = point(0, -100), point(1000, 100)
    assert [one["name"] for one in found(client, text="elm", min=west, max=east)] == ["Elm Bakery"]
    assert found(client, text="elm", min=point(2000, -100), max=point(3000, 100)) == []
    assert len(found(client, text="e", numResults=1)) <= 1


def test_the_place_at_a_point_and_the_stops_around(client):
    here = client.get("/api/v1/reverse-geocode", params={"place": point(702, 4)}).json()
    assert here[0]["name"] == "Elm Bakery"
    stops = client.get("/api/v1/reverse-geocode", params={"place": HOME, "type": "STOP"}).json()
    assert [one["id"] for one in stops] == ["west"]
    assert client.get("/api/v1/reverse-geocode", params={"place": "10,10"}).json() == []


@pytest.mark.parametrize("route", ["geocode", "reverse-geocode"])
@pytest.mark.parametrize(
    "asked, status",
    [
        ({}, 400), ({"text": "x", "place": "north"}, 400), ({"text": "x", "place": "91,0"}, 422),
        ({"text": "x", "place": "1,2", "type": "MOON"}, 400),
        ({"text": "x", "place": "1,2", "numResults": "51"}, 422), ({"text": "x", "place": "nan,2"}, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_refused(client, route, asked, status):
    answer = client.get(f"/api/v1/{route}", params=asked)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"] == answer.json()["detail"]


def test_what_was_typed_is_marked_whatever_its_accents():
    assert tokens("Bäckerei am Münster", "muns back") == ((0, 4), (12, 4))
    assert tokens("Hauptbahnhof", "bahnhof") == ()
