"""Connections. SQLite: one that writes and a few that read; PostgreSQL: one pool for both."""
import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from backend.database.address import is_sqlite
from backend.database.sqlite import connect

POOL = 20
READERS = 4
WAIT_S = 5
STATEMENT_MS = 5000
# A transaction that waits for anything but the database this long is a mistake of ours and must not hold its locks.
IDLE_MS = 15_000
RECYCLE_S = 1800
ENGINE: dict[str, Any] = {"hide_parameters": True, "pool_timeout": WAIT_S, "max_overflow": 0}


def open_engines(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """(for reading, for writing)."""
    return open_sqlite(url) if is_sqlite(url) else open_postgresql(url)


def open_postgresql(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """Who reads sees the same moment in every statement of a transaction, as in SQLite: what is counted in two adds up."""
    options = f"-c statement_timeout={STATEMENT_MS} -c idle_in_transaction_session_timeout={IDLE_MS} -c timezone=UTC"
    connecting = {"options": options, "connect_timeout": WAIT_S, "application_name": "allways"}
    engine = create_async_engine(url, pool_size=POOL, pool_pre_ping=True, pool_recycle=RECYCLE_S, connect_args=connecting, **ENGINE)
    return engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ"), engine


def open_sqlite(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """SQLite lets one write at a time. Writers wait here, in line, for the one connection: waiting in SQLite is a lottery with long tails."""
    create_private(Path(url.database or ""))
    path = Path(url.database or "").absolute()
    writer = create_async_engine(url, pool_size=1, async_creator=partial(connect, partial(open_file, path, "OFF")), **ENGINE)
    reader = create_async_engine(url, pool_size=READERS, async_creator=partial(connect, partial(open_file, path, "ON")), **ENGINE)
    begin_with(writer, "BEGIN IMMEDIATE")
    begin_with(reader, "BEGIN")
    return reader, writer


def create_private(path: Path) -> None:
    """The file holds what belongs to people: nobody else on the machine reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


def open_file(path: Path, query_only: str) -> sqlite3.Connection:
    """Not bound to the thread that opens it: whoever tidies up may be another. Left to itself the driver would begin transactions, and late."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for name, value in pragmas(query_only).items():
            connection.execute(f"PRAGMA {name}={value}")
    except BaseException:
        connection.close()
        raise
    return connection


def pragmas(query_only: str) -> dict[str, str]:
    """recursive_triggers: without it INSERT OR REPLACE slips past triggers that forbid to delete."""
    return {
        "journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON", "busy_timeout": f"{WAIT_S * 1000}",
        "recursive_triggers": "ON", "trusted_schema": "OFF", "query_only": query_only,
    }  # fmt: skip


def begin_with(engine: AsyncEngine, words: str) -> None:
    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(words)
