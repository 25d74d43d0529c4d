"""What was answered to a write, so that the same write asked again has no second effect."""
from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import UniqueConstraint

from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText

MAX_KEY = 255
MAX_STORED = 64 * 1024
PURGED = "purged a day after the write"


class IdempotencyRecord(Base):
    """status 0: the work is under way, seen only inside its own transaction. body NULL: longer than MAX_STORED."""

    __table_args__ = (UniqueConstraint("actor", "key"),)

    actor: Mapped[str] = mapped_column(BoundedText(64), info={"personal": PURGED})
    key: Mapped[str] = mapped_column(BoundedText(MAX_KEY), info={"personal": PURGED})
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info={"personal": PURGED})
    status: Mapped[int] = mapped_column(BoundedInt(0, 599), default=0)
    headers: Mapped[dict[str, str]] = mapped_column(BoundedJson(4096), default=dict, info={"personal": PURGED})
    body: Mapped[bytes | None] = mapped_column(LargeBinary(MAX_STORED), info={"personal": PURGED})
    expires_at: Mapped[datetime] = mapped_column(index=True)
