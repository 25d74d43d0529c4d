"""The client that asks others, against servers that answer well and badly."""
import asyncio
import gzip
import logging
import tracemalloc

import pytest

from backend.feeds.addresses import Allowed
from backend.feeds.failures import FetchFailed
from backend.feeds.fetch import MAX_BYTES, Asked, Fetched, Fetcher, NotModified
from tests.backend.feeds.fetchers import code_of, over
from tests.backend.feeds.servers import PUBLIC, Roads, body, chunked, drip, head, packed, raw, reset, status, tagged

MIB = 1024 * 1024


async def test_a_feed_over_tls(secure, public):
    secure.answers["/feed?day=1"] = packed(b"late by 3 minutes" * 100, ETag='"7"', Last_Modified="Tue, 24 Nov 2026 08:00:00 GMT")
    fetched = await public.fetch(Asked("https://feed.example/feed?day=1"))
    assert fetched.body == b"late by 3 minutes" * 100
    assert (fetched.etag, fetched.last_modified, fetched.status) == ('"7"', "Tue, 24 Nov 2026 08:00:00 GMT", 200)
    assert fetched.received_bytes < len(fetched.body) / 10
    asked = secure.asked[0].headers
    assert (asked["host"], asked["accept-encoding"]) == ("feed.example", "gzip")
    assert public.roads.taken == [(PUBLIC, 443)]


