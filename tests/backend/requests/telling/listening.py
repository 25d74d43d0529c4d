"""Elmstead behind real HTTP, in one process or in several with one database, and people who listen there."""
import asyncio
import socket
from contextlib import asynccontextmanager, closing

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server

from backend.accounts.consents_controller import ConsentsController
from backend.database.database import Database
from backend.outbox.entries import Entry
from backend.requests.announcing import DELIVER
from backend.requests.telling.controller import FollowingRequestsController, NoticesController, StopPage
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.backend.following.served import PATIENCE_S, coming, read_events, started
from tests.backend.requests.city import CONTROLLERS, MACHINE, STAFF, Citizen, services

OURS = [*CONTROLLERS, NoticesController, FollowingRequestsController, StopPage, ConsentsController]


async def leave(entry: Entry) -> None:
    """Nobody is handed anything."""


@asynccontextmanager
async def serving(address: str):
    """A process of the service on this machine, and a client of it. It tells what its outbox holds, and hands nothing over to a body."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = Settings(
        log_requests=False, per_minute=None, database_url=address, staff_token=STAFF, column_key="0123456789abcdef" * 4,
        proxies=frozenset({"127.0.0.1"}),
    )  # fmt: skip
    app = create_app(services, settings, {DELIVER: leave}, OURS)
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False)
    task, database = asyncio.create_task(server.serve()), Database.open(address)
    try:
        async with httpx.AsyncClient(base_url=f"http://localhost:{port}", timeout=PATIENCE_S) as client:
            await started(client)
            client.app, client.server, client.database = app, server, database
            yield client
    finally:
        server.stop()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), PATIENCE_S)
        await database.close()


@asynccontextmanager
async def listening(person: Citizen, last_id: str = "", at=None):
    """`anext` of it is the next event. at: the client of another process. It is kept here: events that nobody keeps close what they come from."""
    headers = person.headers | ({"Last-Event-ID": last_id} if last_id else {})
    async with (at or person.client).stream("GET", "/v1/notices/events", headers=headers) as answer:
        assert answer.status_code == 200, (await answer.aread()).decode()
        assert answer.headers["content-type"].startswith("text/event-stream")
        events = read_events(answer)
        yield events


async def heard(events, count: int) -> list[tuple[str, str, int]]:
    """(kind, id, unread) of the next notices."""
    found = []
    while len(found) < count:
        event = await coming(events)
        if event.name == "notice":
            assert event.id == event.data["notice"]["id"]
            found.append((event.data["notice"]["kind"], event.id, event.data["unread"]))
    return found


async def silent(events) -> bool:
    """Nothing but numbers of what is unread comes for a moment. They are listened to no longer then."""
    try:
        async with asyncio.timeout(0.5):
            while (await anext(events)).name == "unread":
                pass
    except TimeoutError:
        return True
    return False


async def changed(client, code: str, action: str, **more) -> None:
    answer = await Citizen(client, MACHINE["Authorization"].removeprefix("Bearer "), "127.0.0.1").changes(code, action, **more)
    assert answer.status_code == 200, answer.text
