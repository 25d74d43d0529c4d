"""The sandbox as a process of its own, as in life; where there is a test key, Stripe beside it."""
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from backend.paying.gateway import Gateway
from backend.paying.line import Line
from backend.paying.provider import STRIPE, Provider, sandbox_at
from tests.backend.paying.people import Control
from tests.backend.paying.travellers import ann, arrive, client, paying, shop

__all__ = ["ann", "arrive", "client", "paying", "shop"]

TEST_KEY = "STRIPE_TEST_KEY"
WAIT_S = 3.0


@pytest.fixture(scope="session")
def sandbox_process(tmp_path_factory):
    """Its address."""
    file = tmp_path_factory.mktemp("sandbox") / "sandbox.sqlite"
    command = [sys.executable, "-m", "allways.main", "sandbox", "--port", "0", "--file", str(file)]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE")}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean)
    try:
        yield process.stdout.readline().split(" at ")[1].split(",")[0]
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def provider(sandbox_process) -> Provider:
    return sandbox_at(sandbox_process)


@pytest.fixture
def control(provider) -> Control:
    """Orders to the sandbox, which remembers nothing of the test before."""
    opened = Control(provider.address)
    opened("reset")
    yield opened
    opened("reset")


@pytest.fixture
async def gateway(provider, control):
    opened = Gateway(provider, Line(WAIT_S))
    yield opened
    await opened.close()


@pytest.fixture(params=["sandbox", "stripe"])
def either_provider(request) -> Provider:
    if request.param == "sandbox":
        request.getfixturevalue("control")
        return request.getfixturevalue("provider")
    key = os.environ.get(TEST_KEY, "")
    if not key.startswith(("sk_test_", "rk_test_")):
        pytest.skip(f"there is no test key of Stripe here: set {TEST_KEY} to one that begins with sk_test_")
    return Provider(STRIPE, key)


@pytest.fixture
async def either(either_provider):
    """The same suite at both. At Stripe with a test key only, whose objects stay in that account."""
    opened = Gateway(either_provider)
    yield opened
    await opened.close()


@pytest.fixture
def long_ago() -> datetime:
    """When a row was ordered whose key may be forgotten by now."""
    return datetime(2026, 1, 1, tzinfo=UTC)
