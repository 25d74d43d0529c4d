"""The real backend on loopback, in a thread of the test process, that can be taken away and brought back."""

import asyncio
import socket
import threading
import time
from contextlib import closing

import httpx
from granian.constants import Interfaces
from granian.server.embed import Server

from backend.obstacles.obeying import SOURCE
from backend.requests.photos.working import KIND as HIDING
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from backend.trips.obstacles import NONE_REPORTED
from tests.backend.open311.world import leave


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LiveBackend:
    """`address` answers while it runs; `stop` and `start` take the network away and give it back. `settings` are those of the service.

    hides: faces and plates on photos; else they stay as they came.
    """

    def __init__(self, services: Services, hides: bool = False, **settings):
        self.services, self.handlers = services, {} if hides else {HIDING: leave}
        self.settings = Settings(log_requests=False, per_minute=None, **settings)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._thread = self._loop = self._server = self._app = None

    def start(self) -> "LiveBackend":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        deadline = time.monotonic() + 90
        with httpx.Client(verify=False, timeout=5) as asking:
            while time.monotonic() < deadline and self._thread.is_alive():
                try:
                    if asking.get(f"{self.address}/healthz").is_success:
                        return self
                except httpx.HTTPError:
                    time.sleep(0.05)
        raise TimeoutError("the backend did not start")

    def _run(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._app = create_app(lambda: self.services, self.settings, self.handlers)
        self._server = Server(self._app, address="127.0.0.1", port=self.port, interface=Interfaces.ASGI, log_enabled=False)
        self._loop.run_until_complete(self._server.serve())
        self._loop.run_until_complete(self._forget())
        self._loop.close()

    def within(self, work):
        """What `work` answers, given a transaction of the running service."""

        async def keep():
            async with self._app.state.database.writing() as session:
                return await work(session)

        return asyncio.run_coroutine_threadsafe(keep(), self._loop).result(60)

    async def _forget(self) -> None:
        """The city is shared: whoever serves it next knows nothing of what people reported here."""
        live = self.services.live
        if live.view.obstacles.obstacles:
            await live.set_obstacles(SOURCE, (), NONE_REPORTED)
            live.close()

    def _end(self) -> None:
        """Streams first, as a signal would have it: the server waits for them."""
        state = self._app.state
        state.following.close()
        state.notices.streams.close()
        self._server.stop()

    def stop(self) -> None:
        if self._thread:
            self._loop.call_soon_threadsafe(self._end)
            self._thread.join(15)
            self._thread = None
