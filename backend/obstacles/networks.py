"""Which voices may come from one person: marks of networks that are the same for the same network, and say nothing without the key."""
import hmac
import ipaddress
from hashlib import sha256
from pathlib import Path

from sqlalchemy import URL

from backend.database.address import is_sqlite, is_temporary
from backend.database.sealing import KEY_FILE, read_key_file, read_keys
from backend.service.limits import is_loopback

LABEL = b"allways/obstacles/network/1"
MARK_BYTES = 16
# What one household gets; a provider gives no less.
IPV6_PREFIX = 48


class NetworkMarks:
    """key: None where there is none: then every pass stands for itself."""

    def __init__(self, key: bytes | None):
        self._key = None if key is None else hmac.digest(key, LABEL, sha256)

    @classmethod
    def open(cls, column_key: str, database: URL) -> "NetworkMarks":
        """Under the key that seals columns; a temporary database needs no marks that outlive it. Raises KeyRefused."""
        if column_key.strip():
            return cls(read_keys(column_key)[0])
        if is_sqlite(database) and not is_temporary(database):
            return cls(read_key_file(Path(database.database or "").with_name(KEY_FILE)))
        return cls(sha256(LABEL).digest() if is_temporary(database) else None)

    def of(self, address: str) -> bytes | None:
        """None for programs on this machine, and for what is no address."""
        network = network_of(address)
        if self._key is None or network is None:
            return None
        return hmac.digest(self._key, network.encode(), sha256)[:MARK_BYTES]


def network_of(address: str) -> str | None:
    if is_loopback(address):
        return None
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped is not None:
        return network_of(str(mapped))
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
