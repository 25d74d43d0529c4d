"""Who asks, as what, and which rows are theirs."""
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, false
from sqlalchemy.orm import Mapped, declarative_mixin, declared_attr, mapped_column

from backend.contract.accounts import Role
from backend.identity.models import Device


class ActorKind(StrEnum):
    GUEST = "guest"
    DEVICE = "device"
    STAFF = "staff"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Actor:
    """id: of the device or the account; None for guests and machines of the staff. Of somebody with an account:

    session_id: by which device they are signed in · roles: what they may act as beside a citizen · operators: whom they act for as operator
    role: what they act as in this request, one at a time · only: the one role whose work this device does, and nothing else
    proved_at, by_passkey: when and how they last proved who they are.
    """

    kind: ActorKind
    id: UUID | None = None
    session_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    operators: frozenset[str] = frozenset()
    role: Role = Role.CITIZEN
    only: Role | None = None
    proved_at: datetime | None = None
    by_passkey: bool = False

    @property
    def account_id(self) -> UUID | None:
        return self.id if self.kind is ActorKind.ACCOUNT else None

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
    if actor.kind is ActorKind.ACCOUNT and hasattr(model, "account_id"):
        return model.account_id == actor.id
    if actor.kind is not ActorKind.DEVICE:
        return false()
    return (model.id if model is Device else model.device_id) == actor.id
