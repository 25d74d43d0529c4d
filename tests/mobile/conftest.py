"""The real app in an offscreen window against a real backend: one per test, taken apart afterwards."""

import gc
import os
import tempfile

# Before the first import of Kivy anywhere in the process.
_HOME = tempfile.mkdtemp(prefix="allways-kivy-")
os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("KIVY_HOME", _HOME)
os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_FILELOG", "1")
os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")
os.environ.setdefault("KIVY_CLIPBOARD", "dummy")

from kivy.config import Config  # noqa: E402

Config.set("graphics", "width", "412")
Config.set("graphics", "height", "915")
Config.set("graphics", "multisamples", "0")

import pytest  # noqa: E402

from mobile.i18n import use  # noqa: E402
from mobile.theme import theme  # noqa: E402
from tests.databases import new_files_begin_upgraded, sql_is_compiled_once  # noqa: E402

__all__ = ["new_files_begin_upgraded", "sql_is_compiled_once"]


# Followers of the theme that tests left behind, until what they hang on is collected; a page has some hundred.
MOST_LEFT = 20_000
left_behind = 0


@pytest.fixture(scope="session")
def demo(demo_folder):
    """The demonstration city, ready to be served."""
    from backend.service.services import Services

    services = Services.open(demo_folder)
    gc.freeze()  # it stays until the end: looking through it for what is left behind takes longer than many a test
    return services


@pytest.fixture(scope="module")
def backend(demo):
    """The real service of the demonstration city on loopback; a test that stops it starts it again."""
    from tests.mobile.server import LiveBackend

    live = LiveBackend(demo).start()
    yield live
    live.stop()


@pytest.fixture
async def client(backend):
    """What the app asks it by."""
    from mobile.client import Client

    client = Client(backend.address)
    yield client
    await client.close()


@pytest.fixture(autouse=True)
def _fresh_frame():
    """Theme and language are the process's: each test begins with light, 100 %, English."""
    global left_behind
    use("en")
    theme.use("light")
    theme.text_scale, theme.less_motion = 1.0, False
    yield
    # Pages of a test that is over hang together in circles and live on for a while: a change of the theme would draw all of them anew.
    left_behind += len(theme._followers)
    theme._followers.clear()
    if left_behind > MOST_LEFT:
        left_behind = 0
        gc.collect()
        gc.freeze()  # what is still there stays: the next time it need not be looked through
    use("en")
    theme.use("light")
    theme.text_scale, theme.less_motion = 1.0, False
