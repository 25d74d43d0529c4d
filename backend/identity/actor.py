"""Who asks, and which rows are theirs."""
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, false
from sqlalchemy.orm import Mapped, declarative_mixin, declared_attr, mapped_column

from backend.identity.models import Device


class ActorKind(StrEnum):
    GUEST = "guest"
    DEVICE = "device"
    STAFF = "staff"


@dataclass(frozen=True)
class Actor:
    """id: of the device; None for guests and staff."""

    kind: ActorKind
    id: UUID | None = None

    @property
    def name(self) -> str:
        """One text per actor, for keys."""
        return f"{self.kind}:{self.id}" if self.id else str(self.kind)


GUEST = Actor(ActorKind.GUEST)
STAFF = Actor(ActorKind.STAFF)


@declarative_mixin
class Owned:
    """For tables with rows of devices: they go when the device goes."""

    @declared_attr
    def device_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey(Device.id, ondelete="CASCADE"), index=True)


def scope(actor: Actor, model: type) -> ColumnElement[bool]:
    """The condition every query for an actor carries: its own rows. Those of others are as absent (404, never 403).

    Guests and staff have no rows of their own; what staff may see is asked for in queries of its own.
    """
    if actor.kind is not ActorKind.DEVICE:
        return false()
    return (model.id if model is Device else model.device_id) == actor.id
