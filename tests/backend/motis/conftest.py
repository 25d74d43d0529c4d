"""Elmstead as clients of MOTIS meet it."""
import pytest
from litestar.testing import TestClient

from backend.motis.controller import MOTIS_CONTROLLERS
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from tests.worlds.town import open_town


@pytest.fixture(scope="session")
def town() -> Services:
    return open_town()


def app_of(services: Services):
    return create_app(lambda: services, Settings(log_requests=False, per_minute=None), controllers=MOTIS_CONTROLLERS)


@pytest.fixture(scope="session")
def client(town):
    with TestClient(app_of(town), base_url="http://localhost") as client:
        yield client
