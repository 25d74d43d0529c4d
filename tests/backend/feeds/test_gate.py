"""Where the client goes: names, numbers, redirects, and whom it gives keys to."""
from ipaddress import ip_network

import pytest

from backend.feeds.addresses import Allowed, Gate
from backend.feeds.failures import FetchFailed
from backend.feeds.fetch import Asked, Fetcher
from tests.backend.feeds.fetchers import code_of, over
from tests.backend.feeds.servers import ELSEWHERE, PUBLIC, Roads, body, names, to


async def test_the_name_on_the_certificate_is_checked(secure, authority):
    secure.answers["/"] = body(b"x")
    fetcher = over(Roads().lead(PUBLIC, secure.port), authority, names(stranger_example=PUBLIC, feed_example=PUBLIC))
    assert await code_of(fetcher, "https://stranger.example/") == "feed_unreachable"
    assert (await fetcher.fetch(Asked("https://feed.example/"))).body == b"x"
    unbelieving = Fetcher(resolve=names(feed_example=PUBLIC), inner=Roads().lead(PUBLIC, secure.port))
    assert await code_of(unbelieving, "https://feed.example/") == "feed_unreachable"
    await fetcher.aclose()
    await unbelieving.aclose()


@pytest.mark.parametrize("host", [
    "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:8.8.8.8]", "[::7f00:1]",
    "[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "192.88.99.1", "[fec0::1]", "[fe80::1]", "[fd00::1]", "10.0.0.1", "172.16.0.1",
    "192.168.1.1", "100.64.0.1", "169.254.169.254", "198.18.0.1", "224.0.0.1", "[ff0e::1]", "240.0.0.1", "255.255.255.255", "localhost",
])  # fmt: skip
async def test_numbers_and_names_of_places_inside_are_refused(host):
    roads = Roads()
    fetcher = Fetcher(inner=roads)
    assert await code_of(fetcher, f"https://{host}/latest") == "address_refused"
    assert roads.taken == [], "not even a connection was tried"
    await fetcher.aclose()


