"""The service with its worker, the sandbox that sends it events over HTTP, and a browser: whatever becomes of the events, each trip is paid once."""
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest
from litestar.testing import TestClient
from sqlalchemy import func, select

from backend.paying.models import PaymentEvent
from backend.paying.reconciling import look_now
from backend.service.app import create_app
from backend.service.settings import Settings
from payments.states import PaymentState
from tests.backend.paying.people import Shop
from tests.worlds.town import open_town

WAIT_S = 40.0
RULES = {
    "in order": {},
    "three times each": {"repeat": 3},
    "the newest first": {"hold": True, "reverse": True},
    "none": {"drop": ["payment_intent.created", "payment_intent.amount_capturable_updated", "charge.succeeded"]},
}  # fmt: skip


class Door:
    """A port of the service: what comes in over HTTP is put to the application."""

    def __init__(self):
        self.client, self.taken, door = None, [], self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                sent = {name: self.headers[name] for name in ("Content-Type", "Stripe-Signature", "Host") if name in self.headers}
                answer = door.client.request(self.command, self.path, content=body, headers=sent)
                if "Stripe-Signature" in sent:
                    door.taken.append(answer.status_code)
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers.get("content-type", "text/plain"))
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]

    def open(self, client) -> None:
        self.client = client
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def door(database_url, provider, control):
    opened = Door()
    settings = Settings(
        log_requests=False, per_minute=None, database_url=database_url, provider=provider, public_origin=f"http://localhost:{opened.port}"
    )  # fmt: skip
    with TestClient(create_app(open_town, settings), base_url="http://localhost") as client:
        opened.open(client)
        yield opened
        opened.server.shutdown()
        opened.server.server_close()


def wait_for(what, told: str):
    until = time.monotonic() + WAIT_S
    while not (found := what()):
        assert time.monotonic() < until, f"never: {told}"
        time.sleep(0.05)
    return found


async def count_events(database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count(PaymentEvent.id)))


@pytest.mark.parametrize("rule", RULES)
def test_a_trip_is_paid_once_whatever_becomes_of_events(door, control, rule):
    app, call = door.client.app, door.client.blocking_portal.call
    paying = app.state.paying
    shop = Shop(paying.gateway)
    paying.obey(shop.booked)
    wait_for(lambda: control.requests("POST", "/v1/webhook_endpoints"), "the service asks for events")
    if RULES[rule]:
        control("events", RULES[rule])
    account_id = uuid4()
    booking = call(shop.held, account_id)
    seen = call(paying.gateway.confirm, booking.intent_id, "pm_card_visa", "http://localhost/pay/x", False, "pressed")
    assert seen.report == "authorised"
    if rule == "the newest first":
        control("events/release")
    if rule == "none":
        call(look_as_the_page_does, paying, booking.intent_id)
    wait_for(lambda: shop.kept[booking.booking_id].payment_state is PaymentState.AUTHORISED, "it is authorised")
    times = {"in order": 3, "three times each": 9, "the newest first": 3, "none": 0}[rule]
    wait_for(lambda: len(door.taken) >= times, f"{times} events come")
    assert set(door.taken) <= {202}
    if rule != "none":
        assert call(count_events, app.state.database) == 3
    assert len({effect.split(":")[1] for effect in control.effects("charge")}) == 1


async def look_as_the_page_does(paying, intent_id: str) -> None:
    async with paying.database.writing() as session:
        await look_now(session, intent_id)
