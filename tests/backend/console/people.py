"""People who work in the console of Elmstead, signed in without a browser, and what others tell the city."""
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from litestar.testing import TestClient

from backend.accounts.models import RoleGrant
from backend.accounts.service import find_or_make
from backend.console import sessions
from backend.console.sessions import csrf_of
from backend.contract.accounts import Role
from backend.contract.requests import NewRequest, RequestPlace
from backend.database.base import now
from backend.identity import devices
from backend.identity.actor import Actor, ActorKind
from backend.requests.photos.working import KIND
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.backend.requests.city import services
from tests.worlds.town import at

ORIGIN = "http://localhost"
SAME = {"Sec-Fetch-Site": "same-origin"}


async def nothing(entry) -> None:
    """Photos stay as they are: to hide faces takes longer than all of the console."""


@contextmanager
def served(address: str, **more):
    """The whole service; the client follows nothing, so that a test sees where it is led."""
    chosen = {"log_requests": False, "per_minute": None, "database_url": address, "column_key": "0123456789abcdef" * 4, "public_origin": ORIGIN}
    app = create_app(services, Settings(**chosen | more), {KIND: nothing})
    with TestClient(app, base_url=ORIGIN) as client:
        client.follow_redirects = False
        # Who asks says so in each request; what an earlier one was given is nobody's.
        client.event_hooks = {"response": [lambda answer: client.cookies.clear()]}
        yield client


@dataclass(frozen=True)
class Worker:
    """Somebody at the console in one browser."""

    client: TestClient
    account_id: UUID
    secret: str

    @property
    def csrf(self) -> str:
        return csrf_of(self.secret)

    def get(self, path: str, **headers):
        return self.client.get(path, headers={"Cookie": f"aw_console={self.secret}", **headers})

    def post(self, path: str, fields: dict | None = None, headers: dict | None = None, csrf: str | None = None):
        sent = {"csrf": self.csrf if csrf is None else csrf} | (fields or {})
        return self.client.post(path, data=sent, headers={"Cookie": f"aw_console={self.secret}"} | (SAME if headers is None else headers))


def worker(client: TestClient, *held: Role, role: Role | None = None) -> Worker:
    """held: the roles they have; role: the one they act as, the first of them unless it is said."""
    return client.blocking_portal.call(_worker, client, held or (Role.STAFF,), role)


async def _worker(client: TestClient, held: tuple[Role, ...], role: Role | None) -> Worker:
    async with client.app.state.database.writing() as session:
        account_id, _ = await find_or_make(session, f"{uuid4()}@example.org", "en")
        for one in held:
            session.add(RoleGrant(account_id=account_id, role=one, operator_id="", reason="", granted_at=now()))
        await session.flush()
        return Worker(client, account_id, await sessions.begin(session, account_id, role or held[0]))


def tell(client: TestClient, category: str = "pothole", words: str = "A deep hole.", x: float = 700, **more) -> str:
    """The number of a request that somebody without an account sends, x metres along Main Street."""
    lat, lon = at(x, 0)
    asked = NewRequest(category, RequestPlace(lat=lat, lon=lon, address="Main Street 7"), words=words, **more)
    return client.blocking_portal.call(_tell, client.app.state, asked, None)


def tell_as(worker: Worker, **more) -> str:
    """By somebody who also works here."""
    lat, lon = at(900, 0)
    asked = NewRequest("pothole", RequestPlace(lat=lat, lon=lon), words="Mine.", **more)
    return worker.client.blocking_portal.call(_tell, worker.client.app.state, asked, Actor(ActorKind.ACCOUNT, worker.account_id))


async def _tell(state, asked: NewRequest, actor: Actor | None) -> str:
    async with state.database.writing() as session:
        if actor is None:
            given = await devices.issue(session)
            found = await devices.find(session, given.token)
            assert found
            actor = found.actor
        return (await state.requests.submit(session, actor, asked, f"console-{uuid4()}", now())).code