async def test_a_bomb_is_not_unpacked(server, simulated):
    bomb = gzip.compress(b"\0" * 200 * MIB, 9)
    server.answers["/"] = body(bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        assert await code_of(simulated, server.url("/")) == "feed_too_large"
        assert tracemalloc.get_traced_memory()[1] < 16 * MIB
    finally:
        tracemalloc.stop()


async def test_what_unpacks_to_more_than_a_hundredfold_is_refused(server, simulated):
    server.answers |= {"/zeros": packed(b"\0" * MIB), "/small": packed(b"\0" * 60_000)}
    assert await code_of(simulated, server.url("/zeros")) == "feed_too_large"
    assert len((await simulated.fetch(Asked(server.url("/small")))).body) == 60_000


@pytest.mark.parametrize("answering", [body, lambda content: chunked(content, 60_000)])
async def test_nine_mebibytes_are_too_large_unless_declared(server, simulated, answering):
    server.answers["/"] = answering(bytes(9 * MIB))
    assert await code_of(simulated, server.url("/")) == "feed_too_large"
    assert len((await simulated.fetch(Asked(server.url("/"), max_bytes=9 * MIB))).body) == 9 * MIB
    assert MAX_BYTES == 8 * MIB


@pytest.mark.parametrize("answer", [
    drip(head(200, Content_Length=100_000)), drip(b"HTTP/1.1 200 OK\r\n", b"X-Slow: 1\r\n"), drip(b"H", b""),
    drip(head(200, Transfer_Encoding="chunked"), b"1\r\nx\r\n"),
])  # fmt: skip
async def test_a_drip_ends_with_the_deadline(server, answer):
    server.answers["/"] = answer
    fetcher = Fetcher(Allowed(simulator=server.host), deadline_s=0.3)
    assert await code_of(fetcher, server.url("/")) == "feed_timeout"
    await fetcher.aclose()


async def test_a_connection_that_never_opens_and_a_name_that_is_never_found_end(authority):
    class Endless(Roads):
        async def connect_tcp(self, *where, **how):
            await asyncio.sleep(60)

    async def thinking(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)

    for fetcher in (over(Endless(), authority, connect_s=0.1), over(Roads(), authority, thinking, connect_s=0.1)):
        assert await code_of(fetcher, "https://feed.example/") == "feed_timeout"
        await fetcher.aclose()


async def test_redirects_share_one_deadline(server):
    async def slowly(request, writer):
        await asyncio.sleep(0.2)
        writer.write(head(302, Location="/", Content_Length=0))

    server.answers["/"] = slowly
    fetcher = Fetcher(Allowed(simulator=server.host), deadline_s=0.1)
    assert await code_of(fetcher, server.url("/")) == "feed_timeout"
    await fetcher.aclose()


@pytest.mark.parametrize("code", [204, 206, 304, 400, 401, 404, 429, 500, 503])
async def test_any_other_status_is_told(server, simulated, code):
    server.answers["/"] = status(code, Retry_After="120")
    with pytest.raises(FetchFailed) as caught:
        await simulated.fetch(Asked(server.url("/")))
    assert (caught.value.code, caught.value.status, caught.value.retry_after) == ("feed_status", code, "120")


@pytest.mark.parametrize("answer, code", [
    (raw(head(200, Content_Length=1000) + b"half"), "feed_unreachable"),
    (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal"), "feed_unreachable"),
    (raw(b""), "feed_unreachable"),
    (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "feed_unreachable"),
    (raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 500_000 + b"\r\n\r\n"), "feed_unreachable"),
    (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), "feed_unreachable"),
    (reset(head(200, Content_Length=1000) + b"half"), "feed_unreachable"),
    (reset(b""), "feed_unreachable"),
    (body(gzip.compress(b"whole" * 1000)[:-12], Content_Encoding="gzip"), "feed_unreadable"),
    (body(b"no gzip at all", Content_Encoding="gzip"), "feed_unreadable"),
    (body(b"", Content_Encoding="gzip"), "feed_unreadable"),
    (body(gzip.compress(b"x") + b"more", Content_Encoding="gzip"), "feed_unreadable"),
    (body(b"x", Content_Encoding="br"), "feed_unreadable"),
    (body(gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip, gzip"), "feed_unreadable"),
])  # fmt: skip
async def test_answers_that_break_off_or_lie(server, simulated, answer, code):
    server.answers |= {"/": answer, "/well": body(b"x")}
    assert await code_of(simulated, server.url("/")) == code
    assert (await simulated.fetch(Asked(server.url("/well")))).body == b"x", "the next one is not harmed"


async def test_what_one_has_still_holds(server, simulated):
    server.answers["/"] = tagged(b"x", '"v1"')
    first = await simulated.fetch(Asked(server.url("/")))
    assert await simulated.fetch(Asked(server.url("/"), etag=first.etag, last_modified="Tue, 24 Nov 2026 08:00:00 GMT")) == NotModified()
    assert server.asked[1].headers["if-modified-since"] == "Tue, 24 Nov 2026 08:00:00 GMT"
    assert isinstance(await simulated.fetch(Asked(server.url("/"), etag='"v0"')), Fetched)
    assert "if-none-match" not in server.asked[0].headers


@pytest.mark.parametrize("etag", ['"' + "x" * 600 + '"', '"m\xfcll"'])
async def test_a_tag_that_cannot_be_sent_back_is_forgotten(server, simulated, etag):
    server.answers["/"] = body(b"x", ETag=etag)
    assert (await simulated.fetch(Asked(server.url("/")))).etag == ""


async def test_the_environment_sets_no_proxy_and_cookies_are_not_kept(server, simulated, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.answers["/"] = body(b"x", Set_Cookie="seen=1")
    for _ in range(2):
        assert (await simulated.fetch(Asked(server.url("/")))).body == b"x"
    assert all("cookie" not in request.headers for request in server.asked)


async def test_neither_address_nor_key_is_logged_or_told(secure, server, simulated, public, caplog):
    caplog.set_level(logging.DEBUG)
    secure.answers["/CANARY"] = body(b"x")
    asked = Asked("https://feed.example/CANARY", {"X-Api-Key": "CANARY"})
    await public.fetch(asked)
    told = [repr(asked), repr(await public.fetch(asked))]
    for url in (server.url("/CANARY"), "https://user:CANARY@feed.example/", "https://CANARY.example:1/", "http://CANARY.example/"):
        with pytest.raises(FetchFailed) as caught:
            await simulated.fetch(Asked(url, {"X-Api-Key": "CANARY"}))
        told += [str(caught.value), repr(caught.value), caught.value.message]
    assert "CANARY" not in " ".join(told)
    assert "CANARY" not in caplog.text
    assert "feed.example" not in caplog.text
