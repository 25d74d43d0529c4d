"""The village of today, served."""
import pytest

from tests.backend.following.served import open_today, serving


@pytest.fixture
def world(tmp_path):
    return open_today(tmp_path / "village")


@pytest.fixture
async def client(database_url, world):
    async with serving(database_url, world) as client:
        yield client


@pytest.fixture
async def quick(sqlite_url, world):
    """Where the database makes no difference."""
    async with serving(sqlite_url, world) as client:
        yield client
