"""The town on a clock that a test sets."""
from datetime import UTC, datetime

import pytest

from backend.live.service import LiveCity
from routing.snapshot import Snapshot
from tests.worlds.town import open_town

EIGHT = datetime(2026, 11, 24, 7, tzinfo=UTC)  # eight o'clock there


class Clock:
    def __init__(self):
        self.moment = EIGHT

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def live(clock):
    city = LiveCity(Snapshot.of(open_town().live.snapshot.city), now=clock)
    yield city
    city.close()
