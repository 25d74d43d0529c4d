"""COSE_Sign1 (RFC 9052) with Ed25519: one signature over a value, its key named, its purpose bound in.

Bytes: D2 84, protected {1: -8, 4: key id}, {}, payload, signature. Nothing else is read.
"""
from datetime import date, timedelta
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature

from signing import cbor
from signing.keys import ID_BYTES, KeyUse, RingKey, SigningKey
from signing.refused import CodeRefused, Refusal

TAG = b"\xd2"  # tag 18
ALGORITHM, EDDSA, KEY_ID = 1, -8, 4
SIGNATURE_BYTES = 64
SKEW = timedelta(days=1)  # clocks of phones are wrong, and a day begins at different times
EPOCH = date(1970, 1, 1)


class KnownKeys(Protocol):
    """A ring, a signed set, or the one root that is pinned."""

    def find(self, key: bytes, use: KeyUse) -> RingKey | None: ...


def sign(value: Any, key: SigningKey, purpose: str) -> bytes:
    """purpose: bound into the signature, so that what was signed for one thing is nothing for another."""
    protected, payload = cbor.encode({ALGORITHM: EDDSA, KEY_ID: key.id}), cbor.encode(value)
    signature = key.private.sign(signed_bytes(protected, payload, purpose))
    return TAG + cbor.encode([protected, {}, payload, signature])


def signed_bytes(protected: bytes, payload: bytes, purpose: str) -> bytes:
    return cbor.encode(["Signature1", protected, purpose.encode(), payload])


def open_signed(token: bytes, keys: KnownKeys, use: KeyUse, purpose: str, today: date) -> tuple[Any, RingKey]:
    """The value and the key that signed it. Raises CodeRefused."""
    protected, payload, signature = parts(token)
    key = keys.find(protected_key(protected), use)
    if key is None:
        raise CodeRefused(Refusal.UNKNOWN_KEY)
    if today > key.verify_until:
        raise CodeRefused(Refusal.KEY_EXPIRED)
    try:
        key.verifier.verify(signature, signed_bytes(protected, payload, purpose))
    except (InvalidSignature, ValueError) as error:
        raise CodeRefused(Refusal.FORGED) from error
    return strict(payload), key


def key_of(token: bytes) -> bytes:
    """Which key says it signed this; nothing is checked yet. Raises CodeRefused."""
    return protected_key(parts(token)[0])


def parts(token: bytes) -> tuple[bytes, bytes, bytes]:
    """protected, payload, signature"""
    if token[:1] != TAG:
        raise CodeRefused(Refusal.DAMAGED)
    match strict(token[1:]):
        case [bytes() as protected, {**headers}, bytes() as payload, bytes() as signature] if not headers and len(signature) == SIGNATURE_BYTES:
            return protected, payload, signature
    raise CodeRefused(Refusal.DAMAGED)


def protected_key(protected: bytes) -> bytes:
    match strict(protected):
        case {1: -8, 4: bytes() as key, **others} if not others and len(key) == ID_BYTES:
            return key
    raise CodeRefused(Refusal.DAMAGED)


def strict(encoded: bytes) -> Any:
    try:
        return cbor.decode(encoded)
    except cbor.CborError as error:
        raise CodeRefused(Refusal.DAMAGED) from error


def check_days(issued: date, key: RingKey, today: date) -> None:
    """Was it made while its key signed, and not after today? Raises CodeRefused."""
    if not key.signs_on(issued):
        raise CodeRefused(Refusal.KEY_EXPIRED)
    if issued > today + SKEW:
        raise CodeRefused(Refusal.NOT_YET)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as in RFC 8943."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Raises CodeRefused."""
    if not 0 <= number < 1 << 16:
        raise CodeRefused(Refusal.DAMAGED)
    return EPOCH + timedelta(days=number)
