"""The sandbox over HTTP, on this machine only."""

import json
import sqlite3
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, urlsplit

from backend.loopback import ADDRESS, LoopbackHandler, LoopbackServer
from backend.sandbox import page
from backend.sandbox.control import obey
from backend.sandbox.desk import Desk, Request
from backend.sandbox.errors import Refusal
from backend.sandbox.form import MOST_BYTES
from backend.sandbox.parameters import api_version
from backend.sandbox.webhooks import Postman
from backend.sandbox.world import World

SLOW_PARTS = 10
FAILED = {"error": {"type": "api_error", "message": "The sandbox failed; its own output says why."}}


class SandboxError(Exception):
    """The sandbox must not start so."""


class Sandbox(LoopbackServer):
    """file: where all is kept; `:memory:` forgets.

    Raises SandboxError for an address that others can reach or a file it cannot use, OSError for a port that is taken.
    """

    def __init__(self, file: Path | str, port: int = 0, address: str = ADDRESS):
        try:
            super().__init__(address, port, Handler)
        except ValueError:
            raise SandboxError("The sandbox listens on 127.0.0.1 only: it takes any key, and whoever reaches it can do anything.") from None
        try:
            self.world = World(file, self.url)
        except sqlite3.Error as trouble:
            self.server_close()
            raise SandboxError(f"The file cannot be used ({trouble}). Is it a sandbox's, and does another one use it?") from trouble
        self.desk, self.postman = Desk(self.world), Postman(self.world)
        self.postman.start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()
        self.postman.stop()
        self.world.store.close()


class Handler(LoopbackHandler):
    server: Sandbox
    server_version = "sandbox"

    def do_GET(self) -> None:
        self.take()

    do_POST = do_DELETE = do_GET

    def take(self) -> None:
        body = self.read_body()
        if body is None:
            return
        try:
            parts = urlsplit(self.path)
        except ValueError:
            self.say(400, {"error": {"type": "invalid_request_error", "message": "This is no address."}}, {})
            return
        if not self.is_local(own_pages=True):
            self.say(403, {"error": {"type": "invalid_request_error", "message": "The sandbox serves programs of this machine only."}}, {})
            return
        try:
            tell = self.work(parts, body)
        except Exception:  # a fault of ours: said here and to the client, and the next one is served
            traceback.print_exc()
            tell = partial(self.say, 500, FAILED, {})
        tell()
        # Whatever was done may have news for those who listen.
        self.server.postman.wake.set()

    def work(self, parts: SplitResult, body: bytes) -> Callable[[], None]:
        """Does what is asked; the answer is told by what this returns, so that a client that hung up is no fault of the work."""
        if parts.path.startswith("/_authenticate/"):
            return self.show_page(parts.path.removeprefix("/_authenticate/"), body)
        if parts.path.startswith("/_sandbox/"):
            return self.take_order(parts, body)
        return self.take_call(parts, body)

    def read_body(self) -> bytes | None:
        """None when it was refused."""
        body = self.body_within(MOST_BYTES)
        if body is None:
            self.say(413, {"error": {"type": "invalid_request_error", "message": "Send a body of at most 256 KiB, with its length."}}, {})
        return body

    def show_page(self, name: str, body: bytes) -> Callable[[], None]:
        status, headers, text = page.take(self.server.world, name, body) if self.command == "POST" else page.ask(self.server.world, name)
        return partial(self.send, status, headers, text.encode())

    def take_order(self, parts: SplitResult, body: bytes) -> Callable[[], None]:
        try:
            found = obey(self.server.world, self.command, parts.path.removeprefix("/_sandbox/"), dict(parse_qsl(parts.query)), body)
        except Refusal as refusal:
            return partial(self.say, refusal.status, refusal.body, {})
        return partial(self.say, 200, found, {})

    def take_call(self, parts: SplitResult, body: bytes) -> Callable[[], None]:
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.desk.answer(Request(self.command, parts.path, parts.query, headers, body))
        deed = answer.fault.do if answer.fault else ""
        if deed == "reset" or not answer.status or deed == "drop_after":
            return partial(self.hang_up, reset=deed == "reset")
        return partial(self.say, answer.status, answer.body, answer.headers, answer.fault.seconds if answer.fault and deed == "slow_body" else 0)

    def say(self, status: int, body: dict, headers: dict[str, str], slowly_s: float = 0) -> None:
        sent = {"Content-Type": "application/json", "Stripe-Version": api_version(), "Cache-Control": "no-store", **headers}
        self.send(status, sent, json.dumps(body, indent=2).encode(), slowly_s)

    def send(self, status: int, headers: dict[str, str], body: bytes, slowly_s: float = 0) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        step = -(-len(body) // SLOW_PARTS) if slowly_s else max(1, len(body))
        for start in range(0, len(body), step):
            time.sleep(slowly_s / SLOW_PARTS)
            self.wfile.write(body[start : start + step])
