"""The server of all feeds, on this machine only."""
import asyncio
import contextlib
from urllib.parse import urlsplit

from backend.demo.live import http
from backend.demo.live.catalogue import Page, declaration
from backend.demo.live.clock import SimulatedClock
from backend.demo.live.control import Control
from backend.demo.live.faults import MIB, Fault, Faults, garbage
from backend.demo.live.http import Answer, BadRequest, Request
from backend.demo.live.publisher import Publisher
from backend.demo.live.world import World

HOST = "127.0.0.1"
OWN_NAMES = ("127.0.0.1", "localhost")
MOST_CONNECTIONS = 64
DECLARATION_PATH, CONTROL_PATH = "/feeds.toml", "/control"


class Simulator:
    """Publishes a world over HTTP. `async with Simulator(world, clock) as simulator:` then `simulator.url`.

    port 0: any free one.
    """

    def __init__(self, world: World, clock: SimulatedClock, port: int = 0):
        self.world, self.clock, self.port = world, clock, port
        self.faults = Faults()
        self.control = Control(world, clock, self.faults)
        self.publisher = Publisher(world, clock, self.faults, "")
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task] = set()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def __aenter__(self) -> "Simulator":
        """Raises OSError when the port is taken."""
        self._server = await asyncio.start_server(self._serve, HOST, self.port, limit=http.LONGEST_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]
        self.publisher.base_url = self.url
        return self

    async def __aexit__(self, *error) -> None:
        if self._server:
            self._server.close()
        for connection in list(self._open):
            connection.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def serve_forever(self) -> None:
        await asyncio.Event().wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.current_task()
        if connection is None or len(self._open) >= MOST_CONNECTIONS:
            writer.transport.abort()
            return
        self._open.add(connection)
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            self._open.discard(connection)
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Request after request on one connection."""
        goes_on = True
        while goes_on:
            try:
                request = await http.read_request(reader)
            except BadRequest as error:
                await http.send(writer, in_words(error.status, str(error)), goes_on=False)
                return
            if request is None:
                return
            goes_on = request.headers.get("connection", "").lower() != "close"
            page = self.publisher.pages.get(request.path)
            if page is not None and is_own(request) and request.method in ("GET", "HEAD"):
                goes_on = await self._send_page(writer, request, page, goes_on)
            else:
                await http.send(writer, self.other(request), goes_on, request.method != "HEAD")

    def other(self, request: Request) -> Answer:
        """Whatever is no page of a feed."""
        if not is_own(request):
            return in_words(403, "This server answers to localhost alone.")
        if request.path == CONTROL_PATH or request.path.startswith(CONTROL_PATH + "/"):
            return self.control.answer(request, request.path[len(CONTROL_PATH) :])
        if request.method not in ("GET", "HEAD"):
            return in_words(405, "Feeds are read with GET.")
        if request.path == DECLARATION_PATH:
            return Answer(200, declaration(self.url).encode(), {"Content-Type": "application/toml"})
        return in_words(404, f"There is nothing here: {DECLARATION_PATH} lists the feeds, {CONTROL_PATH} steers the simulation.")

    async def _send_page(self, writer: asyncio.StreamWriter, request: Request, page: Page, goes_on: bool) -> bool:
        """Whether the connection may be used again."""
        faults = self.faults.of_feed.get(page.feed_id, {})
        if Fault.DEAD in faults:
            writer.transport.abort()
            return False
        if error := faults.get(Fault.ERROR):
            await http.send(writer, in_words(error.status, "Something is broken here."), goes_on, request.method != "HEAD")
            return goes_on
        answer = self.answer(request, page)
        if request.method == "HEAD" or answer.status == 304:
            await http.send(writer, answer, goes_on, with_body=False)
            return goes_on
        if Fault.GARBAGE in faults:
            answer = Answer(200, garbage(self.world.seed, len(answer.body)), {"Content-Type": page.media_type})
        return await send_with(faults, writer, answer, goes_on)

    def answer(self, request: Request, page: Page) -> Answer:
        published = self.publisher.get(page)
        headers = {
            "Content-Type": page.media_type, "ETag": published.etag, "Last-Modified": published.last_modified, "Vary": "Accept-Encoding",
            "Cache-Control": "no-cache",
        }  # fmt: skip
        known = [tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")]
        # A date is only asked for where no tag is given. Source: RFC 9110, 13.1.3.
        if published.etag in known or (known == [""] and request.headers.get("if-modified-since") == published.last_modified):
            return Answer(304, b"", headers)
        if request.accepts_gzip():
            return Answer(200, published.packed, headers | {"Content-Encoding": "gzip"})
        return Answer(200, published.body, headers)


async def send_with(faults: dict, writer: asyncio.StreamWriter, answer: Answer, goes_on: bool) -> bool:
    """The answer as the faults of its feed let it through."""
    if Fault.BOMB in faults:
        packed = http.bomb(faults[Fault.BOMB].size_mib * MIB)
        answer = Answer(200, packed, answer.headers | {"Content-Encoding": "gzip"})
    if Fault.HUGE in faults:
        headers = {name: value for name, value in answer.headers.items() if name != "Content-Encoding"}
        await http.send_huge(writer, Answer(200, b"", headers), faults[Fault.HUGE].size_mib * MIB)
        return False
    if Fault.HALF in faults:
        await http.send_half(writer, answer)
        return False
    if Fault.SLOW in faults:
        await http.send_slowly(writer, answer, faults[Fault.SLOW].bytes_per_s)
        return False
    await http.send(writer, answer, goes_on)
    return goes_on


def is_own(request: Request) -> bool:
    """Only programs of this machine that mean this server: a page in a browser that was led here by a name of its own is refused."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname
    return host in OWN_NAMES and "origin" not in request.headers


def in_words(status: int, words: str) -> Answer:
    return Answer(status, (words + "\n").encode(), {"Content-Type": "text/plain; charset=utf-8"})
