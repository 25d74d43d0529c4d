"""Chromium over a served town: one browser with an authenticator of its own, and axe in every page."""
import asyncio
import base64
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from secrets import token_bytes
from uuid import uuid4

import cbor2
import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar
from sqlalchemy import select

from backend.accounts.models import HANDLE_BYTES, Account, Passkey, RoleGrant
from backend.accounts.service import find_or_make
from backend.contract.accounts import Role
from backend.contract.requests import NewRequest, RequestPlace
from backend.database.base import now
from backend.identity import devices
from backend.identity.actor import STAFF
from backend.requests.models import Request
from backend.requests.photos.models import RequestPhoto
from backend.requests.photos.working import KIND, place_of
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from tests.worlds.town import at

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
PATIENCE_S = 90
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
    "automaticPresenceSimulation": True,
}  # fmt: skip
SERIOUS = ("serious", "critical")


async def nothing(entry) -> None:
    """Photos stay as they are: to hide faces takes longer than all of the console."""


class Town:
    """The service on loopback, in a thread of the test process."""

    def __init__(self, address: str, open_services: Callable[[], Services]):
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.origin = f"http://localhost:{self.port}"
        settings = Settings(
            log_requests=False, per_minute=None, database_url=address, column_key="0123456789abcdef" * 4, public_origin=self.origin
        )  # fmt: skip
        self.app: Litestar = create_app(open_services, settings, {KIND: nothing})
        self.loop = asyncio.new_event_loop()
        self.server = Server(self.app, address="127.0.0.1", port=self.port, interface=Interfaces.ASGI, log_enabled=False)
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self) -> None:
        self.loop.run_until_complete(self.server.serve())
        self.loop.close()

    def do(self, work):
        """A coroutine, in the loop of the service."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE_S)

    @property
    def database(self):
        return self.app.state.database


@contextmanager
def opened_town(address: str, open_services: Callable[[], Services]) -> Iterator[Town]:
    town = Town(address, open_services)
    town.thread.start()
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            if httpx.get(f"{town.origin}/healthz", timeout=5).is_success:
                break
        except httpx.HTTPError:
            assert time.monotonic() < deadline, "the service does not answer"
            time.sleep(0.05)
    try:
        yield town
    finally:
        town.loop.call_soon_threadsafe(town.server.stop)
        town.thread.join(PATIENCE_S)


@dataclass
class Key:
    """A passkey, as the authenticator of the browser and as the service keep it."""

    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    handle: bytes = field(default_factory=lambda: token_bytes(HANDLE_BYTES))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def for_browser(self) -> dict:
        private = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        coded = {"credentialId": self.credential_id, "privateKey": private, "userHandle": self.handle}
        return {name: base64.b64encode(value).decode() for name, value in coded.items()} | {
            "isResidentCredential": True, "rpId": "localhost", "signCount": 1,
        }  # fmt: skip

    @property
    def for_service(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})


async def employ(database, key: Key, *held: Role, email: str = "") -> None:
    """Somebody with these roles, whose passkey it is."""
    async with database.writing() as session:
        account_id, _ = await find_or_make(session, email or f"{uuid4()}@example.org", "en")
        (await session.get_one(Account, account_id)).handle = key.handle
        session.add(Passkey(account_id=account_id, credential_id=key.credential_id, public_key=key.for_service, sign_count=0, name="Laptop"))
        for role in held:
            session.add(RoleGrant(account_id=account_id, role=role, operator_id="", reason="", granted_at=now()))


async def tell(app: Litestar, words: str, category: str = "pothole") -> str:
    """The number of a request that somebody without an account sends."""
    lat, lon = at(700, 0)
    asked = NewRequest(category, RequestPlace(lat=lat, lon=lon, address="Main Street 7"), words=words)
    async with app.state.database.writing() as session:
        sender = await devices.find(session, (await devices.issue(session)).token)
        assert sender is not None
        return (await app.state.requests.submit(session, sender.actor, asked, f"console-{uuid4()}", now())).code


async def hidden_photo(app: Litestar, words: str, jpeg: bytes) -> tuple[str, str]:
    """(the number of a request, the id of a photo of it on which everything is hidden)."""
    code, photos = await tell(app, words), app.state.request_photos
    async with app.state.database.writing() as session:
        assert await session.scalar(select(Request.id).where(Request.code == code))
        told = await photos.desk.add(session, STAFF, code, jpeg, uuid4().hex)
        row = await session.get_one(RequestPhoto, told.photo.photo_id)
        row.state, row.picture, row.hidden_at = "hidden", photos.darkroom.seal(jpeg, place_of(row.id, "picture")), now()
        row.width, row.height = 120, 90
        return code, str(row.id)


def give_key(page, key: Key) -> None:
    """The browser has this passkey from now on."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    devtools.send("WebAuthn.addCredential", {"authenticatorId": made["authenticatorId"], "credential": key.for_browser})


def sign_in(page, town: Town) -> None:
    page.goto(f"{town.origin}/console/sign-in")
    page.locator("form[data-passkey] button").press("Enter")
    page.wait_for_selector("nav.rooms")


def findings(page) -> list[str]:
    """What axe finds serious in a page: rule and where."""
    package = find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    page.evaluate((Path(package.origin).parent / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{one['id']}: {node['target']}" for one in found if one["impact"] in SERIOUS for node in one["nodes"]]
