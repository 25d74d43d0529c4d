"""What is sent, for the phone alone: RFC 8291 over one record of RFC 8188. Pure, but for its random numbers."""
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SALT_BYTES, KEY_BYTES, NONCE_BYTES, SECRET_BYTES = 16, 16, 12, 32
RECORD_BYTES = 4096
LAST_RECORD = b"\x02"


@dataclass(frozen=True)
class Phone:
    """point: its P-256 public key, uncompressed (65 bytes). auth: the secret of its subscription (16 bytes)."""

    point: bytes
    auth: bytes = field(repr=False)


def encrypted(plain: bytes, phone: Phone, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None) -> bytes:
    """A body of `Content-Encoding: aes128gcm`. own, salt: made for this message alone when left out. Raises ValueError for a point off the curve."""
    own, salt = own or ec.generate_private_key(ec.SECP256R1()), salt or secrets.token_bytes(SALT_BYTES)
    shared = own.exchange(ec.ECDH(), read_point(phone.point))
    point = point_of(own.public_key())
    material = hkdf(phone.auth, shared, b"WebPush: info\0" + phone.point + point, SECRET_BYTES)
    key = hkdf(salt, material, b"Content-Encoding: aes128gcm\0", KEY_BYTES)
    nonce = hkdf(salt, material, b"Content-Encoding: nonce\0", NONCE_BYTES)
    head = salt + RECORD_BYTES.to_bytes(4, "big") + bytes([len(point)]) + point
    return head + AESGCM(key).encrypt(nonce, plain + LAST_RECORD, None)


def hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(secret)


def read_point(point: bytes) -> ec.EllipticCurvePublicKey:
    """Raises ValueError."""
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
