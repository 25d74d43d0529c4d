"""Two cities: Elmstead, which gives requests to others, and a neighbour with an Open311 server on loopback, ours too, which has bad days."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from litestar.testing import TestClient
from sqlalchemy import func, select

from backend.bodies.models import Body
from backend.bodies.staff_controller import StaffBodiesController
from backend.contract.open311 import NewOpen311Key
from backend.contract.request_words import Visibility
from backend.contract.requests import NewRequest, RequestPlace
from backend.identity.actor import GUEST
from backend.identity.controller import DevicesController
from backend.loopback import LoopbackHandler, LoopbackServer
from backend.open311 import keys
from backend.open311.controller import Open311Controller
from backend.open311.models import RequestDelivery
from backend.open311.sending import Sender
from backend.open311.staff_controller import DeliveriesController, Open311KeysController
from backend.outbox.entries import Entry
from backend.outbox.models import OutboxEntry
from backend.requests.controller import RequestsController
from backend.requests.models import Request
from backend.requests.photos.working import KIND as HIDING
from backend.requests.staff_controller import StaffRequestsController
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.worlds.town import at, open_town_anew

CONTROLLERS = [
    Open311Controller, DeliveriesController, Open311KeysController, DevicesController, RequestsController, StaffRequestsController,
    StaffBodiesController,
]  # fmt: skip
STAFF = "staff-of-elmstead-0123456789abcdef"
KEY = "0123456789abcdef" * 4
ORIGIN = "http://localhost:8000"
# The outbox writes down the time of this machine: what was just written is due. The neighbour's clock is behind by that.
AHEAD = timedelta(minutes=5)
PATIENCE_S = 60
SECRET = "ALLWAYS_OPEN311_ROADS"


def settings(address: str, **more) -> Settings:
    chosen = {"log_requests": False, "per_minute": None, "staff_token": STAFF, "column_key": KEY, "public_origin": ORIGIN}
    return Settings(database_url=address, **{**chosen, **more})


async def leave(entry: Entry) -> None:
    """Photos stay as they came: finding faces takes its time, and is tested where it is done."""


@contextmanager
def served(address: str, **more) -> Iterator[TestClient]:
    app = create_app(open_town_anew, settings(address, **more), {HIDING: leave}, CONTROLLERS)
    with TestClient(app, base_url="http://localhost") as client:
        yield client


def give_key(client: TestClient, per_minute: int = 6000) -> str:
    async def give() -> str:
        async with client.app.state.database.writing() as session:
            return (await keys.issue(session, NewOpen311Key("Somebody", per_minute))).key

    return client.blocking_portal.call(give)


@dataclass
class Neighbour:
    """faults: what happens to the next POSTs, one each: a status that is answered unread, `lost` (taken, but nobody hears of it), `late` (taken, and
    answered when `released` is set), `token` (taken, its number comes later), `gibberish` (taken, answered with what is no XML)."""

    client: TestClient
    key: str
    url: str = ""
    faults: list = field(default_factory=list)
    asked: list = field(default_factory=list)
    released: Event = field(default_factory=Event)

    def forms(self) -> list[dict[str, str]]:
        return [form for method, _, form in self.asked if method == "POST"]

    def kept(self, mark: str) -> list[dict]:
        """Requests of theirs that speak of one of ours."""
        return [row for row in self.client.get("/open311/v2/requests.json").json() if mark in (row["description"] or "")]

    def close(self, number: str, words: str) -> None:
        done = {"action": "resolve", "resolution": "fixed", "words": words, "referral": "crew 7", "public": True}
        headers = {"Authorization": f"Bearer {STAFF}", "Idempotency-Key": str(uuid4())}
        answer = self.client.post(f"/v1/staff/requests/{number}/changes", json=done, headers=headers)
        assert answer.status_code < 300, answer.text


@contextmanager
def neighbour(address: str) -> Iterator[Neighbour]:
    with served(address) as client:
        found = Neighbour(client, give_key(client))
        server = LoopbackServer("127.0.0.1", 0, door_of(found))
        server.serve_in_thread()
        found.url = f"{server.url}/open311/v2"
        try:
            yield found
        finally:
            server.shutdown()
            server.server_close()


def door_of(city: Neighbour) -> type[LoopbackHandler]:
    class Door(LoopbackHandler):
        def do_GET(self):
            self.pass_on("GET", None)

        def do_POST(self):
            self.pass_on("POST", self.body_within(1 << 20))

        def pass_on(self, method: str, body: bytes | None) -> None:
            city.asked.append((method, self.path, dict(parse_qsl((body or b"").decode() or urlsplit(self.path).query))))
            fault = city.faults.pop(0) if method == "POST" and city.faults else None
            if isinstance(fault, int):
                self.tell(fault, "text/xml", b"<errors><error><code>0</code><description>CANARY</description></error></errors>")
                return
            headers = {"Content-Type": self.headers["Content-Type"]} if body is not None else {}
            answer = city.client.request(method, self.path, content=body, headers=headers)
            if fault == "late":
                city.released.wait(PATIENCE_S)
            if fault in ("lost", "late"):
                self.hang_up(reset=False)
                return
            content = {"token": answer.content.replace(b"service_request_id", b"token"), "gibberish": b"<html>It is done!</html"}
            self.tell(answer.status_code, answer.headers["content-type"], content.get(fault, answer.content))

        def tell(self, status: int, kind: str, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Door


@dataclass
class Elmstead:
    """Its database, requests and bodies, at a time that stands until somebody moves it. road: the id of the body that the neighbour is."""

    database: object
    requests: object
    sender: Sender
    road: object
    now: list

    async def file(self, words: str = "A hole in the road.", visibility: Visibility = Visibility.PUBLIC, x: float = 700) -> Request:
        lat, lon = at(x, 0)
        asked = NewRequest("pothole", RequestPlace(lat=lat, lon=lon), words=words, visibility=visibility)
        async with self.database.writing() as session:
            filed = await self.requests.submit(session, GUEST, asked, uuid4().hex, self.now[0])
        return await self.request(filed.row.id)

    async def request(self, request_id) -> Request:
        async with self.database.reading() as session:
            return await session.get_one(Request, request_id)

    async def body(self, code: str) -> Body:
        async with self.database.reading() as session:
            return (await session.scalars(select(Body).where(Body.code == code))).one()

    async def deliveries(self, request_id) -> list[RequestDelivery]:
        async with self.database.reading() as session:
            asked = select(RequestDelivery).where(RequestDelivery.request_id == request_id).order_by(RequestDelivery.id)
            return list(await session.scalars(asked))

    async def work(self, later: timedelta = timedelta(0)) -> int:
        """Does what is due for others by then, as the worker of the outbox does it; how much it was."""
        self.now[0] += later
        done = 0
        while (entry := await self.due()) is not None:
            finish = await self.sender.handlers[entry.kind](entry)
            async with self.database.writing() as session:
                row = await session.get_one(OutboxEntry, entry.id)
                row.done_at = self.now[0]
                if finish:
                    await finish(session)
            done += 1
        return done

    async def due(self) -> Entry | None:
        async with self.database.reading() as session:
            due = (OutboxEntry.kind.in_(self.sender.handlers)) & OutboxEntry.done_at.is_(None) & (OutboxEntry.next_at <= self.now[0])
            row = (await session.scalars(select(OutboxEntry).where(due).order_by(OutboxEntry.next_at, OutboxEntry.id).limit(1))).first()
        return None if row is None else Entry(row.id, row.id, row.kind, row.key, row.payload, 1)

    async def count(self, kind: str) -> int:
        async with self.database.reading() as session:
            return await session.scalar(select(func.count()).where(OutboxEntry.kind == kind)) or 0
