"""Random names that only one phone can know. Whoever gives the same one again is the same phone, whatever pass it has by then."""
import hmac
from hashlib import sha256
from uuid import UUID

import msgspec
from msgspec.structs import asdict, fields

from backend.contract.obstacles import NewObstacle

# Letters, as many as 128 bits take in base64. A shorter one might be guessed, or be the same with two clients by chance: it is of one pass alone.
LEAST_UNGUESSABLE = 22


def is_unguessable(key: str) -> bool:
    return len(key) >= LEAST_UNGUESSABLE


def mark_of(key: str) -> bytes:
    return sha256(key.encode()).digest()


def find_mark(key: str | None) -> bytes | None:
    """What tells a phone from all others; None where the key is none that could."""
    return mark_of(key) if key is not None and is_unguessable(key) else None


def name_of(key: str, device_id: UUID) -> bytes:
    """Under which a report stands once."""
    return mark_of(key) if is_unguessable(key) else sha256(device_id.bytes + mark_of(key)).digest()


def content_of(key: str, new: NewObstacle) -> bytes:
    """What a report says, so that another one is told from it, and nothing that could be read or guessed back without the key.

    Fields that are as at first are left out: one that a later version adds makes no other report of what was sent before.
    """
    told = asdict(new)
    said = {field.name: told[field.name] for field in fields(NewObstacle) if told[field.name] != field.default}
    return hmac.digest(key.encode(), msgspec.json.encode(said), sha256)
