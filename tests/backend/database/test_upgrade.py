"""Bringing a database to the tables of this version."""
import asyncio

import pytest
from sqlalchemy import text

from backend.database.address import file_address, read_address
from backend.database.database import Database
from backend.migrations.upgrade import DatabaseBehind, connected, current, head, prepare, upgrade


@pytest.fixture
def empty_postgresql(postgres_server):
    postgres_server.create("empty")
    yield postgres_server.address("empty")
    postgres_server.drop("empty")


def test_sqlite_brings_itself_up_to_date(tmp_path):
    address = file_address(tmp_path / "city" / "allways.sqlite")
    for _ in range(2):
        prepare(address)
        with connected(read_address(address)) as connection:
            assert current(connection) == head()


def test_postgresql_waits_for_somebody_to_say_so(empty_postgresql):
    with pytest.raises(DatabaseBehind, match="allways db upgrade"):
        prepare(empty_postgresql)
    upgrade(empty_postgresql)
    prepare(empty_postgresql)


async def test_two_who_upgrade_at_once_do_it_once(empty_postgresql, tmp_path):
    for address in (empty_postgresql, file_address(tmp_path / "both.sqlite")):
        await asyncio.gather(*(asyncio.to_thread(upgrade, address) for _ in range(4)))
        with connected(read_address(address)) as connection:
            assert current(connection) == head()


def test_an_unknown_version_is_told(database_url):
    with connected(read_address(database_url)) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'from_tomorrow'"))
    for bring in (prepare, upgrade):
        with pytest.raises(DatabaseBehind, match="newer version"):
            bring(database_url)


def test_a_revision_that_fails_leaves_everything_as_it_was(tmp_path, monkeypatch):
    """All tables in one transaction: an interrupted upgrade can simply be run again."""
    address = file_address(tmp_path / "half.sqlite")
    monkeypatch.setattr("backend.migrations.upgrade.check_references", lambda connection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        upgrade(address)
    monkeypatch.undo()
    with connected(read_address(address)) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() == 0
    upgrade(address)


async def test_what_was_kept_survives_an_upgrade(database_url):
    database = Database.open(database_url)
    async with database.writing() as session:
        await session.execute(text("CREATE TABLE kept (id INTEGER)"))
        await session.execute(text("INSERT INTO kept VALUES (7)"))
    await asyncio.to_thread(upgrade, database_url)
    async with database.reading() as session:
        assert await session.scalar(text("SELECT id FROM kept")) == 7
    await database.close()
