"""Elmstead, where two bodies answer: people who tell them something over HTTP, and the staff; each from a network of their own."""
import shutil
import tempfile
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from uuid import uuid4

from backend.accounts import sessions
from backend.accounts.models import RoleGrant
from backend.accounts.service import find_or_make
from backend.contract.accounts import Role
from backend.database.base import now
from backend.identity.controller import DevicesController
from backend.obstacles.controller import ObstaclesController
from backend.obstacles.staff_controller import StaffObstaclesController
from backend.places.service import PlaceSearch
from backend.requests.controller import RequestsController
from backend.requests.staff_controller import StaffRequestsController
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from backend.trips.controller import TripsController
from routing.city import City
from tests.serving import PEER, Client
from tests.worlds.town import at, open_town

STAFF = "staff-of-elmstead-0123456789abcdef"
MACHINE = {"Authorization": f"Bearer {STAFF}"}
CONTROLLERS = [
    RequestsController, StaffRequestsController, ObstaclesController, StaffObstaclesController, DevicesController, TripsController,
]  # fmt: skip
RULES = """\
[[bodies]]
code = "desk"
name = "City service desk"

[[bodies]]
code = "roads"
name = "Road works"

[[rules]]
id = "roads"
priority = 10
category = ["pothole", "broken_paving"]
body = "roads"
service = "R1"

[[rules]]
id = "rest"
priority = 99
body = "desk"
service = "{category}"

[[tests]]
at = [49.4, 8.65]
category = "pothole"
want = "roads"
"""
_households = count(1)


@cache
def city() -> City:
    """Elmstead with its own table of bodies."""
    folder = Path(tempfile.mkdtemp(prefix="requests-")) / "elmstead"
    shutil.copytree(open_town().live.snapshot.city.folder, folder)
    (folder / "requests").mkdir()
    (folder / "requests" / "requests.toml").write_text(RULES, encoding="utf-8")
    return City.open(folder)


def services() -> Services:
    return Services.of(city(), PlaceSearch.open(city().folder / "search"))


@asynccontextmanager
async def served(address: str):
    settings = Settings(
        log_requests=False, per_minute=None, database_url=address, staff_token=STAFF, column_key="0123456789abcdef" * 4,
        proxies=frozenset({PEER}),
    )  # fmt: skip
    async with Client(create_app(services, settings, controllers=CONTROLLERS)) as client:
        yield client


def move(client, **span) -> datetime:
    """The clock of requests, so much later than it is."""
    moved = datetime.now(UTC) + timedelta(**span)
    client.app.state.requests.clock = lambda: moved
    return moved


class Citizen:
    def __init__(self, client, token: str, address: str):
        self.client, self.headers = client, {"Authorization": f"Bearer {token}", "X-Forwarded-For": address}

    async def ask(self, method: str, path: str, body=None, key: str | None = None):
        headers = self.headers | {"Idempotency-Key": key or str(uuid4())}
        return await self.client.request(method, path, headers=headers, **({} if body is None else {"json": body}))

    async def tell(self, category: str = "pothole", x: float = 1250, y: float = 0, key: str | None = None, **more):
        lat, lon = at(x, y)
        return await self.ask("POST", "/v1/requests", {"category": category, "place": {"lat": lat, "lon": lon}, **more}, key)

    async def sent(self, *place, **more) -> dict:
        answer = await self.tell(*place, **more)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def sees(self, code: str):
        return await self.ask("GET", f"/v1/requests/{code}")

    async def does(self, code: str, what: str, body=None, method: str = "POST"):
        return await self.ask(method, f"/v1/requests/{code}/{what}", body)

    async def changes(self, code: str, action: str, **more):
        return await self.ask("POST", f"/v1/staff/requests/{code}/changes", {"action": action, **more})

    async def changed(self, code: str, action: str, **more) -> dict:
        answer = await self.changes(code, action, **more)
        assert answer.status_code == 200, answer.text
        return answer.json()["request"]


def machine(client) -> Citizen:
    return Citizen(client, STAFF, "127.0.0.1")


async def citizen(client) -> Citizen:
    household = next(_households)
    token = (await client.post("/v1/devices")).json()["token"]
    return Citizen(client, token, f"100.65.{household // 250}.{household % 250}")


async def signed_in(client, name: str, role: Role | None = None) -> Citizen:
    """With a passkey, a moment ago."""
    async with client.database.writing() as session:
        account_id, _ = await find_or_make(session, f"{name}@example.org", "en")
        if role is not None:
            session.add(RoleGrant(account_id=account_id, role=role, operator_id="", reason="", granted_at=now()))
        tokens = await sessions.begin(session, account_id, name, b"\x04" + bytes(64), by_passkey=True)
    found = Citizen(client, tokens.access, f"100.66.0.{next(_households) % 250}")
    found.account_id = account_id
    return found
