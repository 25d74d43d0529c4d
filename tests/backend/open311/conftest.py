"""Elmstead and its neighbour. The neighbour is served once: each test looks for its own requests there."""
import shutil
from datetime import UTC, datetime

import pytest

from backend.accounts.mail import LocalMailbox
from backend.bodies.ground import NoGround
from backend.bodies.seeding import Seed, seed
from backend.bodies.service import Bodies
from backend.bodies.standing import Standing
from backend.bodies.words import TableSource
from backend.database.address import file_address
from backend.database.database import Database
from backend.database.sealing import open_vault
from backend.open311.sending import Sender
from backend.operators.declaration import parse_simulated
from backend.requests.photos.service import Photos
from backend.requests.service import Requests
from tests.backend.open311.world import AHEAD, KEY, ORIGIN, SECRET, Elmstead, give_key, neighbour, served
from tests.worlds.town import open_town

TABLE = """
triage = "desk"
[[bodies]]
code = "desk"
name = "City desk"
[[bodies]]
code = "roads"
name = "Road office"
channel = "open311"
to = "{url}"
jurisdiction = "localhost"
key_env = "{secret}"
[[bodies]]
code = "parks"
name = "Parks office"
channel = "email"
to = "parks@elmstead.example"
[[rules]]
id = "roads"
category = ["pothole"]
body = "roads"
service = "pothole"
[[tests]]
at = [49.41, 8.69]
category = "pothole"
want = "roads"
"""
ZONE = "Europe/Berlin"


@pytest.fixture(scope="module")
def peer(sqlite_for_module):
    with neighbour(sqlite_for_module) as city:
        yield city


@pytest.fixture(scope="package")
def client(sqlite_template, tmp_path_factory):
    path = tmp_path_factory.mktemp("open311") / "allways.sqlite"
    shutil.copyfile(sqlite_template, path)
    with served(file_address(path)) as client:
        yield client


@pytest.fixture(scope="package")
def key(client):
    return give_key(client)


async def opened(database, peer) -> Elmstead:
    peer.faults.clear()
    peer.asked.clear()
    peer.released.clear()
    await seed(database, Seed(TABLE.format(url=peer.url, secret=SECRET), None, TableSource.CITY), NoGround(), ZONE)
    requests = Requests(database, open_town().live, Bodies(Standing(ZONE), NoGround()))
    now = [datetime.now(UTC) + AHEAD]
    sender = Sender(
        database, requests, requests.bodies, Photos(database, open_vault(KEY, database.url)), LocalMailbox(database), ORIGIN, "en",
        parse_simulated(peer.url.removeprefix("http://").partition("/")[0]), {SECRET: peer.key}, lambda: now[0],
    )  # fmt: skip
    city = Elmstead(database, requests, sender, None, now)
    city.road = (await city.body("roads")).id
    return city


@pytest.fixture
async def elmstead(database, peer):
    return await opened(database, peer)


@pytest.fixture
async def village(sqlite_url, peer):
    """The same over SQLite only, where the database makes no difference."""
    database = Database.open(sqlite_url)
    yield await opened(database, peer)
    await database.close()
