"""A city that sells, as a stranger runs it: the service, a payment service and an operator each, all made up on this machine, and a person at it."""
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import httpx
import msgspec

from allways.operator import open_beside
from backend.accounts.secrets import encode
from backend.contract.trips import Itinerary
from backend.database.address import file_address
from backend.service.settings import Settings
from mobile.following import followed_leg
from signing.showing import HolderKey
from tests.backend.accounts.people import CODE, Phone

WAIT_S = 90
CITY_PLACES = {"station": (55.4897, 3.5036), "university": (55.5046, 3.5031), "hospital": (55.4841, 3.5131)}
LINKED = re.compile(r"/sign-in#[\w.-]+")
PAY_URL = re.compile(r"/pay/[0-9a-z-]+#([0-9a-f-]{36})\.([\w-]{43})\Z")


def until(holds, what: str):
    """What it answers once that is true. Everything happens in other processes, in their own time."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(0.2)
    raise AssertionError(f"not in {WAIT_S} s: {what}")


@dataclass
class Shop:
    """backend: has `address`, `port` and `settings`. operators: addresses by id."""

    backend: object
    sandbox: str
    operators: dict[str, str]

    def codes(self) -> set[str]:
        """In the mails on this machine; a link may look like one."""
        return set(CODE.findall(LINKED.sub("", unescape(httpx.get(f"{self.backend.address}/dev/mailbox").text))))

    def order(self, operator: str, path: str, body: dict | None = None) -> dict:
        return httpx.post(f"{self.operators[operator]}/_operator/{path}", json=body or {}).raise_for_status().json()

    def known_by(self, operator: str) -> dict[str, str]:
        return httpx.get(f"{self.operators[operator]}/_operator/bookings").json()["bookings"]


@contextmanager
def opened(backend, city: Path, folder: Path, database_url: str = ""):
    """All processes; they end with it. backend: what serves the city, not started yet. database_url: a file of SQLite where it is left out."""
    command = [sys.executable, "-m", "allways.main", "sandbox", "--port", "0", "--file", str(folder / "sandbox.sqlite")]
    sandbox = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    with patch.dict(os.environ):
        os.environ.pop("ALLWAYS_OPERATORS", None)
        operators = open_beside(folder / "operators", city, backend.port)
        told = {name: os.environ[name] for name in ("ALLWAYS_OPERATORS", "ALLWAYS_SIMULATED_OPERATORS")}
    backend.environment = told | {
        "ALLWAYS_DATABASE_URL": database_url or file_address(folder / "allways.sqlite"),
        "ALLWAYS_SANDBOX": sandbox.stdout.readline().split(" at ")[1].split(",")[0],
        "ALLWAYS_PUBLIC_ORIGIN": f"http://localhost:{backend.port}",
        "ALLWAYS_RATE_LIMITS": "off",
        "ALLWAYS_LOG_REQUESTS": "0",
    }
    backend.settings = Settings.read(backend.environment)
    tables = tomllib.loads(Path(told["ALLWAYS_OPERATORS"]).read_text())["operators"]
    try:
        yield Shop(backend.start(), backend.environment["ALLWAYS_SANDBOX"], {table["id"]: table["url"] for table in tables})
    finally:
        backend.stop()
        for process in (sandbox, *operators):
            process.terminate()
        for process in (sandbox, *operators):
            process.wait(20)


def plan(person: "Person", begin: str, end: str, at: datetime) -> list:
    """The legs of the quickest way with a ride, as the app asks a price for them."""
    places = [dict(zip(("lat", "lon"), CITY_PLACES[name])) for name in (begin, end)]
    body = {"origin": places[0], "destination": places[1], "departAt": at.isoformat(), "modes": ["TRANSIT"], "windowMin": 60}
    ways = person.ask("POST", "/v1/plan", body).json()["itineraries"]
    ridden = [way for way in ways if any(leg["route"] for leg in way["legs"])]
    assert ridden
    assert ridden[0]["price"]["amountMinor"] > 0, "what it costs stands beside each way"
    itinerary = msgspec.convert(ridden[0], Itinerary)
    return msgspec.to_builtins([followed_leg(leg) for leg in itinerary.legs], builtin_types=(datetime,), str_keys=True)


def wire(value):
    return json.loads(msgspec.json.encode(value))


class Person:
    """With a phone, a mailbox and a browser."""

    def __init__(self, shop: Shop, email: str):
        self.shop, self.email, self.phone, self.holder = shop, email, Phone(), HolderKey.new()
        self.client = httpx.Client(base_url=shop.backend.address, headers={"host": f"localhost:{shop.backend.port}"}, timeout=60)
        self.session: dict = {}

    @property
    def bearer(self) -> dict:
        return {"authorization": f"Bearer {self.session['accessToken']}"} if self.session else {}

    def ask(self, method: str, path: str, body=None, expect: int | None = None, **more):
        """The answer, of the status that is expected, or of any good one."""
        headers = self.bearer | ({"idempotency-key": uuid4().hex} if method != "GET" else {})
        answer = self.client.request(method, path, json=body, headers=headers | more.pop("headers", {}), **more)
        assert answer.status_code == expect if expect else answer.is_success, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer

    def code_of(self, asked: dict) -> str:
        """The newest mail has come when it has another code than the ones before."""
        return until(lambda: next(iter(self.shop.codes() - self.codes), ""), f"a mail for {asked['requestId']}")

    def ask_for_mail(self) -> tuple[dict, str]:
        self.codes = self.shop.codes()
        asked = self.ask("POST", "/v1/auth/email-links", self.phone.request(self.email)).json()
        return asked, self.code_of(asked)

    def sign_in(self):
        asked, code = self.ask_for_mail()
        self.session = self.ask("POST", f"/v1/auth/email-links/{asked['requestId']}/redeem", self.phone.redemption(code=code)).json()

    def prove(self):
        """That it is still they who hold the phone."""
        asked, code = self.ask_for_mail()
        body = {"verifier": encode(self.phone.verifier), "linkId": asked["requestId"], "code": code}
        self.ask("POST", "/v1/account/proof", body)

    def book(self, quote: dict, expect: int = 201) -> dict:
        accept = {"totalMinor": quote["totalMinor"], "termsFingerprint": quote["termsFingerprint"]}
        return self.ask("POST", "/v1/bookings", {"quoteId": quote["quoteId"], "accept": accept}, expect).json()

    def pay(self, booking_id: str, card: str) -> str:
        """At the page in the browser, up to where the bank asks or it is done; the standing."""
        started = until(lambda: self.ask("POST", f"/v1/bookings/{booking_id}/payment").json().get("payUrl"), "a page of payment")
        link, secret = PAY_URL.search(started).groups()
        page = self.client.post(f"/v1/pay-links/{link}/open", json={"secret": secret}).raise_for_status().json()
        self.page, self.link = page, link
        body = {"pageToken": page["pageToken"], "card": card, "attempt": str(uuid4()), "keep": False}
        return self.client.post(f"/v1/pay-links/{link}/confirmation", json=body).raise_for_status().json()

    def look_at_page(self) -> dict:
        return self.client.post(f"/v1/pay-links/{self.link}/look", json={"pageToken": self.page["pageToken"]}).raise_for_status().json()

    def booking(self, booking_id: str) -> dict:
        return self.ask("GET", f"/v1/bookings/{booking_id}").json()

    def until_booking(self, booking_id: str, state: str) -> dict:
        return until(lambda: (found := self.booking(booking_id)) and found["state"] == state and found, f"{state}: {self.booking(booking_id)}")
