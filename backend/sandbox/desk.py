"""One request from key to answer: who asks, what it means, once per key, all or nothing, and a line in the journal."""

import base64
import binascii
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from urllib.parse import unquote

from backend.sandbox.clock import DAY_S
from backend.sandbox.errors import BadCall, Refusal, bad_call
from backend.sandbox.faults import Fault, next_fault
from backend.sandbox.form import read_form
from backend.sandbox.lists import expanded
from backend.sandbox.parameters import check
from backend.sandbox.routes import find_route
from backend.sandbox.world import PLATFORM, Call, World

LOCK_WAIT_S = 2.0
LONGEST_KEY = 255
LONGEST_JOURNAL = 200_000


@dataclass
class Request:
    """headers: names in small letters."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Answer:
    status: int
    body: dict
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None


class Desk:
    """Answers under /v1. Requests to one object wait for each other; one that waits too long is told so, as Stripe does."""

    def __init__(self, world: World):
        self.world = world
        self.busy: set[str] = set()
        self.freed = Condition()

    def answer(self, request: Request) -> Answer:
        number = f"req_sb_{secrets.token_hex(8)}"
        with self.world.alone():
            self.world.tick()
            fault = next_fault(self.world, request.method, request.path)
        try:
            found = self.work(request, number, fault)
        except Refusal as refusal:
            found = Answer(refusal.status, refusal.body)
            self.note(request, number, found, [], fault)
        found.fault = fault
        found.headers.setdefault("Request-Id", number)
        if found.status in (409, 429) and "Stripe-Should-Retry" not in found.headers:
            found.headers["Stripe-Should-Retry"] = "true"
        return found

    def work(self, request: Request, number: str, fault: Fault | None) -> Answer:
        account = check_key(request.headers, self.world)
        met = find_route(request.method, request.path)
        if met is None:
            raise Refusal(404, "invalid_request_error", f"Unrecognized request URL ({request.method}: the sandbox does not have this address).")
        route, ids = met
        text = request.query if request.method != "POST" else read_text(request.body)
        params = read_form(text)
        call = Call(check(params, route.shape, route.reads) if route.shape else {}, ids, account, number, read_key(request))
        names = {f"key {call.key}"} if call.key else set()
        target = {f"object {ids[0]}"} if ids and request.method == "POST" else set()
        with self.holding(names, 0), self.holding(target, LOCK_WAIT_S):
            return self.once(request, call, route.operation, fingerprint(request, params, account), fault)

    @contextmanager
    def holding(self, names: set[str], wait_s: float) -> Iterator[None]:
        """Alone with a key or an object. Raises Refusal (409) when another request has it."""
        with self.freed:
            if not self.freed.wait_for(lambda: not names & self.busy, wait_s):
                code, words = ("lock_timeout", "This object cannot be accessed right now because another API request is currently accessing it.")
                if not wait_s:
                    code, words = "idempotency_key_in_use", "There is currently another in-progress request using this Idempotent Key."
                raise Refusal(409, "idempotency_error" if not wait_s else "invalid_request_error", words, code=code)
            self.busy |= names
        try:
            yield
        finally:
            with self.freed:
                self.busy -= names
                self.freed.notify_all()

    def once(self, request: Request, call: Call, operation, mark: str, fault: Fault | None) -> Answer:
        if (again := self.replayed(request, call, mark)) is not None:
            return again
        if fault and fault.do == "delay":
            time.sleep(fault.seconds)
        if fault and not fault.after and fault.do in ("drop_before", "reset", "status"):
            found = failed(fault)
            with self.world.alone():
                self.keep(call, mark, found, fault)
                self.write(request, call, found, fault)
            return found
        return self.run(request, call, operation, mark, fault)

    def replayed(self, request: Request, call: Call, mark: str) -> Answer | None:
        """The stored answer of the key. Raises Refusal when the key came with other parameters."""
        if call.key is None or request.method != "POST":
            return None
        with self.world.alone():
            db, now = self.world.store.db, self.world.clock.now()
            db.execute("DELETE FROM kept WHERE at <= ?", (now - DAY_S,))
            row = db.execute("SELECT * FROM kept WHERE owner = ? AND key = ?", (call.account, call.key)).fetchone()
            if row is None:
                return None
            if row["fingerprint"] != mark:
                words = "Keys for idempotent requests can only be used with the same parameters they were first used with."
                raise Refusal(400, "idempotency_error", words)
            headers = {"Idempotent-Replayed": "true", "Request-Id": row["request"], "Idempotency-Key": call.key}
            if row["status"] >= 500:
                headers["Stripe-Should-Retry"] = "false"
            found = Answer(row["status"], json.loads(row["body"]), headers)
            self.write(request, call, found, None, replayed=True)
            return found

    def run(self, request: Request, call: Call, operation, mark: str, fault: Fault | None) -> Answer:
        """The work, its answer under the key, and its journal line: in one transaction."""
        world = self.world
        with world.alone():
            world.call = call
            world.store.db.execute("SAVEPOINT work")
            try:
                found = Answer(200, expanded(world, operation(world, call), call.params.get("expand", [])))
            except Refusal as refusal:
                found = Answer(refusal.status, expanded(world, refusal.body, []))
                if not refusal.keeps:
                    world.store.db.execute("ROLLBACK TO work")
                    call.effects.clear()
                if isinstance(refusal, BadCall):
                    self.write(request, call, found, fault)
                    return found
            finally:
                world.call = Call()
            found = failed(fault) if fault and fault.after and fault.do == "status" else found
            self.keep(call, mark, found, fault)
            self.write(request, call, found, fault)
        return found

    def keep(self, call: Call, mark: str, found: Answer, fault: Fault | None) -> None:
        """Refusals for want of a place in the line are not kept, and failures only as the order says."""
        if call.key is None or found.status in (0, 401, 409, 429) or (found.status >= 500 and fault and not fault.stored):
            return
        row = (call.account, call.key, mark, found.status, json.dumps(found.body), self.world.clock.now(), call.request)
        self.world.store.db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def note(self, request: Request, number: str, found: Answer, effects: list[str], fault: Fault | None) -> None:
        with self.world.alone():
            self.write(
                request, Call(request=number, key=request.headers.get("idempotency-key", "")[:LONGEST_KEY] or None, effects=effects), found, fault
            )

    def write(self, request: Request, call: Call, found: Answer, fault: Fault | None, replayed: bool = False) -> None:
        values = (
            self.world.clock.now(), call.request, request.method, request.path, call.key, found.status, replayed, fault.do if fault else None,
            json.dumps([] if replayed else call.effects),
        )  # fmt: skip
        self.world.store.db.execute("DELETE FROM journal WHERE number <= (SELECT max(number) FROM journal) - ?", (LONGEST_JOURNAL,))
        query = "INSERT INTO journal (at, request, method, path, key, status, replayed, fault, effect) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self.world.store.db.execute(query, values)


def failed(fault: Fault) -> Answer:
    """What an order makes of the answer; status 0 is none at all."""
    if fault.do != "status":
        return Answer(0, {})
    kind = "invalid_request_error" if fault.status < 500 else "api_error"
    error = {"type": kind, "message": "This failure was ordered from the sandbox."} | ({"code": "rate_limit"} if fault.status == 429 else {})
    headers = {"Stripe-Should-Retry": "false"} if fault.status >= 500 and fault.stored else {}
    return Answer(fault.status, {"error": error}, headers)


def check_key(headers: dict[str, str], world: World) -> str:
    """The account asked for. A live key is refused, so that none is ever sent here in earnest. Raises Refusal (401, 403)."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    key = given.strip()
    if scheme.lower() == "basic":
        try:
            key = base64.b64decode(given, validate=True).decode("ascii").partition(":")[0]
        except (binascii.Error, UnicodeDecodeError):
            key = ""
    if not key.startswith(("sk_test_", "rk_test_")):
        raise Refusal(401, "invalid_request_error", "Give a test key of your own choice, such as sk_test_sandbox; live keys have no place here.")
    account = headers.get("stripe-account")
    if account is None:
        return PLATFORM
    with world.lock:
        if world.store.find(account, "account") is None:
            raise Refusal(403, "invalid_request_error", "The key has no access to this account, or it does not exist.", code="account_invalid")
    return account


def read_key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= LONGEST_KEY:
        raise bad_call(f"An idempotency key has 1 to {LONGEST_KEY} characters.")
    return key if request.method == "POST" else None


def read_text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise bad_call("The body is no UTF-8.") from None


def fingerprint(request: Request, params: dict, account: str) -> str:
    text = json.dumps([request.method, unquote(request.path), params, account], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
