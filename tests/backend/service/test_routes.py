"""Every route as a client meets it."""
import gzip
from datetime import datetime, timedelta

import pytest

from backend.map.mercator import project
from backend.map.tiles import decode_tile
from tests.worlds.town import at

MORNING = "2026-11-24T08:00:00+01:00"


def point(x: float, y: float, **more) -> dict:
    lat, lon = at(x, y)
    return {"lat": lat, "lon": lon, **more}


def trip(**more) -> dict:
    return {"origin": point(200, 20, name="Home"), "destination": point(3800, 280, name="Work"), "departAt": MORNING} | more


def test_a_trip_by_tram_and_on_foot(client):
    answer = client.post("/v1/plan", json=trip())
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert body["cityVersion"] == "elmstead-1"
    assert datetime.fromisoformat(body["asOf"]).tzinfo
    tram = body["itineraries"][0]["legs"]
    assert [leg["mode"] for leg in tram] == ["WALK", "TRAM", "WALK"]
    assert tram[0]["from"] == {"name": "Home", "lat": trip()["origin"]["lat"], "lon": trip()["origin"]["lon"], "stopId": None, "platform": None}
    assert (tram[1]["from"]["stopId"], tram[1]["to"]["stopId"]) == ("west", "east")
    assert tram[1]["route"]["shortName"] == "1"
    assert tram[1]["tripId"] == "E495"
    assert [stop["name"] for stop in tram[1]["intermediateStops"]] == ["Market", "Bridge"]
    assert all(leg["steps"] for leg in (tram[0], tram[2]))


def test_arriving_by(client):
    body = client.post("/v1/plan", json={key: value for key, value in trip(arriveBy=MORNING).items() if key != "departAt"}).json()
    assert body["itineraries"]
    assert all(datetime.fromisoformat(one["arriveAt"]) <= datetime.fromisoformat(MORNING) for one in body["itineraries"])


@pytest.mark.parametrize("offset", ["+01:00", "+00:00", "-05:00"])
def test_the_same_moment_in_any_offset_is_the_same_trip(client, offset):
    moment = datetime.fromisoformat(MORNING)
    hours = int(offset[:3])
    local = (moment.replace(tzinfo=None) + timedelta(hours=hours - 1)).isoformat() + offset
    plans = [client.post("/v1/plan", json=trip(departAt=text)).json()["itineraries"] for text in (MORNING, local)]
    assert plans[0] == plans[1]


def test_a_day_without_service_is_told(client):
    body = client.post("/v1/plan", json=trip(departAt="2027-05-01T08:00:00+02:00")).json()
    assert [leg["mode"] for leg in body["itineraries"][0]["legs"]] == ["WALK"]
    assert body["notices"][0]["code"] == "no_service_data"


def test_limits_of_the_request_reach_the_engine(client):
    on_foot = client.post("/v1/plan", json=trip(modes=["WALK"])).json()["itineraries"]
    assert [[leg["mode"] for leg in one["legs"]] for one in on_foot] == [["WALK"]]
    short = client.post("/v1/plan", json=trip(maxWalkM=900)).json()["itineraries"]
    assert short
    assert all(one["walkM"] <= 900 for one in short if len(one["legs"]) > 1)


def test_places_by_name_and_at_a_point(client):
    found = client.get("/v1/places", params={"q": "elm bakry", "near": "49.4,8.6"}).json()["places"]
    assert (found[0]["name"], found[0]["kind"], found[0]["wheelchair"]) == ("Elm Bakery", "SHOP", "YES")
    assert found[0]["distanceM"] == pytest.approx(700, abs=5)
    assert client.get("/v1/places", params={"q": "zzzzqqq"}).json() == {"places": []}
    lat, lon = at(702, 4)
    assert client.get("/v1/places/reverse", params={"lat": lat, "lon": lon}).json()["place"]["name"] == "Elm Bakery"
    far = client.get("/v1/places/reverse", params={"lat": 10, "lon": 10})
    assert (far.status_code, far.json()["code"]) == (422, "outside_city")


def test_a_stop_found_by_name_has_departures(client):
    stop = next(place for place in client.get("/v1/places", params={"q": "Market Station"}).json()["places"] if place["stopId"])
    body = client.get(f"/v1/stops/{stop['stopId']}/departures", params={"at": MORNING, "limit": 3}).json()
    assert body["stop"]["name"] == "Market Station"
    assert len(body["departures"]) == 3
    assert body["departures"][0]["departAt"] == "2026-11-24T08:04:00+01:00"


def test_an_id_with_a_slash_is_part_of_an_address(client):
    found = client.get("/v1/stops/market~1bus/departures", params={"at": MORNING}).json()
    assert (found["stop"]["id"], found["stop"]["name"]) == ("market~1bus", "Market Bus")


def test_map_tiles_are_packed_and_told_apart_by_etag(client):
    x, y = project(*at(250, 150))
    address = f"/v1/map/14/{int(x * 2**14)}/{int(y * 2**14)}"
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-encoding"]) == (200, "gzip")
    assert answer.headers["content-type"] == "application/vnd.msgpack"
    layers = decode_tile(answer.content)["layers"]
    assert layers
    for known in (answer.headers["etag"], f'W/{answer.headers["etag"]}, "other"', "*"):
        again = client.get(address, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert decode_tile(plain.content)["layers"][0]["layer"] == layers[0]["layer"]
    assert plain.content == gzip.decompress(gzip.compress(answer.content))


def test_the_city_says_what_it_is(client):
    city = client.get("/v1/city").json()
    assert city["name"] == "Elmstead"
    assert city["bbox"]["south"] < city["centre"]["lat"] < city["bbox"]["north"]
    assert city["validity"] == {"firstDay": "2026-10-20", "lastDay": "2026-12-20"}
    assert set(city["modes"]) == {"WALK", "BIKE", "CAR", "CAR_PARK", "TRANSIT", "PARK_RIDE", "KISS_RIDE", "BIKE_RIDE"}
    assert city["transitModes"] == ["BUS", "FERRY", "TRAM"]
    assert client.get("/healthz").json() == {"status": "ok", "cityVersion": "elmstead-1"}
