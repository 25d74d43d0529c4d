"""Who may file with us, and what became of requests that were given to others. How a delivery stands says nothing of how its request stands."""
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.bodies.models import Body
from backend.bodies.words import Channel
from backend.bookings.columns import one_of, word
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedText
from backend.requests.models import Request

MAX_KEY_NAME, MAX_EXTERNAL, MAX_STATUS, MAX_ERROR = 80, 100, 40, 100
MOST_PER_MINUTE = 6000


class DeliveryStatus(StrEnum):
    """queued: not tried yet · sent: handed over, no number of theirs yet · confirmed: theirs · failed: it is tried again · dead: given up."""

    QUEUED = "queued"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    DEAD = "dead"


class Open311Key(Base):
    """name: of the organisation or app it was given to. key_hash: SHA-256 of a random key. ended_at: it files nothing any more."""

    name: Mapped[str] = mapped_column(BoundedText(MAX_KEY_NAME), info={"personal": False})
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info={"personal": False})
    per_minute: Mapped[int] = mapped_column(BoundedInt(1, MOST_PER_MINUTE))
    ended_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint(f"per_minute >= 1 AND per_minute <= {MOST_PER_MINUTE}", name="per_minute"),)


class RequestDelivery(Base):
    """One request on its way to one body by one channel.

    idem_key: what the other server is told, so that it can know the same delivery again. first_try_at: set before the first try, so that a try whose
    end nobody saw is looked for before it is made again. external_id, token: by which the other server knows it. external_status: its last word,
    as it came, and asked_at: when it was asked for it.
    """

    request_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"), index=True)
    body_id: Mapped[UUID] = mapped_column(ForeignKey(Body.id, ondelete="RESTRICT"))
    channel: Mapped[str] = word()
    idem_key: Mapped[str] = mapped_column(BoundedText(64), unique=True, info={"personal": False})
    status: Mapped[str] = word()
    tries: Mapped[int] = mapped_column(BoundedInt(0), default=0)
    first_try_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    external_id: Mapped[str | None] = mapped_column(BoundedText(MAX_EXTERNAL), info={"personal": False})
    token: Mapped[str | None] = mapped_column(BoundedText(MAX_EXTERNAL), info={"personal": False})
    external_status: Mapped[str | None] = mapped_column(BoundedText(MAX_STATUS), info={"personal": False})
    closed_there_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(BoundedText(MAX_ERROR), info={"personal": False})
    asked_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("channel", Channel), one_of("status", DeliveryStatus),
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("status <> 'confirmed' OR channel <> 'open311' OR external_id IS NOT NULL", name="confirmed"),
        Index("ix_request_delivery_body_id_status", "body_id", "status"),
    )  # fmt: skip
