"""A city that sells, on both databases, with a payment service of its own."""
import pytest

from tests.backend.bookings.world import open_world
from tests.backend.sandbox.conftest import Control, sandbox

__all__ = ["control", "sandbox", "world"]


@pytest.fixture
def control(sandbox):
    return Control(sandbox.url)


@pytest.fixture
async def world(database, sandbox, control):
    async with open_world(database, sandbox, control) as opened:
        yield opened
