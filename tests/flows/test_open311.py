"""Two cities, one open manhole: somebody tells Elmstead, the neighbour answers it, and whoever told it hears the end and says whether it is so. Over
sockets, by the workers themselves; what may go wrong on the way is in tests/backend/open311."""
import time
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import select

from backend.bodies.models import Body
from backend.database.address import file_address
from backend.open311.deliveries import POLL
from backend.outbox.entries import enqueue
from tests.backend.open311.conftest import TABLE
from tests.backend.open311.georeport import GeoReportClient
from tests.backend.open311.world import PATIENCE_S, SECRET, STAFF, neighbour, served
from tests.worlds.town import at

LOOK_S = 0.05
URGENT = "open_manhole"  # others wait a minute for their photo
RULES = TABLE.replace('"pothole"', f'"{URGENT}"')
SIGNED = {"Authorization": f"Bearer {STAFF}"}


@pytest.fixture
def peer(tmp_path):
    with neighbour(file_address(tmp_path / "neighbour.sqlite")) as city:
        yield city


@pytest.fixture
def elmstead(tmp_path, peer, monkeypatch):
    monkeypatch.setenv(SECRET, peer.key)
    with served(file_address(tmp_path / "elmstead.sqlite"), simulated_operators=urlsplit(peer.url).netloc) as client:
        stands = client.get("/v1/staff/routing-rules", headers=SIGNED).json()
        change = {"text": RULES.format(url=peer.url, secret=SECRET), "after": stands["version"]}
        taken = client.put("/v1/staff/routing-rules", json=change, headers=SIGNED | {"Idempotency-Key": str(uuid4())})
        assert taken.status_code == 200, taken.text
        yield client


def until(state: str, client, code: str, headers) -> dict:
    deadline = time.monotonic() + PATIENCE_S
    while (told := client.get(f"/v1/requests/{code}", headers=headers).json())["state"] != state:
        assert time.monotonic() < deadline, f"it is never {state}, but {told['state']}"
        time.sleep(LOOK_S)
    return told


def test_a_manhole_of_the_neighbour(elmstead, peer):
    device = {"Authorization": f"Bearer {elmstead.post('/v1/devices').json()['token']}"}
    lat, lon = at(700, 0)
    asked = {"category": URGENT, "place": {"lat": lat, "lon": lon}, "words": "The lid is gone.", "noDanger": True}
    filed = elmstead.post("/v1/requests", json=asked, headers=device | {"Idempotency-Key": str(uuid4())})
    assert filed.status_code == 201, filed.text
    code = filed.json()["code"]
    assert (filed.json()["body"], bool(filed.json()["due"])) == ("Road office", True)

    until("delivered", elmstead, code, device)
    (theirs,) = peer.kept(code)
    peer.close(theirs["service_request_id"], "The lid is back.")
    elmstead.blocking_portal.call(ask_now, elmstead.app.state.database)
    resolved = until("resolved", elmstead, code, device)
    assert theirs["service_request_id"] in resolved["closing"]["referral"]
    assert "The lid is back." in resolved["closing"]["words"]

    said = elmstead.post(f"/v1/requests/{code}/confirmation", headers=device | {"Idempotency-Key": str(uuid4())})
    assert said.json()["state"] == "confirmed"
    told = GeoReportClient(elmstead).request(code, extensions="true")
    assert (told["status"], told["state"], told["agency_responsible"]) == ("closed", "confirmed", "Road office")


async def ask_now(database) -> None:
    """A quarter of an hour is long."""
    async with database.writing() as session:
        body_id = await session.scalar(select(Body.id).where(Body.code == "roads"))
        await enqueue(session, POLL, {"bodyId": str(body_id)}, f"{POLL}:now")
