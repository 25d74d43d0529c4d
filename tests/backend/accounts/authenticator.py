"""An authenticator of software: makes passkeys and signs with them, and can be told to do each thing wrong."""
import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from backend.accounts.secrets import decode, encode

PRESENT, VERIFIED, WITH_KEY = 0x01, 0x04, 0x40
ORIGIN = "http://localhost:8000"


@dataclass
class Authenticator:
    """counts: how far its counter goes at each use; 0: it has none. verifies: whether it checks who holds it."""

    origin: str = ORIGIN
    verifies: bool = True
    counts: int = 1
    counter: int = 0
    host: str = ""
    handle: bytes | None = None
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict) -> str:
        self.host, self.handle = options["rp"]["id"], decode(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        known = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(cose)
        told = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self.told(WITH_KEY) + known})
        return self.credential({"attestationObject": encode(told), "clientDataJSON": encode(self.client("create", options["challenge"]))})

    def sign(self, options: dict) -> str:
        self.counter += self.counts
        client, told = self.client("get", options["challenge"]), self.told()
        signature = self.key.sign(told + sha256(client).digest(), ec.ECDSA(SHA256()))
        return self.credential({
            "authenticatorData": encode(told), "clientDataJSON": encode(client), "signature": encode(signature),
            "userHandle": encode(self.handle) if self.handle else None,
        })  # fmt: skip

    def told(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def client(self, act: str, challenge: str) -> bytes:
        return json.dumps({"type": f"webauthn.{act}", "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def credential(self, response: dict) -> str:
        name = encode(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}})
