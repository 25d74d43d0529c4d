"""The books: accounts, journals, and their postings. Rows are added and never changed: triggers refuse the rest, and a journal that does not balance.

A posting is written by the database itself, one per line of its journal, and by nobody else.
"""
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base
from backend.database.types import INT64, BoundedInt, BoundedJson, BoundedText

MAX_CODE, MAX_OWNER, MAX_KEY, MAX_KIND, MAX_NOTE = 120, 100, 200, 40, 200
MAX_LINES = 16 * 1024
CURRENCY = 3
KEPT = "kept as long as books have to be: it names a booking, and of hosts an account, never a person once that is deleted"


class LedgerAccount(Base):
    """code: as in the chart of `payments.ledger`, one row per currency. owner: whose account it is, the part after the last colon, if it has one."""

    code: Mapped[str] = mapped_column(BoundedText(MAX_CODE), info={"personal": KEPT})
    kind: Mapped[str] = mapped_column(BoundedText(9), info={"personal": False})
    currency: Mapped[str] = mapped_column(BoundedText(CURRENCY), info={"personal": False})
    owner: Mapped[str | None] = mapped_column(BoundedText(MAX_OWNER), info={"personal": KEPT})

    __table_args__ = (
        UniqueConstraint("code", "currency"),
        CheckConstraint("kind IN ('asset', 'liability', 'income', 'expense', 'memo')", name="kind"),
        Index("ix_ledger_account_owner", "owner"),
    )


class JournalRow(Base):
    """event_key: the event is booked once. kind: its part before the first colon. happened_at: as the event says; created_at: when it was booked.

    lines: `[{"account": code, "currency": three letters, "minor": debit above zero}, ...]`, the same on both databases.
    """

    __tablename__ = "journal"

    event_key: Mapped[str] = mapped_column(BoundedText(MAX_KEY), unique=True, info={"personal": KEPT})
    kind: Mapped[str] = mapped_column(BoundedText(MAX_KIND), info={"personal": False})
    booking_id: Mapped[UUID | None] = mapped_column(index=True)
    happened_at: Mapped[datetime] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(BoundedText(MAX_NOTE), info={"personal": False}, default="")
    lines: Mapped[list[dict[str, Any]]] = mapped_column(BoundedJson(MAX_LINES), info={"personal": KEPT})


posting = Table(
    "posting", Base.metadata,
    Column("journal_id", Uuid(), nullable=False),
    Column("line_no", BoundedInt(0), nullable=False),
    Column("account_id", Uuid(), nullable=False),
    Column("amount_minor", BoundedInt(-INT64, INT64), nullable=False),
    Column("currency", BoundedText(CURRENCY), nullable=False, info={"personal": False}),
    PrimaryKeyConstraint("journal_id", "line_no"),
    ForeignKeyConstraint(["journal_id"], ["journal.id"]),
    ForeignKeyConstraint(["account_id"], ["ledger_account.id"]),
    CheckConstraint("amount_minor <> 0", name="amount"),
    Index("ix_posting_account_id_journal_id", "account_id", "journal_id"),
)  # fmt: skip
