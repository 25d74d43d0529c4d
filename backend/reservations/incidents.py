"""The tables of what goes wrong with a stay: incidents, their photos, and stays that went on without having been bought."""
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.bookings.columns import NINETY_DAYS, money, one_of, word
from backend.bookings.models import Booking, BookingLeg
from backend.database.base import Base
from backend.database.types import BoundedInt

MAX_REASON = 500
MAX_SEALED_PHOTO = 4 * 1024 * 1024


class IncidentKind(StrEnum):
    SPACE_TAKEN = "space_taken"


class IncidentState(StrEnum):
    """reported: being seen to. look_again: a sensor says that the space is empty, so the driver is asked to look once more.

    replaced, refunded: made good. undecided: a person decides first. refused: that person found nothing to make good.
    """

    REPORTED = "reported"
    LOOK_AGAIN = "look_again"
    REPLACED = "replaced"
    REFUNDED = "refunded"
    UNDECIDED = "undecided"
    REFUSED = "refused"


class Incident(Base):
    """One per leg and kind, however often somebody taps. tapped_at: by the phone, where it had no network; money counts by it.

    asked_again     somebody was asked to look once more, and nobody is asked twice
    proven          what a sensor, a gate or a person found; NULL: nobody knows
    replacement_id  the booking that took the place of the leg
    reason          of the person who decided
    request_id      of the service request it became
    """

    leg_id: Mapped[UUID] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"))
    replacement_id: Mapped[UUID | None] = mapped_column(ForeignKey(Booking.id, ondelete="SET NULL"))
    kind: Mapped[str] = word(default=IncidentKind.SPACE_TAKEN)
    state: Mapped[str] = word(default=IncidentState.REPORTED)
    tapped_at: Mapped[datetime]
    asked_again: Mapped[bool] = mapped_column(default=False)
    proven: Mapped[bool | None]
    tries: Mapped[int] = mapped_column(BoundedInt(0), default=0)
    resolved_at: Mapped[datetime | None]
    reason: Mapped[str | None] = word(MAX_REASON)
    request_id: Mapped[UUID | None] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("leg_id", "kind"), one_of("kind", IncidentKind), one_of("state", IncidentState))


class IncidentPhoto(Base):
    """sealed: a JPEG of ours without metadata, AES-256-GCM. Only the staff see it."""

    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id, ondelete="CASCADE"), unique=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary(MAX_SEALED_PHOTO), info={"personal": NINETY_DAYS})


class Overstay(Base):
    """What staying longer came to. charged_by: the booking it is paid with, NULL where nothing is to be paid. excused: why, then."""

    leg_id: Mapped[UUID] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"), unique=True)
    charged_by: Mapped[UUID | None] = mapped_column(ForeignKey(Booking.id, ondelete="SET NULL"))
    left_at: Mapped[datetime]
    extra_min: Mapped[int] = mapped_column(BoundedInt(0))
    time_minor: Mapped[int] = money()
    fee_minor: Mapped[int] = money()
    excused: Mapped[str | None] = word()

    __table_args__ = (CheckConstraint("time_minor >= 0 AND fee_minor >= 0", name="amounts"),)
