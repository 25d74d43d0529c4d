"""A stay: a booked space with all that it was extended by, as one time in one space at one price."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import rows as bookings
from backend.bookings.booked import Booking, BookingLeg
from backend.contract.parking import SpaceTerms
from backend.parking.models import ParkingTariff
from backend.parking.tariffs import from_json
from backend.reservations.models import ParkingReservation
from backend.reservations.rows import Reserved, chosen, list_reserved
from payments.parking.tariff import Tariff
from payments.states import LegState

MOST_PARTS = 50
KEPT = (LegState.CONFIRMED, LegState.USED)


@dataclass(frozen=True)
class Stay:
    """parts: each begins where the one before ends; the first is what was booked at first, the others its extensions that are paid."""

    parts: tuple[Reserved, ...]

    @property
    def first(self) -> Reserved:
        return self.parts[0]

    @property
    def last(self) -> Reserved:
        return self.parts[-1]

    @property
    def starts_at(self) -> datetime:
        return self.first.leg.starts_at

    @property
    def ends_at(self) -> datetime:
        return self.last.leg.ends_at

    @property
    def price_minor(self) -> int:
        return sum(part.leg.price_minor for part in self.parts)

    @property
    def due_minor(self) -> int:
        """As if it was used whole, or as it was left."""
        return sum(due_of(part) for part in self.parts)

    @property
    def terms(self) -> SpaceTerms:
        return msgspec.convert(self.first.row.terms, SpaceTerms)

    @property
    def is_paid(self) -> bool:
        return self.first.leg.state in KEPT

    @property
    def left_at(self) -> datetime | None:
        return min((part.row.left_at for part in self.parts if part.row.left_at is not None), default=None)

    @property
    def entered_at(self) -> datetime | None:
        return min((part.row.entered_at for part in self.parts if part.row.entered_at is not None), default=None)


def due_of(part: Reserved) -> int:
    return part.leg.price_minor if part.leg.state == LegState.CONFIRMED else part.leg.due_minor


async def find(session: AsyncSession, part: Reserved) -> Stay:
    """The stay that a booked space is a part of."""
    first = part
    for _ in range(MOST_PARTS):
        if first.booking.extends is None:
            break
        first = await before(session, first) or first
    parts = [first]
    while len(parts) < MOST_PARTS and (after := await next_of(session, parts[-1])) is not None:
        parts.append(after)
    return Stay(tuple(parts))


async def before(session: AsyncSession, part: Reserved) -> Reserved | None:
    of = chosen().where(Booking.id == part.booking.extends, ParkingReservation.space_id == part.row.space_id)
    return next(iter(await list_reserved(session, of.where(BookingLeg.ends_at == part.leg.starts_at))), None)


async def next_of(session: AsyncSession, part: Reserved) -> Reserved | None:
    of = chosen().where(Booking.extends == part.booking.id, ParkingReservation.space_id == part.row.space_id, BookingLeg.state.in_(KEPT))
    return next(iter(await list_reserved(session, of.where(BookingLeg.starts_at == part.leg.ends_at))), None)


async def locked(session: AsyncSession, part: Reserved) -> Stay:
    """With the rows of its bookings held, the newest first, as everywhere; as it stands then."""
    stay = await find(session, part)
    for booking_id in sorted({one.booking.id for one in stay.parts}, reverse=True):
        await bookings.load(session, booking_id)
    return await find(session, await again(session, part))


async def again(session: AsyncSession, part: Reserved) -> Reserved:
    return (await list_reserved(session, chosen().where(ParkingReservation.id == part.row.id)))[0]


async def tariff_of(session: AsyncSession, stay: Stay) -> Tariff:
    """By which it was sold, whatever is asked for by now."""
    return from_json((await session.get_one(ParkingTariff, stay.first.row.tariff_id)).content)


async def list_parts(session: AsyncSession, leg_ids: Sequence[UUID]) -> Sequence[Reserved]:
    return await list_reserved(session, chosen().where(ParkingReservation.leg_id.in_(leg_ids)))


async def is_extending(session: AsyncSession, stay: Stay) -> bool:
    """Whether an extension waits for its payment."""
    waiting = select(Booking.id).where(Booking.extends == stay.last.booking.id, Booking.state.in_(("held", "confirming")))
    return await session.scalar(waiting.limit(1)) is not None
