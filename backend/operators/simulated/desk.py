"""The operator's side of every call: what it answers and what it does. Source: TOMP-API 1.6.1, and what docs/OPERATORS.md adds to it."""
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import unquote

from backend.operators.simulated.faults import Fault, next_fault
from backend.operators.simulated.store import Store

EXPIRES_S = 600
ENDED = ("CANCELLED", "REJECTED", "EXPIRED")
BEGUN = ("STARTED", "FINISHED")
REF = re.compile(r"[\x21-\x7e]{1,64}\Z")
BOOKING = re.compile(r"/bookings/([^/]{1,200})\Z")
EVENTS = re.compile(r"/bookings/([^/]{1,200})/events\Z")
OPERATIONS = {"COMMIT": "commit", "CANCEL": "cancel"}
HEADERS = ("accept-language", "api", "api-version", "maas-id")


class No(Exception):
    """An answer that refuses. code: of the table of errors of the source, in the module of bookings (3)."""

    def __init__(self, status: int, code: int, title: str):
        super().__init__(title)
        self.status, self.body = status, {"errorcode": code, "title": title, "status": status}


@dataclass(frozen=True)
class Call:
    """name: offer, book, look, commit or cancel. ref: the booking it is about."""

    name: str
    ref: str
    asked: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """fault: what goes wrong with it on the way. expires: Unix seconds until which a pending booking waits."""

    status: int
    body: Any = None
    fault: Fault | None = None
    expires: int | None = None


class Desk:
    """Everything happens one after the other, all or nothing."""

    def __init__(self, path: Path | str):
        self.store, self.lock = Store(path), RLock()

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """headers: names in small letters."""
        with self.lock, self.store.transaction():
            self.tick()
            try:
                if method == "GET" and path in PLAIN:
                    return Answer(200, PLAIN[path])
                call = read_call(method, path, headers, body)
            except No as no:
                return Answer(no.status, no.body)
            fault = next_fault(self.store, call.name)
            return self.take(call, fault)

    def take(self, call: Call, fault: Fault | None) -> Answer:
        before = self.store.state(call.ref)
        try:
            if fault is None or fault.after or fault.do in ("slow", "late", "refuse"):
                answer = Answer(*self.work(call, fault), fault, self.store.expires(call.ref))
            else:
                answer = Answer(fault.status, {"errorcode": 3005, "title": "Technical issue"}, fault)
        except No as no:
            answer = Answer(no.status, no.body, fault)
        after = self.store.state(call.ref)
        effect = "" if before == after else f"{before or 'none'} to {after or 'none'}"
        self.store.note(call.name, call.ref, answer.status, fault.do if fault else None, effect)
        return answer

    def work(self, call: Call, fault: Fault | None) -> tuple[int, Any]:
        """Raises No."""
        refuses = fault is not None and fault.do == "refuse"
        late_s = fault.seconds if fault is not None and fault.do == "late" else None
        state = self.store.state(call.ref)
        if call.name == "offer":
            return self.offer(call, state, refuses)
        if call.name == "cancel":
            return self.cancel(call.ref, state, refuses)
        if state is None:
            raise No(404, 3204, "Not found")
        if call.name == "book":
            return self.book(call.ref, state, refuses)
        if call.name == "commit":
            return self.commit(call.ref, state, refuses, late_s)
        return 200, self.shown(call.ref)

    def offer(self, call: Call, state: str | None, refuses: bool) -> tuple[int, Any]:
        if state in ENDED:
            raise No(410, 3202, "Expired")
        if state not in (None, "NEW"):
            raise No(409, 3004, "Illegal operation")
        valid = {"validUntil": iso(self.store.now() + EXPIRES_S)}
        if refuses:
            return 201, {**valid, "options": []}
        self.store.put(call.ref, "NEW", self.store.now() + EXPIRES_S, call.asked)
        return 201, {**valid, "options": [self.shown(call.ref)]}

    def book(self, ref: str, state: str, refuses: bool) -> tuple[int, Any]:
        if refuses or state in ENDED:
            raise No(410, 3202, "Expired")
        if state not in ("NEW", "PENDING"):
            raise No(409, 3004, "Illegal operation")
        self.store.put(ref, "PENDING", self.store.now() + EXPIRES_S)
        return 201, self.shown(ref)

    def commit(self, ref: str, state: str, refuses: bool, late_s: float | None) -> tuple[int, Any]:
        if state != "PENDING":
            raise No(403, 3004, "Illegal operation")
        if late_s is not None:
            self.store.confirm_later(ref, self.store.now() + round(late_s))
        self.store.put(ref, "REJECTED" if refuses else "CONDITIONAL_CONFIRMED" if late_s is not None else "CONFIRMED")
        return 200, self.shown(ref)

    def cancel(self, ref: str, state: str | None, refuses: bool) -> tuple[int, Any]:
        """With tombstones a booking that was cancelled is remembered, also one that was never heard of; without them it is forgotten."""
        if refuses or state in BEGUN:
            raise No(403, 3203, "In use")
        tombstones = self.store.setting("tombstones", True)
        if tombstones and state not in ENDED:
            self.store.put(ref, "CANCELLED")
        if state is None:
            return 404, {"errorcode": 3204, "title": "Not found", "status": 404}
        shown = self.shown(ref) | {"state": state if state in ENDED else "CANCELLED"}
        if not tombstones:
            self.store.remove(ref)
        return 200, shown

    def tick(self) -> None:
        """What has come due: late confirmations, and offers that nobody took."""
        now, tombstones = self.store.now(), self.store.setting("tombstones", True)
        for ref in self.store.take_due(now):
            if not (tombstones and self.store.state(ref) in ENDED):
                self.store.put(ref, "CONFIRMED")
        for ref in self.store.expired(now):
            if tombstones:
                self.store.put(ref, "EXPIRED")
            else:
                self.store.remove(ref)

    def shown(self, ref: str) -> dict:
        asked = self.store.asked(ref)
        leg = {"id": ref, "from": asked.get("from"), "to": asked.get("to"), "assetType": {"id": "any"}, "state": "NOT_STARTED"}
        times = {name: asked[name] for name in ("departureTime", "arrivalTime") if name in asked}
        return {"id": ref, "state": self.store.state(ref), **times, "legs": [leg | times]}


