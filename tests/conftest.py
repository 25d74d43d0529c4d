"""Shared fixtures: where the real development data is, and built cities that several tests open."""
import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
# Cities and screens are many objects that last: looking through all of them as often as Python does took a third of the time of the tests.
COLLECT_EVERY = 50_000
# No test says how long something may take: on a busy machine everything takes longer. The suite tries the same examples each time, so that what
# is green here is green elsewhere; proofs go on looking for others.
settings.register_profile("suite", deadline=None, derandomize=not os.environ.get("ALLWAYS_PROOF"))
settings.load_profile("suite")


def shared_folder() -> Path | None:
    """The development data beside the checkout, or where ALLWAYS_SHARED says."""
    folder = Path(os.environ.get("ALLWAYS_SHARED", ROOT.parent / "shared"))
    return folder if (folder / "data").is_dir() else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = shared_folder()
    if folder is None:
        pytest.skip("development data is not here: set ALLWAYS_SHARED to its folder")
    return folder / "data"


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    """A built demonstration city."""
    from tests.cities import demo_city

    return demo_city()


@pytest.fixture(scope="session")
def heidelberg_folder(shared_data) -> Path:
    """A built Heidelberg; skips without the development data."""
    from tests.cities import heidelberg

    return heidelberg(shared_data)


def pytest_collection_finish(session):
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_EVERY, 20, 50)


def pytest_xdist_make_scheduler(config, log):
    from tests.sharing import ByFolder

    return ByFolder(config, log)


def pytest_collection_modifyitems(config, items):
    if hasattr(config, "workerinput"):  # one of several processes
        from tests.sharing import long_first, name_apart

        name_apart(items)
        long_first(items)
