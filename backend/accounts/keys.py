"""The key of a device: P-256, in its hardware where it has such. What it signs shows that a token is used where it was given."""
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from backend.accounts.models import POINT_BYTES
from backend.accounts.secrets import decode
from backend.service.errors import Unprocessable

PURPOSE = b"allways/refresh/1"
UNCOMPRESSED = 4


def read_key(text: str) -> bytes:
    """The point as it is kept. Raises Unprocessable for what is no point of the curve."""
    point = decode(text)
    try:
        if len(point) != POINT_BYTES or point[0] != UNCOMPRESSED:
            raise ValueError
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError as error:
        raise Unprocessable("This is no public key: send the uncompressed point of a P-256 key, 65 bytes as base64url.", "deviceKey") from error
    return point


def signed_refresh(point: bytes, signature: bytes, nonce: bytes, token: str) -> bool:
    try:
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
        key.verify(signature, refresh_message(nonce, token), ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def refresh_message(nonce: bytes, token: str) -> bytes:
    return PURPOSE + nonce + sha256(token.encode()).digest()
