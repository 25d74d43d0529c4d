"""Events on their way to those who asked for them: signed, in order unless ordered otherwise, tried again for three days."""

import hashlib
import hmac
import http.client
import json
import time
import traceback
from threading import Event, Thread
from urllib.parse import urlsplit

from backend.sandbox.clock import DAY_S
from backend.sandbox.events import counted
from backend.sandbox.world import World, shown

WAITS_S = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 43_200, 43_200, 43_200, 43_200)
GIVEN_UP_S = 3 * DAY_S
ANSWER_S = 5
IDLE_S = 0.25


def signature(secret: str, at: int, body: bytes) -> str:
    """The header Stripe-Signature. https://docs.stripe.com/webhooks#verify-manually"""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


class Postman:
    """One delivery at a time, in a thread of its own. The signature bears the real time, for receivers compare it with theirs."""

    def __init__(self, world: World):
        self.world, self.wake, self.over = world, Event(), Event()
        self.thread = Thread(target=self.walk, name="webhooks", daemon=True)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.over.set()
        self.wake.set()
        self.thread.join(ANSWER_S + 1)

    def walk(self) -> None:
        while not self.over.is_set():
            if not self.tried():
                self.wake.wait(IDLE_S)
                self.wake.clear()

    def tried(self) -> bool:
        """One that fails for a fault of ours is said and does not stop the others for good."""
        try:
            return self.deliver_one()
        except Exception:
            traceback.print_exc()
            return False

    def deliver_one(self) -> bool:
        """Whether there was one to deliver."""
        with self.world.alone():
            self.world.tick()
            found = self.next_one()
        if found is None:
            return False
        row, endpoint, event = found
        sure = endpoint is not None and post(endpoint, json.dumps(event, indent=2).encode())
        with self.world.alone():
            self.record(row, sure, endpoint is None)
        return True

    def next_one(self):
        rules = self.world.store.setting("events", {})
        if rules.get("hold"):
            return None
        query = "SELECT * FROM delivery WHERE state = 'waiting' AND due <= ? ORDER BY rank, number * ? LIMIT 1"
        row = self.world.store.db.execute(query, (self.world.clock.now(), -1 if rules.get("reverse") else 1)).fetchone()
        if row is None:
            return None
        event = self.world.store.find(row["event"])
        return row, self.world.store.find(row["endpoint"], "webhook_endpoint"), shown(counted(self.world, event)) if event else {}

    def record(self, row, sure: bool, gone: bool) -> None:
        attempts, now = row["attempts"] + 1, self.world.clock.now()
        wait = WAITS_S[min(attempts, len(WAITS_S)) - 1]
        state = "done" if sure else "waiting" if not gone and now + wait <= row["first"] + GIVEN_UP_S else "given_up"
        self.world.store.db.execute(
            "UPDATE delivery SET attempts = ?, state = ?, due = ? WHERE number = ?",
            (attempts, state, row["due"] if sure else now + wait, row["number"]),
        )


def post(endpoint: dict, body: bytes) -> bool:
    """Whether the receiver took it: any answer from 200 to 299."""
    parts = urlsplit(endpoint["url"])
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "Stripe/1.0 (sandbox)",
        "Stripe-Signature": signature(endpoint["_secret"], int(time.time()), body),
    }  # fmt: skip
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=ANSWER_S)
    try:
        connection.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), body, headers)
        return 200 <= connection.getresponse().status < 300
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
