"""What is kept of a booked space beside its booking: how one gets in, what was agreed, when the vehicle came and went; and the machines at gates."""
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.booked import BookingLeg
from backend.bookings.columns import NINETY_DAYS, PLAIN, one_of
from backend.contract.reservations import GateEventKind
from backend.database.base import Base
from backend.database.types import BoundedJson, BoundedText
from backend.parking.models import ParkingSite, ParkingTariff
from backend.reservations import gathering_models, incidents  # noqa: F401 - their tables are of this feature

MAX_SEALED_PLATE, KEY_BYTES, CODE_CHARS = 100, 32, 6
UNTIL_OVER = "emptied a day after the stay, and when the account is deleted"
WITH_REQUEST = "deleted with the request, a day after its end at the latest, and with the account"


class ParkingReservation(Base):
    """space_id: what was asked for, a bay or a site. fit: of this vehicle, `SpaceFit`. terms: `SpaceTerms` as shown.

    plate        sealed, only of whoever wants to go in by it
    entry_code   no two at one site that are not over
    over_at      from when nobody may go in any more and it counts as used: the end and the grace
    """

    leg_id: Mapped[UUID] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"), unique=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="RESTRICT"))
    space_id: Mapped[UUID]
    tariff_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingTariff.id, ondelete="RESTRICT"))
    vehicle: Mapped[dict[str, Any]] = mapped_column(BoundedJson(1024), info={"personal": NINETY_DAYS})
    fit: Mapped[dict[str, Any]] = mapped_column(BoundedJson(2048), info={"personal": NINETY_DAYS})
    terms: Mapped[dict[str, Any]] = mapped_column(BoundedJson(2048), info=PLAIN)
    plate: Mapped[bytes | None] = mapped_column(LargeBinary(MAX_SEALED_PLATE), info={"personal": UNTIL_OVER})
    entry_code: Mapped[str | None] = mapped_column(BoundedText(CODE_CHARS), info={"personal": UNTIL_OVER})
    over_at: Mapped[datetime] = mapped_column(index=True)
    entered_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("entry_code IS NOT NULL OR plate IS NULL", name="emptied_together"),
        Index("ix_parking_reservation_site_id_over_at", "site_id", "over_at"),
    )


_coded = ParkingReservation.entry_code.is_not(None)
Index(
    "uq_parking_reservation_entry_code", ParkingReservation.site_id, ParkingReservation.entry_code, unique=True, postgresql_where=_coded,
    sqlite_where=_coded,
)  # fmt: skip


class ParkingGate(Base):
    """The machine at the gates of a site. public_key: Ed25519, by which what it says is known to come from it."""

    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="CASCADE"), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(KEY_BYTES), info=PLAIN)


class GateMark(Base):
    """What a gate told, its id made there: told again it counts once."""

    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="CASCADE"))
    leg_id: Mapped[UUID] = mapped_column(ForeignKey(BookingLeg.id, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(BoundedText(20), info=PLAIN)
    at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (one_of("kind", GateEventKind),)


class GateMiss(Base):
    """A code or a plate that was none of the site's. Purged after a day."""

    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="CASCADE"))

    __table_args__ = (Index("ix_gate_miss_site_id_created_at", "site_id", "created_at"),)


class RequestState(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ParkingRequest(Base):
    """Of a space whose host wants to be asked first. answer_by: afterwards it is declined by itself. vehicle: as told, for the host to see."""

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="CASCADE"))
    space_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    vehicle: Mapped[dict[str, Any]] = mapped_column(BoundedJson(1024), info={"personal": WITH_REQUEST})
    state: Mapped[str] = mapped_column(BoundedText(20), default=RequestState.ASKED, info=PLAIN)
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("state", RequestState),
        CheckConstraint("starts_at < ends_at", name="interval"),
        Index("ix_parking_request_site_id_starts_at", "site_id", "starts_at"),
    )
