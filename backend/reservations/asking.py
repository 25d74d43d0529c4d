"""Spaces as bookings want them: for sale, reserved, and what is free instead."""
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.holding import ResourceTaken, grace_of
from backend.contract.parking import ParkingSearch, SpaceFilter, SpaceRefusal
from backend.contract.quotes import NotSellable
from backend.contract.reservations import ParkingWish, SpaceAlternative
from backend.database.sealing import Vault
from backend.parking.selling import NotSellable as SpaceRefused
from backend.parking.selling import Sellable
from backend.parking.service import Parking
from backend.parking.spaces import Space
from backend.pricing.errors import SpaceNotSellable, VehicleDoesNotFit
from backend.pricing.offer import SoldLeg
from backend.pricing.spaces import SpaceForSale
from backend.reservations import codes, extending, plates
from backend.reservations.models import ParkingRequest, ParkingReservation, RequestState
from backend.service.errors import Unprocessable
from backend.service.moments import checked_moment

MOST_ALTERNATIVES = 3
LATELY_S, MOST_LATELY = 5, 100
PRIVATE = "Private space"
REASONS = {
    SpaceRefusal.NOT_SOLD: NotSellable.NO_SELLER, SpaceRefusal.PAUSED: NotSellable.NO_OFFER, SpaceRefusal.CLOSED: NotSellable.CLOSED,
    SpaceRefusal.NO_PRICE: NotSellable.FARE_UNKNOWN, SpaceRefusal.TOO_SHORT: NotSellable.TOO_SHORT, SpaceRefusal.TOO_LONG: NotSellable.TOO_LONG,
    SpaceRefusal.TOO_SOON: NotSellable.LEFT, SpaceRefusal.TOO_FAR_AHEAD: NotSellable.TOO_FAR_AHEAD,
}  # fmt: skip
UNFIT = (SpaceRefusal.VEHICLE, SpaceRefusal.ASK)


class EndsBeforeItBegins(Unprocessable):
    def __init__(self, number: int):
        super().__init__("The space is wanted until before it is wanted from. Give a later end.", f"parking[{number}].end")


@dataclass(frozen=True)
class SpaceDesk:
    """What `backend.bookings.spaces.Spaces` asks for."""

    parking: Parking
    vault: Vault
    lately: dict[ParkingWish, tuple[datetime, list[dict[str, Any]]]] = field(default_factory=dict)
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def for_sale(
        self, session: AsyncSession, wishes: Sequence[ParkingWish], account_id: UUID | None, at: datetime
    ) -> tuple[SpaceForSale, ...]:
        """Raises EndsBeforeItBegins, SpaceNotSellable, VehicleDoesNotFit, ResourceTaken."""
        return tuple([await self.one_for_sale(session, number, wish, account_id, at) for number, wish in enumerate(wishes)])

    async def one_for_sale(self, session: AsyncSession, number: int, wish: ParkingWish, account_id: UUID | None, at: datetime) -> SpaceForSale:
        start, end = (checked_moment(moment, f"parking[{number}]") for moment in (wish.start, wish.end))
        if end <= start:
            raise EndsBeforeItBegins(number)
        goes_on = wish.extends is not None
        if goes_on and await extending.of_wish(session, wish, account_id) is None:
            raise SpaceNotSellable(number, NotSellable.NO_OFFER)
        try:
            found = await self.parking.sellable(session, wish.space_id, start, end, wish.vehicle, at, begun=goes_on)
        except SpaceRefused as refused:
            if refused.reasons[0] is SpaceRefusal.TAKEN:
                raise ResourceTaken(f"parking[{number}]", await self.alternatives(session, wish, at)) from refused
            raise refusal(number, refused) from refused
        if not found.terms.instant and not await is_agreed(session, account_id, wish):
            raise SpaceNotSellable(number, NotSellable.APPROVAL)
        space = space_for_sale(found, wish)
        return await extending.continued(session, number, space, wish, account_id) if goes_on else space

    async def reserved(self, session: AsyncSession, leg: BookingLeg, sold: SoldLeg, plate: str | None) -> None:
        """Raises PlateRefused, NotSetUp."""
        space = sold.space
        assert space is not None
        site_id = UUID(space.site_id)
        row = ParkingReservation(
            id=leg.id, leg_id=leg.id, site_id=site_id, space_id=UUID(space.space_id), tariff_id=UUID(space.tariff_id),
            vehicle=msgspec.to_builtins(space.vehicle), fit=msgspec.to_builtins(space.fit), terms=msgspec.to_builtins(space.terms),
            entry_code=await codes.new_code(session, site_id), over_at=leg.ends_at + grace_of(leg),
        )  # fmt: skip
        if plate is not None:
            row.plate = plates.seal(self.vault, plates.canonical(plate), row.id)
        session.add(row)
        if space.extends is not None:
            (await session.get_one(Booking, leg.booking_id)).extends = UUID(space.extends)
        await session.flush()

    async def alternatives(self, session: AsyncSession, wish: ParkingWish, at: datetime) -> list[dict[str, Any]]:
        """Bookable at once, the same vehicle, the same time. Where many were too late for one space, one of them looks."""
        async with self.looking:
            found = self.lately.get(wish)
            if found is None or not 0 <= (at - found[0]).total_seconds() < LATELY_S:
                found = (at, await self.look(session, wish, at))
                while len(self.lately) >= MOST_LATELY:
                    del self.lately[next(iter(self.lately))]
                self.lately[wish] = found
        return found[1]

    async def look(self, session: AsyncSession, wish: ParkingWish, at: datetime) -> list[dict[str, Any]]:
        space = await self.parking.find_space(session, wish.space_id, at)
        if space is None:
            return []
        asked = ParkingSearch(
            space.site.lat, space.site.lon, wish.start, wish.end, wish.vehicle, SpaceFilter(bookable=True), limit=MOST_ALTERNATIVES + 1
        )
        found = await self.parking.search(session, asked, at)
        others = [one for one in (*found.fits, *found.unsure) if one.space_id != wish.space_id and one.free and one.terms and one.terms.instant]
        return [
            msgspec.to_builtins(SpaceAlternative(one.space_id, one.name, one.walk.distance_m if one.walk else 0, one.price.total_minor))
            for one in others[:MOST_ALTERNATIVES]
        ]


