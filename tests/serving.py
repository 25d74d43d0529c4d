"""A service in the event loop of the test that asks it, as it runs in production: one loop, one database."""
import asyncio

import httpx
from litestar import Litestar

from backend.database.database import Database

# Where whoever asks seems to be: not on this machine.
PEER = "192.0.2.1"


class Life:
    """All of a service's in one task, as where it is served: whoever begins it and whoever ends it may be different ones."""

    def __init__(self, app: Litestar):
        self.app = app
        self._begun, self._over = asyncio.Event(), asyncio.Event()
        self._task: asyncio.Task | None = None

    async def begin(self) -> None:
        begun = asyncio.ensure_future(self._begun.wait())
        self._task = asyncio.create_task(self._live())
        await asyncio.wait({self._task, begun}, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            begun.cancel()
            self._task.result()  # says why it did not begin

    async def end(self) -> None:
        self._over.set()
        await self._task

    async def _live(self) -> None:
        async with self.app.lifespan():
            self._begun.set()
            await self._over.wait()


class Client(httpx.AsyncClient):
    """Asks `app` without a network; the app lives for as long as this is open. Answers come when they are whole: ask a real server for streams."""

    def __init__(self, app: Litestar):
        super().__init__(transport=httpx.ASGITransport(app, client=(PEER, 50_000)), base_url="http://localhost", timeout=None)
        self.app, self._life = app, Life(app)

    @property
    def database(self) -> Database:
        """What the service uses."""
        return self.app.state.database

    async def __aenter__(self) -> "Client":
        await self._life.begin()
        return await super().__aenter__()

    async def __aexit__(self, *raised) -> None:
        await super().__aexit__(*raised)
        await self._life.end()
