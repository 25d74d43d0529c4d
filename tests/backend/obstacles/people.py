"""People who report, confirm and deny, over HTTP; each from a network of their own unless said otherwise."""
import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from backend.around.controller import AroundController
from backend.identity.controller import DevicesController
from backend.obstacles.controller import ObstaclesController
from backend.obstacles.staff_controller import StaffObstaclesController
from backend.places.service import PlaceSearch
from backend.requests.photos.working import KIND as HIDING
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from backend.trips.controller import TripsController
from tests.backend.open311.world import leave
from tests.serving import PEER, Client
from tests.worlds.town import at, open_town

STAFF = "staff-of-elmstead-0123456789abcdef"
SIGNED = {"Authorization": f"Bearer {STAFF}"}
KEY = "0123456789abcdef" * 4
CITY = open_town().live.snapshot.city
CONTROLLERS = [ObstaclesController, StaffObstaclesController, DevicesController, TripsController, AroundController]
PATIENCE_S, LOOK_S = 20.0, 0.02
_households = count(1)


def town() -> Services:
    """Elmstead with live facts of its own."""
    return Services.of(CITY, PlaceSearch.open(CITY.folder / "search"))


@asynccontextmanager
async def served(address: str, **more):
    chosen = {"log_requests": False, "per_minute": None, "database_url": address, "staff_token": STAFF, "column_key": KEY} | more
    settings = Settings(**{"proxies": frozenset({PEER})} | chosen)
    async with Client(create_app(town, settings, {HIDING: leave}, CONTROLLERS)) as client:
        yield client


class Person:
    """With a phone that has a pass, in a household that has an address."""

    def __init__(self, client, token: str, address: str):
        self.client, self.headers = client, {"Authorization": f"Bearer {token}", "X-Forwarded-For": address}

    async def report(self, kind: str = "BLOCKED", x: float = 1250, y: float = 0, key: str | None = None, **more):
        lat, lon = at(x, y)
        body = {"kind": kind, "lat": lat, "lon": lon, **more}
        return await self.client.post("/v1/obstacles", json=body, headers=self.headers | {"Idempotency-Key": key or str(uuid4())})

    async def vote(self, obstacle_id: str, there: bool, **more):
        return await self.client.post(f"/v1/obstacles/{obstacle_id}/votes", json={"there": there, **more}, headers=self.headers)

    async def send_photo(self, obstacle_id: str, photo: bytes, media_type: str = "image/jpeg", key: str | None = None):
        headers = self.headers | {"Content-Type": media_type} | ({"Idempotency-Key": key} if key else {})
        return await self.client.put(f"/v1/obstacles/{obstacle_id}/photo", content=photo, headers=headers)


async def person(client, address: str | None = None) -> Person:
    household = next(_households)
    token = (await client.post("/v1/devices")).json()["token"]
    return Person(client, token, address or f"100.64.{household // 250}.{household % 250}")


async def reported(who: Person, *place, **more) -> dict:
    answer = await who.report(*place, **more)
    assert answer.status_code == 201, answer.text
    return answer.json()["obstacle"]


async def seen(client, obstacle_id: str) -> dict:
    return (await client.get(f"/v1/obstacles/{obstacle_id}")).json()


async def listed(client) -> list[dict]:
    """Everything in town."""
    (south, west), (north, east) = at(-500, -500), at(4500, 800)
    answer = await client.get("/v1/obstacles", params={"south": south, "west": west, "north": north, "east": east})
    assert answer.status_code == 200, answer.text
    return answer.json()["obstacles"]


async def settle(client, obstacle_id: str, decision: str, reason: str = "We looked.", **more):
    headers = SIGNED | {"Idempotency-Key": str(uuid4())}
    return await client.post(f"/v1/staff/obstacles/{obstacle_id}/settlements", json={"decision": decision, "reason": reason, **more}, headers=headers)


async def look(client, obstacle_id: str) -> dict:
    answer = await client.post(f"/v1/staff/obstacles/{obstacle_id}/looks", json={"reason": "to settle it"}, headers=SIGNED)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def way(client, **limits) -> str:
    """The line of the quickest way on foot along Main Street; over the place where things are reported, where it is open within these limits."""
    ends = {name: dict(zip(("lat", "lon"), at(x, 0))) for name, x in (("origin", 700), ("destination", 1800))}
    answer = (await client.post("/v1/plan", json={**ends, "modes": ["WALK"], **({"limits": limits} if limits else {})})).json()
    return answer["itineraries"][0]["legs"][0]["geometry"]


async def comes(wanted):
    """Waits until it is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not await wanted():
            await asyncio.sleep(LOOK_S)


def ago(**span) -> str:
    return (datetime.now(UTC) - timedelta(**span)).isoformat()
