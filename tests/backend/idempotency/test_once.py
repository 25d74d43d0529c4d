"""A write happens once, however often and by however many at once it is asked for."""
import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.idempotency import records
from backend.idempotency.in_flight import InFlight, RequestInFlight
from backend.idempotency.models import MAX_STORED, IdempotencyRecord
from backend.idempotency.records import KEPT, QUOTA, hash_request, purge
from backend.outbox.models import OutboxEntry
from tests.backend.idempotency.deeds import STAFF, DeedsController, count, serving


@pytest.fixture(autouse=True)
def quick_deeds():
    DeedsController.slow_s, DeedsController.begun = 0.0, None


@pytest.fixture
async def client(database_url):
    async with serving(database_url) as client:
        yield client


def same(one, other) -> bool:
    kept = ("content-type", "location")
    return (one.status_code, one.content, *map(one.headers.get, kept)) == (other.status_code, other.content, *map(other.headers.get, kept))


async def test_asked_again_it_gives_the_same_answer_and_does_nothing(client):
    first = await client.do(key="k1")
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    again = await client.do(key="k1")
    assert same(first, again)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert await client.count() == 1
    assert not same(first, await client.do(key="k2"))
    assert await client.count() == 2


async def test_fifty_equal_ones_at_once_are_one(client):
    DeedsController.slow_s = 0.02
    answers = await asyncio.gather(*(client.do(key="k1") for _ in range(50)))
    assert {answer.status_code for answer in answers} == {201}
    assert all(same(answers[0], answer) for answer in answers)
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 49
    assert await client.count() == 1


async def test_fifty_equal_ones_at_two_processes_are_one(postgresql_url):
    DeedsController.slow_s = 0.02
    async with serving(postgresql_url) as here, serving(postgresql_url) as there:
        there.token = here.token
        answers = await asyncio.gather(*(one.do(key="k1") for _ in range(25) for one in (here, there)))
        assert {answer.status_code for answer in answers} == {201}
        assert all(same(answers[0], answer) for answer in answers)
        assert await here.count() == 1


async def test_fifty_different_ones_at_once_are_fifty(client):
    answers = await asyncio.gather(*(client.do(key=f"k{number}") for number in range(50)))
    assert len({answer.json()["number"] for answer in answers}) == 50
    assert await client.count() == 50


async def test_the_same_key_for_something_else_is_refused(client):
    await client.do("park", key="k1")
    token = client.signed | {"Idempotency-Key": "k1"}
    others = [
        await client.do("leave", key="k1"), await client.post("/deeds?x=1", json={"what": "park"}, headers=token),
        await client.put("/deeds/1", headers=token), await client.delete("/deeds/1", headers=token),
    ]  # fmt: skip
    assert [(answer.status_code, answer.json()["code"]) for answer in others] == [(422, "idempotency_key_reused")] * 4
    assert await client.count() == 1


async def test_keys_of_others_are_others(client):
    first = await client.do(key="k1")
    await client.sign()
    assert (await client.do(key="k1")).json() != first.json()
    mended = await client.patch("/deeds/1", headers={"Authorization": f"Bearer {STAFF}", "Idempotency-Key": "k1"})
    assert mended.status_code == 200
    assert await client.count() == 3


@pytest.mark.parametrize("what, status, code", [("taken", 409, "space_taken"), ("bug", 500, "internal_error")])
async def test_what_was_not_done_leaves_nothing_and_may_be_tried_again(client, database, what, status, code):
    for _ in range(2):
        answer = await client.do(what, key="k1")
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert "idempotency-replayed" not in answer.headers
    assert await count(database, OutboxEntry) == await count(database, IdempotencyRecord) == 0
    assert (await client.do("park", key="k1")).status_code == 201


async def test_a_body_that_cannot_be_read_leaves_nothing(client, database):
    headers = client.signed | {"Idempotency-Key": "k1", "Content-Type": "application/json"}
    assert (await client.post("/deeds", content=b"{", headers=headers)).status_code == 400
    assert await count(database, IdempotencyRecord) == 0
    assert (await client.post("/deeds", content=b"[" * 70_000, headers=headers)).status_code == 413


async def test_a_crash_between_leaves_nothing_behind(client, database, monkeypatch):
    """The process dies when the work is done and the answer made, just before both are kept."""

    async def die(session, asked, given):
        raise ConnectionAbortedError

    with monkeypatch.context() as patched:
        patched.setattr("backend.idempotency.guard.finish", die)
        assert (await client.do(key="k1")).json()["code"] == "internal_error"
    assert await count(database, OutboxEntry) == await count(database, IdempotencyRecord) == 0
    assert (await client.do(key="k1")).status_code == 201


async def test_who_hangs_up_leaves_nothing_behind_and_stops_nobody(client, database):
    DeedsController.slow_s, DeedsController.begun = 60.0, asyncio.Event()
    asked = asyncio.create_task(client.do(key="k1"))
    await asyncio.wait_for(DeedsController.begun.wait(), 10)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    DeedsController.slow_s = 0.0
    assert (await client.do(key="k1")).status_code == 201
    assert await count(database, OutboxEntry) == 1


async def test_a_write_has_a_proper_key(client):
    for key, code in (
        (None, "idempotency_key_missing"), ("", "idempotency_key_invalid"), ("a b", "idempotency_key_invalid"),
        ("k" * 256, "idempotency_key_invalid"),
        ("größe".encode(), "idempotency_key_invalid"), (b"a\x7f", "idempotency_key_invalid"),
    ):  # fmt: skip
        headers = client.signed | ({} if key is None else {"Idempotency-Key": key})
        for method, address in (("POST", "/deeds"), ("PUT", "/deeds/1"), ("DELETE", "/deeds/1")):
            body = {"json": {"what": "park"}} if method == "POST" else {}
            answer = await client.request(method, address, headers=headers, **body)
            assert (answer.status_code, answer.json()["code"]) == (400, code), key
        assert await client.count() == 0, key


