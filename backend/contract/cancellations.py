"""What giving legs of a trip back costs: shown first, and never more than that is kept. Amounts are whole minor units of `currency`."""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.bookings import LegNumber
from backend.contract.problems import Problem


class CancellationQuoteRequest(Message, frozen=True):
    """Legs to give back; without `legs` all that are open."""

    legs: Annotated[tuple[LegNumber, ...], Meta(min_length=1, max_length=20)] | None = None


class Broken(StrEnum):
    """through_fare: legs that stay share a ticket with one that goes. cap: others of a day, week or month cost more
    without those that go; `legs` are those of this trip, `dearer` has all of them."""

    THROUGH_FARE = "through_fare"
    CAP = "cap"


class Consequence(Answer, frozen=True):
    what: Broken
    legs: tuple[int, ...]


class CancellationFee(Answer, frozen=True):
    leg: int
    price_minor: int
    fee_minor: int


class DearerLeg(Answer, frozen=True):
    """A leg that stays and costs `minor` more than was paid for it, as those are gone that filled the cap of its day, week or month."""

    booking_id: str
    leg: int
    minor: int


class CancellationQuoteResponse(Answer, frozen=True):
    """`refundMinor` comes back: what was paid for these legs, less `feeMinor` and `keptMinor`, with what was kept of earlier ones and is not needed
    any more. `keptMinor` stays with us for legs that are not given back and cost more now. Nothing is given back before `POST …/cancellations`.
    """

    id: str
    currency: str
    decimals: int
    fees: tuple[CancellationFee, ...]
    fee_minor: int
    refund_minor: int
    consequences: tuple[Consequence, ...]
    valid_until: Moment
    kept_minor: int = 0
    dearer: tuple[DearerLeg, ...] = ()


class CancellationRequest(Message, frozen=True):
    cancellation_quote_id: UUID


class CancellationChangedProblem(Problem, frozen=True, kw_only=True):
    """`cancellation_changed`: what it costs now."""

    new_quote: CancellationQuoteResponse
