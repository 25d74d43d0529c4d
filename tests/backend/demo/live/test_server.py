"""The server over real loopback HTTP: what is published, what is ordered, and every fault."""
import asyncio
import gzip
import json
import tomllib
from datetime import date as Date
from datetime import datetime

import httpx
import pytest
from gbfs_validator import validate_feed
from google.transit import gtfs_realtime_pb2 as rt

from backend.demo.live.clock import SimulatedClock
from backend.demo.live.server import MOST_CONNECTIONS, Simulator
from backend.demo.live.world import World

UPDATES = "/gtfs-rt/trip-updates.pb"
MIB = 2**20


class Hand:
    """Real time, moved by hand."""

    at_s = 0.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def hand() -> Hand:
    return Hand()


@pytest.fixture
async def simulator(town, eight, hand):
    async with Simulator(World(town, 1), SimulatedClock(eight, 60, hand)) as simulator:
        yield simulator


@pytest.fixture
async def client(simulator):
    async with httpx.AsyncClient(base_url=simulator.url, trust_env=False, timeout=20) as client:
        yield client


async def order(client, path: str, **words):
    return await client.post(f"/control{path}", json=words)


async def spoil(client, feed: str, fault: str, **strength) -> None:
    assert (await order(client, "/feeds/fault", feed=feed, fault=fault, **strength)).status_code == 200


async def updates(client) -> rt.FeedMessage:
    message = rt.FeedMessage()
    message.ParseFromString((await client.get(UPDATES)).content)
    return message


async def test_every_page_is_there_with_its_type_and_length(simulator, client):
    for path, page in simulator.publisher.pages.items():
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, page.media_type)
        assert answer.content == page.write(simulator.world, *moment(simulator, page), simulator.url)
        assert (await client.head(path)).headers["content-length"] == answer.headers["content-length"]


def moment(simulator, page) -> tuple[int, int]:
    at_s = simulator.clock.now_s() // page.renewed_s * page.renewed_s
    return at_s, at_s


async def test_what_has_not_changed_is_not_sent_again(client, hand):
    first = await client.get("/lifts.json")
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for known in ({"if-none-match": tag}, {"if-none-match": f'W/"x", {tag}'}, {"if-modified-since": date}):
        again = await client.get("/lifts.json", headers=known)
        assert (again.status_code, again.content) == (304, b"")
    assert (await client.get("/lifts.json", headers={"if-none-match": '"other"'})).status_code == 200
    hand.at_s += 1  # a simulated minute
    assert (await client.get("/lifts.json", headers={"if-none-match": first.headers["etag"]})).status_code == 200


async def test_pages_are_packed_for_those_who_can_unpack(client):
    packed = await client.get("/lifts.json", headers={"accept-encoding": "gzip"})
    plain = await client.get("/lifts.json", headers={"accept-encoding": "gzip;q=0, identity"})
    assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3


@pytest.mark.parametrize("system", ["gbfs/2.3", "gbfs/3.0", "scooters/2.3", "scooters/3.0"])
async def test_the_official_rules_find_no_fault_in_gbfs(simulator, system):
    report = await asyncio.to_thread(validate_feed, f"{simulator.url}/{system}/gbfs.json")
    assert report["summary"]["version"]["detected"] == system.partition("/")[2]
    assert report["summary"]["errorsCount"] == 0
    assert sum(file["exists"] for file in report["files"]) >= 6


async def test_the_official_rules_would_find_one(simulator, monkeypatch):
    page = simulator.publisher.pages["/gbfs/3.0/station_status.json"]
    monkeypatch.setitem(simulator.publisher.pages, page.path, type(page)(page.path, page.feed_id, page.media_type, page.renewed_s,
                        lambda *about: page.write(*about).replace(b'"is_renting":true', b'"is_renting":1')))  # fmt: skip
    report = await asyncio.to_thread(validate_feed, f"{simulator.url}/gbfs/3.0/gbfs.json")
    assert report["summary"]["errorsCount"] > 0


async def test_the_declaration_names_every_feed(simulator, client):
    feeds = tomllib.loads((await client.get("/feeds.toml")).text)["feeds"]
    assert len(feeds) == 9
    for feed in feeds:
        assert (await client.get(feed["url"])).status_code == 200
        assert feed["fresh_s"] > feed["every_s"] >= 5


async def test_the_clock_is_set(simulator, client, hand):
    told = (await order(client, "/clock", now="2026-11-24T18:30:00+01:00", speed=2)).json()
    assert datetime.fromisoformat(told["now"]) == datetime.fromisoformat("2026-11-24T18:30:00+01:00")
    hand.at_s += 30
    told = (await client.get("/control")).json()
    assert (told["now"][11:19], told["speed"]) == ("18:31:00", 2.0)


