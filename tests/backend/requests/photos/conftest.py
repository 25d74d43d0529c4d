import pytest

from tests.backend.requests.photos.world import served


@pytest.fixture
async def client(database_url):
    async with served(database_url) as client:
        yield client


@pytest.fixture
async def town(sqlite_url):
    """Over SQLite only, where the database makes no difference."""
    async with served(sqlite_url) as client:
        yield client
