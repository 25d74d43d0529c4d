import pytest

from backend.database.database import Database


@pytest.fixture
async def sqlite_database(sqlite_url):
    opened = Database.open(sqlite_url)
    yield opened
    await opened.close()
