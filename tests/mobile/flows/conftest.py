"""A city of one's own for those who tell it something."""
import pytest

from tests.mobile.flows.telling import STAFF
from tests.mobile.server import LiveBackend


@pytest.fixture
def own_backend(demo, request):
    """One that nobody else has reported to."""
    live = LiveBackend(demo, "quickly_hidden" in request.fixturenames, staff_token=STAFF, proxies=frozenset({"127.0.0.1"})).start()
    yield live
    live.stop()
