"""The key of this phone: P-256. What it signs shows that a token is used where it was given."""

import base64
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, derive_private_key, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

PURPOSE = b"allways/refresh/1"
BYTES = 32


def encode(raw: bytes) -> str:
    """base64url without `=`, as all bytes are written that go to the city."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


class DeviceKey:
    """`text` is the secret itself: it goes into the safe place of the system and nowhere else."""

    def __init__(self, key: EllipticCurvePrivateKey):
        self._key = key

    @classmethod
    def new(cls) -> "DeviceKey":
        return cls(generate_private_key(SECP256R1()))

    @classmethod
    def read(cls, text: str) -> "DeviceKey":
        """Raises ValueError for what is no key."""
        return cls(derive_private_key(int.from_bytes(decode(text)), SECP256R1()))

    def __repr__(self) -> str:
        return "DeviceKey(not shown)"

    @property
    def text(self) -> str:
        return encode(self._key.private_numbers().private_value.to_bytes(BYTES))

    @property
    def public(self) -> str:
        """The uncompressed point, 65 bytes, as base64url."""
        return encode(self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def sign_refresh(self, nonce: str, token: str) -> str:
        """Over what `SessionRefresh` asks for. Raises ValueError for a nonce that is no base64url."""
        return encode(self._key.sign(PURPOSE + decode(nonce) + sha256(token.encode()).digest(), ECDSA(SHA256())))
