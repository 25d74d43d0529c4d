"""A sandbox on loopback, the official SDK that speaks to it, and a receiver of events."""

import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from backend.sandbox.server import Sandbox

KEY = "sk_test_sandbox"


class Control:
    """Orders to the sandbox."""

    def __init__(self, url: str):
        self.url = f"{url}/_sandbox/"

    def __call__(self, path: str, order: dict | None = None, method: str = "POST") -> dict:
        body = None if method == "GET" else json.dumps(order or {}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body, method=method), timeout=20) as answer:
            return json.load(answer)

    def advance(self, seconds: int) -> None:
        self("clock", {"advance": seconds})

    def fault(self, do: str, path: str = "*", method: str = "POST", **more) -> None:
        nth = more.pop("nth", 1)
        self("faults", {"match": {"method": method, "path": path, "nth": nth}, "do": do, **more})

    def effects(self, kind: str) -> list[str]:
        lines = self("journal", method="GET")["lines"]
        return [effect for line in lines for effect in line["effect"] if effect.startswith(f"{kind}:")]


class Receiver:
    """Takes events as our own address would; each is kept with its signature. refusals: how many are refused first."""

    def __init__(self):
        self.taken: list[tuple[bytes, str]] = []
        self.refusals, self.asked, self.news = 0, 0, threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with receiver.news:
                    receiver.asked += 1
                    refuses = receiver.asked <= receiver.refusals
                    if not refuses:
                        receiver.taken.append((body, self.headers["Stripe-Signature"]))
                    receiver.news.notify_all()
                self.send_response(500 if refuses else 202)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count: int) -> list[dict]:
        """The first events, as soon as there are so many."""
        with self.news:
            assert self.news.wait_for(lambda: len(self.taken) >= count, 20), f"{len(self.taken)} of {count} came"
            return [json.loads(body) for body, _ in self.taken]

    def wait_asked(self, count: int) -> None:
        with self.news:
            assert self.news.wait_for(lambda: self.asked >= count, 20)


@pytest.fixture
def sandbox(tmp_path):
    opened = Sandbox(tmp_path / "sandbox.sqlite")
    opened.serve_in_thread()
    yield opened
    opened.stop()


@pytest.fixture
def control(sandbox):
    return Control(sandbox.url)


@pytest.fixture
def receiver():
    opened = Receiver()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()


def client_of(url: str, **more):
    stripe = pytest.importorskip("stripe", reason="the official SDK is not installed")
    return stripe.StripeClient(KEY, base_addresses={"api": url}, **{"max_network_retries": 0, **more})


@pytest.fixture
def client(sandbox):
    """The official SDK, unmodified."""
    return client_of(sandbox.url)


@pytest.fixture
def v1(client):
    return client.v1
