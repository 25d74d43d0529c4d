"""Obstacles, and what people said of them. Of an obstacle itself nothing is about a person; reports and photos go with the device that sent them."""
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedText
from backend.identity.actor import Owned
from backend.identity.models import Device

MAX_NOTE, MAX_REASON = 500, 500
MAX_SEALED_PHOTO = 4 * 1024 * 1024
GONE = "deleted with the device, and thirty days after the end of the obstacle"
CUT = "cut from the device when it goes, forgotten when the obstacle has ended"
MARK = "of a random name that only the phone knows, forgotten thirty days after the end of the obstacle"


class Obstacle(Base):
    """kind, side, ended_by: as in the contract. accuracy_m: of the place. confirmed_until, reports, denials: the verdict on its votes.

    by_staff: confirmed by the staff, until `until`. ended_at NULL: not ended but by its time. reason: of the staff, for everybody.
    request_id: of the service request it became; told_until: until when it stood when that was told that its time had run out.
    """

    kind: Mapped[str] = mapped_column(BoundedText(30), info={"personal": False})
    lat_e7: Mapped[int] = mapped_column(BoundedInt(-900_000_000, 900_000_000))
    lon_e7: Mapped[int] = mapped_column(BoundedInt(-1_800_000_000, 1_800_000_000))
    accuracy_m: Mapped[int] = mapped_column(BoundedInt(0, 1000))
    level: Mapped[str | None] = mapped_column(BoundedText(8), info={"personal": False})
    side: Mapped[str | None] = mapped_column(BoundedText(5), info={"personal": False})
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    confirmed_until: Mapped[datetime | None]
    by_staff: Mapped[bool] = mapped_column(default=False)
    reports: Mapped[int] = mapped_column(BoundedInt(0), default=0)
    denials: Mapped[int] = mapped_column(BoundedInt(0), default=0)
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    ended_by: Mapped[str | None] = mapped_column(BoundedText(10), info={"personal": False})
    reason: Mapped[str | None] = mapped_column(BoundedText(MAX_REASON), info={"personal": False})
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("obstacle.id", ondelete="CASCADE"), index=True)
    request_id: Mapped[UUID | None] = mapped_column(index=True)
    told_until: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name="one_end"),
        CheckConstraint("ended_by IS NULL OR ended_by = 'DENIED' OR reason IS NOT NULL", name="reason"),
        CheckConstraint("(merged_into IS NOT NULL) = (ended_by IS NOT NULL AND ended_by = 'MERGED')", name="merged"),
    )


class ObstacleReport(Owned, Base):
    """sent_key: SHA-256 of the Idempotency-Key, by which its photo finds it. Place as it was sent."""

    obstacle_id: Mapped[UUID] = mapped_column(ForeignKey(Obstacle.id, ondelete="CASCADE"), index=True)
    sent_key: Mapped[bytes] = mapped_column(LargeBinary(32), info={"personal": GONE})
    merged: Mapped[bool]
    note: Mapped[str] = mapped_column(BoundedText(MAX_NOTE), info={"personal": GONE})
    lat_e7: Mapped[int] = mapped_column(BoundedInt(-900_000_000, 900_000_000), info={"personal": GONE})
    lon_e7: Mapped[int] = mapped_column(BoundedInt(-1_800_000_000, 1_800_000_000), info={"personal": GONE})
    accuracy_m: Mapped[int] = mapped_column(BoundedInt(0, 1000))
    observed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("device_id", "sent_key"),)


class SentReport(Base):
    """That a report was taken, so that it stands once whenever and with whatever pass it is sent again. It outlives its device.

    name, content: see keys.py. content NULL: of an older version, it is taken for the same. merged: as it was answered.
    """

    obstacle_id: Mapped[UUID] = mapped_column(ForeignKey(Obstacle.id, ondelete="CASCADE"), index=True)
    name: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info={"personal": MARK})
    content: Mapped[bytes | None] = mapped_column(LargeBinary(32), info={"personal": MARK})
    merged: Mapped[bool]


class ObstaclePhoto(Base):
    """sealed: a JPEG of ours without metadata, AES-256-GCM. In the database, not in a file: it is kept, copied and deleted with its report."""

    report_id: Mapped[UUID] = mapped_column(ForeignKey(ObstacleReport.id, ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(MAX_SEALED_PHOTO), info={"personal": GONE})


class ObstacleVote(Base):
    """device_id NULL: of a device that is gone; its voice stays. network: a mark of where it came from, NULL unknown. counted: not muted.

    sent_key: SHA-256 of the name by which a phone finds its voice again whatever its pass; NULL: it gave none.
    """

    obstacle_id: Mapped[UUID] = mapped_column(ForeignKey(Obstacle.id, ondelete="CASCADE"))
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey(Device.id, ondelete="SET NULL"), index=True)
    network: Mapped[bytes | None] = mapped_column(LargeBinary(16), index=True, info={"personal": CUT})
    there: Mapped[bool]
    at: Mapped[datetime]
    counted: Mapped[bool] = mapped_column(default=True)
    sent_key: Mapped[bytes | None] = mapped_column(LargeBinary(32), info={"personal": MARK})

    __table_args__ = (UniqueConstraint("obstacle_id", "device_id"), Index(None, "obstacle_id", "sent_key", unique=True))


class MutedDevice(Owned, Base):
    """The staff does not want to hear of it for a while."""

    until: Mapped[datetime]


class ObstacleAct(Base):
    """What the staff did with an obstacle, looks included. Never changed; it outlives the obstacle, so it refers to nothing."""

    obstacle_id: Mapped[UUID] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(BoundedText(12), info={"personal": False})
    reason: Mapped[str] = mapped_column(BoundedText(MAX_REASON), info={"personal": False})
