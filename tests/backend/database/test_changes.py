"""Changes reach every process once they are kept, and after a lost connection everybody looks again."""
import asyncio
from contextlib import aclosing

import pytest
from sqlalchemy import text

from backend.database.changes import KEPT, MAX_BYTES, Change, announce
from backend.database.database import Database

PATIENCE_S = 90


class Reader:
    """Follows a topic in the background and notes what it is told."""

    def __init__(self, database: Database, topic: str = "lifts"):
        self.seen: list[str | None] = []
        self.changed = asyncio.Condition()
        self.task = asyncio.create_task(self.follow(database, topic))

    async def follow(self, database: Database, topic: str) -> None:
        async with aclosing(database.changes.follow(topic)) as following:
            async for change in following:
                assert change.topic == topic
                async with self.changed:
                    self.seen.append(change.payload)
                    self.changed.notify_all()

    async def until(self, wanted) -> list[str | None]:
        async with asyncio.timeout(PATIENCE_S), self.changed:
            await self.changed.wait_for(lambda: wanted(self.seen))
        return self.seen


async def tell(database: Database, *payloads: str, topic: str = "lifts") -> None:
    async with database.writing() as session:
        for payload in payloads:
            await announce(session, topic, payload)


async def test_the_first_thing_is_to_look_and_then_each_change_in_turn(database):
    reader = Reader(database)
    await reader.until(lambda seen: seen == [None])
    await tell(database, "a", "")
    await tell(database, "größe 🚲")
    await tell(database, "elsewhere", topic="doors")
    await tell(database, "end")
    assert await reader.until(lambda seen: "end" in seen) == [None, "a", "", "größe 🚲", "end"]
    reader.task.cancel()


async def test_who_subscribed_before_looking_looks_once_and_misses_nothing(database):
    await database.changes.begin()
    follower, seen = database.changes.subscribe("lifts"), []
    await tell(database, "while they look")
    async with asyncio.timeout(PATIENCE_S), aclosing(database.changes.follow("lifts", follower)) as following:
        async for change in following:
            seen.append(change.payload)
            if len(seen) == 1:
                await tell(database, "later")
            else:
                break
    assert seen == ["while they look", "later"]


async def test_who_subscribed_before_anything_was_heard_looks_again(database):
    """On PostgreSQL what was changed until its connection listened is not told: there, and only there, everything is looked at once more."""
    follower, alone = database.changes.subscribe("lifts"), database.url.drivername.startswith("sqlite")
    if alone:
        await tell(database, "at once")
    async with asyncio.timeout(PATIENCE_S), aclosing(database.changes.follow("lifts", follower)) as following:
        assert (await anext(following)).payload == ("at once" if alone else None)


async def tell_and_fail(database: Database) -> None:
    async with database.writing() as session:
        await announce(session, "lifts", "undone")
        raise KeyError


async def test_what_is_undone_is_not_told(database):
    reader = Reader(database)
    await reader.until(lambda seen: seen == [None])
    with pytest.raises(KeyError):
        await tell_and_fail(database)
    await tell(database, "kept")
    assert await reader.until(lambda seen: len(seen) > 1) == [None, "kept"]
    reader.task.cancel()


async def test_every_follower_hears_and_those_who_left_are_forgotten(database):
    readers = [Reader(database) for _ in range(5)]
    for reader in readers:
        await reader.until(lambda seen: seen == [None])
    readers[0].task.cancel()
    await asyncio.gather(readers[0].task, return_exceptions=True)
    await tell(database, "a")
    for reader in readers[1:]:
        assert await reader.until(lambda seen: len(seen) > 1) == [None, "a"]
        reader.task.cancel()
        await asyncio.gather(reader.task, return_exceptions=True)
    assert readers[0].seen == [None]
    assert database.changes._followers == {}


async def test_a_slow_reader_is_told_to_look_at_everything(database):
    following = database.changes.follow("lifts")
    assert (await anext(following)).payload is None
    for begin in range(0, KEPT + 50, 50):
        await tell(database, *map(str, range(begin, begin + 50)))
    quick = Reader(database)
    await quick.until(lambda seen: seen == [None])
    await tell(database, "last")
    await quick.until(lambda seen: "last" in seen)
    first = await anext(following)
    assert first == Change("lifts", None)
    left = [(await anext(following)).payload]
    while left[-1] != "last":
        left.append((await anext(following)).payload)
    assert len(left) <= KEPT
    assert None not in left
    quick.task.cancel()
    await following.aclose()


async def test_closing_ends_those_who_follow(database_url):
    database = Database.open(database_url)
    readers = [Reader(database), Reader(database, "doors")]
    for reader in readers:
        await reader.until(lambda seen: seen == [None])
    await database.close()
    await asyncio.wait_for(asyncio.gather(*(reader.task for reader in readers)), PATIENCE_S)
    assert [change async for change in database.changes.follow("lifts")] == []


async def test_other_processes_hear_it(postgresql_url):
    here, there = Database.open(postgresql_url), Database.open(postgresql_url)
    reader = Reader(there)
    await reader.until(lambda seen: seen == [None])
    await tell(here, "a" * MAX_BYTES)
    assert await reader.until(lambda seen: len(seen) > 1) == [None, "a" * MAX_BYTES]
    await here.close()
    await there.close()


async def test_after_a_lost_connection_one_looks_again_and_hears_on(postgresql_url):
    here, there = Database.open(postgresql_url), Database.open(postgresql_url)
    reader = Reader(there)
    await reader.until(lambda seen: seen == [None])
    for round_trip in range(1, 4):
        await tell(here, f"before {round_trip}")
        await reader.until(lambda seen, wanted=f"before {round_trip}": wanted in seen)
        async with here.writing() as session:
            ended = await session.scalars(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'allways changes'"))
            assert ended.all() == [True]
        await reader.until(lambda seen, wanted=round_trip: seen.count(None) == wanted + 1)
    await tell(here, "after")
    assert (await reader.until(lambda seen: seen[-1] == "after"))[-2:] == [None, "after"]
    await here.close()
    await there.close()


@pytest.mark.parametrize("topic, payload", [
    ("Lifts", ""), ("a b", ""), ("a" * 64, ""), ("", ""), ("a\n", ""), ("lifts", "ü" * MAX_BYTES), ("lifts", "\0"),
])  # fmt: skip
async def test_what_cannot_be_carried_is_refused_on_both(database, topic, payload):
    async with database.writing() as session:
        with pytest.raises(ValueError):
            await announce(session, topic, payload)
