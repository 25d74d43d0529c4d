"""One poll: a body, or the files of a shared system as a set that belongs together."""
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.feeds import FeedKind
from backend.feeds.addresses import Allowed
from backend.feeds.collect import Collected, Collector, listed_files
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.failures import FetchFailed
from backend.feeds.fetch import Fetcher
from tests.backend.feeds.servers import PUBLIC, FeedServer, Roads, body, names, status, tagged, to

FILES = ("system_information", "vehicle_types", "station_information", "station_status", "system_alerts", "system_regions")


def discovery(links: dict[str, str], language: str | None = None) -> bytes:
    listing = {"feeds": [{"name": name, "url": url} for name, url in links.items()]}
    return json.dumps({"version": "2.3" if language else "3.0", "data": {language: listing} if language else listing}).encode()


def file(name: str, ttl: float = 0, **more) -> bytes:
    return json.dumps({"last_updated": 1795500000, "ttl": ttl, "version": "2.3", "data": {"of": name} | more}).encode()


def publish(server: FeedServer, ttl: float = 0) -> None:
    links = {name: server.url(f"/{name}") for name in FILES}
    server.answers["/gbfs.json"] = tagged(discovery(links, "en"), '"gbfs"')
    server.answers |= {f"/{name}": tagged(file(name, ttl), f'"{name}"') for name in FILES}


@pytest.fixture
async def collect(server):
    """Polls the shared system at the server, or another feed of it."""
    fetcher = Fetcher(Allowed(simulator=server.host), deadline_s=2.0)

    async def collect(known: Collected | None = None, now_s: float = 0.0, **more) -> Collected:
        feed = FeedDeclaration(**{"id": "bikes", "kind": FeedKind.GBFS, "url": server.url("/gbfs.json"), "every_s": 30, "fresh_s": 300} | more)
        return await Collector(feed, {"X-Api-Key": "CANARY"}, fetcher.fetch, known, now_s).collect()

    yield collect
    await fetcher.aclose()


def paths(server: FeedServer) -> list[str]:
    asked = [request.path.strip("/") for request in server.asked]
    server.asked.clear()
    return asked


async def test_one_body(server, collect):
    server.answers["/alerts.pb"] = tagged(b"alerts", '"1"')
    first = await collect(kind=FeedKind.ALERTS, url=server.url("/alerts.pb"))
    assert (first.bodies(), first.received_bytes) == ({"message": b"alerts"}, 6)
    again = await collect(first, kind=FeedKind.ALERTS, url=server.url("/alerts.pb"))
    assert (again.bodies(), again.received_bytes) == ({"message": b"alerts"}, 0)
    assert server.asked[1].headers["x-api-key"] == "CANARY"


async def test_all_files_of_a_shared_system(server, collect):
    publish(server)
    found = await collect()
    assert found.bodies() == {"gbfs": found.parts["gbfs"].body} | {name: file(name) for name in FILES}
    asked = paths(server)
    assert asked.index("station_information") < asked.index("station_status"), "a state does not speak of stations that are not known yet"


async def test_each_file_has_its_own_tag(server, collect):
    publish(server)
    first = await collect()
    server.answers["/station_status"] = tagged(file("station_status", bikes=3), '"new"')
    again = await collect(first)
    assert again.bodies() == first.bodies() | {"station_status": file("station_status", bikes=3)}
    assert again.received_bytes == len(file("station_status", bikes=3))


async def test_slow_files_rest_for_their_ttl_and_states_do_not(server, collect):
    publish(server, ttl=120)
    first = await collect(now_s=1000.0)
    paths(server)
    second = await collect(first, now_s=1060.0)
    assert sorted(paths(server)) == ["gbfs.json", "station_status", "system_alerts"]
    assert second.bodies() == first.bodies()
    await collect(second, now_s=1121.0)
    assert "station_information" in paths(server)


@pytest.mark.parametrize("ttl", [-5, 1e300, "soon", None])
async def test_a_ttl_that_makes_no_sense_holds_back_for_an_hour_at_most(server, collect, ttl):
    publish(server, ttl=ttl)
    first = await collect(now_s=0.0)
    paths(server)
    await collect(first, now_s=3601.0)
    assert "station_information" in paths(server)


async def test_a_file_that_moved_is_fetched_afresh(server, collect):
    publish(server, ttl=600)
    first = await collect()
    server.answers["/gbfs.json"] = body(discovery({"station_information": server.url("/moved"), "station_status": server.url("/station_status")}))
    server.answers["/moved"] = body(file("moved"))
    again = await collect(first)
    assert again.bodies()["station_information"] == file("moved")
    assert set(again.parts) == {"gbfs", "station_information", "station_status"}
    assert "if-none-match" not in next(request for request in server.asked if request.path == "/moved").headers


async def test_half_a_system_is_none(server, collect):
    publish(server)
    server.answers["/station_status"] = status(500)
    with pytest.raises(FetchFailed) as caught:
        await collect()
    assert (caught.value.code, caught.value.status) == ("feed_status", 500)


async def test_what_one_can_ride_without_is_left_out_and_told(server, collect):
    publish(server)
    first = await collect()
    server.answers |= {"/system_alerts": status(500), "/system_regions": status(404)}
    fresh, again = await collect(), await collect(first)
    assert fresh.left_out == again.left_out == ("system_regions", "system_alerts")
    assert set(fresh.parts) == {"gbfs", *FILES} - {"system_regions", "system_alerts"}
    assert again.bodies() == first.bodies(), "the older ones stand in"


