"""A connection to a file of SQLite. It works on a thread of its own, and each statement is one hand-over there and back: cursor, rows and all.

Of aiosqlite's own cursor each of these is a hand-over: to make it, to execute, to fetch, to close. Most statements take less time than one of them.
"""
import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Self

import aiosqlite

# Of no meaning here: rows are fetched all at once.
CHUNK = 64


class Cursor:
    """What SQLAlchemy asks of a cursor that is not at the server: description, rowcount and lastrowid are of the statement before."""

    def __init__(self, connection: "Connection"):
        self._connection, self._rows = connection, []
        self.description, self.rowcount, self.lastrowid, self.arraysize = None, -1, None, 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, values: Iterable[Any] = ()) -> Self:
        await self._connection.hand_over(partial(self._run, "execute", statement, values))
        return self

    async def executemany(self, statement: str, values: Iterable[Iterable[Any]]) -> Self:
        await self._connection.hand_over(partial(self._run, "executemany", statement, values))
        return self

    def _run(self, way: str, statement: str, values: Iterable[Any], connection: sqlite3.Connection) -> None:
        cursor = connection.cursor()
        try:
            getattr(cursor, way)(statement, values)
            # How many rows were changed is known when all that were asked back are read.
            self._rows = cursor.fetchall() if cursor.description else []
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []


class Connection(aiosqlite.Connection):
    def cursor(self) -> Cursor:
        return Cursor(self)

    async def hand_over(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Raises what `work` raises, ValueError where the connection is closed."""
        await self._execute(work, self._conn)


async def connect(make: Callable[[], sqlite3.Connection]) -> Connection:
    """`make` is called on the thread of the connection, which does not keep the process from ending."""
    connection = Connection(make, CHUNK)
    connection._thread.daemon = True
    return await connection
