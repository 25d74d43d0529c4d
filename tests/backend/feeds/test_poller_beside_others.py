"""What a poller tells and is told: that a message still holds, what another poller knew, and when a poll has ended."""
import asyncio
from datetime import timedelta

import pytest

from backend.feeds.collect import Collected, Part
from backend.feeds.poller import SPREAD_S
from tests.backend.feeds.polled import NOON, Polled, feed
from tests.backend.feeds.servers import body, status, tagged


class Letting:
    """Notes what is confirmed; knows nothing any more once it let go."""

    def __init__(self):
        self.confirmed, self.knows = [], True

    async def __call__(self, feed, at) -> bool:
        self.confirmed.append(at)
        return self.knows


async def test_what_is_unchanged_is_confirmed_and_applied_again_where_it_was_let_go(server):
    server.answers["/trams"] = tagged(b"late", '"1"')
    letting = Letting()
    async with Polled(server, [feed(server)], on_unchanged=letting) as polled:
        await polled.run(25)
        assert (len(letting.confirmed), len(polled.town.messages)) == (2, 1)
        assert letting.confirmed[-1] == polled.known.observed_at
        letting.knows = False
        await polled.run(35)
        assert [at for _, at in polled.town.messages][1:] == letting.confirmed[2:]


async def test_a_message_with_a_time_of_its_own_is_not_confirmed(server):
    server.answers["/trams"] = tagged(b"late", '"1"')
    letting = Letting()
    async with Polled(server, [feed(server)], on_unchanged=letting) as polled:
        polled.town.says["trams"] = NOON
        await polled.run(45)
        assert letting.confirmed == []


@pytest.mark.parametrize("due_s, failures, begins_s", [(7, 0, 7), (-60, 0, 0), (600, 0, 10), (600, 2, 600), (90_000, 2, 3600)])
async def test_a_poller_begins_where_another_stopped(server, due_s, failures, begins_s):
    """It waits until the feed was due anyway; a clock that was wrong is believed for one period only while the feed is well."""
    server.answers["/trams"] = tagged(b"late", '"1"')
    polled = Polled(server, [feed(server)])
    for _ in range(failures):
        polled.health.failed("trams", "feed_status", 0.1)
    polled.health.waits("trams", NOON + timedelta(seconds=due_s))
    known = Collected({"message": Part(server.url("/trams"), b"late", '"1"', "")})
    polled.poller.know("trams", known, NOON)
    async with polled:
        await polled.run(max(0.0, begins_s - 1.0))
        assert server.asked == []
        await polled.run(begins_s + SPREAD_S)
        assert [request.headers["if-none-match"] for request in server.asked] == ['"1"']
        assert (polled.town.messages, polled.known.failures) == ([], 0)
        assert polled.poller.find_known("trams") == (known, NOON)


async def test_a_feed_that_was_paused_elsewhere_is_not_asked(server):
    server.answers["/trams"] = body(b"late")
    polled = Polled(server, [feed(server)])
    polled.health.pausing("trams", True)
    async with polled:
        await polled.hours.all_asleep(1)
        polled.hours.waiting[0][1].set_result(None)
        await asyncio.sleep(0.05)
        assert server.asked == []
        polled.poller.resume("trams")
        await polled.hours.all_asleep(1)
        assert len(server.asked) == 1


async def test_each_poll_is_told_once_it_is_known_how_it_ended(server):
    server.answers["/trams"] = body(b"late")
    told = []
    polled = Polled(server, [feed(server)])
    polled.poller.on_polled = lambda feed_id: told.append((feed_id, polled.known.failures, polled.known.next_try_at > polled.hours.now()))
    async with polled:
        await polled.run(5)
        server.answers["/trams"] = status(500)
        await polled.run(15)
    assert told == [("trams", 0, True), ("trams", 1, True)]
