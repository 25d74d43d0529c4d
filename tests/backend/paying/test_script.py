"""The script of the page, run as a browser runs it, against the service and the sandbox. Needs node."""
import json
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from backend.accounts.service import find_or_make
from backend.paying.words import PAGES
from payments.states import PaymentState
from tests.backend.paying.people import Shop
from tests.backend.paying.test_together import door, wait_for

__all__ = ["door"]
BROWSER = Path(__file__).with_name("browser.mjs")
EN = PAGES["en"]
pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed: it stands for the browser")


class Tab:
    """A browser at the page of one booking."""

    def __init__(self, door, keeps_card: bool = False):
        self.door, app = door, door.client.app
        self.paying, self.call = app.state.paying, door.client.blocking_portal.call
        self.shop = Shop(self.paying.gateway)
        self.paying.obey(self.shop.booked)
        self.call(self.arrive, keeps_card)

    async def arrive(self, keeps_card: bool) -> None:
        async with self.paying.database.writing() as session:
            account_id, _ = await find_or_make(session, f"{uuid4()}@example.org", "en")
        if keeps_card:
            self.url, _ = await self.paying.pages.start_keeping(account_id)
            return
        self.booking = await self.shop.held(account_id, customer_id=await self.paying.customers.ensure(account_id))
        self.url, _ = await self.paying.pages.start(account_id, self.booking.booking_id)

    def does(self, *steps: dict) -> list[dict]:
        command = ["node", str(BROWSER), f"http://localhost:{self.door.port}", self.url, json.dumps(steps)]
        ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    @property
    def state(self) -> PaymentState:
        return self.shop.kept[self.booking.booking_id].payment_state


def test_a_trip_is_paid(door):
    tab = Tab(door)
    pressed, over = tab.does({"card": "pm_card_visa"}, {"until": EN["booked"]})
    assert over["total"] == "€8.30"
    assert over["lines"] == [["City Lines", "€7.80"], [EN["booking_fee"], "€0.50"]]
    assert pressed["button"] == "Pay €8.30"
    assert pressed["address"] == f"/pay/{tab.booking.booking_id}"  # the secret is gone from it
    assert over["form"] is False
    assert tab.state is PaymentState.AUTHORISED


def test_a_refused_card_then_the_bank_says_no_then_yes(door):
    tab = Tab(door)
    refused, _, unknown, _, back, over = tab.does(
        {"card": "pm_card_visa_chargeDeclined"}, {"card": "pm_card_threeDSecure2Required"}, {"bank": "no"}, {"card": "pm_card_threeDSecure2Required"},
        {"bank": "yes"}, {"until": EN["booked"]},
    )  # fmt: skip
    assert refused["state"] == f"{EN['refused']} {EN['declined']}"
    assert refused["form"] is True
    assert "?" not in back["address"]  # nor is what the bank added
    assert unknown["state"] in (EN["looking"], f"{EN['refused']} {EN['not_recognised']}")
    assert over["state"] == EN["booked"]
    assert tab.state is PaymentState.AUTHORISED


def test_a_card_is_kept(door):
    tab = Tab(door, keeps_card=True)
    pressed, over = tab.does({"card": "pm_card_mastercard"}, {"until": EN["kept"]})
    assert (pressed["button"], over["lines"], over["total"]) == (EN["save"], [], "")


def test_a_page_without_its_secret_says_where_to_go(door):
    tab = Tab(door)
    tab.url = tab.url.partition("#")[0]
    assert tab.does({"until": EN["over"]})[0]["form"] is False


def test_a_page_that_was_opened_elsewhere_says_so(door):
    tab = Tab(door)
    tab.does({"card": "pm_card_visa"})
    wait_for(lambda: tab.state is PaymentState.AUTHORISED, "it is paid")
    assert tab.does({"until": EN["over"]})[0]["state"] == EN["over"]
