"""Money that came and went: payments, what was given back, what was passed on to operators."""
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.columns import Versioned, money, one_of, word
from backend.database.base import Base
from backend.database.types import BoundedInt
from payments.states import PaymentState, RefundState


class Purpose(StrEnum):
    TRIP = "trip"
    OVERSTAY = "overstay"
    EXTENSION = "extension"
    TOPUP = "topup"


class RefundCause(StrEnum):
    CANCEL = "cancel"
    DISRUPTION = "disruption"
    CAP = "cap"
    EARLY_LEAVE = "early_leave"
    CAPTURE_SURPLUS = "capture_surplus"
    CLAIM = "claim"
    GOODWILL = "goodwill"


class TransferState(StrEnum):
    """cancelled: what was owed fell to nothing before it was sent."""

    ORDERED = "ordered"
    SENT = "sent"
    CANCELLED = "cancelled"


class ReversalState(StrEnum):
    """refused: the operator has no such money at the payment service any more; it owes it to us."""

    ORDERED = "ordered"
    SENT = "sent"
    REFUSED = "refused"


class Payment(Versioned, Base):
    """Its id is the key under which the payment is made at the payment service. capture_minor: what we ordered to take.

    capture_by    until when the card's hold lasts, as the payment service says
    refusal       why the last card was refused, while none is taken
    """

    booking_id: Mapped[UUID] = mapped_column(ForeignKey(Booking.id, ondelete="RESTRICT"), index=True)
    purpose: Mapped[str] = word(default=Purpose.TRIP)
    intent_id: Mapped[str | None] = word(255, unique=True)
    charge_id: Mapped[str | None] = word(255)
    state: Mapped[str] = word()
    currency: Mapped[str] = word(3)
    shown_minor: Mapped[int] = money()
    authorised_minor: Mapped[int] = money(default=0)
    capture_minor: Mapped[int] = money(default=0)
    captured_minor: Mapped[int] = money(default=0)
    refund_ordered_minor: Mapped[int] = money(default=0)
    refunded_minor: Mapped[int] = money(default=0)
    capture_by: Mapped[datetime | None]
    refusal: Mapped[str | None] = word()
    multicapture: Mapped[bool] = mapped_column(default=False)
    live: Mapped[bool] = mapped_column(default=False)
    create_started_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("state", PaymentState),
        one_of("purpose", Purpose),
        CheckConstraint(
            "0 <= captured_minor AND captured_minor <= capture_minor AND capture_minor <= authorised_minor AND authorised_minor <= shown_minor",
            name="capture",
        ),
        CheckConstraint(
            "0 <= refunded_minor AND refunded_minor <= refund_ordered_minor AND refund_ordered_minor <= captured_minor", name="refund"
        ),
        Index("ix_payment_state_capture_by", "state", "capture_by"),
    )


_trip = Payment.purpose == Purpose.TRIP
Index("uq_payment_trip", Payment.booking_id, unique=True, postgresql_where=_trip, sqlite_where=_trip)


class Refund(Versioned, Base):
    """Its id is its key at the payment service. serial: within its payment, as in `payments.states.Refund`. sent_at: it was accepted once, whatever
    came later. owner, due_at: who has to see to one that failed, and by when."""

    payment_id: Mapped[UUID] = mapped_column(ForeignKey(Payment.id, ondelete="RESTRICT"))
    leg_no: Mapped[int] = mapped_column(BoundedInt(0, 99))
    serial: Mapped[int] = mapped_column(BoundedInt(1))
    amount_minor: Mapped[int] = money()
    cause: Mapped[str] = word()
    provider_id: Mapped[str | None] = word(255, unique=True)
    state: Mapped[str] = word()
    failure: Mapped[str | None] = word(100)
    owner: Mapped[str | None] = word(40)
    sent_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("payment_id", "serial"),
        one_of("state", RefundState),
        one_of("cause", RefundCause),
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("state <> 'failed' OR owner IS NOT NULL", name="owner"),
    )


class Transfer(Versioned, Base):
    """Its id is its key. account: whom it pays, as an account of the ledger. amount_minor falls only while it is ordered.

    kept_id    of what was kept for another leg, which this one's money pays
    """

    payment_id: Mapped[UUID] = mapped_column(ForeignKey(Payment.id, ondelete="RESTRICT"), index=True)
    leg_id: Mapped[UUID] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"))
    payee_id: Mapped[str] = word(100)
    account: Mapped[str] = word(120)
    serial: Mapped[int] = mapped_column(BoundedInt(1))
    kept_id: Mapped[UUID | None]
    destination: Mapped[str | None] = word(255)
    amount_minor: Mapped[int] = money()
    reversed_minor: Mapped[int] = money(default=0)
    provider_id: Mapped[str | None] = word(255, unique=True)
    state: Mapped[str] = word(default=TransferState.ORDERED)

    __table_args__ = (
        UniqueConstraint("leg_id", "payee_id", "serial"),
        one_of("state", TransferState),
        CheckConstraint("amount_minor > 0 AND 0 <= reversed_minor AND reversed_minor <= amount_minor", name="amount"),
    )


class TransferReversal(Versioned, Base):
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey(Transfer.id, ondelete="RESTRICT"), index=True)
    refund_id: Mapped[UUID | None] = mapped_column(ForeignKey(Refund.id, ondelete="RESTRICT"))
    amount_minor: Mapped[int] = money()
    provider_id: Mapped[str | None] = word(255, unique=True)
    state: Mapped[str] = word(default=ReversalState.ORDERED)

    __table_args__ = (
        one_of("state", ReversalState),
        CheckConstraint("amount_minor > 0", name="amount"),
    )
