"""Events to which many come by car: what the staff declared, the car parks that take part, and who wants a space."""
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.booked import Booking
from backend.bookings.columns import PLAIN, one_of
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText
from backend.parking.models import ParkingSite

WITH_EVENT = "deleted with the wish, a day after the event, and with the account"


class WishRow(StrEnum):
    """What is kept; whether an offer still stands is told by its booking."""

    WAITING = "waiting"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"


class ParkingGathering(Base):
    """starts_at, ends_at: within these all stays are. assign_at: when the first batch is given out, then every round_min minutes; next_at: when next.

    hold_min       how long an offer is held
    leased_until   one process gives out at a time; what it has not done by then another one does
    """

    name: Mapped[str] = mapped_column(BoundedText(100), info=PLAIN)
    lat_e7: Mapped[int] = mapped_column(BoundedInt(-900_000_000, 900_000_000))
    lon_e7: Mapped[int] = mapped_column(BoundedInt(-1_800_000_000, 1_800_000_000))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    assign_at: Mapped[datetime]
    round_min: Mapped[int] = mapped_column(BoundedInt(1, 1440))
    hold_min: Mapped[int] = mapped_column(BoundedInt(1, 1440))
    next_at: Mapped[datetime] = mapped_column(index=True)
    leased_until: Mapped[datetime | None]
    rounds: Mapped[int] = mapped_column(BoundedInt(0), default=0)
    called_off_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("starts_at < ends_at AND assign_at < ends_at", name="interval"),)


class GatheringSite(Base):
    gathering_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingGathering.id, ondelete="CASCADE"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="RESTRICT"))

    __table_args__ = (UniqueConstraint("gathering_id", "site_id"),)


class GatheringWish(Base):
    """booking_id: of the space that is held for this wish, an ordinary booking that waits for its payment. walk_m: from there to the event.

    why, help: of the last round in which it was given nothing
    """

    gathering_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingGathering.id, ondelete="CASCADE"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    vehicle: Mapped[dict[str, Any]] = mapped_column(BoundedJson(1024), info={"personal": WITH_EVENT})
    max_walk_m: Mapped[int] = mapped_column(BoundedInt(0, 5000))
    max_price_minor: Mapped[int | None] = mapped_column(BoundedInt(0))
    state: Mapped[str] = mapped_column(BoundedText(20), default=WishRow.WAITING, info=PLAIN)
    booking_id: Mapped[UUID | None] = mapped_column(ForeignKey(Booking.id, ondelete="RESTRICT"), unique=True)
    space_id: Mapped[UUID | None]
    walk_m: Mapped[int | None] = mapped_column(BoundedInt(0))
    why: Mapped[str | None] = mapped_column(BoundedText(20), info=PLAIN)
    help: Mapped[dict[str, Any] | None] = mapped_column(BoundedJson(2048), info=PLAIN)

    __table_args__ = (
        one_of("state", WishRow),
        CheckConstraint("state <> 'offered' OR booking_id IS NOT NULL", name="offered"),
        CheckConstraint("starts_at < ends_at", name="interval"),
        Index("ix_gathering_wish_gathering_id_state", "gathering_id", "state"),
    )
