"""Who takes part: the sandbox under orders, bookings that want to be paid, a browser at the page of payment."""
import json
import re
import urllib.request
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

from backend.database.base import now
from backend.outbox.worker import Worker
from backend.paying.bookings import Booked, OpenThings, PayingBooking, PayLine
from backend.paying.controller import PayLinksController, PaymentsController
from backend.paying.gateway import IntentOrder
from backend.paying.page_controller import PayPageController, WebhookController
from backend.paying.seen import IntentSeen
from backend.service.app import create_app
from backend.service.settings import Settings
from payments.states import KNOWN_RANK, REPORT_RANK, BookingState, PaymentState, Report
from tests.backend.accounts.people import CONTROLLERS, quiet
from tests.serving import Client
from tests.worlds.town import open_town

PAY_URL = re.compile(r"^http://localhost:8000(/pay/[0-9a-z-]+)#([0-9a-f-]{36})\.([\w-]{43})\Z")
STATES = {Report.AUTHORISED: PaymentState.AUTHORISED, Report.CAPTURED: PaymentState.CAPTURED, Report.VOIDED: PaymentState.VOIDED}


class Control:
    """Orders to the sandbox."""

    def __init__(self, url: str):
        self.url = f"{url}/_sandbox/"

    def __call__(self, path: str, order: dict | None = None, method: str = "POST") -> dict:
        body = None if method == "GET" else json.dumps(order or {}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, body, method=method), timeout=20) as answer:
            return json.load(answer)

    def fault(self, do: str, path: str = "*", method: str = "POST", nth: int = 1, **more) -> None:
        self("faults", {"match": {"method": method, "path": path, "nth": nth}, "do": do, **more})

    def effects(self, kind: str) -> list[str]:
        lines = self("journal", method="GET")["lines"]
        return [effect for line in lines for effect in line["effect"] if effect.startswith(f"{kind}:")]

    def requests(self, method: str, path: str) -> list[dict]:
        lines = self("journal", method="GET")["lines"]
        return [line for line in lines if line["method"] == method and re.fullmatch(path, line["path"])]


class Shop:
    """Bookings that are no more than their payment: merged by rank, as the law says."""

    def __init__(self, gateway):
        self.gateway, self.kept, self.told = gateway, {}, []

    async def held(self, account_id: UUID, amount_minor: int = 830, customer_id: str | None = None, **more) -> PayingBooking:
        """A booking whose payment is made."""
        booking_id = uuid4()
        seen = await self.gateway.create_intent(IntentOrder(str(booking_id), amount_minor, "eur", customer_id), f"row-{booking_id}")
        lines = (PayLine("City Lines", "fare", amount_minor - 50), PayLine("Allways", "booking_fee", 50))
        until = now() + timedelta(minutes=10)
        booking = PayingBooking(
            booking_id, account_id, BookingState.HELD, PaymentState.CREATED, "eur", amount_minor, lines, until, seen.intent_id
        )  # fmt: skip
        self.kept[booking_id] = replace(booking, **more)
        return self.kept[booking_id]

    async def find(self, session, booking_id):
        return self.kept.get(booking_id)

    async def list_open(self, session) -> OpenThings:
        return OpenThings(intents=[one.intent_id for one in self.kept.values() if one.intent_id and KNOWN_RANK[one.payment_state] < 3])

    async def on_seen(self, session, seen) -> bool:
        self.told.append(seen)
        if not isinstance(seen.thing, IntentSeen) or seen.thing.booking_id is None:
            return True
        booking = self.kept.get(UUID(seen.thing.booking_id))
        if booking is None or REPORT_RANK[seen.thing.report] <= KNOWN_RANK[booking.payment_state]:
            return False
        state = {Report.VOIDED: BookingState.RELEASED}.get(seen.thing.report, BookingState.CONFIRMED)
        self.kept[booking.booking_id] = replace(booking, payment_state=STATES[seen.thing.report], state=state)
        return True

    @property
    def booked(self) -> Booked:
        return Booked(self, self.on_seen)


@asynccontextmanager
async def served(address: str, provider, **more):
    chosen = {"log_requests": False, "per_minute": None, "database_url": address, "provider": provider} | more
    controllers = [*CONTROLLERS, PaymentsController, PayLinksController, PayPageController, WebhookController]
    app = create_app(open_town, Settings(**chosen), controllers=controllers)
    async with Client(app) as client:
        yield client


async def work(database, handlers, rounds: int = 6) -> int:
    """Does what is due in the outbox, and what that makes due; how much it was."""
    worker, done = Worker(database, handlers), 0
    for _ in range(rounds):
        claimed = await worker.claim(100)
        for entry in claimed:
            await worker.handle(entry)
        done += len(claimed)
        if not claimed:
            break
    return done


class Browser:
    """The page of payment as its script asks."""

    def __init__(self, client, pay_url: str):
        self.client = client
        self.path, self.link, self.secret = PAY_URL.match(pay_url).groups()
        self.page: dict = {}

    async def ask(self, what: str, body: dict):
        return await self.client.post(f"/v1/pay-links/{self.link}/{what}", json=body)

    async def open(self) -> dict:
        answer = await self.ask("open", {"secret": self.secret})
        assert answer.status_code == 200, answer.text
        self.page = answer.json()
        return self.page

    async def look(self) -> dict:
        return (await self.ask("look", {"pageToken": self.page["pageToken"]})).json()

    async def pay(self, card: str, keep: bool = False, attempt: str | None = None):
        body = {"pageToken": self.page["pageToken"], "card": card, "attempt": attempt or str(uuid4()), "keep": keep}
        return await self.ask("confirmation", body)


__all__ = ["Browser", "Control", "Shop", "quiet", "served", "work"]
