"""The town, with the routes of days and trips alone."""
import pytest
from litestar.testing import TestClient

from backend.days.controller import DaysController
from backend.service.app import create_app
from backend.service.settings import Settings
from backend.trips.controller import TripsController
from tests.worlds.town import open_town


@pytest.fixture(scope="module")
def client():
    app = create_app(open_town, Settings(log_requests=False, per_minute=None), controllers=(DaysController, TripsController))
    with TestClient(app, base_url="http://localhost") as client:
        yield client