@pytest.mark.parametrize("answers", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:127.0.0.1"], ["64:ff9b::a9fe:a9fe"], ["169.254.169.254"]])
async def test_a_name_that_leads_inside_is_refused_even_beside_good_addresses(authority, answers):
    fetcher = over(Roads(), authority, names(feed_example=answers))
    assert await code_of(fetcher, "https://feed.example/") == "address_refused"
    assert fetcher.roads.taken == []
    await fetcher.aclose()


async def test_a_name_that_changes_is_looked_up_once_and_connected_to_as_judged(secure, authority):
    secure.answers["/"] = body(b"x")
    looked_up = []

    async def changing(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return [PUBLIC] if len(looked_up) == 1 else ["127.0.0.1"]

    fetcher = over(Roads().lead(PUBLIC, secure.port), authority, changing)
    assert (await fetcher.fetch(Asked("https://feed.example/"))).body == b"x"
    assert (looked_up, fetcher.roads.taken) == (["feed.example"], [(PUBLIC, 443)])
    assert await code_of(fetcher, "https://feed.example/") == "address_refused", "the next connection is judged anew"
    assert fetcher.roads.taken == [(PUBLIC, 443)]
    await fetcher.aclose()


async def test_of_several_good_addresses_the_first_that_answers_is_taken(secure, authority):
    secure.answers["/"] = body(b"x")
    fetcher = over(Roads().lead(PUBLIC, secure.port), authority, names(feed_example=["2606:2800:220:1::1", PUBLIC]))
    assert (await fetcher.fetch(Asked("https://feed.example/"))).body == b"x"
    assert [address for address, _ in fetcher.roads.taken] == ["2606:2800:220:1::1", PUBLIC]
    await fetcher.aclose()


@pytest.mark.parametrize("answers", [[], ["not an address"]])
async def test_a_name_that_leads_nowhere(authority, answers):
    fetcher = over(Roads(), authority, names(feed_example=answers))
    assert await code_of(fetcher, "https://feed.example/") == "feed_unreachable"
    assert await code_of(fetcher, "https://unknown.example/") == "feed_unreachable"
    await fetcher.aclose()


async def test_a_network_inside_can_be_allowed_for_one_host(secure, authority):
    secure.answers["/"] = body(b"x")
    book = names(feed_example="10.20.0.7", other_example="10.20.0.7")
    roads = Roads().lead("10.20.0.7", secure.port)
    fetcher = over(roads, authority, book, Allowed(networks={"feed.example": ip_network("10.20.0.0/16")}))
    assert (await fetcher.fetch(Asked("https://feed.example/"))).body == b"x"
    assert await code_of(fetcher, "https://other.example/") == "address_refused"
    beside = over(roads, authority, names(feed_example="10.21.0.7"), fetcher.allowed)
    assert await code_of(beside, "https://feed.example/") == "address_refused"
    await fetcher.aclose()
    await beside.aclose()


@pytest.mark.parametrize("url, code", [
    ("http://feed.example/", "feed_not_https"), ("ftp://feed.example/", "feed_not_https"), ("file:///etc/passwd", "feed_not_https"),
    ("https://feed.example:8080/", "address_refused"), ("https://user:word@feed.example/", "address_refused"), ("https:///x", "address_refused"),
    ("https://feed.example\\@127.0.0.1/", "address_refused"), ("https://127.0.0.1%00.example/", "address_refused"),
    ("https://[::1", "address_refused"), ("https://feed.example/" + "x" * 3000, "address_refused"),
])  # fmt: skip
async def test_addresses_that_are_not_fetched_from(public, url, code):
    assert await code_of(public, url) == code
    assert public.roads.taken == []


async def test_port_8443_is_as_good(secure, public):
    secure.answers["/"] = body(b"x")
    assert (await public.fetch(Asked("https://feed.example:8443/"))).body == b"x"
    assert (secure.asked[0].headers["host"], public.roads.taken) == ("feed.example:8443", [(PUBLIC, 8443)])


async def test_only_the_simulator_is_asked_without_tls(server, simulated):
    server.answers["/"] = body(b"x")
    assert (await simulated.fetch(Asked(server.url("/")))).body == b"x"
    assert await code_of(simulated, f"http://127.0.0.1:{server.port + 1}/") == "address_refused"
    assert await code_of(simulated, f"http://localhost:{server.port}/") == "feed_not_https"
    unaware = Fetcher()
    assert await code_of(unaware, server.url("/")) == "address_refused"
    await unaware.aclose()
    assert len(server.asked) == 1


@pytest.mark.parametrize("location, code", [
    ("https://127.0.0.1/x", "address_refused"), ("http://127.0.0.1:1/x", "address_refused"), ("https://[::ffff:127.0.0.1]/", "address_refused"),
    ("https://localhost/", "address_refused"), ("//169.254.169.254/latest", "address_refused"), ("http://other.example/", "feed_not_https"),
    ("file:///etc/passwd", "feed_not_https"), ("https://me:word@other.example/", "address_refused"), ("", "feed_redirects"),
    ("https://[", "address_refused"),
])  # fmt: skip
async def test_redirects_that_are_not_followed(secure, authority, location, code):
    secure.answers["/"] = to(location)
    book = names(feed_example=PUBLIC, other_example=ELSEWHERE, localhost="127.0.0.1")
    fetcher = over(Roads().lead(PUBLIC, secure.port), authority, book)
    assert await code_of(fetcher, "https://feed.example/") == code
    assert fetcher.roads.taken == [(PUBLIC, 443)]
    await fetcher.aclose()


async def test_the_simulator_cannot_be_reached_by_a_redirect(secure, server, authority):
    server.answers["/control"] = body(b"x")
    secure.answers["/"] = to(server.url("/control"))
    fetcher = over(Roads().lead(PUBLIC, secure.port).lead(*server.host), authority, allowed=Allowed(simulator=server.host))
    assert await code_of(fetcher, "https://feed.example/") == "address_refused"
    assert server.asked == []
    await fetcher.aclose()


async def test_three_redirects_are_followed_and_no_more(secure, public):
    secure.answers |= {"/a": to("/b", 301), "/b": to("https://other.example/c", 307), "/c": to("d", 308), "/d": body(b"x"), "/z": to("/a", 303)}
    assert (await public.fetch(Asked("https://feed.example/a"))).body == b"x"
    assert await code_of(public, "https://feed.example/z") == "feed_redirects"


async def test_keys_go_to_the_server_they_are_for_only(secure, public):
    secure.answers |= {"/a": to("/b"), "/b": to("https://other.example/c"), "/c": to("https://feed.example:8443/d"), "/d": body(b"x")}
    await public.fetch(Asked("https://feed.example/a", {"X-Api-Key": "CANARY"}))
    assert [request.headers.get("x-api-key") for request in secure.asked] == ["CANARY", "CANARY", None, None]


async def test_no_socket_of_this_machine_is_opened():
    with pytest.raises(FetchFailed):
        await Gate(Allowed()).connect_unix_socket("/var/run/docker.sock")
