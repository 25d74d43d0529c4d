"""A sandbox on loopback, and a shop that sells trips over it."""
import pytest

from backend.sandbox.server import Sandbox
from tests.backend.ledger.world import Shop


@pytest.fixture
def sandbox(tmp_path):
    opened = Sandbox(tmp_path / "sandbox.sqlite")
    opened.serve_in_thread()
    yield opened
    opened.stop()


@pytest.fixture
async def shop(database, sandbox):
    opened = await Shop.open(database, sandbox)
    yield opened
    await opened.gateway.close()
