"""What the worker processes of a city share about its feeds: who asks them, and what came."""
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base
from backend.database.types import INT64, BoundedInt, BoundedJson, BoundedText
from backend.feeds.fetch import MOST_BYTES

# A message may be as large as one poll, beside parts of the one before that stand in; what does not pack any smaller grows a little.
MOST_PARCEL = 2 * MOST_BYTES + 1024 * 1024
MOST_REPORT = 16 * 1024


class FeedLease(Base):
    """Who may do what one process does for all. It ends at `expires_at` by the clock of the database; each new holder has the next term."""

    name: Mapped[str] = mapped_column(BoundedText(40), unique=True, info={"personal": False})
    holder: Mapped[UUID]
    term: Mapped[int] = mapped_column(BoundedInt(1, INT64))
    expires_at: Mapped[datetime]


class FeedMessage(Base):
    """The newest message of a feed and how the feed fares. declared: of which declaration. term: of the lease under which this was written.

    parcel: see relay/parcel.py; null with the two before it while no message has come. received_at: by the clock of the process that polled.
    """

    feed: Mapped[str] = mapped_column(BoundedText(40), unique=True, info={"personal": False})
    declared: Mapped[bytes] = mapped_column(LargeBinary(32), info={"personal": False})
    term: Mapped[int] = mapped_column(BoundedInt(1, INT64))
    report: Mapped[Any] = mapped_column(BoundedJson(MOST_REPORT), info={"personal": False})
    received_at: Mapped[datetime | None]
    sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32), info={"personal": False})
    parcel: Mapped[bytes | None] = mapped_column(LargeBinary(MOST_PARCEL), info={"personal": False})

    __table_args__ = (
        CheckConstraint("(received_at IS NULL) = (parcel IS NULL) AND (sha256 IS NULL) = (parcel IS NULL)", name="whole"),
    )  # fmt: skip
