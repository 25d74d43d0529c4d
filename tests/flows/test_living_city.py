"""A day in a living city: the service over the demonstration city, polling the simulator over HTTP, and a person who asks while things happen."""
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

import httpx
import pytest

from backend.demo.live.catalogue import FEEDS
from tests.backend.trips.test_polyline import decoded
from tests.flows.test_plan_a_trip import free_port, wait_until_healthy

STATION, UNIVERSITY, HOSPITAL = (55.4897, 3.5036), (55.5066, 3.4845), (55.509508, 3.529199)
EVERY_S, FRESH_S = 5, {"trip-updates": 15}
PATIENCE_S = 90
ALLWAYS = [sys.executable, "-m", "allways.main"]


@pytest.fixture(scope="module")
def city(demo_folder, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Simulator and service as two processes; feeds are asked often and grow old soon, so that nobody has to wait long."""
    home = tmp_path_factory.mktemp("living")
    port = free_port()
    feeds = home / "feeds.toml"
    feeds.write_text("".join(
        f'[[feeds]]\nid = "{feed.id}"\nkind = "{feed.kind}"\nurl = "http://127.0.0.1:{port}{feed.path}"\nevery_s = {EVERY_S}\n'
        f"fresh_s = {FRESH_S.get(feed.id, feed.fresh_s)}\n"
        for feed in FEEDS
    ))  # fmt: skip
    simulator = subprocess.Popen([*ALLWAYS, "simulate", "--city", str(demo_folder), "--port", str(port)], stdout=subprocess.DEVNULL)
    service_port = free_port()
    environment = {
        **os.environ, "ALLWAYS_SIMULATOR": f"127.0.0.1:{port}", "ALLWAYS_DATABASE_URL": f"sqlite+aiosqlite:///{home / 'db.sqlite'}",
        "ALLWAYS_RATE_LIMITS": "off",
    }  # fmt: skip
    command = [*ALLWAYS, "serve", "--city", str(demo_folder), "--port", str(service_port), "--feeds", str(feeds)]
    service = subprocess.Popen(command, env=environment)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{service_port}", headers={"host": "localhost"}, timeout=60) as client, httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=30
        ) as control:
            wait_until_healthy(service, client)
            until(lambda: all(feed["live"] for feed in list_feeds(client)))
            yield SimpleNamespace(client=client, control=control)
    finally:
        for process in (service, simulator):
            process.terminate()
            process.wait(20)


def until(holds: Callable[[], object]) -> object:
    """What it answers as soon as it is true; fails when that takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.2)
    pytest.fail("it did not happen in time")


def order(city, what: str, **words) -> None:
    answer = city.control.post(f"/control/{what}", json=words)
    assert answer.is_success, answer.text


def list_feeds(client) -> list[dict]:
    return client.get("/v1/feeds").json()["feeds"]


