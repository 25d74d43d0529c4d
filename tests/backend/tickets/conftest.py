"""Elmstead served with tickets, on both databases."""
import pytest

from tests.backend.accounts.people import quiet
from tests.backend.tickets.world import served


@pytest.fixture
async def world(database_url, database, monkeypatch):
    quiet(monkeypatch)
    async with served(database_url, database) as world:
        yield world
