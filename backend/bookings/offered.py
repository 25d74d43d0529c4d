"""Prices that were shown: never changed once they are sealed, and bought once or not at all."""
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.columns import NINETY_DAYS, PLAIN, money, one_of, signed_money, word
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson
from payments.quote import LineKind
from payments.states import CaptureMode

MAX_ASKED = 256 * 1024
MAX_SHOWN = 128 * 1024
MAX_TERMS = 64 * 1024


class Quote(Base):
    """asked: the QuoteRequest. shown: the QuoteResponse. terms: what giving back costs, in the words of `payments.quote`.

    replaces: the one that was accepted, where this is its lower price and was booked instead
    sealed: set once, when the lines stand and add up to the total; from then on nothing of it or of its lines changes.
    """

    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    asked: Mapped[dict[str, Any]] = mapped_column(BoundedJson(MAX_ASKED), info={"personal": NINETY_DAYS})
    shown: Mapped[dict[str, Any]] = mapped_column(BoundedJson(MAX_SHOWN), info={"personal": NINETY_DAYS})
    currency: Mapped[str] = word(3)
    total_minor: Mapped[int] = money()
    capture_mode: Mapped[str] = word()
    valid_until: Mapped[datetime]
    fare_snapshot_id: Mapped[str] = word(64)
    terms: Mapped[dict[str, Any]] = mapped_column(BoundedJson(MAX_TERMS), info=PLAIN)
    fingerprint: Mapped[str] = word(64)
    replaces: Mapped[UUID | None] = mapped_column(ForeignKey("quote.id", ondelete="RESTRICT"), unique=True)
    sealed: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        CheckConstraint("total_minor >= 0", name="total"),
        one_of("capture_mode", CaptureMode),
        Index("ix_quote_account_id_created_at", "account_id", "created_at"),
        Index("ix_quote_valid_until", "valid_until"),
    )


class QuoteLine(Base):
    """leg_no 0: of the whole trip. shown_minor: what is paid, or taken off."""

    quote_id: Mapped[UUID] = mapped_column(ForeignKey(Quote.id, ondelete="CASCADE"))
    leg_no: Mapped[int] = mapped_column(BoundedInt(0, 99))
    kind: Mapped[str] = word()
    payee_id: Mapped[str] = word(100)
    list_minor: Mapped[int] = money()
    shown_minor: Mapped[int] = signed_money()
    tax_rate_bp: Mapped[int] = mapped_column(BoundedInt(0, 10_000))
    tax_minor: Mapped[int] = money()
    concession_ids: Mapped[list[str]] = mapped_column(BoundedJson(4096), info={"personal": NINETY_DAYS})

    __table_args__ = (
        UniqueConstraint("quote_id", "leg_no", "kind", "payee_id"),
        one_of("kind", LineKind),
        CheckConstraint("list_minor >= 0 AND tax_minor >= 0", name="amounts"),
        CheckConstraint("(kind IN ('fare', 'booking_fee')) = (shown_minor >= 0) OR shown_minor = 0", name="sign"),
    )
