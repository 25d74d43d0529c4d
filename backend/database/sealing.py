"""Columns that nobody reads in a stolen file: AES-256-GCM, each bound to its row, under a key that is kept apart from the database.

A sealed value is: version, first bytes of the SHA-256 of the key, nonce, ciphertext with its tag.
"""
import os
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import URL

from backend.database.address import is_sqlite, is_temporary
from backend.service.errors import ServiceError

VERSION = b"\x01"
KEY_BYTES, NAME_BYTES, NONCE_BYTES, TAG_BYTES = 32, 4, 12, 16
OVERHEAD = len(VERSION) + NAME_BYTES + NONCE_BYTES + TAG_BYTES
VARIABLE = "ALLWAYS_COLUMN_KEY"
KEY_FILE = "column.key"


class KeyRefused(ValueError):
    """The key cannot be used; the message says what to write and does not repeat it."""


class NotSetUp(ServiceError):
    status, code = 503, "column_key_missing"


class SealBroken(Exception):
    """Sealed under a key that is not here, for another row, or changed since."""


class Vault:
    """keys: the first one seals, all of them open, so that a key can be changed while old rows last. None: there is no key, nothing is sealed."""

    def __init__(self, keys: tuple[bytes, ...]):
        self._keys = {name_of(key): AESGCM(key) for key in reversed(keys)}
        self._sealing = name_of(keys[0]) if keys else None

    def seal(self, plain: bytes, place: str) -> bytes:
        """place: table, column and row. Raises NotSetUp."""
        if self._sealing is None:
            raise NotSetUp(f"This cannot be kept here yet: whoever runs the service has to set {VARIABLE}.")
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + self._sealing + nonce + self._keys[self._sealing].encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Raises SealBroken."""
        version, name = sealed[:1], sealed[1 : 1 + NAME_BYTES]
        nonce, cipher = sealed[1 + NAME_BYTES : 1 + NAME_BYTES + NONCE_BYTES], sealed[1 + NAME_BYTES + NONCE_BYTES :]
        key = self._keys.get(name)
        if version != VERSION or key is None or len(nonce) < NONCE_BYTES:
            raise SealBroken
        try:
            return key.decrypt(nonce, cipher, place.encode())
        except InvalidTag as error:
            raise SealBroken from error


def name_of(key: bytes) -> bytes:
    return sha256(key).digest()[:NAME_BYTES]


def open_vault(text: str, database: URL) -> Vault:
    """text: what is set in ALLWAYS_COLUMN_KEY. Without it a file of SQLite has its key beside it, made at first use, and a temporary database one
    that goes with the process; a PostgreSQL serves many processes and needs to be told. Raises KeyRefused."""
    if text.strip():
        return Vault(read_keys(text))
    if is_temporary(database):
        return Vault((secrets.token_bytes(KEY_BYTES),))
    if is_sqlite(database):
        return Vault((read_key_file(Path(database.database or "").with_name(KEY_FILE)),))
    return Vault(())


def read_keys(text: str) -> tuple[bytes, ...]:
    """Keys as 64 hexadecimal digits each, with commas between. Raises KeyRefused."""
    try:
        keys = tuple(bytes.fromhex(part.strip()) for part in text.split(","))
    except ValueError as error:
        raise KeyRefused(f"{VARIABLE}: write 64 hexadecimal digits, as `openssl rand -hex 32` gives them.") from error
    if any(len(key) != KEY_BYTES or len(set(key)) == 1 for key in keys):
        raise KeyRefused(f"{VARIABLE}: write 64 random hexadecimal digits, as `openssl rand -hex 32` gives them.")
    return keys


def read_key_file(path: Path) -> bytes:
    """The key in a file that only its owner reads; made when there is none. Raises KeyRefused."""
    try:
        if not path.exists():
            write_key_file(path)
        return read_keys(path.read_text(encoding="ascii"))[0]
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"The key file {path.name} beside the database can be neither read nor made: {type(error).__name__}.") from error


def write_key_file(path: Path) -> None:
    """Complete before it has its name: another process finds all of it or nothing, and the first one to name it wins."""
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES))
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
