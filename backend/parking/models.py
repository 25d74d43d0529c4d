"""Where spaces are let: sites with their spots and tariffs; and what people list, apart, so that it goes with its host.

A site knows only what everybody may know. The address and the exact place of a driveway are in its listing, sealed.
"""
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.columns import PLAIN, one_of, word
from backend.contract.listings import Approval, ListingKind, ListingState, PhotoState
from backend.contract.parking import Plug, SpaceKind
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText

MAX_NAME, MAX_REASON = 200, 200
MAX_SEALED_PLACE, MAX_SEALED_PHOTO = 4096, 4 * 1024 * 1024
WITH_LISTING = "deleted with the listing and with the account of its host"
LENGTH = (1, 100_000)


class SpotKind(StrEnum):
    """bay: one that has a label. pool_slot: one of several that are all the same; who has booked one may be given another."""

    BAY = "bay"
    POOL_SLOT = "pool_slot"


class ParkingSite(Base):
    """feed_id, uid: by which a feed tells of it, both or none. Of private sites the place is rounded to about 100 m, and the name is empty.

    opening        windows of the week [days, from_min, to_min], days as bits from Monday; None: always
    zone           of its clocks
    operator_id    who earns, as in prices; None: the host of its listing
    terms          `SpaceTerms` without what the listing says itself
    ended_at       nobody finds it any more
    """

    kind: Mapped[str] = word()
    feed_id: Mapped[str | None] = word(100)
    uid: Mapped[str | None] = word(200)
    name: Mapped[str] = word(MAX_NAME)
    lat_e7: Mapped[int] = mapped_column(BoundedInt(-900_000_000, 900_000_000))
    lon_e7: Mapped[int] = mapped_column(BoundedInt(-1_800_000_000, 1_800_000_000))
    capacity: Mapped[int | None] = mapped_column(BoundedInt(0, 100_000))
    opening: Mapped[list[list[int]] | None] = mapped_column(BoundedJson(8192), info=PLAIN)
    zone: Mapped[str] = word(64)
    currency: Mapped[str] = word(3)
    operator_id: Mapped[str | None] = word(64)
    operator_name: Mapped[str] = word(MAX_NAME, default="")
    terms: Mapped[dict[str, Any]] = mapped_column(BoundedJson(2048), info=PLAIN)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("kind", SpaceKind),
        UniqueConstraint("feed_id", "uid"),
        CheckConstraint("(feed_id IS NULL) = (uid IS NULL)", name="feed"),
        CheckConstraint("kind <> 'private' OR name = ''", name="nameless"),
    )


class ParkingSpot(Base):
    """What is held: `resource_hold.resource_id` is its id. Nothing of a size: not known. forbids: kinds of vehicle, `trailer`, `gas`."""

    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = word()
    label: Mapped[str | None] = word(40)
    place_no: Mapped[int] = mapped_column(BoundedInt(0, 100_000))
    height_mm: Mapped[int | None] = mapped_column(BoundedInt(*LENGTH))
    width_mm: Mapped[int | None] = mapped_column(BoundedInt(*LENGTH))
    length_mm: Mapped[int | None] = mapped_column(BoundedInt(*LENGTH))
    weight_kg: Mapped[int | None] = mapped_column(BoundedInt(*LENGTH))
    plug: Mapped[str | None] = word()
    power_w: Mapped[int | None] = mapped_column(BoundedInt(1, 10_000_000))
    charging_kind: Mapped[str | None] = word(2)
    covered: Mapped[bool | None]
    step_free: Mapped[bool | None]
    door_mm: Mapped[int | None] = mapped_column(BoundedInt(*LENGTH))
    badge_only: Mapped[bool] = mapped_column(default=False)
    forbids: Mapped[list[str]] = mapped_column(BoundedJson(1024), info=PLAIN)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("kind", SpotKind),
        one_of("plug", Plug),
        UniqueConstraint("site_id", "kind", "place_no"),
        CheckConstraint("(kind = 'pool_slot') = (label IS NULL)", name="label"),
    )


class ParkingTariff(Base):
    """Never changed, never deleted: a new price is a new row, and of those that have begun the newest counts. A quote names the one it was made by.

    content: `payments.parking.tariff.Tariff` as `backend.parking.tariffs` writes it. source: who said so. digest: SHA-256 of the content.
    """

    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="RESTRICT"))
    valid_from: Mapped[datetime]
    currency: Mapped[str] = word(3)
    content: Mapped[dict[str, Any]] = mapped_column(BoundedJson(64 * 1024), info=PLAIN)
    source: Mapped[str] = word(100)
    digest: Mapped[str] = word(64)

    __table_args__ = (Index("ix_parking_tariff_site_id_valid_from", "site_id", "valid_from"),)


class ParkingListing(Base):
    """place: address, directions and exact point, sealed. street: the only part of it that is shown before a booking.

    terms_version, terms_at: of the terms for hosts, and when they were agreed to.
    """

    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="RESTRICT"), unique=True)
    kind: Mapped[str] = word()
    state: Mapped[str] = word(default=ListingState.ACTIVE)
    street: Mapped[str] = mapped_column(BoundedText(100), info={"personal": WITH_LISTING})
    place: Mapped[bytes] = mapped_column(LargeBinary(MAX_SEALED_PLACE), info={"personal": WITH_LISTING})
    approval: Mapped[str] = word()
    approve_within_min: Mapped[int] = mapped_column(BoundedInt(1, 1440))
    price: Mapped[dict[str, Any]] = mapped_column(BoundedJson(1024), info=PLAIN)
    terms_version: Mapped[int] = mapped_column(BoundedInt(1, 1000))
    terms_at: Mapped[datetime]

    __table_args__ = (one_of("kind", ListingKind), one_of("state", ListingState), one_of("approval", Approval))


class SpotWeek(Base):
    """When a listing is open, by the clocks of its site. to_min at or before from_min: on into the next day."""

    listing_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingListing.id, ondelete="CASCADE"), index=True)
    day: Mapped[int] = mapped_column(BoundedInt(0, 6))
    from_min: Mapped[int] = mapped_column(BoundedInt(0, 1439))
    to_min: Mapped[int] = mapped_column(BoundedInt(0, 1440))


class SpotException(Base):
    """A time when the week does not count: open, or closed. Of two that overlap, closed wins."""

    listing_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingListing.id, ondelete="CASCADE"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    opens: Mapped[bool]

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="interval"),
        Index("ix_spot_exception_listing_id_ends_at", "listing_id", "ends_at"),
    )


class ListingPicture(Base):
    """number: of the few a listing has. sealed: a JPEG of ours without metadata, AES-256-GCM. Shown to others only once the staff has seen it."""

    listing_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingListing.id, ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(BoundedInt(1, 20))
    sealed: Mapped[bytes] = mapped_column(LargeBinary(MAX_SEALED_PHOTO), info={"personal": WITH_LISTING})
    state: Mapped[str] = word(default=PhotoState.WAITING)
    reason: Mapped[str] = mapped_column(BoundedText(MAX_REASON), default="", info={"personal": False})
    decided_at: Mapped[datetime | None]

    __table_args__ = (one_of("state", PhotoState), UniqueConstraint("listing_id", "number"))


class ParkingClosing(Base):
    """reason: for the staff and the books, nothing of a person."""

    site_id: Mapped[UUID] = mapped_column(ForeignKey(ParkingSite.id, ondelete="RESTRICT"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(BoundedText(200), info={"personal": False})

    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="interval"),
        Index("ix_parking_closing_site_id_ends_at", "site_id", "ends_at"),
    )
