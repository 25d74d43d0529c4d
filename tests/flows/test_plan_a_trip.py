"""The whole story over HTTP: a stranger starts the real server on a real city and plans trips with an HTTP client."""
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

START_S = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(city: Path):
    """A server process on a free port, ended politely."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "allways"), "serve", "--city", str(city), "--port", str(port)]
    server = subprocess.Popen(command, start_new_session=True)
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"host": "localhost"}, timeout=60)
    try:
        wait_until_healthy(server, client)
        yield client
    finally:
        client.close()
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def wait_until_healthy(server, client) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert server.poll() is None, "the server ended by itself"
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail("the server never became healthy")


@pytest.fixture(scope="module")
def demo(demo_folder):
    with served(demo_folder) as client:
        yield client


def place(client, words: str) -> dict:
    found = client.get("/v1/places", params={"q": words, "limit": 1}).json()["places"]
    assert found, f"{words} was not found"
    return {"lat": found[0]["lat"], "lon": found[0]["lon"], "name": found[0]["name"]}


def tomorrow(hour: int, client) -> str:
    """A weekday to come at this hour, in UTC."""
    day = datetime.now(UTC) + timedelta(days=1)
    while day.weekday() > 3:
        day += timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0).isoformat()


def check_itinerary(itinerary: dict, origin: dict, destination: dict) -> None:
    legs = itinerary["legs"]
    assert (legs[0]["from"]["lat"], legs[0]["from"]["lon"]) == pytest.approx((origin["lat"], origin["lon"]), abs=1e-6)
    assert (legs[-1]["to"]["lat"], legs[-1]["to"]["lon"]) == pytest.approx((destination["lat"], destination["lon"]), abs=1e-6)
    times = [datetime.fromisoformat(leg[key]) for leg in legs for key in ("departAt", "arriveAt")]
    assert times == sorted(times)
    assert itinerary["durationS"] == (times[-1] - times[0]).total_seconds()
    for leg in legs:
        assert leg["geometry"]
        if leg["mode"] in ("WALK", "BIKE", "CAR"):
            assert leg["steps"]
        else:
            assert leg["tripId"]
            assert leg["route"]["shortName"] or leg["route"]["longName"]


def test_a_resident_plans_across_the_city(demo):
    origin, destination = place(demo, "Main Station"), place(demo, "University")
    answer = demo.post("/v1/plan", json={"origin": origin, "destination": destination, "departAt": tomorrow(7, demo)})
    assert answer.status_code == 200, answer.text
    itineraries = answer.json()["itineraries"]
    assert 2 <= len(itineraries) <= 5
    for itinerary in itineraries:
        check_itinerary(itinerary, origin, destination)
    assert any(leg["mode"] not in ("WALK", "BIKE", "CAR") for itinerary in itineraries for leg in itinerary["legs"])


def test_arrive_by_arrives_in_time(demo):
    origin, destination = place(demo, "University"), place(demo, "Hospital")
    latest = tomorrow(8, demo)
    answer = demo.post("/v1/plan", json={"origin": origin, "destination": destination, "arriveBy": latest}).json()
    assert answer["itineraries"]
    for itinerary in answer["itineraries"]:
        check_itinerary(itinerary, origin, destination)
        assert datetime.fromisoformat(itinerary["arriveAt"]) <= datetime.fromisoformat(latest)


@pytest.mark.parametrize("mode", ["BIKE", "CAR", "PARK_RIDE", "KISS_RIDE", "BIKE_RIDE"])
def test_every_way_of_moving_has_its_answer(demo, mode):
    city = demo.get("/v1/city").json()
    south, west, north, east = city["bbox"]["south"], city["bbox"]["west"], city["bbox"]["north"], city["bbox"]["east"]
    origin = {"lat": south + 0.20 * (north - south), "lon": west + 0.30 * (east - west)}
    destination = place(demo, "University")
    answer = demo.post("/v1/plan", json={"origin": origin, "destination": destination, "departAt": tomorrow(7, demo), "modes": [mode]}).json()
    own = {"BIKE": "BIKE", "BIKE_RIDE": "BIKE"}.get(mode, "CAR")
    using = [i for i in answer["itineraries"] if i["legs"][0]["mode"] == own]
    assert using, answer["notices"]
    for itinerary in using:
        check_itinerary(itinerary, origin, destination)
        assert (len({leg["mode"] for leg in itinerary["legs"]} - {"WALK", "BIKE", "CAR"}) > 0) == (mode not in ("BIKE", "CAR"))


def test_a_night_owl_gets_home_or_the_first_morning_service(demo):
    origin, destination = place(demo, "Old Town"), place(demo, "Hospital")
    answer = demo.post("/v1/plan", json={"origin": origin, "destination": destination, "departAt": tomorrow(2, demo)}).json()
    assert answer["itineraries"]
    for itinerary in answer["itineraries"]:
        check_itinerary(itinerary, origin, destination)


def test_wrong_input_is_told_by_field(demo):
    origin = place(demo, "Main Station")
    answer = demo.post("/v1/plan", json={"origin": origin, "destination": {"lat": 99, "lon": 3.5}})
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert "destination.lat" in answer.text
    far = demo.post("/v1/plan", json={"origin": origin, "destination": {"lat": 48.2, "lon": 16.4}})
    assert far.status_code == 422
    assert far.json()["code"] == "outside_city"


def test_stops_departures_map_and_search(demo):
    stops = demo.get("/v1/places", params={"q": "Main Stat"}).json()["places"]
    stop = next(found for found in stops if found.get("stopId"))
    leaving = demo.get(f"/v1/stops/{stop['stopId']}/departures", params={"at": tomorrow(7, demo), "limit": 5}).json()["departures"]
    assert len(leaving) == 5
    city = demo.get("/v1/city").json()
    tile = demo.get("/v1/map/14/8351/5132")
    assert tile.status_code == 200
    assert demo.get("/v1/map/14/8351/5132", headers={"if-none-match": tile.headers["etag"]}).status_code == 304
    assert demo.get("/v1/places/reverse", params={"lat": city["centre"]["lat"], "lon": city["centre"]["lon"]}).status_code == 200


def test_heidelberg_answers_too(heidelberg_folder):
    with served(heidelberg_folder) as client:
        origin, destination = {"lat": 49.4036, "lon": 8.6754}, {"lat": 49.4108, "lon": 8.7064}
        answer = client.post("/v1/plan", json={"origin": origin, "destination": destination, "departAt": "2022-09-14T08:30:00+02:00"})
        assert answer.status_code == 200, answer.text
        itineraries = answer.json()["itineraries"]
        for itinerary in itineraries:
            check_itinerary(itinerary, origin, destination)
        assert any(leg.get("route") for itinerary in itineraries for leg in itinerary["legs"])