MODULES = ("operatorInformation", "planning", "booking", "tripExecution", "support", "payment", "general")
PLAIN = {
    "/operator/ping": None,
    "/operator/meta": [{
        "version": "1.6.1", "baseUrl": "/", "scenarios": ["POSTPONED_COMMIT"],
        "endpoints": [
            {"method": method, "path": path, "status": "IMPLEMENTED"} for method, path in (
                ("POST", "/planning/offers"), ("POST", "/bookings"), ("GET", "/bookings/{id}"), ("POST", "/bookings/{id}/events"),
            )
        ],
        "processIdentifiers": {module: [] for module in MODULES},
    }],
}  # fmt: skip


def read_call(method: str, path: str, headers: Mapping[str, str], body: bytes) -> Call:
    """Raises No."""
    if missing := [name for name in HEADERS if not headers.get(name)]:
        raise No(400, 7001, f"Field: {missing[0]}, Reason: missing")
    if headers["api"] != "TOMP" or not headers["api-version"].startswith("1.6"):
        raise No(400, 7008, "Unsupported API-version")
    if method == "GET" and (found := BOOKING.match(path)):
        return Call("look", read_ref(unquote(found[1])))
    if method == "POST" and (path in ("/planning/offers", "/bookings") or EVENTS.match(path)):
        return read_order(path, body)
    raise No(404, 7006, "No access to endpoint")


def read_order(path: str, body: bytes) -> Call:
    try:
        order = json.loads(body)
    except (ValueError, RecursionError):
        order = None
    if not isinstance(order, dict):
        raise No(400, 3002, "Field: body, Reason: a JSON object is expected")
    if path == "/planning/offers":
        extra = order.get("extraInfo")
        if "from" not in order or not isinstance(extra, dict):
            raise No(400, 2001, "Field: from, extraInfo, Reason: missing")
        return Call("offer", read_ref(extra.get("reference")), order)
    if path == "/bookings":
        return Call("book", read_ref(order.get("id")))
    name = OPERATIONS.get(str(order.get("operation")))
    if name is None:
        raise No(400, 3002, "Field: operation, Reason: COMMIT or CANCEL is expected")
    found = EVENTS.match(path)
    return Call(name, read_ref(unquote(found[1]) if found else None))


def read_ref(value: Any) -> str:
    if not isinstance(value, str) or not REF.match(value):
        raise No(400, 3002, "Field: id, Reason: 1 to 64 visible characters are expected")
    return value


def iso(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
