"""The connection to a file: one hand-over a statement, and what a cursor tells is of its own statement."""
import asyncio
import sqlite3
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from backend.database.address import file_address
from backend.database.database import Database
from backend.database.engine import open_file
from backend.database.sqlite import connect

LONG = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT max(i) FROM n"


@pytest.fixture
async def connection(tmp_path):
    opened = await connect(partial(open_file, tmp_path / "a.sqlite", "OFF"))
    await opened.cursor().execute("CREATE TABLE lift (id INTEGER PRIMARY KEY, name TEXT)")
    yield opened
    await opened.close()


async def test_a_cursor_tells_of_its_statement(connection):
    made = connection.cursor()
    await made.execute("INSERT INTO lift (name) VALUES (?), (?) RETURNING id", ("north", "south"))
    assert ([column[0] for column in made.description], await made.fetchall(), made.rowcount, made.lastrowid) == (["id"], [(1,), (2,)], 2, 2)
    assert await made.fetchall() == [], "rows are given once"
    changed = connection.cursor()
    await changed.execute("UPDATE lift SET name = name || '!'")
    assert (changed.description, await changed.fetchall(), changed.rowcount) == (None, [], 2)
    await changed.executemany("INSERT INTO lift (name) VALUES (?)", [("east",), ("west",), ("up",)])
    assert changed.rowcount == 3
    await made.execute("SELECT name FROM lift WHERE id > :least ORDER BY id", {"least": 3})
    assert await made.fetchall() == [("west",), ("up",)]


async def test_a_statement_is_handed_over_once(connection, monkeypatch):
    put, handed = connection._tx.put_nowait, []

    class Counted:
        def put_nowait(self, work):
            handed.append(work)
            put(work)

    monkeypatch.setattr(connection, "_tx", Counted())
    cursor = await connection.cursor().__aenter__()
    await cursor.execute("SELECT 1")
    assert await cursor.fetchall() == [(1,)]
    await cursor.close()
    assert len(handed) == 1


async def test_one_that_fails_leaves_the_next_alone(connection):
    cursor = connection.cursor()
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await cursor.execute("SELECT * FROM stairs")
    await cursor.execute("SELECT 7")
    assert await cursor.fetchall() == [(7,)]


async def test_whoever_left_does_not_get_into_the_way_of_the_next(connection):
    asked = asyncio.create_task(connection.cursor().execute(LONG))
    await asyncio.sleep(0)
    asked.cancel()
    cursor = connection.cursor()
    await cursor.execute("SELECT 7")
    assert (await cursor.fetchall(), asked.cancelled()) == ([(7,)], True)


async def test_a_closed_connection_says_so(tmp_path):
    opened = await connect(partial(open_file, tmp_path / "a.sqlite", "OFF"))
    await opened.close()
    with pytest.raises(ValueError, match="no active connection"):
        await opened.cursor().execute("SELECT 1")


async def test_what_is_no_database_is_an_error_and_nothing_else(tmp_path):
    path = tmp_path / "a.sqlite"
    path.write_bytes(b"a letter to the city " * 100)
    database = Database.open(file_address(path))
    with pytest.raises(DatabaseError, match="not a database"):
        async with database.reading() as session:
            await session.execute(text("SELECT 1"))
    await database.close()
