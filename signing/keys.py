"""Keys that sign, and the ring of public keys by which everybody checks."""
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_BYTES, ID_BYTES = 32, 8
MOST_KEYS, MOST_RING_BYTES = 32, 16 * 1024
VARIABLE, FILE_VARIABLE = "ALLWAYS_CODE_KEY", "ALLWAYS_CODE_KEY_FILE"
CITY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?\Z")
HOST = re.compile(r"(?=.{4,100}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]\Z")


class KeyUse(StrEnum):
    """What a key may sign: a key for codes in the street makes no ticket."""

    CODE = "code"
    TICKET = "ticket"
    KILL_LIST = "kill_list"
    ROOT = "root"  # signs the set of all the others, and nothing else


class KeyRefused(ValueError):
    """A key or a ring that cannot be used; the message says what to do and does not repeat it."""


@dataclass(frozen=True)
class SigningKey:
    """The private half."""

    private: Ed25519PrivateKey

    @classmethod
    def new(cls) -> "SigningKey":
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ, path: Path | None = None) -> "SigningKey":
        """From a file, or from ALLWAYS_CODE_KEY or the file ALLWAYS_CODE_KEY_FILE names. Raises KeyRefused."""
        named = environment.get(FILE_VARIABLE, "")
        if path is None and not named:
            text = environment.get(VARIABLE, "")
            if not text:
                raise KeyRefused(f"There is no key to sign with: set {VARIABLE} or {FILE_VARIABLE}, or make one with `allways codes key`.")
            return cls.from_text(text)
        return cls.from_text(read_private(path or Path(named)))

    @classmethod
    def from_text(cls, text: str) -> "SigningKey":
        if not re.fullmatch(r"[0-9a-fA-F]{64}\n?", text):
            raise KeyRefused("The key to sign with is not 64 hexadecimal digits.")
        return cls(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text.strip())))

    def save(self, path: Path) -> None:
        """A new file that its owner alone may read. Raises KeyRefused where there is one already."""
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise KeyRefused(f"{path}: cannot be written ({error.strerror}). An old key is never overwritten.") from error
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(self.private.private_bytes_raw().hex() + "\n")

    @property
    def public(self) -> bytes:
        return self.private.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return key_id(self.public)


def read_private(path: Path) -> str:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            # The opened file is asked, so that nothing can be swapped in between.
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & 0o077:
                raise KeyRefused(f"{path}: others may read this key. Say `chmod 600 {path}`, and make a new key if somebody may have read it.")
            return file.read(2 * KEY_BYTES + 2)
    except OSError as error:
        raise KeyRefused(f"{path}: the key cannot be read ({error.strerror}).") from error


def key_id(public: bytes) -> bytes:
    return sha256(public).digest()[:ID_BYTES]


@dataclass(frozen=True)
class RingKey:
    """A public key. It signs from sign_from to sign_until; what it signed then counts until verify_until. Days are those of UTC, all inclusive."""

    public: bytes
    use: KeyUse
    sign_from: date
    sign_until: date
    verify_until: date

    def __post_init__(self):
        if len(self.public) != KEY_BYTES or not self.sign_from <= self.sign_until <= self.verify_until:
            raise KeyRefused("A key of the ring is not 32 bytes, or its days are not in order: sign from, sign until, verify until.")

    @property
    def id(self) -> bytes:
        return key_id(self.public)

    @property
    def verifier(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)

    def signs_on(self, day: date) -> bool:
        return self.sign_from <= day <= self.sign_until


@dataclass(frozen=True)
class Ring:
    """The keys of one city. A key that leaked is taken out: all it signed is refused from then on.

    city: its id, in every code. host: where its codes lead a camera that knows nothing of us.
    """

    city: str
    host: str
    keys: tuple[RingKey, ...] = ()

    def __post_init__(self):
        if not CITY.match(self.city):
            raise KeyRefused("A city's id is 1 to 32 small letters, digits and hyphens.")
        if not HOST.match(self.host):
            raise KeyRefused("A city's host is a name such as codes.example.org: no port, no path, small letters.")
        if len(self.keys) > MOST_KEYS or len({key.id for key in self.keys}) < len(self.keys):
            raise KeyRefused(f"A ring holds at most {MOST_KEYS} keys, each once.")

    def find(self, key: bytes, use: KeyUse) -> RingKey | None:
        return next((own for own in self.keys if own.id == key and own.use is use), None)

    def having(self, key: RingKey) -> "Ring":
        return replace(self, keys=(*self.keys, key))

    def without(self, key: bytes) -> "Ring":
        return replace(self, keys=tuple(own for own in self.keys if own.id != key))

    def to_json(self) -> str:
        return json.dumps({"city": self.city, "host": self.host, "keys": [written(key) for key in self.keys]}, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Ring":
        """Raises KeyRefused."""
        try:
            if len(text) > MOST_RING_BYTES:
                raise ValueError("too long")
            raw = json.loads(text)
            keys = tuple(read_ring_key(entry) for entry in raw["keys"])
            return cls(str(raw["city"]), str(raw["host"]), keys)
        except KeyRefused:
            raise
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise KeyRefused("The ring of public keys is damaged. Take it from the city again.") from error


def written(key: RingKey) -> dict[str, str]:
    days = {"signFrom": key.sign_from, "signUntil": key.sign_until, "verifyUntil": key.verify_until}
    return {"id": key.id.hex(), "public": key.public.hex(), "use": key.use.value, **{name: day.isoformat() for name, day in days.items()}}


def read_ring_key(raw: Mapping[str, str]) -> RingKey:
    days = (date.fromisoformat(raw[name]) for name in ("signFrom", "signUntil", "verifyUntil"))
    key = RingKey(bytes.fromhex(raw["public"]), KeyUse(raw["use"]), *days)
    if key.id.hex() != raw["id"]:
        raise ValueError("an id that is not that of its key")
    return key


def utc_day(now: datetime) -> date:
    """now: with a time zone; a bare one is a bug."""
    if now.tzinfo is None:
        raise ValueError("a moment without a time zone")
    return now.astimezone(UTC).date()