def taken_or(refused: SpaceRefused, number: int) -> Exception:
    return ResourceTaken(f"parking[{number}]") if refused.reasons[0] is SpaceRefusal.TAKEN else refusal(number, refused)


def refusal(number: int, refused: SpaceRefused) -> Exception:
    """The plainest reason first, as they come."""
    first = refused.reasons[0]
    if first in UNFIT:
        return VehicleDoesNotFit(number, refused.fit.notes if refused.fit else ())
    return SpaceNotSellable(number, REASONS[first])


def space_for_sale(found: Sellable, wish: ParkingWish) -> SpaceForSale:
    """A driveway is told by its street; where exactly it is, once it is paid."""
    site, slots = found.site, slots_of(found)
    hosted = site.hosted
    return SpaceForSale(
        space_id=str(found.space.id), site_id=str(site.id), slots=slots, name=(hosted.street if hosted else site.name) or PRIVATE, lat=site.lat,
        lon=site.lon, starts_at=wish.start, ends_at=wish.end, vehicle=wish.vehicle, fit=found.fit, currency=site.currency.lower(),
        price_minor=found.price_minor, tariff_id=str(found.tariff_id), terms=found.terms, operator_id=None if hosted else site.operator_id,
        operator_name=PRIVATE if hosted else site.operator_name, payee=found.payee, share_bp=found.share_bp,
        commission_tax_bp=found.commission_tax_bp, tax_rate_bp=found.tax_rate_bp,
    )  # fmt: skip


def slots_of(found: Sellable) -> tuple[str, ...]:
    """All of a car park, those that are free first: who has one later may be moved. A bay is only itself."""
    if is_bay(found.space):
        return ()
    free = [str(spot) for spot in found.candidates]
    return (*free, *(str(spot.id) for spot in found.spots if str(spot.id) not in free))


def is_bay(space: Space) -> bool:
    return space.id != space.site.id


async def is_agreed(session: AsyncSession, account_id: UUID | None, wish: ParkingWish) -> bool:
    """Whether the host said yes to this traveller, for all of this time."""
    agreed = select(ParkingRequest.id).where(
        ParkingRequest.account_id == account_id, ParkingRequest.space_id == wish.space_id, ParkingRequest.state == RequestState.AGREED,
        ParkingRequest.starts_at <= wish.start, ParkingRequest.ends_at >= wish.end,
    )  # fmt: skip
    return account_id is not None and await session.scalar(agreed.limit(1)) is not None
