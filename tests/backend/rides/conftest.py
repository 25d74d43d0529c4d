"""A town with one van, on both databases; and a city that sells, for what a ride means for its booking."""
import pytest

from tests.backend.bookings.conftest import control, sandbox, world
from tests.backend.rides.world import opened_town

__all__ = ["control", "sandbox", "town", "world"]


@pytest.fixture
async def town(database):
    return await opened_town(database)
