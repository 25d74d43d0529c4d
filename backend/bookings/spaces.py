"""What bookings need of whoever knows the spaces that are ours to hold."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.booked import BookingLeg
from backend.contract.quotes import NotSellable
from backend.contract.reservations import ParkingWish
from backend.pricing.errors import SpaceNotSellable
from backend.pricing.offer import SoldLeg
from backend.pricing.spaces import SpaceForSale


class Spaces(Protocol):
    async def for_sale(
        self, session: AsyncSession, wishes: Sequence[ParkingWish], account_id: UUID | None, at: datetime
    ) -> tuple[SpaceForSale, ...]:
        """One for each wish. Raises SpaceNotSellable, VehicleDoesNotFit, ResourceTaken."""
        ...

    async def reserved(self, session: AsyncSession, leg: BookingLeg, sold: SoldLeg, plate: str | None) -> None:
        """The leg was written and is held: whatever is kept of it beside its booking, in the same transaction."""
        ...

    async def alternatives(self, session: AsyncSession, wish: ParkingWish, at: datetime) -> list[dict[str, Any]]:
        """Other spaces for the same vehicle and time, as `SpaceAlternative` says them, the nearest first."""
        ...


class NoSpaces:
    """Where no space is sold."""

    async def for_sale(
        self, session: AsyncSession, wishes: Sequence[ParkingWish], account_id: UUID | None, at: datetime
    ) -> tuple[SpaceForSale, ...]:
        if wishes:
            raise SpaceNotSellable(0, NotSellable.NO_SELLER)
        return ()

    async def reserved(self, session: AsyncSession, leg: BookingLeg, sold: SoldLeg, plate: str | None) -> None:
        """Nothing is kept of it."""

    async def alternatives(self, session: AsyncSession, wish: ParkingWish, at: datetime) -> list[dict[str, Any]]:
        return []


NO_SPACES = NoSpaces()
