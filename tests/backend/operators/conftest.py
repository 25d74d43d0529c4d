"""A simulated operator on loopback, orders for it, and the client that speaks to it."""
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from urllib.parse import urlsplit

import pytest

from backend.contract.quotes import SoldKind
from backend.feeds.addresses import Allowed
from backend.operators.operator import LegFacts, OperatorSilent, Order, SoldPlace, SoldRide, Standing
from backend.operators.simulated.server import SimulatedOperator
from backend.operators.simulated.telling import Teller, own_key
from backend.operators.tomp import TompOperator, headers_of
from backend.operators.wire import Wire

STARTS = datetime(2026, 11, 30, 8, tzinfo=UTC)
FACTS = LegFacts(
    SoldPlace(55.4897, 3.5036, "Main Station", "main"), SoldPlace(55.4951, 3.5129, "University", "uni"),
    (SoldRide("T1-0805", "2026-11-30", "main", "uni"),),
)  # fmt: skip
numbers = count(1)


def new_order() -> Order:
    return Order(f"leg-{next(numbers)}", SoldKind.TRANSIT, STARTS, STARTS + timedelta(minutes=20), 280, "eur", FACTS)


class Control:
    """Orders to the simulated operator."""

    def __init__(self, url: str):
        self.url = f"{url}/_operator/"

    def __call__(self, path: str, order: dict | None = None, method: str = "POST") -> dict:
        body = None if method != "POST" else json.dumps(order or {}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body, method=method), timeout=20) as answer:
            return json.load(answer)

    def fault(self, do: str, call: str = "*", nth: int = 1, **more) -> None:
        self("faults", {"match": {"call": call, "nth": nth}, "do": do, **more})

    def bookings(self) -> dict[str, str]:
        return self("bookings", method="GET")["bookings"]

    def standing(self) -> list[str]:
        """References that hold something at the operator."""
        return [ref for ref, state in self.bookings().items() if state in ("CONFIRMED", "STARTED", "FINISHED", "CONDITIONAL_CONFIRMED")]

    def lines(self, **equal) -> list[dict]:
        return [line for line in self("journal", method="GET")["lines"] if all(line[key] == value for key, value in equal.items())]

    def confirmations(self, ref: str) -> int:
        """How often an order of this reference was confirmed."""
        return len([line for line in self.lines(ref=ref) if line["effect"].endswith(" to CONFIRMED")])


def speak(url: str, deadline_s: float = 10.0, tombstones: bool = True) -> TompOperator:
    parts = urlsplit(url)
    wire = Wire(url, headers_of("tram", "allways"), Allowed((parts.hostname, parts.port)), deadline_s=deadline_s)
    return TompOperator("tram", wire, tombstones, 60)


async def insist(ask: Callable[[], Awaitable[Standing]], times: int = 12) -> Standing:
    """As the outbox does: again until there is an answer."""
    for _ in range(times):
        try:
            return await ask()
        except OperatorSilent:
            continue
    raise AssertionError(f"no answer after {times} times")


@pytest.fixture
def order() -> Order:
    return new_order()


@pytest.fixture
def simulated(tmp_path):
    opened = SimulatedOperator(Teller("tram", "", own_key(tmp_path / "tram.key")), tmp_path / "tram.sqlite")
    opened.serve_in_thread()
    yield opened
    opened.stop()


@pytest.fixture
def control(simulated):
    return Control(simulated.url)


@pytest.fixture
def tram(simulated):
    return speak(simulated.url)


class Process:
    """A simulated operator as a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.control = Control(self.url)
        self.start()

    def start(self):
        command = [sys.executable, "-m", "allways.main", "operator", "--name", "tram", "--port", str(self.port)]
        command += ["--file", str(self.folder / "tram.sqlite")]
        self.running = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL)
        for _ in range(400):
            try:
                self.control("clock", method="GET")
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the operator did not start")

    def kill(self):
        self.running.send_signal(signal.SIGKILL)
        self.running.wait(20)


@pytest.fixture(scope="module")
def process(tmp_path_factory):
    opened = Process(tmp_path_factory.mktemp("operator"))
    yield opened
    opened.kill()


@pytest.fixture
def fresh(process):
    """The process, with nothing in it."""
    process.control("reset")
    return process
