"""Elmstead served with parking, one for all tests of a module: each lets spaces of its own, or looks at times of its own."""
import pytest_asyncio

from tests.backend.parking.world import served


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["sqlite", "postgresql"])
async def client(request):
    async with served(request.getfixturevalue(f"{request.param}_for_module")) as client:
        yield client
