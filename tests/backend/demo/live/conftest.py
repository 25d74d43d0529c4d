"""The demonstration city and Elmstead as the simulator sees them, and a working day of each."""
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from backend.demo.live.town import Town
from backend.demo.live.world import World
from tests.worlds.town import write_town


@pytest.fixture(scope="session")
def town(demo_folder) -> Town:
    """The demonstration city with its seeds."""
    return Town.open(demo_folder, demo_folder.parent / "inputs")


@pytest.fixture
def world(town) -> World:
    return World(town, seed=1)


@pytest.fixture(scope="session")
def eight(town) -> int:
    """Unix seconds of 8 o'clock on a Tuesday on which everything runs."""
    first = date.fromordinal(int(town.transit.first_day[0])) + timedelta(days=21)
    tuesday = first + timedelta(days=(1 - first.weekday()) % 7)
    return int(datetime.combine(tuesday, time(8), town.zone).timestamp())


@pytest.fixture(scope="session")
def elmstead_folder(tmp_path_factory) -> Path:
    """A town without seeds, lifts, shapes or car parks worth a name; its bus runs by frequency."""
    folder = tmp_path_factory.mktemp("elmstead") / "built"
    write_town(folder)
    return folder


@pytest.fixture(scope="session")
def elmstead(elmstead_folder) -> Town:
    return Town.open(elmstead_folder)
