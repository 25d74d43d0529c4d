"""The service is killed again and again while people book: nobody pays for nothing, nobody travels for nothing, nothing is held for ever.

With ALLWAYS_PROOF=1 it is killed forty times.
"""
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, timedelta
from itertools import count as count_up
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import make_url

from benchmarks.parking_reservations import a_pool, wish
from payments.money import too_small_to_charge
from tests.flows.shop import PAY_URL, Person, opened, plan, until, wire
from tests.flows.test_book_and_pay import books_are_right, tomorrow
from tests.mobile.server import free_port

FULL = bool(os.environ.get("ALLWAYS_PROOF"))
KILLS = 40 if FULL else 2
PEOPLE = 4
LIVES_S = (1.0, 6.0)  # between two deaths


class Killable:
    """The service as a process of its own."""

    def __init__(self, city):
        self.city, self.port, self.process = city, free_port(), None
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment, self.settings = {}, None

    def start(self) -> "Killable":
        command = [sys.executable, "-m", "allways.main", "serve", "--city", str(self.city), "--port", str(self.port)]
        self.process = subprocess.Popen(command, env=os.environ | self.environment, start_new_session=True, stdout=subprocess.DEVNULL)
        until(self.answers, "the service is up")
        return self

    def answers(self) -> bool:
        try:
            return httpx.get(f"{self.address}/healthz", timeout=2).is_success
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """Its workers too, in the middle of whatever they do."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(30)


@pytest.fixture
def shop(demo_folder, tmp_path):
    with opened(Killable(demo_folder), demo_folder, tmp_path) as found:
        yield found


class Stubborn(Person):
    """Asks again, with the same key, until there is an answer."""

    def insist(self, method: str, path: str, body=None) -> httpx.Response:
        headers = self.bearer | ({"idempotency-key": uuid4().hex} if method != "GET" else {})
        for _ in range(400):
            try:
                answer = self.client.request(method, path, json=body, headers=headers)
            except httpx.HTTPError:
                time.sleep(0.2)
                continue
            if answer.status_code not in (409, 429, 500, 503) or answer.json().get("code") not in ("request_in_flight", "busy", None):
                return answer
            time.sleep(0.2)
        raise AssertionError(f"no answer to {method} {path}")

    def books(self, asked: dict) -> dict:
        """A booking, whatever has become of it."""
        quote = self.insist("POST", "/v1/quotes", asked).json()
        accept = {"totalMinor": quote["totalMinor"], "termsFingerprint": quote["termsFingerprint"]}
        booked = self.insist("POST", "/v1/bookings", {"quoteId": quote["quoteId"], "accept": accept}).json()
        if booked.get("code") == "amount_too_small":  # a cap left too little for a card, and that was free a few times today already
            time.sleep(0.2)
            return {"state": "refused"}
        assert "id" in booked, booked
        booking_id = booked["id"]
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            found = self.insist("GET", f"/v1/bookings/{booking_id}").json()
            if found["state"] == "held" and found["payment"]["state"] != "authorised":
                self.tries_to_pay(booking_id)
            elif found["state"] not in ("held", "confirming", "releasing"):
                return found
            time.sleep(0.2)
        raise AssertionError(f"not decided: {found}")

    def tries_to_pay(self, booking_id: str) -> None:
        """At a new page each time, as a browser whose page broke is opened anew."""
        started = self.insist("POST", f"/v1/bookings/{booking_id}/payment")
        if not started.is_success or not started.json().get("payUrl"):
            return
        link, secret = PAY_URL.search(started.json()["payUrl"]).groups()
        opening = self.insist("POST", f"/v1/pay-links/{link}/open", {"secret": secret})
        if opening.is_success and opening.json()["standing"] == "choose":
            body = {"pageToken": opening.json()["pageToken"], "card": "pm_card_visa", "attempt": str(uuid4()), "keep": False}
            self.insist("POST", f"/v1/pay-links/{link}/confirmation", body)


def test_killed_again_and_again(shop):
    people = [Stubborn(shop, f"person{number}@example.org") for number in range(PEOPLE)]
    for person in people:
        person.sign_in()
    legs, first = wire(plan(people[0], "station", "university", tomorrow(people[0]))), tomorrow(people[0]).astimezone(UTC)
    space = a_pool(people[0], first, first + timedelta(days=10))
    over, ended, troubles = threading.Event(), [], []
    hours = count_up()

    def live(person: Stubborn) -> None:
        """A ride, then a ride and a space for an hour of their own, and so on."""
        try:
            while not over.is_set():
                ended.append(person.books({"legs": legs}))
                ended.append(person.books({"legs": legs} | wish(space, first + timedelta(hours=next(hours)))))
        except Exception as trouble:  # told by the test, not by a thread
            troubles.append(trouble)

    threads = [threading.Thread(target=live, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    fate = random.Random(20_261_129)
    for _ in range(KILLS):
        time.sleep(fate.uniform(*LIVES_S))
        shop.backend.kill()
        shop.backend.start()
    over.set()
    for thread in threads:
        thread.join(300)
    assert troubles == []
    count = Counter(booking["state"] for booking in ended)
    assert count["confirmed"] >= len(people)
    nothing_is_held_for_nothing(shop, [booking for booking in ended if booking["state"] == "confirmed"])
    books_are_right(shop)
    print(f"PROOF killed_while_booking={KILLS} times, {len(ended)} bookings, {dict(count)}, difference 0")


def nothing_is_held_for_nothing(shop, confirmed: list[dict]) -> None:
    """What operators and the payment service hold is what was booked, and nothing more."""
    legs = sum(leg["kind"] != "parking" for booking in confirmed for leg in booking["legs"])

    def operators_hold() -> int:
        return sum(state == "CONFIRMED" for name in shop.operators for state in shop.known_by(name).values())

    until(lambda: operators_hold() == legs, f"operators hold {legs} legs, not {operators_hold()}")
    intents = httpx.get(f"{shop.sandbox}/v1/payment_intents?limit=100", headers={"authorization": "Bearer sk_test_sandbox"}).json()
    if not intents["has_more"]:
        held = [intent for intent in intents["data"] if intent["status"] == "requires_capture"]
        # What a cap leaves too small for a card is waived.
        by_card = [total for total in (booking["totalMinor"] for booking in confirmed) if total and not too_small_to_charge(total, "eur")]
        assert sorted(intent["amount_capturable"] for intent in held) == sorted(by_card)
    assert all(leg["ticket"]["state"] == "live" for booking in confirmed for leg in booking["legs"])
    assert holds_in(shop) == sum(leg["kind"] == "parking" for booking in confirmed for leg in booking["legs"])


def holds_in(shop) -> int:
    """Of spaces, as the database of the service has them."""
    with sqlite3.connect(f"file:{make_url(shop.backend.settings.database_url).database}?mode=ro", uri=True) as base:
        return base.execute("SELECT count(*) FROM resource_hold WHERE state <> 'freed'").fetchone()[0]
