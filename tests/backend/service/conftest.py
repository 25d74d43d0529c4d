"""The town that is served."""
import pytest
from litestar.testing import TestClient

from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from tests.worlds.town import open_town


@pytest.fixture(scope="session")
def town() -> Services:
    return open_town()


@pytest.fixture(scope="session")
def app(town):
    return create_app(lambda: town, Settings(log_requests=False, per_minute=None))


@pytest.fixture(scope="session")
def client(app):
    with TestClient(app, base_url="http://localhost") as client:
        yield client