def ask(city, *modes: str, begin=STATION, end=HOSPITAL, **more) -> list[dict]:
    places = {name: {"lat": lat, "lon": lon} for name, (lat, lon) in (("origin", begin), ("destination", end))}
    answer = city.client.post("/v1/plan", json={**places, "modes": list(modes), **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["itineraries"]


def legs(itineraries: list[dict], holds: Callable[[dict], object]) -> list[dict]:
    return [leg for itinerary in itineraries for leg in itinerary["legs"] if holds(leg)]


def rides(itineraries: list[dict]) -> list[dict]:
    return legs(itineraries, lambda leg: leg["route"])


def rented(itineraries: list[dict]) -> list[dict]:
    return legs(itineraries, lambda leg: leg["rental"])


def runs(itineraries: list[dict]) -> set[tuple[str, str]]:
    return {(leg["tripId"], leg["serviceDay"]) for leg in rides(itineraries)}


def soon(itineraries: list[dict]) -> dict:
    """A ride of the timetable that the simulator tells of: it publishes what leaves within the hour, and second vehicles that no timetable has."""
    within = datetime.now(UTC) + timedelta(minutes=45)
    told = [leg for leg in rides(itineraries) if leg["live"] and leg["scheduledDepartAt"]]
    found = [leg for leg in told if datetime.fromisoformat(leg["departAt"]) < within]
    if not found:
        pytest.skip("no vehicle leaves within the hour at this time of the night")
    return found[0]


def middle_of_longest(line: list[tuple[float, float]]) -> tuple[float, float]:
    """Of the stretches between two points of a line: surely on the street and on none that crosses it."""
    (lat, lon), (to_lat, to_lon) = max(pairwise(line), key=lambda ends: math.dist(*ends))
    return (lat + to_lat) / 2, (lon + to_lon) / 2


def test_every_feed_is_fresh_and_says_when_it_was_seen(city):
    feeds = list_feeds(city.client)
    assert [feed["id"] for feed in feeds] == [feed.id for feed in FEEDS]
    assert [feed for feed in feeds if feed["state"] not in ("FRESH", "LATE") or feed["ageS"] > feed["freshS"] or feed["counts"]["problems"]] == []
    assert all(feed["counts"]["entities"] for feed in feeds if feed["id"] not in ("alerts", "closures", "trip-updates", "vehicle-positions"))


def test_a_ride_that_is_cancelled_is_no_longer_offered(city):
    begun = datetime.now(UTC).isoformat()  # asked for the same moment again and again, or the ride is out of reach before it comes back
    leg = soon(ask(city, "WALK", "TRANSIT", departAt=begun))
    assert leg["live"]["ageS"] <= FRESH_S["trip-updates"]
    run = leg["tripId"], leg["serviceDay"]
    order(city, "trips/cancel", tripId=run[0], date=run[1])
    until(lambda: run not in runs(ask(city, "WALK", "TRANSIT", departAt=begun)))
    order(city, "reset")
    until(lambda: run in runs(ask(city, "WALK", "TRANSIT", departAt=begun)))


def test_a_second_vehicle_behind_a_crowded_one_is_among_the_departures_and_goes_with_it(city):
    leg = soon(ask(city, "WALK", "TRANSIT"))
    relief = f"{leg['serviceDay'].replace('-', '')}-{leg['tripId']}-relief"

    def added() -> list[dict]:
        answer = city.client.get(f"/v1/stops/{leg['from']['stopId']}/departures", params={"limit": 100}).json()
        return [one for one in answer["departures"] if one["tripId"] == relief]

    order(city, "trips/relieve", tripId=leg["tripId"], date=leg["serviceDay"])
    (told,) = until(added)
    assert (told["added"], told["scheduledAt"], told["live"]["feed"], told["route"]["id"]) == (True, None, "trip-updates", leg["route"]["id"])
    order(city, "reset")
    until(lambda: not added())


def test_a_bike_is_left_elsewhere_when_its_dock_is_full(city):
    (leg, *_) = rented(ask(city, "SHARED_BIKE"))
    full = leg["rental"]["dropOff"]["stationId"]
    assert leg["rental"]["dropOff"]["docks"] > 0
    order(city, "stations/fill", stationId=full)
    until(lambda: all(other["rental"]["dropOff"]["stationId"] != full for other in rented(ask(city, "SHARED_BIKE"))))
    (other, *_) = rented(ask(city, "SHARED_BIKE"))
    assert other["rental"]["price"]["amountMinor"] > 0
    order(city, "reset")


def test_nobody_crosses_a_street_that_is_closed_until_it_opens_again(city):
    def lines() -> dict[str, list]:
        """By mode, the line of going all the way."""
        found = ((itinerary["legs"][0], itinerary) for itinerary in ask(city, "WALK", "BIKE", "CAR", end=UNIVERSITY))
        return {leg["mode"]: decoded(leg["geometry"]) for leg, itinerary in found if len(itinerary["legs"]) == 1}

    free = lines()
    assert set(free) == {"WALK", "BIKE", "CAR"}
    for line in free.values():
        lat, lon = middle_of_longest(line)
        order(city, "streets/close", lat=lat, lon=lon)
    until(lambda: all(lines().get(mode) != line for mode, line in free.items()))
    order(city, "reset")
    until(lambda: lines() == free)


def test_when_a_feed_dies_its_rides_are_told_by_the_timetable_and_spoiled_messages_stop_nothing(city):
    soon(ask(city, "WALK", "TRANSIT"))
    order(city, "feeds/kill", feed="trip-updates")
    faults = {"bikes": "half", "scooters": "garbage", "parking": "500", "lifts": "bomb"}
    for feed_id, fault in faults.items():
        order(city, "feeds/fault", feed=feed_id, fault=fault)

    def scheduled() -> bool:
        found = rides(ask(city, "WALK", "TRANSIT"))
        return bool(found) and all(leg["live"] is None and leg["departAt"] == leg["scheduledDepartAt"] for leg in found)

    def told() -> dict[str, dict]:
        return {feed["id"]: feed for feed in list_feeds(city.client) if feed["id"] in {*faults, "trip-updates"}}

    until(scheduled)
    until(lambda: all(feed["failures"] > 0 and feed["code"] for feed in told().values()))
    assert not told()["trip-updates"]["live"]
    assert ask(city, "WALK")
    order(city, "feeds/revive", feed="trip-updates")
    order(city, "reset")
    until(lambda: all(feed["live"] and feed["failures"] == 0 for feed in told().values()))
    until(lambda: any(leg["live"] for leg in rides(ask(city, "WALK", "TRANSIT"))))
