import pytest

from backend.feeds.gtfs_rt.index import TransitIndex
from tests.backend.feeds.gtfs_rt.world import town


@pytest.fixture(scope="session")
def index(tmp_path_factory) -> TransitIndex:
    return town(tmp_path_factory.mktemp("town"))
