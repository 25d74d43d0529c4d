"""The phone's part of a ticket: what it shows is the ticket, the half minute of now, and its own signature over both.

A picture of it is worthless after a minute, and nothing that could make a new one ever leaves the phone: whoever checks holds public keys only.
The signature is by a P-256 key, which the secure hardware of every phone has; a key in a file is for computers and for phones without.
"""
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing import base41
from signing.refused import TicketRefusal, TicketRefused
from signing.tickets import MOST_BYTES

START = "AWT1:"
PURPOSE = b"allways/ticket-show/1"
STEP_S = 30
MOST_SIGNS = 600
STEP_BYTES, PART_BYTES = 4, 32
SUFFIX_BYTES = STEP_BYTES + 2 * PART_BYTES
# Of P-256: of the two signatures (r, s) and (r, ORDER − s) that are as good only one counts.
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Holder(Protocol):
    """The key of a phone, wherever it lies."""

    @property
    def public(self) -> bytes:
        """The uncompressed point, 65 bytes."""

    def sign(self, message: bytes) -> bytes:
        """ECDSA with SHA-256, DER."""


@dataclass(frozen=True)
class HolderKey:
    """A key in memory, kept as a text."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls) -> "HolderKey":
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_text(cls, text: str) -> "HolderKey":
        """Raises ValueError."""
        if len(text) != 2 * PART_BYTES:
            raise ValueError("the key of a phone is 64 hexadecimal digits")
        return cls(ec.derive_private_key(int(text, 16), ec.SECP256R1()))

    @property
    def text(self) -> str:
        """Secret: for the secure store of the phone alone."""
        return f"{self.private.private_numbers().private_value:064x}"

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message, ec.ECDSA(SHA256()))


@dataclass(frozen=True)
class Shown:
    """What was read from a screen. step: half minutes since 1970. signature: r and s, 32 bytes each."""

    token: bytes
    step: int
    signature: bytes


def show(token: bytes, holder: Holder, now: datetime) -> str:
    """The text of the QR code now; draw it anew at `next_change(now)`. now: by the clock of the city, where the phone knows it."""
    step = step_of(now)
    r, s = decode_dss_signature(holder.sign(message_of(token, step)))
    signature = r.to_bytes(PART_BYTES, "big") + min(s, ORDER - s).to_bytes(PART_BYTES, "big")
    return START + base41.encode(token + step.to_bytes(STEP_BYTES, "big") + signature)


def step_of(now: datetime) -> int:
    """now: with a time zone; a bare one is a bug."""
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return int(now.timestamp()) // STEP_S


def next_change(now: datetime) -> datetime:
    """When the code of now has to be drawn anew."""
    return datetime.fromtimestamp((step_of(now) + 1) * STEP_S, UTC)


def message_of(token: bytes, step: int) -> bytes:
    return PURPOSE + sha256(token).digest() + step.to_bytes(STEP_BYTES, "big")


def read_shown(text: str) -> Shown:
    """Nothing is checked yet. Raises TicketRefused for what is no ticket of ours by its looks."""
    if not (len(START) < len(text) <= MOST_SIGNS and text.startswith(START)):
        raise TicketRefused(TicketRefusal.NOT_OURS)
    try:
        shown = base41.decode(text[len(START) :])
    except base41.NotBase41 as error:
        raise TicketRefused(TicketRefusal.DAMAGED) from error
    token, suffix = shown[:-SUFFIX_BYTES], shown[-SUFFIX_BYTES:]
    if not 0 < len(token) <= MOST_BYTES:
        raise TicketRefused(TicketRefusal.DAMAGED)
    return Shown(token, int.from_bytes(suffix[:STEP_BYTES], "big"), suffix[STEP_BYTES:])


def is_by(holder: bytes, shown: Shown) -> bool:
    """Was it signed by the phone whose public key this is?"""
    r, s = int.from_bytes(shown.signature[:PART_BYTES], "big"), int.from_bytes(shown.signature[PART_BYTES:], "big")
    if not (0 < r < ORDER and 0 < s <= ORDER // 2):
        return False
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), holder)
        key.verify(encode_dss_signature(r, s), message_of(shown.token, shown.step), ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
