"""The console of Elmstead on databases of both kinds."""
import pytest

from tests.backend.console.people import served


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(request):
    with served(request.getfixturevalue(f"{request.param}_for_module")) as client:
        yield client
