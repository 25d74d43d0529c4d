"""The village of today behind real HTTP: buses leave in a few minutes, and what is known of them is said while somebody listens."""
import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import httpx
import msgspec
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar

from backend.contract.following import FollowRequest
from backend.database.base import now
from backend.following.controller import FollowingController
from backend.following.reading import request_of
from backend.identity.controller import DevicesController
from backend.service.app import create_app
from backend.service.settings import Settings
from routing.snapshot import Snapshot
from routing.transit.day import service_origin
from routing.transit.live import SCHEDULED, UNTOLD, TripUpdates
from routing.transit.model import Transit
from tests.backend.following.world import World
from tests.routing.door.village import A, B, C, village
from tests.routing.transit.feeds import DAY, ZONE, Trip
from tests.routing.transit.test_live import updates

PATIENCE_S = 90
KEY = "0123456789abcdef" * 4


def begin_of_today() -> datetime:
    """Second 0 of the service day on which it is now noon or before, so that seconds of it may go past a day."""
    return datetime.combine(now().astimezone(ZoneInfo(ZONE)).date(), datetime.min.time(), ZoneInfo(ZONE))


def open_today(folder: Path) -> World:
    """Line 1 leaves A in 10, 25 and 40 minutes, line 2 leaves B five minutes after each comes there."""
    today = begin_of_today().date()
    at_s = int((now() - service_origin(today, ZONE)).total_seconds())
    buses = [Trip([(start, at_s + first * 60), (end, at_s + first * 60 + 600)], route=route)
             for route, start, end, begin in ((0, A, B, 10), (1, B, C, 25)) for first in (begin, begin + 15, begin + 30)]  # fmt: skip
    city = village(folder, buses).city
    return World(Snapshot.of(replace(city, transit=on_day(city.transit, today.toordinal()))))


def on_day(transit: Transit, ordinal: int) -> Transit:
    return replace(transit, first_day=transit.first_day + ordinal - DAY.toordinal())


def today(*told: tuple) -> TripUpdates:
    """As `updates`, of today's trips."""
    found = updates(*told)
    return found._replace(day=found.day + begin_of_today().date().toordinal() - DAY.toordinal())


@dataclass(frozen=True)
class Event:
    name: str
    id: str
    data: dict


class Client(httpx.AsyncClient):
    """token: of a device that was just made."""

    token = ""

    @property
    def signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def sign(self) -> str:
        self.token = (await self.post("/v1/devices")).json()["token"]
        return self.token

    async def follow(self, request: FollowRequest, key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid4()), "Content-Type": "application/json"} | self.signed
        return await self.post("/v1/trips", content=msgspec.json.encode(request), headers=headers)

    async def follow_quickest(self, world: World, **asked) -> str:
        """The id of a trip."""
        answer = await self.follow(request_of(world.planned(when=now(), max_transfers=3), **asked))
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def tell(self, trip_id: str, **told) -> httpx.Response:
        return await self.patch(f"/v1/trips/{trip_id}", json=told, headers=self.signed)

    @asynccontextmanager
    async def listen(self, trip_id: str, last_event_id: str | None = None):
        """`anext` of it is the next event."""
        headers = self.signed | ({"Last-Event-ID": last_event_id} if last_event_id else {})
        async with self.stream("GET", f"/v1/trips/{trip_id}/events", headers=headers) as answer:
            assert answer.status_code == 200, (await answer.aread()).decode()
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield read_events(answer)


async def read_events(answer: httpx.Response) -> AsyncIterator[Event]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if line and name:
            fields[name] = value
        elif not line and "event" in fields:
            yield Event(fields["event"], fields.get("id", ""), json.loads(fields["data"]))
            fields = {}


async def coming(events) -> Event:
    async with asyncio.timeout(PATIENCE_S):
        return await anext(events)


async def until(events, name: str) -> Event:
    while (event := await coming(events)).name != name:
        pass
    return event


@dataclass
class Opened:
    """What the application finds in a city. places: nobody looks for one here."""

    world: World
    places: None = None

    @property
    def live(self):
        return self.world.live

    @property
    def planner(self):
        return self.world.planner


def make_app(address: str, world: World, column_key: str = KEY) -> Litestar:
    settings = Settings(log_requests=False, per_minute=None, database_url=address, column_key=column_key)
    return create_app(lambda: Opened(world), settings, controllers=[FollowingController, DevicesController])


@asynccontextmanager
async def serving(address: str, world: World, column_key: str = KEY):
    """A process of the service on this machine, and a client of it."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = make_app(address, world, column_key)
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False)
    task = asyncio.create_task(server.serve())
    try:
        async with Client(base_url=f"http://localhost:{port}", timeout=PATIENCE_S) as client:
            await started(client)
            client.app, client.server = app, server
            await client.sign()
            yield client
    finally:
        server.stop()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), PATIENCE_S)


async def started(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await client.get("/nothing")
                return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


def minutes_late(position: int, minutes: float) -> tuple:
    return (position, SCHEDULED, int(minutes * 60), UNTOLD)

