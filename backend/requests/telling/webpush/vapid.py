"""Who sends, told to services that carry pushes: RFC 8292, signed with ES256."""
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from sqlalchemy import URL

from backend.accounts.secrets import encode
from backend.database.address import is_sqlite, is_temporary
from backend.database.sealing import KEY_FILE, read_key_file, read_keys
from backend.requests.telling.webpush.encrypting import hkdf, point_of

LABEL = b"allways: who sends pushes"
# Of the group of P-256. 48 bytes of the key are taken modulo one less, so that no number is likelier than another (FIPS 186-5, A.2.1).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
DRAWN_BYTES, NUMBER_BYTES = 48, 32
VALID = timedelta(hours=12)


class Signer:
    """secret: 32 bytes. contact: an https address of whoever runs the service, empty: none is told."""

    def __init__(self, secret: bytes, contact: str):
        drawn = int.from_bytes(hkdf(b"", secret, LABEL, DRAWN_BYTES), "big")
        self._key = ec.derive_private_key(drawn % (ORDER - 1) + 1, ec.SECP256R1())
        self._contact = {"sub": contact} if contact.startswith("https://") else {}
        self.public = encode(point_of(self._key.public_key()))

    def authorization(self, origin: str, at: datetime) -> str:
        """The header of that name, for one service, such as https://push.example."""
        head = encode(b'{"typ":"JWT","alg":"ES256"}')
        claims = msgspec.json.encode({"aud": origin, "exp": int((at + VALID).timestamp()), **self._contact})
        signed = f"{head}.{encode(claims)}"
        r, s = decode_dss_signature(self._key.sign(signed.encode(), ec.ECDSA(SHA256())))
        signature = r.to_bytes(NUMBER_BYTES, "big") + s.to_bytes(NUMBER_BYTES, "big")
        return f"vapid t={signed}.{encode(signature)}, k={self.public}"


def find_signer(column_key: str, database: URL, contact: str) -> Signer | None:
    """From the key that seals columns (ALLWAYS_COLUMN_KEY), or the one beside a file of SQLite; a temporary database has one that
    goes with the process. None: there is no key, nothing can be sent. Raises KeyRefused."""
    if column_key.strip():
        return Signer(read_keys(column_key)[0], contact)
    if is_sqlite(database) and not is_temporary(database):
        return Signer(read_key_file(Path(database.database or "").with_name(KEY_FILE)), contact)
    return Signer(secrets.token_bytes(NUMBER_BYTES), contact) if is_temporary(database) else None