async def test_keys_do_not_leave_for_other_servers(secure, authority):
    links = {"station_information": "https://other.example/a", "station_status": "https://feed.example/b", "vehicle_status": "https://feed.example:8443/c"}
    secure.answers |= {"/gbfs.json": body(discovery(links)), "/a": body(b"{}"), "/b": body(b"{}"), "/c": body(b"{}")}
    fetcher = Fetcher(resolve=names(feed_example=PUBLIC, other_example=PUBLIC), inner=Roads().lead(PUBLIC, secure.port), tls=authority.believed)
    feed = FeedDeclaration("bikes", FeedKind.GBFS, "https://feed.example/gbfs.json", 30, 300)
    await Collector(feed, {"X-Api-Key": "CANARY"}, fetcher.fetch, None, 0.0).collect()
    given_to = {request.path: request.headers.get("x-api-key") for request in secure.asked}
    assert given_to == {"/gbfs.json": "CANARY", "/a": None, "/b": "CANARY", "/c": None}
    await fetcher.aclose()


@pytest.mark.parametrize("link, code", [
    ("https://127.0.0.1/x", "address_refused"), ("https://169.254.169.254/", "address_refused"), ("file:///etc/passwd", "feed_not_https"),
    ("http://feed.example/x", "feed_not_https"), ("https://me:word@feed.example/", "address_refused"), ("station_status.json", "feed_not_https"),
])  # fmt: skip
async def test_files_listed_at_places_inside_are_refused(secure, authority, link, code):
    secure.answers["/gbfs.json"] = body(discovery({"station_status": link}))
    fetcher = Fetcher(resolve=names(feed_example=PUBLIC), inner=Roads().lead(PUBLIC, secure.port), tls=authority.believed)
    feed = FeedDeclaration("bikes", FeedKind.GBFS, "https://feed.example/gbfs.json", 30, 300)
    with pytest.raises(FetchFailed) as caught:
        await Collector(feed, {}, fetcher.fetch, None, 0.0).collect()
    assert caught.value.code == code
    assert len(secure.asked) == 1
    await fetcher.aclose()


async def test_a_system_out_in_the_world_cannot_have_the_simulator_asked(secure, server, authority):
    server.answers["/control"] = body(b"{}")
    secure.answers |= {"/gbfs.json": body(discovery({"station_status": server.url("/control")})), "/moved": to(server.url("/control"))}
    roads = Roads().lead(PUBLIC, secure.port).lead(*server.host)
    fetcher = Fetcher(Allowed(simulator=server.host), resolve=names(feed_example=PUBLIC), inner=roads, tls=authority.believed)
    for path, code in (("/gbfs.json", "feed_not_https"), ("/moved", "address_refused")):
        feed = FeedDeclaration("bikes", FeedKind.GBFS, f"https://feed.example{path}", 30, 300)
        with pytest.raises(FetchFailed) as caught:
            await Collector(feed, {}, fetcher.fetch, None, 0.0).collect()
        assert caught.value.code == code
    assert server.asked == []
    await fetcher.aclose()


async def test_a_set_has_a_limit_as_a_whole(server, collect, monkeypatch):
    publish(server)
    first = await collect()
    needed = sum(len(part.body) for name, part in first.parts.items() if name not in ("system_regions", "system_alerts"))
    monkeypatch.setattr("backend.feeds.collect.MOST_BYTES", needed + len(file("system_regions")))
    assert (await collect()).left_out == ("system_alerts",)
    monkeypatch.setattr("backend.feeds.collect.MOST_BYTES", needed - 1)
    with pytest.raises(FetchFailed) as caught:
        await collect()
    assert caught.value.code == "feed_too_large"


@pytest.mark.parametrize("languages, chosen", [((), "de"), (("fr", "en"), "en"), (("de-AT",), "de"), (("EN-GB",), "en"), (("pl",), "de")])
def test_files_of_the_best_language(languages, chosen):
    data = {language: {"feeds": [{"name": "station_status", "url": f"https://a.example/{language}"}]} for language in ("de", "en")}
    assert listed_files(json.dumps({"data": data}).encode(), languages) == {"station_status": f"https://a.example/{chosen}"}


def test_the_samples_of_the_standard(shared_data):
    for version, expected in (("v2.3", "free_bike_status"), ("v3.0", "vehicle_status")):
        links = listed_files((shared_data / "gbfs" / version / "gbfs.json").read_bytes(), ())
        assert {"system_information", "station_status", expected, "geofencing_zones"} <= links.keys()


@pytest.mark.parametrize("content", [
    b"", b"<html>", b"{}", b'{"data": {}}', b'{"data": {"feeds": []}}', b'{"data": {"feeds": [{"name": "station_status"}]}}', b'{"data": [1]}',
    b'{"data": {"feeds": "x"}}', b"[" * 100_000, b'{"data":' + b'{"a":' * 50_000, b'{"data": {"feeds": [{"name": 1, "url": 2}]}}',
    b"\xff\xfe", b"\x1f\x8b",
    discovery({f"f{number}": "https://a.example/" for number in range(101)} | {"station_status": "https://a.example/"}),
    json.dumps({"data": {str(number): {"feeds": []} for number in range(101)}}).encode(),
])  # fmt: skip
def test_what_is_no_list_of_files(content):
    with pytest.raises(FetchFailed) as caught:
        listed_files(content, ("de",))
    assert caught.value.code == "feed_unreadable"


@given(st.one_of(st.binary(), st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(), lambda inner: (
    st.lists(inner) | st.dictionaries(st.sampled_from(["data", "feeds", "name", "url", "en"]), inner)
)).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_any_bytes_are_a_list_of_files_or_refused(content):
    try:
        links = listed_files(content, ("en",))
    except FetchFailed:
        return
    assert all(isinstance(name, str) and isinstance(url, str) for name, url in links.items())
