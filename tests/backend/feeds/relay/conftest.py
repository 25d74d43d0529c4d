"""Three processes of one city."""
import pytest

from tests.backend.feeds.relay.workers import Worker, trams


@pytest.fixture
def three(postgresql_url, server):
    def make(*feeds, **more) -> list[Worker]:
        return [Worker(postgresql_url, server, feeds or (trams(server),), **more) for _ in range(3)]

    return make
