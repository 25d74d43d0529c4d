"""What is owed beside the price of a trip: claims of travellers, refunds that came back, disputes. Amounts are whole minor units of `currency`."""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment


class ClaimCause(StrEnum):
    """not_run: it did not come. late: too late to be of use. not_usable: not as sold, such as a lift or a space that could not be used."""

    NOT_RUN = "not_run"
    LATE = "late"
    NOT_USABLE = "not_usable"
    WRONG_PRICE = "wrong_price"
    OTHER = "other"


class ClaimState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REFUSED = "refused"


class ClaimRequest(Message, frozen=True):
    """A leg was not as sold. `words` are read by the staff and forgotten with the trip."""

    cause: ClaimCause
    words: Annotated[str, Meta(max_length=1000)] = ""


class BookedClaim(Answer, frozen=True):
    """`dueAt` is by when it is decided. `dueMinor` is what the leg costs after an upheld one; what was paid above it comes back."""

    id: str
    leg: int
    cause: ClaimCause
    state: ClaimState
    made_at: Moment
    due_at: Moment
    due_minor: int | None = None


class ClaimDecision(Message, frozen=True):
    """`dueMinor` is what the leg costs where it is upheld; all of it comes back without."""

    upheld: bool
    due_minor: Annotated[int, Meta(ge=0, le=10**12)] = 0


class PaidOtherwiseRequest(Message, frozen=True):
    """`proof` is the reference of the bank transfer or of the receipt; nothing of a person."""

    proof: Annotated[str, Meta(min_length=3, max_length=200)]


class PaidOtherwiseState(StrEnum):
    """second_needed: another person has to say so, too, as it is above 200 units of the currency."""

    DONE = "done"
    SECOND_NEEDED = "second_needed"


class PaidOtherwiseAnswer(Answer, frozen=True):
    refund_id: UUID
    state: PaidOtherwiseState


class DebtEnd(StrEnum):
    """collected: it was paid in another way. written_off: nobody asks for it any more."""

    COLLECTED = "collected"
    WRITTEN_OFF = "written_off"


class DebtSettlementRequest(Message, frozen=True):
    """`grounds` are the reference of the bank transfer or of the receipt, or why it is written off; nothing of a person."""

    how: DebtEnd
    grounds: Annotated[str, Meta(min_length=3, max_length=200)]


class DebtSettlementState(StrEnum):
    """second_needed: another person has to say the same, as it is above 200 units of the currency."""

    DONE = "done"
    SECOND_NEEDED = "second_needed"


class DebtSettlementAnswer(Answer, frozen=True):
    """`amountMinor` is what was owed and is not any more, or what is owed until a second person says so."""

    booking_id: UUID
    how: DebtEnd
    state: DebtSettlementState
    currency: str
    amount_minor: int


class RefundOwed(Answer, frozen=True):
    """A refund that its bank sent back. `secondNeeded`: one person said that it was paid otherwise."""

    refund_id: UUID
    booking_id: UUID
    currency: str
    amount_minor: int
    since: Moment
    due_at: Moment
    failure: str | None
    second_needed: bool


class ClaimToDecide(Answer, frozen=True):
    """`paidMinor` is what the leg cost its traveller."""

    claim_id: UUID
    booking_id: UUID
    leg: int
    operator_id: str
    cause: ClaimCause
    words: str
    currency: str
    paid_minor: int
    made_at: Moment
    due_at: Moment


class DisputeState(StrEnum):
    OPEN = "open"
    LOST = "lost"


class PaymentDisputed(Answer, frozen=True):
    """Its operators get nothing of it while it is open; after a lost one people decide."""

    booking_id: UUID
    currency: str
    amount_minor: int
    state: DisputeState
    since: Moment


class OwedByTraveller(Answer, frozen=True):
    """Used, and the bank let the money go. `secondNeeded`: how one person said that it ends; another has to say the same."""

    booking_id: UUID
    currency: str
    amount_minor: int
    since: Moment
    second_needed: DebtEnd | None = None


class DebtsResponse(Answer, frozen=True):
    """What is due first stands first; at most 200 of each."""

    refunds: tuple[RefundOwed, ...]
    claims: tuple[ClaimToDecide, ...]
    disputes: tuple[PaymentDisputed, ...]
    travellers: tuple[OwedByTraveller, ...]
