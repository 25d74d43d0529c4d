"""What is owed beside a booking: kept for legs that cost more, claimed by travellers, paid by staff in another way, disputed at a bank."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.columns import NINETY_DAYS, Versioned, money, one_of, word
from backend.bookings.paid import Payment, Refund
from backend.contract.debts import ClaimCause, ClaimState, DebtEnd
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedText
from backend.paying.seen import DisputeState

MAX_CLAIM, MAX_PROOF = 1000, 200
OF_STAFF = {"export": False}  # who did it is no matter of the traveller's
WITH_ACCOUNT = "emptied when the account is deleted; the bank has the reference as well"


class CapKept(Versioned, Base):
    """Of what was paid for a leg that was given back, this is kept: a leg that stays costs more without it. `payments/staying.py`.

    for_leg_id    the leg that stays; None once it comes back. Changed under the lock of the period
    account       who earns it, as an account of the ledger, whatever becomes of it later
    amount_minor  0 once it came back
    earned_minor  what was booked as earned when the trip was settled
    """

    leg_id: Mapped[UUID] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"), index=True)
    for_leg_id: Mapped[UUID | None] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"), index=True)
    account: Mapped[str] = word(120)
    amount_minor: Mapped[int] = money()
    earned_minor: Mapped[int | None] = money()


class LegClaim(Versioned, Base):
    """A traveller says that a leg was not as sold. due_at: by when staff decides. due_minor: what the leg costs after an upheld one."""

    booking_id: Mapped[UUID] = mapped_column(ForeignKey(Booking.id, ondelete="RESTRICT"))
    leg_no: Mapped[int] = mapped_column(BoundedInt(1, 99))
    cause: Mapped[str] = word()
    words: Mapped[str] = mapped_column(BoundedText(MAX_CLAIM), info={"personal": NINETY_DAYS})
    state: Mapped[str] = word(default=ClaimState.OPEN)
    due_at: Mapped[datetime]
    due_minor: Mapped[int | None] = money()
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_STAFF)
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("booking_id", "leg_no"),
        one_of("cause", ClaimCause),
        one_of("state", ClaimState),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(state = 'upheld') = (due_minor IS NOT NULL)", name="upheld"),
        Index("ix_leg_claim_state_due_at", "state", "due_at"),
    )


class PaidOtherwise(Versioned, Base):
    """A refund that failed was paid in another way, as `given_by` says with a proof; a large one counts once a second person says so too."""

    refund_id: Mapped[UUID] = mapped_column(ForeignKey(Refund.id, ondelete="RESTRICT"), unique=True)
    proof: Mapped[str] = mapped_column(BoundedText(MAX_PROOF), info={"personal": WITH_ACCOUNT})
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_STAFF)
    seconded_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_STAFF)
    done_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("seconded_by IS NULL OR given_by IS NULL OR seconded_by <> given_by", name="two"),)


class DebtSettlement(Versioned, Base):
    """How a debt of a traveller ends, as `given_by` says; a large one once a second person says the same.

    grounds       where the money is to be found, or why nobody asks for it any more
    amount_minor  what was owed then; None until it counts
    """

    booking_id: Mapped[UUID] = mapped_column(ForeignKey(Booking.id, ondelete="RESTRICT"), unique=True)
    how: Mapped[str] = word()
    grounds: Mapped[str] = mapped_column(BoundedText(MAX_PROOF), info={"personal": WITH_ACCOUNT})
    amount_minor: Mapped[int | None] = money()
    given_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_STAFF)
    seconded_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True, info=OF_STAFF)
    done_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("how", DebtEnd),
        CheckConstraint("seconded_by IS NULL OR given_by IS NULL OR seconded_by <> given_by", name="two"),
        CheckConstraint("(done_at IS NULL) = (amount_minor IS NULL)", name="done"),
    )


class Dispute(Versioned, Base):
    """A traveller's bank took a payment back. While it is open, and once it is lost, nothing of it is passed on to operators."""

    payment_id: Mapped[UUID] = mapped_column(ForeignKey(Payment.id, ondelete="RESTRICT"), index=True)
    provider_id: Mapped[str] = word(255, unique=True)
    state: Mapped[str] = word()
    amount_minor: Mapped[int] = money()

    __table_args__ = (one_of("state", DisputeState),)
