"""Elmstead served with requests, on each kind of database; and on SQLite for a module that looks at what makes no difference there."""
import pytest

from tests.backend.requests.city import served


@pytest.fixture
async def client(database_url):
    async with served(database_url) as client:
        yield client


@pytest.fixture
async def town(sqlite_url):
    async with served(sqlite_url) as client:
        yield client
