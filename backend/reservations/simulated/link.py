"""The line from a gate to the service of the city. Whatever is wrong with it, the gate goes on with what it has."""
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.contract.reservations import GateAnswer, GateEventKind, GateEvents, GateQuestion
from backend.contract.tickets import TicketKeysResponse
from backend.operators.signatures import decode, encode, sign
from backend.reservations.simulated.gate import Decision, Gate
from signing.key_sets import read_key_set
from signing.kill_lists import read_kill_list
from signing.refused import TicketRefused

SILENT = "silent"


@dataclass(frozen=True)
class Link:
    """client: with the address of the service. root: the pinned public key, 32 bytes. key: of the gate; the staff of the city told the service."""

    client: httpx.Client
    root: bytes
    key: Ed25519PrivateKey

    def refresh(self, gate: Gate, now: datetime) -> bool:
        """Newer keys and a newer list, where they can be had and are the city's."""
        try:
            told = msgspec.json.decode(self.got("/v1/tickets/keys"), type=TicketKeysResponse)
            keys = read_key_set(decoded(told.set), self.root, now)
            killed = read_kill_list(self.got("/v1/tickets/kill-list"), keys, now)
        except (httpx.HTTPError, msgspec.MsgspecError, TicketRefused, ValueError):
            return False
        if gate.killed is None or killed.version >= gate.killed.version:
            gate.keys, gate.killed = keys, killed
        return True

    def got(self, path: str) -> bytes:
        """Raises httpx.HTTPError."""
        return self.client.get(path).raise_for_status().content

    def ask(self, gate: Gate, kind: GateEventKind, now: datetime, *, code: str | None = None, plate: str | None = None) -> Decision:
        """A code that was typed or a plate that was read: only the service knows."""
        try:
            answer = self.sent(gate, "entries", msgspec.json.encode(GateQuestion(kind, code, plate)))
            told = msgspec.json.decode(answer.raise_for_status().content, type=GateAnswer)
        except (httpx.HTTPError, msgspec.MsgspecError):
            return Decision(False, SILENT)
        if told.open:
            gate.marks.add(kind, now, code=code, plate=plate)
        return Decision(told.open, told.reason, told.label)

    def tell(self, gate: Gate) -> int:
        """How many marks the service has heard of now. The others are told the next time."""
        events = gate.marks.untold()
        if not events:
            return 0
        try:
            self.sent(gate, "events", msgspec.json.encode(GateEvents(events))).raise_for_status()
        except httpx.HTTPError:
            return 0
        gate.marks.tell(events)
        return len(events)

    def sent(self, gate: Gate, what: str, body: bytes) -> httpx.Response:
        stamp, message_id = str(int(time.time())), uuid4().hex
        headers = {
            "Content-Type": "application/json", "Gate-Time": stamp, "Gate-Message-Id": message_id,
            "Gate-Signature": sign(self.key, stamp, message_id, body),
        }  # fmt: skip
        return self.client.post(f"/v1/gates/{gate.site_id}/{what}", content=body, headers=headers)


def decoded(text: str) -> bytes:
    """Base64url. Raises ValueError."""
    raw = decode(text, len(text) * 6 // 8)
    if raw is None or encode(raw) != text:
        raise ValueError("no base64url")
    return raw
