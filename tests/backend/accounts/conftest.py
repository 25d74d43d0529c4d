"""Elmstead served with accounts. Mails are written when a test says so."""
import pytest

from tests.backend.accounts.people import quiet, served


@pytest.fixture
async def client(database_url, monkeypatch):
    quiet(monkeypatch)
    async with served(database_url) as client:
        yield client
