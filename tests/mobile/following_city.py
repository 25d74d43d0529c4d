"""A city that follows trips, as far as the app can tell: a real server on loopback that says what a test has written down."""
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import msgspec

from tests.mobile.loopback import answering

EXPIRES = "2026-11-27T12:00:00+01:00"


def event(name: str, message, number: int) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (number, name.encode(), msgspec.json.encode(message))


@dataclass
class City:
    """`streams` are what each listening gets, one after the other; the last one again and again. `tokens` are the passes that are good."""

    streams: list[bytes]
    tokens: list[str] = field(default_factory=lambda: ["pass-1"])
    refuses: dict[str, tuple[int, str]] = field(default_factory=dict)  # path: status and code
    asked: list[tuple[str, str, dict, bytes]] = field(default_factory=list)  # method, path, headers, body
    stands: object = None  # what it answers when it is asked how the trip stands
    trip_id: str = "t1"  # the one trip that it knows
    address: str = ""
    listened: int = 0

    def of(self, method: str, path: str) -> list[tuple[dict, bytes]]:
        return [(headers, body) for asked, to, headers, body in self.asked if (asked, to) == (method, path)]


def handler_of(city: City) -> type:
    class Handler(BaseHTTPRequestHandler):
        def take(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            city.asked.append((self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            if self.path in city.refuses:
                self.problem(*city.refuses[self.path])
            elif self.path == "/v1/devices":
                self.answer(201, {"token": city.tokens[-1], "expiresAt": EXPIRES})
            elif self.headers.get("authorization") not in [f"Bearer {token}" for token in city.tokens]:
                self.problem(401, "not_signed_in")
            elif self.path == "/v1/trips":
                self.answer(201, {"id": city.trip_id, "expiresAt": EXPIRES})
            elif self.command == "DELETE":
                self.answer(204, None)
            elif self.path.split("/")[3] != city.trip_id:
                self.problem(404, "not_found")
            elif self.command == "PATCH":
                self.answer(204, None)
            elif not self.path.endswith("/events"):
                self.answer(200, city.stands)
            else:
                self.stream()

        do_GET = do_POST = do_PATCH = do_DELETE = take

        def stream(self) -> None:
            said = city.streams[min(city.listened, len(city.streams) - 1)]
            city.listened += 1
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b": here\n\n" + said)

        def answer(self, status: int, said) -> None:
            body = json.dumps(said).encode() if said is not None else b""
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def problem(self, status: int, code: str) -> None:
            about = {"type": "about:blank", "title": "T", "status": status, "instance": "/", "code": code, "detail": "As the city says it."}
            self.answer(status, about)

        def log_message(self, *_):
            pass

    return Handler


@contextmanager
def city_that_follows(*streams: bytes, **options):
    """A City that answers at its `address` as long as this lasts."""
    city = City(list(streams), **options)
    with answering(handler_of(city)) as city.address:
        yield city
