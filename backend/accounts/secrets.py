"""What only one side knows: random, told once, kept as a hash."""
import base64
import binascii
import secrets
from hashlib import sha256
from uuid import UUID

SECRET_BYTES = 32
CODE_CHARACTERS = 8
# Crockford's base 32: no I, L, O or U, so that whoever reads one aloud or types it cannot mistake it.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """b"" for what is no base64url; nothing that is looked for is empty."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def new_secret() -> str:
    """43 characters of base64url."""
    return encode(secrets.token_bytes(SECRET_BYTES))


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS))


def read_code(text: str) -> str:
    """As it was made, however it was typed."""
    return text.upper().translate(READ_AS)


def hashed(text: str) -> bytes:
    """256 random bits need no salt and no slow hash."""
    return sha256(text.encode("utf-8", "replace")).digest()


def hashed_code(link_id: UUID, code: str) -> bytes:
    """A code is short: it is hashed with its link, and five wrong ones end that."""
    return sha256(link_id.bytes + read_code(code).encode("utf-8", "replace")).digest()
