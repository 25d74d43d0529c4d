"""Who hangs up in the middle of a body made no mistake of ours: nothing is logged as one, and others are served on."""
import asyncio
import socket
from contextlib import asynccontextmanager, closing

import httpx
import pytest
import structlog
from granian.constants import Interfaces
from granian.server.embed import Server

from backend.following.controller import FollowingController
from backend.identity.controller import DevicesController
from backend.service.app import create_app
from backend.service.settings import Settings
from backend.trips.controller import TripsController
from tests.backend.service.test_routes import trip

PATIENCE_S = 90


@asynccontextmanager
async def listening(town):
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = create_app(lambda: town, Settings(per_minute=None), controllers=[TripsController, FollowingController, DevicesController])
    server = Server(app, address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_enabled=False)
    task = asyncio.create_task(server.serve())
    try:
        async with httpx.AsyncClient(base_url=f"http://localhost:{port}", timeout=PATIENCE_S) as client:
            yield client, port
    finally:
        server.stop()
        await asyncio.wait_for(asyncio.gather(task, return_exceptions=True), PATIENCE_S)


async def answered(client, *asked, **more):
    """Also while the service is not there yet."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                return await client.request(*asked, **more)
            except httpx.ConnectError:
                await asyncio.sleep(0.05)


async def hang_up(port: int, route: str, token: str) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST {route} HTTP/1.1", "Host: localhost", "Content-Type: application/json", "Content-Length: 1000", f"Authorization: Bearer {token}",
        "Idempotency-Key: once", "", "",
    )  # fmt: skip
    writer.write("\r\n".join(head).encode() + b'{"origin": ')
    await writer.drain()
    await asyncio.sleep(0.1)  # the service is reading by now
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize("route", ["/v1/plan", "/v1/trips"])  # a question, and what is done once: its body is read before anything else
async def test_it_is_no_bug(town, route):
    with structlog.testing.capture_logs() as lines:
        async with listening(town) as (client, port):
            token = (await answered(client, "POST", "/v1/devices")).json()["token"]
            await hang_up(port, route, token)
            async with asyncio.timeout(PATIENCE_S):
                while not [line for line in lines if line.get("route") == route]:
                    await asyncio.sleep(0.02)
            assert (await answered(client, "POST", "/v1/plan", json=trip())).status_code == 200
    assert [line for line in lines if line["log_level"] in ("error", "warning")] == []
    assert next(line["status"] for line in lines if line.get("route") == route) == 400
