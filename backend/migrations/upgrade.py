"""Brings a database to the tables of this version. SQLite does so when the service starts, PostgreSQL when somebody says so."""
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, NullPool, create_engine, event, func, select

from backend.database.address import is_sqlite, read_address
from backend.database.engine import create_private

FOLDER = Path(__file__).parent
COMMAND = "allways db upgrade"
# Two people who upgrade at once: the second waits, then finds nothing to do. The number only has to be the same everywhere.
LOCK = 0x0A11_0A75
WAIT_S, RETRY_S = 60, 0.02


class DatabaseBehind(Exception):
    """The tables are not those of this version; the message says what to do."""


def upgrade(address: str) -> None:
    """All missing revisions in one transaction: all of them or none. Raises AddressRefused, DatabaseBehind."""
    with connected(read_address(address)) as connection:
        found = current(connection)
        check_known(found)
        if found != head():
            command.upgrade(configured(connection), "head")
            check_references(connection)


def prepare(address: str) -> None:
    """What has to be done before the service uses a database. Raises AddressRefused, DatabaseBehind."""
    if is_sqlite(read_address(address)):
        upgrade(address)
    else:
        check_current(address)


def check_current(address: str) -> None:
    """Raises DatabaseBehind."""
    with connected(read_address(address), lock=False) as connection:
        found = current(connection)
    if found is None:
        raise DatabaseBehind(f"The database has no tables yet. Run `{COMMAND}`, then start again.")
    check_known(found)
    if found != head():
        raise DatabaseBehind(f"The tables of the database are older than this version. Run `{COMMAND}`, then start again.")


def check_known(revision: str | None) -> None:
    if revision is not None and revision not in known():
        raise DatabaseBehind("The database was made by a newer version. Install that version, or restore a backup.")


def current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str | None:
    return scripts().get_current_head()


@cache
def known() -> frozenset[str]:
    return frozenset(script.revision for script in scripts().walk_revisions())


def scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(configured(None))


def configured(connection: Connection | None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s")
    return config


@contextmanager
def connected(url: URL, lock: bool = True) -> Iterator[Connection]:
    """A connection in one transaction, alone where `lock`. Statements may take long here, and SQLite does not check references meanwhile:
    a table that is made anew would otherwise lose the rows that point to it."""
    sqlite = is_sqlite(url)
    if sqlite:
        create_private(Path(url.database or ""))
    engine = create_engine(url.set(drivername="sqlite") if sqlite else url, poolclass=NullPool, hide_parameters=True)
    if sqlite:
        begin_immediately(engine)
    try:
        with engine.begin() as connection:
            if lock and not sqlite:
                connection.execute(select(func.pg_advisory_xact_lock(LOCK)))
            yield connection
    finally:
        engine.dispose()


def begin_immediately(engine) -> None:
    @event.listens_for(engine, "connect")
    def set_up(connection, record) -> None:
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={WAIT_S * 1000}")
        write_ahead(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def write_ahead(connection: sqlite3.Connection) -> None:
    """Kept in the file. To change it needs a moment without anybody, for which SQLite does not wait by itself: whoever upgrades a new file
    at the same time is in the way."""
    until = time.monotonic() + WAIT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > until:
                raise
            time.sleep(RETRY_S)


def check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError("a revision left rows that point to nothing")
