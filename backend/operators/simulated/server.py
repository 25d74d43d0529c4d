"""A simulated operator over HTTP, on this machine only."""
import json
import sqlite3
from email.utils import formatdate
from pathlib import Path
from threading import Event
from urllib.parse import parse_qsl

from backend.loopback import ADDRESS, LoopbackHandler, LoopbackServer
from backend.operators.simulated.control import OrderError, obey
from backend.operators.simulated.desk import Answer, Desk
from backend.operators.simulated.faults import Fault
from backend.operators.simulated.telling import Teller

MOST_BYTES = 64 * 1024
FLOOD_BYTES = 2 * 1024 * 1024


class SimulatorError(Exception):
    """The operator must not start so."""


class SimulatedOperator(LoopbackServer):
    """file: where all is kept; `:memory:` forgets.

    Raises SimulatorError for an address that others can reach or a file it cannot use, OSError for a port that is taken.
    """

    def __init__(self, teller: Teller, file: Path | str, port: int = 0, address: str = ADDRESS):
        try:
            super().__init__(address, port, Handler)
        except ValueError:
            raise SimulatorError("A simulated operator listens on 127.0.0.1 only: whoever reaches it can book and cancel anything.") from None
        self.teller, self.over = teller, Event()
        try:
            self.desk = Desk(file)
        except sqlite3.Error as trouble:
            self.server_close()
            raise SimulatorError(f"The file cannot be used ({trouble}). Is it an operator's, and does another one use it?") from trouble

    def stop(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()
        with self.desk.lock:
            self.desk.store.close()


class Handler(LoopbackHandler):
    server: SimulatedOperator
    server_version = "operator"

    def do_GET(self) -> None:
        body = self.read_body()
        if body is None:
            return
        if not self.is_local():
            self.say(403, {"title": "This operator serves programs of this machine only."})
            return
        path, _, query = self.path.partition("?")
        if path.startswith("/_operator/"):
            self.take_order(path.removeprefix("/_operator/"), query, body)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.give(self.server.desk.answer(self.command, path.rstrip("/"), headers, body))

    do_POST = do_DELETE = do_GET

    def read_body(self) -> bytes | None:
        """None when it was refused."""
        body = self.body_within(MOST_BYTES)
        if body is None:
            self.say(413, {"errorcode": 7002, "title": "Send a body of at most 64 KiB, with its length."})
        return body

    def take_order(self, path: str, query: str, body: bytes) -> None:
        try:
            answer = obey(self.server.desk, self.server.teller, self.command, path, dict(parse_qsl(query)), body)()
        except OrderError as trouble:
            self.say(400, {"title": str(trouble)})
            return
        self.say(200, answer)

    def give(self, answer: Answer) -> None:
        fault = answer.fault
        if fault is None or fault.do in ("refuse", "late", "status"):
            # A failed answer after the work is done is the fault's, not the work's.
            failed = fault is not None and fault.do == "status"
            self.say(fault.status if failed and fault else answer.status, answer.body, answer.expires)
        else:
            self.spoil(answer, fault)

    def spoil(self, answer: Answer, fault: Fault) -> None:
        if fault.do in ("slow", "silent"):
            self.server.over.wait(fault.seconds)
        if fault.do == "slow":
            self.say(answer.status, answer.body, answer.expires)
        elif fault.do == "garbage":
            self.send(200, b'{"id": "')
        elif fault.do == "flood":
            self.send(200, b'{"id": "' + b"x" * FLOOD_BYTES + b'"}')
        else:
            self.hang_up(reset=fault.do == "reset")

    def say(self, status: int, body, expires: int | None = None) -> None:
        self.send(status, b"" if body is None else json.dumps(body).encode(), expires)

    def send(self, status: int, body: bytes, expires: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Language", "en")
        self.send_header("Content-Length", str(len(body)))
        if expires is not None:
            self.send_header("Expires", formatdate(expires, usegmt=True))
        self.end_headers()
        self.wfile.write(body)
