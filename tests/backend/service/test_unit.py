"""One request is one transaction, and what goes wrong with the database is told as a problem."""
import asyncio
import sqlite3
from contextlib import AsyncExitStack, closing

import psycopg
import pytest
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.testing import TestClient
from sqlalchemy import func, make_url, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database.database import Database
from backend.database.engine import ENGINE, READERS
from backend.identity.actor import Actor
from backend.identity.devices import issue
from backend.identity.models import Device
from backend.outbox.entries import enqueue
from backend.outbox.worker import Handler
from backend.service.app import create_app
from backend.service.errors import Conflict
from backend.service.policies import RateClass, Work, public
from backend.service.settings import Settings
from tests.backend.outbox.test_worker import PATIENCE_S
from tests.worlds.town import open_town

WRITES = public(RateClass.WRITE, Work.REPEATABLE)
STAFF = "staff-of-elmstead-0123456789abcdef"


class RoomsController(Controller):
    @post("/rooms", opt=WRITES)
    async def make(self, session: NamedDependency[AsyncSession], how: str = "") -> int:
        await issue(session)
        await session.flush()
        if how == "refused":
            raise Conflict("There is no room.")
        if how == "nul":
            await session.scalar(select(Device.id).where(Device.expires_at == "not a time"))
        if how == "late":
            await session.execute(text("CREATE TABLE IF NOT EXISTS room (id INTEGER PRIMARY KEY)"))
            await session.execute(text("CREATE TABLE bed (room INTEGER REFERENCES room (id) DEFERRABLE INITIALLY DEFERRED)"))
            await session.execute(text("INSERT INTO bed VALUES (7)"))
        if how == "wrong":
            await session.execute(text("SELECT nothing FROM nowhere"))
        return await session.scalar(select(func.count()).select_from(Device))

    @get("/rooms", opt=public(RateClass.READ))
    async def count(self, session: NamedDependency[AsyncSession]) -> int:
        return await session.scalar(select(func.count()).select_from(Device))

    @get("/rooms/many", opt=public(RateClass.READ))
    async def take_all(self, database: NamedDependency[Database]) -> None:
        async with AsyncExitStack() as stack:
            for _ in range(READERS + 1):
                session = await stack.enter_async_context(database.reading())
                await session.execute(text("SELECT 1"))

    @get("/me", opt=public(RateClass.READ))
    async def me(self, actor: NamedDependency[Actor]) -> str:
        return actor.kind


@pytest.fixture
def client(database_url):
    with make_client(database_url) as client:
        yield client


def make_client(address: str, handlers: dict[str, Handler] | None = None) -> TestClient:
    settings = Settings(log_requests=False, per_minute=None, database_url=address, staff_token=STAFF)
    app = create_app(open_town, settings, handlers, controllers=[RoomsController])
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


def test_what_was_answered_is_kept(client):
    assert [client.post("/rooms").json() for _ in range(3)] == [1, 2, 3]
    assert client.get("/rooms").json() == 3


@pytest.mark.parametrize("how, status, code", [
    ("refused", 409, "conflict"), ("nul", 400, "invalid_value"), ("late", 500, "internal_error"), ("wrong", 500, "internal_error"),
])  # fmt: skip
def test_what_was_refused_is_undone_and_told(client, how, status, code):
    answer = client.post("/rooms", params={"how": how})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/rooms").json() == 0
    assert client.post("/rooms").json() == 1


def test_a_crowded_database_says_come_back(sqlite_url, monkeypatch):
    monkeypatch.setitem(ENGINE, "pool_timeout", 0.2)
    with make_client(sqlite_url) as client:
        check_busy(client.get("/rooms/many"))
        assert client.get("/rooms").json() == 0


def test_a_database_locked_by_another_says_come_back(sqlite_url, monkeypatch):
    monkeypatch.setattr("backend.database.engine.WAIT_S", 0)
    with make_client(sqlite_url) as client, closing(sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        check_busy(client.post("/rooms"))
        assert client.get("/rooms").json() == 0, "reading goes on"
        other.execute("ROLLBACK")
        assert client.post("/rooms").json() == 1


def test_a_connection_that_broke_is_made_anew(postgresql_url):
    with make_client(postgresql_url) as client:
        assert client.post("/rooms").json() == 1
        with psycopg.connect(make_url(postgresql_url).set(drivername="postgresql").render_as_string(False), autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'allways'")
        assert client.post("/rooms").json() == 2


def check_busy(answer) -> None:
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "busy", "1")


def test_a_handler_learns_who_asks_also_where_anybody_may(client):
    assert client.get("/me").text == "guest"
    assert client.get("/me", headers={"Authorization": f"Bearer {STAFF}"}).text == "staff"
    assert client.get("/me", headers={"Authorization": "Bearer nobody"}).json()["code"] == "not_signed_in"


async def test_the_outbox_is_worked_on_while_the_service_lives(database_url, database):
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def mail(entry):
        loop.call_soon_threadsafe(done.set)

    async with database.writing() as session:
        await enqueue(session, "mail", {}, "Q1")
    with make_client(database_url, {"mail": mail}):
        await asyncio.wait_for(done.wait(), PATIENCE_S)
