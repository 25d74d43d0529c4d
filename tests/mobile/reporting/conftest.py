"""A city that is served, and no waiting between tries."""

import pytest

from mobile import reporting as sending
from tests.mobile.server import LiveBackend


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(sending, "RETRY_S", (0.02,))


@pytest.fixture
def city(demo):
    live = LiveBackend(demo).start()
    yield live
    live.stop()
