"""Photos of requests, and what the staff did with them. A picture that anybody could be seen on is sealed, as it came and with faces hidden."""
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.bookings.columns import Versioned, one_of, word
from backend.contract.request_photos import PhotoAct, PhotoPhase, RequestPhotoState
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText
from backend.requests.models import Request

MAX_SEALED, MAX_AREAS_BYTES, MAX_PARAMS, MAX_REASON = 4 * 1024 * 1024, 64 * 1024, 400, 500
ORIGINAL = "destroyed thirty days after the end of the request, and once nobody is known any more who sent it"
PICTURE = "shows nobody; it goes with its request"


class RequestPhoto(Versioned, Base):
    """sent_key: SHA-256 of the name that whoever sent it gave it, by which it stands once. original: sealed, NULL once destroyed.

    picture: with faces and plates hidden, sealed; NULL before. areas: what people hid besides, as shares of the picture. round: how often hiding was
    asked for; what an older round made is dropped. shown: what of it the staff shows again, but for faces. faces, plates, doubtful: how many boxes,
    see backend.pictures. dhash: of the hidden picture. released_at: somebody of the staff looked and found nobody on it. by_staff: taken by those
    who answer. for_body: sent to those who answer alone.
    """

    request_id: Mapped[UUID] = mapped_column(ForeignKey(Request.id, ondelete="CASCADE"))
    sent_key: Mapped[bytes] = mapped_column(LargeBinary(32), info={"personal": PICTURE})
    phase: Mapped[str] = word(10)
    state: Mapped[str] = word(12)
    by_staff: Mapped[bool]
    for_body: Mapped[bool] = mapped_column(default=False)
    original: Mapped[bytes | None] = mapped_column(LargeBinary(MAX_SEALED), info={"personal": ORIGINAL}, deferred=True)
    picture: Mapped[bytes | None] = mapped_column(LargeBinary(MAX_SEALED), info={"personal": PICTURE}, deferred=True)
    areas: Mapped[list[Any]] = mapped_column(BoundedJson(MAX_AREAS_BYTES), info={"personal": False})
    shown: Mapped[list[Any]] = mapped_column(BoundedJson(MAX_AREAS_BYTES), default=list, info={"personal": False})
    round: Mapped[int] = mapped_column(BoundedInt(1))
    width: Mapped[int] = mapped_column(BoundedInt(0, 4096))
    height: Mapped[int] = mapped_column(BoundedInt(0, 4096))
    faces: Mapped[int] = mapped_column(BoundedInt(0))
    plates: Mapped[int] = mapped_column(BoundedInt(0))
    doubtful: Mapped[int] = mapped_column(BoundedInt(0))
    dhash: Mapped[bytes | None] = mapped_column(LargeBinary(8), info={"personal": False})
    detector: Mapped[str | None] = word(80)
    params: Mapped[str | None] = word(MAX_PARAMS)
    hidden_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]

    __table_args__ = (
        UniqueConstraint("request_id", "sent_key"),
        one_of("phase", PhotoPhase),
        one_of("state", RequestPhotoState),
        CheckConstraint("state <> 'hidden' OR (picture IS NOT NULL AND hidden_at IS NOT NULL)", name="hidden"),
        CheckConstraint("state <> 'removed' OR (picture IS NULL AND original IS NULL)", name="removed"),
        CheckConstraint("released_at IS NULL OR state = 'hidden'", name="released"),
        Index(None, "state"),
    )


class RequestPhotoAct(Base):
    """What the staff did with a photo, looks at originals included. Never changed; it outlives the photo, so it refers to nothing."""

    photo_id: Mapped[UUID] = mapped_column(index=True)
    request_id: Mapped[UUID] = mapped_column(index=True)
    by: Mapped[UUID | None] = mapped_column(index=True)
    act: Mapped[str] = word(12)
    reason: Mapped[str] = mapped_column(BoundedText(MAX_REASON), info={"personal": False})

    __table_args__ = (one_of("act", PhotoAct),)
