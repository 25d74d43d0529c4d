"""Signatures of operators over what they tell: Ed25519 over time, id and body, so that none of the three can be another's."""
import base64
import binascii
import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SKEW_S = 300
SIGNATURE_BYTES, KEY_BYTES = 64, 32
SIGNATURE_CHARACTERS = 86
EVENT_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
TIME = re.compile(r"[0-9]{1,12}\Z")


def signed_text(time: str, event_id: str, body: bytes) -> bytes:
    """Neither a time nor an id holds a full stop, so the parts cannot be shifted against each other."""
    return f"{time}.{event_id}.".encode() + body


def sign(key: Ed25519PrivateKey, time: str, event_id: str, body: bytes) -> str:
    """Base64url without padding."""
    return encode(key.sign(signed_text(time, event_id, body)))


def is_signed(keys: Sequence[Ed25519PublicKey], time: str, event_id: str, signature: str, body: bytes) -> bool:
    """By one of the keys. Nothing is said about when."""
    if not TIME.match(time) or not EVENT_ID.match(event_id):
        return False
    raw = decode(signature, SIGNATURE_BYTES)
    return raw is not None and any(is_by(key, raw, signed_text(time, event_id, body)) for key in keys)


def is_by(key: Ed25519PublicKey, signature: bytes, text: bytes) -> bool:
    try:
        key.verify(signature, text)
    except InvalidSignature:
        return False
    return True


def read_public_key(text: str) -> Ed25519PublicKey:
    """From base64url. Raises ValueError."""
    raw = decode(text, KEY_BYTES)
    if raw is None:
        raise ValueError("is no Ed25519 public key: write its 32 bytes as 43 letters and digits of base64url")
    return Ed25519PublicKey.from_public_bytes(raw)


def write_public_key(key: Ed25519PrivateKey) -> str:
    return encode(key.public_key().public_bytes_raw())


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def decode(text: str, size: int) -> bytes | None:
    """None for anything but the one way to write so many bytes."""
    if len(text) != -(-size * 8 // 6) or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size and encode(raw) == text else None
