"""What was bought: the booking, its legs, what of our own is held for them, and what its traveller was told."""
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.columns import NINETY_DAYS, PLAIN, Versioned, money, one_of, word
from backend.bookings.offered import Quote
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText
from payments.money import BASIS
from payments.states import BookingState, CaptureMode, Fault, LegState

MAX_FACTS = 16 * 1024
MAX_NAME = 200


class HoldState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    FREED = "freed"


class Booking(Versioned, Base):
    """state and all amounts: as `payments.states.Booking` has them. due_minor: what the card pays as things stand.

    outcome    how it ended: `not_booked`, `used`, `given_back`
    reason     why it was released
    settle_by  by when the money is taken; never later than a day before the card's hold ends
    substitute_of, substitute_legs   the booking whose operator let its traveller down, and the numbers of the legs there that this one is instead of
    extends      the stay that this one goes on from
    overstay_of  the stay that went on without having been bought
    """

    quote_id: Mapped[UUID] = mapped_column(ForeignKey(Quote.id, ondelete="RESTRICT"), unique=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    state: Mapped[str] = word()
    capture_mode: Mapped[str] = word()
    currency: Mapped[str] = word(3)
    shown_minor: Mapped[int] = money()
    fee_shown_minor: Mapped[int] = money()
    fee_due_minor: Mapped[int] = money(default=0)
    tender_minor: Mapped[int] = money(default=0)
    due_minor: Mapped[int] = money(default=0)
    claim_minor: Mapped[int] = money(default=0)
    waived_minor: Mapped[int] = money(default=0)
    extended: Mapped[bool] = mapped_column(default=False)
    reopened: Mapped[bool] = mapped_column(default=False)
    hold_until: Mapped[datetime | None]
    confirm_by: Mapped[datetime | None]
    settle_by: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    state_since: Mapped[datetime]
    outcome: Mapped[str | None] = word()
    reason: Mapped[str | None] = word(40)
    substitute_of: Mapped[UUID | None] = mapped_column(ForeignKey("booking.id", ondelete="SET NULL"), index=True)
    substitute_legs: Mapped[list[int]] = mapped_column(BoundedJson(1024), info=PLAIN, default=list, server_default="[]")
    extends: Mapped[UUID | None] = mapped_column(index=True)
    overstay_of: Mapped[UUID | None] = mapped_column(index=True)

    __table_args__ = (
        one_of("state", BookingState),
        one_of("capture_mode", CaptureMode),
        CheckConstraint("(state = 'held') = (hold_until IS NOT NULL)", name="hold_until"),
        CheckConstraint("state NOT IN ('released', 'settled') OR outcome IS NOT NULL", name="outcome"),
        CheckConstraint("fee_due_minor >= 0 AND fee_due_minor <= fee_shown_minor", name="fee"),
        CheckConstraint("shown_minor >= 0 AND tender_minor >= 0 AND claim_minor >= 0 AND waived_minor >= 0", name="amounts"),
        Index("ix_booking_state_hold_until", "state", "hold_until"),
        Index("ix_booking_state_confirm_by", "state", "confirm_by"),
        Index("ix_booking_state_settle_by", "state", "settle_by"),
        Index("ix_booking_account_id_created_at", "account_id", "created_at"),
    )


class BookingLeg(Versioned, Base):
    """What one operator is booked for. operator_ref: our name for it there, its own id. due_minor: what is to be paid for it as things stand.

    payee            who earns it, as an account of the ledger: `operator_payable:tram`
    cost_minor       what we pay for it in place of the traveller, who was let down before: a substitute costs them nothing
    share_bp, commission_tax_bp   the payee's part of what is due as agreed when it was booked, and the tax rate within the rest, our commission
    earned_minor     what was booked as earned when the trip was settled, None before; it stays when a later claim lowers `due_minor`
    facts            what the operator needs: names and ids of stops, trip, system, station
    ladder           steps of the fee for giving it back, as [before_s, minor, bp]
    through          numbers of legs sold as one product with it
    rights           words of the rights that made it cheaper, for those who check tickets; its operator is not told
    scheme_id, service_day, base_minor   of the cap it counts for
    """

    booking_id: Mapped[UUID] = mapped_column(ForeignKey(Booking.id, ondelete="RESTRICT"))
    leg_no: Mapped[int] = mapped_column(BoundedInt(1, 99))
    operator_id: Mapped[str] = word(100)
    operator_name: Mapped[str] = word(MAX_NAME)
    kind: Mapped[str] = word()
    own: Mapped[bool]
    state: Mapped[str] = word()
    operator_ref: Mapped[str] = word(64)
    operator_booking_id: Mapped[str | None] = word(200)
    payee: Mapped[str] = word(120)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    from_name: Mapped[str] = mapped_column(BoundedText(MAX_NAME), info={"personal": NINETY_DAYS})
    to_name: Mapped[str] = mapped_column(BoundedText(MAX_NAME), info={"personal": NINETY_DAYS})
    price_minor: Mapped[int] = money()
    due_minor: Mapped[int] = money(default=0)
    fee_minor: Mapped[int] = money(default=0)
    cost_minor: Mapped[int] = money(default=0, server_default="0")
    share_bp: Mapped[int] = mapped_column(BoundedInt(0, BASIS), default=BASIS, server_default=str(BASIS))
    commission_tax_bp: Mapped[int] = mapped_column(BoundedInt(0, BASIS), default=0, server_default="0")
    earned_minor: Mapped[int | None] = money()
    fault: Mapped[str] = word(default=Fault.NONE)
    resource_id: Mapped[str | None] = word(100)
    covers: Mapped[list[int]] = mapped_column(BoundedJson(1024), info=PLAIN)
    facts: Mapped[dict[str, Any]] = mapped_column(BoundedJson(MAX_FACTS), info={"personal": NINETY_DAYS})
    ladder: Mapped[list[list[int]]] = mapped_column(BoundedJson(4096), info=PLAIN)
    through: Mapped[list[int]] = mapped_column(BoundedJson(1024), info=PLAIN)
    rights: Mapped[list[str]] = mapped_column(BoundedJson(1024), info={"personal": NINETY_DAYS}, default=list, server_default="[]")
    scheme_id: Mapped[str | None] = word(100)
    service_day: Mapped[date | None]
    base_minor: Mapped[int] = money(default=0)

    __table_args__ = (
        UniqueConstraint("booking_id", "leg_no"),
        UniqueConstraint("operator_id", "operator_ref"),
        one_of("state", LegState),
        one_of("fault", Fault),
        CheckConstraint("0 <= fee_minor AND fee_minor <= price_minor", name="fee"),
        CheckConstraint("0 <= due_minor AND due_minor <= price_minor", name="due"),
        CheckConstraint("cost_minor >= 0", name="cost"),
        CheckConstraint("0 <= share_bp AND share_bp <= 10000", name="share"),
        CheckConstraint("starts_at < ends_at", name="interval"),
        CheckConstraint("NOT own OR resource_id IS NOT NULL", name="own"),
        Index("ix_booking_leg_operator_id_state", "operator_id", "state"),
        Index("ix_booking_leg_state_ends_at", "state", "ends_at"),
    )


class ResourceHold(Base):
    """From starts_at until just before ends_at nobody else has the resource. Freed by the transaction that ends its leg, never by the clock."""

    leg_id: Mapped[UUID] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"), index=True)
    resource_id: Mapped[str] = word(100)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[str] = word(default=HoldState.HELD)

    __table_args__ = (
        one_of("state", HoldState),
        CheckConstraint("starts_at < ends_at", name="interval"),
        Index("ix_resource_hold_resource_id_starts_at", "resource_id", "starts_at"),
    )


class BookingNotice(Base):
    """What the traveller is told, by its code. leg_no 0: of the whole booking."""

    booking_id: Mapped[UUID] = mapped_column(ForeignKey(Booking.id, ondelete="CASCADE"))
    code: Mapped[str] = word(40)
    leg_no: Mapped[int] = mapped_column(BoundedInt(0, 99))

    __table_args__ = (UniqueConstraint("booking_id", "code", "leg_no"),)


class CancellationQuote(Base):
    """What giving legs back costs, as shown. fees: minor units by leg number."""

    booking_id: Mapped[UUID] = mapped_column(ForeignKey(Booking.id, ondelete="CASCADE"), index=True)
    fees: Mapped[dict[str, int]] = mapped_column(BoundedJson(4096), info=PLAIN)
    refund_minor: Mapped[int] = money()
    valid_until: Mapped[datetime]


class PricePeriod(Base):
    """The row that is locked while a cap is worked out, so that two legs bought at once count for each other."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    scheme_id: Mapped[str] = word(100)
    starts_on: Mapped[date]

    __table_args__ = (UniqueConstraint("account_id", "scheme_id", "starts_on"),)
