"""Feeds polled over real connections on a clock that is turned by hand."""
import asyncio
import random
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from backend.contract.feeds import FeedKind, FeedState
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.health import Applied
from backend.feeds.poller import LONGEST_BACK_OFF_S, SPREAD_S, pause_s, retry_after_s
from tests.backend.feeds.polled import NOON, Polled, feed
from tests.backend.feeds.servers import body, drip, head, packed, raw, status, tagged
from tests.backend.feeds.test_collect import FILES, file, publish


async def test_the_first_poll_is_at_once_and_then_at_the_pace(server):
    server.answers["/trams"] = body(b"late")
    async with Polled(server, [feed(server)]) as polled:
        assert polled.state is FeedState.NEVER
        await polled.run(SPREAD_S)
        assert (polled.town.facts["trams"], polled.state, polled.live) == ({"message": b"late"}, FeedState.FRESH, True)
        await polled.run(95)
        assert len(server.asked) == 10
        waits_s = (polled.known.next_try_at - polled.hours.now()).total_seconds()
        assert 0 < waits_s <= 10


async def test_health_tells_what_came(server):
    server.answers["/trams"] = packed(b"late" * 50)
    async with Polled(server, [feed(server)]) as polled:
        await polled.run(5)
        known = polled.known
        assert (known.applied.entities, known.applied.unknown_ids, known.applied.problems) == (200, 1, 2)
        assert 0 < known.received_bytes < 100
        assert known.last_try_at == known.last_ok_at <= polled.hours.now()
        assert (known.failures, known.code, known.left_out) == (0, None, ())


@pytest.mark.parametrize("answer", [tagged(b"late", '"1"'), body(b"late")])
async def test_what_did_not_change_is_not_applied_again(server, answer):
    server.answers["/trams"] = answer
    async with Polled(server, [feed(server)]) as polled:
        await polled.run(45)
        assert len(server.asked) == 5
        assert len(polled.town.messages) == 1
        assert polled.health.tallies["trams"].polls == {"ok": 1, "unchanged": 4}
        assert (polled.state, polled.known.last_ok_at > NOON + timedelta(seconds=30)) == (FeedState.FRESH, True)
        server.answers["/trams"] = tagged(b"later", '"2"')
        await polled.run(55)
        assert polled.town.facts["trams"] == {"message": b"later"}


async def test_a_source_that_stands_still_becomes_stale_though_it_answers(server):
    server.answers["/trams"] = tagged(b"late", '"1"')
    async with Polled(server, [feed(server)]) as polled:
        polled.town.says["trams"] = NOON
        await polled.run(60)
        assert polled.live
        await polled.run(61)
        assert (polled.live, polled.state, polled.known.code) == (False, FeedState.STALE, None)


