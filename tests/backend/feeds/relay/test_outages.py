"""Connections that break, a database that is gone or says nothing, and rows that are damaged."""
import dataclasses

import pytest
from sqlalchemy import make_url

from backend.feeds.relay.hearing import DAMAGED
from tests.backend.feeds.relay.workers import QUICK, Wire, Worker, comes, counting, heard, one_that_polls, run, trams, working
from tests.backend.feeds.servers import tagged

BREAK_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


async def test_a_connection_that_breaks_costs_nobody_anything(three, server, postgresql_url):
    said: list[bytes] = []
    server.answers["/trams?key=CANARY"] = counting(said)
    async with working(*three()) as workers:
        poller = await one_that_polls(*workers)
        await comes(lambda: all(worker.town.messages for worker in workers))
        for _ in range(3):
            await run(postgresql_url, BREAK_ALL)
            already = len(said)
            await comes(lambda already=already: all(len(said) > already and said[already] in heard(worker) for worker in workers))
        assert poller.polls
        assert all(len(set(heard(worker))) == len(heard(worker)) for worker in workers)


@pytest.fixture
def wired(postgresql_url, tmp_path):
    """(a wire, the address of the database through it)."""
    url = make_url(postgresql_url)
    wire = Wire(type(tmp_path)(url.query["host"]), tmp_path)
    return wire, url.update_query_dict({"host": str(tmp_path)}).render_as_string(hide_password=False)


@pytest.mark.parametrize("how", ["cut", "silent"])
async def test_one_that_is_cut_off_stops_before_another_begins(wired, postgresql_url, server, how):
    wire, through = wired
    said: list[bytes] = []
    server.answers["/trams?key=CANARY"] = counting(said)
    feeds = (trams(server),)
    async with wire, working(Worker(through, server, feeds)) as (first,):
        await one_that_polls(first)
        async with working(Worker(postgresql_url, server, feeds)) as (second,):
            await comes(lambda: second.town.messages)
            both = []
            setattr(wire, how, True)
            if how == "cut":
                wire.break_off()
            await comes(lambda: both.append(first.polls and second.polls) or second.polls)
            assert not any(both)
            assert not first.polls
            already = len(second.town.messages)
            await comes(lambda: len(second.town.messages) > already)
            setattr(wire, how, False)
            await comes(lambda: heard(first) and heard(first)[-1] == heard(second)[-1])
            assert (first.polls, second.polls) == (False, True)


async def test_without_a_database_each_polls_for_itself_until_it_is_back(wired, server):
    wire, through = wired
    said: list[bytes] = []
    server.answers["/trams?key=CANARY"] = counting(said)
    pace = dataclasses.replace(QUICK, alone_s=4.0)
    async with wire, working(*(Worker(through, server, (trams(server),), pace) for _ in range(2))) as workers:
        await one_that_polls(*workers)
        await comes(lambda: all(worker.town.messages for worker in workers))
        wire.cut = True
        wire.break_off()
        await comes(lambda: all(worker.polls for worker in workers))
        already = [len(worker.town.messages) for worker in workers]
        await comes(lambda: all(len(worker.town.messages) > before for worker, before in zip(workers, already)))
        wire.cut = False
        await comes(lambda: [worker.polls for worker in workers].count(True) == 1)
        already = len(said)
        await comes(lambda: all(set(heard(worker)) & set(said[already:]) for worker in workers))
        assert sorted(worker.polls for worker in workers) == [False, True]


DAMAGES = {
    "parcel": "UPDATE feed_message SET parcel = overlay(parcel placing '\\xff00ff'::bytea from 9)",
    "cut short": "UPDATE feed_message SET parcel = substring(parcel from 1 for 20), sha256 = sha256(substring(parcel from 1 for 20))",
    "no parcel at all": "UPDATE feed_message SET parcel = '\\x00'::bytea, sha256 = sha256('\\x00'::bytea)",
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_damaged_row_is_told_and_mended_by_whoever_polls_next(three, server, postgresql_url, damage):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    first, second, third = three()
    async with working(first):
        await comes(lambda: first.feeds.relay.hearing.applied)
    await run(postgresql_url, DAMAGES[damage])
    asked = len(server.asked)
    async with working(second):
        assert second.town.messages == []
        assert second.health().code == DAMAGED
        await comes(lambda: heard(second) == [b"late"] and second.health().code is None)
        assert "if-none-match" not in server.asked[asked].headers
        await comes(lambda: second.feeds.relay.hearing.applied)
        await third.start()
        assert heard(third) == [b"late"]
    await third.stop()


async def test_a_damaged_report_leaves_the_message(three, server, postgresql_url):
    server.answers["/trams?key=CANARY"] = tagged(b"late", '"1"')
    first, second, third = three()
    async with working(first):
        await comes(lambda: first.feeds.relay.hearing.applied)
    await run(postgresql_url, """UPDATE feed_message SET report = '{"failures": "many", "observed_at": 7}'""")
    async with working(second):
        assert heard(second) == [b"late"]
        await comes(lambda: second.health().last_ok_at)
    await third.stop()
