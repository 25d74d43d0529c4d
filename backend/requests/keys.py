"""Under which a request stands once, whenever and with whatever pass it is sent again. Obstacles do the same with their reports."""
import hmac
from hashlib import sha256
from uuid import UUID

import msgspec

from backend.contract.requests import NewRequest
from backend.identity.actor import Actor
from backend.obstacles.keys import is_unguessable, mark_of, name_of

__all__ = ["content_of", "is_unguessable", "lock_of", "mark_of", "sent_name"]
NOBODY = UUID(int=0)


def sent_name(key: str, actor: Actor) -> bytes:
    return name_of(key, actor.id or NOBODY)


def content_of(key: str, asked: NewRequest) -> bytes:
    """What it says, so that another one is told from it, and nothing that could be read or guessed back without the key.

    What is as at first is left out: a field that a later version adds makes no other request of what was sent before.
    """
    told = msgspec.to_builtins(asked)
    plain = msgspec.to_builtins(NewRequest(asked.category, asked.place))
    said = {name: value for name, value in told.items() if name in ("category", "place") or value != plain[name]}
    return hmac.digest(key.encode(), msgspec.json.encode(said), sha256)


def lock_of(name: bytes) -> int:
    """A signed number of 64 bits, for a lock that two of the same name share."""
    return int.from_bytes(name[:8], "big", signed=True)
