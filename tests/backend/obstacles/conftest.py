"""Elmstead served with obstacles, and people who report them."""
import pytest

from tests.backend.obstacles.people import served


@pytest.fixture
async def client(database_url):
    async with served(database_url) as client:
        yield client


@pytest.fixture
async def town(sqlite_url):
    """The same over SQLite only, where the database makes no difference."""
    async with served(sqlite_url) as client:
        yield client
