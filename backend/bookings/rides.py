"""What bookings need of whoever drives rides that are ours to promise."""
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import BookingLeg
from backend.contract.quotes import NotSellable
from backend.pricing.driven import RideForSale, RideWish
from backend.pricing.errors import LegNotSellable
from backend.pricing.offer import SoldLeg


def resource_of(leg_id: UUID) -> str:
    """What a leg has that is a ride of ours: no two have the same, and its place is kept in the plan of its day."""
    return f"ride {leg_id}"


class OwnRides(Protocol):
    """A booking's rows are locked before the plan of a day, by whoever touches both."""

    async def for_sale(self, session: AsyncSession, wishes: Sequence[RideWish], at: datetime) -> tuple[RideForSale, ...]:
        """One for each wish, as it could be promised now. Raises LegNotSellable where none can be."""
        ...

    async def reserved(self, session: AsyncSession, leg: BookingLeg, sold: SoldLeg, account_id: UUID | None) -> None:
        """The leg was written and is held: in the same transaction its ride takes its place in the plan, until `moved` says more of it. Raises
        ResourceTaken where what was promised (`sold.ride`) cannot be any more."""
        ...

    async def moved(self, session: AsyncSession, legs: Sequence[BookingLeg], at: datetime) -> None:
        """Legs of one booking came to other states: paid for (CONFIRMED), used, or over (RELEASED, CANCELLED, DISRUPTED), so that their rides give
        their places back. Called in the transaction of that change; plans are locked in one order for everybody, that of buying."""
        ...


class NoRides:
    """Where no ride is sold."""

    async def for_sale(self, session: AsyncSession, wishes: Sequence[RideWish], at: datetime) -> tuple[RideForSale, ...]:
        if wishes:
            raise LegNotSellable(wishes[0].number, NotSellable.NO_SELLER)
        return ()

    async def reserved(self, session: AsyncSession, leg: BookingLeg, sold: SoldLeg, account_id: UUID | None) -> None:
        """Nothing is kept of it."""

    async def moved(self, session: AsyncSession, legs: Sequence[BookingLeg], at: datetime) -> None:
        """Nothing was kept of it."""


NO_RIDES = NoRides()
