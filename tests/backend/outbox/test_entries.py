"""Writing down what is to be done."""
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import StatementError

from backend.database.base import now
from backend.outbox.entries import Left, count_left, enqueue, list_dead, purge, revive
from backend.outbox.models import MAX_PAYLOAD, OutboxEntry


async def left(database) -> Left:
    async with database.reading() as session:
        return await count_left(session)


async def test_what_is_decided_is_written_down_with_it_or_not_at_all(database):
    with pytest.raises(KeyError):
        await decide_and_fail(database)
    assert await left(database) == Left(0, 0, 0, None)
    async with database.writing() as session:
        assert await enqueue(session, "mail", {"request": "Q1"}, "mail:Q1")
    found = await left(database)
    assert (found.waiting, found.at_work, found.dead) == (1, 0, 0)
    assert found.due_since <= now()


async def decide_and_fail(database) -> None:
    async with database.writing() as session:
        await enqueue(session, "mail", {"request": "Q1"}, "mail:Q1")
        raise KeyError


async def test_a_key_stands_once(database):
    async with database.writing() as session:
        assert await enqueue(session, "mail", {"a": 1}, "mail:Q1")
        assert not await enqueue(session, "mail", {"a": 2}, "mail:Q1")
    async with database.reading() as session:
        assert (await session.scalars(select(OutboxEntry.payload))).all() == [{"a": 1}]


@pytest.mark.parametrize("entry", [
    {"kind": "k" * 65}, {"key": "k" * 201}, {"key": "a\0"}, {"payload": {"a": "x" * MAX_PAYLOAD}}, {"payload": {"a": "\0"}},
])  # fmt: skip
async def test_what_does_not_fit_is_refused(database, entry):
    with pytest.raises(StatementError):
        async with database.writing() as session:
            await enqueue(session, **({"kind": "mail", "payload": {}, "key": "1"} | entry))
    assert (await left(database)).waiting == 0


async def test_done_entries_are_forgotten_after_a_while_and_others_never(database):
    async with database.writing() as session:
        for key in ("old", "new", "dead", "waiting"):
            await enqueue(session, "mail", {}, key)
        days_ago = {key: now() - timedelta(days=days) for key, days in (("old", 8), ("new", 6), ("dead", 80))}
        for key, values in (("old", {"done_at": days_ago["old"]}), ("new", {"done_at": days_ago["new"]}), ("dead", {"dead_at": days_ago["dead"]})):
            await session.execute(update(OutboxEntry).where(OutboxEntry.key == key).values(values))
    async with database.writing() as session:
        assert await purge(session, timedelta(days=7)) == 1
        assert set(await session.scalars(select(OutboxEntry.key))) == {"new", "dead", "waiting"}


async def test_a_dead_entry_is_shown_and_can_be_tried_again(database):
    async with database.writing() as session:
        for key in ("first", "second"):
            await enqueue(session, "mail", {}, key)
            await session.execute(update(OutboxEntry).where(OutboxEntry.key == key).values(dead_at=now(), attempts=12, last_error="no_such_address"))
    async with database.writing() as session:
        dead = await list_dead(session, 10)
        assert [(entry.key, entry.last_error) for entry in dead] == [("second", "no_such_address"), ("first", "no_such_address")]
        assert await revive(session, dead[0].id)
        assert not await revive(session, dead[0].id)
    found = await left(database)
    assert (found.waiting, found.dead) == (1, 1)
