"""Rides as bookings want them: for sale, in the plan, and out of it again (`backend.bookings.rides.OwnRides`)."""
import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import BookingLeg
from backend.bookings.holding import ResourceTaken
from backend.contract.quotes import NotSellable
from backend.contract.rides import RideState
from backend.database.base import now
from backend.pricing.driven import RideForSale, RideWish
from backend.pricing.errors import LegNotSellable
from backend.pricing.offer import SoldLeg
from backend.rides.board import Board
from backend.rides.days import Days
from backend.rides.happenings import Happenings, RideBegun
from backend.rides.models import Ride, RideZone
from backend.rides.offers import NoOffer, Offered, best_of, days_of, offered
from backend.rides.taking import NoPlace, Rider, take
from backend.rides.zones import find_zone
from payments.states import LegState

OVER = {LegState.RELEASED: RideState.RELEASED, LegState.CANCELLED: RideState.CANCELLED, LegState.DISRUPTED: RideState.STRANDED}


@dataclass(frozen=True)
class RideSelling:
    days: Days
    happenings: Happenings
    clock: Callable[[], datetime] = now

    async def for_sale(self, session: AsyncSession, wishes: Sequence[RideWish], at: datetime) -> tuple[RideForSale, ...]:
        """From the plans as they are kept; each wish counts with those before it. Raises LegNotSellable."""
        boards: dict[tuple[UUID, date], Board] = {}
        return tuple([(await self.one_for_sale(session, wish, boards, at)).sale for wish in wishes])

    async def one_for_sale(self, session: AsyncSession, wish: RideWish, boards: dict[tuple[UUID, date], Board], at: datetime) -> Offered:
        """boards: of this answer, with what was found before in it. Raises LegNotSellable."""
        zone = await find_zone(session, wish.zone)
        if zone is None:
            raise LegNotSellable(wish.number, NotSellable.NO_SELLER)
        found, reasons = list[Offered](), set[NotSellable]()
        for day in days_of(wish.ready_at, self.days.streets):
            if (zone.id, day) not in boards:
                boards[zone.id, day] = (await self.days.get(session, zone.id, day, lock=False))[1]
            try:
                found.append(await asyncio.to_thread(offered, zone, boards[zone.id, day], wish, self.days.streets, at))
            except NoOffer as none:
                reasons.add(none.reason)
        best = best_of(found)
        if best is None:
            raise LegNotSellable(wish.number, NotSellable.FULL if NotSellable.FULL in reasons else min(reasons))
        board = best.taken
        boards[board.zone_id, board.day] = board
        return best

    async def reserved(self, session: AsyncSession, leg: BookingLeg, sold: SoldLeg, account_id: UUID) -> None:
        """The ride has the id of its leg. Raises ResourceTaken."""
        sale = sold.ride
        assert sale is not None
        zone = await find_zone(session, sale.wish.zone)
        if zone is None:
            raise ResourceTaken(f"legs[{sale.wish.number}]")
        try:
            await take(session, self.days, zone.id, sale, leg.id, Rider(account_id, leg.id), RideState.HELD, self.clock())
        except NoPlace as none:
            raise ResourceTaken(f"legs[{sale.wish.number}]") from none

    async def moved(self, session: AsyncSession, legs: Sequence[BookingLeg], at: datetime) -> None:
        """Whoever is in the van is brought, whatever becomes of the leg. Raises RideBegun for a ride that is given back in the van."""
        states = {leg.id: LegState(leg.state) for leg in legs}
        # Days are locked in the order in which they are when several rides are bought at once: two bookings never wait for each other.
        query = select(Ride).join(RideZone, RideZone.id == Ride.zone_id).where(Ride.leg_id.in_(states)).order_by(Ride.day, RideZone.key, Ride.row)
        for ride in list(await session.scalars(query)):
            assert ride.leg_id is not None
            await self.one_moved(session, ride, states[ride.leg_id], at)

    async def one_moved(self, session: AsyncSession, ride: Ride, state: LegState, at: datetime) -> None:
        if state is LegState.CONFIRMED and ride.state == RideState.HELD:
            ride.state = RideState.BOOKED
            await session.flush()
        if state in OVER:
            try:
                await self.happenings.cancelled(session, ride.id, at, OVER[state])
            except RideBegun:
                if state is LegState.CANCELLED:
                    raise
