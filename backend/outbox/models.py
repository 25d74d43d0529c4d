"""The table of what is still to be done outside, written in the transaction that decided it."""
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText

MAX_PAYLOAD = 64 * 1024
MAX_ERROR = 100


class OutboxEntry(Base):
    """next_at: when it is due; while a worker has it (`lock_id`), when others may take it for crashed. It ends done, or dead: given up and kept."""

    kind: Mapped[str] = mapped_column(BoundedText(64), info={"personal": False})
    key: Mapped[str] = mapped_column(BoundedText(200), unique=True, info={"personal": False})
    payload: Mapped[dict[str, Any]] = mapped_column(BoundedJson(MAX_PAYLOAD), info={"personal": "purged with the entry after it is done"})
    attempts: Mapped[int] = mapped_column(BoundedInt(low=0), default=0)
    next_at: Mapped[datetime]
    lock_id: Mapped[UUID | None]
    done_at: Mapped[datetime | None] = mapped_column(index=True)
    dead_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(BoundedText(MAX_ERROR), info={"personal": False})

    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("done_at IS NULL OR dead_at IS NULL", name="one_end"),
        CheckConstraint("lock_id IS NULL OR (done_at IS NULL AND dead_at IS NULL)", name="lock"),
    )


_waiting = OutboxEntry.done_at.is_(None) & OutboxEntry.dead_at.is_(None)
Index("ix_outbox_entry_due", OutboxEntry.next_at, postgresql_where=_waiting, sqlite_where=_waiting)
