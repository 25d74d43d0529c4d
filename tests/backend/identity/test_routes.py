"""The life of a pass over HTTP."""
from datetime import datetime, timedelta

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select

from backend.database.base import now
from backend.identity.controller import DevicesController
from backend.identity.models import Device
from backend.service.app import create_app
from backend.service.policies import RateClass
from backend.service.settings import PER_MINUTE, Settings
from tests.worlds.town import open_town


def make_client(address: str, **settings) -> TestClient:
    chosen = Settings(**{"log_requests": False, "per_minute": None, "database_url": address} | settings)
    return TestClient(create_app(open_town, chosen, controllers=[DevicesController]), base_url="http://localhost")


@pytest.fixture
def client(database_url):
    with make_client(database_url) as client:
        yield client


def test_a_pass_is_given_used_and_ended(client):
    answer = client.post("/v1/devices")
    assert answer.status_code == 201
    given = answer.json()
    assert set(given) == {"token", "expiresAt"}
    assert datetime.fromisoformat(given["expiresAt"]) - now() > timedelta(days=29)
    signed = {"Authorization": f"Bearer {given['token']}"}
    assert client.get("/v1/devices/current", headers=signed).json() == {"expiresAt": given["expiresAt"]}
    ended = client.delete("/v1/devices/current", headers=signed)
    assert (ended.status_code, ended.content) == (204, b"")
    assert client.get("/v1/devices/current", headers=signed).json()["code"] == "not_signed_in"


async def test_an_ended_pass_leaves_nothing_of_the_device(client, database):
    token = client.post("/v1/devices").json()["token"]
    client.delete("/v1/devices/current", headers={"Authorization": f"Bearer {token}"})
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Device)) == 0


def test_passes_outlive_the_service(sqlite_url):
    with make_client(sqlite_url) as client:
        signed = {"Authorization": f"Bearer {client.post('/v1/devices').json()['token']}"}
    with make_client(sqlite_url) as client:
        assert client.get("/v1/devices/current", headers=signed).status_code == 200


def test_one_address_gets_a_few_passes_at_a_time(sqlite_url):
    with make_client(sqlite_url, per_minute=PER_MINUTE) as client:
        statuses = [client.post("/v1/devices").status_code for _ in range(PER_MINUTE[RateClass.PASS])]
        assert statuses.count(201) == PER_MINUTE[RateClass.PASS] // 3
        assert set(statuses) == {201, 429}
        assert client.get("/v1/devices/current").status_code == 401, "other routes have limits of their own"


def test_no_token_is_logged(database_url, capsys):
    with make_client(database_url, log_requests=True) as client:
        token = client.post("/v1/devices").json()["token"]
        client.get("/v1/devices/current", headers={"Authorization": f"Bearer {token}"})
        client.get("/v1/devices/current", headers={"Authorization": f"Bearer {token}x"})
    written = "".join(capsys.readouterr())
    assert "/v1/devices/current" in written
    assert token not in written
    assert token.removeprefix("aw_dt_") not in written
