import pytest

from backend.database.database import Database
from tests.backend.bodies.office import Office


@pytest.fixture
async def office(database):
    """On each kind of database."""
    return await Office.opened(database)


@pytest.fixture
async def desk(sqlite_url):
    """On SQLite, where the database makes no difference."""
    opened = Database.open(sqlite_url)
    yield await Office.opened(opened)
    await opened.close()
