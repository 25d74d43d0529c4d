"""A service with writes to repeat: what it does is count in the outbox, which the database keeps."""
import asyncio
from contextlib import asynccontextmanager
from typing import Annotated
from uuid import uuid4

import httpx
from litestar import Controller, Litestar, Response, delete, patch, post, put
from litestar.di import NamedDependency
from litestar.params import Parameter
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.base import Answer, Message
from backend.database.database import Database
from backend.identity.controller import DevicesController
from backend.outbox.entries import enqueue
from backend.outbox.models import OutboxEntry
from backend.service.app import create_app
from backend.service.errors import Conflict
from backend.service.policies import RateClass, Work, device, public, staff
from backend.service.settings import Settings
from backend.service.strict import strict_body
from tests.worlds.town import open_town

STAFF = "staff-of-elmstead-0123456789abcdef"


class Deed(Message, frozen=True):
    what: str
    bytes_back: int = 0


class Done(Answer, frozen=True):
    number: str
    filling: str


class SpaceTaken(Conflict):
    code = "space_taken"


class DeedsController(Controller):
    """slow_s: how long each takes between its write and its answer. outcome: what goes wrong instead."""

    slow_s = 0.0
    begun: asyncio.Event | None = None

    @post("/deeds", dto=strict_body(Deed), return_dto=None, opt=device(RateClass.WRITE))
    async def do(self, data: Deed, session: NamedDependency[AsyncSession]) -> Response[Done]:
        number = str(uuid4())
        await enqueue(session, "deed", {"what": data.what}, number)
        if DeedsController.begun:
            DeedsController.begun.set()
        await asyncio.sleep(DeedsController.slow_s)
        if data.what == "taken":
            raise SpaceTaken("The space is taken.")
        if data.what == "bug":
            raise ValueError
        return Response(Done(number, "x" * data.bytes_back), status_code=201, headers={"Location": f"/deeds/{number}", "X-Other": "not kept"})

    @put("/deeds/{number:str}", opt=device(RateClass.WRITE))
    async def change(self, number: Annotated[str, Parameter()], session: NamedDependency[AsyncSession]) -> None:
        await enqueue(session, "deed", {}, str(uuid4()))

    @patch("/deeds/{number:str}", opt=staff(RateClass.WRITE))
    async def mend(self, number: Annotated[str, Parameter()], session: NamedDependency[AsyncSession]) -> None:
        await enqueue(session, "deed", {}, str(uuid4()))

    @delete("/deeds/{number:str}", opt=device(RateClass.WRITE))
    async def undo(self, number: Annotated[str, Parameter()], session: NamedDependency[AsyncSession]) -> None:
        await enqueue(session, "deed", {}, str(uuid4()))

    @post("/deeds/count", status_code=200, opt=public(RateClass.READ))
    async def count(self, session: NamedDependency[AsyncSession]) -> int:
        return await session.scalar(select(func.count()).select_from(OutboxEntry)) or 0

    @post("/deeds/sneak", status_code=200, opt=public(RateClass.READ))
    async def sneak(self, session: NamedDependency[AsyncSession]) -> None:
        await enqueue(session, "deed", {}, str(uuid4()))

    @post("/deeds/again", opt=device(RateClass.WRITE, Work.REPEATABLE))
    async def again(self, session: NamedDependency[AsyncSession]) -> None:
        await enqueue(session, "deed", {}, "again")


class Client(httpx.AsyncClient):
    """token: of a device that was just made."""

    token = ""

    async def do(self, what: str = "park", key: str | None = None, **more) -> httpx.Response:
        headers = {"Idempotency-Key": key or str(uuid4())} | self.signed
        return await self.post("/deeds", json={"what": what, **more}, headers=headers)

    async def count(self) -> int:
        return (await self.post("/deeds/count")).json()

    @property
    def signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def sign(self) -> str:
        self.token = (await self.post("/v1/devices")).json()["token"]
        return self.token


@asynccontextmanager
async def serving(address: str):
    """A process of the service and a client of it."""
    settings = Settings(log_requests=False, per_minute=None, database_url=address, staff_token=STAFF)
    app = create_app(open_town, settings, controllers=[DeedsController, DevicesController])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with alive(app), Client(transport=transport, base_url="http://localhost", timeout=60) as client:
        await client.sign()
        yield client


@asynccontextmanager
async def alive(app: Litestar):
    """The life of an application begins and ends in the same task, which fixtures do not promise."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            started.set()
            await ended.wait()

    living = asyncio.create_task(live())
    await asyncio.wait({asyncio.create_task(started.wait()), living}, return_when=asyncio.FIRST_COMPLETED)
    try:
        yield
    finally:
        ended.set()
        await living


async def count(database: Database, model: type) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0