FAULTS = {
    "a server error": (status(500), "feed_status"),
    "no answer": (raw(b""), "feed_unreachable"),
    "half a message": (raw(head(200, Content_Length=100) + b"half"), "feed_unreachable"),
    "nine mebibytes": (body(bytes(9 * 1024 * 1024)), "feed_too_large"),
    "a drip": (drip(head(200, Content_Length=100_000)), "feed_timeout"),
    "a bomb": (packed(bytes(20 * 1024 * 1024)), "feed_too_large"),
    "a redirect inside": (status(302, Location="https://127.0.0.1/"), "address_refused"),
    "something else": (body(b"unreadable"), "feed_unreadable"),
    "a message that meets a bug": (body(b"bug"), "internal_error"),
    "a message too deep": (body(b"deep"), "internal_error"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_whatever_goes_wrong_the_last_good_facts_stay_and_polling_goes_on(server, fault):
    answer, code = FAULTS[fault]
    server.answers["/trams"] = tagged(b"late", '"1"')
    async with Polled(server, [feed(server)], deadline_s=0.5) as polled:
        await polled.run(5)
        server.answers["/trams"] = answer
        await polled.run(15)
        assert (polled.state, polled.known.code, polled.known.failures) == (FeedState.FAILING, code, 1)
        assert polled.town.facts["trams"] == {"message": b"late"}
        assert polled.live, "they are not too old yet"
        await polled.run(65)
        assert not polled.live
        assert polled.known.failures >= 2
        server.answers["/trams"] = tagged(b"mended", '"2"')
        await polled.run(700)
        assert (polled.town.facts["trams"], polled.state, polled.known.code) == ({"message": b"mended"}, FeedState.FRESH, None)


async def test_a_bad_message_is_not_taken_for_known(server):
    server.answers["/trams"] = tagged(b"unreadable", '"bad"')
    async with Polled(server, [feed(server)]) as polled:
        await polled.run(300)
        assert polled.known.failures == len(server.asked) > 2
        assert all("if-none-match" not in request.headers for request in server.asked)


async def test_a_handler_that_never_ends_is_given_up(server, monkeypatch):
    monkeypatch.setattr("backend.feeds.poller.APPLY_S", 0.05)
    server.answers["/trams"] = body(b"late")
    polled = Polled(server, [feed(server)])

    async def never(*given) -> Applied:
        await asyncio.sleep(60)

    polled.poller.on_message = never
    async with polled:
        await polled.run(5)
        assert (polled.known.code, polled.state) == ("feed_apply_timeout", FeedState.FAILING)


async def test_one_feed_does_not_hold_up_another(server):
    server.answers |= {"/trams": body(b"unreadable"), "/alerts": body(b"works")}
    feeds = [feed(server), feed(server, "alerts", FeedKind.ALERTS)]
    async with Polled(server, feeds) as polled:
        await polled.run(95)
        assert polled.health.get("alerts").failures == 0
        assert sum(request.path == "/alerts" for request in server.asked) == 10
        assert sum(request.path == "/trams" for request in server.asked) < 8


async def test_no_more_than_four_are_asked_at_once(server):
    async def slowly(request, writer):
        await asyncio.sleep(0.05)
        writer.write(head(200, Content_Length=1) + b"x")

    feeds = [feed(server, f"feed-{number}") for number in range(12)]
    server.answers |= {f"/{one.id}": slowly for one in feeds}
    async with Polled(server, feeds) as polled:
        polled.hours.passed_s = 1.0
        await polled.hours.all_asleep(12)
        for _, woken in polled.hours.waiting:
            woken.set_result(None)
        await polled.hours.all_asleep(12)
    assert server.most_open == 4
    assert len(polled.town.facts) == 12


async def test_a_server_that_asks_to_be_left_alone_is(server):
    server.answers["/trams"] = status(429, Retry_After="120")
    async with Polled(server, [feed(server)]) as polled:
        await polled.run(119)
        assert len(server.asked) == 1
        await polled.run(122)
        assert len(server.asked) == 2


async def test_a_shared_system_is_handed_on_whole(server):
    publish(server, ttl=3600)
    bikes = feed(server, "bikes", FeedKind.GBFS, url=server.url("/gbfs.json"))
    async with Polled(server, [bikes]) as polled:
        await polled.run(5)
        assert set(polled.town.facts["bikes"]) == {"gbfs", *FILES}
        server.answers["/station_status"] = status(500)
        await polled.run(15)
        assert (polled.known.code, polled.town.facts["bikes"]["station_status"]) == ("feed_status", file("station_status", 3600))
        server.answers["/station_status"] = tagged(file("station_status", bikes=3), '"3"')
        await polled.run(100)
        assert polled.town.facts["bikes"]["station_status"] == file("station_status", bikes=3)
        assert set(polled.town.facts["bikes"]) == {"gbfs", *FILES}


async def test_files_that_take_too_long_together_are_given_up(server, monkeypatch):
    monkeypatch.setattr("backend.feeds.poller.POLL_S", -1.0)
    publish(server)
    async with Polled(server, [feed(server, "bikes", FeedKind.GBFS, url=server.url("/gbfs.json"))]) as polled:
        await polled.run(5)
        assert (polled.known.code, server.asked) == ("feed_timeout", [])


async def test_a_paused_feed_is_not_asked_and_goes_on_later(server):
    server.answers["/trams"] = body(b"late")
    async with Polled(server, [feed(server)]) as polled:
        await polled.run(5)
        polled.poller.pause("trams")
        assert polled.known.paused
        await polled.run(9)
        _, woken = polled.hours.waiting[-1]
        polled.hours.passed_s = 100.0
        woken.set_result(None)
        await asyncio.sleep(0.05)
        assert (len(server.asked), polled.live) == (1, False)
        polled.poller.resume("trams")
        await polled.hours.all_asleep(1)
        assert (len(server.asked), polled.live, polled.known.paused) == (2, True, False)
        with pytest.raises(KeyError):
            polled.poller.pause("buses")


async def test_stopping_ends_polls_under_way(server):
    server.answers |= {"/trams": drip(head(200, Content_Length=100_000)), "/alerts": body(b"works")}
    async with Polled(server, [feed(server), feed(server, "alerts")], deadline_s=30.0) as polled:
        await polled.hours.all_asleep(2)
        for _, woken in polled.hours.waiting:
            woken.set_result(None)
        await polled.hours.all_asleep(1)
        async with asyncio.timeout(20):  # of the thirty seconds that the polls have
            await polled.poller.stop()
        asked = len(server.asked)
        assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("feed ")]
        await polled.poller.stop()
    assert (polled.state, len(server.asked)) == (FeedState.NEVER, asked), "what was cut short did not fail"


async def test_the_log_tells_changes_only_and_neither_address_nor_content(server):
    server.answers["/trams"] = body(b"bug")
    with capture_logs() as lines:
        async with Polled(server, [feed(server)]) as polled:
            await polled.run(100)
            server.answers["/trams"] = body(b"late")
            await polled.run(800)
    assert [line["event"] for line in lines if line["event"] != "bug"] == ["feed_failing", "feed_mended"]
    assert {key for line in lines for key in line} <= {"event", "log_level", "feed", "code", "error", "frames"}
    assert "CANARY" not in str(lines)
    assert str(server.port) not in str(lines)


def test_pauses_grow_with_failures_and_are_never_shorter_than_the_pace():
    rng = random.Random(1)
    tram = FeedDeclaration("trams", FeedKind.TRIP_UPDATES, "https://a.example/", 10, 60)
    assert pause_s(tram, 0, rng) == 10
    for failures, reach_s in ((1, 20), (2, 40), (5, 320), (6, 590), (30, 590), (10_000, 590)):
        drawn = [pause_s(tram, failures, rng) for _ in range(500)]
        assert 10 <= min(drawn) <= 10 + reach_s / 20
        assert 10 + reach_s * 0.9 <= max(drawn) <= min(10 + reach_s, LONGEST_BACK_OFF_S)
    slow = FeedDeclaration("works", FeedKind.CLOSURES_GEOJSON, "https://a.example/", 7200, 86_400)
    assert {pause_s(slow, failures, rng) for failures in range(9)} == {7200}


@pytest.mark.parametrize("text, seconds", [
    ("", 0), ("0", 0), ("120", 120), ("999999999999", 3600), ("-5", 0), ("soon", 0), ("1.5", 0), ("²", 0), ("Tue, 24 Nov 2026 12:02:00 GMT", 120),
    ("Tue, 24 Nov 2026 11:00:00 GMT", 0), ("Tue, 24 Nov 2099 12:00:00 GMT", 3600), ("Tue, 24 Nov 2026 12:02:00 -0000", 120), ("9" * 5000, 3600),
    ("Tue, 99 Nov 2026 12:02:00 GMT", 0), ("\x00", 0),
])  # fmt: skip
def test_retry_after_as_number_and_as_date(text, seconds):
    assert retry_after_s(text, NOON) == seconds
