"""Whom a notice is for."""
from dataclasses import dataclass
from uuid import UUID

from backend.identity.actor import Actor
from backend.requests import followers


@dataclass(frozen=True)
class Person:
    """One of the two."""

    account_id: UUID | None
    device_id: UUID | None

    @property
    def id(self) -> UUID:
        found = self.account_id or self.device_id
        assert found is not None
        return found


def of_actor(actor: Actor) -> Person:
    """Of somebody with rows of their own."""
    return Person(**followers.of_actor(actor))
