"""One process of several asks the feeds, and all of them know the same city, over a real PostgreSQL."""
import asyncio
import dataclasses
from datetime import timedelta

from sqlalchemy import text

from backend.contract.feeds import FeedState
from backend.database.database import Database
from backend.feeds.poller import BUG
from tests.backend.feeds.relay.workers import (
    QUICK,
    Town,
    Worker,
    comes,
    counting,
    heard,
    now,
    one_that_polls,
    others,
    run,
    trams,
    working,
)
from tests.backend.feeds.servers import body, status, tagged


async def test_one_asks_and_all_hear_every_message_as_of_the_same_moment(three, server):
    said: list[bytes] = []
    server.answers["/trams?key=CANARY"] = counting(said)
    async with working(*three(trams(server, every_s=2))) as workers:
        await comes(lambda: all(len(worker.town.messages) >= 3 for worker in workers))
        moments = {content: moment for worker in workers for _, content, moment in worker.town.messages}
        for worker in workers:
            begin = said.index(heard(worker)[0])
            assert heard(worker) == said[begin : begin + len(heard(worker))], "none twice, none missed"
            assert all(moments[content] == moment for _, content, moment in worker.town.messages)
        assert [worker.polls for worker in workers].count(True) == 1


async def test_a_feed_is_asked_once_in_its_time_however_many_processes_there_are(three, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    async with working(*three()) as workers:
        poller = await one_that_polls(*workers)
        await comes(lambda: poller.feeds.health.tallies["trams"].polls.total() >= 4)
        await poller.feeds.relay._rest()
        assert len(server.asked) == poller.feeds.health.tallies["trams"].polls.total()
        assert all(worker.town.messages == poller.town.messages for worker in workers)


async def test_all_tell_the_same_of_how_a_feed_fares(three, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    async with working(*three(trams(server), trams(server, "broken"))) as workers:
        poller = await one_that_polls(*workers)
        server.answers["/trams?key=CANARY"] = body(b"later still")
        await comes(lambda: poller.health("broken").failures > 1 and poller.town.messages[-1][1] == b"later still")
        await poller.feeds.poller.stop()  # nothing more happens while they are compared
        for worker in workers:
            told, known = worker.feeds.health, poller.feeds.health
            await comes(lambda told=told, known=known: (told.list_all(), told.tallies) == (known.list_all(), known.tallies))
            assert (worker.health("broken").code, worker.health("broken").state(now())) == ("feed_status", FeedState.FAILING)


async def test_when_the_one_that_polls_dies_another_goes_on_with_what_was_known(three, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    async with working(*three()) as workers:
        poller = await one_that_polls(*workers)
        await comes(lambda: all(worker.town.messages for worker in workers))
        await poller.die()
        asked = len(server.asked)
        rest = others(poller, *workers)
        next_one = await one_that_polls(*rest)
        await comes(lambda: len(server.asked) > asked + 1)
        assert all(request.headers["if-none-match"] == '"1"' for request in server.asked[1:])
        assert all(len(worker.town.messages) == 1 for worker in rest), "what is known is not applied again"
        assert next_one.feeds.health.tallies["trams"].polls["ok"] == 1, "counts go on"
        server.answers["/trams?key=CANARY"] = tagged(b"later", '"2"')
        await comes(lambda: all(heard(worker) == [b"late", b"later"] for worker in rest))


async def test_one_that_stops_hands_over_at_once(postgresql_url, server):
    """Its lease would last for longer than anybody waits here."""
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    long = dataclasses.replace(QUICK, lease_s=600.0)
    async with working(*(Worker(postgresql_url, server, (trams(server),), long) for _ in range(2))) as workers:
        poller = await one_that_polls(*workers)
        (other,) = others(poller, *workers)
        await poller.stop()
        await comes(lambda: other.polls)
        assert not poller.polls


async def test_a_feed_that_was_asked_a_moment_ago_is_not_asked_again_by_the_next_one(postgresql_url, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    feeds = (trams(server, every_s=300),)
    async with working(Worker(postgresql_url, server, feeds)) as (first,):
        await comes(lambda: first.health().last_ok_at)
        await comes(lambda: first.feeds.relay.hearing.applied)
        due_at = first.health().next_try_at
    async with working(Worker(postgresql_url, server, feeds)) as (second,):
        await comes(lambda: second.polls and second.health().next_try_at != due_at)
        assert abs(second.health().next_try_at - due_at) < timedelta(seconds=30)
        assert len(server.asked) == 1
        assert second.town.messages == first.town.messages


async def test_a_process_that_starts_knows_what_is_live_before_it_answers(three, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    first, second, third = three()
    async with working(first):
        await comes(lambda: first.feeds.relay.hearing.applied)
        server.answers["/trams?key=CANARY"] = status(500)
        await second.start()
        assert second.town.messages == first.town.messages
        assert second.health().is_live(now())
    await second.stop()
    await third.stop()


async def test_what_is_too_old_is_not_taken_up(three, server, postgresql_url):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    first, second, third = three()
    async with working(first):
        await comes(lambda: first.feeds.relay.hearing.applied)
    long_ago = "to_char(now() - interval '1 hour', 'YYYY-MM-DD\"T\"HH24:MI:SSOF:00')"
    await run(postgresql_url, f"UPDATE feed_message SET report = jsonb_set(report, '{{observed_at}}', to_jsonb({long_ago}))")
    server.answers.clear()
    async with working(second):
        assert second.town.messages == []
        assert not second.health().is_live(now())
    await third.stop()


async def test_a_message_that_one_process_cannot_take_in_stops_nobody(three, server):
    said: list[bytes] = []
    server.answers |= {"/trams?key=CANARY": counting(said), "/alerts?key=CANARY": body(b"works")}
    workers = three(trams(server), trams(server, "alerts"))
    async with working(*workers):
        poller = await one_that_polls(*workers)
        weak, well = others(poller, *workers)
        await comes(lambda: all(worker.town.told.keys() == {"trams", "alerts"} for worker in workers))
        weak.town.wrong = ZeroDivisionError("CANARY")
        already = len(said)
        await comes(lambda: said[already:] and said[-1] in heard(well) and weak.health().code == BUG)
        assert (well.health().code, well.health().failures) == (None, 0)
        assert weak.health("alerts").code is None
        weak.town.wrong = None
        await comes(lambda: weak.health().code is None and heard(weak)[-1] == heard(well)[-1])


async def test_a_message_that_nobody_can_read_is_not_handed_on(three, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    async with working(*three()) as workers:
        await one_that_polls(*workers)
        await comes(lambda: all(worker.town.messages for worker in workers))
        server.answers["/trams?key=CANARY"] = body(b"unreadable")
        await comes(lambda: all(worker.health().code == "feed_unreadable" for worker in workers))
        assert all(heard(worker) == [b"late"] for worker in workers)
        assert all(worker.health().is_live(now()) for worker in workers)


async def test_a_feed_that_is_declared_otherwise_begins_anew(postgresql_url, server):
    server.answers |= {"/trams?key=CANARY": tagged(b"late", '"1"'), "/buses?key=CANARY": tagged(b"other", '"1"')}
    async with working(Worker(postgresql_url, server, (trams(server),))) as (first,):
        await comes(lambda: first.feeds.relay.hearing.applied)
    async with working(Worker(postgresql_url, server, (trams(server, url=server.url("/buses?key=CANARY")),))) as (second,):
        assert second.town.messages == []
        await comes(lambda: heard(second) == [b"other"])
        first_asked = next(request for request in server.asked if request.path.startswith("/buses"))
        assert "if-none-match" not in first_asked.headers


async def test_a_confirmation_is_heard_by_all_and_what_was_let_go_comes_back(three, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    async with working(*three()) as workers:
        await one_that_polls(*workers)
        await comes(lambda: all(worker.town.messages for worker in workers))
        first = workers[0].town.told["trams"]
        await comes(lambda: all(worker.town.told["trams"] > first for worker in workers))
        for worker in workers:
            worker.town.told.clear()
        await comes(lambda: all(heard(worker) == [b"late", b"late"] for worker in workers))


async def test_neither_address_nor_key_is_kept(postgresql_url, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    async with working(Worker(postgresql_url, server, (trams(server), trams(server, "broken")), town=Town(says=True))) as (worker,):
        await comes(lambda: worker.feeds.relay.hearing.applied and worker.health("broken").failures)
        database = Database.open(postgresql_url)
        async with database.reading() as session:
            rows = (await session.execute(text("SELECT * FROM feed_message"))).all()
        await database.close()
        assert rows
        assert "CANARY" not in str(rows)


async def test_a_message_of_many_megabytes_reaches_all(three, server):
    large = bytes(range(256)) * 4096 * 20  # 20 MiB
    server.answers["/trams?key=CANARY"] = tagged(large, '"1"')
    workers = three(trams(server, max_bytes=32 * 1024 * 1024))
    async with working(*workers):
        await comes(lambda: all(worker.town.messages for worker in workers))
        assert all(heard(worker) == [large] for worker in workers)


async def test_two_who_start_together_are_one(postgresql_url, server):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    workers = [Worker(postgresql_url, server, (trams(server, every_s=300),)) for _ in range(6)]
    try:
        await asyncio.gather(*(worker.start() for worker in workers))
        await comes(lambda: all(worker.town.messages for worker in workers))
        assert [worker.polls for worker in workers].count(True) == 1
        assert len(server.asked) == 1
    finally:
        await asyncio.gather(*(worker.stop() for worker in workers))