async def test_the_longest_key_and_every_sign_will_do(client):
    for key in ("k" * 255, "".join(map(chr, range(0x21, 0x7F))), '"' + str(uuid4()) + '"'):
        first, again = await client.do(key=key), await client.do(key=key)
        assert same(first, again)


async def test_who_asks_comes_before_the_key(client):
    client.token = "nobody"
    for key in ("k1", ""):
        answer = await client.post("/deeds", json={"what": "park"}, headers=client.signed | {"Idempotency-Key": key})
        assert answer.json()["code"] == "not_signed_in"


async def test_questions_and_what_may_be_repeated_need_no_key(client):
    for _ in range(2):
        assert (await client.post("/deeds/again", headers=client.signed)).status_code == 201
    assert await client.count() == 1


async def test_a_question_cannot_write(client):
    assert (await client.post("/deeds/sneak")).json()["code"] == "internal_error"
    assert await client.count() == 0


@pytest.mark.parametrize("over", [0, 1])
async def test_a_long_answer_is_not_kept_but_where_it_is(client, over):
    bytes_back = MAX_STORED - len('{"number":"","filling":""}') - 36 + over
    first, again = [await client.do(key="k1", bytesBack=bytes_back) for _ in range(2)]
    assert len(first.content) == MAX_STORED + over
    assert (again.status_code, again.headers["location"]) == (201, first.headers["location"])
    assert again.content == (b"" if over else first.content)


async def test_a_key_is_remembered_for_a_day(client, database):
    first = await client.do(key="k1")
    async with database.writing() as session:
        assert await purge(session) == 0
        await session.execute(update(IdempotencyRecord).values(expires_at=now()))
    second = await client.do("leave", key="k1")
    assert second.status_code == 201
    assert second.json() != first.json()
    assert same(second, await client.do("leave", key="k1"))
    async with database.writing() as session:
        assert abs((await session.scalar(select(IdempotencyRecord.expires_at))) - now() - KEPT) < timedelta(minutes=1)
        await session.execute(update(IdempotencyRecord).values(expires_at=now()))
        assert await purge(session) == 1


async def test_one_actor_has_a_bounded_number_of_keys(client, database):
    await client.do(key="k1")
    async with database.writing() as session:
        actor = await session.scalar(select(IdempotencyRecord.actor))
        row = {"actor": actor, "request_hash": b"", "status": 200, "headers": {}, "expires_at": now() + KEPT}
        await session.execute(insert(IdempotencyRecord), [row | {"id": uuid7(), "key": f"old {number}"} for number in range(QUOTA - 2)])
    assert (await client.do()).status_code == 201
    refused = await client.do()
    assert (refused.status_code, refused.json()["code"]) == (429, "idempotency_quota")
    assert int(refused.headers["retry-after"]) > 0
    assert (await client.do(key="k1")).status_code == 201, "what was done is still told"
    assert await client.count() == 2
    await client.sign()
    assert (await client.do()).status_code == 201, "others are not touched"


async def test_one_that_takes_too_long_is_told_to_come_back(client, monkeypatch):
    monkeypatch.setattr("asyncio.timeout", impatient(asyncio.timeout))
    DeedsController.slow_s, DeedsController.begun = 1.5, asyncio.Event()
    first = asyncio.create_task(client.do(key="k1"))
    await DeedsController.begun.wait()
    answer = await client.do(key="k1")
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (409, "request_in_flight", "1")
    assert same(await first, await client.do(key="k1"))


def impatient(timeout):
    return lambda delay: timeout(0.1 if delay == 5.0 else delay)


async def test_one_under_way_in_another_process_is_waited_for_and_not_for_ever(postgresql_url, monkeypatch):
    monkeypatch.setattr("backend.database.engine.STATEMENT_MS", 300)
    async with serving(postgresql_url) as here, serving(postgresql_url) as there:
        there.token = here.token
        DeedsController.slow_s, DeedsController.begun = 1.5, asyncio.Event()
        first = asyncio.create_task(here.do(key="k1"))
        await DeedsController.begun.wait()
        answer = await there.do(key="k1")
        assert (answer.status_code, answer.json()["code"]) == (409, "request_in_flight")
        assert same(await first, await there.do(key="k1"))


async def test_no_more_than_so_many_wait():
    in_flight = InFlight(most_waiting=3, wait_s=60)
    await in_flight.enter(("a", "k"))
    waiting = [asyncio.create_task(in_flight.enter(("a", "k"))) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(RequestInFlight):
        await in_flight.enter(("a", "k"))
    await in_flight.enter(("b", "k"))
    in_flight.leave(("b", "k"))
    waiting[1].cancel()
    await asyncio.gather(waiting[1], return_exceptions=True)
    for one in (waiting[0], waiting[2]):
        in_flight.leave(("a", "k"))
        await one
    in_flight.leave(("a", "k"))
    assert in_flight._turns == {}


async def test_who_waits_too_long_is_refused_and_forgotten():
    in_flight = InFlight(wait_s=0.01)
    await in_flight.enter(("a", "k"))
    with pytest.raises(RequestInFlight):
        await in_flight.enter(("a", "k"))
    in_flight.leave(("a", "k"))
    assert in_flight._turns == {}


def test_parts_of_a_request_do_not_run_together():
    assert hash_request("POST", "/a", b"b", b"c") != hash_request("POST", "/a", b"", b"bc")
    assert hash_request("POST", "/a", b"", b"c") == hash_request("POST", "/a", b"", b"c")
    assert records.HEADERS_KEPT == ("content-type", "location", "etag")