async def test_a_trip_is_relieved_delayed_and_cancelled(simulator, client, town, eight):
    later = next(one.trip_update for one in (await updates(client)).entity
                 if one.trip_update.stop_time_update and one.trip_update.stop_time_update[0].departure.time > eight + 1200)  # fmt: skip
    day = Date.fromisoformat(f"{later.trip.start_date[:4]}-{later.trip.start_date[4:6]}-{later.trip.start_date[6:]}")

    def same(message):
        return next(one.trip_update for one in message.entity if one.trip_update.trip.trip_id == later.trip.trip_id)

    await order(client, "/trips/relieve", tripId=later.trip.trip_id, date=day.isoformat())
    assert f"{later.trip.start_date}-{later.trip.trip_id}-relief" in {one.trip_update.trip.trip_id for one in (await updates(client)).entity}
    await order(client, "/trips/delay", tripId=later.trip.trip_id, date=day.isoformat(), delayS=3600)
    assert same(await updates(client)).stop_time_update[0].departure.delay >= 3600
    await order(client, "/trips/cancel", tripId=later.trip.trip_id, date=day.isoformat())
    assert same(await updates(client)).trip.schedule_relationship == rt.TripDescriptor.CANCELED
    await order(client, "/reset")
    assert same(await updates(client)) == later


async def test_stations_streets_and_lifts_take_orders(client, town):
    async def bikes(row: int) -> tuple[int, int]:
        station = (await client.get("/gbfs/3.0/station_status.json")).json()["data"]["stations"][row]
        return station["num_vehicles_available"] + station["num_vehicles_disabled"], station["num_docks_available"]

    await order(client, "/stations/empty", stationId=town.stations[3].id)
    assert await bikes(3) == (0, town.stations[3].docks)
    await order(client, "/stations/fill", stationId=town.stations[3].id)
    assert await bikes(3) == (town.stations[3].docks, 0)

    told = (await order(client, "/streets/close", lat=town.centre[0], lon=town.centre[1])).json()
    closed = told["closedStreets"][0]["id"]
    assert closed in {one["properties"]["id"] for one in (await client.get("/closures.geojson")).json()["features"]}
    assert (await order(client, "/streets/open", id=closed)).json()["closedStreets"] == []

    async def state(lift: str) -> str:
        return next(one["state"] for one in (await client.get("/lifts.json")).json()["facilities"] if one["id"] == lift)

    await order(client, "/lifts/break", id=town.lifts[0].id)
    assert await state(town.lifts[0].id) == "unavailable"
    await order(client, "/lifts/mend", id=town.lifts[0].id)
    assert await state(town.lifts[0].id) == "available"


@pytest.mark.parametrize(("path", "words", "says"), [
    ("/clock", {"now": "2026-11-24T08:00:00"}, "zone"), ("/clock", {"speed": 9999}, "speed"), ("/clock", {"now": "9999-01-01T00:00:00Z"}, "now"),
    ("/trips/cancel", {"tripId": "nope", "date": "2026-11-24"}, "tripId"), ("/trips/cancel", {"tripId": "x"}, "date"),
    ("/trips/delay", {"tripId": "x", "date": "2026-11-24", "delayS": -5}, "delayS"), ("/stations/fill", {"stationId": "nope"}, "stationId"),
    ("/streets/close", {}, "edge"), ("/streets/close", {"lat": 0, "lon": 0}, "street"), ("/streets/close", {"edge": 2**31 - 1}, "edge"),
    ("/streets/open", {"id": "nope"}, "id"), ("/lifts/break", {"id": "nope"}, "lift"), ("/feeds/kill", {"feed": "nope"}, "feed"),
    ("/feeds/fault", {"feed": "lifts", "fault": "nope"}, "fault"), ("/feeds/fault", {"feed": "lifts", "fault": "huge", "sizeMib": 9999}, "size_mib"),
    ("/feeds/fault", {"feed": "lifts", "fault": "slow", "bytesPerS": 0}, "bytes_per_s"), ("/reset", {"really": True}, "really"),
])  # fmt: skip
async def test_orders_that_make_no_sense_are_refused_with_a_reason(client, path, words, says):
    answer = await order(client, path, **words)
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert (await client.get("/control")).json()["orders"] == 0


async def test_only_programs_of_this_machine_that_mean_it_are_answered(client):
    assert (await client.get("/control", headers={"host": "evil.example"})).status_code == 403
    assert (await client.get("/taxi.json", headers={"origin": "http://evil.example"})).status_code == 403
    assert (await client.post("/control/reset", content=b"{}", headers={"content-type": "text/plain"})).status_code == 415
    assert (await client.post("/control/reset", content=b"{" * 70_000, headers={"content-type": "application/json"})).status_code == 413
    assert (await client.post("/control/reset", content=b"[" * 60_000, headers={"content-type": "application/json"})).status_code == 400
    assert (await client.post("/lifts.json", json={})).status_code == 405
    assert (await client.put("/control/reset", json={})).status_code == 405
    assert [(await client.get(path)).status_code for path in ("/", "/../etc/passwd", "/control/nope")] == [404, 404, 404]


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"a: " + b"x" * 20_000 + b"\r\n\r\n", b"GET " + b"/" * 40_000,
                                  b"POST /control/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n"])  # fmt: skip
