"""What comes before a handler and after it: slow bodies, the log."""
import asyncio
import json

import structlog
from litestar.testing import TestClient

from backend.service import admission
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.backend.service.test_routes import trip


async def test_a_body_that_drips_is_ended(town, monkeypatch):
    monkeypatch.setattr(admission, "BODY_LIMIT_S", 0.2)
    sent = []
    begun = []

    async def receive():
        if begun:
            await asyncio.sleep(30)
        begun.append(True)
        return {"type": "http.request", "body": b"{", "more_body": True}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/v1/plan", "raw_path": b"/v1/plan", "query_string": b"", "root_path": "",
        "scheme": "http", "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")], "client": ("10.0.0.9", 1),
        "server": ("localhost", 80), "state": {}, "extensions": {}, "asgi": {"version": "3.0"},
    }  # fmt: skip
    fresh = create_app(lambda: town, Settings(log_requests=False))
    async with fresh.lifespan():
        await asyncio.wait_for(fresh(scope, receive, send), 10)
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["code"] == "body_too_slow"


def test_the_log_knows_the_route_and_not_the_place(town):
    app = create_app(lambda: town, Settings())
    with structlog.testing.capture_logs() as lines, TestClient(app, base_url="http://localhost") as client:
        client.post("/v1/plan", json=trip())
        client.get("/v1/places?q=CANARY&near=49.4123,8.6123")
        client.get("/v1/places/reverse?lat=49.4123&lon=8.6123")
        client.get("/v1/stops/CANARY/departures")
        client.get("/CANARY/49.4123")
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/v1/plan", 200), ("/v1/places", 200), ("/v1/places/reverse", 200), ("/v1/stops/{stop_id}/departures", 404), ("", 404),
    ]  # fmt: skip
    assert all(line["ms"] >= 0 for line in lines)
    written = json.dumps(lines)
    assert not [word for word in ("CANARY", "49.4", "8.6123", "testclient", str(trip()["origin"]["lat"])) if word in written]
