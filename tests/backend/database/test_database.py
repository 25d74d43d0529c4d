"""Transactions: kept or undone as a whole, readers that cannot write, writers in line."""
import asyncio
import stat
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from backend.database import engine
from backend.database.address import TEMPORARY, AddressRefused, read_address
from backend.database.base import now
from backend.database.database import PLACES_SQLITE, Database, unhurried
from backend.identity.models import Device
from tests.databases import as_in_service


def device(token: bytes = b"") -> Device:
    return Device(token_hash=(token or uuid4().bytes).ljust(32, b"."), expires_at=now() + timedelta(days=1))


async def count(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(Device))


async def write(database: Database, row: Device, failure: Exception) -> None:
    async with database.writing() as session:
        session.add(row)
        await session.flush()
        raise failure


async def test_a_block_that_ends_is_kept(database):
    async with database.writing() as session:
        made = device()
        session.add(made)
    assert await count(database) == 1
    assert made.id.version == 7
    assert made.created_at.utcoffset() == timedelta(0)


async def test_a_block_that_raises_leaves_nothing(database):
    with pytest.raises(KeyError):
        await write(database, device(), KeyError())
    assert await count(database) == 0


async def test_a_block_that_is_cancelled_leaves_nothing_and_frees_the_way(database):
    inside = asyncio.Event()

    async def stuck():
        async with database.writing() as session:
            session.add(device())
            await session.flush()
            inside.set()
            await asyncio.sleep(60)

    task = asyncio.create_task(stuck())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.writing() as session:
        session.add(device())
    assert await count(database) == 1


async def test_who_reads_cannot_write(database):
    with pytest.raises(DBAPIError, match=r"read-?only"):
        async with database.reading() as session:
            await session.execute(delete(Device))
    async with database.writing() as session:
        session.add(device())
    assert await count(database) == 1, "the connection was given back as it was"


async def test_a_reader_sees_what_was_kept_when_it_began_reading_and_does_not_wait(database):
    async with database.writing() as writing:
        writing.add(device())
        await writing.flush()
        assert await asyncio.wait_for(count(database), 2) == 0
    assert await count(database) == 1


async def test_a_reader_sees_one_moment_until_it_ends(database):
    async with database.reading() as reading:
        assert await reading.scalar(select(func.count()).select_from(Device)) == 0
        async with database.writing() as session:
            session.add(device())
        assert await reading.scalar(select(func.count()).select_from(Device)) == 0
    assert await count(database) == 1


async def test_fifty_writers_at_once_lose_nothing(database):
    async with database.writing() as session:
        session.add(device(b"counted"))

    async def one_more():
        async with database.writing() as session:
            row = await session.scalar(select(Device).with_for_update())
            row.expires_at += timedelta(seconds=1)

    before = await expiry(database)
    await asyncio.gather(*(one_more() for _ in range(50)))
    assert await expiry(database) == before + timedelta(seconds=50)


async def expiry(database: Database):
    async with database.reading() as session:
        return await session.scalar(select(Device.expires_at))


async def test_rules_of_the_database_have_their_names(database):
    with pytest.raises(IntegrityError, match="device"):
        async with database.writing() as session:
            session.add_all([device(b"same"), device(b"same")])


async def test_values_stay_out_of_errors(database):
    with pytest.raises(IntegrityError) as refused:
        async with database.writing() as session:
            session.add_all([device(b"CANARY"), device(b"CANARY")])
    assert "CANARY" not in str(refused.value).partition("DETAIL")[0]


async def test_sqlite_is_set_up_for_safety(sqlite_url, monkeypatch):
    monkeypatch.setattr(engine, "pragmas", as_in_service)
    database = Database.open(sqlite_url)
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 5000, "synchronous": 2, "trusted_schema": 0}
    for begun in (database.reading, database.writing):
        async with begun() as session:
            found = {name: await session.scalar(text(f"PRAGMA {name}")) for name in wanted}
        assert found == wanted
    await database.close()


async def test_what_is_deleted_by_replacing_meets_its_trigger(sqlite_url):
    database = Database.open(sqlite_url)
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE ledger (id INTEGER PRIMARY KEY)"))
        await session.execute(text("CREATE TRIGGER keep BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'kept for ever'); END"))
        await session.execute(text("INSERT INTO ledger VALUES (1)"))
    with pytest.raises(IntegrityError, match="kept for ever"):
        async with database.writing() as session:
            await session.execute(text("INSERT OR REPLACE INTO ledger VALUES (1)"))
    await database.close()


async def test_postgresql_ends_what_takes_too_long(postgresql_url, monkeypatch):
    monkeypatch.setattr("backend.database.engine.STATEMENT_MS", 200)
    database = Database.open(postgresql_url)
    with pytest.raises(OperationalError, match="statement timeout"):
        async with database.reading() as session:
            await session.execute(text("SELECT pg_sleep(20)"))
    async with database.reading() as session:
        assert await session.scalar(text("SHOW timezone")) == "UTC"
    await database.close()


async def test_a_temporary_database_is_private_and_goes(tmp_path):
    database = Database.open(TEMPORARY)
    path = Path(database.url.database)
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE anything (id INTEGER)"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    await database.close()
    assert not path.parent.exists()


@pytest.mark.parametrize("given, meant", [
    ("sqlite:///a/b.sqlite", "sqlite+aiosqlite:///a/b.sqlite"), ("postgres://me:secret@host/city", "postgresql+psycopg://me:***@host/city"),
    ("postgresql:///city?host=/run", "postgresql+psycopg:///city?host=%2Frun"), (TEMPORARY, TEMPORARY),
])  # fmt: skip
def test_addresses_are_understood(given, meant):
    assert str(read_address(given)) == meant


@pytest.mark.parametrize("given", [
    "", "here", "mysql://host/city", "postgresql+asyncpg://host/city", "postgresql://host", "sqlite://host/city", "sqlite:///:memory:",
    "sqlite:///a?mode=ro", "postgresql://me:CANARY@host:port/city",
])  # fmt: skip
def test_addresses_that_cannot_be_used_say_what_to_write(given):
    with pytest.raises(AddressRefused, match="write") as refused:
        read_address(given)
    assert "CANARY" not in str(refused.value)


async def test_people_who_wait_come_before_work_without_hurry(sqlite_url):
    database, ended = Database.open(sqlite_url), []

    async def one(name: str, hurried: bool) -> None:
        unhurried.set(not hurried)
        async with database.writing() as session:
            await session.execute(select(1))
        ended.append(name)

    try:
        async with database.writing():  # all the others stand in line meanwhile
            work = [asyncio.create_task(one("work", False)) for _ in range(3 * PLACES_SQLITE)]
            await asyncio.sleep(0)
            assert not database.is_busy
            people = [asyncio.create_task(one("person", True)) for _ in range(2)]
            await asyncio.sleep(0)
            assert database.is_busy
        await asyncio.gather(*work, *people)
    finally:
        await database.close()
    assert not database.is_busy
    assert ended.index("person") <= PLACES_SQLITE
    assert len(ended) == len(work) + len(people)
