"""A town that sells places to park in, on both databases, with a payment service of its own."""
import pytest

from tests.backend.reservations.world import open_parking
from tests.backend.sandbox.conftest import Control, sandbox

__all__ = ["control", "sandbox", "world"]


@pytest.fixture
def control(sandbox):
    return Control(sandbox.url)


@pytest.fixture
async def world(database, sandbox, control):
    async with open_parking(database, sandbox, control) as opened:
        yield opened