async def test_what_is_no_request_is_refused(simulator, sent):
    reader, writer = await asyncio.open_connection("127.0.0.1", simulator.port)
    writer.write(sent)
    answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 4")
    writer.close()


async def test_connections_are_counted(simulator, client):
    assert (await client.get("/taxi.json")).status_code == 200
    others = [await asyncio.open_connection("127.0.0.1", simulator.port) for _ in range(MOST_CONNECTIONS)]
    await asyncio.sleep(0.05)
    assert await others[-1][0].read() == b""
    for _, writer in others:
        writer.close()


async def test_slow(simulator, client):
    await spoil(client, "taxis", "slow", bytesPerS=2000)
    reader, writer = await asyncio.open_connection("127.0.0.1", simulator.port)
    writer.write(b"GET /taxi.json HTTP/1.1\r\nHost: localhost\r\n\r\n")
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = int(head.partition("Content-Length: ")[2].partition("\r\n")[0])
    first = await reader.read(MIB)
    assert len(first) <= 200 < length
    rest = await reader.read(-1)
    assert len(first + rest) == length
    writer.close()


async def test_half(client):
    await spoil(client, "parking", "half")
    with pytest.raises(httpx.RemoteProtocolError):
        await client.get("/parking/parkapi.json")
    assert (await client.get("/taxi.json")).status_code == 200


async def test_500(client):
    await spoil(client, "bikes", "500", status=503)
    assert {(await client.get(f"/gbfs/{version}/gbfs.json")).status_code for version in ("2.3", "3.0")} == {503}


@pytest.mark.parametrize("skew_s", [-3600, 7200])
async def test_skew(client, eight, skew_s):
    await spoil(client, "trip-updates", "skew", skewS=skew_s)
    message = await updates(client)
    assert message.header.timestamp == eight + skew_s
    planned = [one.departure.time for entity in message.entity for one in entity.trip_update.stop_time_update if one.departure.time]
    assert eight - 3600 < min(planned) < max(planned) < eight + 3 * 3600
    await spoil(client, "lifts", "skew", skewS=skew_s)
    assert datetime.fromisoformat((await client.get("/lifts.json")).json()["lastUpdated"]).timestamp() == eight + skew_s


async def test_garbage(client):
    length = len((await client.get("/taxi.json")).content)
    await spoil(client, "taxis", "garbage")
    answer = await client.get("/taxi.json", headers={"accept-encoding": "identity"})
    assert (answer.status_code, len(answer.content)) == (200, length)
    with pytest.raises(ValueError):
        json.loads(answer.content)


async def test_huge(client):
    await spoil(client, "closures", "huge", sizeMib=10)
    answer = await client.get("/closures.geojson")
    assert "content-length" not in answer.headers
    assert len(answer.content) == 10 * MIB


async def test_a_bomb_is_small_until_it_is_unpacked(client):
    await spoil(client, "closures", "bomb", sizeMib=20)
    async with client.stream("GET", "/closures.geojson") as answer:
        packed = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) < MIB / 20
    assert len(gzip.decompress(packed)) == 20 * MIB


async def test_freeze(client, hand):
    await spoil(client, "trip-updates", "freeze")
    before = await client.get(UPDATES)
    hand.at_s += 10
    assert (await client.get(UPDATES)).content == before.content
    await order(client, "/feeds/clear", feed="trip-updates")
    assert (await client.get(UPDATES)).content != before.content


async def test_a_feed_dies_and_comes_back(client):
    told = (await order(client, "/feeds/kill", feed="alerts")).json()
    assert [feed["id"] for feed in told["feeds"] if not feed["alive"]] == ["alerts"]
    with pytest.raises(httpx.TransportError):
        await client.get("/gtfs-rt/alerts.pb")
    assert (await client.get(UPDATES)).status_code == 200
    await order(client, "/feeds/revive", feed="alerts")
    assert (await client.get("/gtfs-rt/alerts.pb")).status_code == 200


async def test_faults_last_until_they_are_cleared(client):
    for feed, fault in (("taxis", "500"), ("lifts", "dead"), ("parking", "half")):
        await spoil(client, feed, fault)
    assert (await client.get("/taxi.json")).status_code == 500
    assert (await client.get("/taxi.json")).status_code == 500
    await order(client, "/feeds/clear")
    assert [(await client.get(path)).status_code for path in ("/taxi.json", "/lifts.json", "/parking/parkapi.json")] == [200] * 3
