"""The town that is served."""
import pytest

from backend.service.services import Services
from tests.worlds.town import open_town_anew


@pytest.fixture(scope="session")
def town() -> Services:
    return open_town_anew()
