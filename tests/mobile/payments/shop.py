"""A city that sells, on loopback: it answers what a test tells it to, and remembers what it was asked. All else goes on to the real city."""
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec

from backend.contract.consents import ConsentsResponse
from backend.contract.reservations import ReservationsResponse
from backend.contract.rides import RidesResponse
from backend.contract.tickets import TicketsResponse
from mobile.requests.notice_calls import EVENTS
from tests.mobile import loopback
from tests.mobile.payments.told import BOOKING_ID, a_booking, a_consent, a_fee, a_quote, a_receipt

WAIT_S = 1.0  # of long questions, so that tests end


class Shop:
    """`refusals` has answers by path, or method and path, used up one by one: (status, problem), or None for one that gets lost.

    `city` is the real one.
    """

    def __init__(self, now, city: str = ""):
        self.now, self.city = now, city
        self.consent = a_consent()
        self.quote, self.booking, self.fee = a_quote(now), a_booking(now), a_fee(now)
        self.tickets, self.receipt, self.paper = (), a_receipt(now), b"%PDF-1.7 receipt"
        self.pay_url = "https://pay.example/pay/1#secret"
        self.refusals: dict[str, list] = {}
        self.asked: list[tuple[str, str, dict, str]] = []  # method, path, body, key
        self._changed = threading.Condition()

    def stand(self, booking) -> None:
        """From now on the booking stands so; whoever waits for news has them."""
        with self._changed:
            self.booking = booking
            self._changed.notify_all()

    def keys(self, path: str) -> list[str]:
        return [key for method, asked, _, key in self.asked if asked == path and method == "POST"]

    def etag(self) -> str:
        return f'"{hash(msgspec.json.encode(self.booking))}"'

    def wait(self, etag: str) -> bool:
        """Whether the booking stands otherwise than under this ETag, after a while at most."""
        with self._changed:
            return self._changed.wait_for(lambda: self.etag() != etag, WAIT_S)

    def answer(self, method: str, path: str, body: dict):
        """Status and message, None where it is not for a shop."""
        at = f"/v1/bookings/{BOOKING_ID}"
        if path.startswith("/v1/tickets/") and method == "PUT":
            return 200, self.hold(path.split("/")[3], body["deviceKey"])
        if path == "/v1/account/consents":
            return 200, self.consents(body)
        found = {
            ("POST", "/v1/quotes"): lambda: (201, self.quote), ("POST", "/v1/bookings"): lambda: (201, self.booking),
            ("GET", "/v1/bookings"): lambda: (200, {"bookings": [self.summary()], "next": None}),
            ("GET", at): lambda: (200, self.booking), ("POST", f"{at}/abandonment"): lambda: (200, self.booking),
            ("POST", f"{at}/payment"): lambda: (200, {"payUrl": self.pay_url}),
            ("POST", f"{at}/cancellation-quotes"): lambda: (201, self.fee), ("POST", f"{at}/cancellations"): lambda: (200, self.booking),
            ("GET", f"{at}/receipt"): lambda: (200, self.receipt),
            ("GET", "/v1/reservations"): lambda: (200, ReservationsResponse(self.now, ())),
            ("GET", EVENTS): lambda: problem("busy", 503),  # of requests, which are no matter of a shop
            ("GET", "/v1/rides"): lambda: (200, RidesResponse(self.now, ())),
            ("GET", "/v1/tickets"): lambda: (200, TicketsResponse(self.now, tuple(self.tickets))),
        }.get((method, path))  # fmt: skip
        return found() if found else None

    def consents(self, change: dict) -> ConsentsResponse:
        if change:
            self.consent = a_consent(since=self.now if change["given"] else None)
        return ConsentsResponse([self.consent])

    def summary(self) -> dict:
        told = self.booking
        first, last = told.legs[0], told.legs[-1]
        return json.loads(msgspec.json.encode(told)) | {
            "startsAt": first.starts_at.isoformat(), "endsAt": last.ends_at.isoformat(), "fromName": first.from_name, "toName": last.to_name
        }

    def hold(self, ticket_id: str, device_key: str):
        held = next(ticket for ticket in self.tickets if str(ticket.id) == ticket_id)
        held = msgspec.structs.replace(held, device_key=device_key, token="dGlja2V0")
        self.tickets = tuple(held if ticket.id == held.id else ticket for ticket in self.tickets)
        return held


def problem(code: str, status: int = 409, **more) -> tuple[int, dict]:
    return status, {"type": "about:blank", "title": "T", "status": status, "detail": "As the service says it.", "code": code, "instance": "/"} | more


class Handler(BaseHTTPRequestHandler):
    shop: Shop
    way_on: httpx.Client
    protocol_version = "HTTP/1.1"

    def do_any(self):
        shop, parts = type(self).shop, urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        body = json.loads(sent) if sent and "json" in self.headers.get("content-type", "") else {}
        if refusals := shop.refusals.get(f"{self.command} {parts.path}") or shop.refusals.get(parts.path):
            shop.asked.append((self.command, parts.path, body, self.headers.get("idempotency-key", "")))
            self.refuse(refusals.pop(0))
            return
        if parts.path == f"/v1/bookings/{BOOKING_ID}/receipt" and self.headers.get("accept") == "application/pdf":
            self.say(200, shop.paper, "application/pdf")
            return
        known = self.headers.get("if-none-match", "")
        if parts.path == f"/v1/bookings/{BOOKING_ID}" and known and "wait" in parse_qs(parts.query) and not shop.wait(known):
            self.say(304, b"")
            return
        found = shop.answer(self.command, parts.path, body)
        if found is None:
            self.pass_on(sent)
            return
        shop.asked.append((self.command, parts.path, body, self.headers.get("idempotency-key", "")))
        status, message = found
        self.say(status, message if isinstance(message, bytes) else msgspec.json.encode(message))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_any

    def refuse(self, refusal):
        if refusal is None:  # the answer gets lost
            self.close_connection = True
            self.connection.close()
            return
        status, message = refusal
        self.say(status, msgspec.json.encode(message))

    def pass_on(self, sent: bytes):
        shop = type(self).shop
        if not shop.city:
            self.say(*[404, msgspec.json.encode(problem("not_found", 404)[1])])
            return
        names = ("authorization", "idempotency-key", "content-type", "accept", "accept-language", "if-none-match")
        headers = {name: self.headers[name] for name in names if name in self.headers}
        answer = type(self).way_on.request(self.command, f"{shop.city}{self.path}", content=sent, headers=headers)
        self.say(answer.status_code, answer.content, answer.headers.get("content-type", "application/json"))

    def say(self, status: int, body: bytes, kind: str = "application/json"):
        self.send_response(status)
        self.send_header("content-type", kind)
        if self.path.startswith(f"/v1/bookings/{BOOKING_ID}") and self.command == "GET":
            self.send_header("etag", type(self).shop.etag())
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def selling(shop: Shop):
    """Its address, as long as this lasts."""
    way_on = httpx.Client(verify=False, timeout=30)  # one for all that goes on: each would read the certificates of the whole world
    with way_on, loopback.answering(type("HandlerHere", (Handler,), {"shop": shop, "way_on": way_on})) as address:
        yield address
