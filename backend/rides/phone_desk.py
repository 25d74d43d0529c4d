"""Rides that are booked by phone: of the same stock as all others, with the same promise, paid on board."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.following import FollowedLeg, FollowedPlace
from backend.contract.ride_staff import DeskBooking, DeskOffer, DeskPlace, DeskRide, DeskWish
from backend.contract.rides import FollowedRide, Promised, RideState
from backend.contract.trips import LegMode
from backend.database.sealing import Vault
from backend.pricing.driven import RideForSale, RideWish
from backend.pricing.service import Pricing
from backend.rides.models import Ride
from backend.rides.selling import RideSelling
from backend.rides.staff import NoSuchRideThing
from backend.rides.staff_answers import ride_answer
from backend.rides.taking import NoPlace, Rider, take
from backend.rides.zones import find_zone
from backend.service.errors import Conflict
from payments.money import decimals

LONGEST_RIDE = timedelta(hours=4)


class PromiseGone(Conflict):
    code = "promise_gone"

    def __init__(self) -> None:
        super().__init__("Others have booked meanwhile: this cannot be promised any more. Ask for an offer again and tell the caller the new times.")


class Caller(msgspec.Struct, frozen=True):
    """Whom to call when something changes."""

    name: str
    phone: str


@dataclass(frozen=True)
class PhoneDesk:
    selling: RideSelling
    pricing: Pricing
    vault: Vault
    clock: Callable[[], datetime]

    async def offer(self, session: AsyncSession, asked: DeskWish) -> DeskOffer:
        """It holds nothing. Raises LegNotSellable, and what `VanDesk.wishes` raises."""
        sale = (await self.selling.for_sale(session, [self.wish(asked)], self.clock()))[0]
        return self.told(sale)

    def wish(self, asked: DeskWish) -> RideWish:
        """Where and when the service drives and as long as it can be booked (rule R14), as for everybody."""
        there_by = asked.be_there_by or asked.ready_at + LONGEST_RIDE
        leg = FollowedLeg(
            LegMode.ON_DEMAND, place_of(asked.from_), place_of(asked.to), asked.ready_at, there_by, ride=FollowedRide(asked.zone, asked.load)
        )
        return self.pricing.vans.wishes([leg], self.clock())[0]

    def told(self, sale: RideForSale) -> DeskOffer:
        part = self.pricing.vans.part(sale, self.clock())
        return DeskOffer(sale.promised, part.product_minor, part.currency.upper(), decimals(part.currency))

    async def book(self, session: AsyncSession, asked: DeskBooking) -> DeskRide:
        """With the promise that the caller was told, or not at all. Raises PromiseGone, and what `offer` raises."""
        at, shown = self.clock(), Promised(asked.pickup_from, asked.pickup_to, asked.arrive_by)
        sale = (await self.selling.for_sale(session, [self.wish(asked.wish).within(shown)], at))[0].as_shown(shown)
        zone = await find_zone(session, sale.wish.zone)
        if zone is None or sale.promised != shown:
            raise PromiseGone
        ride_id, caller = uuid7(), Caller(asked.name, asked.phone)
        sealed = self.vault.seal(msgspec.json.encode(caller), sealed_at(ride_id))
        try:
            ride = await take(session, self.selling.days, zone.id, sale, ride_id, Rider(caller=sealed), RideState.BOOKED, at)
        except NoPlace as none:
            raise PromiseGone from none
        return DeskRide(ride_answer(ride), caller.name, caller.phone)

    async def get(self, session: AsyncSession, ride_id: UUID) -> DeskRide:
        """Raises NotFound, also for one that was not booked by phone."""
        ride = await session.scalar(select(Ride).where(Ride.id == ride_id))
        if ride is None or ride.caller is None:
            raise NoSuchRideThing("ride that was booked by phone", "GET /v1/staff/rides/zones/{key}/days/{day}")
        caller = msgspec.json.decode(self.vault.open(ride.caller, sealed_at(ride.id)), type=Caller)
        return DeskRide(ride_answer(ride), caller.name, caller.phone)

    async def cancel(self, session: AsyncSession, ride_id: UUID) -> DeskRide:
        """One that is over already stays as it is. Raises NotFound, RideBegun."""
        found = await self.get(session, ride_id)
        await self.selling.happenings.cancelled(session, found.ride.id, self.clock())
        return await self.get(session, ride_id)


def place_of(asked: DeskPlace) -> FollowedPlace:
    return FollowedPlace(asked.lat, asked.lon, asked.name)


def sealed_at(ride_id: UUID) -> str:
    return f"ride.caller {ride_id}"
