import pytest

from backend.database.database import Database
from tests.backend.requests.telling.world import opened


@pytest.fixture
async def town(database):
    """On each kind of database."""
    return await opened(database)


@pytest.fixture
async def village(sqlite_url):
    """On SQLite, where the database makes no difference."""
    database = Database.open(sqlite_url)
    yield await opened(database)
    await database.close()
