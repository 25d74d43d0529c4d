import pytest

from tests.backend.around.world import World


@pytest.fixture
def world():
    world = World()
    yield world
    world.live.close()
