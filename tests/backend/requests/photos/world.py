"""Elmstead with photos of requests: the service as it runs, with a quick child in place of the detectors."""
import asyncio
import secrets
from contextlib import asynccontextmanager
from pathlib import Path

from backend.requests.duplicates.controller import DuplicatesController
from backend.requests.photos.controller import RequestPhotosController
from backend.requests.photos.staff_controller import StaffPhotosController, StaffRequestPhotosController
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.backend.obstacles.pictures import drawn, jpeg
from tests.backend.requests.city import CONTROLLERS, STAFF, Citizen, services
from tests.backend.requests.photos.quick_child import PLAIN
from tests.serving import PEER, Client

CHILD = Path(__file__).with_name("quick_child.py")
MINE = [RequestPhotosController, StaffRequestPhotosController, StaffPhotosController, DuplicatesController]
PATIENCE_S = 120.0
REASON = {"reason": "a look for a test"}


@asynccontextmanager
async def served(address: str):
    settings = Settings(
        log_requests=False, per_minute=None, database_url=address, staff_token=STAFF, column_key="0123456789abcdef" * 4,
        proxies=frozenset({PEER}),
    )  # fmt: skip
    app = create_app(services, settings, controllers=[*MINE, *CONTROLLERS])
    async with Client(app) as client:
        hider = app.state.request_photos.hider
        hider.child, hider.longest_s = CHILD, PATIENCE_S
        yield client


def new_key() -> str:
    return secrets.token_urlsafe(24)


def taken(width: int = PLAIN) -> bytes:
    return jpeg(drawn(width, 200))


async def send(who: Citizen, code: str, photo: bytes | None = None, key: str | None = None, staff: bool = False, **headers):
    path = f"/v1/{'staff/' if staff else ''}requests/{code}/photos/{key or new_key()}"
    content = taken() if photo is None else photo
    return await who.client.put(path, content=content, headers=who.headers | {"Content-Type": "image/jpeg"} | headers)


async def sent(who: Citizen, code: str, width: int = PLAIN) -> str:
    answer = await send(who, code, taken(width))
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["seenBy"]) == ("quarantined", "nobody")
    return answer.json()["photoId"]


async def listed(who: Citizen, code: str) -> list[dict]:
    answer = await who.client.get(f"/v1/requests/{code}/photos", headers=who.headers)
    return answer.json()["photos"] if answer.status_code == 200 else []


async def settled(who: Citizen, code: str, photo_id: str, state: str = "hidden") -> dict:
    """Once it stands so."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            for photo in await listed(who, code):
                if photo["photoId"] == photo_id and photo["state"] == state:
                    return photo
            await asyncio.sleep(0.05)


async def looks(who: Citizen, code: str, photo_id: str):
    return await who.client.get(f"/v1/requests/{code}/photos/{photo_id}", headers=who.headers)
