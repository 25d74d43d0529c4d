"""What the operator tells the service of its own accord: events, signed with its key."""
import http.client
import json
import os
import secrets
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.operators.signatures import KEY_BYTES, decode, encode, sign

ANSWER_S = 10
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class TellingError(Exception):
    """A key or an address that cannot be used."""


@dataclass(frozen=True)
class Teller:
    """service: address of the city service on this machine; empty: nobody is told."""

    operator_id: str
    service: str
    key: Ed25519PrivateKey

    def __post_init__(self) -> None:
        """Raises TellingError. Nothing of a simulated operator leaves this machine."""
        parts = urlsplit(self.service)
        if self.service and (parts.scheme != "http" or parts.hostname not in LOOPBACK or parts.path not in ("", "/")):
            raise TellingError("A simulated operator tells a service on this machine only, such as http://localhost:8000.")

    def tell(self, kind: str, ref: str, at_s: int, event_id: str = "") -> int | None:
        """The status that the service answered; None: it did not, or there is none."""
        if not self.service:
            return None
        event = {"ref": ref, "kind": kind, "at": datetime.fromtimestamp(at_s, UTC).isoformat()}
        body, stamp, event_id = json.dumps(event).encode(), str(int(time.time())), event_id or secrets.token_urlsafe(16)
        headers = {
            "Content-Type": "application/json", "Operator-Event-Id": event_id, "Operator-Event-Time": stamp,
            "Operator-Signature": sign(self.key, stamp, event_id, body),
        }  # fmt: skip
        parts = urlsplit(self.service)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=ANSWER_S)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("POST", f"/v1/operators/{self.operator_id}/events", body, headers)
            return connection.getresponse().status
        return None


def own_key(file: Path) -> Ed25519PrivateKey:
    """The key kept in a file, readable by its owner alone; made where there is none. Raises TellingError."""
    with suppress(FileExistsError):
        file.parent.mkdir(parents=True, exist_ok=True)
        made = encode(Ed25519PrivateKey.generate().private_bytes_raw())
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
            opened.write(made + "\n")
    try:
        raw = decode(file.read_text(encoding="ascii").strip(), KEY_BYTES)
    except (OSError, UnicodeDecodeError) as error:
        raise TellingError(f"{file}: the key cannot be read. Name another file, and it is made there.") from error
    if raw is None:
        raise TellingError(f"{file}: is no key. Name another file, and one is made there.")
    return Ed25519PrivateKey.from_private_bytes(raw)
