"""Phones that report, and what stands between them and the city."""
import asyncio
import socket
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import httpx

from backend.contract.requests import NewRequest, RequestPlace
from mobile.device.fake import fake_device
from mobile.session import Session

PLACE = (55.4897, 3.5036)
ROOT = Path(__file__).parents[3]
BOX = {"south": 55.40, "west": 3.40, "north": 55.55, "east": 3.60}


def body(category: str = "pothole", lat: float = PLACE[0]) -> NewRequest:
    return NewRequest(category, RequestPlace(lat=lat, lon=PLACE[1], accuracy_m=8.0), observed_at=datetime.now(UTC))


@asynccontextmanager
async def phone(folder, address: str, secure=None):
    device = fake_device("nowhere")
    session = Session(folder, replace(device, secure=secure) if secure else device, address)
    try:
        yield session
    finally:
        await session.close()


async def until(holds) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.01)


async def all_sent(session) -> None:
    await until(lambda: not session.tasks.runs(session.reporting, "send"))


def listed(address: str) -> list[dict]:
    """What is in the way."""
    return httpx.get(f"{address}/v1/obstacles", params=BOX, verify=False).json()["obstacles"]


def told(address: str) -> list[dict]:
    """What everybody may read."""
    return httpx.get(f"{address}/v1/requests", params={"lat": PLACE[0], "lon": PLACE[1], "radiusM": 3000}, verify=False).json()["requests"]


class Between(BaseHTTPRequestHandler):
    """Stands between phone and city. `lose`: how many answers to reports and voices never arrive, `lose_photos` the same of photos, before the city
    has them; `on_report` hears of each report or voice that has arrived."""

    city, lose, lose_photos, seen, on_report = "", 0, 0, [], staticmethod(lambda: None)
    protocol_version = "HTTP/1.1"

    def do_any(self):
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        names = ("authorization", "idempotency-key", "content-type")
        headers = {name: self.headers[name] for name in names if name in self.headers}
        kind = type(self)
        if self.command == "PUT" and kind.lose_photos:
            kind.lose_photos -= 1
            self.hang_up()
            return
        answer = httpx.request(self.command, f"{self.city}{self.path}", content=sent, headers=headers, verify=False)
        if self.command == "POST" and self.path.startswith(("/v1/obstacles", "/v1/requests")):
            kind.seen.append((headers.get("idempotency-key"), answer.status_code))
            kind.on_report()
            if kind.lose:
                kind.lose -= 1
                self.hang_up()
                return
        self.send_response(answer.status_code)
        self.send_header("content-type", answer.headers.get("content-type", "application/json"))
        self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    do_GET = do_POST = do_PUT = do_any

    def hang_up(self):
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_):
        pass


def between(city, **more) -> type[Between]:
    return type("BetweenThese", (Between,), {"city": city.address, "seen": [], **more})


def start(address: str, folder: Path, *more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "tests.mobile.reporter", address, str(folder), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
