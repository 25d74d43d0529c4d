"""`POST /v1/operators/{id}/events`: what an operator tells of an order of its own accord. docs/OPERATORS.md says how it is signed."""
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment

Ref = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z", description="Our reference, which is the id of the booking at the operator.")]
Reason = Annotated[
    str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z", description="Why, as a bare word such as `vehicle_broken`. No sentence, and nothing about people.")
]


class OperatorEventKind(StrEnum):
    """`CONFIRMED`, `REFUSED`: an order is decided. `RELEASED`: no longer kept. `USED`: the traveller came. `DISRUPTED`: it cannot be carried out."""

    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"
    RELEASED = "RELEASED"
    USED = "USED"
    DISRUPTED = "DISRUPTED"


class OperatorEvent(Message, frozen=True):
    """`at`: when it happened, which may be long before it is told."""

    ref: Ref
    kind: OperatorEventKind
    at: Moment
    reason: Reason | None = None


class OperatorEventTaken(Answer, frozen=True):
    """`repeated`: it was taken before, and counts once."""

    event_id: str
    repeated: bool
